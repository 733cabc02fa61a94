/* SPDX-License-Identifier: Apache-2.0 */
/* Between timestamps and numbers counted from 1970-01-01 00:00:00 UTC, and timestamps out of their parts. */
#include "calendar.h"
#include "time_functions.h"
#include "time_zones.h"
#include <math.h>

/* ---- to numbers -------------------------------------------------------------------------------------------------- */

/* Towards minus infinity; `variant` is an index here. */
static const int64_t lengths[] = {1, 1000, CALENDAR_SECOND, CALENDAR_DAY};
enum { MICROS, MILLIS, SECONDS, DAYS };

static weir_status count_since(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const int64_t *us = arg[0]->data, length = lengths[function_of(call)->variant];
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = calendar_floor(us[r], length);
  return WEIR_OK;
}

STRICT(unix_seconds, "unix_seconds(time): seconds since 1970 UTC", "(timestamp) -> int64", count_since,
       .variant = SECONDS);
STRICT(unix_millis, "unix_millis(time): milliseconds since 1970 UTC", "(timestamp) -> int64", count_since,
       .variant = MILLIS);
STRICT(unix_micros, "unix_micros(time): microseconds since 1970 UTC", "(timestamp) -> int64", count_since,
       .variant = MICROS);
STRICT(unix_date, "unix_date(time): days since 1970-01-01", "(timestamp) -> int64", count_since, .variant = DAYS);

/* ---- from numbers ------------------------------------------------------------------------------------------------ */

static void set_time(weir_out_column *to, uint32_t r, int is_time, int64_t us) {
  ((int64_t *)to->data)[r] = is_time ? us : 0;
  if (!is_time) function_set_null(to, r);
}

static weir_status time_since(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const int64_t *n = arg[0]->data, length = lengths[function_of(call)->variant];
  for (uint32_t r = 0; r < rows; r++) {
    int64_t us;
    const int overflows = __builtin_mul_overflow(n[r], length, &us);
    set_time(&out->col[column], r, !overflows, us);
  }
  return WEIR_OK;
}

/* Seconds with a fraction, cut to µs. */
static weir_status time_since_real(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                   uint32_t column) {
  const double *n = arg[0]->data;
  if (call->arg[0]->type == WEIR_I64) return time_since(call, arg, rows, out, column);
  for (uint32_t r = 0; r < rows; r++) {
    const double us = n[r] * 1e6;
    const int is_time = fabs(us) < 9223372036854775808.0; /* not NaN either */
    set_time(&out->col[column], r, is_time, is_time ? (int64_t)us : 0);
  }
  return WEIR_OK;
}

STRICT(timestamp_seconds, "timestamp_seconds(n): the time n seconds after 1970 UTC; null beyond the calendar",
       "(float64|int64) -> timestamp?", time_since_real, .variant = SECONDS);
STRICT(timestamp_millis, "timestamp_millis(n): the time n milliseconds after 1970 UTC; null beyond the calendar",
       "(int64) -> timestamp?", time_since, .variant = MILLIS);
STRICT(timestamp_micros, "timestamp_micros(n): the time n microseconds after 1970 UTC", "(int64) -> timestamp?",
       time_since, .variant = MICROS);
STRICT(date_from_unix_date, "date_from_unix_date(n): the day n days after 1970-01-01; null beyond the calendar",
       "(int64) -> timestamp?", time_since, .variant = DAYS);

/* ---- from parts -------------------------------------------------------------------------------------------------- */

static weir_status run_make_date(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                 uint32_t column) {
  const int64_t *year = arg[0]->data, *month = arg[1]->data, *day = arg[2]->data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int is_date = calendar_is_date(year[r], month[r], day[r]);
    const int64_t days = is_date ? calendar_to_day(year[r], (int32_t)month[r], (int32_t)day[r]) : 0;
    set_time(&out->col[column], r, is_date, days * CALENDAR_DAY);
  }
  return WEIR_OK;
}

STRICT(make_date, "make_date(year, month, day): that day; null if there is none", "(int64, int64, int64) -> timestamp?",
       run_make_date);

/* Second 60 is the next minute's first, without a fraction only. */
static int time_of_day(int64_t hour, int64_t minute, double second, int64_t *us) {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second <= 60)) return 0;
  const int64_t rest = llround(second * 1e6);
  if (rest > 60 * CALENDAR_SECOND) return 0;
  *us = hour * CALENDAR_HOUR + minute * CALENDAR_MINUTE + rest;
  return 1;
}

static weir_status run_make_timestamp(const weir_call *call, const weir_column *const *arg, uint32_t rows,
                                      weir_out *out, uint32_t column) {
  const int64_t *year = arg[0]->data, *month = arg[1]->data, *day = arg[2]->data, *hour = arg[3]->data;
  const int64_t *minute = arg[4]->data;
  const double *second = arg[5]->data;
  const time_zone *zone = call->args > 6 ? time_zones_of(call) : NULL;
  for (uint32_t r = 0; r < rows; r++) {
    int64_t us = 0;
    const int is_time = calendar_is_date(year[r], month[r], day[r]) && time_of_day(hour[r], minute[r], second[r], &us);
    if (is_time) us += calendar_to_day(year[r], (int32_t)month[r], (int32_t)day[r]) * CALENDAR_DAY;
    set_time(&out->col[column], r, is_time, zone != NULL ? time_zone_to_utc(zone, us) : us);
  }
  return WEIR_OK;
}

static weir_status bind_make_timestamp(weir_call *call, weir_error *err) {
  return call->args > 6 ? time_zones_keep(call, 6, err) : WEIR_OK;
}

STRICT_BOUND(
    make_timestamp,
    "make_timestamp(year, month, day, hour, minute, second[, zone]): that time, in UTC unless a zone is given; null if "
    "there is none",
    "(int64, int64, int64, int64, int64, float64, [string]) -> timestamp?", bind_make_timestamp, run_make_timestamp);
