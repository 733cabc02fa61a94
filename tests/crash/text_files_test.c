/* SPDX-License-Identifier: Apache-2.0 */
/* A directory of text_files is there as a whole or not at all, whenever weir is killed, and what a killed one was writing is
 * gone when the next one has begun. Numbers come without gaps, so that a row which is missing from a directory shows. KILLS
 * says how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../integration/process.h"

enum { NUMBERS_MAX = 1 << 20 };

static const char pipeline[] = "pipeline: numbers\nbatch_interval: 20ms\nlanes: 2\nstreams:\n"
                               "  numbers: {rate: {rows_per_second: 100000}}\n"
                               "outputs:\n  files: {from: numbers, text_files: {path: out/numbers, format: csv}}\n";

typedef struct numbers {
  int64_t of[NUMBERS_MAX];
  size_t count;
  bool success;
} numbers;

/* Calls visit for each name in `directory` that is not "." or ".."; gives how many there are, 0 where there is none. */
static unsigned for_each(scene *s, const char *directory, void (*visit)(scene *s, const char *path, void *to),
                         void *to) {
  char path[512];
  unsigned count = 0;
  DIR *d = opendir(scene_path(s, directory));
  for (const struct dirent *e; d && (e = readdir(d));) {
    if (e->d_name[0] == '.') continue;
    (void)snprintf(path, sizeof path, "%s/%.200s", directory, e->d_name);
    visit(s, path, to);
    count++;
  }
  if (d) (void)closedir(d);
  return count;
}

static const char *last_name(const char *path) { return strrchr(path, '/') + 1; }

static void read_part(scene *s, const char *path, void *to) {
  numbers *n = to;
  char line[200];
  n->success = n->success || strcmp(last_name(path), "_SUCCESS") == 0;
  FILE *file = fopen(scene_path(s, path), "re");
  if (!file) scene_fail(s, "%s cannot be read", path);
  while (fgets(line, sizeof line, file)) {
    const char *value = strrchr(line, ',');
    if (!value || line[strlen(line) - 1] != '\n' || n->count == NUMBERS_MAX)
      scene_fail(s, "%s has a line that is none: %s", path, line);
    n->of[n->count++] = strtoll(value + 1, NULL, 10);
  }
  (void)fclose(file);
}

static int compare(const void *a, const void *b) {
  const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void expect_whole(scene *s, const char *path, void *to) {
  static numbers n;
  unsigned *whole = to;
  if (strncmp(last_name(path), "_temporary-", 11) == 0) return;
  n.count = 0;
  n.success = false;
  (void)for_each(s, path, read_part, &n);
  if (!n.success || n.count == 0) scene_fail(s, "%s is not whole: %zu rows, and no _SUCCESS", path, n.count);
  qsort(n.of, n.count, sizeof *n.of, compare);
  if (n.of[n.count - 1] - n.of[0] + 1 != (int64_t)n.count)
    scene_fail(s, "%s has %zu of the rows %lld to %lld", path, n.count, (long long)n.of[0],
               (long long)n.of[n.count - 1]);
  (*whole)++;
}

static void count_temporary(scene *s, const char *path, void *to) {
  (void)s;
  *(unsigned *)to += strncmp(last_name(path), "_temporary-", 11) == 0;
}

static unsigned temporary(scene *s) {
  unsigned count = 0;
  (void)for_each(s, "out", count_temporary, &count);
  return count;
}

/* Waits until a directory is moved to its place. */
static void await_batch(scene *s, int watch) {
  char events[4096];
  const int64_t until = scene_deadline();
  while (!(scene_wait(s, watch, POLLIN, until) & POLLIN))
    if (scene_now() >= until) scene_fail(s, "no batch is written");
  while (read(watch, events, sizeof events) > 0) continue;
}

/* Kills it at some moment of the batches that follow the first one. Gives how many directories are whole. */
static unsigned kill_one(scene *s, uint64_t *random) {
  const char *file = scene_write(s, "numbers.yaml", "%s", pipeline);
  const int watch = scene_keep(s, inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  unsigned whole = 0;
  (void)mkdir(scene_path(s, "out"), 0777);
  if (inotify_add_watch(watch, scene_path(s, "out"), IN_MOVED_TO) < 0) scene_fail(s, "out cannot be watched");
  process *p = process_start(s, "run", file, NULL);
  await_batch(s, watch);
  *random = *random * 6364136223846793005u + 1442695040888963407u;
  (void)scene_wait(s, -1, 0, scene_now() + (int64_t)(*random >> 40) % 40000);
  process_signal(p, SIGKILL);
  process_expect_end(p, 128 + SIGKILL);
  (void)for_each(s, "out", expect_whole, &whole);
  return whole;
}

static void a_directory_is_whole_or_not_there_whenever_weir_is_killed(void **state) {
  const char *kills = getenv("KILLS"); /* NOLINT(concurrency-mt-unsafe) */
  const long times = kills ? strtol(kills, NULL, 10) : 12;
  uint64_t random = 1;
  unsigned whole = 0, torn = 0;
  void *each = *state;
  for (long i = 0; i < times; i++) {
    scene *s = each;
    whole = kill_one(s, &random);
    const unsigned left = temporary(s);
    torn += left > 0;
    const unsigned again = kill_one(s, &random);
    if (again <= whole) scene_fail(s, "%u directories were whole, and %u are", whole, again);
    if (temporary(s) > 1) scene_fail(s, "what the killed one was writing is still there");
    (void)scene_teardown(&each);
    assert_int_equal(scene_setup(&each), 0);
  }
  *state = each;
  (void)printf("%ld times, %u of them in the middle of a write\n", times, torn);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_directory_is_whole_or_not_there_whenever_weir_is_killed, scene_setup,
                                      scene_teardown),
  };
  return cmocka_run_group_tests_name("text_files", tests, NULL, NULL);
}
