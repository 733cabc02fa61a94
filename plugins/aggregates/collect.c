/* SPDX-License-Identifier: Apache-2.0 */
/* collect_list(x), collect_set(x): the values as a list, those of collect_list in order of arrival; nulls are left out.
 *
 * Both are bounded. With a second argument, collect_list(x, 100), the first 100 are kept (of a set: some 100) and the
 * others left out. Without it a key that passes 65,536 values fails the batch, as does one whose values pass 16 MiB. */
#include "value_set.h"

enum { DEFAULT_VALUES = 65536 };
#define MAX_BYTES (UINT64_C(16) << 20)

typedef struct list_head {
  uint64_t values;
} list_head;

typedef struct collected {
  weir_str values;
} collected;

static const weir_field fields[] = {{.name = "values", .type = WEIR_BINARY, .offset = offsetof(collected, values)}};

static weir_status bind_with(weir_call *call, weir_error *err, uint32_t traits) {
  const uint32_t type = call->args > 0 ? call->arg[0]->type : 0;
  if (call->args < 1 || call->args > 2 || !aggregate_is_single(call->arg[0]))
    return aggregate_refuse(err,
                            "it takes one argument, which must not be a list, map or struct, and how many to keep");
  const weir_column *max = call->args == 2 ? call->constant[1] : NULL;
  if (call->args == 2 && (call->arg[1]->type != WEIR_I64 || !max || weir_is_null(max, 0) ||
                          ((const int64_t *)max->data)[0] < 1 || ((const int64_t *)max->data)[0] > DEFAULT_VALUES))
    return aggregate_refuse(err, "the second argument says how many values to keep: a number from 1 to 65536");
  const weir_field element = {.name = "element", .type = type};
  const weir_field result = {.name = "result", .type = WEIR_LIST, .children = 1, .child = &element};
  return aggregate_bound_to(call, &result, fields, 1, sizeof(collected), traits);
}
static weir_status bind_list(weir_call *call, weir_error *err) { return bind_with(call, err, WEIR_CALL_ORDERED); }
static weir_status bind_set(weir_call *call, weir_error *err) { return bind_with(call, err, 0); }

static uint32_t max_of(const weir_call *call) {
  return call->args == 2 ? (uint32_t)((const int64_t *)call->constant[1]->data)[0] : DEFAULT_VALUES;
}

static void fail(const weir_call *call, weir_table *table) {
  (void)call;
  call->host->table_fail(table, "the values collected of one key pass 65536 or 16 MiB; say how many to keep, as in "
                                "collect_list(x, 100)");
}

/* ---- lists: a count, then numbers of 8 bytes, or texts behind their lengths ---- */

static uint64_t count_of(const weir_str *list) {
  list_head h = {0};
  if (list->len) memcpy(&h, weir_text(list), sizeof h);
  return h.values;
}

static int append(const weir_call *call, weir_table *table, weir_str *list, const cell *value) {
  const int text = cell_is_text(call->arg[0]->type);
  const uint32_t size = text ? value->text.len : 8, before = list->len ? list->len : (uint32_t)sizeof(list_head);
  list_head h = {.values = count_of(list) + 1};
  if (h.values > max_of(call)) return call->args == 2;
  if ((uint64_t)before + size + sizeof size > MAX_BYTES) return 0;
  char *p = call->host->slot_reserve(table, list, (uint64_t)before + (text ? sizeof size : 0) + size);
  if (!p) return 0;
  memcpy(p, &h, sizeof h);
  p += before;
  if (text) {
    memcpy(p, &size, sizeof size);
    p += sizeof size;
  }
  memcpy(p, text ? weir_text(&value->text) : (const char *)value, size);
  return 1;
}

/* The value at *at, which moves behind it. */
static cell read_list(uint32_t type, const char **at) {
  uint32_t size = 8;
  if (cell_is_text(type)) {
    memcpy(&size, *at, sizeof size);
    *at += sizeof size;
  }
  const cell c = value_bytes_read(type, *at, size);
  *at += size;
  return c;
}

static void update_list(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                        uint32_t first, uint32_t n) {
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    if (weir_is_null(arg[0], first + i)) continue;
    const cell value = cell_of(arg[0], first + i);
    good = append(call, table, &((collected *)aggregate_state(slot[i], call->offset))->values, &value);
  }
  if (!good) fail(call, table);
}

/* Partial states arrive in the order of the rows they stand for. */
static void merge_list(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                       uint32_t first, uint32_t n) {
  const weir_str *from = (const weir_str *)state[0]->data + first;
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    weir_str *list = &((collected *)aggregate_state(slot[i], call->offset))->values;
    const char *at = weir_text(&from[i]) + sizeof(list_head);
    for (uint64_t left = count_of(&from[i]); left && good; left--) {
      const cell value = read_list(call->arg[0]->type, &at);
      good = append(call, table, list, &value);
    }
  }
  if (!good) fail(call, table);
}

/* ---- sets ---- */

static int add(const weir_call *call, weir_table *table, weir_str *set, const char *bytes, uint64_t n, uint64_t hash) {
  const uint32_t max = max_of(call);
  if (!value_set_add(call, table, set, bytes, n, hash, 0, call->args == 2 ? max : max + 1)) return 0;
  return set->len <= MAX_BYTES && value_set_values(set) <= max;
}

static void update_set(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  value_bytes room = {0};
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    uint64_t size;
    if (weir_is_null(arg[0], first + i)) continue;
    const char *bytes = value_bytes_of(&room, arg, 1, first + i, &size);
    collected *s = aggregate_state(slot[i], call->offset);
    good = bytes && add(call, table, &s->values, bytes, size, value_hash(bytes, size));
  }
  if (!good) fail(call, table);
  value_bytes_finish(&room);
}

static void merge_set(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                      uint32_t first, uint32_t n) {
  const weir_str *from = (const weir_str *)state[0]->data + first;
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    collected *s = aggregate_state(slot[i], call->offset);
    value_entry e = {.next = 0};
    while (good && value_set_next(&from[i], &e)) good = add(call, table, &s->values, e.bytes, e.size, e.hash);
  }
  if (!good) fail(call, table);
}

/* ---- results ---- */

/* Room for n elements of row `row`; the first one's index, or WEIR_NO_ROW. */
static uint32_t begin_row(weir_out *out, uint32_t column, uint32_t row, uint64_t n) {
  const uint32_t at = out->host->list_reserve(out, column, (uint32_t)n);
  if (at != WEIR_NO_ROW) out->col[column].ends[row] = at + (uint32_t)n;
  return at;
}

static void put_element(weir_out *out, uint32_t column, uint32_t at, uint32_t type, cell value) {
  void *data = out->col[column].child->data;
  if (cell_is_text(type))
    ((weir_str *)data)[at] = aggregate_keep_string(out, &value.text);
  else if (type == WEIR_BOOL)
    ((uint8_t *)data)[at] = (uint8_t)value.whole;
  else
    memcpy((char *)data + (size_t)at * 8, &value, 8);
}

static void put_list(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  const uint32_t type = call->arg[0]->type;
  for (uint32_t i = 0; i < n; i++) {
    const collected *s = aggregate_state(slot[i], call->offset);
    const uint64_t count = count_of(&s->values);
    const uint32_t at = begin_row(out, column, out->rows + i, count);
    if (at == WEIR_NO_ROW) return;
    const char *p = weir_text(&s->values) + sizeof(list_head);
    for (uint32_t k = 0; k < count; k++) put_element(out, column, at + k, type, read_list(type, &p));
  }
}

static void put_set(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  const uint32_t type = call->arg[0]->type;
  for (uint32_t i = 0; i < n; i++) {
    const collected *s = aggregate_state(slot[i], call->offset);
    uint32_t at = begin_row(out, column, out->rows + i, value_set_values(&s->values));
    value_entry e = {.next = 0};
    if (at == WEIR_NO_ROW) return;
    while (value_set_next(&s->values, &e))
      put_element(out, column, at++, type, value_bytes_read(type, e.bytes, e.size));
  }
}

#define COLLECT(id, kind, set, text)                                                                                   \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .flags = set, .name = id, .help = text, .bind = bind_##kind,                       \
    .update = update_##kind, .merge = merge_##kind, .result = put_##kind                                               \
  }
const weir_aggregate aggregate_collect[] = {
    COLLECT("collect_list", list, 0, "the values as a list, in order of arrival; collect_list(x, n): the first n"),
    COLLECT("array_agg", list, 0, "collect_list, under its other name"),
    COLLECT("collect_set", set, WEIR_AGGREGATE_IDEMPOTENT,
            "the different values as a list; collect_set(x, n): n of them"),
    COLLECT("collect_list_distinct", set, WEIR_AGGREGATE_IDEMPOTENT, "collect_list(distinct x) is collect_set(x)"),
    COLLECT("array_agg_distinct", set, WEIR_AGGREGATE_IDEMPOTENT, "array_agg(distinct x) is collect_set(x)"),
};
