/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps moved by days, months and other units, and how far two of them are apart. What would lie beyond the
 * calendar is null. */
#include "calendar.h"
#include "time_functions.h"
#include "time_unit.h"
#include <math.h>

/* Midnight of a day. 0: beyond the calendar. */
static int midnight(int64_t day, int64_t *us) { return !__builtin_mul_overflow(day, CALENDAR_DAY, us); }

/* Time `us` moved by n units; the time of day is kept by those of days and more. 0: beyond the calendar. */
static int moved(int64_t us, uint32_t unit, int64_t n, int64_t *to) {
  int64_t day = calendar_day(us), by;
  if (unit < UNIT_MONTH)
    return !__builtin_mul_overflow(n, time_unit_us(unit), &by) && !__builtin_add_overflow(us, by, to);
  if (__builtin_mul_overflow(n, time_unit_months(unit), &by) || !calendar_add_months(&day, by)) return 0;
  return midnight(day, to) && !__builtin_add_overflow(*to, calendar_time_of_day(us), to);
}

/* ---- moving ------------------------------------------------------------------------------------------------------ */

static void move_rows(const int64_t *us, const int64_t *n, int64_t sign, uint32_t unit, uint32_t rows,
                      weir_out_column *to) {
  int64_t *result = to->data;
  for (uint32_t r = 0; r < rows; r++) {
    int64_t by;
    if (__builtin_mul_overflow(n[r], sign, &by) || !moved(us[r], unit, by, &result[r])) {
      result[r] = 0;
      function_set_null(to, r);
    }
  }
}

/* Of dates: the time of day is dropped first. */
static weir_status move_date(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const int64_t *us = arg[0]->data;
  const int32_t variant = function_of(call)->variant;
  const uint32_t unit = variant == UNIT_MONTH ? UNIT_MONTH : UNIT_DAY;
  int64_t *date = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) (void)(midnight(calendar_day(us[r]), &date[r]) || (date[r] = us[r]));
  move_rows(date, arg[1]->data, variant < 0 ? -1 : 1, unit, rows, &out->col[column]);
  return WEIR_OK;
}

STRICT(date_add, "date_add(time, days): the day so many days later", "(timestamp, int64) -> timestamp?", move_date,
       .variant = UNIT_DAY);
STRICT(dateadd, "dateadd(time, days): the day so many days later", "(timestamp, int64) -> timestamp?", move_date,
       .variant = UNIT_DAY);
STRICT(date_sub, "date_sub(time, days): the day so many days earlier", "(timestamp, int64) -> timestamp?", move_date,
       .variant = -1);
STRICT(add_months, "add_months(time, months): the day so many months later, or its month's last",
       "(timestamp, int64) -> timestamp?", move_date, .variant = UNIT_MONTH);

static weir_status bind_unit(weir_call *call, weir_error *err) {
  const weir_column *unit = call->constant[0];
  if (unit != NULL && !weir_is_null(unit, 0) && time_unit_whole(unit->data) != UNIT_NONE) return WEIR_OK;
  err->option = 0;
  return function_refuse(err,
                         "the unit must be one of microsecond, millisecond, second, minute, hour, day, week, month, "
                         "quarter and year");
}

static weir_status run_timestampadd(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                    uint32_t column) {
  const uint32_t unit = time_unit_whole(call->constant[0]->data);
  move_rows(arg[2]->data, arg[1]->data, 1, unit, rows, &out->col[column]);
  return WEIR_OK;
}

STRICT_BOUND(timestampadd, "timestampadd(unit, n, time): the time so many units later",
             "(string, int64, timestamp) -> timestamp?", bind_unit, run_timestampadd);

/* ---- apart ------------------------------------------------------------------------------------------------------- */

static weir_status run_datediff(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const int64_t *end = arg[0]->data, *start = arg[1]->data;
  int64_t *days = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) days[r] = calendar_day(end[r]) - calendar_day(start[r]);
  return WEIR_OK;
}

STRICT(datediff, "datediff(end, start): days from one day to the other", "(timestamp, timestamp) -> int64",
       run_datediff);
STRICT(date_diff, "date_diff(end, start): days from one day to the other", "(timestamp, timestamp) -> int64",
       run_datediff);

/* Whole units between two times of which `whole` units and a rest of the sign of `rest` lie apart. */
static int64_t towards_zero(int64_t whole, int64_t rest) {
  if (whole > 0) return whole - (rest < 0);
  return whole < 0 ? whole + (rest > 0) : 0;
}

/* Days within a month count as 32nds of it, which keeps their order. */
static int64_t month_day(int64_t day) {
  const calendar_date date = calendar_of_day(day);
  return ((int64_t)date.year * 12 + date.month) * 32 + date.day;
}

static int64_t months_apart(int64_t start, int64_t end) {
  const int64_t from = calendar_day(start);
  const int64_t days = towards_zero(calendar_day(end) - from, calendar_time_of_day(end) - calendar_time_of_day(start));
  return (month_day(from + days) - month_day(from)) / 32;
}

static int64_t units_apart(uint32_t unit, int64_t start, int64_t end) {
  const int64_t us = time_unit_us(unit);
  if (unit >= UNIT_MONTH) return months_apart(start, end) / time_unit_months(unit);
  if (us == 1) return (int64_t)((uint64_t)end - (uint64_t)start);
  return towards_zero(calendar_floor(end, us) - calendar_floor(start, us),
                      calendar_rest(end, us) - calendar_rest(start, us));
}

static weir_status run_timestampdiff(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                     uint32_t column) {
  const uint32_t unit = time_unit_whole(call->constant[0]->data);
  const int64_t *start = arg[1]->data, *end = arg[2]->data;
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = units_apart(unit, start[r], end[r]);
  return WEIR_OK;
}

STRICT_BOUND(timestampdiff, "timestampdiff(unit, start, end): whole units from one time to the other",
             "(string, timestamp, timestamp) -> int64", bind_unit, run_timestampdiff);

/* ---- months_between ---------------------------------------------------------------------------------------------- */

static int is_last_day(calendar_date date) { return date.day == calendar_month_days(date.year, date.month); }

/* Months of 31 days; none but whole ones where the days are the same or both the last. */
static double months_between(int64_t a, int64_t b) {
  const calendar_date x = calendar_date_of(a), y = calendar_date_of(b);
  const double months = (x.year - y.year) * 12.0 + x.month - y.month;
  if (x.day == y.day || (is_last_day(x) && is_last_day(y))) return months;
  const int64_t seconds = (x.day - y.day) * INT64_C(86400) + calendar_time_of_day(a) / CALENDAR_SECOND -
                          calendar_time_of_day(b) / CALENDAR_SECOND;
  return months + (double)seconds / (31 * 86400.0);
}

static weir_status run_months_between(const weir_call *call, const weir_column *const *arg, uint32_t rows,
                                      weir_out *out, uint32_t column) {
  const int64_t *a = arg[0]->data, *b = arg[1]->data;
  const uint8_t *rounded = call->args > 2 ? arg[2]->data : NULL;
  double *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) {
    to[r] = months_between(a[r], b[r]);
    if (rounded == NULL || rounded[r]) to[r] = floor(to[r] * 1e8 + 0.5) / 1e8;
  }
  return WEIR_OK;
}

STRICT(months_between,
       "months_between(end, start[, rounded]): months of 31 days from one time to the other, to 8 digits unless "
       "rounded is "
       "false",
       "(timestamp, timestamp, [bool]) -> float64", run_months_between);
