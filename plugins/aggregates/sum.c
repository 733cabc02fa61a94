/* SPDX-License-Identifier: Apache-2.0 */
/* sum(x): of int64, wrapping around, or of float64; null when no row had a value. Only sums of int64 can be taken
 * back. */
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

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  if (type == WEIR_I64)
    return aggregate_bound(call, WEIR_I64, WEIR_NULLABLE, int_fields, 2, sizeof(int_state), WEIR_CALL_EXACT);
  if (type == WEIR_F64) return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, float_fields, 2, sizeof(float_state), 0);
  return aggregate_refuse(err, "sum(x) takes one argument, of type int64 or float64");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  (void)table;
  const weir_column *x = arg[0];
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(x, first + i)) continue;
    if (x->type == WEIR_I64) {
      int_state *s = aggregate_state(slot[i], call->offset);
      s->sum = aggregate_add(s->sum, ((const int64_t *)x->data)[first + i]);
      s->rows++;
    } else {
      float_state *s = aggregate_state(slot[i], call->offset);
      s->sum += ((const double *)x->data)[first + i];
      s->rows++;
    }
  }
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *rows = state[1]->data;
  for (uint32_t i = 0; i < n; i++) {
    if (call->arg[0]->type == WEIR_I64) {
      int_state *s = aggregate_state(slot[i], call->offset);
      s->sum = aggregate_add(s->sum, ((const int64_t *)state[0]->data)[first + i]);
      s->rows += rows[first + i];
    } else {
      float_state *s = aggregate_state(slot[i], call->offset);
      s->sum += ((const double *)state[0]->data)[first + i];
      s->rows += rows[first + i];
    }
  }
}

/* Called for sums of int64 only: others are not WEIR_CALL_EXACT. */
static void retract(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *sum = state[0]->data, *rows = state[1]->data;
  for (uint32_t i = 0; i < n; i++) {
    int_state *s = aggregate_state(slot[i], call->offset);
    s->sum = aggregate_subtract(s->sum, sum[first + i]);
    s->rows -= rows[first + i];
  }
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  weir_out_column *to = &out->col[column];
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = out->rows + i;
    if (call->arg[0]->type == WEIR_I64) {
      const int_state *s = aggregate_state(slot[i], call->offset);
      ((int64_t *)to->data)[row] = s->rows != 0 ? s->sum : 0;
      if (s->rows == 0) aggregate_put_null(to, row);
    } else {
      const float_state *s = aggregate_state(slot[i], call->offset);
      ((double *)to->data)[row] = s->rows != 0 ? s->sum : 0;
      if (s->rows == 0) aggregate_put_null(to, row);
    }
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
