/* SPDX-License-Identifier: Apache-2.0 */
/* Two counters, their peaks and a bound; bytes come from what was given back, from malloc or, when big, from mmap. Counters are relaxed: they
 * order nothing, and a bound that is passed by one request of another thread is as good as one that is not. */
#include "data/memory.h"
#include "data/recycle.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { MEMORY_ALIGN = 64, MEMORY_KINDS = 2, RECYCLED_SHARE = 16 };
#define HUGE_PAGE ((size_t)2 << 20)
#define SMALL_PAGE ((size_t)4096)

struct memory {
  atomic_uint_fast32_t references;
  uint64_t limit;
  atomic_uint_fast64_t used[MEMORY_KINDS], peak[MEMORY_KINDS];
  atomic_uint_fast64_t batch_kept, expected_kept; /* the most that was kept in this batch so far, and in the last one */
  atomic_bool refused;
  recycle recycle;
};

static atomic_uint_fast64_t fail_countdown;

memory *memory_create(uint64_t limit) {
  memory *m = calloc(1, sizeof *m);
  if (!m) return NULL;
  m->limit = limit;
  recycle_init(&m->recycle, limit / RECYCLED_SHARE);
  atomic_init(&m->references, 1);
  return m;
}

memory *memory_ref(memory *m) {
  atomic_fetch_add_explicit(&m->references, 1, memory_order_relaxed);
  return m;
}

void memory_unref(memory *m) {
  if (!m || atomic_fetch_sub_explicit(&m->references, 1, memory_order_acq_rel) > 1) return;
  recycle_finish(&m->recycle);
  free(m);
}

static bool must_fail(void) {
  uint_fast64_t left = atomic_load_explicit(&fail_countdown, memory_order_relaxed);
  while (left > 0) {
    if (atomic_compare_exchange_weak_explicit(&fail_countdown, &left, left - 1, memory_order_relaxed,
                                              memory_order_relaxed))
      return left == 1;
  }
  return false;
}

static size_t round_up(size_t n, size_t to) { return (n + to - 1) & ~(to - 1); }

/* Mapped at a multiple of 2 MB, so that the kernel can use huge pages from the first byte on. */
static void *map(size_t size) {
  size_t length = round_up(size, SMALL_PAGE);
  size_t room = length + HUGE_PAGE;
  char *p = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  size_t before = round_up((size_t)(uintptr_t)p, HUGE_PAGE) - (size_t)(uintptr_t)p;
  size_t after = room - before - length;
  if (before) munmap(p, before);
  if (after) munmap(p + before + length, after);
  (void)madvise(p + before, length, MADV_HUGEPAGE); /* a hint: kernels without huge pages refuse it */
  return p + before;
}

static void raise_to(atomic_uint_fast64_t *peak, uint64_t used) {
  uint_fast64_t is = atomic_load_explicit(peak, memory_order_relaxed);
  while (used > is &&
         !atomic_compare_exchange_weak_explicit(peak, &is, used, memory_order_relaxed, memory_order_relaxed))
    continue;
}

/* Counts `size` bytes; false when the bound forbids it. */
static bool count(memory *m, memory_kind kind, size_t size) {
  uint64_t used = atomic_fetch_add_explicit(&m->used[kind], size, memory_order_relaxed) + size;
  if (kind == MEMORY_KEPT && used > m->limit - m->limit / 4) {
    atomic_fetch_sub_explicit(&m->used[kind], size, memory_order_relaxed);
    return false;
  }
  raise_to(&m->peak[kind], used);
  if (kind == MEMORY_KEPT) raise_to(&m->batch_kept, used);
  return true;
}

static void *refuse(memory *m, memory_kind kind, bool by_bound) {
  if (kind == MEMORY_KEPT) atomic_store_explicit(&m->refused, by_bound, memory_order_relaxed);
  return NULL;
}

static void *take(memory *m, size_t size) {
  const size_t rounded = round_up(size, MEMORY_ALIGN);
  void *p = recycle_take(&m->recycle, rounded);
  return p ? p : aligned_alloc(MEMORY_ALIGN, rounded);
}

static void *get(memory *m, memory_kind kind, size_t size, bool zero) {
  if (must_fail() || size > PTRDIFF_MAX / 2) return refuse(m, kind, false);
  if (!count(m, kind, size)) return refuse(m, kind, true);
  bool big = size >= HUGE_PAGE;
  void *p = big ? map(size) : take(m, size);
  if (!p) {
    atomic_fetch_sub_explicit(&m->used[kind], size, memory_order_relaxed);
    return refuse(m, kind, false);
  }
  if (big) return p; /* fresh pages are zero, and poisoning them would make all of them resident */
  if (zero) {
    memset(p, 0, size);
  } else {
    data_poison(p, size);
  }
  return p;
}

void *memory_get(memory *m, memory_kind kind, size_t size) { return get(m, kind, size, false); }

void *memory_get_zero(memory *m, memory_kind kind, size_t size) { return get(m, kind, size, true); }

void memory_put(memory *m, memory_kind kind, void *p, size_t size) {
  if (!p) return;
  if (size >= HUGE_PAGE) {
    munmap(p, round_up(size, SMALL_PAGE));
  } else {
    data_poison(p, size);
    if (!recycle_give(&m->recycle, p, round_up(size, MEMORY_ALIGN))) free(p);
  }
  atomic_fetch_sub_explicit(&m->used[kind], size, memory_order_relaxed);
}

static void *move_mapped(memory *m, memory_kind kind, void *p, size_t from, size_t to) {
  if (must_fail()) return refuse(m, kind, false);
  if (to > from && !count(m, kind, to - from)) return refuse(m, kind, true);
  void *moved = mremap(p, round_up(from, SMALL_PAGE), round_up(to, SMALL_PAGE), MREMAP_MAYMOVE);
  const bool failed = moved == MAP_FAILED;
  if (to > from ? failed : !failed)
    atomic_fetch_sub_explicit(&m->used[kind], to > from ? to - from : from - to, memory_order_relaxed);
  return failed ? refuse(m, kind, false) : moved;
}

void *memory_resize(memory *m, memory_kind kind, void *p, size_t from, size_t to) {
  if (to == 0) {
    memory_put(m, kind, p, from);
    return NULL;
  }
  if (p && from >= HUGE_PAGE && to >= HUGE_PAGE) return move_mapped(m, kind, p, from, to);
  void *moved = memory_get(m, kind, to);
  if (!moved || !p) return moved;
  memcpy(moved, p, from < to ? from : to);
  memory_put(m, kind, p, from);
  return moved;
}

void memory_trim(memory *m) {
  recycle_drop(&m->recycle);
#ifdef __GLIBC__
  (void)malloc_trim(0);
#endif
}

void memory_rest(memory *m) {
  const uint64_t kept = atomic_exchange_explicit(&m->batch_kept, memory_used(m, MEMORY_KEPT), memory_order_relaxed);
  atomic_store_explicit(&m->expected_kept, kept, memory_order_relaxed);
  recycle_rest(&m->recycle);
}

uint64_t memory_limit(const memory *m) { return m->limit; }

uint64_t memory_used(const memory *m, memory_kind kind) {
  return atomic_load_explicit(&m->used[kind], memory_order_relaxed);
}

uint64_t memory_peak(const memory *m, memory_kind kind) {
  return atomic_load_explicit(&m->peak[kind], memory_order_relaxed);
}

bool memory_is_full(const memory *m) {
  const uint64_t waiting = memory_used(m, MEMORY_WAITING), kept = memory_used(m, MEMORY_KEPT);
  const uint64_t expected = atomic_load_explicit(&m->expected_kept, memory_order_relaxed);
  return waiting > m->limit / 4 && waiting + (kept > expected ? kept : expected) > m->limit;
}

bool memory_was_refused(const memory *m) { return atomic_load_explicit(&m->refused, memory_order_relaxed); }

void memory_fail_at(uint64_t n) { atomic_store_explicit(&fail_countdown, n, memory_order_relaxed); }

void data_poison(void *p, size_t n) {
#ifdef WEIR_POISON
  if (n) memset(p, 0xa5, n);
#else
  (void)p;
  (void)n;
#endif
}
