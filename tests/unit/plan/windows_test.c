/* SPDX-License-Identifier: Apache-2.0 */
/* Windows and slides: multiples, marks that meet, windows that are held. */
#include "fixture.h"

static void a_length_that_is_no_multiple_names_the_nearest(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  w: {from: events, planner.ask: {what: window, length: 10s, slide: 2s}}\n"
                          "  x: {from: w, planner.ask: {what: window, length: 7s, slide: 2s}}\n" OUTPUT,
                     "6:52: error[E404]: planner.ask: a length of 7s is no multiple of 2s, the slide of what it "
                     "reads | help: 6s and 8s are\n");
}

static void a_slide_that_is_no_multiple_names_the_nearest(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  w: {from: events, planner.ask: {what: window, length: 10s, slide: 2s}}\n"
                          "  x: {from: w, planner.ask: {what: window, length: 8s, slide: 1s}}\n" OUTPUT,
                     "6:63: error[E404]: planner.ask: a slide of 1s is no multiple of 2s, the slide of what it "
                     "reads | help: 2s and 4s are\n");
}

static void a_mark_that_is_no_multiple_is_refused(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, window: {length: 1500ms}}\n" OUTPUT,
                     "5:38: error[E404]: window: a length of 1500ms is no multiple of 1s, the slide of what it "
                     "reads | help: 1s and 2s are\n");
}

static void a_window_needs_an_exchange(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: {what: narrow_window, length: 5s}}\n" OUTPUT,
                     "5:21: error[E413]: planner.ask: it works on a window, and needs an exchange by key or a "
                     "single one\n");
}

static void a_window_is_taken_only_where_one_is_marked(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: taken_window}\n" OUTPUT,
                     "5:21: error[E402]: planner.ask: stream \"events\" is marked with no window; put window: "
                     "before it\n");
}

static void what_enters_and_leaves_needs_state_of_the_stream(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: {what: delta, length: 5s}}\n" OUTPUT,
                     "5:21: error[E333]: planner.ask: it takes what enters and leaves a window, and has no state of "
                     "the stream\n");
}

static void panes_fit_their_state(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  x: {from: events, planner.ask: {what: merge, length: 5s}}\n" OUTPUT,
                     "5:21: error[E333]: planner.ask: the panes of its window do not fit its state: key columns, "
                     "then the fields of the value\n");
}

static void streams_that_meet_come_at_the_same_times(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  w: {from: events, planner.ask: {what: window, length: 10s, slide: 2s}}\n"
                          "  x: {from: [events, w], union: {}}\n" OUTPUT,
                     "6:26: error[E405]: union reads \"events\" every 1s and \"w\" every 2s | help: streams that "
                     "meet have to come at the same times: give their windows the same slide\n");
}

static void windows_that_meet_are_the_same(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  w: {from: events, window: 10s}\n"
                          "  x: {from: [events, w], union: {}}\n" OUTPUT,
                     "6:26: error[E406]: union reads \"events\" and \"w\", which have different windows | help: put "
                     "the window behind union, or the same before each of them\n");
}

static void a_window_that_is_not_taken_is_held_with_a_warning(void **state) {
  (void)state;
  assert_diagnostics(HEAD "  w: {from: events, window: 10s}\n"
                          "  x: {from: w, planner.narrow: {}}\n" OUTPUT,
                     "6:16: warning[E407]: planner.narrow takes no window: all rows of 10s are kept and handed to "
                     "it every 1s | help: an operator such as reduceByKey behind the window keeps results in place "
                     "of rows\n");
}

/* The two outputs share one node that holds. */
static void a_window_is_held_once_for_all_that_read_it(void **state) {
  planned p = plan_good(HEAD "  x: {from: events, window: 10s}\n"
                             "outputs:\n  a: {from: x, planner.sink: {}}\n  b: {from: x, planner.sink: {}}\n");
  const plan_node *a = find_node(&p, "a", "planner.sink", PLAN_SINK),
                  *b = find_node(&p, "b", "planner.sink", PLAN_SINK);
  (void)state;
  assert_ptr_equal(a->input[0].from, b->input[0].from);
  assert_int_equal(a->input[0].from->kind, PLAN_HOLD);
  assert_int_equal(a->input[0].from->input[0].window.mode, WEIR_WINDOW_UNION);
  planned_finish(&p);
}

static void a_slide_left_out_is_that_of_the_input(void **state) {
  planned p = plan_good(HEAD "  w: {from: events, planner.ask: {what: window, length: 10s, slide: 2s}}\n"
                             "  x: {from: w, planner.ask: {what: window, length: 8s}}\n" OUTPUT);
  const plan_node *x = find_node(&p, "x", "planner.ask", PLAN_OPERATOR);
  (void)state;
  assert_int_equal(x->slide_us, 2000000);
  assert_int_equal(x->input[0].window.interval_us, 2000000);
  planned_finish(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_length_that_is_no_multiple_names_the_nearest),
      cmocka_unit_test(a_slide_that_is_no_multiple_names_the_nearest),
      cmocka_unit_test(a_mark_that_is_no_multiple_is_refused),
      cmocka_unit_test(a_window_needs_an_exchange),
      cmocka_unit_test(a_window_is_taken_only_where_one_is_marked),
      cmocka_unit_test(what_enters_and_leaves_needs_state_of_the_stream),
      cmocka_unit_test(panes_fit_their_state),
      cmocka_unit_test(streams_that_meet_come_at_the_same_times),
      cmocka_unit_test(windows_that_meet_are_the_same),
      cmocka_unit_test(a_window_that_is_not_taken_is_held_with_a_warning),
      cmocka_unit_test(a_window_is_held_once_for_all_that_read_it),
      cmocka_unit_test(a_slide_left_out_is_that_of_the_input),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
