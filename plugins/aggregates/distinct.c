/* SPDX-License-Identifier: Apache-2.0 */
/* count(distinct x, …), sum(distinct x), avg(distinct x): the values themselves are kept, up to 32 MiB a key; beyond,
 * the batch fails. Rows with a null among their values do not count. None can be taken back: which rows a value came
 * from is not kept. */
#include "value_set.h"

typedef struct distinct {
  weir_str set;
} distinct;

static const weir_field fields[] = {{.name = "values", .type = WEIR_BINARY, .offset = offsetof(distinct, set)}};

static weir_status bind_count(weir_call *call, weir_error *err) {
  int single = call->args > 0;
  for (uint32_t i = 0; i < call->args; i++) single = single && aggregate_is_single(call->arg[i]);
  if (!single)
    return aggregate_refuse(err, "count(distinct x, …) takes one argument or more, none a list, map or struct");
  return aggregate_bound(call, WEIR_I64, 0, fields, 1, sizeof(distinct), 0);
}

static weir_status bind_number(weir_call *call, weir_error *err, uint32_t result) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  if (type != WEIR_I64 && type != WEIR_F64)
    return aggregate_refuse(err, "it takes one argument, of type int64 or float64");
  return aggregate_bound(call, result ? result : type, WEIR_NULLABLE, fields, 1, sizeof(distinct), 0);
}
static weir_status bind_sum(weir_call *call, weir_error *err) { return bind_number(call, err, 0); }
static weir_status bind_avg(weir_call *call, weir_error *err) { return bind_number(call, err, WEIR_F64); }

static void fail(const weir_call *call, weir_table *table) {
  call->host->table_fail(table,
                         "the distinct values of one key pass 32 MiB; approx_count_distinct(x) counts any number "
                         "of them in a few hundred bytes");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  value_bytes room = {0};
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    uint64_t size;
    if (value_is_null(arg, call->args, first + i)) continue;
    const char *bytes = value_bytes_of(&room, arg, call->args, first + i, &size);
    distinct *s = aggregate_state(slot[i], call->offset);
    good = bytes && value_set_add(call, table, &s->set, bytes, size, value_hash(bytes, size), 0, UINT32_MAX);
  }
  if (!good) fail(call, table);
  value_bytes_finish(&room);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  const weir_str *set = (const weir_str *)state[0]->data + first;
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    distinct *s = aggregate_state(slot[i], call->offset);
    value_entry e = {.next = 0};
    if (s->set.len == 0) {
      call->host->slot_string(table, &s->set, weir_text(&set[i]), set[i].len);
      continue;
    }
    while (good && value_set_next(&set[i], &e))
      good = value_set_add(call, table, &s->set, e.bytes, e.size, e.hash, 0, UINT32_MAX);
  }
  if (!good) fail(call, table);
}

/* ---- results ---- */

static void put_count(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  int64_t *to = (int64_t *)out->col[column].data + out->rows;
  for (uint32_t i = 0; i < n; i++)
    to[i] = value_set_values(&((const distinct *)aggregate_state(slot[i], call->offset))->set);
}

/* The sum of a set: whole wraps around. */
static cell sum_of(const weir_str *set, uint32_t type) {
  cell sum = {.whole = 0};
  value_entry e = {.next = 0};
  while (value_set_next(set, &e)) {
    const cell c = value_bytes_read(type, e.bytes, e.size);
    if (type == WEIR_F64)
      sum.real += c.real;
    else
      sum.whole = aggregate_add(sum.whole, c.whole);
  }
  return sum;
}

static void put_sum(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const distinct *s = aggregate_state(slot[i], call->offset);
    const cell sum = sum_of(&s->set, call->arg[0]->type);
    cell_put(out, column, out->rows + i, call->arg[0]->type, &sum);
    if (s->set.len == 0) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

static double mean_of(const weir_str *set, uint32_t type) {
  double sum = 0;
  value_entry e = {.next = 0};
  while (value_set_next(set, &e)) {
    const cell c = value_bytes_read(type, e.bytes, e.size);
    sum += type == WEIR_F64 ? c.real : (double)c.whole;
  }
  return sum / value_set_values(set);
}

static void put_avg(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) {
    const distinct *s = aggregate_state(slot[i], call->offset);
    ((double *)out->col[column].data)[out->rows + i] = s->set.len ? mean_of(&s->set, call->arg[0]->type) : 0;
    if (s->set.len == 0) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

#define DISTINCT(id, binds, put, text)                                                                                 \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .flags = WEIR_AGGREGATE_IDEMPOTENT, .name = id, .help = text, .bind = binds,       \
    .update = update, .merge = merge, .result = put                                                                    \
  }
const weir_aggregate aggregate_distinct[] = {
    DISTINCT("count_distinct", bind_count, put_count, "count(distinct x, …): how many different values there are"),
    DISTINCT("sum_distinct", bind_sum, put_sum, "sum(distinct x): each value once"),
    DISTINCT("avg_distinct", bind_avg, put_avg, "avg(distinct x): each value once"),
};
