/* SPDX-License-Identifier: Apache-2.0 */
/* round and bround, which round the decimal number that is printed, not the binary one that is kept: round(2.675, 2) is
 * 2.68. And ceil and floor, which give integers. */
#include "functions.h"
#include "real_text.h"
#include "round.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { HALF_UP, HALF_EVEN };

/* ---- reals ------------------------------------------------------------------------------------------------------- */

static int goes_up(const char *digit, int n, int keep, int mode) {
  if (digit[keep] != '5' || keep + 1 < n || mode == HALF_UP) return digit[keep] >= '5';
  return keep > 0 && (digit[keep - 1] - '0') % 2 == 1;
}

/* By its digits: exact, and slow. */
static double round_digits(double x, int64_t scale, int mode) {
  char digit[REAL_DIGITS], text[48];
  int exponent;
  const int n = real_digits(fabs(x), digit, &exponent);
  const int64_t keep = exponent + 1 + scale;
  if (keep >= n) return x;
  if (keep < 0) return 0;
  int64_t kept = 0;
  for (int i = 0; i < keep; i++) kept = kept * 10 + (digit[i] - '0');
  kept += goes_up(digit, n, (int)keep, mode);
  (void)snprintf(text, sizeof text, "%lldE%lld", (long long)kept, (long long)-scale);
  return kept == 0 ? 0 : copysign(strtod(text, NULL), x);
}

/* Where x · 10^scale is clearly on one side of a half, its nearest integer by 10^scale is the result. */
static double round_real(double x, int64_t scale, int mode) {
  static const double power[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const double clear = 1.0 / 1024, safe = 1099511627776.0;
  if (!isfinite(x)) return x;
  if (x == 0) return 0;
  if (scale < 0 || scale > 15) return scale < -400 ? 0 : scale > 400 ? x : round_digits(x, scale, mode);
  const double large = x * power[scale], below = floor(large), part = large - below;
  if (fabs(large) > safe || fabs(part - 0.5) < clear) return round_digits(x, scale, mode);
  return (below + (part > 0.5)) / power[scale] + 0.0;
}

double real_round(double x, int64_t places) { return round_real(x, places, HALF_UP); }

/* ---- integers ---------------------------------------------------------------------------------------------------- */

/* To tens, hundreds, …; what is too large wraps. */
static int64_t round_integer(int64_t x, int64_t scale, int mode) {
  if (scale >= 0) return x;
  if (scale < -19) return 0;
  __extension__ typedef __int128 wide;
  wide unit = 1;
  for (int64_t i = scale; i < 0; i++) unit *= 10;
  const wide size = x < 0 ? -(wide)x : x, whole = size / unit, twice = 2 * (size % unit);
  const wide rounded = (whole + (twice > unit || (twice == unit && (mode == HALF_UP || whole % 2 == 1)))) * unit;
  return (int64_t)(uint64_t)(x < 0 ? -rounded : rounded);
}

static weir_status rounded(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const int64_t *scale = call->args > 1 ? arg[1]->data : NULL;
  const int mode = function_of(call)->variant;
  for (uint32_t r = 0; r < rows; r++) {
    const int64_t at = scale != NULL ? scale[r] : 0;
    if (call->arg[0]->type == WEIR_I64)
      ((int64_t *)out->col[column].data)[r] = round_integer(((const int64_t *)arg[0]->data)[r], at, mode);
    else
      ((double *)out->col[column].data)[r] = round_real(((const double *)arg[0]->data)[r], at, mode);
  }
  return WEIR_OK;
}

STRICT(round,
       "round(x[, places]): x with so many decimal places (0), halves away from zero; negative places round to tens, "
       "hundreds, …",
       "(float64|int64, [int64]) -> $1", rounded, .variant = HALF_UP);
STRICT(bround, "bround(x[, places]): as round, but halves go to the even neighbour", "(float64|int64, [int64]) -> $1",
       rounded, .variant = HALF_EVEN);

/* ---- ceil, floor ------------------------------------------------------------------------------------------------- */

static int64_t to_integer(double x) {
  if (isnan(x)) return 0;
  return x >= 9223372036854775807.0 ? INT64_MAX : x <= -9223372036854775808.0 ? INT64_MIN : (int64_t)x;
}

static weir_status to_whole(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  double (*const f)(double) = function_of(call)->real;
  int64_t *to = out->col[column].data;
  const double *x = arg[0]->data;
  if (call->arg[0]->type == WEIR_I64)
    memcpy(to, arg[0]->data, rows * sizeof *to);
  else
    for (uint32_t r = 0; r < rows; r++) to[r] = to_integer(f(x[r]));
  return WEIR_OK;
}

STRICT(ceil, "ceil(x): the least integer that is not below x", "(float64|int64) -> int64", to_whole, .real = ceil);
STRICT(ceiling, "ceiling(x): another name of ceil", "(float64|int64) -> int64", to_whole, .real = ceil);
STRICT(floor, "floor(x): the greatest integer that is not above x", "(float64|int64) -> int64", to_whole,
       .real = floor);
