/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic that gives null where it has no result: try_add and its like. And width_bucket, elt. */
#include "functions.h"
#include <math.h>

enum { ADD, SUBTRACT, MULTIPLY, MOD };

/* 1: there is no result. */
static int compute(int how, int64_t a, int64_t b, int64_t *to) {
  switch (how) {
  case ADD:
    return __builtin_add_overflow(a, b, to);
  case SUBTRACT:
    return __builtin_sub_overflow(a, b, to);
  case MULTIPLY:
    return __builtin_mul_overflow(a, b, to);
  default:
    if (b == 0) return 1;
    *to = b == -1 ? 0 : a % b;
    return 0;
  }
}

static int compute_real(int how, double a, double b, double *to) {
  *to = how == ADD ? a + b : how == SUBTRACT ? a - b : how == MULTIPLY ? a * b : fmod(a, b);
  return how == MOD && fpclassify(b) == FP_ZERO;
}

static weir_status try_one(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const int how = function_of(call)->variant, whole = call->arg[0]->type == WEIR_I64;
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const int fails = whole ? compute(how, ((const int64_t *)arg[0]->data)[r], ((const int64_t *)arg[1]->data)[r],
                                      (int64_t *)to->data + r)
                            : compute_real(how, ((const double *)arg[0]->data)[r], ((const double *)arg[1]->data)[r],
                                           (double *)to->data + r);
    if (!fails) continue;
    ((int64_t *)to->data)[r] = 0;
    function_set_null(to, r);
  }
  return WEIR_OK;
}

static weir_status try_divide(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const double *a = arg[0]->data, *b = arg[1]->data;
  weir_out_column *to = &out->col[column];
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int zero = fpclassify(b[r]) == FP_ZERO;
    ((double *)to->data)[r] = zero ? 0 : a[r] / b[r];
    if (zero) function_set_null(to, r);
  }
  return WEIR_OK;
}

/* Both integers, or both reals. */
static weir_status bind_numbers(weir_call *call, weir_error *err) {
  static const weir_field real = {.name = "x", .type = WEIR_F64};
  (void)err;
  if (call->arg[0]->type != WEIR_I64 || call->arg[1]->type != WEIR_I64)
    for (uint32_t i = 0; i < 2; i++)
      if (call->cast(call, i, &real) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "number", .type = call->arg[0]->type, .flags = WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(try_add, "try_add(a, b): a + b; null where integers overflow", "(any, any)", bind_numbers, try_one,
             .variant = ADD);
STRICT_BOUND(try_subtract, "try_subtract(a, b): a - b; null where integers overflow", "(any, any)", bind_numbers,
             try_one, .variant = SUBTRACT);
STRICT_BOUND(try_multiply, "try_multiply(a, b): a * b; null where integers overflow", "(any, any)", bind_numbers,
             try_one, .variant = MULTIPLY);
STRICT_BOUND(try_mod, "try_mod(a, b): a % b; null if b is 0", "(any, any)", bind_numbers, try_one, .variant = MOD);
STRICT(try_divide, "try_divide(a, b): a / b; null if b is 0", "(float64, float64) -> float64?", try_divide);

/* ---- width_bucket ------------------------------------------------------------------------------------------------ */

/* The number, from 1, of the equal part of low .. high that x is in; 0 and count + 1 beyond. -1: there is none. */
static int64_t bucket_of(double x, double low, double high, int64_t count) {
  if (count <= 0 || count == INT64_MAX || isnan(x) || low == high || !isfinite(low) || !isfinite(high)) return -1;
  const double from = low < high ? low : high, to = low < high ? high : low;
  if (low < high ? x < low : x > low) return 0;
  if (low < high ? x >= high : x <= high) return count + 1;
  const double part = (double)count * (low < high ? x - from : to - x) / (to - from);
  return (int64_t)part + 1;
}

static weir_status width_bucket(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const double *x = arg[0]->data, *low = arg[1]->data, *high = arg[2]->data;
  const int64_t *count = arg[3]->data;
  weir_out_column *to = &out->col[column];
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int64_t bucket = bucket_of(x[r], low[r], high[r], count[r]);
    ((int64_t *)to->data)[r] = max_i64(bucket, 0);
    if (bucket < 0) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(width_bucket,
       "width_bucket(x, low, high, count): which of count equal parts of low to high x is in, from 1; 0 or count + 1 "
       "beyond them",
       "(float64, float64, float64, int64) -> int64?", width_bucket);

/* ---- elt --------------------------------------------------------------------------------------------------------- */

static weir_status elt(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const int64_t *which = arg[0]->data;
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const int there = which[r] >= 1 && which[r] < call->args && !weir_is_null(arg[which[r]], r);
    ((weir_str *)to->data)[r] = there ? ((const weir_str *)arg[which[r]]->data)[r] : weir_view("", 0);
    if (!there) function_set_null(to, r);
  }
  return WEIR_OK;
}

LENIENT(elt, "elt(n, text, …): text number n, from 1; null if there is none", "(int64, string, string...) -> string?",
        elt);
