/* SPDX-License-Identifier: Apache-2.0 */
/* Units of time by their names, and time in whole units. */
#ifndef TIME_UNIT_H
#define TIME_UNIT_H
#include <weir/types.h>

enum time_unit {
  UNIT_MICROSECOND,
  UNIT_MILLISECOND,
  UNIT_SECOND,
  UNIT_MINUTE,
  UNIT_HOUR,
  UNIT_DAY,
  UNIT_WEEK,
  UNIT_MONTH,
  UNIT_QUARTER,
  UNIT_YEAR,
  UNIT_NONE
};

/* 1: `text`, in small or capital letters, is one of `names`: in capitals, with a blank before and behind each. */
int time_unit_is(const weir_str *text, const char *names);

/* By the names of date_trunc ("MON", "YY"), of trunc (the same, weeks and more only), of timestampadd (whole words). */
uint32_t time_unit_truncated(const weir_str *text);
uint32_t time_unit_of_date(const weir_str *text);
uint32_t time_unit_whole(const weir_str *text);

/* µs of a unit up to the week; 0: its length varies. */
int64_t time_unit_us(uint32_t unit);
/* Months of a unit from the month on. */
int64_t time_unit_months(uint32_t unit);
#endif
