/* SPDX-License-Identifier: Apache-2.0 */
/* The linker sends the calls of the code under test here (-Wl,--wrap): the n-th from now fails. One thread. */
#ifndef FAILING_MALLOC_H
#define FAILING_MALLOC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/types.h>

static uint64_t malloc_left; /* 0: none fails */

/* The n-th from now (1 = next) gives NULL, once. */
static inline void malloc_fail_at(uint64_t n) { malloc_left = n; }

static bool malloc_must_fail(void) { return malloc_left > 0 && --malloc_left == 0; }

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_malloc(size_t n) { return malloc_must_fail() ? NULL : __real_malloc(n); }

void *__real_calloc(size_t count, size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_calloc(size_t count, size_t n) { return malloc_must_fail() ? NULL : __real_calloc(count, n); }

void *__real_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n) { return malloc_must_fail() ? NULL : __real_realloc(p, n); }

void *__real_aligned_alloc(size_t alignment, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n) {
  return malloc_must_fail() ? NULL : __real_aligned_alloc(alignment, n);
}

void *__real_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset) {
  return malloc_must_fail() ? MAP_FAILED : __real_mmap(at, n, protection, flags, fd, offset);
}
#endif
