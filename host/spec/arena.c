/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/arena: bump allocation from blocks that double in size. A request that does not fit into the newest block opens
 * a new one; the rest of the old block is wasted, at most half of what is held.
 */
#include "spec/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct spec_arena_block {
  struct spec_arena_block *next;
  size_t size;
  size_t used;
  max_align_t bytes[];
} spec_arena_block;

#define FIRST_BLOCK ((size_t)4 << 10)
#define LARGEST_BLOCK ((size_t)1 << 20)

void spec_arena_init(spec_arena *arena) { *arena = (spec_arena){0}; }

void spec_arena_finish(spec_arena *arena) {
  spec_arena_block *block = arena->blocks;
  while (block != NULL) {
    spec_arena_block *next = block->next;
    free(block);
    block = next;
  }
  *arena = (spec_arena){0};
}

static spec_arena_block *open_block(spec_arena *arena, size_t least) {
  size_t size = arena->blocks == NULL ? FIRST_BLOCK : arena->blocks->size * 2;
  if (size > LARGEST_BLOCK) {
    size = LARGEST_BLOCK;
  }
  if (size < least) {
    size = least;
  }
  if (size > SPEC_ARENA_LIMIT - arena->total) {
    return NULL;
  }
  spec_arena_block *block = malloc(sizeof *block + size);
  if (block == NULL) {
    return NULL;
  }
  *block = (spec_arena_block){.next = arena->blocks, .size = size};
  arena->blocks = block;
  arena->total += size;
  return block;
}

void *spec_arena_alloc(spec_arena *arena, size_t size) {
  if (size > SPEC_ARENA_LIMIT) {
    return NULL;
  }
  const size_t unit = sizeof(max_align_t);
  size_t rounded = (size + unit - 1) / unit * unit;
  spec_arena_block *block = arena->blocks;
  if (block == NULL || block->size - block->used < rounded) {
    block = open_block(arena, rounded);
  }
  if (block == NULL) {
    return NULL;
  }
  void *given = (char *)block->bytes + block->used;
  block->used += rounded;
  memset(given, 0, rounded);
  return given;
}

void *spec_arena_array(spec_arena *arena, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    return NULL;
  }
  return spec_arena_alloc(arena, count * size);
}

char *spec_arena_copy(spec_arena *arena, const char *text, size_t length) {
  if (length >= SPEC_ARENA_LIMIT) {
    return NULL;
  }
  char *copy = spec_arena_alloc(arena, length + 1);
  if (copy != NULL && length > 0) {
    memcpy(copy, text, length);
  }
  return copy;
}
