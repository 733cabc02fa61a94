/* SPDX-License-Identifier: Apache-2.0 */
/* Directories of text files: what is in them, what happens to those that are there, and where none can be made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "peer.h"

enum { NAMES_MAX = 64, CONTENT_MAX = 4096 };

typedef struct listing {
  char name[NAMES_MAX][64]; /* sorted */
  unsigned count;
} listing;

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static listing list(scene *s, const char *directory) {
  listing l = {.count = 0};
  DIR *d = opendir(scene_path(s, directory));
  if (!d) scene_fail(s, "there is no directory %s", directory);
  for (const struct dirent *e; (e = readdir(d)) && l.count < NAMES_MAX;)
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
      (void)snprintf(l.name[l.count++], sizeof l.name[0], "%.63s", e->d_name);
  (void)closedir(d);
  qsort(l.name, l.count, sizeof l.name[0], compare);
  return l;
}

/* All lines of the part files, sorted; the directory has nothing else but _SUCCESS. */
static const char *content(scene *s, const char *directory) {
  static char text[CONTENT_MAX];
  static char line[NAMES_MAX][64];
  unsigned lines = 0, success = 0;
  const listing l = list(s, directory);
  for (unsigned i = 0; i < l.count; i++) {
    char name[200];
    (void)snprintf(name, sizeof name, "%s/%s", directory, l.name[i]);
    if (strcmp(l.name[i], "_SUCCESS") == 0)
      success++;
    else if (strncmp(l.name[i], "part-0000", 9) != 0)
      scene_fail(s, "%s is no part of a batch", name);
    FILE *file = fopen(scene_path(s, name), "re");
    if (!file) scene_fail(s, "%s cannot be read", name);
    while (lines < NAMES_MAX && fgets(line[lines], sizeof line[0], file)) lines++;
    (void)fclose(file);
  }
  if (success != 1) scene_fail(s, "%s has no _SUCCESS", directory);
  qsort(line, lines, sizeof line[0], compare);
  text[0] = 0;
  for (unsigned i = 0, n = 0; i < lines; i++) n += (unsigned)snprintf(text + n, sizeof text - n, "%s", line[i]);
  return text;
}

static void expect_content(scene *s, const char *above, const char *name, const char *lines) {
  char directory[160];
  (void)snprintf(directory, sizeof directory, "%s/%s", above, name);
  const char *found = content(s, directory);
  if (strcmp(found, lines) != 0) scene_fail(s, "%s has\n%sand not\n%s", directory, found, lines);
}

#define OUT "outputs:\n  files: {from: counts, text_files: {path: %s, format: csv%s}}\n"

static void run_batches(scene *s, const char *interval, const char *rows, const char *path, const char *more,
                        int code) {
  const char *file = scene_write(s, "files.yaml",
                                 "pipeline: files\nbatch_interval: %s\nlanes: 2\nstreams:\n"
                                 "  rows: {batches: {fields: {word: string}, rows: %s}}\n"
                                 "  counts: {from: rows, reduceByKey: {key: word, values: {n: \"count(*)\"}}}\n" OUT,
                                 interval, rows, path, more);
  process_expect_end(process_start(s, "run", file, NULL), code);
}

static void each_batch_with_rows_is_a_directory(void **state) {
  scene *s = *state;
  run_batches(s, "50ms", "[[a, b, a], [], [c]]", "out/counts", "", 0);
  const listing l = list(s, "out");
  assert_int_equal(l.count, 2);
  assert_memory_equal(l.name[0], "counts-", 7);
  const long long first = strtoll(l.name[0] + 7, NULL, 10), second = strtoll(l.name[1] + 7, NULL, 10);
  assert_int_equal(first % 50, 0);
  assert_int_equal(second - first, 100);
  expect_content(s, "out", l.name[0], "a,2\nb,1\n");
  expect_content(s, "out", l.name[1], "c,1\n");
}

static void empty_batches_have_directories_when_asked_for(void **state) {
  scene *s = *state;
  run_batches(s, "50ms", "[[a], [], [c]]", "out/counts", ", empty_batches: true, suffix: csv", 0);
  const listing l = list(s, "out");
  unsigned empty = 0;
  for (unsigned i = 0; i < l.count; i++) {
    char directory[160];
    assert_string_equal(strrchr(l.name[i], '.'), ".csv");
    (void)snprintf(directory, sizeof directory, "out/%s", l.name[i]);
    empty += *content(s, directory) == 0;
  }
  assert_true(empty >= 1); /* more where the machine was too busy to give rows in time */
  assert_int_equal(l.count - empty, 2);
}

/* Both runs are within a day, whose end is the batch's time. */
static void the_same_batch_again_takes_the_place_of_the_first(void **state) {
  scene *s = *state;
  run_batches(s, "1d", "[[a, b]]", "out/counts", "", 0);
  run_batches(s, "1d", "[[a, c, c]]", "out/counts", "", 0);
  const listing l = list(s, "out");
  if (l.count == 2) { /* midnight lay between them */
    expect_content(s, "out", l.name[1], "a,1\nc,2\n");
    return;
  }
  assert_int_equal(l.count, 1);
  expect_content(s, "out", l.name[0], "a,1\nc,2\n");
}

static void what_a_crash_left_is_removed(void **state) {
  scene *s = *state;
  (void)mkdir(scene_path(s, "out"), 0777);
  (void)mkdir(scene_path(s, "out/_temporary-counts-1000"), 0777);
  (void)mkdir(scene_path(s, "out/_temporary-others-1000"), 0777);
  (void)scene_write(s, "out/_temporary-counts-1000/part-00000", "half of");
  run_batches(s, "50ms", "[[a]]", "out/counts", "", 0);
  const listing l = list(s, "out");
  assert_int_equal(l.count, 2);
  assert_string_equal(l.name[0], "_temporary-others-1000");
  expect_content(s, "out", l.name[1], "a,1\n");
}

static process *last_of(scene *s, const char *path) {
  const char *file = scene_write(s, "files.yaml",
                                 "pipeline: files\nbatch_interval: 50ms\nstreams:\n"
                                 "  counts: {batches: {fields: {word: string}, rows: [[a], [b]]}}\n" OUT,
                                 path, "");
  return process_start(s, "run", file, NULL);
}

static void a_directory_that_cannot_be_written_ends_weir_with_a_sentence(void **state) {
  scene *s = *state;
  (void)mkdir(scene_path(s, "locked"), 0555);
  process *p = last_of(s, "locked/counts");
  process_expect_end(p, 1);
  process_expect(p, PROCESS_ERR, "output \\\"files\\\"");
  process_expect(p, PROCESS_ERR, "cannot be written: Permission denied");
  assert_int_equal(list(s, "locked").count, 0);
}

static void a_file_in_the_place_of_the_directory_ends_weir_with_a_sentence(void **state) {
  (void)scene_write(*state, "file", "x");
  process *p = last_of(*state, "file/counts");
  process_expect_end(p, 1);
  process_expect(p, PROCESS_ERR, "cannot be written: Not a directory");
}

/* A limit on the size of files stands for a full disk. */
static void a_full_disk_ends_weir_with_a_sentence_and_leaves_no_half_batch(void **state) {
  scene *s = *state;
  static char text[100001];
  const char *file =
      scene_write(s, "files.yaml", "%s",
                  "pipeline: files\nbatch_interval: 50ms\nstreams:\n  lines: {socket: {listen: \"127.0.0.1:0\"}}\n"
                  "outputs:\n  files: {from: lines, text_files: {path: out/lines, value: line}}\n");
  process *p = process_start(s, "run", file, NULL);
  const int fd = peer_connect(s, process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:"));
  process_limit_files(p, 4096);
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\n';
  peer_send(s, fd, text, sizeof text);
  process_expect_end(p, 1);
  process_expect(p, PROCESS_ERR, "cannot be written: File too large");
  process_expect(p, PROCESS_ERR, "is lost with 1 rows");
  assert_int_equal(list(s, "out").count, 0);
}

static void a_sink_needs_one_way_to_write_a_row(void **state) {
  const char *file = scene_write(*state, "files.yaml", "%s",
                                 "pipeline: files\nbatch_interval: 1s\nstreams:\n  lines: {demo: {}}\n"
                                 "outputs:\n  files: {from: lines, text_files: {path: out/lines}}\n");
  process *p = process_start(*state, "run", file, NULL);
  process_expect_end(p, 78);
  process_expect(p, PROCESS_ERR, "it needs either value, an expression, or format");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(each_batch_with_rows_is_a_directory),
      TEST(empty_batches_have_directories_when_asked_for),
      TEST(the_same_batch_again_takes_the_place_of_the_first),
      TEST(what_a_crash_left_is_removed),
      TEST(a_directory_that_cannot_be_written_ends_weir_with_a_sentence),
      TEST(a_file_in_the_place_of_the_directory_ends_weir_with_a_sentence),
      TEST(a_full_disk_ends_weir_with_a_sentence_and_leaves_no_half_batch),
      TEST(a_sink_needs_one_way_to_write_a_row),
  };
  return cmocka_run_group_tests_name("text_files", tests, NULL, NULL);
}
