/* SPDX-License-Identifier: Apache-2.0 */
/* min(x), max(x): of int64, float64 (NaN is the largest, -0.0 equals 0.0), timestamp, bool, and strings by their
 * bytes; null when no row had a value. Neither can be taken back. */
#include "aggregates.h"

typedef struct int_state { /* timestamps and bools too */
  int64_t value;
  int64_t present;
} int_state;

typedef struct float_state {
  double value;
  int64_t present;
} float_state;

typedef struct string_state {
  weir_str value;
  int64_t present;
} string_state;

typedef enum direction { LEAST = -1, GREATEST = 1 } direction;

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  const int string = type == WEIR_STRING || type == WEIR_BINARY;
  if (!string && type != WEIR_I64 && type != WEIR_F64 && type != WEIR_TIME && type != WEIR_BOOL)
    return aggregate_refuse(err, "it takes one argument, which must not be a list, map or struct");
  const weir_field fields[] = {{.name = "value", .type = type == WEIR_BOOL ? WEIR_I64 : type, .offset = 0},
                               {.name = "present",
                                .type = WEIR_I64,
                                .offset = string ? offsetof(string_state, present) : offsetof(int_state, present)}};
  return aggregate_bound(call, type, WEIR_NULLABLE, fields, 2, string ? sizeof(string_state) : sizeof(int_state), 0);
}

/* ---- one value: below 0, 0, above 0 as a is less than, equal to, greater than b ---- */

static int int_compare(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int float_compare(double a, double b) {
  const int a_nan = a != a, b_nan = b != b;
  return a_nan || b_nan ? a_nan - b_nan : (a > b) - (a < b);
}

static int string_compare(const weir_str *a, const weir_str *b) {
  const int order = memcmp(weir_text(a), weir_text(b), a->len < b->len ? a->len : b->len);
  return order != 0 ? order : int_compare(a->len, b->len);
}

static void offer_int(int_state *s, int64_t value, direction want) {
  if (s->present && int_compare(value, s->value) * want <= 0) return;
  s->value = value;
  s->present = 1;
}

static void offer_float(float_state *s, double value, direction want) {
  if (s->present && float_compare(value, s->value) * want <= 0) return;
  s->value = value;
  s->present = 1;
}

static void offer_string(const weir_call *call, weir_table *table, string_state *s, const weir_str *value,
                         direction want) {
  const int order = s->present ? string_compare(value, &s->value) : (int)want;
  if (want == LEAST ? order >= 0 : order <= 0) return;
  call->host->slot_string(table, &s->value, weir_text(value), value->len);
  s->present = 1;
}

/* ---- columns ---- */

/* Row `row` of `value` into a state; a bool is a byte among arguments, an int64 among states. */
static void offer(const weir_call *call, weir_table *table, void *state, const weir_column *value, uint32_t row,
                  direction want) {
  switch (value->type) {
  case WEIR_BOOL:
    offer_int(state, ((const uint8_t *)value->data)[row], want);
    break;
  case WEIR_F64:
    offer_float(state, ((const double *)value->data)[row], want);
    break;
  case WEIR_STRING:
  case WEIR_BINARY:
    offer_string(call, table, state, (const weir_str *)value->data + row, want);
    break;
  default:
    offer_int(state, ((const int64_t *)value->data)[row], want);
  }
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *value,
                   uint32_t first, uint32_t n, direction want) {
  for (uint32_t i = 0; i < n; i++)
    if (!weir_is_null(value, first + i))
      offer(call, table, aggregate_state(slot[i], call->offset), value, first + i, want);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n, direction want) {
  const int64_t *present = state[1]->data;
  for (uint32_t i = 0; i < n; i++)
    if (present[first + i]) offer(call, table, aggregate_state(slot[i], call->offset), state[0], first + i, want);
}

static void update_min(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  update(call, table, slot, arg[0], first, n, LEAST);
}

static void update_max(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  update(call, table, slot, arg[0], first, n, GREATEST);
}

static void merge_min(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  merge(call, table, slot, state, first, n, LEAST);
}

static void merge_max(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  merge(call, table, slot, state, first, n, GREATEST);
}

/* Zero is what an absent value holds in its slot, and what a null must hold in a column. */
static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  const uint32_t type = call->arg[0]->type;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = out->rows + i;
    void *state = aggregate_state(slot[i], call->offset);
    const int_state *number = state;
    const float_state *real = state;
    const string_state *string = state;
    const int is_string = type == WEIR_STRING || type == WEIR_BINARY;
    if (is_string)
      aggregate_put_string(out, column, row, &string->value);
    else if (type == WEIR_F64)
      ((double *)out->col[column].data)[row] = real->value;
    else if (type == WEIR_BOOL)
      ((uint8_t *)out->col[column].data)[row] = (uint8_t)number->value;
    else
      ((int64_t *)out->col[column].data)[row] = number->value;
    if (!(is_string ? string->present : number->present)) aggregate_put_null(&out->col[column], row);
  }
}

const weir_aggregate aggregate_min = {.size = sizeof(weir_aggregate),
                                      .flags = WEIR_AGGREGATE_IDEMPOTENT,
                                      .name = "min",
                                      .help = "the least value, null if there is none",
                                      .bind = bind,
                                      .update = update_min,
                                      .merge = merge_min,
                                      .result = result};

const weir_aggregate aggregate_max = {.size = sizeof(weir_aggregate),
                                      .flags = WEIR_AGGREGATE_IDEMPOTENT,
                                      .name = "max",
                                      .help = "the greatest value, null if there is none",
                                      .bind = bind,
                                      .update = update_max,
                                      .merge = merge_max,
                                      .result = result};

/* Whichever it is, the same in whatever order rows and partial states come. */
const weir_aggregate aggregate_any_value = {.size = sizeof(weir_aggregate),
                                            .flags = WEIR_AGGREGATE_IDEMPOTENT,
                                            .name = "any_value",
                                            .help = "one of the values that are not null: the least",
                                            .bind = bind,
                                            .update = update_min,
                                            .merge = merge_min,
                                            .result = result};
