/* SPDX-License-Identifier: Apache-2.0 */
/* covar_pop, covar_samp, corr of two columns of int64 or float64; rows in which either is null do not count. Merged as
 * central moments are, never subtracted: none can be taken back. */
#include "aggregates.h"
#include <math.h>

/* xy: the sum of (x - mean of x) × (y - mean of y); xx, yy likewise. */
typedef struct comoments {
  double rows, x, y, xy, xx, yy;
} comoments;
enum { FIELDS = 6 };

static const weir_field fields[FIELDS] = {{.name = "rows", .type = WEIR_F64, .offset = offsetof(comoments, rows)},
                                          {.name = "x", .type = WEIR_F64, .offset = offsetof(comoments, x)},
                                          {.name = "y", .type = WEIR_F64, .offset = offsetof(comoments, y)},
                                          {.name = "xy", .type = WEIR_F64, .offset = offsetof(comoments, xy)},
                                          {.name = "xx", .type = WEIR_F64, .offset = offsetof(comoments, xx)},
                                          {.name = "yy", .type = WEIR_F64, .offset = offsetof(comoments, yy)}};

static int is_number(uint32_t type) { return type == WEIR_I64 || type == WEIR_F64; }

static weir_status bind(weir_call *call, weir_error *err) {
  if (call->args != 2 || !is_number(call->arg[0]->type) || !is_number(call->arg[1]->type))
    return aggregate_refuse(err, "it takes two arguments, of type int64 or float64");
  return aggregate_bound(call, WEIR_F64, WEIR_NULLABLE, fields, FIELDS, sizeof(comoments), 0);
}

static void combine(comoments *to, const comoments *b) {
  if (b->rows <= 0) return;
  const comoments a = *to;
  if (a.rows <= 0) {
    *to = *b;
    return;
  }
  const double n = a.rows + b->rows, dx = b->x - a.x, dy = b->y - a.y, share = b->rows / n, weight = a.rows * share;
  to->rows = n;
  to->x = a.x + dx * share;
  to->y = a.y + dy * share;
  to->xy = a.xy + b->xy + dx * dy * weight;
  to->xx = a.xx + b->xx + dx * dx * weight;
  to->yy = a.yy + b->yy + dy * dy * weight;
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) {
    if (weir_is_null(arg[0], first + i) || weir_is_null(arg[1], first + i)) continue;
    const double x = aggregate_real(arg[0], first + i), y = aggregate_real(arg[1], first + i);
    const comoments one = {1, x, y, (x - x) * (y - y), x - x, y - y}; /* NaN for infinities, as in Spark */
    combine(aggregate_state(slot[i], call->offset), &one);
  }
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) {
    double field[FIELDS];
    comoments b;
    for (uint32_t f = 0; f < FIELDS; f++) field[f] = ((const double *)state[f]->data)[first + i];
    memcpy(&b, field, sizeof b);
    combine(aggregate_state(slot[i], call->offset), &b);
  }
}

static void put(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column,
                int (*of)(const comoments *s, double *to)) {
  for (uint32_t i = 0; i < n; i++) {
    double value;
    const int is = of(aggregate_state(slot[i], call->offset), &value);
    ((double *)out->col[column].data)[out->rows + i] = is ? value : 0;
    if (!is) aggregate_put_null(&out->col[column], out->rows + i);
  }
}

static int covar_pop(const comoments *s, double *to) { return *to = s->xy / s->rows, s->rows > 0; }
static int covar_samp(const comoments *s, double *to) { return *to = s->xy / (s->rows - 1), s->rows > 1; }
static int corr(const comoments *s, double *to) {
  const double spread = sqrt(s->xx * s->yy);
  *to = s->xy / spread;
  return s->rows > 1 && fpclassify(spread) != FP_ZERO;
}

static void put_covar_pop(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  put(call, slot, n, out, column, covar_pop);
}
static void put_covar_samp(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  put(call, slot, n, out, column, covar_samp);
}
static void put_corr(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  put(call, slot, n, out, column, corr);
}

#define COMOMENTS(id, text)                                                                                            \
  {                                                                                                                    \
    .size = sizeof(weir_aggregate), .name = #id, .help = text, .bind = bind, .update = update, .merge = merge,         \
    .result = put_##id                                                                                                 \
  }
const weir_aggregate aggregate_comoments[] = {
    COMOMENTS(covar_pop, "the population covariance of two columns"),
    COMOMENTS(covar_samp, "the sample covariance of two columns, null of fewer than two rows"),
    COMOMENTS(corr, "the correlation of two columns, null where one of them is constant"),
};
