/* SPDX-License-Identifier: Apache-2.0 */
/* percentile_approx(x, p, accuracy), approx_percentile: the least value that a share p of all values does not pass, as
 * Spark's; p may be a list. median(x): the middle, or the mean of the two in the middle, as float64.
 *
 * From a sketch of bounded size: exact up to about 3 × accuracy values a key, beyond that the rank is off by at most
 * 1 / accuracy of all values with 99 % probability. Accuracy is 1,000 unless given, at most 10,000; a key takes at most
 * 80 bytes × accuracy. */
#include "quantiles.h"
#include <math.h>
#include <stdlib.h>

enum { DEFAULT_ACCURACY = 1000, MAX_ACCURACY = 10000 };

typedef struct percentile {
  weir_str sketch;
} percentile;

static const weir_field fields[] = {{.name = "sketch", .type = WEIR_BINARY, .offset = offsetof(percentile, sketch)}};

/* ---- bind ---- */

static int is_number(uint32_t type) { return type == WEIR_I64 || type == WEIR_F64; }
static int is_given(const weir_call *call, uint32_t i) {
  return call->args > i && call->constant[i] && !weir_is_null(call->constant[i], 0);
}

/* The shares asked for: one number, or the elements of a list. */
static const weir_column *shares_of(const weir_call *call, uint32_t *first, uint32_t *end) {
  const weir_column *p = call->constant[1];
  *first = p->type == WEIR_LIST ? p->first : 0;
  *end = p->type == WEIR_LIST ? p->ends[0] : 1;
  return p->type == WEIR_LIST ? p->child : p;
}

static int are_shares(const weir_call *call) {
  uint32_t first, end;
  if (!is_given(call, 1)) return 0;
  const weir_column *p = shares_of(call, &first, &end);
  if (!is_number(p->type) || first == end) return 0;
  for (; first < end; first++)
    if (weir_is_null(p, first) || !(aggregate_real(p, first) >= 0 && aggregate_real(p, first) <= 1)) return 0;
  return 1;
}

static int64_t accuracy_of(const weir_call *call) {
  return call->args == 3 ? ((const int64_t *)call->constant[2]->data)[0] : DEFAULT_ACCURACY;
}

static int is_accuracy(const weir_call *call) {
  if (call->args < 3) return 1;
  return call->arg[2]->type == WEIR_I64 && is_given(call, 2) && accuracy_of(call) >= 1 &&
         accuracy_of(call) <= MAX_ACCURACY;
}

static weir_status bind(weir_call *call, weir_error *err) {
  const uint32_t type = call->args > 0 ? call->arg[0]->type : 0;
  if (call->args < 2 || call->args > 3 || (!is_number(type) && type != WEIR_TIME))
    return aggregate_refuse(err, "it takes an int64, a float64 or a timestamp, a share, and an accuracy if need be");
  if (!are_shares(call))
    return aggregate_refuse(err, "the second argument is a share, or a list of them: numbers from 0.0 to 1.0");
  if (!is_accuracy(call)) return aggregate_refuse(err, "the third argument is the accuracy: a number from 1 to 10000");
  const weir_field element = {.name = "element", .type = type};
  const weir_field list = {
      .name = "result", .type = WEIR_LIST, .flags = WEIR_NULLABLE, .children = 1, .child = &element};
  if (call->constant[1]->type == WEIR_LIST) return aggregate_bound_to(call, &list, fields, 1, sizeof(percentile), 0);
  return aggregate_bound(call, type, WEIR_NULLABLE, fields, 1, sizeof(percentile), 0);
}

static weir_status bind_median(weir_call *call, weir_error *err) {
  if (call->args != 1 || !is_number(call->arg[0]->type))
    return aggregate_refuse(err, "median(x) takes one argument, of type int64 or float64");
  return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, fields, 1, sizeof(percentile), 0);
}

/* What the error bound asks for. */
static uint32_t size_of(const weir_call *call) {
  return (uint32_t)ceil(pow(2.296 * (double)accuracy_of(call), 1 / 0.9723)) + 8;
}

/* ---- rows and states ---- */

static void fail(const weir_call *call, weir_table *table) {
  call->host->table_fail(table, "there is not enough memory for percentiles");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  const uint32_t k = size_of(call), type = call->arg[0]->type;
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++)
    if (!weir_is_null(arg[0], first + i))
      good = quantiles_add(call, table, &((percentile *)aggregate_state(slot[i], call->offset))->sketch, k,
                           quantiles_key(type, arg[0], first + i));
  if (!good) fail(call, table);
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  const weir_str *from = (const weir_str *)state[0]->data + first;
  const uint32_t k = size_of(call);
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++)
    good = quantiles_merge(call, table, &((percentile *)aggregate_state(slot[i], call->offset))->sketch, k, &from[i]);
  if (!good) fail(call, table);
}

/* ---- results ---- */

static cell value_at(uint32_t type, const quantiles_item *item, uint32_t items, uint64_t values, double share) {
  const double rank = ceil(share * (double)values);
  return quantiles_value(type, quantiles_at(item, items, rank < 1 ? 0 : (uint64_t)rank - 1));
}

static void put_shares(const weir_call *call, weir_out *out, uint32_t column, uint32_t row, const quantiles_item *item,
                       uint32_t items, uint64_t values) {
  uint32_t share, end;
  const weir_column *p = shares_of(call, &share, &end);
  if (call->constant[1]->type != WEIR_LIST) {
    const cell c = value_at(call->arg[0]->type, item, items, values, aggregate_real(p, share));
    memcpy((char *)out->col[column].data + (size_t)row * 8, &c, 8);
    return;
  }
  uint32_t at = out->host->list_reserve(out, column, end - share);
  if (at == WEIR_NO_ROW) return;
  for (; share < end; share++, at++) {
    const cell c = value_at(call->arg[0]->type, item, items, values, aggregate_real(p, share));
    memcpy((char *)out->col[column].child->data + (size_t)at * 8, &c, 8);
  }
  out->col[column].ends[row] = at;
}

static void put_none(const weir_call *call, weir_out *out, uint32_t column, uint32_t row) {
  aggregate_put_null(&out->col[column], row);
  if (call->args > 1 && call->constant[1]->type == WEIR_LIST) {
    const uint32_t at = out->host->list_reserve(out, column, 0);
    if (at != WEIR_NO_ROW) out->col[column].ends[row] = at;
  } else {
    ((int64_t *)out->col[column].data)[row] = 0;
  }
}

static void put_median(const weir_call *call, weir_out *out, uint32_t column, uint32_t row, const quantiles_item *item,
                       uint32_t items, uint64_t values) {
  const uint32_t type = call->arg[0]->type;
  const cell low = quantiles_value(type, quantiles_at(item, items, (values - 1) / 2));
  const cell high = quantiles_value(type, quantiles_at(item, items, values / 2));
  const double a = type == WEIR_F64 ? low.real : (double)low.whole,
               b = type == WEIR_F64 ? high.real : (double)high.whole;
  ((double *)out->col[column].data)[row] = a < b || a > b ? a * 0.5 + b * 0.5 : b;
}

typedef void (*put_fn)(const weir_call *call, weir_out *out, uint32_t column, uint32_t row, const quantiles_item *item,
                       uint32_t items, uint64_t values);

static void put(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column, put_fn put_one) {
  for (uint32_t i = 0; i < n; i++) {
    const percentile *s = aggregate_state(slot[i], call->offset);
    quantiles_item *item;
    uint64_t values;
    const uint32_t items = quantiles_open(&s->sketch, &item, &values);
    if (items)
      put_one(call, out, column, out->rows + i, item, items, values);
    else
      put_none(call, out, column, out->rows + i);
    if (!items && values) out->host->fail(out, "there is not enough memory to read percentiles");
    free(item);
  }
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  put(call, slot, n, out, column, put_shares);
}
static void result_median(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  put(call, slot, n, out, column, put_median);
}

#define PERCENTILE(id, binds, put, text)                                                                               \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .name = id, .help = text, .bind = binds, .update = update, .merge = merge,         \
    .result = put                                                                                                      \
  }
const weir_aggregate aggregate_percentile[] = {
    PERCENTILE("percentile_approx", bind, result,
               "the value that a share of all does not pass: percentile_approx(x, 0.9)"),
    PERCENTILE("approx_percentile", bind, result, "percentile_approx, under its other name"),
    PERCENTILE("median", bind_median, result_median, "the middle value; approximate beyond about 3,000 values"),
};
