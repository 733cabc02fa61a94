/* SPDX-License-Identifier: Apache-2.0 */
/* See words.h. */
#include "plan/words.h"

#include <stdio.h>

char *words_duration(int64_t us, char *to, size_t n) {
  static const struct {
    int64_t us;
    const char *name;
  } units[] = {{INT64_C(86400000000), "d"}, {INT64_C(3600000000), "h"}, {60000000, "m"}, {1000000, "s"}, {1000, "ms"}};
  for (uint32_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    if (us == 0 || us % units[i].us) continue;
    (void)snprintf(to, n, "%lld%s", (long long)(us / units[i].us), units[i].name);
    return to;
  }
  (void)snprintf(to, n, us ? "%lldus" : "%llds", (long long)us);
  return to;
}
