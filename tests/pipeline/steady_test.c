/* SPDX-License-Identifier: Apache-2.0 */
/* Once it is warm, a batch of a million rows asks for memory as often as one of a thousand: host, plugins and C library together.
 * Compared are the fewest calls of each kind of batch: how many blocks are under way at a time is the scheduler's doing, and a
 * batch with more of them than ever before makes them. What is asked for by the row or chunk is in every batch. The program's
 * own malloc stands before libc's for everything that is loaded into it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "case.h"
#include <cmocka.h>
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { WARM_UP = 10, MEASURED = 10, BATCHES = WARM_UP + MEASURED };

/* ---- counting ------------------------------------------------------------------------------------------------------- */

static _Atomic uint64_t calls;

/* glibc's own names of what is replaced here. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);
void *__libc_memalign(size_t alignment, size_t n);

static void count_call(void) { atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed); }

void *malloc(size_t n) {
  count_call();
  return __libc_malloc(n);
}

void *calloc(size_t n, size_t size) {
  count_call();
  return __libc_calloc(n, size);
}

void *realloc(void *p, size_t n) {
  count_call();
  return __libc_realloc(p, n);
}

void *aligned_alloc(size_t alignment, size_t n) {
  count_call();
  return __libc_memalign(alignment, n);
}

void *mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset) {
  static void *(*next)(void *, size_t, int, int, int, off_t);
  count_call();
  if (!next) *(void **)&next = dlsym(RTLD_NEXT, "mmap");
  return next(at, n, protection, flags, fd, offset);
}

/* ---- batches -------------------------------------------------------------------------------------------------------- */

typedef struct record {
  uint64_t before, rows[BATCHES], calls[BATCHES];
} record;

static void note_batch(void *context, const engine_batch *batch) {
  record *r = context;
  const uint64_t now = atomic_load(&calls);
  if (batch->number < BATCHES) {
    r->rows[batch->number] = batch->rows;
    r->calls[batch->number] = now - r->before;
  }
  r->before = now;
}

static void print_record(const record *r) {
  for (int i = 0; i < BATCHES; i++)
    (void)fprintf(stderr, "  batch %2d: %7llu lines, %llu calls%s\n", i, (unsigned long long)r->rows[i],
                  (unsigned long long)r->calls[i], i < WARM_UP ? " (warm-up)" : "");
}

static uint64_t fewest(const record *r, int first) {
  uint64_t least = UINT64_MAX;
  for (int i = first; i < BATCHES; i += 2)
    if (r->calls[i] < least) least = r->calls[i];
  return least;
}

static void expect_steady(const char *name, uint32_t lanes) {
  char path[512];
  record r = {0};
  case_result result;
  const case_variant v = {.lanes = lanes,
                          .partitions = lanes,
                          .chunk_rows = 2048,
                          .max_batches = BATCHES,
                          .on_batch = note_batch,
                          .context = &r};
  (void)snprintf(path, sizeof path, "%s/%s.yaml", STEADY, name);
  assert_true(case_run(path, &v, &result));
  assert_int_equal(result.outcome, ENGINE_DONE);
  case_result_finish(&result);
  const bool same = fewest(&r, WARM_UP) == fewest(&r, WARM_UP + 1);
  if (!same) print_record(&r);
  assert_true(r.rows[WARM_UP + 1] > 100 * r.rows[WARM_UP]);
  assert_true(same);
}

static void a_word_count_asks_for_memory_as_often_for_few_rows_as_for_many(void **state) {
  (void)state;
  expect_steady("word-count", 1);
}
static void so_it_does_on_two_lanes(void **state) {
  (void)state;
  expect_steady("word-count", 2);
}
static void so_it_does_over_a_sliding_window(void **state) {
  (void)state;
  expect_steady("window", 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_word_count_asks_for_memory_as_often_for_few_rows_as_for_many),
      cmocka_unit_test(so_it_does_on_two_lanes),
      cmocka_unit_test(so_it_does_over_a_sliding_window),
  };
  return cmocka_run_group_tests_name("steady", tests, NULL, NULL);
}
