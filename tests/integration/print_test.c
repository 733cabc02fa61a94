/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on stdout, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "process.h"

#define RULE "-------------------------------------------\n" /* 43 of them */
#define ZONE_SECONDS (5 * 3600 + 30 * 60)
#define ROWS "[[a, 3], [b, 1]], [], [[a, 1], [\"it's\", 2], [c, 3], [d, 4]]"

static process *start(scene *s, const char *interval, const char *options) {
  const char *file = scene_write(s, "print.yaml",
                                 "pipeline: print\nbatch_interval: %s\nstreams:\n"
                                 "  counts: {batches: {fields: {word: string, n: int64}, rows: [" ROWS "]}}\n"
                                 "outputs:\n  console: {from: counts, print: {limit: 3%s}}\n",
                                 interval, options);
  return process_start(s, "run", file, NULL);
}

static void expect_out(process *p, const char *text) {
  if (strcmp(process_text(p, PROCESS_OUT), text) != 0) scene_fail(process_scene(p), "stdout should be:\n%s", text);
}

/* "2026-11-22 10:53:20" of the zone, and a part of a second. */
static int64_t read_local(scene *s, const char *text) {
  struct tm t = {0};
  const char *end = strptime(text, "%Y-%m-%d %H:%M:%S", &t);
  if (!end) scene_fail(s, "this is no time: %.30s", text);
  char *rest = NULL;
  const double part = *end == '.' ? strtod(end, &rest) : 0;
  if (rest && rest != end + 7) scene_fail(s, "six digits follow the point, or none does: %.30s", text);
  return ((int64_t)timegm(&t) - ZONE_SECONDS) * 1000 + (int64_t)(part * 1000 + 0.5);
}

static int64_t wall_ms(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Takes the rule, the time and the rule off; the times are multiples of the interval, one after another. */
static const char *expect_head(process *p, const char *at, int64_t interval_ms, int64_t *time_ms) {
  static const size_t before = sizeof RULE "Time: " - 1;
  scene *s = process_scene(p);
  if (strncmp(at, RULE "Time: ", before) != 0) scene_fail(s, "here a batch should begin: %.60s", at);
  const int64_t time = read_local(s, at + before);
  if (time % interval_ms || (*time_ms && time != *time_ms + interval_ms))
    scene_fail(s, "%lld ms is no time of a batch after %lld", (long long)time, (long long)*time_ms);
  *time_ms = time;
  at += before + strcspn(at + before, "\n") + 1;
  if (strncmp(at, RULE, sizeof RULE - 1) != 0) scene_fail(s, "here a rule should stand: %.60s", at);
  return at + sizeof RULE - 1;
}

static const char *expect_rows(process *p, const char *at, const char *rows) {
  if (strncmp(at, rows, strlen(rows)) != 0) scene_fail(process_scene(p), "here should stand:\n%s", rows);
  return at + strlen(rows);
}

static void batches_look_as_pyspark_prints_them(void **state) {
  const int64_t began = wall_ms();
  int64_t time_ms = 0;
  process *p = start(*state, "250ms", "");
  process_expect_end(p, 0);
  const char *at = expect_head(p, process_text(p, PROCESS_OUT), 250, &time_ms);
  if (time_ms < began || time_ms > wall_ms() + 1000) scene_fail(*state, "the first batch is not of now");
  at = expect_rows(p, at, "('a', 3)\n('b', 1)\n\n");
  at = expect_rows(p, expect_head(p, at, 250, &time_ms), "\n");
  at = expect_rows(p, expect_head(p, at, 250, &time_ms), "('a', 1)\n(\"it's\", 2)\n('c', 3)\n...\n\n");
  assert_int_equal(*at, 0);
}

static void whole_seconds_have_no_fraction(void **state) {
  process *p = start(*state, "1s", "");
  int64_t time_ms = 0;
  (void)process_await(p, PROCESS_OUT, "('b', 1)\n");
  const char *at = process_text(p, PROCESS_OUT);
  assert_int_equal(at[sizeof RULE "Time: 2026-11-22 10:53:20" - 1], '\n');
  (void)expect_head(p, at, 1000, &time_ms);
}

static void the_dialect_scala_prints_milliseconds_and_no_quotes(void **state) {
  process *p = start(*state, "50ms", ", dialect: scala");
  char expected[400];
  process_expect_end(p, 0);
  const long long first = strtoll(process_await(p, PROCESS_OUT, "Time: ") + 6, NULL, 10);
  (void)snprintf(expected, sizeof expected,
                 RULE "Time: %lld ms\n" RULE "(a,3)\n(b,1)\n\n" RULE "Time: %lld ms\n" RULE "\n" RULE
                      "Time: %lld ms\n" RULE "(a,1)\n(it's,2)\n(c,3)\n...\n\n",
                 first, first + 50, first + 100);
  expect_out(p, expected);
}

static void json_is_an_object_a_batch_and_says_when_there_is_more(void **state) {
  process *p = start(*state, "50ms", ", format: json");
  process_expect_end(p, 0);
  const char *at = process_text(p, PROCESS_OUT);
  static const char *const rows[] = {
      "[{\"word\":\"a\",\"n\":3},{\"word\":\"b\",\"n\":1}]}\n", "[]}\n",
      "[{\"word\":\"a\",\"n\":1},{\"word\":\"it's\",\"n\":2},{\"word\":\"c\",\"n\":3}],\"more\":true}\n"};
  for (int i = 0; i < 3; i++) {
    static const char form[] = "{\"time\":\"2026-11-22T10:53:20.050Z\",\"rows\":";
    at = expect_rows(p, at, "{\"time\":\"");
    at = expect_rows(p, at + sizeof form - sizeof "{\"time\":\"" - sizeof "Z\",\"rows\":" + 1, "Z\",\"rows\":");
    at = expect_rows(p, at, rows[i]);
  }
  assert_int_equal(*at, 0);
}

static void a_row_of_one_column_prints_as_its_text(void **state) {
  const char *file =
      scene_write(*state, "one.yaml", "%s",
                  "pipeline: one\nbatch_interval: 50ms\nstreams:\n"
                  "  lines: {batches: {fields: {line: string}, rows: [[\"it's\", \"\", \"\\\"x\\\"\"]]}}\n"
                  "outputs:\n  console: {from: lines, print: {}}\n");
  process *p = process_start(*state, "run", file, NULL);
  int64_t time_ms = 0;
  process_expect_end(p, 0);
  const char *at = expect_rows(p, expect_head(p, process_text(p, PROCESS_OUT), 50, &time_ms), "it's\n\n\"x\"\n\n");
  assert_int_equal(*at, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(batches_look_as_pyspark_prints_them, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(whole_seconds_have_no_fraction, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(the_dialect_scala_prints_milliseconds_and_no_quotes, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(json_is_an_object_a_batch_and_says_when_there_is_more, scene_setup,
                                      scene_teardown),
      cmocka_unit_test_setup_teardown(a_row_of_one_column_prints_as_its_text, scene_setup, scene_teardown),
  };
  (void)setenv("TZ", "AAA-5:30", 1); /* NOLINT(concurrency-mt-unsafe): needs no data base of zones */
  return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
