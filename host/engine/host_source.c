/* SPDX-License-Identifier: Apache-2.0 */
/* weir_host for sources: rows straight into the open block, marks, byte streams with their unfinished lines. */
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>

#define SCRATCH (64u << 20)

static receiver *receiver_of_out(weir_out *out) { return (receiver *)(void *)instance_of_out(out); }

static void fail(receiver *r, const char *why) {
  if (r->failed) return;
  r->failed = true;
  r->instance.out.failed = WEIR_EFAIL;
  (void)snprintf(r->why, sizeof r->why, "%s", why);
}

static void source_flush(weir_out *out) {
  receiver *r = receiver_of_out(out);
  if (out->failed) {
    out->rows = 0;
    return;
  }
  if (receiver_next_page(r)) fail(r, "out of memory for its rows");
}

static char *source_bytes(weir_out *out, uint64_t n) {
  static char nowhere[SCRATCH + 2 * WEIR_PAD];
  receiver *r = receiver_of_out(out);
  char *p = n <= SCRATCH ? arena_get(&r->block->strings, n) : NULL;
  if (p) return p;
  fail(r, "out of memory for strings");
  return nowhere + WEIR_PAD;
}

static columns *open_page(receiver *r) { return &r->block->page[r->block->pages - 1]; }

static void source_put_column(weir_out *out, uint32_t column, const weir_column *from, const uint32_t *row,
                              uint32_t n) {
  receiver *r = receiver_of_out(out);
  if (columns_gather(open_page(r), column, out->rows, from, row, n)) fail(r, "out of memory for lists");
}

static void source_take(weir_out *out, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  while (n && !out->failed) {
    const uint32_t room = out->capacity - out->rows, k = n < room ? n : room;
    for (uint32_t c = 0; c < out->columns; c++) source_put_column(out, c, weir_col(in, c), row, k);
    out->rows += k;
    row += k;
    n -= k;
    if (out->rows == out->capacity) source_flush(out);
  }
}

static uint32_t source_list_reserve(weir_out *out, uint32_t column, uint32_t n) {
  receiver *r = receiver_of_out(out);
  const uint32_t first = columns_list_reserve(open_page(r), column, n);
  if (first == WEIR_NO_ROW) fail(r, "out of memory for lists");
  return first;
}

static void set_text(columns *c, uint32_t column, const void *p, uint64_t n) {
  ((weir_str *)c->out[column].data)[0] = p ? weir_view(p, (uint32_t)n) : (weir_str){0};
  if (!p && c->out[column].valid) c->out[column].valid[0] &= ~UINT64_C(1);
}

/* Kept beside the block's rows, so that it is part of their batch. */
static int keep_dead_letter(receiver *r, const void *p, uint64_t n, const char *why) {
  engine *e = r->engine;
  const plan_node *node = r->instance.node;
  columns row = {0};
  weir_chunk chunk;
  if (!r->block->dead) r->block->dead = rows_create(e->memory, MEMORY_WAITING, &e->dead_schema.schema);
  if (!r->block->dead || columns_init(&row, e->memory, &e->dead_schema.schema, 1)) return -1;
  set_text(&row, 0, node->stream, strlen(node->stream));
  set_text(&row, 1, node->label, strlen(node->label));
  set_text(&row, 2, why, strlen(why));
  set_text(&row, 3, NULL, 0);
  set_text(&row, 4, p, n < 65536 ? n : 65536);
  columns_chunk(&row, 1, 0, NULL, &chunk);
  const int failed = rows_append(r->block->dead, &chunk, NULL, 1);
  columns_finish(&row);
  return failed;
}

static void source_reject_bytes(weir_out *out, const void *p, uint64_t n, const char *why) {
  receiver *r = receiver_of_out(out);
  char place[160];
  if (out->failed) return;
  r->instance.rejected++;
  r->block->rejected++;
  if (r->engine->reads_dead_letters) {
    if (keep_dead_letter(r, p, n, why)) fail(r, "out of memory for dead letters");
    return;
  }
  log_line(WEIR_LOG_WARNING, r->engine->plan->name, instance_place(&r->instance, place, sizeof place),
           "input is rejected and dropped, the first because: %s; read the stream dead_letters to keep it", why);
}

static void source_reject(weir_out *out, const weir_chunk *in, uint32_t row, const char *why) {
  (void)in;
  (void)row;
  source_reject_bytes(out, NULL, 0, why);
}

static void source_fail(weir_out *out, const char *text) { fail(receiver_of_out(out), text); }

/* ---- marks ------------------------------------------------------------------------------------------------------------ */

static void source_channel(weir_out *out, uint32_t c) {
  receiver *r = receiver_of_out(out);
  if (c == r->channel || out->failed) return;
  const uint64_t filled = r->block->rows + out->rows;
  if (filled > r->marked_rows) {
    fail(r, "it changes the channel with rows that have no mark");
    return;
  }
  if (filled) receiver_seal(r, true);
  if (receiver_need_block(r)) {
    fail(r, "out of memory for blocks");
    return;
  }
  r->channel = r->block->channel = c;
}

static void *grow(void *array, uint32_t count, uint32_t *capacity, size_t size) {
  if (count < *capacity) return array;
  const uint32_t n = *capacity ? *capacity * 2 : 16;
  void *grown = realloc(array, n * size);
  if (grown) *capacity = n;
  return grown;
}

static void source_mark(weir_out *out, const void *position, uint64_t size) {
  receiver *r = receiver_of_out(out);
  if (out->failed) return;
  if (!r->marks || size > sizeof r->last_mark.data) {
    fail(r, r->marks ? "a position may have at most 256 bytes" : "it gives marks without the flag WEIR_SOURCE_MARKS");
    return;
  }
  if (r->replaying) return; /* the range's end is the block's */
  r->last_mark = (mark){.size = (uint32_t)size, .channel = r->channel, .known = true};
  memcpy(r->last_mark.data, position, size);
  r->marked_rows = r->block->rows + out->rows;
  mark *acks = grow(r->to_ack, r->acks, &r->acks_capacity, sizeof *acks);
  if (!acks) {
    fail(r, "out of memory for marks");
    return;
  }
  r->to_ack = acks;
  r->to_ack[r->acks++] = r->last_mark;
}

/* ---- byte streams ------------------------------------------------------------------------------------------------------- */

static carry *part_of(receiver *r, uint32_t part) {
  if (part < r->parts) return &r->part[part];
  if (part >= 65536) return NULL;
  const uint32_t n = part + 16;
  carry *grown = realloc(r->part, n * sizeof *grown);
  if (!grown) return NULL;
  memset(grown + r->parts, 0, (n - r->parts) * sizeof *grown);
  r->part = grown;
  r->parts = n;
  return &r->part[part];
}

static int put_aside(carry *c, const char *p, uint64_t n) {
  if (n > c->capacity) {
    char *grown = realloc(c->data, n);
    if (!grown) return -1;
    c->data = grown;
    c->capacity = n;
  }
  if (n) memcpy(c->data, p, n);
  c->size = n;
  return 0;
}

/* The open part's unfinished bytes lie behind what is final in the open block, which is about to be something else's. */
int receiver_keep_carry(receiver *r) {
  const block *b = r->block;
  carry *c = part_of(r, r->open_part);
  if (!c || (r->open_carry && put_aside(c, b->bytes + b->bytes_used, r->open_carry))) return -1;
  r->open_carry = 0;
  return 0;
}

static int switch_part(receiver *r, uint32_t part) {
  if (!part_of(r, part) || receiver_keep_carry(r)) return -1;
  r->open_part = part;
  return 0;
}

/* A block whose free tail holds `need` bytes; the open part's unfinished bytes come along. */
static int make_room(receiver *r, uint64_t need) {
  block *b = r->block;
  if (b->bytes && b->bytes_used + need <= b->bytes_size) return 0;
  if (receiver_keep_carry(r)) return -1;
  if (b->rows + r->instance.out.rows) {
    if (!r->marks)
      receiver_seal(r, true);
    else if (r->marked_rows)
      receiver_seal(r, false);
    if (receiver_need_block(r)) return -1;
    b = r->block;
  }
  const uint64_t size = b->bytes_used + need > BLOCK_BYTES ? b->bytes_used + need + BLOCK_BYTES / 4 : BLOCK_BYTES;
  return b->bytes_size < size && block_reserve_bytes(b, size) ? -1 : 0;
}

static char *source_block_bytes(weir_out *out, uint32_t part, uint64_t want, uint64_t *carried, uint64_t *room) {
  receiver *r = receiver_of_out(out);
  *carried = *room = 0;
  if (out->failed) return NULL;
  if (part != r->open_part && switch_part(r, part)) {
    fail(r, "out of memory for byte streams");
    return NULL;
  }
  const carry *aside = part_of(r, part);
  const uint64_t have = r->open_carry ? r->open_carry : aside ? aside->size : 0;
  if (want && have + want > r->engine->plan->max_row + BLOCK_BYTES / 4) {
    *carried = have;
    return NULL;
  }
  if (make_room(r, have + want)) {
    fail(r, "out of memory for incoming bytes");
    return NULL;
  }
  carry *c = part_of(r, part);
  block *b = r->block;
  if (c->size) {
    memcpy(b->bytes + b->bytes_used, c->data, c->size);
    r->open_carry = c->size;
    c->size = 0;
  }
  *carried = r->open_carry;
  *room = b->bytes_size - b->bytes_used - r->open_carry;
  return b->bytes + b->bytes_used;
}

static void source_block_commit(weir_out *out, uint32_t part, uint64_t done, uint64_t carried) {
  receiver *r = receiver_of_out(out);
  if (out->failed) return;
  if (part != r->open_part) {
    carry *c = part_of(r, part);
    if (c) c->size = 0;
    return;
  }
  carry *c = part_of(r, part);
  if (c) c->size = 0;
  if (r->block->bytes_used + done + carried > r->block->bytes_size) {
    fail(r, "it commits more bytes than it was given");
    return;
  }
  r->block->bytes_used += done;
  r->open_carry = carried;
}

void host_source_init(weir_host *host) {
  host->flush = source_flush;
  host->bytes = source_bytes;
  host->take = source_take;
  host->put_column = source_put_column;
  host->list_reserve = source_list_reserve;
  host->reject = source_reject;
  host->reject_bytes = source_reject_bytes;
  host->fail = source_fail;
  host->channel = source_channel;
  host->mark = source_mark;
  host->block_bytes = source_block_bytes;
  host->block_commit = source_block_commit;
}
