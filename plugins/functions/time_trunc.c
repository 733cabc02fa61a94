/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps cut down to a whole unit, and the days that stand at fixed places: last_day, next_day. */
#include "calendar.h"
#include "time_functions.h"
#include "time_unit.h"

/* ---- one loop a unit --------------------------------------------------------------------------------------------- */

typedef void (*trunc_rows)(const int64_t *us, int64_t *to, uint32_t rows);

/* Wraps at the beginning of time, as Spark does. */
static int64_t minus(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
static int64_t midnight(int64_t day) { return (int64_t)((uint64_t)day * (uint64_t)CALENDAR_DAY); }

static int64_t monday(int64_t day) { return day - calendar_weekday(day); }
static int64_t first_of(int64_t day, int32_t months) {
  const calendar_date date = calendar_of_day(day);
  return calendar_to_day(date.year, (date.month - 1) / months * months + 1, 1);
}

#define TRUNC(unit, value)                                                                                             \
  static void unit(const int64_t *us, int64_t *to, uint32_t rows) {                                                    \
    for (uint32_t r = 0; r < rows; r++) to[r] = value;                                                                 \
  }

TRUNC(microsecond, us[r])
TRUNC(millisecond, minus(us[r], calendar_rest(us[r], 1000)))
TRUNC(second, minus(us[r], calendar_rest(us[r], CALENDAR_SECOND)))
TRUNC(minute, minus(us[r], calendar_rest(us[r], CALENDAR_MINUTE)))
TRUNC(hour, minus(us[r], calendar_rest(us[r], CALENDAR_HOUR)))
TRUNC(day, minus(us[r], calendar_rest(us[r], CALENDAR_DAY)))
TRUNC(week, midnight(monday(calendar_day(us[r]))))
TRUNC(month, midnight(first_of(calendar_day(us[r]), 1)))
TRUNC(quarter, midnight(first_of(calendar_day(us[r]), 3)))
TRUNC(year, midnight(first_of(calendar_day(us[r]), 12)))

static const trunc_rows truncate[UNIT_NONE] = {
    [UNIT_MICROSECOND] = microsecond,
    [UNIT_MILLISECOND] = millisecond,
    [UNIT_SECOND] = second,
    [UNIT_MINUTE] = minute,
    [UNIT_HOUR] = hour,
    [UNIT_DAY] = day,
    [UNIT_WEEK] = week,
    [UNIT_MONTH] = month,
    [UNIT_QUARTER] = quarter,
    [UNIT_YEAR] = year,
};

/* ---- date_trunc, trunc ------------------------------------------------------------------------------------------- */

typedef uint32_t (*find_unit)(const weir_str *name);

static void set_nulls(weir_out_column *to, uint32_t rows) {
  memset(to->data, 0, rows * sizeof(int64_t));
  for (uint32_t r = 0; r < rows; r++) function_set_null(to, r);
}

/* A unit that does not exist gives null. */
static weir_status truncated(const weir_call *call, uint32_t unit_at, const weir_column *unit, const weir_column *time,
                             find_unit find, uint32_t rows, weir_out_column *to) {
  const weir_str *name = unit->data;
  const int64_t *us = time->data;
  int64_t *result = to->data;
  const weir_column *constant = call->constant[unit_at];
  if (constant != NULL) {
    const uint32_t known = weir_is_null(constant, 0) ? UNIT_NONE : find(constant->data);
    if (known == UNIT_NONE)
      set_nulls(to, rows);
    else
      truncate[known](us, result, rows);
    return WEIR_OK;
  }
  for (uint32_t r = 0; r < rows; r++) {
    const uint32_t known = find(name + r);
    result[r] = 0;
    if (known == UNIT_NONE)
      function_set_null(to, r);
    else
      truncate[known](us + r, result + r, 1);
  }
  return WEIR_OK;
}

static weir_status run_date_trunc(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                  uint32_t column) {
  return truncated(call, 0, arg[0], arg[1], time_unit_truncated, rows, &out->col[column]);
}

static weir_status run_trunc(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  return truncated(call, 1, arg[1], arg[0], time_unit_of_date, rows, &out->col[column]);
}

STRICT(
    date_trunc,
    "date_trunc(unit, time): the beginning of its microsecond, millisecond, second, minute, hour, day, week (Monday), "
    "month, quarter or year",
    "(string, timestamp) -> timestamp?", run_date_trunc);
STRICT(trunc, "trunc(time, unit): the first day of its week (Monday), month, quarter or year",
       "(timestamp, string) -> timestamp?", run_trunc);

/* ---- days -------------------------------------------------------------------------------------------------------- */

static weir_status run_last_day(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const int64_t *us = arg[0]->data;
  int64_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const calendar_date date = calendar_date_of(us[r]);
    to[r] = midnight(calendar_to_day(date.year, date.month, calendar_month_days(date.year, date.month)));
  }
  return WEIR_OK;
}

STRICT(last_day, "last_day(time): the last day of its month", "(timestamp) -> timestamp", run_last_day);

enum { WEEKDAYS = 7 };

/* Monday 0, or WEEKDAYS. */
static int32_t weekday_named(const weir_str *name) {
  static const char *const names[WEEKDAYS] = {" MO MON MONDAY ",   " TU TUE TUESDAY ", " WE WED WEDNESDAY ",
                                              " TH THU THURSDAY ", " FR FRI FRIDAY ",  " SA SAT SATURDAY ",
                                              " SU SUN SUNDAY "};
  int32_t i = 0;
  while (i < WEEKDAYS && !time_unit_is(name, names[i])) i++;
  return i;
}

static weir_status run_next_day(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const int64_t *us = arg[0]->data;
  const weir_str *name = arg[1]->data;
  weir_out_column *to = &out->col[column];
  int64_t *result = to->data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int32_t wanted = weekday_named(name + r);
    const int64_t from = calendar_day(us[r]);
    result[r] = wanted < WEEKDAYS ? midnight(from + 1 + calendar_rest(wanted - from - 4, 7)) : 0;
    if (wanted == WEEKDAYS) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(next_day, "next_day(time, weekday): the first day behind it that is a 'MO', 'MON' or 'MONDAY'",
       "(timestamp, string) -> timestamp?", run_next_day);
