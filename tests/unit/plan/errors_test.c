/* SPDX-License-Identifier: Apache-2.0 */
/* Entries that are not there or ask for what cannot be: what is said, and where. */
#include "fixture.h"

#include <string.h>

static void an_entry_that_does_not_exist_names_the_nearest(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plian: {}}\n" OUTPUT,
                     "5:21: error[E331]: plugin \"planner\" has no operator \"plian\" | help: did you mean "
                     "\"planner.plain\"?\n");
}

static void a_source_is_no_operator(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.events: {}}\n" OUTPUT,
                     "5:21: error[E332]: \"planner.events\" is a source; here an operator is needed | help: leave "
                     "\"from\" out, or make the source a stream of its own\n");
}

static void a_source_is_the_first_step(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x:\n"
                          "    from: events\n"
                          "    steps:\n"
                          "      - planner.plain:\n"
                          "      - planner.events:\n" OUTPUT,
                     "9:9: error[E332]: \"planner.events\" is a source; here an operator is needed | help: a source "
                     "is the first of the steps\n");
}

static void an_operator_is_no_source(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {planner.plain: {}}\n" OUTPUT,
                     "5:7: error[E332]: \"planner.plain\" is an operator; a stream that reads no other begins with "
                     "a source | help: add \"from\" with the stream that it reads\n");
}

static void a_sink_is_no_operator(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.sink: {}}\n" OUTPUT,
                     "5:21: error[E332]: \"planner.sink\" is a sink; here an operator is needed | help: sinks stand "
                     "under outputs: {from: events, planner.sink: {}}\n");
}

static void an_operator_is_no_sink(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "outputs:\n"
                          "  out: {from: x, planner.plain: {}}\n",
                     "7:18: error[E332]: \"planner.plain\" is an operator; an output ends in a sink | help: make it "
                     "a stream, and read that here with a sink such as print\n");
}

static void a_function_is_no_operator(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, functions.split: {}}\n" OUTPUT,
                     "5:21: error[E332]: \"functions.split\" is a function: it is called in expressions | help: "
                     "such as: map: {value: \"functions.split(...)\"}\n");
}

static void what_bind_says_stands_at_its_option(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: {what: option, key: [word, n]}}\n" OUTPUT,
                     "5:61: error[E402]: planner.ask: the second column of the key is one too many\n");
}

static void a_bind_that_does_not_say_why_is_told_so(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: silent}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: it does not say why\n");
}

static void a_column_twice_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: twice}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: its output has a column \"word\" twice\n");
}

static void an_output_without_columns_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {planner.no_columns: {}}\n" OUTPUT,
                     "5:7: error[E333]: planner.no_columns: its output has no columns\n");
}

static void only_sinks_want_rows(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: want}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: only a sink says how many rows it wants\n");
}

static void state_of_the_stream_needs_an_exchange(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: narrow_state}\n" OUTPUT,
                     "5:21: error[E413]: planner.ask: it keeps state over batches, and needs an exchange by key or "
                     "a single one\n");
}

static void rows_by_key_need_an_exchange(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: narrow_rows}\n" OUTPUT,
                     "5:21: error[E413]: planner.ask: it keeps rows by key, and needs an exchange for them to meet\n");
}

static void a_key_that_is_a_list_is_refused(void **state) {
  (void)state;
  assert_diagnostics(
      HEAD "  x: {from: events, planner.ask: {what: rows, key: tags}}\n" OUTPUT,
      "5:21: error[E402]: planner.ask: column \"tags\" is a list, map or struct, which cannot be a key\n");
}

static void fields_of_state_are_aligned(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: offsets}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: field \"last\" of its state lies at 4, no multiple of 8\n");
}

static void fields_of_state_lie_within_the_value(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: too_small}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: field \"last\" of its state takes bytes 8 to 24 of a value "
                     "that has 16\n");
}

static void all_inputs_are_exchanged_or_none(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: [events, events], planner.ask: some}\n" OUTPUT,
                     "5:31: error[E333]: planner.ask: it asks for an exchange of some of its inputs; it takes all "
                     "or none\n");
}

static void keys_of_inputs_agree_in_type(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: [events, events], planner.ask: {what: key_types, other_key: n}}\n" OUTPUT,
                     "5:31: error[E333]: planner.ask: the keys of its inputs have different types, so that equal "
                     "ones would not meet\n");
}

static void an_ordered_input_has_no_combiner(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: ordered_combiner}\n" OUTPUT,
                     "5:21: error[E333]: planner.ask: it wants its rows in order of arrival, which a combiner does "
                     "not keep\n");
}

static void order_needs_an_exchange(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: ordered_narrow}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: rows come in order of arrival only through an exchange by key "
                     "or a single one\n");
}

static void rows_of_a_combiner_begin_with_the_key(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: bad_combiner}\n" OUTPUT,
                     "5:21: error[E333]: planner.ask: the rows of its combiner do not begin with the key\n");
}

static void row_wise_operators_ask_for_nothing(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.liar: state}\n" OUTPUT,
                     "5:21: error[E333]: planner.liar: it says that it is row-wise, and asks for an exchange or "
                     "state\n");
}

static void two_states_in_one_list_of_steps_are_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x:\n"
                          "    from: events\n"
                          "    steps:\n"
                          "      - planner.ask: state\n"
                          "      - planner.plain:\n"
                          "      - planner.ask: state\n" OUTPUT,
                     "10:9: error[E410]: planner.ask and planner.ask both keep state over batches, which belongs to "
                     "a stream's name | help: make planner.ask a stream of its own\n");
}

static void a_stream_that_nobody_reads_is_a_warning(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "  y: {from: events, planner.plain: {}}\n" OUTPUT,
                     "6:3: warning[E408]: stream \"y\" is read by nothing, and does not run | help: read it with an "
                     "output: {from: y, print: {}}\n");
}

static void a_pipeline_without_outputs_is_an_error(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "outputs: {}\n",
                     "6:10: error[E102]: there are no outputs\n");
}

static void outputs_of_dead_letters_alone_are_an_error(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.plain: {}}\n"
                          "outputs:\n"
                          "  out: {from: dead_letters, planner.sink: {}}\n",
                     "5:3: warning[E408]: stream \"x\" is read by nothing, and does not run | help: read it with an "
                     "output: {from: x, print: {}}\n"
                     "error[E409]: no output reads a stream that begins with a source\n");
}

static void errors_of_several_streams_are_all_reported(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.needy: {}}\n"
                          "  y: {from: events, planner.needy: {}}\n"
                          "  z: {from: y, planner.plain: {}}\n" OUTPUT,
                     "5:21: error[E102]: planner.needy needs the option \"name\" | help: name: what it is called\n"
                     "6:21: error[E102]: planner.needy needs the option \"name\" | help: name: what it is called\n");
}

static void a_plugin_that_does_not_exist_names_the_nearest(void **state) {
  planned p = plan_text(HEAD "  x: {from: events, fliter: \"n > 3\"}\n" OUTPUT, 0);
  (void)state;
  assert_null(p.plan);
  assert_int_equal(p.list.kept[0]->code, 301);
  assert_string_equal(p.list.kept[0]->help, "did you mean \"filter\"?");
  planned_finish(&p);
}

static void a_stage_has_64_operators_at_most(void **state) {
  char yaml[4000] = HEAD "  x:\n    from: events\n    steps:\n";
  (void)state;
  for (int i = 0; i < 64; i++) strcat(yaml, "      - planner.plain:\n");
  strcat(yaml, OUTPUT);
  assert_diagnostics(yaml, "error[E412]: 65 operators run together here; there can be 64 | help: an operator that "
                           "brings rows together, such as repartition, begins anew\n");
}

static void lanes_and_partitions_have_bounds(void **state) {
  planned p = plan_text(HEAD OUTPUT, 1025);
  (void)state;
  assert_null(p.plan);
  assert_string_equal(p.list.kept[1]->message, "1025 partitions; there are 1 to 1024");
  planned_finish(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_entry_that_does_not_exist_names_the_nearest),
      cmocka_unit_test(a_source_is_no_operator),
      cmocka_unit_test(a_source_is_the_first_step),
      cmocka_unit_test(an_operator_is_no_source),
      cmocka_unit_test(a_sink_is_no_operator),
      cmocka_unit_test(an_operator_is_no_sink),
      cmocka_unit_test(a_function_is_no_operator),
      cmocka_unit_test(what_bind_says_stands_at_its_option),
      cmocka_unit_test(a_bind_that_does_not_say_why_is_told_so),
      cmocka_unit_test(a_column_twice_is_refused),
      cmocka_unit_test(an_output_without_columns_is_refused),
      cmocka_unit_test(only_sinks_want_rows),
      cmocka_unit_test(state_of_the_stream_needs_an_exchange),
      cmocka_unit_test(rows_by_key_need_an_exchange),
      cmocka_unit_test(a_key_that_is_a_list_is_refused),
      cmocka_unit_test(fields_of_state_are_aligned),
      cmocka_unit_test(fields_of_state_lie_within_the_value),
      cmocka_unit_test(all_inputs_are_exchanged_or_none),
      cmocka_unit_test(keys_of_inputs_agree_in_type),
      cmocka_unit_test(an_ordered_input_has_no_combiner),
      cmocka_unit_test(order_needs_an_exchange),
      cmocka_unit_test(rows_of_a_combiner_begin_with_the_key),
      cmocka_unit_test(row_wise_operators_ask_for_nothing),
      cmocka_unit_test(two_states_in_one_list_of_steps_are_refused),
      cmocka_unit_test(a_stream_that_nobody_reads_is_a_warning),
      cmocka_unit_test(a_pipeline_without_outputs_is_an_error),
      cmocka_unit_test(outputs_of_dead_letters_alone_are_an_error),
      cmocka_unit_test(errors_of_several_streams_are_all_reported),
      cmocka_unit_test(a_plugin_that_does_not_exist_names_the_nearest),
      cmocka_unit_test(a_stage_has_64_operators_at_most),
      cmocka_unit_test(lanes_and_partitions_have_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
