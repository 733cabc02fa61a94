/* SPDX-License-Identifier: Apache-2.0 */
/* A combiner that is passed by gives the rows of one that is not: keys that never repeat within a batch, keys that always do,
 * and some of both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "case.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATE = 200000, BATCHES = 3 };

/* Numbers 0, 1, 2 …, RATE a batch, counted by `key`, with a text per key; what comes out is added up once more. */
static void write_pipeline(const char *path, const char *key) {
  FILE *f = fopen(path, "we");
  assert_non_null(f);
  (void)fprintf(
      f,
      "pipeline: combiner\nbatch_interval: 1s\nstreams:\n  numbers: {rate: {rows_per_second: %d}}\n"
      "  keyed: {from: numbers, map: {key: \"%s\", n: value, text: \"concat('the number ', value)\"}}\n"
      "  counts: {from: keyed, reduceByKey: {key: key, values: {rows: \"count(*)\", sum: sum(n), text: max(text)}}}\n"
      "  sums: {from: counts, reduce: {values: {keys: \"count(*)\", rows: sum(rows), squares: \"sum(rows * rows)\", "
      "total: sum(sum), text: max(text)}}}\n"
      "outputs:\n  sums: {from: sums, capture: sums}\n",
      RATE, key);
  assert_int_equal(fclose(f), 0);
}

/* Of the numbers first .. first+RATE, of which the last `repeated` have the keys of those before them. */
static void expect_line(const char *line, long long batch, long long keys, long long squares) {
  char expected[320], largest[64] = "";
  const long long first = batch * RATE;
  for (long long n = first; n < first + RATE; n++) {
    char text[64];
    (void)snprintf(text, sizeof text, "the number %lld", n);
    if (strcmp(text, largest) > 0) memcpy(largest, text, sizeof text);
  }
  (void)snprintf(expected, sizeof expected,
                 "sums %lld: {\"keys\":%lld,\"rows\":%d,\"squares\":%lld,\"total\":%lld,\"text\":\"%s\"}", batch, keys,
                 RATE, squares, first * RATE + (long long)RATE * (RATE - 1) / 2, largest);
  assert_string_equal(line, expected);
}

static uint64_t run(const char *key, uint32_t lanes, long long keys, long long squares) {
  char path[] = "/tmp/weir-combiner-XXXXXX";
  const case_variant v = {.lanes = lanes, .partitions = lanes, .chunk_rows = 2048, .max_batches = BATCHES};
  case_result r;
  const int fd = mkstemp(path);
  assert_true(fd >= 0);
  (void)close(fd);
  write_pipeline(path, key);
  assert_true(case_run(path, &v, &r));
  (void)unlink(path);
  assert_int_equal(r.outcome, ENGINE_DONE);
  assert_int_equal(r.lines, BATCHES);
  for (long long b = 0; b < BATCHES; b++) expect_line(r.line[b], b, keys, squares);
  const uint64_t passed_by = r.totals.passed_by;
  case_result_finish(&r);
  return passed_by;
}

static void keys_that_do_not_repeat_pass(void **state) {
  (void)state;
  for (uint32_t lanes = 1; lanes <= 3; lanes += 2)
    assert_true(run("value", lanes, RATE, RATE) > RATE); /* most of the first batch's, all of the next ones' */
}

static void keys_that_repeat_are_combined(void **state) {
  (void)state;
  assert_int_equal(run("value % 1000", 1, 1000, (long long)RATE / 1000 * RATE), 0);
}

/* A third of the keys come twice, far apart: a table that is bounded does not see it. */
static void keys_that_repeat_late_pass_and_are_counted_once(void **state) {
  (void)state;
  assert_true(run("value % 150000", 1, 150000, 100000 + 4 * 50000) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keys_that_do_not_repeat_pass),
      cmocka_unit_test(keys_that_repeat_are_combined),
      cmocka_unit_test(keys_that_repeat_late_pass_and_are_counted_once),
  };
  return cmocka_run_group_tests_name("combiner", tests, NULL, NULL);
}
