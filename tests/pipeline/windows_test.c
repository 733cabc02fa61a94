/* SPDX-License-Identifier: Apache-2.0 */
/* A window that is kept up, by panes that are merged or by rows that enter and leave, gives what a window gives that is computed
 * anew each time: random rows, lengths and slides, at several widths, with batches that are lost behind the windows and so have
 * to be taken out of them again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "case.h"
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCHES = 16, ROWS = 12, KEYS = 5, LINES = 4096, ROUNDS = 24, LOST = 1000 };

static const char *const keys[KEYS] = {"a", "b", "", "a key of more than twelve bytes",
                                       "another key of more than twelve"};

typedef struct row {
  unsigned key;
  int n;       /* LOST: its batch is lost */
  double half; /* a multiple of 0.5: sums are exact */
} row;

typedef struct stream {
  uint64_t seed;
  unsigned length, slide; /* batches */
  unsigned rows[BATCHES];
  row row[BATCHES][ROWS];
  char *line[LINES]; /* expected */
  uint32_t lines;
} stream;

/* ---- the stream ----------------------------------------------------------------------------------------------------- */

static unsigned below(stream *s, unsigned n) { /* xorshift */
  s->seed ^= s->seed << 13;
  s->seed ^= s->seed >> 7;
  s->seed ^= s->seed << 17;
  return (unsigned)(s->seed >> 11) % n;
}

static void make_stream(stream *s, uint64_t seed) {
  *s = (stream){.seed = seed * 0x9e3779b97f4a7c15 + 1};
  s->slide = 1 + below(s, 4);
  s->length = 1 + below(s, 9);
  for (unsigned b = 0; b < BATCHES; b++) {
    s->rows[b] = below(s, 3) ? below(s, ROWS + 1) : 0;
    for (unsigned r = 0; r < s->rows[b]; r++)
      s->row[b][r] = (row){below(s, KEYS), (int)below(s, 100) - 50, (double)below(s, 40) / 2};
    if (s->rows[b] && below(s, 6) == 0) s->row[b][0].n = LOST;
  }
}

static bool is_lost(const stream *s, unsigned b) { return s->rows[b] && s->row[b][0].n == LOST; }

static void write_rows(const stream *s, FILE *f) {
  for (unsigned b = 0; b < BATCHES; b++) {
    (void)fprintf(f, "        - [");
    for (unsigned r = 0; r < s->rows[b]; r++) {
      const row *one = &s->row[b][r];
      (void)fprintf(f, "%s[\"%s\", %d, %.1f]", r ? ", " : "", keys[one->key], one->n, one->half);
    }
    (void)fprintf(f, "]\n");
  }
}

/* Behind all windows `largest` fails the batches that shall be lost. */
static void write_pipeline(const stream *s, const char *path) {
  FILE *f = fopen(path, "we");
  assert_non_null(f);
  (void)fprintf(f, "pipeline: windows\nbatch_interval: 1s\non_batch_failure: skip\nstreams:\n  rows:\n    batches:\n"
                   "      fields: {key: string, n: int64, half: float64}\n      rows:\n");
  write_rows(s, f);
  (void)fprintf(f, "  recent: {from: rows, window: {length: %us, slide: %us}}\n", s->length, s->slide);
  (void)fprintf(f,
                "  exact: {from: rows, reduceByKeyAndWindow: {key: key, window: %us, slide: %us, values: {count: "
                "\"count(*)\", sum: sum(n)}}}\n",
                s->length, s->slide);
  (void)fprintf(f, "%s",
                "  same: {from: recent, reduceByKey: {key: key, values: {count: \"count(*)\", sum: sum(n)}}}\n"
                "  merged: {from: recent, reduceByKey: {key: key, values: {sum: sum(half), most: max(n)}}}\n"
                "  all: {from: recent, reduce: {values: {count: \"count(*)\", sum: sum(n)}}}\n"
                "  all_merged: {from: recent, reduce: {values: {sum: sum(half), most: max(n)}}}\n"
                "  largest: {from: rows, reduce: {values: {most: max(n)}}}\n"
                "  lost: {from: largest, fail_once: {at: 1000, times: 100000}}\n"
                "outputs:\n  exact: {from: exact, capture: exact}\n  same: {from: same, capture: same}\n"
                "  merged: {from: merged, capture: merged}\n  all: {from: all, capture: all}\n"
                "  all_merged: {from: all_merged, capture: all_merged}\n  lost: {from: lost, discard: {}}\n");
  assert_int_equal(fclose(f), 0);
}

/* ---- what is expected ------------------------------------------------------------------------------------------------ */

typedef struct sums {
  int64_t count, sum;
  double half;
  int most;
} sums;

static void add(sums *s, const row *r) {
  if (s->count == 0 || r->n > s->most) s->most = r->n;
  s->count++;
  s->sum += r->n;
  s->half += r->half;
}

__attribute__((format(printf, 2, 3))) static void expect(stream *s, const char *format, ...) {
  va_list values;
  va_start(values, format);
  assert_true(s->lines < LINES);
  assert_true(vasprintf(&s->line[s->lines++], format, values) > 0);
  va_end(values);
}

/* Exact and merged results of a key, or of all rows. */
static void expect_sums(stream *s, const sums *x, unsigned batch, const char *const *exact, unsigned exacts,
                        const char *merged, const char *key) {
  char named[80] = "";
  if (key) (void)snprintf(named, sizeof named, "\"key\":\"%s\",", key);
  for (unsigned i = 0; i < exacts; i++)
    expect(s, "%s %u: {%s\"count\":%lld,\"sum\":%lld}", exact[i], batch, named, (long long)x->count, (long long)x->sum);
  expect(s, "%s %u: {%s\"sum\":%.1f,\"most\":%d}", merged, batch, named, x->half, x->most);
}

static void expect_window(stream *s, unsigned last) {
  static const char *const by_key[] = {"exact", "same"}, *const all[] = {"all"};
  sums of[KEYS] = {0}, whole = {0};
  for (unsigned b = last + 1 > s->length ? last + 1 - s->length : 0; b <= last; b++)
    for (unsigned r = 0; r < s->rows[b] && !is_lost(s, b); r++) {
      add(&of[s->row[b][r].key], &s->row[b][r]);
      add(&whole, &s->row[b][r]);
    }
  for (unsigned k = 0; k < KEYS; k++)
    if (of[k].count) expect_sums(s, &of[k], last, by_key, 2, "merged", keys[k]);
  if (whole.count) expect_sums(s, &whole, last, all, 1, "all_merged", NULL);
  static const char *const names[] = {"exact", "same", "merged", "all", "all_merged"};
  for (unsigned i = 0; i < 5 && whole.count == 0; i++) expect(s, "%s %u: -", names[i], last);
}

/* ---- comparing --------------------------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void compare(const stream *s, const case_result *r, const char *path) {
  qsort(r->line, r->lines, sizeof *r->line, by_text);
  for (uint32_t i = 0; i < s->lines || i < r->lines; i++) {
    const char *want = i < s->lines ? s->line[i] : "nothing", *came = i < r->lines ? r->line[i] : "nothing";
    if (strcmp(want, came) != 0)
      fail_msg("a window of %u batches every %u, %s:\nexpected %s\ncame     %s", s->length, s->slide, path, want, came);
  }
}

static void run_at(const stream *s, const char *path, uint32_t lanes, uint32_t chunk_rows, bool odd) {
  const case_variant v = {.lanes = lanes,
                          .partitions = lanes == 1 && odd ? 3 : lanes,
                          .chunk_rows = chunk_rows,
                          .random_order = odd,
                          .amnesia = odd,
                          .max_batches = BATCHES};
  case_result r;
  assert_true(case_run(path, &v, &r));
  assert_int_equal(r.outcome, ENGINE_DONE);
  compare(s, &r, path);
  case_result_finish(&r);
}

static void a_window_that_is_kept_up_is_the_window_computed_anew(void **state) {
  static stream s;
  char path[] = "/tmp/weir-windows-XXXXXX";
  const int fd = mkstemp(path);
  (void)state;
  assert_true(fd >= 0);
  (void)close(fd);
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    make_stream(&s, seed);
    write_pipeline(&s, path);
    for (unsigned b = 0; b < BATCHES; b++)
      if ((b + 1) % s.slide == 0 && !is_lost(&s, b)) expect_window(&s, b);
    qsort(s.line, s.lines, sizeof *s.line, by_text);
    run_at(&s, path, 1, 2048, false);
    run_at(&s, path, 3, 1, true);
    run_at(&s, path, 1, 7, true);
    for (uint32_t i = 0; i < s.lines; i++) free(s.line[i]);
  }
  (void)unlink(path);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_window_that_is_kept_up_is_the_window_computed_anew)};
  return cmocka_run_group_tests_name("windows", tests, NULL, NULL);
}
