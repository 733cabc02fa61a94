/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durations, sizes, numbers, truth values and near names from text.
 */
#include "fixture.h"

#include <locale.h>

#include "data/near.h"
#include "spec/read.h"
#include "spec/value.h"

#define DURATION_FORM "a duration is a whole number and one of ms, s, m, h, d: 500ms, 10s"

static int64_t duration(const char *text) {
  int64_t value = -1;
  assert_null(spec_parse_duration(text, strlen(text), &value));
  return value;
}

static const char *no_duration(const char *text) {
  int64_t value = -1;
  const char *why = spec_parse_duration(text, strlen(text), &value);
  assert_int_equal(value, -1);
  return why;
}

static void durations_have_five_units(void **state) {
  (void)state;
  assert_int_equal(duration("250ms"), 250000);
  assert_int_equal(duration("1s"), 1000000);
  assert_int_equal(duration("2m"), 120000000);
  assert_int_equal(duration("24h"), 86400000000);
  assert_int_equal(duration("106751991d"), 106751991 * INT64_C(86400000000));
}

static void what_is_no_duration_is_told_what_is(void **state) {
  (void)state;
  assert_string_equal(no_duration("10"), "a number alone is no duration; add one of ms, s, m, h, d: 500ms, 10s");
  assert_string_equal(no_duration("1.5s"), DURATION_FORM);
  assert_string_equal(no_duration("-1s"), DURATION_FORM);
  assert_string_equal(no_duration("1 s"), DURATION_FORM);
  assert_string_equal(no_duration("s"), DURATION_FORM);
  assert_string_equal(no_duration(""), DURATION_FORM);
  assert_string_equal(no_duration("106751992d"), "a duration is at most 106751991d");
  assert_string_equal(no_duration("99999999999999999999s"), "a duration is at most 106751991d");
}

static void sizes_have_decimal_and_binary_units(void **state) {
  (void)state;
  static const struct {
    const char *text;
    int64_t bytes;
  } cases[] = {{"1B", 1},      {"2KB", 2000},     {"3MB", 3000000}, {"4GB", 4000000000},
               {"1KiB", 1024}, {"1MiB", 1 << 20}, {"1GiB", 1 << 30}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int64_t value;
    assert_null(spec_parse_size(cases[i].text, strlen(cases[i].text), &value));
    assert_int_equal(value, cases[i].bytes);
  }
  int64_t value;
  assert_non_null(spec_parse_size("1kb", 3, &value));
  assert_string_equal(spec_parse_size("1", 1, &value),
                      "a number alone is no size; add one of B, KB, MB, GB, KiB, MiB, GiB: 64KiB, 1GB");
  assert_string_equal(spec_parse_size("9223372037GB", 12, &value), "a size is at most 9223372036GB");
}

static void whole_numbers_reach_both_ends_of_64_bits(void **state) {
  (void)state;
  int64_t value;
  assert_null(spec_parse_int64("9223372036854775807", 19, &value));
  assert_true(value == INT64_MAX);
  assert_null(spec_parse_int64("-9223372036854775808", 20, &value));
  assert_true(value == INT64_MIN);
  assert_null(spec_parse_int64("+7", 2, &value));
  assert_int_equal(value, 7);
  const char *range = "a whole number lies between -9223372036854775808 and 9223372036854775807";
  assert_string_equal(spec_parse_int64("9223372036854775808", 19, &value), range);
  assert_string_equal(spec_parse_int64("-9223372036854775809", 20, &value), range);
  const char *const wrong[] = {"", "-", "0x10", "1.0", " 1", "1 ", "ten"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_string_equal(spec_parse_int64(wrong[i], strlen(wrong[i]), &value),
                        "a whole number has digits and perhaps a sign: 10, -3");
  }
}

static void numbers_have_a_point_whatever_the_locale(void **state) {
  (void)state;
  setlocale(LC_ALL, "de_DE.UTF-8"); /* where it is not installed the rest still holds */
  double value;
  assert_null(spec_parse_float64("0.5", 3, &value));
  assert_true(value == 0.5);
  assert_null(spec_parse_float64("-1e-3", 5, &value));
  assert_true(value == -0.001);
  assert_null(spec_parse_float64("+.5E+2", 6, &value));
  assert_true(value == 50);
  setlocale(LC_ALL, "C");
}

static void what_is_no_number_is_told_what_is(void **state) {
  (void)state;
  double value;
  const char *const wrong[] = {"", ".", "1,5", "nan", "inf", "0x1p3", "1e", "1e+", "1 "};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    assert_string_equal(spec_parse_float64(wrong[i], strlen(wrong[i]), &value), "a number is written 0.1, -3 or 1e-6");
  }
  assert_string_equal(spec_parse_float64("1e999", 5, &value), "a number is at most 1.7976931348623157e308");
  char digits[300];
  memset(digits, '1', sizeof digits);
  assert_string_equal(spec_parse_float64(digits, sizeof digits, &value), "a number has at most 255 characters");
}

static void truth_is_written_true_or_false(void **state) {
  (void)state;
  bool value = false;
  assert_null(spec_parse_bool("true", 4, &value));
  assert_true(value);
  assert_null(spec_parse_bool("false", 5, &value));
  assert_false(value);
  assert_string_equal(spec_parse_bool("yes", 3, &value), "it is written true or false");
}

static spec_node scalar(const char *text) {
  return (spec_node){.kind = SPEC_SCALAR,
                     .span = {0, 1},
                     .text = text,
                     .length = strlen(text),
                     .written = text,
                     .written_length = strlen(text)};
}

static void nodes_are_read_with_an_error_that_names_the_option(void **state) {
  (void)state;
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec_node number = scalar("2.5"), truth = scalar("true"), other = scalar("no");
  double value = 0;
  bool is_true = false;
  assert_true(spec_read_float64(&list, &number, "fraction", &value));
  assert_true(value == 2.5);
  assert_true(spec_read_bool(&list, &truth, "header", &is_true));
  assert_true(is_true);
  assert_int_equal(list.errors, 0);
  assert_false(spec_read_float64(&list, &other, "fraction", &value));
  assert_string_equal(list.kept[0]->message, "fraction: \"no\" is not a number");
  assert_false(spec_read_bool(&list, &other, "header", &is_true));
  assert_string_equal(list.kept[1]->message, "header: \"no\" is not true or false");
  spec_diagnostics_finish(&list);
}

static void a_broken_or_misshapen_node_is_not_read(void **state) {
  (void)state;
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec_node broken = scalar("1s"), mapping = {.kind = SPEC_MAPPING};
  int64_t value;
  double number;
  bool truth;
  size_t index;
  const char *const choices[] = {"a"};
  broken.broken = true;
  assert_false(spec_read_duration(&list, &broken, "length", NULL, &value));
  assert_int_equal(list.errors, 0);
  assert_false(spec_read_float64(&list, &mapping, "fraction", &number));
  assert_false(spec_read_bool(&list, &mapping, "header", &truth));
  assert_false(spec_read_choice(&list, &mapping, "format", choices, 1, &index));
  assert_int_equal(list.errors, 3);
  spec_diagnostics_finish(&list);
}

static void joined_names_end_with_dots_where_they_do_not_fit(void **state) {
  (void)state;
  const char *const names[] = {"one", "two", "three"};
  char joined[16];
  assert_string_equal(spec_join(joined, sizeof joined, names, 2), "one, two");
  assert_string_equal(spec_join(joined, sizeof joined, names, 3), "one, two, ...");
  assert_string_equal(spec_join(joined, 8, names + 2, 1), "...");
}

static void the_nearest_name_is_found(void **state) {
  (void)state;
  const char *const names[] = {"from", "steps", NULL, "reduceByKey", "on", ""};
  assert_string_equal(near_best("form", names, 6), "from");
  assert_string_equal(near_best("step", names, 6), "steps");
  assert_string_equal(near_best("reducebykey", names, 6), "reduceByKey");
  assert_string_equal(near_best("reduceByKeys", names, 6), "reduceByKey");
  assert_string_equal(near_best("redcueByKye", names, 6), "reduceByKey");
}

static void what_is_far_from_every_name_has_no_nearest(void **state) {
  (void)state;
  const char *const names[] = {"from", "steps", "reduceByKey"};
  assert_null(near_best("filter", names, 3));
  assert_null(near_best("a", names, 3));
  assert_null(near_best("", names, 3));
  assert_null(near_best("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", names, 3));
  assert_null(near_best("from", names, 0));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(durations_have_five_units),
      cmocka_unit_test(what_is_no_duration_is_told_what_is),
      cmocka_unit_test(sizes_have_decimal_and_binary_units),
      cmocka_unit_test(whole_numbers_reach_both_ends_of_64_bits),
      cmocka_unit_test(numbers_have_a_point_whatever_the_locale),
      cmocka_unit_test(what_is_no_number_is_told_what_is),
      cmocka_unit_test(truth_is_written_true_or_false),
      cmocka_unit_test(nodes_are_read_with_an_error_that_names_the_option),
      cmocka_unit_test(a_broken_or_misshapen_node_is_not_read),
      cmocka_unit_test(joined_names_end_with_dots_where_they_do_not_fit),
      cmocka_unit_test(the_nearest_name_is_found),
      cmocka_unit_test(what_is_far_from_every_name_has_no_nearest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
