/* SPDX-License-Identifier: Apache-2.0 */
/* POSIX TZ strings, "CET-1CEST,M3.5.0,M10.5.0/3": a zone's years from now on, which differ only in their weekdays. */
#include "calendar.h"
#include "time_zone.h"
#include <string.h>

/* When in a year the clock is changed: M month.week.weekday (5: the last), J day without leap days, or day from 0. */
typedef struct change {
  char kind;
  int32_t month, week, day;
  int32_t second; /* of the day, local time; may lie days before or after */
} change;

typedef struct reader {
  const char *at, *end;
} reader;

static int take(reader *r, char c) {
  if (r->at == r->end || *r->at != c) return 0;
  r->at++;
  return 1;
}

static int take_number(reader *r, int32_t least, int32_t most, int32_t *value) {
  const char *start = r->at;
  for (*value = 0; r->at < r->end && (uint8_t)(*r->at - '0') < 10 && *value < 1000; r->at++)
    *value = *value * 10 + (*r->at - '0');
  return r->at > start && *value >= least && *value <= most;
}

/* Letters, or anything but > within <>. */
static int skip_name(reader *r) {
  const char *start = r->at;
  if (take(r, '<')) {
    while (r->at < r->end && *r->at != '>') r->at++;
    return take(r, '>');
  }
  while (r->at < r->end && ((*r->at | 32) >= 'a' && (*r->at | 32) <= 'z')) r->at++;
  return r->at > start;
}

/* [+-]h[h[h]][:mm[:ss]] */
static int take_time(reader *r, int32_t *seconds) {
  int32_t hours, minutes = 0, rest = 0;
  const int is_negative = take(r, '-');
  if (!is_negative) (void)take(r, '+');
  if (!take_number(r, 0, 167, &hours)) return 0;
  if (take(r, ':') && !take_number(r, 0, 59, &minutes)) return 0;
  if (take(r, ':') && !take_number(r, 0, 59, &rest)) return 0;
  *seconds = hours * 3600 + minutes * 60 + rest;
  if (is_negative) *seconds = -*seconds;
  return 1;
}

static int take_month_rule(reader *r, change *to) {
  return take_number(r, 1, 12, &to->month) && take(r, '.') && take_number(r, 1, 5, &to->week) && take(r, '.') &&
         take_number(r, 0, 6, &to->day);
}

static int take_change(reader *r, change *to) {
  *to = (change){.second = 2 * 3600};
  if (!take(r, ',')) return 0;
  if (take(r, 'M')) {
    to->kind = 'M';
    if (!take_month_rule(r, to)) return 0;
  } else {
    to->kind = take(r, 'J') ? 'J' : '0';
    if (!take_number(r, to->kind == 'J', 365, &to->day)) return 0;
  }
  return !take(r, '/') || take_time(r, &to->second);
}

static int64_t day_of(const change *c, int64_t year) {
  if (c->kind == '0') return calendar_to_day(year, 1, 1) + c->day;
  if (c->kind == 'J') return calendar_to_day(year, 1, 1) + c->day - 1 + (c->day >= 60 && calendar_is_leap(year));
  const int64_t first = calendar_to_day(year, c->month, 1);
  const int32_t sunday_based = (calendar_weekday(first) + 1) % 7;
  int32_t of_month = (c->day - sunday_based + 7) % 7 + (c->week - 1) * 7;
  if (of_month >= calendar_month_days(year, c->month)) of_month -= 7;
  return first + of_month;
}

static int add(time_zone *z, int64_t at, int32_t offset) {
  if (at <= z->shift[z->count - 1].at) return 1; /* the file's own shifts reach so far */
  if (z->count == TIME_ZONE_SHIFTS) return 0;
  z->shift[z->count++] = (time_zone_shift){at, offset};
  return 1;
}

/* The years from the last shift on, one more than a cycle, so that its last year is whole. */
static int add_years(time_zone *z, const change change_to[2], const int32_t offset[2]) {
  const int64_t last = z->count > 1 ? z->shift[z->count - 1].at : 0;
  const int32_t first = calendar_date_of(last * CALENDAR_SECOND).year;
  const int starts_with = day_of(&change_to[1], first) < day_of(&change_to[0], first); /* the earlier one of a year */
  for (int32_t year = first; year <= first + TIME_ZONE_CYCLE + 1; year++)
    for (int i = 0; i < 2; i++) {
      const int which = starts_with ^ i;
      const change *c = &change_to[which];
      if (!add(z, day_of(c, year) * 86400 + c->second - offset[!which], offset[which])) return 0;
    }
  z->cycles = 1;
  return 1;
}

/* change_to[0] is to summer time, whose offset is offset[0]. */
int time_zone_add_rule(time_zone *zone, const char *rule, size_t n) {
  reader r = {rule, rule + n};
  change change_to[2];
  int32_t standard, summer;
  if (!skip_name(&r) || !take_time(&r, &standard) || !time_zone_is_offset(standard)) return 0;
  const int32_t offset[2] = {0, -standard};
  if (r.at == r.end) return 1; /* the last shift's offset, for ever */
  if (!skip_name(&r)) return 0;
  summer = standard - 3600;
  if (r.at < r.end && *r.at != ',' && !take_time(&r, &summer)) return 0;
  if (!time_zone_is_offset(summer)) return 0;
  if (!take_change(&r, &change_to[0]) || !take_change(&r, &change_to[1]) || r.at != r.end) return 0;
  return add_years(zone, change_to, (const int32_t[2]){-summer, offset[1]});
}
