/* SPDX-License-Identifier: Apache-2.0 */
/* weir_host for operators: writing rows, rejecting them, failing. */
#include "data/format.h"
#include "engine/running.h"
#include <stdio.h>

#define SCRATCH (64u << 20)

static void host_flush(weir_out *out) { instance_flush(instance_of_out(out)); }

/* Memory is out: the call fails, yet what it writes must have somewhere to go. */
static char *scratch_bytes(instance *i) {
  static char nowhere[SCRATCH + 2 * WEIR_PAD];
  instance_fail(i, "out of memory for strings");
  return nowhere + WEIR_PAD;
}

static char *host_bytes(weir_out *out, uint64_t n) {
  instance *i = instance_of_out(out);
  char *p = n <= SCRATCH ? arena_get(&i->strings, n) : NULL;
  return p ? p : scratch_bytes(i);
}

static void host_put_column(weir_out *out, uint32_t column, const weir_column *from, const uint32_t *row, uint32_t n) {
  instance *i = instance_of_out(out);
  if (columns_gather(&i->columns, column, out->rows, from, row, n)) instance_fail(i, "out of memory for lists");
}

static void host_take(weir_out *out, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  while (n && !out->failed) {
    const uint32_t room = out->capacity - out->rows, k = n < room ? n : room;
    for (uint32_t c = 0; c < out->columns; c++) host_put_column(out, c, weir_col(in, c), row, k);
    out->rows += k;
    row += k;
    n -= k;
    if (out->rows == out->capacity) host_flush(out);
  }
}

static void host_emit(weir_out *out, const weir_column *const *col, uint32_t n) {
  instance *i = instance_of_out(out);
  instance_flush(i);
  if (out->failed || n == 0) return;
  const uint32_t limit = i->engine->chunk_rows;
  weir_column *whole = i->emitted + out->columns; /* the first half is for slices */
  for (uint32_t c = 0; c < out->columns; c++) whole[c] = *col[c];
  const weir_chunk all = {.size = sizeof all,
                          .rows = n,
                          .columns = out->columns,
                          .stride = sizeof(weir_column),
                          .sequence = i->sequence,
                          .col = whole};
  i->sequence += n;
  if (n <= limit) {
    instance_push(i, &all);
    return;
  }
  for (uint32_t at = 0; at < n && !out->failed; at += limit) {
    weir_chunk slice;
    chunk_slice(&all, at, n - at < limit ? n - at : limit, i->emitted, i->emitted_valid, &slice);
    instance_push(i, &slice);
  }
}

static uint32_t host_list_reserve(weir_out *out, uint32_t column, uint32_t n) {
  instance *i = instance_of_out(out);
  const uint32_t first = columns_list_reserve(&i->columns, column, n);
  if (first == WEIR_NO_ROW) instance_fail(i, "out of memory for lists");
  return first;
}

static void put_text(columns *c, uint32_t column, const char *p, uint64_t n, bool null) {
  weir_str *at = c->out[column].data;
  *at = weir_view(null ? "" : p, null ? 0 : (uint32_t)n);
  if (null && c->out[column].valid) c->out[column].valid[0] &= ~UINT64_C(1);
}

static void keep_dead_letter(instance *i, const char *row, uint64_t row_size, const void *raw, uint64_t n,
                             const char *why) {
  lane *l = i->lane;
  columns *c = &l->dead_row;
  weir_chunk chunk;
  put_text(c, 0, i->node->stream, strlen(i->node->stream), false);
  put_text(c, 1, i->node->label, strlen(i->node->label), false);
  put_text(c, 2, why, strlen(why), false);
  put_text(c, 3, row, row_size, row == NULL);
  put_text(c, 4, raw, n < 65536 ? n : 65536, raw == NULL);
  columns_chunk(c, 1, 0, NULL, &chunk);
  if (segment_writer_append(&l->dead[l->parity], 0, &chunk, NULL, 1))
    instance_fail(i, "out of memory for dead letters");
  columns_reset(c, 1);
}

void host_dead_letter(instance *i, const weir_chunk *in, uint32_t row, const void *raw, uint64_t n, const char *why) {
  engine *e = i->engine;
  i->rejected++;
  i->lane->task_rejected++;
  char place[160];
  if (!e->reads_dead_letters || i->stage >= e->plan->dead_stage) {
    log_line(WEIR_LOG_WARNING, e->plan->name, instance_place(i, place, sizeof place),
             "rows are rejected and dropped, the first because: %s; %s", why,
             e->reads_dead_letters ? "it works on dead_letters itself" : "read the stream dead_letters to keep them");
    return;
  }
  text_buffer *t = &i->frame.text;
  t->size = 0;
  const weir_schema *fields = i->node->kind == PLAN_SOURCE ? i->node->schema : i->node->input[0].schema;
  if (in && format_rows(format_find("json", 4), fields, in, row, 1, t)) {
    instance_fail(i, "out of memory for dead letters");
    return;
  }
  keep_dead_letter(i, in ? t->data : NULL, t->size ? t->size - 1 : 0, raw, n, why); /* without the newline */
}

static void host_reject(weir_out *out, const weir_chunk *in, uint32_t row, const char *why) {
  if (!out->failed) host_dead_letter(instance_of_out(out), in, row, NULL, 0, why);
}

static void host_reject_bytes(weir_out *out, const void *p, uint64_t n, const char *why) {
  if (!out->failed) host_dead_letter(instance_of_out(out), NULL, 0, p, n, why);
}

static void host_fail(weir_out *out, const char *text) {
  if (!out->failed) instance_fail(instance_of_out(out), text);
}

void host_writing_init(weir_host *host) {
  host->flush = host_flush;
  host->bytes = host_bytes;
  host->take = host_take;
  host->put_column = host_put_column;
  host->emit = host_emit;
  host->list_reserve = host_list_reserve;
  host->reject = host_reject;
  host->reject_bytes = host_reject_bytes;
  host->fail = host_fail;
}
