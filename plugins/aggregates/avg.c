/* SPDX-License-Identifier: Apache-2.0 */
/* avg(x): the mean of int64 or float64 as float64; null when no row had a value. The sum of int64 is kept in 128
 * bits, low and high half: it neither wraps nor rounds, so what was added can be taken back exactly. */
#include "aggregates.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 unsigned_wide;

typedef struct int_state {
  int64_t low, high;
  int64_t rows; /* that were not null */
} int_state;

typedef struct float_state {
  double sum;
  int64_t rows;
} float_state;

static const weir_field int_fields[] = {{.name = "low", .type = WEIR_I64, .offset = offsetof(int_state, low)},
                                        {.name = "high", .type = WEIR_I64, .offset = offsetof(int_state, high)},
                                        {.name = "rows", .type = WEIR_I64, .offset = offsetof(int_state, rows)}};
static const weir_field float_fields[] = {{.name = "sum", .type = WEIR_F64, .offset = offsetof(float_state, sum)},
                                          {.name = "rows", .type = WEIR_I64, .offset = offsetof(float_state, rows)}};

static wide wide_of(int64_t low, int64_t high) { return (wide)((unsigned_wide)(uint64_t)high << 64 | (uint64_t)low); }

static void int_add(int_state *s, wide sum, int64_t rows) {
  const unsigned_wide total = (unsigned_wide)wide_of(s->low, s->high) + (unsigned_wide)sum;
  s->low = (int64_t)(uint64_t)total;
  s->high = (int64_t)(uint64_t)(total >> 64);
  s->rows += rows;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  if (type == WEIR_I64)
    return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, int_fields, 3, sizeof(int_state), WEIR_CALL_EXACT);
  if (type == WEIR_F64) return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, float_fields, 2, sizeof(float_state), 0);
  return aggregate_refuse(err, "avg(x) takes one argument, of type int64 or float64");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  (void)table;
  const weir_column *x = arg[0];
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(x, first + i)) continue;
    void *state = aggregate_state(slot[i], call->offset);
    if (x->type == WEIR_I64) {
      int_add(state, ((const int64_t *)x->data)[first + i], 1);
    } else {
      float_state *s = state;
      s->sum += ((const double *)x->data)[first + i];
      s->rows++;
    }
  }
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  (void)table;
  const int ints = call->arg[0]->type == WEIR_I64;
  const int64_t *rows = state[ints ? 2 : 1]->data;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = first + i;
    if (ints) {
      const int64_t *low = state[0]->data, *high = state[1]->data;
      int_add(aggregate_state(slot[i], call->offset), wide_of(low[row], high[row]), rows[row]);
    } else {
      float_state *s = aggregate_state(slot[i], call->offset);
      s->sum += ((const double *)state[0]->data)[row];
      s->rows += rows[row];
    }
  }
}

/* Called for int64 only: means of others are not WEIR_CALL_EXACT. */
static void retract(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *low = state[0]->data, *high = state[1]->data, *rows = state[2]->data;
  for (uint32_t row = first; row < first + n; row++)
    int_add(aggregate_state(slot[row - first], call->offset), -wide_of(low[row], high[row]), -rows[row]);
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  weir_out_column *to = &out->col[column];
  double *mean = (double *)to->data + out->rows;
  for (uint32_t i = 0; i < n; i++) {
    const void *state = aggregate_state(slot[i], call->offset);
    const int_state *ints = state;
    const float_state *floats = state;
    const int is_int = call->arg[0]->type == WEIR_I64;
    const int64_t rows = is_int ? ints->rows : floats->rows;
    mean[i] = 0;
    if (rows == 0)
      aggregate_put_null(to, out->rows + i);
    else
      mean[i] = (is_int ? (double)wide_of(ints->low, ints->high) : floats->sum) / (double)rows;
  }
}

const weir_aggregate aggregate_mean = {.size = sizeof(weir_aggregate),
                                       .name = "mean",
                                       .help = "avg, under its other name",
                                       .bind = bind,
                                       .update = update,
                                       .merge = merge,
                                       .retract = retract,
                                       .result = result};

const weir_aggregate aggregate_avg = {.size = sizeof(weir_aggregate),
                                      .name = "avg",
                                      .help = "the mean of all values as float64, null if there is none",
                                      .bind = bind,
                                      .update = update,
                                      .merge = merge,
                                      .retract = retract,
                                      .result = result};
