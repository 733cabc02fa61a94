/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps as text: the fields of a pattern's items, one after another. */
#include "calendar.h"
#include "time_pattern.h"
#include <string.h>

/* The digits of v, at least `least` of them. */
static char *put_digits(char *to, uint64_t v, uint32_t least) {
  char digits[20];
  uint32_t n = 0;
  do {
    digits[n++] = (char)('0' + v % 10);
    v /= 10;
  } while (v > 0 || n < least);
  while (n > 0) *to++ = digits[--n];
  return to;
}

static char *put_two(char *to, uint32_t v) {
  to[0] = (char)('0' + v / 10);
  to[1] = (char)('0' + v % 10);
  return to + 2;
}

static char *put_number(char *to, const time_item *item, int64_t v) {
  static const int64_t exceeds[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
  if (item->least == 2 && item->most == 2) return put_two(to, (uint32_t)v);
  if (item->least == 4 && v >= 0 && v < 10000) return put_two(put_two(to, (uint32_t)v / 100), (uint32_t)v % 100);
  if (v < 0)
    *to++ = '-';
  else if (item->sign == TIME_SIGN_PADDED && v >= exceeds[item->least])
    *to++ = '+';
  return put_digits(to, (uint64_t)(v < 0 ? -v : v), item->least);
}

static char *put_text(char *to, const char *text) {
  const size_t n = strlen(text);
  memcpy(to, text, n);
  return to + n;
}

static char *put_shift(char *to, const time_item *item) {
  if (item->full) return put_text(to, "Z");
  if (item->shift == TIME_SHIFT_HOURS_MINUTES_IF) return put_text(to, "+00");
  const int has_colon = item->shift == TIME_SHIFT_HH_MM || item->shift == TIME_SHIFT_HH_MM_SS_IF;
  return put_text(to, has_colon ? "+00:00" : "+0000");
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

/* A timestamp's parts, taken apart once. */
typedef struct parts {
  int64_t day;
  calendar_date date;
  uint32_t hour, minute, second, micro;
} parts;

static parts parts_of(int64_t us) {
  const int64_t day = calendar_day(us);
  const uint64_t rest = (uint64_t)calendar_time_of_day(us);
  const uint32_t seconds = (uint32_t)(rest / 1000000);
  return (parts){.day = day,
                 .date = calendar_of_day(day),
                 .hour = seconds / 3600,
                 .minute = seconds / 60 % 60,
                 .second = seconds % 60,
                 .micro = (uint32_t)(rest % 1000000)};
}

static int64_t value_of(const parts *p, uint32_t field) {
  switch (field) {
  case TIME_YEAR:
    return p->date.year;
  case TIME_YEAR_OF_ERA:
    return p->date.year > 0 ? p->date.year : 1 - p->date.year;
  case TIME_ERA:
    return p->date.year > 0;
  case TIME_QUARTER:
    return (p->date.month + 2) / 3;
  case TIME_MONTH:
    return p->date.month;
  case TIME_DAY:
    return p->date.day;
  case TIME_DAY_OF_YEAR:
    return calendar_day_of_year(p->day);
  case TIME_WEEKDAY:
    return calendar_weekday(p->day);
  case TIME_OF_SEVEN:
    return (p->date.day - 1) % 7 + 1;
  case TIME_JULIAN_DAY:
    return p->day + 40587;
  case TIME_HALF:
    return p->hour >= 12;
  case TIME_HOUR:
    return p->hour;
  case TIME_HOUR_1:
    return p->hour > 0 ? p->hour : 24;
  case TIME_HALF_HOUR:
    return p->hour % 12;
  case TIME_HALF_HOUR_1:
    return p->hour % 12 > 0 ? p->hour % 12 : 12;
  case TIME_MINUTE:
    return p->minute;
  default:
    return p->second;
  }
}

static char *put_fraction(char *to, uint32_t micro, uint32_t digits) {
  char all[9];
  memset(put_two(put_two(put_two(all, micro / 10000), micro / 100 % 100), micro % 100), '0', 3);
  memcpy(to, all, digits);
  return to + digits;
}

static int64_t two_digits(int64_t year) { return (year < 0 ? -year : year) % 100; }

static char *put_item(char *to, const time_pattern *pattern, const time_item *item, const parts *p) {
  switch (item->kind) {
  case TIME_LITERAL:
    memcpy(to, pattern->text + item->at, item->size);
    return to + item->size;
  case TIME_NUMBER:
    return put_number(to, item, value_of(p, item->field));
  case TIME_TWO_DIGITS:
    return put_two(to, (uint32_t)two_digits(value_of(p, item->field)));
  case TIME_FRACTION:
    return put_fraction(to, p->micro, item->most);
  case TIME_WORD:
    return put_text(to, time_word(item->field, (uint32_t)value_of(p, item->field), item->full));
  case TIME_SHIFT:
    return put_shift(to, item);
  case TIME_GREENWICH:
    return put_text(to, "GMT");
  case TIME_ZONE:
    return put_text(to, item->full ? "Coordinated Universal Time" : "UTC");
  default:
    return to;
  }
}

uint32_t time_pattern_print(const time_pattern *pattern, int64_t us, char *to) {
  const parts p = parts_of(us);
  char *at = to;
  for (uint32_t i = 0; i < pattern->items; i++) at = put_item(at, pattern, &pattern->item[i], &p);
  return (uint32_t)(at - to);
}

uint32_t time_pattern_room(const time_pattern *pattern) {
  static const uint8_t most[] = {
      [TIME_NUMBER] = 10, [TIME_TWO_DIGITS] = 2, [TIME_WORD] = 13,    [TIME_SHIFT] = 6,
      [TIME_ZONE] = 26,   [TIME_GREENWICH] = 3,  [TIME_FRACTION] = 9, [TIME_OPTIONAL_END] = 0};
  uint32_t room = 0;
  for (uint32_t i = 0; i < pattern->items; i++) room += pattern->item[i].size + most[pattern->item[i].kind];
  return room;
}
