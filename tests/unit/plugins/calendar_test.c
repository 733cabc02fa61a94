/* SPDX-License-Identifier: Apache-2.0 */
/* The calendar of functions.so. What functions make of it is compared with Spark in tests/spark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "functions/calendar.h"

enum { SOME_YEARS = 4000 * 366 };

static int follows(calendar_date a, calendar_date b) {
  if (a.year == b.year && a.month == b.month)
    return b.day == a.day + 1 && b.day <= calendar_month_days(b.year, b.month);
  if (b.day != 1 || a.day != calendar_month_days(a.year, a.month)) return 0;
  return a.month < 12 ? b.year == a.year && b.month == a.month + 1 : b.year == a.year + 1 && b.month == 1;
}

static void check_day(int64_t day) {
  const calendar_date date = calendar_of_day(day), next = calendar_of_day(day + 1);
  if (!follows(date, next))
    fail_msg("day %lld is %d-%d-%d, the next %d-%d-%d", (long long)day, date.year, date.month, date.day, next.year,
             next.month, next.day);
  if (calendar_to_day(date.year, date.month, date.day) != day) fail_msg("day %lld has no way back", (long long)day);
}

static void every_day_is_followed_by_the_next_and_found_again(void **state) {
  (void)state;
  const int64_t first = calendar_day(INT64_MIN), last = calendar_day(INT64_MAX);
  assert_int_equal(calendar_of_day(0).year, 1970);
  for (int64_t day = -SOME_YEARS; day < SOME_YEARS; day++) check_day(day);
  for (int64_t day = first; day < last; day += 1009) check_day(day);
  for (int64_t day = last - 400; day < last; day++) check_day(day);
}

static void weeks_belong_to_the_year_of_their_thursday(void **state) {
  (void)state;
  assert_int_equal(calendar_iso_week(calendar_to_day(2020, 12, 31)), 53);
  assert_int_equal(calendar_iso_week(calendar_to_day(2021, 1, 3)), 53);
  assert_int_equal(calendar_iso_week(calendar_to_day(2021, 1, 4)), 1);
  assert_int_equal(calendar_iso_week(calendar_to_day(2024, 12, 30)), 1);
  assert_int_equal(calendar_weekday(calendar_to_day(1970, 1, 1)), 3);
}

static void months_are_added_to_the_end_of_the_calendar_and_not_beyond(void **state) {
  (void)state;
  int64_t day = calendar_to_day(2020, 1, 31);
  assert_true(calendar_add_months(&day, 1));
  assert_int_equal(day, calendar_to_day(2020, 2, 29));
  assert_false(calendar_add_months(&day, INT64_MAX));
  assert_false(calendar_add_months(&day, 12 * INT64_C(300000)));
  assert_false(calendar_add_months(&day, -12 * INT64_C(300000)));
  assert_int_equal(day, calendar_to_day(2020, 2, 29));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_is_followed_by_the_next_and_found_again),
      cmocka_unit_test(weeks_belong_to_the_year_of_their_thursday),
      cmocka_unit_test(months_are_added_to_the_end_of_the_calendar_and_not_beyond),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
