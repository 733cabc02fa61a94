/* SPDX-License-Identifier: Apache-2.0 */
/* min_by(x, y), max_by(x, y): the x, null or not, of the row whose y is least or greatest; rows whose y is null do not
 * count. Of rows with equal y the one whose x is least, nulls last, so that it is the same in whatever order rows and
 * partial states come. Neither can be taken back. */
#include "cell.h"

enum { SEEN_NONE, SEEN_VALUE, SEEN_NULL };
typedef enum direction { LEAST = -1, GREATEST = 1 } direction;

typedef struct by_state {
  cell value, order;
  int64_t seen;
} by_state;

static weir_status bind(weir_call *call, weir_error *err) {
  if (call->args != 2 || !aggregate_is_single(call->arg[0]) || !aggregate_is_single(call->arg[1]))
    return aggregate_refuse(err, "min_by and max_by take two arguments, of which none is a list, map or struct: "
                                 "max_by(x, y) is the x where y is greatest");
  const weir_field fields[] = {
      {.name = "value", .type = cell_field_type(call->arg[0]->type), .offset = offsetof(by_state, value)},
      {.name = "order", .type = cell_field_type(call->arg[1]->type), .offset = offsetof(by_state, order)},
      {.name = "seen", .type = WEIR_I64, .offset = offsetof(by_state, seen)}};
  return aggregate_bound(call, call->arg[0]->type, WEIR_NULLABLE, fields, 3, sizeof(by_state), 0);
}

/* Whether a row is to take the place of what the state holds. */
static int wins(const weir_call *call, const by_state *s, const cell *value, const cell *order, int64_t seen,
                direction want) {
  if (s->seen == SEEN_NONE) return 1;
  const int by_order = cell_compare(call->arg[1]->type, order, &s->order);
  if (by_order != 0) return want == LEAST ? by_order < 0 : by_order > 0;
  if (seen == SEEN_NULL || s->seen == SEEN_NULL) return seen != SEEN_NULL && s->seen == SEEN_NULL;
  return cell_compare(call->arg[0]->type, value, &s->value) < 0;
}

static void offer(const weir_call *call, weir_table *table, by_state *s, const weir_column *const *from, uint32_t row,
                  int64_t seen, direction want) {
  const cell value = cell_of(from[0], row), order = cell_of(from[1], row);
  if (!wins(call, s, &value, &order, seen, want)) return;
  cell_set(call, table, call->arg[0]->type, &s->value, &value);
  cell_set(call, table, call->arg[1]->type, &s->order, &order);
  s->seen = seen;
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n, direction want) {
  for (uint32_t i = 0; i < n; i++)
    if (!weir_is_null(arg[1], first + i))
      offer(call, table, aggregate_state(slot[i], call->offset), arg, first + i,
            weir_is_null(arg[0], first + i) ? SEEN_NULL : SEEN_VALUE, want);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n, direction want) {
  const int64_t *seen = state[2]->data;
  for (uint32_t i = 0; i < n; i++)
    if (seen[first + i] != SEEN_NONE)
      offer(call, table, aggregate_state(slot[i], call->offset), state, first + i, seen[first + i], want);
}

static void update_min(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  update(call, table, slot, arg, first, n, LEAST);
}
static void update_max(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  update(call, table, slot, arg, first, n, GREATEST);
}
static void merge_min(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  merge(call, table, slot, state, first, n, LEAST);
}
static void merge_max(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  merge(call, table, slot, state, first, n, GREATEST);
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const by_state *s = aggregate_state(slot[i], call->offset);
    cell_put(out, column, out->rows + i, call->arg[0]->type, &s->value);
    if (s->seen != SEEN_VALUE) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

const weir_aggregate aggregate_min_by = {.size = sizeof(weir_aggregate),
                                         .flags = WEIR_AGGREGATE_IDEMPOTENT,
                                         .name = "min_by",
                                         .help = "min_by(x, y): the x of the row whose y is least",
                                         .bind = bind,
                                         .update = update_min,
                                         .merge = merge_min,
                                         .result = result};

const weir_aggregate aggregate_max_by = {.size = sizeof(weir_aggregate),
                                         .flags = WEIR_AGGREGATE_IDEMPOTENT,
                                         .name = "max_by",
                                         .help = "max_by(x, y): the x of the row whose y is greatest",
                                         .bind = bind,
                                         .update = update_max,
                                         .merge = merge_max,
                                         .result = result};
