/* SPDX-License-Identifier: Apache-2.0 */
/* A TZif file, or an offset: a zone that is taken must answer for any time. */
#include "functions/time_zone.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_zone(const time_zone *zone) {
  if (zone->count == 0 || zone->count > TIME_ZONE_SHIFTS) abort();
  for (int64_t us = INT64_MIN / 2; us < INT64_MAX / 2; us += INT64_MAX / 50) {
    const int64_t local = time_zone_from_utc(zone, us), apart = local - us;
    if (apart > INT64_C(100000000000) || apart < -INT64_C(100000000000)) abort();
    (void)time_zone_to_utc(zone, local);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static time_zone zone;
  if (time_zone_read(&zone, data, size)) check_zone(&zone);
  if (time_zone_fixed(&zone, (const char *)data, size)) check_zone(&zone);
  return 0;
}
