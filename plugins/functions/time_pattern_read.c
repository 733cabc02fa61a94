/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as timestamps: items take characters into fields, then fields become a time. Strict as Spark is: widths are
 * exact, what is named twice must agree, and what does not exist (February 30) is refused. */
#include "calendar.h"
#include "time_pattern.h"
#include <string.h>

/* What was read so far; fields are set once, or again to the same value. */
typedef struct reading {
  const char *at, *end;
  uint32_t has; /* bit by field */
  int64_t value[TIME_FIELDS];
} reading;

static int has(const reading *r, uint32_t field) { return r->has >> field & 1; }

static int set(reading *r, uint32_t field, int64_t value) {
  if (has(r, field)) return r->value[field] == value;
  r->has |= 1u << field;
  r->value[field] = value;
  return 1;
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static int take_text(reading *r, const char *text, size_t n) {
  if ((size_t)(r->end - r->at) < n) return 0;
  for (size_t i = 0; i < n; i++)
    if (r->at[i] != text[i] && lower(r->at[i]) != lower(text[i])) return 0;
  r->at += n;
  return 1;
}

static uint32_t digits_at(const reading *r, uint32_t most) {
  uint32_t n = 0;
  while (n < most && r->at + n < r->end && (uint8_t)(r->at[n] - '0') < 10) n++;
  return n;
}

static int64_t take_digits(reading *r, uint32_t n) {
  int64_t value = 0;
  for (; n > 0; n--) value = value * 10 + (*r->at++ - '0');
  return value;
}

/* ---- items ------------------------------------------------------------------------------------------------------- */

/* 1: minus, 2: plus; 0: none; -1: one that must not stand here. */
static int take_sign(reading *r, uint32_t sign) {
  if (r->at == r->end || (*r->at != '-' && *r->at != '+')) return 0;
  const int is_plus = *r->at == '+';
  if (sign == TIME_SIGN_NEVER || (is_plus && sign != TIME_SIGN_PADDED)) return -1;
  r->at++;
  return 1 + is_plus;
}

static int take_number(reading *r, const time_item *item) {
  const int sign = take_sign(r, item->sign);
  if (sign < 0) return 0;
  uint32_t n = digits_at(r, (uint32_t)item->most + item->following);
  if (n < item->least) return 0;
  if (item->following > 0) n = n > item->least + item->following ? n - item->following : item->least;
  if (n > 18) return 0; /* no field is that large */
  const int64_t value = take_digits(r, n);
  if (sign == 1) return value > 0 && set(r, item->field, -value);
  if (item->sign == TIME_SIGN_PADDED && (sign == 2) != (n > item->least)) return 0;
  return set(r, item->field, value);
}

static int take_two_digits(reading *r, const time_item *item) {
  if (digits_at(r, 2) < 2) return 0;
  return set(r, item->field, 2000 + take_digits(r, 2));
}

static int take_fraction(reading *r, const time_item *item) {
  const uint32_t n = digits_at(r, item->most);
  if (n < item->least) return 0;
  int64_t nano = take_digits(r, n);
  for (uint32_t i = n; i < 9; i++) nano *= 10;
  return set(r, TIME_NANO, nano);
}

static int take_word(reading *r, const time_item *item) {
  uint32_t first;
  const uint32_t count = time_words(item->field, &first);
  for (uint32_t i = first; i < first + count; i++) {
    const char *word = time_word(item->field, i, item->full);
    if (take_text(r, word, strlen(word))) return set(r, item->field, i);
  }
  return 0;
}

/* Exactly two digits, not above `most`; with a colon before them. */
static int take_pair(reading *r, int has_colon, int64_t most, int64_t *value) {
  const char *start = r->at;
  if ((!has_colon || take_text(r, ":", 1)) && digits_at(r, 2) == 2) {
    *value = take_digits(r, 2);
    return *value <= most;
  }
  r->at = start;
  return 0;
}

enum { SHIFT_MOST = 18 * 3600 };

static int set_shift(reading *r, int is_behind, int64_t seconds) {
  return seconds <= SHIFT_MOST && set(r, TIME_OFFSET, is_behind ? -seconds : seconds);
}

static int take_shift(reading *r, const time_item *item) {
  const uint32_t form = item->shift;
  const int has_colon = form == TIME_SHIFT_HH_MM || form == TIME_SHIFT_HH_MM_SS_IF;
  int64_t hours, minutes = 0, seconds = 0;
  if (item->full && take_text(r, "Z", 1)) return set(r, TIME_OFFSET, 0);
  if (r->at == r->end || (*r->at != '+' && *r->at != '-')) return 0;
  const int is_behind = *r->at++ == '-';
  if (!take_pair(r, 0, 23, &hours)) return 0;
  const char *behind = r->at;
  if (!take_pair(r, has_colon, 59, &minutes)) {
    if (form != TIME_SHIFT_HOURS_MINUTES_IF || r->at != behind) return 0;
    return set_shift(r, is_behind, hours * 3600);
  }
  if (form == TIME_SHIFT_HHMMSS_IF || form == TIME_SHIFT_HH_MM_SS_IF) {
    behind = r->at;
    if (!take_pair(r, has_colon, 59, &seconds) && r->at != behind) return 0;
  }
  return set_shift(r, is_behind, hours * 3600 + minutes * 60 + seconds);
}

/* GMT alone; with hours of one or two digits and minutes as needed (O), or with both of two digits (OOOO). */
static int take_greenwich(reading *r, const time_item *item) {
  int64_t hours, minutes = 0, seconds = 0;
  if (!take_text(r, "GMT", 3)) return 0;
  if (r->at == r->end || (*r->at != '+' && *r->at != '-')) return set(r, TIME_OFFSET, 0);
  const int is_behind = *r->at++ == '-';
  const uint32_t n = digits_at(r, 2);
  if (n == 0 || (item->full && n != 2)) return 0;
  hours = take_digits(r, n);
  if (hours > 23) return 0;
  if (take_pair(r, 1, 59, &minutes))
    (void)take_pair(r, 1, 59, &seconds);
  else if (item->full)
    return 0;
  return set_shift(r, is_behind, hours * 3600 + minutes * 60 + seconds);
}

static int take_item(reading *r, const time_pattern *p, const time_item *item) {
  switch (item->kind) {
  case TIME_LITERAL:
    return take_text(r, p->text + item->at, item->size);
  case TIME_NUMBER:
    return take_number(r, item);
  case TIME_TWO_DIGITS:
    return take_two_digits(r, item);
  case TIME_FRACTION:
    return take_fraction(r, item);
  case TIME_WORD:
    return take_word(r, item);
  case TIME_SHIFT:
    return take_shift(r, item);
  case TIME_GREENWICH:
    return take_greenwich(r, item);
  default:
    return 1;
  }
}

/* ---- fields to a time -------------------------------------------------------------------------------------------- */

static int64_t value_or(const reading *r, uint32_t field, int64_t otherwise) {
  return has(r, field) ? r->value[field] : otherwise;
}

static int is_within(const reading *r, uint32_t field, int64_t least, int64_t most) {
  return !has(r, field) || (r->value[field] >= least && r->value[field] <= most);
}

static int hours_fit(const reading *r) {
  return is_within(r, TIME_HOUR, 0, 23) && is_within(r, TIME_HOUR_1, 1, 24) && is_within(r, TIME_HALF_HOUR, 0, 11) &&
         is_within(r, TIME_HALF_HOUR_1, 1, 12) && is_within(r, TIME_MINUTE, 0, 59) && is_within(r, TIME_SECOND, 0, 59);
}

/* Hours counted from 1 are hours counted from 0; a half of the day and its hour are an hour. */
static int join_hours(reading *r) {
  if (has(r, TIME_HOUR_1) && !set(r, TIME_HOUR, r->value[TIME_HOUR_1] % 24)) return 0;
  if (has(r, TIME_HALF_HOUR_1) && !set(r, TIME_HALF_HOUR, r->value[TIME_HALF_HOUR_1] % 12)) return 0;
  if (has(r, TIME_HALF) && has(r, TIME_HALF_HOUR))
    return set(r, TIME_HOUR, r->value[TIME_HALF] * 12 + r->value[TIME_HALF_HOUR]);
  if (!has(r, TIME_HOUR)) return 1;
  const int64_t hour = r->value[TIME_HOUR];
  return value_or(r, TIME_HALF_HOUR, hour % 12) == hour % 12 && value_or(r, TIME_HALF, hour / 12) == hour / 12;
}

static int time_of_day(reading *r, int64_t *us) {
  if (!hours_fit(r) || !join_hours(r)) return 0;
  int64_t hour = value_or(r, TIME_HALF, 0) * 12;
  if (has(r, TIME_HOUR))
    hour = r->value[TIME_HOUR];
  else if (has(r, TIME_HALF_HOUR))
    hour = r->value[TIME_HALF_HOUR];
  *us = hour * CALENDAR_HOUR + value_or(r, TIME_MINUTE, 0) * CALENDAR_MINUTE +
        value_or(r, TIME_SECOND, 0) * CALENDAR_SECOND + value_or(r, TIME_NANO, 0) / 1000;
  return 1;
}

/* An era alone says nothing; years of an era without it do not either. */
static int join_years(reading *r) {
  if (!has(r, TIME_YEAR_OF_ERA)) return 1;
  const int64_t year = r->value[TIME_YEAR_OF_ERA];
  if (year < 1) return 0;
  if (!has(r, TIME_ERA)) return 1;
  return set(r, TIME_YEAR, r->value[TIME_ERA] ? year : 1 - year);
}

static int day_of(reading *r, int64_t *day) {
  if (!join_years(r)) return 0;
  const int64_t year = value_or(r, TIME_YEAR, 1970);
  const int64_t month = value_or(r, TIME_MONTH, 1), of_month = value_or(r, TIME_DAY, 1);
  if (!calendar_is_date(year, month, of_month)) return 0;
  *day = calendar_to_day(year, (int32_t)month, (int32_t)of_month);
  if (!has(r, TIME_DAY_OF_YEAR)) return 1;
  const int64_t of_year = r->value[TIME_DAY_OF_YEAR];
  if (of_year < 1 || of_year > 365 + calendar_is_leap(year)) return 0;
  *day = calendar_to_day(year, 1, 1) + of_year - 1;
  const calendar_date date = calendar_of_day(*day);
  return value_or(r, TIME_MONTH, date.month) == date.month && value_or(r, TIME_DAY, date.day) == date.day;
}

static int time_of(reading *r, int64_t *us) {
  int64_t day, rest;
  if (!day_of(r, &day) || !time_of_day(r, &rest)) return 0;
  rest -= value_or(r, TIME_OFFSET, 0) * CALENDAR_SECOND;
  *us = day * CALENDAR_DAY + rest; /* far from the ends: years are within calendar_is_date */
  return 1;
}

/* ---- patterns ---------------------------------------------------------------------------------------------------- */

/* Where reading goes on when an optional section does not fit. */
typedef struct section {
  reading before;
  uint32_t end;
} section;

static int take_items(reading *r, const time_pattern *p) {
  section open[TIME_PATTERN_NESTED];
  uint32_t depth = 0;
  for (uint32_t i = 0; i < p->items; i++) {
    const time_item *item = &p->item[i];
    if (item->kind == TIME_OPTIONAL) {
      open[depth++] = (section){*r, item->at};
    } else if (item->kind == TIME_OPTIONAL_END) {
      depth--;
    } else if (!take_item(r, p, item)) {
      if (depth == 0) return 0;
      *r = open[--depth].before;
      i = open[depth].end;
    }
  }
  return r->at == r->end;
}

int time_pattern_read(const time_pattern *pattern, const char *text, uint32_t n, int64_t *us) {
  reading r = {.at = text, .end = text + n};
  return take_items(&r, pattern) && time_of(&r, us);
}
