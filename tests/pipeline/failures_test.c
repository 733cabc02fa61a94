/* SPDX-License-Identifier: Apache-2.0 */
/* Batches that fail: what is undone, what is run again, what is lost, and what is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "case.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static const case_variant one_lane = {.lanes = 1, .partitions = 1, .chunk_rows = 2048};
static const case_variant three_lanes = {.lanes = 3, .partitions = 3, .chunk_rows = 7};

static void run(const char *name, const case_variant *v, case_result *r) {
  char path[512];
  (void)snprintf(path, sizeof path, "%s/%s.yaml", FAILURES, name);
  assert_true(case_run(path, v, r));
}

static void expect_lines(const case_result *r, const char *const *line, uint32_t n) {
  for (uint32_t i = 0; i < r->lines; i++)
    if (i >= n || strcmp(r->line[i], line[i]) != 0)
      fail_msg("line %u is %s, not %s", i, r->line[i], i < n ? line[i] : "there");
  assert_int_equal(r->lines, n);
}

/* Each test has a process of its own: a failing operator counts in a static. */
static void a_batch_that_cannot_be_had_again_stops_the_pipeline(void **state) {
  static const char *const before[] = {"total 0: {\"sum\":3}"};
  case_result r;
  (void)state;
  run("lost", &one_lane, &r);
  assert_int_equal(r.outcome, ENGINE_FAILED);
  assert_string_equal(r.failure, "batch 1 is lost with 2 rows: stream \"shaky\", fail_once: it was told to fail here");
  expect_lines(&r, before, 1);
  case_result_finish(&r);
}

static void a_lost_batch_is_skipped_when_the_policy_says_so(void **state) {
  static const char *const others[] = {"total 0: {\"sum\":3}", "total 2: {\"sum\":3}"};
  case_result r;
  (void)state;
  run("skipped", &three_lanes, &r);
  assert_int_equal(r.outcome, ENGINE_DONE);
  expect_lines(&r, others, 2);
  assert_int_equal(r.totals.failed, 1);
  assert_int_equal(r.totals.lost_rows, 2);
  case_result_finish(&r);
}

static void a_batch_is_rerun_once_and_not_a_second_time(void **state) {
  case_result r;
  (void)state;
  run("twice", &three_lanes, &r);
  assert_int_equal(r.outcome, ENGINE_FAILED);
  if (!strstr(r.failure, "batch 1 is lost with")) fail_msg("it says \"%s\"", r.failure);
  assert_int_equal(r.lines, 10);
  case_result_finish(&r);
}

static void a_table_that_would_pass_its_share_of_memory_fails_its_batch_with_a_sentence(void **state) {
  case_result r;
  (void)state;
  run("too-many-keys", &one_lane, &r);
  assert_int_equal(r.outcome, ENGINE_FAILED);
  if (!strstr(
          r.failure,
          "stream \"totals\", running_total: its keyed state would pass three quarters of `memory` (16000000 bytes)"))
    fail_msg("it says: %s", r.failure);
  case_result_finish(&r);
}

static void what_passes_the_bound_of_a_collecting_aggregate_fails_its_batch_with_a_sentence(void **state) {
  static const char *const file[] = {"long-list", "long-set"}, *const stream[] = {"list", "sets"};
  case_result r;
  char want[200];
  (void)state;
  for (uint32_t i = 0; i < 4; i++) {
    run(file[i % 2], i < 2 ? &one_lane : &three_lanes, &r);
    assert_int_equal(r.outcome, ENGINE_FAILED);
    (void)snprintf(want, sizeof want,
                   "stream \"%s\", reduce%s: the values collected of one key pass 65536 or 16 MiB; say how many",
                   stream[i % 2], i % 2 ? "ByKeyAndWindow" : "");
    if (!strstr(r.failure, want)) fail_msg("it says: %s", r.failure);
    case_result_finish(&r);
  }
}

/* A lane's combiner has room for 131,072 keys. */
static void expect_all_counted(const case_variant *lanes) {
  static const char *const all[] = {"all 0: {\"keys\":200000}"};
  case_variant v = *lanes;
  case_result r;
  v.max_batches = 1;
  run("many-keys", &v, &r);
  assert_int_equal(r.outcome, ENGINE_DONE);
  expect_lines(&r, all, 1);
  case_result_finish(&r);
}

static void a_combiner_that_is_full_is_emptied_in_mid_batch_and_nothing_is_counted_twice(void **state) {
  (void)state;
  expect_all_counted(&one_lane);
  expect_all_counted(&three_lanes);
}

static void a_window_that_would_pass_its_share_of_memory_fails_its_batch_with_a_sentence(void **state) {
  case_result r;
  (void)state;
  run("window-too-large", &one_lane, &r);
  assert_int_equal(r.outcome, ENGINE_FAILED);
  if (!strstr(r.failure, "its window would pass three quarters of `memory`; allow more memory or a shorter window"))
    fail_msg("it says: %s", r.failure);
  case_result_finish(&r);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_batch_that_cannot_be_had_again_stops_the_pipeline),
      cmocka_unit_test(a_lost_batch_is_skipped_when_the_policy_says_so),
      cmocka_unit_test(a_batch_is_rerun_once_and_not_a_second_time),
      cmocka_unit_test(a_combiner_that_is_full_is_emptied_in_mid_batch_and_nothing_is_counted_twice),
      cmocka_unit_test(a_window_that_would_pass_its_share_of_memory_fails_its_batch_with_a_sentence),
      cmocka_unit_test(a_table_that_would_pass_its_share_of_memory_fails_its_batch_with_a_sentence),
      cmocka_unit_test(what_passes_the_bound_of_a_collecting_aggregate_fails_its_batch_with_a_sentence),
  };
  if (argc > 1) cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests_name("failures", tests, NULL, NULL);
}
