/* SPDX-License-Identifier: Apache-2.0 */
/* Runs NAME.yaml at 1, 2, 3 and 8 lanes and partitions, in chunks of 1, 7 and 2,048 rows, plainly and with blocks in random order
 * and every instance forgotten after each task, and compares what comes out with NAME.expected:
 *
 *     # batches: 5            stop after so many (without it: when the sources end)
 *     # ordered               rows of a batch must come in this order; else any
 *     counts 0: {"word":"a","count":2}
 *     counts 1: -             fired, and empty
 */
#include "case.h"
#include "data/files.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct expectation {
  char *text, **line;
  uint32_t lines;
  uint64_t batches;
  bool ordered;
} expectation;

static void add_line(expectation *x, char *l) {
  if (strncmp(l, "# batches: ", 11) == 0)
    x->batches = strtoull(l + 11, NULL, 10);
  else if (strcmp(l, "# ordered") == 0)
    x->ordered = true;
  else if (*l && *l != '#') {
    x->line = realloc(x->line, (x->lines + 1) * sizeof(char *));
    x->line[x->lines++] = l;
  }
}

static bool read_expectation(expectation *x, const char *path) {
  char name[4096];
  (void)snprintf(name, sizeof name, "%.*s.expected", (int)(strlen(path) - strlen(".yaml")), path);
  if (files_read_all(name, 1 << 22, &x->text) < 0) {
    (void)fprintf(stderr, "%s is missing\n", name);
    return false;
  }
  for (char *at = x->text, *l = strsep(&at, "\n"); l; l = strsep(&at, "\n")) add_line(x, l);
  return true;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Equal, numbers up to rounding. */
static bool same(const char *a, const char *b) {
  while (*a && *b) {
    char *end_a, *end_b;
    if (((*a >= '0' && *a <= '9') || *a == '-') && ((*b >= '0' && *b <= '9') || *b == '-')) {
      const double x = strtod(a, &end_a), y = strtod(b, &end_b);
      if (end_a != a && end_b != b) {
        if (fabs(x - y) > 1e-9 * (fabs(x) + fabs(y))) return false;
        a = end_a;
        b = end_b;
        continue;
      }
    }
    if (*a++ != *b++) return false;
  }
  return *a == *b;
}

/* Outputs commit side by side: their lines are grouped by name and batch, keeping the order of rows within. */
static int by_batch(const void *a, const void *b) {
  const char *x = *(char *const *)a, *y = *(char *const *)b;
  const size_t nx = strcspn(x, " "), ny = strcspn(y, " ");
  const int names = strncmp(x, y, nx < ny ? nx : ny);
  if (names || nx != ny) return names ? names : nx < ny ? -1 : 1;
  const long long bx = strtoll(x + nx, NULL, 10), by = strtoll(y + ny, NULL, 10);
  return (bx > by) - (bx < by);
}

static void stable_sort(char **line, uint32_t n) { /* insertion: cases are small */
  for (uint32_t i = 1; i < n; i++)
    for (uint32_t k = i; k && by_batch(&line[k - 1], &line[k]) > 0; k--) {
      char *t = line[k];
      line[k] = line[k - 1];
      line[k - 1] = t;
    }
}

static bool compare(const expectation *x, const case_result *r) {
  if (x->ordered) {
    stable_sort(x->line, x->lines);
    stable_sort(r->line, r->lines);
  } else {
    qsort(x->line, x->lines, sizeof(char *), by_text);
    if (r->lines) qsort(r->line, r->lines, sizeof(char *), by_text);
  }
  bool good = true;
  for (uint32_t i = 0; i < x->lines || i < r->lines; i++) {
    const char *want = i < x->lines ? x->line[i] : "(nothing)", *have = i < r->lines ? r->line[i] : "(nothing)";
    if (same(want, have)) continue;
    if (good)
      (void)fprintf(stderr, "  first difference, line %u (%s):\n  expected %s\n  came     %s\n", i,
                    x->ordered ? "grouped by batch" : "sorted", want, have);
    good = false;
  }
  return good;
}

static bool run_variant(const char *path, const expectation *x, const case_variant *v) {
  case_result r;
  bool good = case_run(path, v, &r);
  if (good && r.outcome != ENGINE_DONE) {
    (void)fprintf(stderr, "  it failed: %s\n", r.failure);
    good = false;
  }
  good = good && compare(x, &r);
  if (!good)
    (void)fprintf(stderr, "at %u lanes, %u partitions, chunks of %u rows%s%s\n", v->lanes, v->partitions, v->chunk_rows,
                  v->random_order ? ", blocks in random order" : "", v->amnesia ? ", instances forgotten" : "");
  case_result_finish(&r);
  return good;
}

int main(int argc, char **argv) {
  static const uint32_t width[] = {1, 2, 3, 8}, chunk[] = {2048, 7, 1};
  expectation x = {0};
  bool good = argc == 2 && read_expectation(&x, argv[1]);
  for (uint32_t w = 0; w < 4 && good; w++)
    for (uint32_t c = 0; c < 3 && good; c++)
      for (int odd = 0; odd < 2 && good; odd++) {
        const case_variant v = {.lanes = width[w],
                                .partitions = odd ? width[3 - w] : width[w],
                                .chunk_rows = chunk[c],
                                .random_order = odd,
                                .amnesia = odd,
                                .max_batches = x.batches};
        good = run_variant(argv[1], &x, &v);
      }
  free(x.line);
  free(x.text);
  return good ? 0 : 1;
}
