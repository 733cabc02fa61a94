/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as host:port: refused with a sentence, or its parts put together again are the text. */
#include <stdio.h>
#include <stdlib.h>

#include "socket/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is(const uint8_t *data, size_t size, int brackets, const address *a) {
  char again[sizeof a->text + 8];
  const int n = brackets ? snprintf(again, sizeof again, "[%s]:%s", a->host, a->port)
                         : snprintf(again, sizeof again, "%s:%s", a->host, a->port);
  return n >= 0 && (size_t)n == size && memcmp(again, data, size) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  address a = {0};
  weir_error err = {0};
  if (size > 4096) return 0;
  const weir_str text = weir_view((const char *)data, (uint32_t)size);
  if (address_parse(&text, &a, &err)) {
    if (!err.text[0]) abort();
    return 0;
  }
  if (!is(data, size, 0, &a) && !is(data, size, 1, &a)) abort();
  if (strtoul(a.port, NULL, 10) > 65535) abort();
  return 0;
}
