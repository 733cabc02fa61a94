/* SPDX-License-Identifier: Apache-2.0 */
/* bool_and (every), bool_or (any, some), count_if: of conditions; nulls do not count. All keep how many were true and
 * how many false, so that each can be taken back exactly. */
#include "aggregates.h"

typedef struct truth {
  int64_t yes, no;
} truth;

static const weir_field fields[] = {{.name = "yes", .type = WEIR_I64, .offset = offsetof(truth, yes)},
                                    {.name = "no", .type = WEIR_I64, .offset = offsetof(truth, no)}};

static int is_condition(const weir_call *call) { return call->args == 1 && call->arg[0]->type == WEIR_BOOL; }

static weir_status bind(weir_call *call, weir_error *err) {
  if (!is_condition(call)) return aggregate_refuse(err, "it takes one condition: a bool");
  return aggregate_bound(call, WEIR_BOOL, WEIR_NULLABLE, fields, 2, sizeof(truth), WEIR_CALL_EXACT);
}

static weir_status bind_count(weir_call *call, weir_error *err) {
  if (!is_condition(call)) return aggregate_refuse(err, "count_if takes one condition: a bool");
  return aggregate_bound(call, WEIR_I64, 0, fields, 2, sizeof(truth), WEIR_CALL_EXACT);
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  (void)table;
  const uint8_t *value = (const uint8_t *)arg[0]->data + first;
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(arg[0], first + i)) continue;
    truth *s = aggregate_state(slot[i], call->offset);
    s->yes += value[i];
    s->no += !value[i];
  }
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *yes = (const int64_t *)state[0]->data + first, *no = (const int64_t *)state[1]->data + first;
  for (uint32_t i = 0; i < n; i++) {
    truth *s = aggregate_state(slot[i], call->offset);
    s->yes += yes[i];
    s->no += no[i];
  }
}

static void retract(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  const int64_t *yes = (const int64_t *)state[0]->data + first, *no = (const int64_t *)state[1]->data + first;
  for (uint32_t i = 0; i < n; i++) {
    truth *s = aggregate_state(slot[i], call->offset);
    s->yes -= yes[i];
    s->no -= no[i];
  }
}

static void put_bool(weir_out *out, uint32_t column, uint32_t row, const truth *s, int value) {
  const int is = s->yes + s->no > 0;
  ((uint8_t *)out->col[column].data)[row] = (uint8_t)(is && value);
  if (!is) aggregate_put_null(&out->col[column], row);
}

static void put_all(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const truth *s = aggregate_state(slot[i], call->offset);
    put_bool(out, column, out->rows + i, s, s->no == 0);
  }
}

static void put_any(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const truth *s = aggregate_state(slot[i], call->offset);
    put_bool(out, column, out->rows + i, s, s->yes > 0);
  }
}

static void put_count(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  int64_t *to = (int64_t *)out->col[column].data + out->rows;
  for (uint32_t i = 0; i < n; i++) to[i] = ((const truth *)aggregate_state(slot[i], call->offset))->yes;
}

#define TRUTH(id, set, binds, put, text)                                                                               \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .flags = set, .name = id, .help = text, .bind = binds, .update = update,           \
    .merge = merge, .retract = retract, .result = put                                                                  \
  }
const weir_aggregate aggregate_truth[] = {
    TRUTH("bool_and", WEIR_AGGREGATE_IDEMPOTENT, bind, put_all, "whether the condition holds in all rows"),
    TRUTH("every", WEIR_AGGREGATE_IDEMPOTENT, bind, put_all, "bool_and, under its other name"),
    TRUTH("bool_or", WEIR_AGGREGATE_IDEMPOTENT, bind, put_any, "whether the condition holds in a row at least"),
    TRUTH("any", WEIR_AGGREGATE_IDEMPOTENT, bind, put_any, "bool_or, under its other name"),
    TRUTH("some", WEIR_AGGREGATE_IDEMPOTENT, bind, put_any, "bool_or, under its other name"),
    TRUTH("count_if", 0, bind_count, put_count, "in how many rows the condition holds"),
};
