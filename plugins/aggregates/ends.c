/* SPDX-License-Identifier: Apache-2.0 */
/* first(x), last(x), first(x, true), last(x, true): the value of the first or last row in order of arrival; nulls
 * count, unless the second argument, a constant, is true. Null when there was no row, or when that row's value was
 * null. */
#include "aggregates.h"

enum { SEEN_NONE, SEEN_VALUE, SEEN_NULL };

typedef struct number_state {
  union {
    int64_t whole; /* timestamps and bools too */
    double real;
  } value;
  int64_t seen;
} number_state;

typedef struct string_state {
  weir_str value;
  int64_t seen;
} string_state;

static int is_string(const weir_call *call) {
  return call->arg[0]->type == WEIR_STRING || call->arg[0]->type == WEIR_BINARY;
}

static int ignores_nulls(const weir_call *call) {
  return call->args == 2 && ((const uint8_t *)call->constant[1]->data)[0] != 0;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args > 0 ? call->arg[0]->type : 0;
  if (call->args < 1 || call->args > 2 || !aggregate_is_single(call->arg[0]))
    return aggregate_refuse(err, "first(x) and last(x) take one argument, which must not be a list, map or struct");
  if (call->args == 2 &&
      (call->arg[1]->type != WEIR_BOOL || call->constant[1] == NULL || weir_is_null(call->constant[1], 0)))
    return aggregate_refuse(err, "the second argument of first and last says whether to ignore nulls: true or false");
  const int string = is_string(call);
  const weir_field fields[] = {{.name = "value", .type = type == WEIR_BOOL ? WEIR_I64 : type, .offset = 0},
                               {.name = "seen",
                                .type = WEIR_I64,
                                .offset = string ? offsetof(string_state, seen) : offsetof(number_state, seen)}};
  return aggregate_bound(call, type, WEIR_NULLABLE, fields, 2, string ? sizeof(string_state) : sizeof(number_state),
                         WEIR_CALL_ORDERED);
}

static int64_t *seen_of(const weir_call *call, void *state) {
  return is_string(call) ? &((string_state *)state)->seen : &((number_state *)state)->seen;
}

/* Row `row` of a column of arguments or states becomes the state's value; nulls leave a zero. */
static void set(const weir_call *call, weir_table *table, void *state, const weir_column *value, uint32_t row,
                int64_t seen) {
  number_state *number = state;
  if (is_string(call)) {
    const weir_str *text = (const weir_str *)value->data + row;
    call->host->slot_string(table, &((string_state *)state)->value, weir_text(text), text->len);
  } else if (value->type == WEIR_BOOL) {
    number->value.whole = ((const uint8_t *)value->data)[row];
  } else {
    memcpy(&number->value, (const char *)value->data + (size_t)row * 8, 8);
  }
  *seen_of(call, state) = seen;
}

static void update_first(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                         uint32_t first, uint32_t n) {
  const int ignore = ignores_nulls(call);
  for (uint32_t i = 0; i < n; i++) {
    void *state = aggregate_state(slot[i], call->offset);
    const int null = weir_is_null(arg[0], first + i);
    if (*seen_of(call, state) != SEEN_NONE || (null && ignore)) continue;
    set(call, table, state, arg[0], first + i, null ? SEEN_NULL : SEEN_VALUE);
  }
}

static void update_last(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                        uint32_t first, uint32_t n) {
  const int ignore = ignores_nulls(call);
  for (uint32_t i = 0; i < n; i++) {
    const int null = weir_is_null(arg[0], first + i);
    if (null && ignore) continue;
    set(call, table, aggregate_state(slot[i], call->offset), arg[0], first + i, null ? SEEN_NULL : SEEN_VALUE);
  }
}

/* Partial states arrive in the order of the rows they stand for. */
static void merge_first(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                        uint32_t first, uint32_t n) {
  const int64_t *seen = state[1]->data;
  for (uint32_t i = 0; i < n; i++) {
    void *to = aggregate_state(slot[i], call->offset);
    if (*seen_of(call, to) == SEEN_NONE && seen[first + i] != SEEN_NONE)
      set(call, table, to, state[0], first + i, seen[first + i]);
  }
}

static void merge_last(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                       uint32_t first, uint32_t n) {
  const int64_t *seen = state[1]->data;
  for (uint32_t i = 0; i < n; i++)
    if (seen[first + i] != SEEN_NONE)
      set(call, table, aggregate_state(slot[i], call->offset), state[0], first + i, seen[first + i]);
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t row = out->rows + i;
    void *state = aggregate_state(slot[i], call->offset);
    const number_state *number = state;
    if (is_string(call))
      aggregate_put_string(out, column, row, &((const string_state *)state)->value);
    else if (call->arg[0]->type == WEIR_BOOL)
      ((uint8_t *)out->col[column].data)[row] = (uint8_t)number->value.whole;
    else
      memcpy((char *)out->col[column].data + (size_t)row * 8, &number->value, 8);
    if (*seen_of(call, state) != SEEN_VALUE) aggregate_put_null(&out->col[column], row);
  }
}

#define ENDS(id, which, text)                                                                                          \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .flags = WEIR_AGGREGATE_IDEMPOTENT, .name = id, .help = text, .bind = bind,        \
    .update = update_##which, .merge = merge_##which, .result = result                                                 \
  }
const weir_aggregate aggregate_first = ENDS("first", first, "the value of the first row, null or not");
const weir_aggregate aggregate_first_value = ENDS("first_value", first, "first, under its other name");
const weir_aggregate aggregate_last = ENDS("last", last, "the value of the last row, null or not");
const weir_aggregate aggregate_last_value = ENDS("last_value", last, "last, under its other name");
