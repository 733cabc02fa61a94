/* SPDX-License-Identifier: Apache-2.0 */
/* Order of rows by some of their columns, for sort and top: Spark's, nulls first when ascending and last when descending,
 * NaN above all numbers, strings by their bytes. Rows that are alike keep their order of arrival. */
#ifndef OPERATORS_ORDERING_H
#define OPERATORS_ORDERING_H
#include <math.h>
#include <stdio.h>
#include <weir/weir.h>

typedef struct ordering {
  weir_columns by, turned; /* turned: those of `by` whose direction is not the usual one */
  uint32_t descends;       /* the usual direction */
  const weir_chunk *rows;  /* of lists, as scan_rows gives them: what is compared are their elements */
} ordering;

static inline int ordering_compare_floats(double a, double b) {
  if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
  return (a > b) - (a < b);
}

static inline int ordering_compare_texts(const weir_str *a, const weir_str *b) {
  const uint32_t n = a->len < b->len ? a->len : b->len;
  const int c = memcmp(weir_text(a), weir_text(b), n);
  return c ? c : (a->len > b->len) - (a->len < b->len);
}

static inline int ordering_compare_values(const weir_column *c, uint32_t a, uint32_t b) {
  const int has_a = !weir_is_null(c, a), has_b = !weir_is_null(c, b);
  if (!has_a || !has_b) return has_a - has_b;
  switch (c->type) {
  case WEIR_BOOL:
    return ((const uint8_t *)c->data)[a] - ((const uint8_t *)c->data)[b];
  case WEIR_F64:
    return ordering_compare_floats(((const double *)c->data)[a], ((const double *)c->data)[b]);
  case WEIR_STRING:
  case WEIR_BINARY:
    return ordering_compare_texts((const weir_str *)c->data + a, (const weir_str *)c->data + b);
  default:
    return (((const int64_t *)c->data)[a] > ((const int64_t *)c->data)[b]) -
           (((const int64_t *)c->data)[a] < ((const int64_t *)c->data)[b]);
  }
}

static inline int ordering_is_turned(const ordering *o, uint32_t column) {
  for (uint32_t i = 0; i < o->turned.count; i++)
    if (o->turned.index[i] == column) return 1;
  return 0;
}

/* Below 0: row a comes before row b. Never 0 for different rows. */
static inline int ordering_compare(const ordering *o, uint32_t a, uint32_t b) {
  for (uint32_t i = 0; i < o->by.count; i++) {
    const uint32_t column = o->by.index[i];
    const int c = ordering_compare_values(weir_col(o->rows, column)->child, a, b);
    if (c) return ordering_is_turned(o, column) != (int)o->descends ? -c : c;
  }
  return a < b ? -1 : a > b;
}

/* Refuses columns that have no order, and turned ones that are not compared at all. */
static inline weir_status ordering_bind(const ordering *o, const weir_plan *plan, int32_t by, int32_t turned,
                                        weir_error *err) {
  for (uint32_t i = 0; i < o->by.count; i++) {
    const weir_field *f = weir_field_at(plan->input[0], o->by.index[i]);
    if (f->type < WEIR_LIST) continue;
    err->option = by;
    err->entry = i;
    (void)snprintf(err->text, sizeof err->text, "'%.200s' is a list, map or struct, which has no order", f->name);
    return WEIR_EINVAL;
  }
  for (uint32_t i = 0; i < o->turned.count; i++) {
    uint32_t k = 0;
    while (k < o->by.count && o->by.index[k] != o->turned.index[i]) k++;
    if (k < o->by.count) continue;
    err->option = turned;
    err->entry = i;
    (void)snprintf(err->text, sizeof err->text, "'%.200s' is not one of the columns in by",
                   weir_field_at(plan->input[0], o->turned.index[i])->name);
    return WEIR_EINVAL;
  }
  return WEIR_OK;
}

/* Gathers rows row[0..n), numbers of elements of the lists, into out. */
static inline void ordering_put(const ordering *o, const uint32_t *row, uint32_t n, weir_out *out) {
  for (uint32_t done = 0, k; done < n && !out->failed; done += k) {
    if (out->rows == out->capacity) out->host->flush(out);
    k = out->capacity - out->rows;
    if (k > n - done) k = n - done;
    for (uint32_t c = 0; c < o->rows->columns; c++)
      out->host->put_column(out, c, weir_col(o->rows, c)->child, row + done, k);
    out->rows += k;
  }
}
#endif
