/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of integers, and those that are the same for integers and reals: abs, negative, mod, pmod, factorial, and
 * the bits. Integers wrap. */
#include "functions.h"
#include <math.h>

/* ---- one number -------------------------------------------------------------------------------------------------- */

enum { ABS, NEGATIVE, POSITIVE };

static uint64_t changed(uint64_t x, int how) { return how == NEGATIVE || (how == ABS && (int64_t)x < 0) ? -x : x; }

static weir_status change_sign(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const int how = function_of(call)->variant;
  if (call->arg[0]->type == WEIR_I64) {
    const uint64_t *x = arg[0]->data;
    uint64_t *to = out->col[column].data;
    for (uint32_t r = 0; r < rows; r++) to[r] = changed(x[r], how);
  } else {
    const double *x = arg[0]->data;
    double *to = out->col[column].data;
    for (uint32_t r = 0; r < rows; r++) to[r] = how == ABS ? fabs(x[r]) : how == NEGATIVE ? -x[r] : x[r];
  }
  return WEIR_OK;
}

STRICT(abs, "abs(x): x without its sign; the least int64 stays", "(float64|int64) -> $1", change_sign, .variant = ABS);
STRICT(negative, "negative(x): -x", "(float64|int64) -> $1", change_sign, .variant = NEGATIVE);
STRICT(positive, "positive(x): x", "(float64|int64) -> $1", change_sign, .variant = POSITIVE);

static weir_status factorial(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const int64_t *x = arg[0]->data;
  weir_out_column *to = &out->col[column];
  int64_t product[21] = {1};
  (void)call;
  for (int64_t i = 1; i <= 20; i++) product[i] = product[i - 1] * i;
  for (uint32_t r = 0; r < rows; r++) {
    const int is_there = x[r] >= 0 && x[r] <= 20;
    ((int64_t *)to->data)[r] = is_there ? product[x[r]] : 0;
    if (!is_there) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(factorial, "factorial(n): 1 · 2 · … · n, for n from 0 to 20; null for others", "(int64) -> int64?", factorial);

/* ---- remainders -------------------------------------------------------------------------------------------------- */

static int64_t rest(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }

/* Not negative for a positive divisor. */
static int64_t positive_rest(int64_t a, int64_t b) {
  const int64_t r = rest(a, b);
  return r < 0 ? rest((int64_t)((uint64_t)r + (uint64_t)b), b) : r;
}

static double positive_rest_real(double a, double b) {
  const double r = fmod(a, b);
  return r < 0 ? fmod(r + b, b) : r;
}

enum { MOD, PMOD };

static weir_status remainders(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const int positive = function_of(call)->variant == PMOD;
  weir_out_column *to = &out->col[column];
  if (call->arg[0]->type == WEIR_I64) {
    const int64_t *a = arg[0]->data, *b = arg[1]->data;
    for (uint32_t r = 0; r < rows; r++) {
      ((int64_t *)to->data)[r] = b[r] == 0 ? 0 : positive ? positive_rest(a[r], b[r]) : rest(a[r], b[r]);
      if (b[r] == 0) function_set_null(to, r);
    }
    return WEIR_OK;
  }
  const double *a = arg[0]->data, *b = arg[1]->data;
  for (uint32_t r = 0; r < rows; r++) {
    const int zero = fpclassify(b[r]) == FP_ZERO;
    ((double *)to->data)[r] = zero ? 0 : positive ? positive_rest_real(a[r], b[r]) : fmod(a[r], b[r]);
    if (zero) function_set_null(to, r);
  }
  return WEIR_OK;
}

/* Both integers, or both reals. */
static weir_status bind_remainders(weir_call *call, weir_error *err) {
  static const weir_field real = {.name = "x", .type = WEIR_F64};
  (void)err;
  if (call->arg[0]->type != WEIR_I64 || call->arg[1]->type != WEIR_I64)
    for (uint32_t i = 0; i < 2; i++)
      if (call->cast(call, i, &real) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "rest", .type = call->arg[0]->type, .flags = WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(mod, "mod(a, b): the rest of a / b, with the sign of a; null if b is 0", "(any, any)", bind_remainders,
             remainders, .variant = MOD);
STRICT_BOUND(pmod, "pmod(a, b): the rest of a / b, not negative if b is positive; null if b is 0", "(any, any)",
             bind_remainders, remainders, .variant = PMOD);

/* ---- bits -------------------------------------------------------------------------------------------------------- */

static weir_status bit_count(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++)
    to[r] = call->arg[0]->type == WEIR_BOOL ? ((const uint8_t *)arg[0]->data)[r]
                                            : __builtin_popcountll(((const uint64_t *)arg[0]->data)[r]);
  return WEIR_OK;
}

static weir_status get_bit(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const uint64_t *x = arg[0]->data;
  const int64_t *bit = arg[1]->data;
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) {
    const int is_bit = bit[r] >= 0 && bit[r] < 64;
    if (!is_bit && !weir_is_null(arg[0], r) && !weir_is_null(arg[1], r))
      return function_fail(out, "getbit reads bits 0 to 63 of a number; it was asked for another one");
    to[r] = is_bit ? (int64_t)(x[r] >> bit[r] & 1) : 0;
  }
  (void)call;
  return WEIR_OK;
}

enum { SHIFT_LEFT, SHIFT_RIGHT, SHIFT_UNSIGNED };

static weir_status shift(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const int how = function_of(call)->variant;
  const uint64_t *x = arg[0]->data, *count = arg[1]->data;
  uint64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) {
    const uint64_t n = count[r] & 63;
    to[r] = how == SHIFT_LEFT ? x[r] << n : how == SHIFT_UNSIGNED ? x[r] >> n : (uint64_t)((int64_t)x[r] >> n);
  }
  return WEIR_OK;
}

STRICT(bit_count, "bit_count(n): how many of the 64 bits of n are set", "(int64|bool) -> int64", bit_count);
STRICT(getbit, "getbit(n, bit): bit number bit (0 is the lowest) of n", "(int64, int64) -> int64", get_bit);
STRICT(bit_get, "bit_get(n, bit): another name of getbit", "(int64, int64) -> int64", get_bit);
STRICT(shiftleft, "shiftleft(n, count): n << count; only the lowest six bits of count matter",
       "(int64, int64) -> int64", shift, .variant = SHIFT_LEFT);
STRICT(shiftright, "shiftright(n, count): n >> count, the sign stays; only the lowest six bits of count matter",
       "(int64, int64) -> int64", shift, .variant = SHIFT_RIGHT);
STRICT(shiftrightunsigned,
       "shiftrightunsigned(n, count): n >>> count, zeros come in; only the lowest six bits of count matter",
       "(int64, int64) -> int64", shift, .variant = SHIFT_UNSIGNED);
