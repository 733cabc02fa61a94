/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/arena: memory of one lifetime. Everything a spec or a list of diagnostics owns comes from one arena and goes
 * with it; nothing is freed alone. Not thread-safe: an arena belongs to whoever builds with it.
 */
#ifndef WEIR_SPEC_ARENA_H
#define WEIR_SPEC_ARENA_H

#include <stddef.h>

struct spec_arena_block;

typedef struct spec_arena {
  struct spec_arena_block *blocks; /* newest first */
  size_t total;                    /* bytes taken from malloc */
} spec_arena;

/* More than any file of 256 KB can need; what asks for more is refused like a failed allocation. */
#define SPEC_ARENA_LIMIT ((size_t)64 << 20)

/* Embedded; takes no memory yet. */
void spec_arena_init(spec_arena *arena);

/* Frees all that the arena gave out. An arena of zeroes is allowed. */
void spec_arena_finish(spec_arena *arena);

/* Zeroed bytes, aligned for any type, valid until spec_arena_finish; NULL when there is no memory. */
void *spec_arena_alloc(spec_arena *arena, size_t size);

/* `count` zeroed elements of `size` bytes; NULL when there is no memory or the product overflows. */
void *spec_arena_array(spec_arena *arena, size_t count, size_t size);

/* A copy of `length` bytes with a NUL behind them; NULL when there is no memory. */
char *spec_arena_copy(spec_arena *arena, const char *text, size_t length);

#endif
