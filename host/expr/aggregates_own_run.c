/* SPDX-License-Identifier: Apache-2.0 */
/* Running reducers of one's own, column by column however the rows fall on slots:
 *
 *     values ordered by slot ─► neighbours of a slot merged, again and again ─► one a slot ─► merged with what the slot has
 *
 * 256 values of one key take eight evaluations, not 255. The order of the values of a slot is kept. One thread at a time. */
#include "data/schema.h"
#include "expr/aggregates_run.h"
#include <stdlib.h>

enum { RUN = AGGREGATES_RUN_ROWS, WIDTH = 16, WORDS = RUN / 64 };

typedef struct own_value {
  char data[WIDTH]; /* as in a column */
  bool is_null;
  int64_t rows;
  void *slot; /* the state */
  uint32_t order;
} own_value;

struct own_room {
  own_value value[RUN];
  char before_a[WEIR_PAD], a[RUN * WIDTH], before_b[WEIR_PAD], b[RUN * WIDTH], behind_b[WEIR_PAD];
  uint64_t a_valid[WORDS], b_valid[WORDS];
};

own_room *own_room_create(evaluator *e) {
  own_room *r = (void *)arena_get(&e->small, sizeof *r);
  if (r) memset(r, 0, sizeof *r);
  return r;
}

/* ---- states: see bind_own ---------------------------------------------------------------------------------------- */

typedef struct own_layout {
  uint32_t type, width, offset; /* width of a value in a column */
  uint32_t rows, null;          /* offsets in a slot */
} own_layout;

static own_layout layout_of(const expr_aggregate *one) {
  const uint32_t offset = one->call->call.offset, type = one->call->result.type;
  return (own_layout){.type = type,
                      .width = schema_width(type),
                      .offset = offset,
                      .rows = offset + weir_field_at(&one->call->state, 1)->offset,
                      .null = offset + weir_field_at(&one->call->state, 2)->offset};
}

static int64_t *number_at(void *slot, uint32_t offset) { return (int64_t *)(void *)((char *)slot + offset); }

static void read_state(const own_layout *at, void *slot, char *to, bool *is_null) {
  const char *from = (const char *)slot + at->offset;
  *is_null = *number_at(slot, at->null) != 0;
  if (at->type == WEIR_BOOL)
    *to = (char)*(const int64_t *)(const void *)from;
  else
    memcpy(to, from, at->width);
}

static void write_state(const expr_aggregate *one, weir_table *table, const own_layout *at, const own_value *v,
                        int64_t rows) {
  char *to = (char *)v->slot + at->offset;
  own_value value = *v;
  if (rows == 0) value = (own_value){.slot = v->slot}; /* as in a new key */
  if (at->type == WEIR_STRING || at->type == WEIR_BINARY) {
    weir_str text;
    memcpy(&text, value.data, sizeof text);
    one->call->call.host->slot_string(table, (weir_str *)(void *)to, weir_text(&text), text.len);
  } else {
    const int64_t flag = (unsigned char)value.data[0];
    memcpy(to, at->type == WEIR_BOOL ? (const char *)&flag : value.data, 8);
  }
  *number_at(v->slot, at->rows) = rows;
  *number_at(v->slot, at->null) = value.is_null;
}

/* ---- evaluation -------------------------------------------------------------------------------------------------- */

static void put(char *data, uint64_t *valid, uint32_t row, uint32_t width, const char *from, bool is_null) {
  const uint64_t bit = UINT64_C(1) << (row & 63);
  if (is_null)
    memset(data + (size_t)row * width, 0, width);
  else
    memcpy(data + (size_t)row * width, from, width);
  valid[row >> 6] = is_null ? valid[row >> 6] & ~bit : valid[row >> 6] | bit;
}

/* The program over rows 0 .. n of a and b. NULL: failed. */
static const weir_column *evaluate(evaluator *e, own_room *r, const expr_program *program, uint32_t type, uint32_t n) {
  const weir_column pair[] = {{.data = r->a, .valid = r->a_valid, .type = type},
                              {.data = r->b, .valid = r->b_valid, .type = type}};
  const weir_chunk chunk = {.size = sizeof chunk, .rows = n, .columns = 2, .stride = sizeof *pair, .col = pair};
  const weir_column *const *root = evaluator_roots(e, program, &chunk);
  return root ? root[0] : NULL;
}

static void take_result(const own_layout *at, const weir_column *from, uint32_t row, own_value *to) {
  memcpy(to->data, (const char *)from->data + (size_t)row * at->width, at->width);
  to->is_null = weir_is_null(from, row);
}

static bool is_pair(const own_value *v, uint32_t i, uint32_t n) { return i + 1 < n && v[i].slot == v[i + 1].slot; }

/* Neighbours of a slot become one. The number of values left; n: there were none; 0: failed. */
static uint32_t merge_neighbours(evaluator *e, own_room *r, const expr_own *own, const own_layout *at, uint32_t n) {
  own_value *v = r->value;
  uint32_t pairs = 0, left = 0;
  for (uint32_t i = 0; i < n; i += is_pair(v, i, n) ? 2 : 1) {
    if (!is_pair(v, i, n)) continue;
    put(r->a, r->a_valid, pairs, at->width, v[i].data, v[i].is_null);
    put(r->b, r->b_valid, pairs++, at->width, v[i + 1].data, v[i + 1].is_null);
  }
  if (pairs == 0) return n;
  const weir_column *merged = evaluate(e, r, &own->merge, at->type, pairs);
  if (!merged) return 0;
  pairs = 0;
  for (uint32_t i = 0, step; i < n; i += step) {
    step = is_pair(v, i, n) ? 2 : 1;
    own_value one = v[i];
    if (step == 2) {
      take_result(at, merged, pairs++, &one);
      one.rows += v[i + 1].rows;
    }
    v[left++] = one;
  }
  return left;
}

/* One value a slot, combined with what the slot has: `a` is the slot's. */
static bool combine_slots(evaluator *e, own_room *r, const expr_aggregate *one, weir_table *table, const own_layout *at,
                          uint32_t n, bool out) {
  const expr_program *program = out ? &one->own->inverse : &one->own->merge;
  uint32_t filled = 0, i = 0;
  for (; i < n; i++) {
    own_value *v = &r->value[i];
    char data[WIDTH] = {0};
    bool is_null;
    if (*number_at(v->slot, at->rows) == 0) continue;
    read_state(at, v->slot, data, &is_null);
    put(r->a, r->a_valid, filled, at->width, data, is_null);
    put(r->b, r->b_valid, filled++, at->width, v->data, v->is_null);
  }
  const weir_column *made = filled ? evaluate(e, r, program, at->type, filled) : NULL;
  if (filled && !made) return false;
  filled = 0;
  for (i = 0; i < n; i++) {
    own_value *v = &r->value[i];
    const int64_t before = *number_at(v->slot, at->rows);
    if (before) take_result(at, made, filled++, v);
    write_state(one, table, at, v, out ? before - v->rows : before + v->rows);
  }
  return true;
}

/* ---- rows and states in ------------------------------------------------------------------------------------------ */

static int by_slot(const void *a, const void *b) {
  const own_value *x = a, *y = b;
  const uintptr_t at = (uintptr_t)x->slot, other = (uintptr_t)y->slot;
  return at != other ? (at > other) - (at < other) : (x->order > y->order) - (x->order < y->order);
}

/* Contributions that are null are none. */
static uint32_t take_rows(own_room *r, const own_layout *at, void *const *slot, const weir_column *from, uint32_t first,
                          uint32_t n) {
  uint32_t taken = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(from, first + i)) continue;
    own_value *v = &r->value[taken++];
    *v = (own_value){.rows = 1, .slot = slot[i], .order = i};
    memcpy(v->data, (const char *)from->data + (size_t)(first + i) * at->width, at->width);
  }
  return taken;
}

static uint32_t take_states(own_room *r, const own_layout *at, void *const *slot, const weir_column *const *from,
                            uint32_t first, uint32_t n) {
  const int64_t *rows = from[1]->data, *null = from[2]->data;
  const uint32_t width = at->type == WEIR_BOOL ? 8 : at->width;
  uint32_t taken = 0;
  for (uint32_t row = first; row < first + n; row++) {
    if (rows[row] == 0) continue;
    own_value *v = &r->value[taken++];
    *v = (own_value){.is_null = null[row] != 0, .rows = rows[row], .slot = slot[row - first], .order = row};
    memcpy(v->data, (const char *)from[0]->data + (size_t)row * width, at->width); /* a bool is its lowest byte */
  }
  return taken;
}

bool own_run(evaluator *e, aggregates_run *x, const expr_aggregate *one, weir_table *table, void *const *slot,
             const weir_column *const *from, uint32_t first, uint32_t n, bool partial, bool out) {
  const own_layout at = layout_of(one);
  own_room *r = x->own;
  uint32_t left = partial ? take_states(r, &at, slot, from, first, n) : take_rows(r, &at, slot, from[0], first, n);
  if (left == 0) return true;
  qsort(r->value, left, sizeof *r->value, by_slot);
  for (uint32_t before = 0; left != before;) {
    before = left;
    left = merge_neighbours(e, r, one->own, &at, left);
    if (left == 0) return false;
  }
  return combine_slots(e, r, one, table, &at, left, out);
}

/* ---- results ----------------------------------------------------------------------------------------------------- */

static void own_result(const expr_aggregate *one, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  const own_layout at = layout_of(one);
  weir_out_column *to = &out->col[column];
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = out->rows + i;
    char data[WIDTH];
    bool is_null;
    read_state(&at, slot[i], data, &is_null);
    if (at.type == WEIR_STRING || at.type == WEIR_BINARY) {
      weir_str text;
      memcpy(&text, data, sizeof text);
      if (text.len > 12) {
        char *copy = out->host->bytes(out, text.len);
        memcpy(copy, text.u.ptr, text.len);
        text.u.ptr = copy;
      }
      memcpy(data, &text, sizeof text);
    }
    memcpy((char *)to->data + (size_t)row * at.width, data, at.width);
    if (is_null || *number_at(slot[i], at.rows) == 0) to->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
  }
}

void aggregates_result(const expr_aggregate *one, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  if (one->own)
    own_result(one, slot, n, out, column);
  else
    one->table->result(&one->call->call, slot, n, out, column);
}
