/* SPDX-License-Identifier: Apache-2.0 */
/* count(*), count(x), count(x, y, …): how many rows there are, or how many in which no argument is null. */
#include "aggregates.h"

typedef struct count_state {
  int64_t rows;
} count_state;

static const weir_field fields[] = {{.name = "rows", .type = WEIR_I64, .offset = offsetof(count_state, rows)}};

static int may_skip(const weir_call *call) {
  for (uint32_t a = 0; a < call->args; a++)
    if (call->arg[a]->flags & WEIR_NULLABLE) return 1;
  return 0;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t traits = may_skip(call) ? WEIR_CALL_EXACT : WEIR_CALL_EXACT | WEIR_CALL_COUNTS;
  (void)err;
  return aggregate_bound(call, WEIR_I64, 0, fields, 1, sizeof(count_state), traits);
}

static int has_nulls(const weir_call *call, const weir_column *const *arg) {
  for (uint32_t a = 0; a < call->args; a++)
    if (arg[a]->valid != NULL) return 1;
  return 0;
}

static int row_has_null(const weir_call *call, const weir_column *const *arg, uint32_t row) {
  for (uint32_t a = 0; a < call->args; a++)
    if (weir_is_null(arg[a], row)) return 1;
  return 0;
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  (void)table;
  const uint32_t offset = call->offset;
  if (!has_nulls(call, arg)) {
    for (uint32_t i = 0; i < n; i++) ++*(int64_t *)aggregate_state(slot[i], offset);
    return;
  }
  for (uint32_t i = 0; i < n; i++)
    if (!row_has_null(call, arg, first + i)) ++*(int64_t *)aggregate_state(slot[i], offset);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *rows = (const int64_t *)state[0]->data + first;
  for (uint32_t i = 0; i < n; i++) *(int64_t *)aggregate_state(slot[i], call->offset) += rows[i];
}

static void retract(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *rows = (const int64_t *)state[0]->data + first;
  for (uint32_t i = 0; i < n; i++) *(int64_t *)aggregate_state(slot[i], call->offset) -= rows[i];
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  int64_t *to = (int64_t *)out->col[column].data + out->rows;
  for (uint32_t i = 0; i < n; i++) to[i] = *(int64_t *)aggregate_state(slot[i], call->offset);
}

const weir_aggregate aggregate_count = {.size = sizeof(weir_aggregate),
                                        .name = "count",
                                        .help = "how many rows there are, or in how many no argument is null",
                                        .bind = bind,
                                        .update = update,
                                        .merge = merge,
                                        .retract = retract,
                                        .result = result};
