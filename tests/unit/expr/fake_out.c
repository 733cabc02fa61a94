/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_out.h"

static fake_out *of(const weir_out *out) { return (fake_out *)(void *)host_frame_of(out->host); }

static void put_value(fake_out *o, const weir_column *c, uint32_t row) {
  char *to = o->text + o->size;
  size_t room = sizeof o->text - o->size;
  assert_true(room > 200);
  int n = 0;
  if (weir_is_null(c, row))
    n = snprintf(to, room, "~");
  else if (c->type == WEIR_I64)
    n = snprintf(to, room, "%lld", (long long)((const int64_t *)c->data)[row]);
  else if (c->type == WEIR_F64)
    n = snprintf(to, room, "%.17g", ((const double *)c->data)[row]);
  else if (c->type == WEIR_STRING)
    n = snprintf(to, room, "%.*s", (int)((const weir_str *)c->data)[row].len,
                 weir_text((const weir_str *)c->data + row));
  else
    fail_msg("no text for type %u", c->type);
  o->size += (size_t)n;
}

static void put_rows(fake_out *o, const weir_column *const *column, uint32_t rows) {
  for (uint32_t row = 0; row < rows; row++)
    for (uint32_t i = 0; i < o->out.columns; i++) {
      put_value(o, column[i], row);
      o->text[o->size++] = i + 1 < o->out.columns ? ' ' : '\n';
    }
  o->text[o->size] = '\0';
  if (rows > o->most) o->most = rows;
}

static void flush(weir_out *out) {
  fake_out *o = of(out);
  weir_chunk chunk;
  const weir_column *column[8];
  columns_chunk(&o->columns, out->rows, 0, NULL, &chunk);
  for (uint32_t i = 0; i < out->columns; i++) column[i] = weir_col(&chunk, i);
  if (!out->failed) put_rows(o, column, out->rows);
  columns_reset(&o->columns, out->rows);
  out->rows = 0;
  out->col = o->columns.out;
}

static void put_column(weir_out *out, uint32_t column, const weir_column *from, const uint32_t *row, uint32_t n) {
  fake_out *o = of(out);
  assert_true(out->rows + n <= out->capacity);
  o->puts++;
  assert_int_equal(columns_gather(&o->columns, column, out->rows, from, row, n), 0);
}

static void emit(weir_out *out, const weir_column *const *col, uint32_t rows) {
  flush(out);
  of(out)->emits++;
  put_rows(of(out), col, rows);
}

static void fail_out(weir_out *out, const char *text) {
  out->failed = WEIR_EFAIL;
  if (!of(out)->why) of(out)->why = text;
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

static void *slot_of(weir_table *t, int64_t id) {
  uint32_t i = 0;
  while (i < t->keys && t->id[i] != id) i++;
  assert_true(i < 64);
  if (i == t->keys) t->id[t->keys++] = id;
  return t->pointer[i] = t->slot[i];
}

static void upsert(weir_table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  assert_true(n <= 256);
  t->upserts++;
  for (uint32_t i = 0; i < n; i++) slot[i] = slot_of(t, keys ? weir_i64(keys, 0)[first + i] : 0);
}

static void erase(weir_table *t, void *const *slot, uint32_t n) {
  for (uint32_t i = 0; i < t->keys; i++)
    for (uint32_t k = 0; k < n; k++) t->erased[i] |= slot[k] == t->slot[i];
}

static void upsert_count(weir_table *t, const weir_chunk *keys, uint32_t offset) {
  t->counted++;
  for (uint32_t i = 0; i < keys->rows; i++) ++*(int64_t *)(void *)((char *)slot_of(t, weir_i64(keys, 0)[i]) + offset);
}

static void put_keys(weir_out *out, const weir_scan *scan) {
  assert_true(out->rows + scan->rows <= out->capacity);
  for (uint32_t i = 0; scan->keys && i < scan->keys->columns; i++)
    put_column(out, i, weir_col(scan->keys, i), NULL, scan->rows);
}

void fake_out_init(fake_out *o, memory *m, const weir_schema *fields, uint32_t capacity) {
  memset(o, 0, sizeof *o);
  assert_int_equal(columns_init(&o->columns, m, fields, capacity), 0);
  o->frame.host = (weir_host){.size = sizeof o->frame.host,
                              .flush = flush,
                              .put_column = put_column,
                              .emit = emit,
                              .fail = fail_out,
                              .upsert = upsert,
                              .erase = erase,
                              .upsert_count = upsert_count,
                              .put_keys = put_keys};
  o->frame.evaluator = evaluator_create(m);
  assert_non_null(o->frame.evaluator);
  o->out = (weir_out){.size = sizeof o->out,
                      .capacity = capacity,
                      .columns = fields->count,
                      .col = o->columns.out,
                      .host = &o->frame.host};
}

void fake_out_finish(fake_out *o) {
  evaluator_destroy(o->frame.evaluator);
  columns_finish(&o->columns);
}
