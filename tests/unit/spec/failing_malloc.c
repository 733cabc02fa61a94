/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for malloc and calloc in the objects linked statically. A file of its own, because in the test's file the
 * compiler may leave the calls out. One thread.
 */
#include "failing_malloc.h"

#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

static int left = -1;
static bool happened;

void failing_malloc_after(int count) {
  left = count;
  happened = false;
}

bool failing_malloc_happened(void) { return happened; }

static bool fails(void) {
  if (left == 0) {
    happened = true;
    return true;
  }
  left -= left > 0;
  return false;
}

void *__wrap_malloc(size_t size) { return fails() ? NULL : __real_malloc(size); }

void *__wrap_calloc(size_t count, size_t size) { return fails() ? NULL : __real_calloc(count, size); }
