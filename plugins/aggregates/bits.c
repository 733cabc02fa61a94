/* SPDX-License-Identifier: Apache-2.0 */
/* bit_and, bit_or, bit_xor of int64; null when no row had a value. Only bit_xor can be taken back. */
#include "aggregates.h"

typedef struct bits {
  int64_t value;
  int64_t rows; /* that were not null */
} bits;

typedef enum kind { AND, OR, XOR } kind;

static const weir_field fields[] = {{.name = "value", .type = WEIR_I64, .offset = offsetof(bits, value)},
                                    {.name = "rows", .type = WEIR_I64, .offset = offsetof(bits, rows)}};

static weir_status bind_with(weir_call *call, weir_error *err, uint32_t traits) {
  if (call->args != 1 || call->arg[0]->type != WEIR_I64)
    return aggregate_refuse(err, "it takes one argument, of type int64");
  return aggregate_bound(call, WEIR_I64, WEIR_NULLABLE, fields, 2, sizeof(bits), traits);
}
static weir_status bind(weir_call *call, weir_error *err) { return bind_with(call, err, 0); }
static weir_status bind_xor(weir_call *call, weir_error *err) { return bind_with(call, err, WEIR_CALL_EXACT); }

static void add(bits *s, int64_t value, int64_t rows, kind k) {
  if (s->rows == 0)
    s->value = value;
  else
    s->value = k == AND ? s->value & value : k == OR ? s->value | value : s->value ^ value;
  s->rows += rows;
}

static void update(const weir_call *call, void *const *slot, const weir_column *x, uint32_t first, uint32_t n, kind k) {
  for (uint32_t i = 0; i < n; i++)
    if (!weir_is_null(x, first + i))
      add(aggregate_state(slot[i], call->offset), ((const int64_t *)x->data)[first + i], 1, k);
}

static void merge(const weir_call *call, void *const *slot, const weir_column *const *state, uint32_t first, uint32_t n,
                  kind k) {
  const int64_t *value = state[0]->data, *rows = state[1]->data;
  for (uint32_t i = 0; i < n; i++)
    if (rows[first + i]) add(aggregate_state(slot[i], call->offset), value[first + i], rows[first + i], k);
}

static void update_and(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, AND);
}
static void update_or(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                      uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, OR);
}
static void update_xor(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, XOR);
}
static void merge_and(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, AND);
}
static void merge_or(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                     uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, OR);
}
static void merge_xor(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, XOR);
}

/* What is left of no rows is 0, as in a new key. */
static void retract_xor(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                        uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *value = state[0]->data, *rows = state[1]->data;
  for (uint32_t i = 0; i < n; i++) {
    bits *s = aggregate_state(slot[i], call->offset);
    s->value ^= value[first + i];
    s->rows -= rows[first + i];
  }
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const bits *s = aggregate_state(slot[i], call->offset);
    ((int64_t *)out->col[column].data)[out->rows + i] = s->value;
    if (s->rows == 0) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

const weir_aggregate aggregate_bits[] = {
    {.size = sizeof(weir_aggregate),
     .flags = WEIR_AGGREGATE_IDEMPOTENT,
     .name = "bit_and",
     .help = "the bits that all values have",
     .bind = bind,
     .update = update_and,
     .merge = merge_and,
     .result = result},
    {.size = sizeof(weir_aggregate),
     .flags = WEIR_AGGREGATE_IDEMPOTENT,
     .name = "bit_or",
     .help = "the bits that some value has",
     .bind = bind,
     .update = update_or,
     .merge = merge_or,
     .result = result},
    {.size = sizeof(weir_aggregate),
     .name = "bit_xor",
     .help = "the bits that an odd number of values have",
     .bind = bind_xor,
     .update = update_xor,
     .merge = merge_xor,
     .retract = retract_xor,
     .result = result},
};
