/* SPDX-License-Identifier: Apache-2.0 */
/* How weir ends: by itself, when told, when it cannot go on; and what a script sees of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "process.h"

enum { QUICK_MS = 2000 };
#define HEAD "pipeline: demo\nbatch_interval: 50ms\n"
#define DEMO                                                                                                           \
  HEAD "streams:\n  lines: {demo: {lines_per_second: %d}}\noutputs:\n  console: {from: lines, print: {limit: %d}}\n"

static const char *write_demo(scene *s, int rate, int limit) { return scene_write(s, "demo.yaml", DEMO, rate, limit); }

static void the_time_that_was_asked_for_passes_and_no_more(void **state) {
  const int64_t since = scene_now();
  process *p = process_start(*state, "run", write_demo(*state, 100, 10), "--for", "1s", NULL);
  process_expect_end_within(p, 0, since, 1000 + QUICK_MS);
  if (scene_now() - since < 1000000) scene_fail(*state, "it ended before its time");
  process_expect(p, PROCESS_ERR, " 0 rejected, 0 lost");
}

static void a_first_signal_ends_in_good_order(void **state) {
  static const int signals[] = {SIGINT, SIGTERM};
  for (int i = 0; i < 2; i++) {
    process *p = process_start(*state, "run", write_demo(*state, 100, 10), NULL);
    (void)process_await(p, PROCESS_OUT, "Time: ");
    const int64_t since = scene_now();
    process_signal(p, signals[i]);
    process_expect_end_within(p, 0, since, QUICK_MS);
    process_expect(p, PROCESS_ERR, "stopping; once more to stop at once");
    process_expect(p, PROCESS_ERR, " batches, ");
  }
}

/* Nobody reads its stdout, so that it cannot end in good order. */
static void a_second_signal_ends_at_once(void **state) {
  process *p = process_start_unread(*state, "run", write_demo(*state, 100000, 1000000), NULL);
  process_await_full_out(p);
  process_signal(p, SIGINT);
  (void)process_await(p, PROCESS_ERR, "once more to stop at once");
  const int64_t since = scene_now();
  process_signal(p, SIGINT);
  process_read_out(p);
  process_expect_end_within(p, 128 + SIGINT, since, QUICK_MS);
}

static void a_signal_before_the_first_batch_ends_too(void **state) {
  const char *file = scene_write(*state, "slow.yaml", "%s",
                                 "pipeline: slow\nbatch_interval: 1h\nstreams:\n  lines: {demo: {}}\n"
                                 "outputs:\n  console: {from: lines, print: {}}\n");
  process *p = process_start(*state, "run", file, NULL);
  (void)process_await(p, PROCESS_ERR, "Ctrl-C to stop");
  const int64_t since = scene_now();
  process_signal(p, SIGTERM);
  process_expect_end_within(p, 0, since, QUICK_MS);
}

static void a_closed_stdout_ends_weir_with_a_sentence(void **state) {
  process *p = process_start(*state, "run", write_demo(*state, 1000, 10), NULL);
  (void)process_await(p, PROCESS_OUT, "Time: ");
  const int64_t since = scene_now();
  process_close_out(p);
  process_expect_end_within(p, 1, since, QUICK_MS);
  process_expect(p, PROCESS_ERR, "output \\\"console\\\"");
  process_expect(p, PROCESS_ERR, "stdout was closed");
}

/* Each line is one of the log of batches: nothing that was printed or said has come to a descriptor that was closed. */
static void expect_only_batches(scene *s, const char *name) {
  static const char begin[] = "{\"pipeline\":\"demo\",\"batch\":";
  char line[1000];
  int lines = 0;
  FILE *file = fopen(scene_path(s, name), "re");
  if (!file) scene_fail(s, "%s was not written", name);
  for (; fgets(line, sizeof line, file); lines++)
    if (strncmp(line, begin, sizeof begin - 1) != 0) scene_fail(s, "%s holds: %s", name, line);
  (void)fclose(file);
  if (!lines) scene_fail(s, "%s is empty", name);
}

static void files_do_not_become_standard_descriptors_that_were_closed(void **state) {
  static const unsigned closed[] = {1, 1 | 2, 4, 1 | 2 | 4};
  for (unsigned i = 0; i < 4; i++) {
    process *p = process_start_closed(*state, closed[i], "run", write_demo(*state, 1000, 10), "--for", "300ms",
                                      "--batch-log", "batches", NULL);
    process_expect_end(p, closed[i] & 2 ? 1 : 0);
    if (closed[i] == (1 | 2)) process_expect(p, PROCESS_ERR, "stdout was closed");
    expect_only_batches(*state, "batches");
  }
}

/* What cannot be printed to anybody any more is no batch to be skipped. */
static void a_closed_stdout_ends_weir_where_failed_batches_are_skipped_too(void **state) {
  const char *file = scene_write(*state, "skip.yaml", "%s",
                                 HEAD "on_batch_failure: skip\nstreams:\n  lines: {demo: {lines_per_second: 1000}}\n"
                                      "outputs:\n  console: {from: lines, print: {}}\n");
  process *p = process_start(*state, "run", file, NULL);
  (void)process_await(p, PROCESS_OUT, "Time: ");
  const int64_t since = scene_now();
  process_close_out(p);
  process_expect_end_within(p, 1, since, QUICK_MS);
  process_expect(p, PROCESS_ERR, "stdout was closed");
  assert_int_equal(process_count(p, PROCESS_ERR, "is lost with"), 1);
}

static void a_stdout_that_nobody_reads_does_not_keep_weir_from_ending(void **state) {
  process *p = process_start_unread(*state, "run", write_demo(*state, 100000, 1000000), NULL);
  process_await_full_out(p);
  const int64_t since = scene_now();
  process_signal(p, SIGTERM);
  process_expect_end_within(p, 1, since, 1000 + QUICK_MS);
  process_expect(p, PROCESS_ERR, "an output still waits for its peer");
}

/* Rows without the heads of batches are the file's lines. */
static void expect_rows_of(process *p, const char *file, size_t size) {
  const char *line = process_text(p, PROCESS_OUT), *end = line + process_size(p, PROCESS_OUT), *next;
  for (; line < end && (next = memchr(line, '\n', (size_t)(end - line))); line = next + 1) {
    const size_t n = (size_t)(next - line) + 1;
    if (*line == '-' || *line == 'T' || *line == '\n') continue;
    if (n > size || memcmp(line, file, n) != 0)
      scene_fail(process_scene(p), "here %.10s should stand: %.10s", file, line);
    file += n;
    size -= n;
  }
  if (size) scene_fail(process_scene(p), "the rest is missing: %.30s", file);
}

static void the_end_of_a_file_ends_weir_with_all_its_rows(void **state) {
  enum { LINES = 100000 };
  char *text = malloc(LINES * 8);
  size_t n = 0;
  assert_non_null(text);
  for (int i = 0; i < LINES; i++) n += (size_t)snprintf(text + n, 8, "%d\n", i);
  (void)scene_write(*state, "numbers.txt", "%s", text);
  const char *file = scene_write(
      *state, "file.yaml", "%s",
      HEAD "streams:\n  lines: {lines: numbers.txt}\noutputs:\n  console: {from: lines, print: {limit: 1000000}}\n");
  process *p = process_start(*state, "run", file, NULL);
  process_expect_end(p, 0);
  expect_rows_of(p, text, n);
  free(text);
  process_expect(p, PROCESS_ERR, " 100000 rows, 0 rejected, 0 lost");
}

static void a_bad_file_is_refused_before_anything_runs(void **state) {
  static const char *const commands[] = {"run", "check"};
  const char *good = write_demo(*state, 1, 1);
  const char *bad = scene_write(
      *state, "bad.yaml", "%s",
      HEAD "streams:\n  lines: {demo: {lines_per_secnd: 1}}\noutputs:\n  console: {from: lines, print: {}}\n");
  char place[512];
  (void)snprintf(place, sizeof place, "%s:4:18: error[E101]: ", bad);
  for (int i = 0; i < 2; i++) {
    process *p = process_start(*state, commands[i], bad, NULL);
    process_expect_end(p, i == 0 ? 78 : 1);
    process_expect_nothing(p, PROCESS_OUT);
    process_expect(p, PROCESS_ERR, place);
    process_expect(p, PROCESS_ERR, "did you mean \"lines_per_second\"?");
  }
  process *both = process_start(*state, "run", good, bad, NULL);
  process_expect_end(both, 78);
  process_expect_nothing(both, PROCESS_OUT);
}

static void a_file_that_is_not_there_is_named(void **state) {
  static const char *const commands[] = {"run", "check"};
  for (int i = 0; i < 2; i++) {
    process *p = process_start(*state, commands[i], "none.yaml", NULL);
    process_expect_end(p, i == 0 ? 78 : 1);
    process_expect(p, PROCESS_ERR, "cannot read none.yaml: No such file or directory");
    process_expect_nothing(p, PROCESS_OUT);
  }
}

static void expect_usage(process *p, const char *sentence) {
  process_expect_end(p, 2);
  process_expect(p, PROCESS_ERR, sentence);
  process_expect_nothing(p, PROCESS_OUT);
}

static void a_wrong_word_or_option_is_wrong_usage(void **state) {
  expect_usage(process_start(*state, "rum", "x.yaml", NULL), "there is no command \"rum\"; did you mean \"run\"?");
  expect_usage(process_start(*state, "run", "--fro", "1s", "x.yaml", NULL),
               "there is no option --fro; did you mean --for?");
  expect_usage(process_start(*state, "run", NULL), "which file?");
  expect_usage(process_start(*state, "run", "x.yaml", "--for", "soon", NULL), "\"soon\"");
}

static void a_log_style_that_does_not_exist_is_wrong_usage(void **state) {
  expect_usage(process_start(*state, "run", "x.yaml", "--log", "loud", NULL), "--log is human or json");
  expect_usage(process_start(*state, "run", "x.yaml", "--batch-log", "none/log", NULL), "No such file or directory");
}

static void a_good_file_is_checked_and_its_streams_are_printed(void **state) {
  process *p = process_start(*state, "check", write_demo(*state, 1, 1), NULL);
  process_expect_end(p, 0);
  process_expect(p, PROCESS_OUT, "lines  (line string)  every 50ms\n");
  process_expect_nothing(p, PROCESS_ERR);
}

/* Whoever reads the log of a service reads objects and nothing else, its end included. */
static void a_log_that_is_not_for_a_terminal_is_a_json_object_a_line(void **state) {
  process *p = process_start(*state, "run", write_demo(*state, 100, 1), NULL);
  (void)process_await(p, PROCESS_OUT, "Time: ");
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
  for (const char *line = process_text(p, PROCESS_ERR); *line; line += strcspn(line, "\n") + 1)
    if (strncmp(line, "{\"time\":\"", 9) != 0) scene_fail(*state, "this line is no object: %.80s", line);
}

static void the_batch_log_has_a_line_of_json_a_batch(void **state) {
  char line[256];
  process *p =
      process_start(*state, "run", write_demo(*state, 100, 1), "--for", "300ms", "--batch-log", "log", "-q", NULL);
  process_expect_end(p, 0);
  process_expect_nothing(p, PROCESS_ERR);
  FILE *log = fopen(scene_path(*state, "log"), "re");
  unsigned long long lines = 0;
  assert_non_null(log);
  for (; fgets(line, sizeof line, log); lines++) {
    char expected[64];
    const int n = snprintf(expected, sizeof expected, "{\"pipeline\":\"demo\",\"batch\":%llu,\"time_us\":", lines);
    if (strncmp(line, expected, (size_t)n) != 0)
      scene_fail(*state, "this is not the line of batch %llu: %s", lines, line);
  }
  (void)fclose(log);
  assert_in_range(lines, 5, 8);
  assert_int_equal(process_count(p, PROCESS_OUT, "Time: "), lines);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(the_time_that_was_asked_for_passes_and_no_more),
      TEST(a_first_signal_ends_in_good_order),
      TEST(a_second_signal_ends_at_once),
      TEST(a_signal_before_the_first_batch_ends_too),
      TEST(a_closed_stdout_ends_weir_with_a_sentence),
      TEST(files_do_not_become_standard_descriptors_that_were_closed),
      TEST(a_closed_stdout_ends_weir_where_failed_batches_are_skipped_too),
      TEST(a_stdout_that_nobody_reads_does_not_keep_weir_from_ending),
      TEST(the_end_of_a_file_ends_weir_with_all_its_rows),
      TEST(a_bad_file_is_refused_before_anything_runs),
      TEST(a_file_that_is_not_there_is_named),
      TEST(a_wrong_word_or_option_is_wrong_usage),
      TEST(a_log_style_that_does_not_exist_is_wrong_usage),
      TEST(a_good_file_is_checked_and_its_streams_are_printed),
      TEST(a_log_that_is_not_for_a_terminal_is_a_json_object_a_line),
      TEST(the_batch_log_has_a_line_of_json_a_batch),
  };
  return cmocka_run_group_tests_name("end", tests, NULL, NULL);
}
