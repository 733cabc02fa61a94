/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/block.h"
#include "data/rows.h"
#include <stdlib.h>
#include <string.h>

block *block_create(memory *m) {
  block *b = calloc(1, sizeof *b);
  if (!b) return NULL;
  b->memory = m;
  arena_init(&b->strings, m, MEMORY_WAITING);
  return b;
}

void block_drop_pages(block *b) {
  for (uint32_t i = 0; i < b->pages_ready; i++) columns_finish(&b->page[i]);
  free(b->page);
  free(b->page_rows);
  b->page = NULL;
  b->page_rows = NULL;
  b->pages = b->pages_ready = 0;
}

static void drop_bytes(block *b) {
  if (b->bytes) memory_put(b->memory, MEMORY_WAITING, b->bytes - WEIR_PAD, b->bytes_size + 2 * WEIR_PAD);
  b->bytes = NULL;
  b->bytes_size = b->bytes_used = 0;
}

void block_destroy(block *b) {
  if (!b) return;
  block_drop_pages(b);
  drop_bytes(b);
  arena_finish(&b->strings);
  rows_destroy(b->dead);
  rows_destroy(b->kept);
  free(b);
}

void block_reset(block *b) {
  for (uint32_t i = 0; i < b->pages; i++) columns_reset(&b->page[i], b->page_rows[i]);
  if (b->bytes) data_poison(b->bytes, b->bytes_used);
  if (b->bytes_size > BLOCK_BYTES) drop_bytes(b); /* made for one long line */
  arena_reset(&b->strings, 64 * 1024);
  rows_destroy(b->dead);
  rows_destroy(b->kept);
  b->dead = b->kept = NULL;
  b->rejected = 0;
  b->bytes_used = 0;
  b->pages = 0;
  b->rows = 0;
  b->channel = 0;
  b->next = NULL;
}

int block_reserve_bytes(block *b, uint64_t size) {
  if (size <= b->bytes_size) return 0;
  char *p = memory_get(b->memory, MEMORY_WAITING, size + 2 * WEIR_PAD);
  if (!p) return -1;
  memset(p, 0, WEIR_PAD);
  memset(p + WEIR_PAD + size, 0, WEIR_PAD);
  const uint64_t used = b->bytes_used;
  if (b->bytes) memcpy(p + WEIR_PAD, b->bytes, used);
  drop_bytes(b);
  b->bytes = p + WEIR_PAD;
  b->bytes_size = size;
  b->bytes_used = used;
  return 0;
}

int block_next_page(block *b, const weir_schema *schema, uint32_t capacity) {
  if (b->pages == b->pages_ready) {
    const uint32_t n = b->pages_ready + 1;
    columns *page = realloc(b->page, n * sizeof *page);
    if (!page) return -1;
    b->page = page;
    uint32_t *page_rows = realloc(b->page_rows, n * sizeof *page_rows);
    if (!page_rows) return -1;
    b->page_rows = page_rows;
    if (columns_init(&b->page[b->pages_ready], b->memory, schema, capacity)) return -1;
    b->pages_ready = n;
  }
  b->page_rows[b->pages++] = 0;
  return 0;
}

uint64_t block_bytes_held(const block *b) {
  return b->bytes_size + (uint64_t)b->pages_ready * WEIR_MAX_ROWS * 16 + b->strings.bytes;
}
