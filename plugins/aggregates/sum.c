/* SPDX-License-Identifier: Apache-2.0 */
/* sum(x): of int64, wrapping around, or of float64; null when no row had a value. Only sums of int64 can be taken
 * back. How many values there were is kept only where x can be null: a key without rows is none. */
#include "aggregates.h"

typedef struct int_state {
  int64_t sum;
  int64_t rows; /* that were not null */
} int_state;

typedef struct float_state {
  double sum;
  int64_t rows;
} float_state;

static const weir_field int_fields[] = {{.name = "sum", .type = WEIR_I64, .offset = offsetof(int_state, sum)},
                                        {.name = "rows", .type = WEIR_I64, .offset = offsetof(int_state, rows)}};
static const weir_field float_fields[] = {{.name = "sum", .type = WEIR_F64, .offset = offsetof(float_state, sum)},
                                          {.name = "rows", .type = WEIR_I64, .offset = offsetof(float_state, rows)}};

static int is_nullable(const weir_call *call) { return (call->arg[0]->flags & WEIR_NULLABLE) != 0; }

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  if (type != WEIR_I64 && type != WEIR_F64)
    return aggregate_refuse(err, "sum(x) takes one argument, of type int64 or float64");
  const uint32_t fields = is_nullable(call) ? 2 : 1, flags = is_nullable(call) ? WEIR_NULLABLE : 0;
  if (type == WEIR_I64) return aggregate_bound(call, type, flags, int_fields, fields, 8 * fields, WEIR_CALL_EXACT);
  return aggregate_bound(call, type, flags, float_fields, fields, 8 * fields, 0);
}

/* ---- int64 ---- */

static void add_ints(void *const *slot, uint32_t offset, const int64_t *value, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    int64_t *sum = aggregate_state(slot[i], offset);
    *sum = aggregate_add(*sum, value[i]);
  }
}

/* `rows` NULL: one each. */
static void add_counted_ints(void *const *slot, uint32_t offset, const int64_t *value, const int64_t *rows,
                             uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    int_state *s = aggregate_state(slot[i], offset);
    s->sum = aggregate_add(s->sum, value[i]);
    s->rows += rows ? rows[i] : 1;
  }
}

/* A null's value is zero. */
static void add_nullable_ints(void *const *slot, uint32_t offset, const weir_column *x, uint32_t first, uint32_t n) {
  const int64_t *value = (const int64_t *)x->data + first;
  for (uint32_t i = 0; i < n; i++) {
    int_state *s = aggregate_state(slot[i], offset);
    s->sum = aggregate_add(s->sum, value[i]);
    s->rows += !weir_is_null(x, first + i);
  }
}

/* ---- float64 ---- */

static void add_floats(void *const *slot, uint32_t offset, const double *value, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) *(double *)aggregate_state(slot[i], offset) += value[i];
}

static void add_counted_floats(void *const *slot, uint32_t offset, const double *value, const int64_t *rows,
                               uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    float_state *s = aggregate_state(slot[i], offset);
    s->sum += value[i];
    s->rows += rows ? rows[i] : 1;
  }
}

static void add_nullable_floats(void *const *slot, uint32_t offset, const weir_column *x, uint32_t first, uint32_t n) {
  const double *value = (const double *)x->data + first;
  for (uint32_t i = 0; i < n; i++) {
    float_state *s = aggregate_state(slot[i], offset);
    s->sum += value[i];
    s->rows += !weir_is_null(x, first + i);
  }
}

/* ---- columns ---- */

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  const weir_column *x = arg[0];
  const int counts = is_nullable(call), ints = x->type == WEIR_I64;
  const int64_t *whole = (const int64_t *)x->data + first;
  const double *real = (const double *)x->data + first;
  (void)table;
  if (!counts)
    ints ? add_ints(slot, call->offset, whole, n) : add_floats(slot, call->offset, real, n);
  else if (!x->valid)
    ints ? add_counted_ints(slot, call->offset, whole, NULL, n) : add_counted_floats(slot, call->offset, real, NULL, n);
  else
    ints ? add_nullable_ints(slot, call->offset, x, first, n) : add_nullable_floats(slot, call->offset, x, first, n);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  const int counts = is_nullable(call), ints = state[0]->type == WEIR_I64;
  const int64_t *whole = (const int64_t *)state[0]->data + first;
  const double *real = (const double *)state[0]->data + first;
  (void)table;
  if (!counts) {
    ints ? add_ints(slot, call->offset, whole, n) : add_floats(slot, call->offset, real, n);
    return;
  }
  const int64_t *rows = (const int64_t *)state[1]->data + first;
  ints ? add_counted_ints(slot, call->offset, whole, rows, n) : add_counted_floats(slot, call->offset, real, rows, n);
}

/* Called for sums of int64 only: others are not WEIR_CALL_EXACT. */
static void retract(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  const int counts = is_nullable(call);
  const int64_t *sum = state[0]->data, *rows = counts ? state[1]->data : NULL;
  (void)table;
  for (uint32_t i = 0; i < n; i++) {
    int_state *s = aggregate_state(slot[i], call->offset);
    s->sum = aggregate_subtract(s->sum, sum[first + i]);
    if (counts) s->rows -= rows[first + i];
  }
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  weir_out_column *to = &out->col[column];
  const int counts = is_nullable(call);
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = out->rows + i;
    const int_state *s = aggregate_state(slot[i], call->offset); /* both begin with 8 bytes of sum */
    const int none = counts && s->rows == 0;
    memcpy((char *)to->data + (size_t)row * 8, &s->sum, 8);
    if (none) ((int64_t *)to->data)[row] = 0;
    if (none) aggregate_put_null(to, row);
  }
}

const weir_aggregate aggregate_sum = {.size = sizeof(weir_aggregate),
                                      .name = "sum",
                                      .help = "the sum of all values, null if there is none",
                                      .bind = bind,
                                      .update = update,
                                      .merge = merge,
                                      .retract = retract,
                                      .result = result};
