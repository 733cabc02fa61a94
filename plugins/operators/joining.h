/* SPDX-License-Identifier: Apache-2.0 */
/* What join, leftOuterJoin, rightOuterJoin and fullOuterJoin have in common. The host keeps the rows of both inputs by
 * key; at the end of the batch, or of the slide of their windows, the rows of each key are paired:
 *
 *     key   left rows   right rows
 *     a     l0 l1       r0 r1       ─► (l0,r0) (l0,r1) (l1,r0) (l1,r1)
 *     b     l2          -           ─► (l2,null), if left rows are kept without a partner
 *     null  l3          r2          ─► no pair: null equals nothing, as in SQL
 *
 * Pairs are collected as row numbers and gathered column by column. */
#ifndef OPERATORS_JOINING_H
#define OPERATORS_JOINING_H
#include <stdio.h>
#include <weir/weir.h>

enum { LEFT, RIGHT };

typedef struct joining {
  const weir_key_pairs *on;
  weir_str right_prefix;
  const weir_eval *eval;
  const weir_host *host;
  uint32_t keep[2]; /* rows of that side stay without a partner */
  uint32_t columns[2];
  uint32_t pairs, reserved;
  uint32_t key[WEIR_MAX_ROWS], row[2][WEIR_MAX_ROWS]; /* of the pairs: WEIR_NO_ROW where there is no partner */
} joining;

#define JOINING_OPTIONS                                                                                                \
  {.name = "on",                                                                                                       \
   .help = "columns that must be equal: user, [a, b], or {left column: right column}",                                 \
   .type = WEIR_OPT_KEY_PAIRS,                                                                                         \
   .offset = offsetof(joining, on),                                                                                    \
   .flags = WEIR_REQUIRED | WEIR_MAIN},                                                                                \
  {                                                                                                                    \
    .name = "right_prefix", .help = "put before the names of the right side's columns", .type = WEIR_OPT_TEXT,         \
    .offset = offsetof(joining, right_prefix)                                                                          \
  }

/* ---- bind --------------------------------------------------------------------------------------------------------- */

static inline int joining_is_key(const joining *self, uint32_t side, uint32_t column) {
  const weir_expressions *key = self->eval->pair_key(self->on, side);
  const uint32_t n = self->eval->count(key);
  for (uint32_t i = 0; i < n; i++)
    if (self->eval->column(key, i) == column) return 1;
  return 0;
}

/* The name that a column of the right side gets is one of the left's, or of the key. */
static inline int joining_is_taken(const weir_plan *plan, const char *name) {
  const weir_schema *left = plan->input[LEFT];
  for (uint32_t c = 0; c < left->count; c++)
    if (strcmp(weir_field_at(left, c)->name, name) == 0) return 1;
  return 0;
}

static inline weir_status joining_add_column(joining *self, weir_plan *plan, uint32_t side, uint32_t column,
                                             weir_error *err) {
  weir_field field = *weir_field_at(plan->input[side], column);
  char name[300];
  (void)snprintf(name, sizeof name, "%s%.200s", side == RIGHT ? weir_text(&self->right_prefix) : "", field.name);
  if (side == RIGHT && joining_is_taken(plan, name)) {
    (void)snprintf(err->text, sizeof err->text,
                   "both sides have a column '%.200s'; right_prefix tells them apart, such as right_prefix: right_",
                   name);
    return WEIR_EINVAL;
  }
  if (self->keep[1 - side]) field.flags |= WEIR_NULLABLE;
  return plan->add_field_like(plan, name, &field);
}

static inline weir_status joining_need_side(joining *self, weir_plan *plan, uint32_t side) {
  const weir_expressions *key = self->eval->pair_key(self->on, side);
  int64_t length, slide;
  weir_status s = plan->need_exchange(plan, side, WEIR_BY_KEY, key);
  if (!s) s = plan->need_rows(plan, side, key);
  if (!s && plan->window_of(plan, side, &length, &slide)) s = plan->need_window(plan, side, WEIR_WINDOW_UNION, 0, 0);
  return s;
}

/* A key that only the right side has comes under the left's name too. */
static inline weir_status joining_add_key(joining *self, weir_plan *plan) {
  const weir_expressions *left = self->eval->pair_key(self->on, LEFT), *right = self->eval->pair_key(self->on, RIGHT);
  const uint32_t n = self->eval->count(left);
  for (uint32_t i = 0; i < n; i++) {
    weir_field field = *self->eval->field(left, i);
    field.flags |= self->eval->field(right, i)->flags;
    const weir_status s = plan->add_field_like(plan, NULL, &field);
    if (s) return s;
  }
  return WEIR_OK;
}

static inline weir_status joining_bind(joining *self, weir_plan *plan, weir_error *err, uint32_t keep_left,
                                       uint32_t keep_right) {
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  if (plan->inputs != 2) {
    (void)snprintf(err->text, sizeof err->text, "it reads two streams: from: [left, right]");
    return WEIR_EINVAL;
  }
  self->keep[LEFT] = keep_left;
  self->keep[RIGHT] = keep_right;
  if (self->right_prefix.len > 64) {
    err->option = 1;
    (void)snprintf(err->text, sizeof err->text, "the prefix is too long; 64 bytes are the most");
    return WEIR_EINVAL;
  }
  weir_status s = joining_add_key(self, plan);
  for (uint32_t side = LEFT; side <= RIGHT && !s; side++) {
    self->columns[side] = plan->input[side]->count;
    s = joining_need_side(self, plan, side);
    for (uint32_t c = 0; c < self->columns[side] && !s; c++)
      if (!joining_is_key(self, side, c)) s = joining_add_column(self, plan, side, c, err);
  }
  return s;
}

static inline weir_status joining_open(void *instance, const weir_open *open, weir_error *err) {
  joining *self = instance;
  (void)err;
  self->host = open->host;
  return WEIR_OK;
}

/* ---- pairs -------------------------------------------------------------------------------------------------------- */

/* Gathers the pairs collected so far, whose rows are the scan's. */
static inline void joining_put(joining *self, const weir_rows_scan *scan, weir_out *out) {
  for (uint32_t done = 0, n; done < self->pairs && !out->failed; done += n) {
    if (out->rows == out->capacity) out->host->flush(out);
    n = out->capacity - out->rows;
    if (n > self->pairs - done) n = self->pairs - done;
    uint32_t to = 0;
    for (uint32_t c = 0; c < scan->keys->columns; c++)
      out->host->put_column(out, to++, weir_col(scan->keys, c), self->key + done, n);
    for (uint32_t side = LEFT; side <= RIGHT; side++)
      for (uint32_t c = 0; c < self->columns[side]; c++)
        if (!joining_is_key(self, side, c))
          out->host->put_column(out, to++, weir_col(scan->input[side], c)->child, self->row[side] + done, n);
    out->rows += n;
  }
  self->pairs = 0;
}

static inline void joining_add(joining *self, const weir_rows_scan *scan, uint32_t key, uint32_t left, uint32_t right,
                               weir_out *out) {
  self->key[self->pairs] = key;
  self->row[LEFT][self->pairs] = left;
  self->row[RIGHT][self->pairs] = right;
  if (++self->pairs == WEIR_MAX_ROWS) joining_put(self, scan, out);
}

typedef struct joining_rows {
  uint32_t first, end; /* in the children of the side's lists */
} joining_rows;

static inline joining_rows joining_rows_of(const weir_rows_scan *scan, uint32_t side, uint32_t key) {
  const weir_column *list = weir_col(scan->input[side], 0);
  return (joining_rows){key ? list->ends[key - 1] : list->first, list->ends[key]};
}

static inline int joining_has_null(const weir_chunk *keys, uint32_t key) {
  for (uint32_t c = 0; c < keys->columns; c++)
    if (weir_null(keys, c, key)) return 1;
  return 0;
}

static inline void joining_pair_key(joining *self, const weir_rows_scan *scan, uint32_t key, weir_out *out) {
  const joining_rows left = joining_rows_of(scan, LEFT, key), right = joining_rows_of(scan, RIGHT, key);
  const int pairs = left.first < left.end && right.first < right.end && !joining_has_null(scan->keys, key);
  for (uint32_t l = left.first; pairs && l < left.end; l++)
    for (uint32_t r = right.first; r < right.end; r++) joining_add(self, scan, key, l, r, out);
  for (uint32_t l = left.first; self->keep[LEFT] && !pairs && l < left.end; l++)
    joining_add(self, scan, key, l, WEIR_NO_ROW, out);
  for (uint32_t r = right.first; self->keep[RIGHT] && !pairs && r < right.end; r++)
    joining_add(self, scan, key, WEIR_NO_ROW, r, out);
}

static inline weir_status joining_batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  joining *self = instance;
  weir_rows_scan scan = {.size = sizeof scan};
  (void)batch;
  while (!out->failed && out->host->scan_rows(self->host, &scan)) {
    self->pairs = 0;
    for (uint32_t key = 0; key < scan.rows && !out->failed; key++) joining_pair_key(self, &scan, key, out);
    joining_put(self, &scan, out);
  }
  return out->failed;
}
#endif
