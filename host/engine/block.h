/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks: what a source hands over. Bytes as they came in (lines view them), strings the source made, and rows in pages of up to
 * WEIR_MAX_ROWS. Recycled last in, first out, so that the working set stays in the cache; a pool has an upper bound, and a
 * receiver that finds none free waits: that is how the peer is pushed back. */
#ifndef ENGINE_BLOCK_H
#define ENGINE_BLOCK_H
#include "data/arena.h"
#include "data/columns.h"
#include <pthread.h>

#define BLOCK_BYTES (256u * 1024)
#define BLOCK_PAGES 4u

struct receiver;
typedef struct block {
  struct block *next;
  struct receiver *from;
  memory *memory;
  uint64_t batch, sequence; /* sequence: among the blocks of its batch, over all sources */
  uint32_t channel;
  char *bytes; /* NULL until bytes are asked for; WEIR_PAD around */
  uint64_t bytes_size, bytes_used;
  arena strings;
  columns *page; /* grown for a source that marks seldom */
  uint32_t *page_rows;
  uint32_t pages, pages_ready; /* begun; allocated */
  uint64_t rows;
  struct rows *dead; /* dead letters of the source; NULL: none */
  uint64_t rejected;
  struct rows *kept; /* rows that waited for their mark in an earlier block: these views point there; NULL: none */
} block;

/* An empty block; -1/NULL: out of memory. */
block *block_create(memory *m);
void block_destroy(block *b);
/* Ready for use again. */
void block_reset(block *b);
/* Room for `size` bytes in all; existing ones are kept. Views into the old place are dead: only before rows point there. */
int block_reserve_bytes(block *b, uint64_t size);
/* Begin the next page. */
int block_next_page(block *b, const weir_schema *schema, uint32_t capacity);
/* Drop the pages' arrays: the block goes to a source of another schema. */
void block_drop_pages(block *b);
uint64_t block_bytes_held(const block *b);
#endif
