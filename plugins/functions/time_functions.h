/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of this plugin that know of time. */
#ifndef TIME_FUNCTIONS_H
#define TIME_FUNCTIONS_H
#include "functions.h"

/* clang-format off */
#define TIME_FUNCTIONS(X) \
  X(year) X(quarter) X(month) X(day) X(dayofmonth) X(dayofyear) X(dayofweek) X(weekday) X(weekofyear) X(hour) \
  X(minute) X(second) X(date_part) X(monthname) X(dayname) X(date_trunc) X(trunc) X(last_day) X(next_day) \
  X(date_add) X(dateadd) X(date_sub) X(add_months) X(timestampadd) X(datediff) X(date_diff) X(timestampdiff) \
  X(months_between) X(unix_seconds) X(unix_millis) X(unix_micros) X(unix_date) X(timestamp_seconds) \
  X(timestamp_millis) X(timestamp_micros) X(date_from_unix_date) X(make_date) X(make_timestamp) X(date_format) \
  X(from_unixtime) X(to_timestamp) X(to_date) X(date) X(to_unix_timestamp) X(unix_timestamp) X(current_timestamp) \
  X(now) X(current_date) X(from_utc_timestamp) X(to_utc_timestamp)
/* clang-format on */

#define DECLARE(id) extern const function function_##id;
TIME_FUNCTIONS(DECLARE)
#undef DECLARE

/* Flags of a function that reads the batch time. */
#define TIMED (WEIR_FUNCTION_STRICT | WEIR_FUNCTION_TIMED)
#endif
