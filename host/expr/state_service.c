/* SPDX-License-Identifier: Apache-2.0 */
/* weir.state/1: rounds of different keys, each worked column by column.
 *
 *   slots ─► before ─► updates ─► slots ─► after          emit then reads (input, state = after, old = before)
 */
#include "expr/state_run.h"

#include <string.h>

/* ---- bind ---- */

static weir_status need_state(weir_plan *plan, const weir_state_fields *f, const weir_expressions *key,
                              int64_t ttl_us) {
  const weir_state_decl decl = {.size = sizeof decl,
                                .scope = WEIR_SCOPE_STREAM,
                                .key = key,
                                .value = &f->value,
                                .value_size = f->value_size,
                                .ttl_us = ttl_us};
  return plan->need_state(plan, &decl);
}

/* ---- rounds ---- */

static uint32_t rounds(const weir_state_fields *f, void *const *slot, uint32_t n, uint32_t *row, uint32_t *end) {
  uint32_t turn[WEIR_MAX_ROWS], count = 0;
  (void)f;
  for (uint32_t r = 0; r < n; r++) ((state_slot *)slot[r])->turn = 0;
  for (uint32_t r = 0; r < n; r++) {
    turn[r] = (uint32_t)((state_slot *)slot[r])->turn++;
    if (turn[r] == count) end[count++] = 0;
    end[turn[r]]++;
  }
  for (uint32_t i = 0, first = 0; i < count; i++) {
    const uint32_t size = end[i];
    end[i] = first; /* where it begins; filling makes it where it ends */
    first += size;
  }
  for (uint32_t r = 0; r < n; r++) row[end[turn[r]]++] = r;
  return count;
}

/* ---- slots and columns ---- */

static void *value_of(void *slot, const weir_field *f) { return (char *)slot + f->offset; }

static bool is_text(uint32_t type) { return type == WEIR_STRING || type == WEIR_BINARY; }

/* A view that outlives what the slot does with its bytes. */
static weir_str kept_text(evaluator *e, const weir_str *text) {
  if (text->len <= 12) return *text;
  char *copy = arena_get(&e->strings, text->len);
  if (!copy) {
    evaluator_fail(e, "out of memory for the texts of a state");
    return (weir_str){0};
  }
  memcpy(copy, text->u.ptr, text->len);
  return weir_view(copy, text->len);
}

static void gather_field(evaluator *e, const weir_field *f, void *const *slot, uint32_t n, void *to) {
  for (uint32_t i = 0; i < n; i++) {
    uint64_t word;
    if (is_text(f->type)) {
      ((weir_str *)to)[i] = kept_text(e, value_of(slot[i], f));
      continue;
    }
    memcpy(&word, value_of(slot[i], f), sizeof word);
    if (f->type == WEIR_BOOL)
      ((uint8_t *)to)[i] = word != 0;
    else
      ((uint64_t *)to)[i] = word;
  }
}

static void gather(evaluator *e, const weir_state_fields *f, void *const *slot, uint32_t n, columns *to) {
  weir_chunk unused;
  columns_reset(to, WEIR_MAX_ROWS);
  for (uint32_t k = 0; k < f->count; k++) {
    gather_field(e, weir_field_at(&f->fields, k), slot, n, to->out[k].data);
    for (uint32_t i = 0; i < n; i++)
      if (!(((const state_slot *)slot[i])->present >> k & 1)) to->out[k].valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
  }
  columns_chunk(to, n, 0, NULL, &unused);
}

/* One value of a column into a slot; a null's is zero. */
static void store(const weir_host *host, weir_table *table, const weir_field *f, void *slot, const weir_column *from,
                  uint32_t row) {
  if (is_text(f->type)) {
    const weir_str *text = (const weir_str *)from->data + row;
    host->slot_string(table, value_of(slot, f), weir_text(text), text->len);
    return;
  }
  const uint64_t word = f->type == WEIR_BOOL ? ((const uint8_t *)from->data)[row] : ((const uint64_t *)from->data)[row];
  memcpy(value_of(slot, f), &word, sizeof word);
}

static void begin_keys(const weir_host *host, const weir_state_fields *f, weir_table *table, void *const *slot,
                       uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    state_slot *s = slot[i];
    if (s->present & STATE_EXISTS) continue;
    s->present = STATE_EXISTS | f->initially;
    for (uint32_t k = 0; k < f->count; k++) {
      const weir_field *field = weir_field_at(&f->fields, k);
      const weir_column one = {.data = &f->initial[k], .type = field->type};
      if (f->initially >> k & 1) store(host, table, field, s, &one, 0);
    }
  }
}

/* ---- rows ---- */

static bool is_whole(const weir_chunk *in, const uint32_t *row, uint32_t n) {
  if (n != in->rows) return false;
  for (uint32_t i = 0; i < n; i++)
    if (row[i] != i) return false;
  return true;
}

static bool take_rows(evaluator *e, state_run *x, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  if (is_whole(in, row, n)) {
    for (uint32_t c = 0; c < in->columns; c++) x->column[c] = *weir_col(in, c);
    return true;
  }
  weir_chunk made;
  columns_reset(&x->rows, WEIR_MAX_ROWS);
  for (uint32_t c = 0; c < in->columns; c++)
    if (columns_gather(&x->rows, c, 0, weir_col(in, c), row, n)) {
      evaluator_fail(e, "out of memory for the rows of a state");
      return false;
    }
  columns_chunk(&x->rows, n, 0, NULL, &made);
  for (uint32_t c = 0; c < made.columns; c++) x->column[c] = *weir_col(&made, c);
  return true;
}

static bool take_nulls(evaluator *e, state_run *x, uint32_t n) {
  uint32_t row[WEIR_MAX_ROWS];
  weir_chunk made;
  for (uint32_t i = 0; i < n; i++) row[i] = WEIR_NO_ROW;
  columns_reset(&x->rows, WEIR_MAX_ROWS);
  for (uint32_t c = 0; c < x->fields->inputs; c++) {
    const weir_column none = {.type = weir_field_at(&x->fields->emit_rows, c)->type};
    if (columns_gather(&x->rows, c, 0, &none, row, n)) {
      evaluator_fail(e, "out of memory for the rows of a state");
      return false;
    }
  }
  columns_chunk(&x->rows, n, 0, NULL, &made);
  for (uint32_t c = 0; c < made.columns; c++) x->column[c] = *weir_col(&made, c);
  return true;
}

static const weir_chunk *give(state_run *x, const columns *state, const columns *old, bool timing_out, uint32_t n,
                              uint64_t sequence) {
  const uint32_t at = x->fields->inputs;
  x->column[at] = (weir_column){.type = WEIR_STRUCT, .child = state->column};
  x->column[at + 1] = (weir_column){.type = WEIR_STRUCT, .child = old->column};
  x->column[at + 2] = (weir_column){.type = WEIR_BOOL, .data = x->timing_out + (timing_out ? WEIR_MAX_ROWS : 0)};
  x->chunk = (weir_chunk){.size = sizeof x->chunk,
                          .rows = n,
                          .columns = at + 3,
                          .stride = sizeof *x->column,
                          .sequence = sequence,
                          .col = x->column};
  return &x->chunk;
}

static bool run_updates(const weir_host *host, evaluator *e, const weir_state_fields *f, weir_table *table,
                        const weir_chunk *rows, void *const *slot) {
  if (!f->updates) return true;
  const weir_column *const *made = evaluator_eval_all(e, f->updates, rows);
  if (!made) return false;
  for (uint32_t u = 0; u < f->updates->count; u++) {
    const uint32_t k = f->updated[u];
    const uint64_t bit = UINT64_C(1) << k;
    for (uint32_t i = 0; i < rows->rows; i++) {
      state_slot *s = slot[i];
      s->present = weir_is_null(made[u], i) ? s->present & ~bit : s->present | bit;
      store(host, table, weir_field_at(&f->fields, k), s, made[u], i);
    }
  }
  return true;
}

static const weir_chunk *update(const weir_host *host, const weir_state_fields *f, weir_table *table,
                                const weir_chunk *in, const uint32_t *row, uint32_t n, void *const *slot) {
  evaluator *e = host_frame_of(host)->evaluator;
  state_run *x = state_run_of(e, f);
  if (!x || !take_rows(e, x, in, row, n)) return NULL;
  begin_keys(host, f, table, slot, n);
  gather(e, f, slot, n, &x->before);
  const weir_chunk *rows = give(x, &x->before, &x->before, false, n, in->sequence);
  if (!run_updates(host, e, f, table, rows, slot)) return NULL;
  gather(e, f, slot, n, &x->after);
  return evaluator_failure(e) ? NULL : give(x, &x->after, &x->before, false, n, in->sequence);
}

static const weir_chunk *expired(const weir_host *host, const weir_state_fields *f, const weir_expressions *key,
                                 const weir_scan *scan) {
  evaluator *e = host_frame_of(host)->evaluator;
  state_run *x = state_run_of(e, f);
  if (!x || !take_nulls(e, x, scan->rows)) return NULL;
  for (uint32_t i = 0; i < key->count; i++) {
    const uint32_t c = eval_service.column(key, i);
    if (c != WEIR_NO_ROW) x->column[c] = *weir_col(scan->keys, i);
  }
  gather(e, f, scan->slot, scan->rows, &x->after);
  return evaluator_failure(e) ? NULL : give(x, &x->after, &x->after, true, scan->rows, 0);
}

const weir_state_table state_service = {
    .size = sizeof state_service, .need_state = need_state, .rounds = rounds, .update = update, .expired = expired};
