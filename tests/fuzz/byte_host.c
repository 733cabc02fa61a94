/* SPDX-License-Identifier: Apache-2.0 */
#include "byte_host.h"
#include <stdio.h>
#include <stdlib.h>

#include "data/kernels.h"

static byte_host *host_of(weir_out *out) { return (byte_host *)(void *)(uintptr_t)out->host; }

static void *allocate(size_t n) {
  void *p = calloc(1, n ? n : 1);
  if (!p) abort();
  return p;
}

static void append(byte_text *to, const char *p, size_t n) {
  if (to->size + n > to->capacity) {
    to->capacity = 2 * (to->size + n);
    to->data = realloc(to->data, to->capacity);
    if (!to->data) abort();
  }
  if (n) memcpy(to->data + to->size, p, n);
  to->size += n;
}

void byte_text_add(byte_text *to, const char *p, size_t n) {
  char head[32];
  append(to, head, (size_t)snprintf(head, sizeof head, "%zu:", n));
  append(to, p, n);
}

/* The block is gone once its rows are: the next bytes go into another. */
static void drop_block(byte_host *h) {
  free(h->block);
  h->block = h->at = NULL;
}

static void flush(weir_out *out) {
  byte_host *h = host_of(out);
  weir_str *row = out->col[0].data;
  if (out->rows > BYTE_HOST_ROWS) abort();
  for (uint32_t r = 0; r < out->rows; r++) byte_text_add(h->rows, weir_text(&row[r]), row[r].len);
  out->rows = 0;
  free(row);
  out->col[0].data = allocate(BYTE_HOST_ROWS * sizeof *row);
  drop_block(h);
}

static char *block_bytes(weir_out *out, uint32_t part, uint64_t want, uint64_t *carried, uint64_t *room) {
  byte_host *h = host_of(out);
  if (part >= BYTE_HOST_PARTS) abort();
  const byte_carry *c = &h->carry[part];
  *carried = c->size;
  *room = 0;
  if (want && c->size + want > h->max_row) return NULL;
  if (h->block && h->used + c->size + want > h->block_size) flush(out);
  if (!h->block) {
    h->block_size = h->block_size > c->size + want ? h->block_size : c->size + want;
    h->block = allocate(WEIR_PAD + h->block_size + WEIR_PAD);
    h->used = 0;
  }
  h->at = h->block + WEIR_PAD + h->used;
  if (c->size) memcpy(h->at, c->data, c->size);
  *room = h->block_size - h->used - c->size;
  return h->at;
}

static void block_commit(weir_out *out, uint32_t part, uint64_t done, uint64_t left) {
  byte_host *h = host_of(out);
  byte_carry *c = &h->carry[part];
  char *kept = allocate(left);
  if (left) memcpy(kept, h->at + done, left);
  if (left) memset(h->at + done, 0xdb, left); /* what is not final may be gone */
  free(c->data);
  *c = (byte_carry){kept, left};
  h->used += done;
}

static void reject_bytes(weir_out *out, const void *p, uint64_t n, const char *why) {
  byte_text copy = {0};
  append(&copy, p, n); /* must be readable */
  free(copy.data);
  if (!*why) abort();
  host_of(out)->rejected++;
}

static void fail(weir_out *out, const char *text) {
  if (!*text) abort();
  out->failed = WEIR_EFAIL;
}

static const void *extension(const weir_host *host, const char *id) {
  (void)host;
  return strcmp(id, WEIR_KERNELS_ID) == 0 ? kernels_best() : NULL;
}

void byte_host_init(byte_host *h, uint64_t block_size, uint64_t max_row) {
  *h = (byte_host){.host = {.size = sizeof h->host,
                            .flush = flush,
                            .block_bytes = block_bytes,
                            .block_commit = block_commit,
                            .reject_bytes = reject_bytes,
                            .fail = fail,
                            .extension = extension},
                   .block_size = block_size,
                   .max_row = max_row};
  h->column.data = allocate(BYTE_HOST_ROWS * sizeof(weir_str));
  h->out =
      (weir_out){.size = sizeof h->out, .capacity = BYTE_HOST_ROWS, .columns = 1, .col = &h->column, .host = &h->host};
}

void byte_host_flush(byte_host *h) {
  if (h->out.rows) flush(&h->out);
}

void byte_host_finish(byte_host *h) {
  for (uint32_t i = 0; i < BYTE_HOST_PARTS; i++) free(h->carry[i].data);
  drop_block(h);
  free(h->column.data);
}
