/* SPDX-License-Identifier: Apache-2.0 */
/* Microseconds since 1970 UTC on the Gregorian calendar, extended backwards. */
#include <time.h>

#include "data/format_parts.h"

enum { DAY_SECONDS = 86400, SECOND_MICROS = 1000000 };

static int64_t floor_divide(int64_t a, int64_t b, int64_t *rest) {
  const int64_t q = a / b, left = a % b;
  *rest = left < 0 ? left + b : left;
  return left < 0 ? q - 1 : q;
}

/* Howard Hinnant's civil_from_days: years begin in March, eras have 400 of them. */
civil civil_utc(int64_t us) {
  int64_t micro, second, day;
  int64_t seconds = floor_divide(us, SECOND_MICROS, &micro);
  int64_t days = floor_divide(seconds, DAY_SECONDS, &second);
  int64_t era = floor_divide(days + 719468, 146097, &day);
  int64_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  int64_t of_year = day - (365 * year + year / 4 - year / 100);
  int64_t march = (5 * of_year + 2) / 153;
  int64_t month = march < 10 ? march + 3 : march - 9;
  return (civil){.year = year + era * 400 + (month <= 2),
                 .month = (uint32_t)month,
                 .day = (uint32_t)(of_year - (153 * march + 2) / 5 + 1),
                 .hour = (uint32_t)(second / 3600),
                 .minute = (uint32_t)(second / 60 % 60),
                 .second = (uint32_t)(second % 60),
                 .micro = (uint32_t)micro};
}

civil civil_local(int64_t us) {
  int64_t micro;
  time_t seconds = (time_t)floor_divide(us, SECOND_MICROS, &micro);
  struct tm tm;
  if (!localtime_r(&seconds, &tm)) return civil_utc(us);
  return (civil){.year = (int64_t)tm.tm_year + 1900,
                 .month = (uint32_t)tm.tm_mon + 1,
                 .day = (uint32_t)tm.tm_mday,
                 .hour = (uint32_t)tm.tm_hour,
                 .minute = (uint32_t)tm.tm_min,
                 .second = (uint32_t)tm.tm_sec,
                 .micro = (uint32_t)micro};
}

int format_add_rfc3339(text_buffer *b, int64_t us) {
  civil c = civil_utc(us);
  int bad = text_buffer_printf(b, "%04lld-%02u-%02uT%02u:%02u:%02u", (long long)c.year, c.month, c.day, c.hour,
                               c.minute, c.second);
  if (c.micro) {
    int digits = 6;
    for (; c.micro % 10 == 0; digits--) c.micro /= 10;
    bad |= text_buffer_printf(b, ".%0*u", digits, c.micro);
  }
  return bad || text_buffer_add(b, "Z", 1);
}
