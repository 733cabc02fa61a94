/* SPDX-License-Identifier: Apache-2.0 */
/* One error hides no other: what is wrong by itself is told however much before it is wrong, and what only follows from
 * an error is not. */
#include "fixture.h"

static void a_column_that_follows_from_an_error_is_not_missed(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  y: {from: events, map: {a: \"nn + 1\", b: \"n\"}}\n"
                          "  x: {from: y, filter: \"a > 1 and b > 2\"}\n" OUTPUT,
                     "5:31: error[E107]: no column \"nn\" in stream \"events\"; it has: word, n, at, tags | events: "
                     "declared at 4:3, schema (word: string, n: int64?, at: timestamp, tags: list<string>) | help: did "
                     "you mean \"n\"?\n");
}

static void a_column_that_is_not_there_either_way_is_missed(void **state) {
  (void)state;
  assert_diagnostics(
      HEAD "  y: {from: events, map: {a: \"1 +\", b: \"n\"}}\n"
           "  x: {from: y, filter: \"a > 1 and other > 2\"}\n" OUTPUT,
      "5:34: error[E501]: expected a value, found the end\n"
      "6:35: error[E107]: no column \"other\" in stream \"y\"; it has: a, b | y: declared at 5:3, schema (a: "
      "unknown, b: int64?)\n");
}

static void behind_a_missing_plugin_any_column_may_be(void **state) {
  (void)state;
  assert_diagnostics(
      HEAD "  y: {from: events, quux: {}}\n"
           "  z: {from: y, withColumns: {a: \"b + c\"}}\n"
           "  x: {from: z, map: {d: \"e + oups(1)\", f: g}}\n"
           "  w: {from: x, filter: \"d > 1 and else_ > 1\"}\n"
           "outputs:\n"
           "  out: {from: w, planner.sink: {}}\n",
      "5:21: error[E301]: no plugin \"quux\": there is no quux.so in " DIRECTORIES
      " | help: \"weir plugins\" lists those that are there; --plugin-dir DIR adds a directory\n"
      "7:30: error[E507]: there is no function 'oups'\n"
      "8:35: error[E107]: no column \"else_\" in stream \"x\"; it has: d, f | x: declared at 7:3, schema (d: "
      "unknown, f: unknown)\n");
}

static void all_entries_that_are_wrong_are_told(void **state) {
  (void)state;
  assert_diagnostics(
      HEAD
      "  x: {from: events, reduce: {values: {a: \"sum(n\", b: \"sum(n)\", c: \"maxx(n)\", d: \"sum(m)\"}}}\n" OUTPUT,
      "5:48: error[E501]: expected an operator, ',' or ')', found the end\n"
      "5:68: error[E507]: there is no aggregate or function 'maxx' | help: did you mean 'max'?\n"
      "5:86: error[E107]: no column \"m\" in stream \"events\"; it has: word, n, at, tags | events: declared at 4:3, "
      "schema (word: string, n: int64?, at: timestamp, tags: list<string>)\n");
}

static void a_step_that_cannot_be_read_hides_no_other(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x:\n"
                          "    from: events\n"
                          "    steps:\n"
                          "      - {}\n"
                          "      - filter: \"some > \"\n"
                          "      - planner.types: {number: none}\n" OUTPUT,
                     "8:9: error[E106]: this step is empty\n"
                     "9:25: error[E501]: expected a value, found the end\n"
                     "10:33: error[E203]: number: \"none\" is not a whole number | help: a whole number has digits and "
                     "perhaps a sign: 10, -3\n");
}

static void a_stream_that_does_not_exist_hides_nothing_of_what_reads_it(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: evens, filter: \"(a\"}\n" OUTPUT,
                     "5:13: error[E108]: no stream \"evens\" | help: did you mean \"events\"?\n"
                     "5:31: error[E501]: expected an operator or ')', found the end\n");
}

static void a_length_that_is_wrong_makes_no_slide_wrong(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  y: {from: events, window: {length: 10, slide: 7s}}\n"
                          "  x: {from: y, reduceByKeyAndWindow: {key: word, window: 10s, slide: 5s, values: {n: "
                          "\"count(*)\"}}}\n" OUTPUT,
                     "5:38: error[E201]: length: \"10\" is not a duration | help: a number alone is no duration; add "
                     "one of ms, s, m, h, d: 500ms, 10s\n");
}

static void a_misspelled_option_is_checked_as_what_it_was_meant_for(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {nubmer: 11}}\n" OUTPUT,
                     "5:37: error[E101]: unknown key \"nubmer\" in planner.types | help: did you mean \"number\"?\n"
                     "5:45: error[E206]: number: 11 is out of range; it goes from 1 to 10\n");
}

static void an_output_without_its_stream_is_still_checked(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "outputs:\n"
                          "  one: {from: x, planner.sink: {}}\n"
                          "  out: {from: y, print: {limit: -1}}\n",
                     "8:15: error[E108]: no stream \"y\" | help: there are: events, x, dead_letters\n"
                     "8:33: error[E206]: limit: -1 is out of range; it goes from 0 to 1000000000\n");
}

static void streams_in_a_circle_are_still_checked(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  y: {from: x, filter: \"a >\"}\n"
                          "  x: {from: y, planner.types: {flag: no}}\n" OUTPUT,
                     "5:28: error[E501]: expected a value, found the end\n"
                     "6:13: error[E401]: streams read each other in a circle: y -> x -> y\n"
                     "6:38: error[E205]: flag: \"no\" is not true or false | help: it is written true or false\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_column_that_follows_from_an_error_is_not_missed),
      cmocka_unit_test(a_column_that_is_not_there_either_way_is_missed),
      cmocka_unit_test(behind_a_missing_plugin_any_column_may_be),
      cmocka_unit_test(all_entries_that_are_wrong_are_told),
      cmocka_unit_test(a_step_that_cannot_be_read_hides_no_other),
      cmocka_unit_test(a_stream_that_does_not_exist_hides_nothing_of_what_reads_it),
      cmocka_unit_test(a_length_that_is_wrong_makes_no_slide_wrong),
      cmocka_unit_test(a_misspelled_option_is_checked_as_what_it_was_meant_for),
      cmocka_unit_test(an_output_without_its_stream_is_still_checked),
      cmocka_unit_test(streams_in_a_circle_are_still_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
