/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/timestamp.h"

static void assert_time(const char *text, int64_t expected) {
  int64_t us = -1;
  if (!timestamp_parse(text, strlen(text), &us)) fail_msg("%s is not taken", text);
  assert_int_equal(us, expected);
}

static void assert_none(const char *text) {
  int64_t us;
  if (timestamp_parse(text, strlen(text), &us)) fail_msg("%s is taken", text);
}

static void timestamps_of_rfc_3339_are_read(void **state) {
  (void)state;
  assert_time("1970-01-01T00:00:00Z", 0);
  assert_time("2024-02-29T12:30:45.25Z", INT64_C(1709209845250000));
  assert_time("2024-02-29 14:30:45.250+02:00", INT64_C(1709209845250000));
  assert_time("1969-12-31T23:59:59-00:00", -1000000);
  assert_time("2000-03-01", INT64_C(951868800000000));
  assert_time("0001-01-01", INT64_C(-62135596800000000));
  assert_time("9999-12-31T23:59:59.9999999Z", INT64_C(253402300799999999));
}

static void what_is_no_timestamp_is_refused(void **state) {
  static const char *const none[] = {"",
                                     "yesterday",
                                     "2023-02-29",
                                     "2024-13-01",
                                     "2024-00-10",
                                     "2024-01-01T24:00:00Z",
                                     "2024-01-01T10:00",
                                     "2024-01-01T10:00:00+1",
                                     "2024-01-01T10:00:00.Z",
                                     "2024-01-01T10:00:00Zx",
                                     "2024-1-1",
                                     "0000-01-01"};
  (void)state;
  for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) assert_none(none[i]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(timestamps_of_rfc_3339_are_read),
      cmocka_unit_test(what_is_no_timestamp_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
