/* SPDX-License-Identifier: Apache-2.0 */
/* String bytes with one lifetime: pages of 4 KB growing to 64 KB, larger pieces with pages of their own, WEIR_PAD
 * readable bytes around every piece. reset keeps the first pages (the working set stays warm) and poisons them in
 * poison builds. One thread at a time. */
#ifndef DATA_ARENA_H
#define DATA_ARENA_H
#include "data/memory.h"

typedef struct arena_page arena_page;
typedef struct arena {
  memory *memory; /* borrowed */
  memory_kind kind;
  arena_page *first, *page; /* page: the one being filled */
  char *at, *end;
  uint64_t bytes; /* asked for since the last reset */
  uint64_t held;  /* memory of all pages */
} arena;

void arena_init(arena *a, memory *m, memory_kind kind);
void arena_finish(arena *a);
/* n bytes, aligned to 8 when n >= 8, else anywhere; NULL when out of memory. */
char *arena_get(arena *a, uint64_t n);
/* Gives back the pages that hold nothing but pieces among the first `upto` bytes asked for since the last reset. */
void arena_drop(arena *a, uint64_t upto);
/* Gives everything back; memory beyond `keep` bytes of pages is freed. */
void arena_reset(arena *a, uint64_t keep);
#endif
