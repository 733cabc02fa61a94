/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies that do not fit the option table: what is said, and where. */
#include "fixture.h"

#define DECLARED " | events: declared at 4:3, schema (word: string, n: int64?, at: timestamp, tags: list<string>)"

static void a_key_that_no_option_has_names_the_nearest(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {nubmer: 3}}\n" OUTPUT,
                     "5:37: error[E101]: unknown key \"nubmer\" in planner.types | help: did you mean \"number\"?\n");
}

static void a_required_option_is_asked_for_with_its_help(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.needy: {}}\n" OUTPUT,
                     "5:21: error[E102]: planner.needy needs the option \"name\" | help: name: what it is called\n");
}

static void an_empty_body_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.rename: {}}\n" OUTPUT,
                     "5:21: error[E102]: planner.rename is empty\n");
}

static void a_text_where_options_are_needed_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.needy: hello}\n" OUTPUT,
                     "5:36: error[E103]: planner.needy needs a mapping of options, not a text | help: such as: "
                     "planner.needy: {name: ...}\n");
}

static void options_of_an_entry_without_any_are_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {a: 1}}\n" OUTPUT,
                     "5:37: error[E101]: unknown key \"a\" in planner.plain | help: planner.plain has no options\n");
}

static void numbers_are_held_to_their_range(void **state) {
  (void)state;
  assert_diagnostics(HEAD
                     "  x: {from: events, planner.types: {number: 11, real: 2, duration: 2m, size: 2MiB}}\n" OUTPUT,
                     "5:45: error[E206]: number: 11 is out of range; it goes from 1 to 10\n"
                     "5:55: error[E206]: real: 2 is out of range; it goes from 0 to 1\n"
                     "5:68: error[E206]: duration: 2m is out of range; it goes from 1ms to 1m\n"
                     "5:78: error[E206]: size: 2MiB is out of range; it goes from 1B to 1MiB\n");
}

static void values_of_the_wrong_kind_are_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {flag: yes, number: three, duration: 10, choice: "
                          "grean, format: xml}}\n" OUTPUT,
                     "5:43: error[E205]: flag: \"yes\" is not true or false | help: it is written true or false\n"
                     "5:56: error[E203]: number: \"three\" is not a whole number | help: a whole number has digits "
                     "and perhaps a sign: 10, -3\n"
                     "5:73: error[E201]: duration: \"10\" is not a duration | help: a number alone is no duration; "
                     "add one of ms, s, m, h, d: 500ms, 10s\n"
                     "5:85: error[E207]: choice: \"grean\" is none of red, green, blue | help: did you mean "
                     "\"green\"?\n"
                     "5:100: error[E207]: format: \"xml\" is none of csv, json\n");
}

static void secrets_in_the_file_are_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "outputs:\n"
                          "  out: {from: x, planner.sink: {secret: hunter2}}\n",
                     "7:41: error[E212]: secret: a secret does not stand in the pipeline file | help: write secret: "
                     "${NAME} for an environment variable, or ${file:path}\n");
}

static void an_empty_path_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {path: \"\"}}\n" OUTPUT,
                     "5:43: error[E103]: path: a path is needed, not an empty text\n");
}

static void types_of_fields_are_known(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {fields: {a: integer, b: strnig, c: quux}}}\n" OUTPUT,
                     "5:49: error[E211]: a: \"integer\" is not a type | help: did you mean \"int64\"?\n"
                     "5:61: error[E211]: b: \"strnig\" is not a type | help: did you mean \"string\"?\n"
                     "5:72: error[E211]: c: \"quux\" is not a type | help: types are bool, int64, float64, "
                     "timestamp, string, binary, list<...> and map<string,string>\n");
}

static void columns_that_do_not_exist_name_the_nearest(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {column: wrod, columns: [n, zzz]}}\n" OUTPUT,
                     "5:45: error[E107]: no column \"wrod\" in stream \"events\"; it has: word, n, at, tags" DECLARED
                     " | help: did you mean \"word\"?\n"
                     "5:64: error[E107]: no column \"zzz\" in stream \"events\"; it has: word, n, at, tags" DECLARED
                     "\n");
}

static void expressions_that_do_not_compile_are_shown_in_place(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {expression: \"n + 1\", key: [n + 1], expressions: "
                          "{a: n, b: \"no(word)\"}}}\n" OUTPUT,
                     "5:50: error[E517]: this must be bool; it is int64" DECLARED " | help: a condition is a bool: a "
                     "comparison, or a bool column\n"
                     "5:64: error[E514]: this is no plain column, so it needs a name | help: write {name: "
                     "expression}\n"
                     "5:96: error[E507]: there is no function 'no' | help: did you mean 'now'?\n");
}

static void places_in_a_block_are_those_of_the_file(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x:\n"
                          "    from: events\n"
                          "    filter: |-\n"
                          "      n > 1\n"
                          "      and nn > 2\n" OUTPUT,
                     "9:11: error[E107]: no column \"nn\" in stream \"events\"; it has: word, n, at, tags" DECLARED
                     " | help: did you mean \"n\"?\n");
}

static void a_reducer_of_ones_own_is_checked_part_by_part(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {values: {t: {of: n, merge: \"a + b\"}}}}\n" OUTPUT, "");
  assert_diagnostics(
      HEAD "  x: {from: events, planner.types: {values: {t: {of: n, merge: a, inverse: \"a - b\"}}}}\n" OUTPUT, "");
  assert_diagnostics(
      HEAD "  x: {from: events, planner.types: {values: {t: {of: n, merg: a}}}}\n" OUTPUT,
      "5:57: error[E101]: unknown key \"merg\" in a reducer of one's own | help: did you mean \"merge\"?\n");
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {values: {t: {of: n}}}}\n" OUTPUT,
                     "5:49: error[E102]: a reducer of one's own has no \"merge\" | help: of: what a row contributes; "
                     "merge: two of them, a and b, made one; inverse, if there is one: b taken out of a\n");
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {values: {t: {of: m, merge: a}}}}\n" OUTPUT,
                     "5:54: error[E107]: no column \"m\" in stream \"events\"; it has: word, n, at, tags" DECLARED
                     "\n");
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {values: {t: {of: n, merge: \"a + c\"}}}}\n" OUTPUT,
                     "5:69: error[E107]: there is no column 'c' | help: columns here: a, b\n");
  assert_diagnostics(
      HEAD "  x: {from: events, planner.types: {values: {t: {of: n, merge: a, inverse: \"a = b\"}}}}\n" OUTPUT,
      "5:77: error[E517]: this must be int64; it is bool\n");
  assert_diagnostics(
      HEAD "  x: {from: events, planner.types: {values: {t: {of: tags, merge: a}}}}\n" OUTPUT,
      "5:54: error[E508]: what a row contributes can be no list, map or struct; this is list<string>" DECLARED "\n");
}

static void an_empty_key_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {key: []}}\n" OUTPUT,
                     "5:42: error[E102]: key is empty\n");
}

static void a_join_reads_two_streams(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {on: word}}\n" OUTPUT,
                     "5:21: error[E403]: planner.types reads 2 streams, and this one reads 1 | help: name them in "
                     "order: from: [left, right]\n");
}

static void streams_of_options_exist(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {stream: evnts}}\n" OUTPUT,
                     "5:45: error[E108]: no stream \"evnts\" | help: did you mean \"events\"?\n");
}

static void a_stream_does_not_read_itself_through_an_option(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {stream: x}}\n" OUTPUT,
                     "5:45: error[E401]: stream \"x\" reads itself\n");
}

static void timestamps_are_those_of_rfc_3339(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {fields: {a: timestamp}, rows: [[yesterday]]}}\n" OUTPUT,
                     "5:69: error[E213]: rows: \"yesterday\" is not a timestamp | help: such as: "
                     "2024-05-01T12:00:00Z\n");
}

static void a_misspelled_option_is_not_missing_too(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.needy: {nmae: x}}\n" OUTPUT,
                     "5:37: error[E101]: unknown key \"nmae\" in planner.needy | help: did you mean \"name\"?\n");
}

static void rows_fit_their_fields(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.types: {fields: {a: int64, b: timestamp}, rows: [[[1]], [[x, "
                          "2024-01-01]], [5]]}}\n" OUTPUT,
                     "5:79: error[E214]: rows: this row has 1 value, and there are 2 fields\n"
                     "5:87: error[E203]: rows: \"x\" is not a whole number | help: a whole number has digits and "
                     "perhaps a sign: 10, -3\n"
                     "5:105: error[E214]: rows: this row has 1 value, and there are 2 fields\n");
}

static void on_error_of_a_stream_needs_something_that_can_fail(void **state) {
  (void)state;
  assert_diagnostics(
      HEAD "  x: {from: events, on_error: drop, planner.plain: {}}\n" OUTPUT,
      "5:21: error[E111]: nothing in stream \"x\" can fail for a row: on_error has nothing to do | help: it "
      "is for operators that parse, and for expressions with arithmetic of int64, a division or a cast\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_key_that_no_option_has_names_the_nearest),
      cmocka_unit_test(a_required_option_is_asked_for_with_its_help),
      cmocka_unit_test(an_empty_body_is_refused),
      cmocka_unit_test(a_text_where_options_are_needed_is_refused),
      cmocka_unit_test(options_of_an_entry_without_any_are_refused),
      cmocka_unit_test(numbers_are_held_to_their_range),
      cmocka_unit_test(values_of_the_wrong_kind_are_refused),
      cmocka_unit_test(secrets_in_the_file_are_refused),
      cmocka_unit_test(an_empty_path_is_refused),
      cmocka_unit_test(types_of_fields_are_known),
      cmocka_unit_test(columns_that_do_not_exist_name_the_nearest),
      cmocka_unit_test(expressions_that_do_not_compile_are_shown_in_place),
      cmocka_unit_test(places_in_a_block_are_those_of_the_file),
      cmocka_unit_test(a_reducer_of_ones_own_is_checked_part_by_part),
      cmocka_unit_test(an_empty_key_is_refused),
      cmocka_unit_test(a_join_reads_two_streams),
      cmocka_unit_test(streams_of_options_exist),
      cmocka_unit_test(a_stream_does_not_read_itself_through_an_option),
      cmocka_unit_test(timestamps_are_those_of_rfc_3339),
      cmocka_unit_test(a_misspelled_option_is_not_missing_too),
      cmocka_unit_test(rows_fit_their_fields),
      cmocka_unit_test(on_error_of_a_stream_needs_something_that_can_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
