/* SPDX-License-Identifier: Apache-2.0 */
/* variance, stddev, skewness, kurtosis of int64 or float64, from central moments that are merged by Pébay's formulas;
 * a row is a state of its own. Moments of floats are never subtracted: none can be taken back. */
#include "aggregates.h"
#include <math.h>

/* m2, m3, m4: sums of (x - mean) to that power. A state holds as many of them as its results need. */
typedef struct moments {
  double rows, mean, m2, m3, m4;
} moments;

static const weir_field fields[] = {{.name = "rows", .type = WEIR_F64, .offset = offsetof(moments, rows)},
                                    {.name = "mean", .type = WEIR_F64, .offset = offsetof(moments, mean)},
                                    {.name = "m2", .type = WEIR_F64, .offset = offsetof(moments, m2)},
                                    {.name = "m3", .type = WEIR_F64, .offset = offsetof(moments, m3)},
                                    {.name = "m4", .type = WEIR_F64, .offset = offsetof(moments, m4)}};

static weir_status bind(weir_call *call, weir_error *err, uint32_t order) {
  const uint32_t type = call->args == 1 ? call->arg[0]->type : 0;
  if (type != WEIR_I64 && type != WEIR_F64)
    return aggregate_refuse(err, "it takes one argument, of type int64 or float64");
  return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, fields, 1 + order, 8 * (1 + order), 0);
}

static weir_status bind_2(weir_call *call, weir_error *err) { return bind(call, err, 2); }
static weir_status bind_3(weir_call *call, weir_error *err) { return bind(call, err, 3); }
static weir_status bind_4(weir_call *call, weir_error *err) { return bind(call, err, 4); }

/* ---- states ---- */

static void combine(moments *to, const moments *b) {
  if (b->rows <= 0) return;
  const moments a = *to;
  if (a.rows <= 0) {
    *to = *b;
    return;
  }
  const double n = a.rows + b->rows, d = b->mean - a.mean, na = a.rows / n, nb = b->rows / n; /* shares */
  to->rows = n;
  to->mean = a.mean + d * nb;
  to->m2 = a.m2 + b->m2 + d * d * na * b->rows;
  to->m3 = a.m3 + b->m3 + d * d * d * na * nb * (a.rows - b->rows) + 3 * d * (na * b->m2 - nb * a.m2);
  to->m4 = a.m4 + b->m4 + d * d * d * d * na * nb * (a.rows * na - a.rows * nb + b->rows * nb) +
           6 * d * d * (na * na * b->m2 + nb * nb * a.m2) + 4 * d * (na * b->m3 - nb * a.m3);
}

/* Only the fields that are in the slot. */
static void combine_into(void *state, const moments *b, uint32_t size) {
  moments a = {0};
  memcpy(&a, state, size);
  combine(&a, b);
  memcpy(state, &a, size);
}

static void update(const weir_call *call, void *const *slot, const weir_column *x, uint32_t first, uint32_t n,
                   uint32_t order) {
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(x, first + i)) continue;
    const double value = aggregate_real(x, first + i), zero = value - value; /* NaN for infinities, as in Spark */
    const moments one = {1, value, zero, zero, zero};
    combine_into(aggregate_state(slot[i], call->offset), &one, 8 * (1 + order));
  }
}

static void merge(const weir_call *call, void *const *slot, const weir_column *const *state, uint32_t first, uint32_t n,
                  uint32_t order) {
  for (uint32_t i = 0; i < n; i++) {
    double field[1 + 4] = {0};
    moments b;
    for (uint32_t f = 0; f <= order; f++) field[f] = ((const double *)state[f]->data)[first + i];
    memcpy(&b, field, sizeof b);
    combine_into(aggregate_state(slot[i], call->offset), &b, 8 * (1 + order));
  }
}

static void update_2(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                     uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, 2);
}
static void update_3(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                     uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, 3);
}
static void update_4(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                     uint32_t first, uint32_t n) {
  (void)table;
  update(call, slot, arg[0], first, n, 4);
}
static void merge_2(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, 2);
}
static void merge_3(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, 3);
}
static void merge_4(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                    uint32_t first, uint32_t n) {
  (void)table;
  merge(call, slot, state, first, n, 4);
}

/* ---- results: false where there is none ---- */

static int variance_pop(const moments *s, double *to) { return *to = s->m2 / s->rows, s->rows > 0; }
static int variance_samp(const moments *s, double *to) { return *to = s->m2 / (s->rows - 1), s->rows > 1; }
static int stddev_pop(const moments *s, double *to) { return *to = sqrt(s->m2 / s->rows), s->rows > 0; }
static int stddev_samp(const moments *s, double *to) { return *to = sqrt(s->m2 / (s->rows - 1)), s->rows > 1; }
static int skewness(const moments *s, double *to) {
  *to = sqrt(s->rows) * s->m3 / sqrt(s->m2 * s->m2 * s->m2);
  return s->rows > 0 && fpclassify(s->m2) != FP_ZERO;
}
static int kurtosis(const moments *s, double *to) {
  *to = s->rows * s->m4 / (s->m2 * s->m2) - 3;
  return s->rows > 0 && fpclassify(s->m2) != FP_ZERO;
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column, uint32_t order,
                   int (*of)(const moments *s, double *to)) {
  for (uint32_t i = 0; i < n; i++) {
    moments s = {0};
    double value;
    memcpy(&s, aggregate_state(slot[i], call->offset), 8 * (1 + order));
    const int is = of(&s, &value);
    ((double *)out->col[column].data)[out->rows + i] = is ? value : 0;
    if (!is) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

static void put_variance_pop(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 2, variance_pop);
}
static void put_variance_samp(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 2, variance_samp);
}
static void put_stddev_pop(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 2, stddev_pop);
}
static void put_stddev_samp(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 2, stddev_samp);
}
static void put_skewness(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 3, skewness);
}
static void put_kurtosis(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  result(call, slot, n, out, column, 4, kurtosis);
}

#define MOMENTS(id, order, put, text)                                                                                  \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .name = id, .help = text, .bind = bind_##order, .update = update_##order,          \
    .merge = merge_##order, .result = put                                                                              \
  }
const weir_aggregate aggregate_moments[] = {
    MOMENTS("variance", 2, put_variance_samp, "the sample variance, null of fewer than two values"),
    MOMENTS("var_samp", 2, put_variance_samp, "variance, under its other name"),
    MOMENTS("var_pop", 2, put_variance_pop, "the population variance"),
    MOMENTS("stddev", 2, put_stddev_samp, "the sample standard deviation, null of fewer than two values"),
    MOMENTS("stddev_samp", 2, put_stddev_samp, "stddev, under its other name"),
    MOMENTS("std", 2, put_stddev_samp, "stddev, under its other name"),
    MOMENTS("stddev_pop", 2, put_stddev_pop, "the population standard deviation"),
    MOMENTS("skewness", 3, put_skewness, "the skewness, null where all values are equal"),
    MOMENTS("kurtosis", 4, put_kurtosis, "the excess kurtosis, null where all values are equal"),
};
