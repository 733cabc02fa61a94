/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of real numbers that C's library has, most of them by their name. What is out of a function's domain gives
 * NaN or null as in Spark; rows that are null are computed like others, and thrown away. */
#include "functions.h"
#include <math.h>

static weir_status real(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  double (*const f)(double) = function_of(call)->real;
  const double *x = arg[0]->data;
  double *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = f(x[r]);
  return WEIR_OK;
}

static weir_status real_pair(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  double (*const f)(double, double) = function_of(call)->real_pair;
  const double *x = arg[0]->data, *y = arg[1]->data;
  double *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = f(x[r], y[r]);
  return WEIR_OK;
}

static double sign_of(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
static double cot(double x) { return 1 / tan(x); }
static double sec(double x) { return 1 / cos(x); }
static double csc(double x) { return 1 / sin(x); }
static double degrees_of(double x) { return x * 57.29577951308232; }
static double radians_of(double x) { return x * 0.017453292519943295; }
/* As Java: 1 to any power and anything to the power of 0 are 1, but not NaN's; ±1 to an infinite power is NaN. */
static double power_of(double x, double y) {
  if (isnan(y) || (isinf(y) && (x == 1 || x == -1))) return (double)NAN;
  return pow(x, y);
}

#define REAL(id, say, f) STRICT(id, #id "(x): " say, "(float64) -> float64", real, .real = f)
REAL(sqrt, "the square root; NaN for negative numbers", sqrt);
REAL(cbrt, "the cube root", cbrt);
REAL(exp, "e to the power of x", exp);
REAL(expm1, "e to the power of x, less 1, exact near 0", expm1);
REAL(rint, "the nearest integer, of two the even one, as float64", rint);
REAL(sign, "-1, 0 or 1, as the sign of x is", sign_of);
REAL(signum, "another name of sign", sign_of);
REAL(sin, "the sine of an angle in radians", sin);
REAL(cos, "the cosine of an angle in radians", cos);
REAL(tan, "the tangent of an angle in radians", tan);
REAL(cot, "the cotangent of an angle in radians", cot);
REAL(sec, "the secant of an angle in radians", sec);
REAL(csc, "the cosecant of an angle in radians", csc);
REAL(asin, "the angle in radians whose sine is x; NaN beyond -1 and 1", asin);
REAL(acos, "the angle in radians whose cosine is x; NaN beyond -1 and 1", acos);
REAL(atan, "the angle in radians whose tangent is x", atan);
REAL(sinh, "the hyperbolic sine", sinh);
REAL(cosh, "the hyperbolic cosine", cosh);
REAL(tanh, "the hyperbolic tangent", tanh);
REAL(asinh, "the inverse of sinh", asinh);
REAL(acosh, "the inverse of cosh; NaN below 1", acosh);
REAL(atanh, "the inverse of tanh; NaN beyond -1 and 1", atanh);
REAL(degrees, "an angle in radians as degrees", degrees_of);
REAL(radians, "an angle in degrees as radians", radians_of);

#define REAL_PAIR(id, a, b, say, f)                                                                                    \
  STRICT(id, #id "(" a ", " b "): " say, "(float64, float64) -> float64", real_pair, .real_pair = f)
REAL_PAIR(power, "x", "y", "x to the power of y", power_of);
REAL_PAIR(pow, "x", "y", "another name of power", power_of);
REAL_PAIR(atan2, "y", "x", "the angle in radians between the x axis and the point (x, y)", atan2);
REAL_PAIR(hypot, "x", "y", "the square root of x² + y²", hypot);

/* ---- logarithms: null where there is none ------------------------------------------------------------------------ */

static weir_status logarithm(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const function *f = function_of(call);
  const double *x = arg[0]->data, least = f->variant;
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const int is_there = !(x[r] <= least);
    ((double *)to->data)[r] = is_there ? f->real(x[r]) : 0;
    if (!is_there) function_set_null(to, r);
  }
  return WEIR_OK;
}

/* log(x), or log(base, x). */
static weir_status log_to_base(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  if (call->args == 1) return logarithm(call, arg, rows, out, column);
  const double *base = arg[0]->data, *x = arg[1]->data;
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const int is_there = !(base[r] <= 0) && !(x[r] <= 0);
    ((double *)to->data)[r] = is_there ? log(x[r]) / log(base[r]) : 0;
    if (!is_there) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(ln, "ln(x): the natural logarithm; null if x is 0 or negative", "(float64) -> float64?", logarithm, .real = log);
STRICT(log, "log([base, ]x): the logarithm, to the base e if there is none; null if one of them is 0 or negative",
       "(float64, [float64]) -> float64?", log_to_base, .real = log);
STRICT(log2, "log2(x): the logarithm to the base 2; null if x is 0 or negative", "(float64) -> float64?", logarithm,
       .real = log2);
STRICT(log10, "log10(x): the logarithm to the base 10; null if x is 0 or negative", "(float64) -> float64?", logarithm,
       .real = log10);
STRICT(log1p, "log1p(x): the natural logarithm of 1 + x, exact near 0; null if x is -1 or less",
       "(float64) -> float64?", logarithm, .real = log1p, .variant = -1);

/* ---- constants, NaN ---------------------------------------------------------------------------------------------- */

static double pi_of(double x) { return (void)x, 3.141592653589793; }
static double e_of(double x) { return (void)x, 2.718281828459045; }

static weir_status constant(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  double *to = out->col[column].data;
  (void)arg;
  for (uint32_t r = 0; r < rows; r++) to[r] = function_of(call)->real(0);
  return WEIR_OK;
}

/* Null is not NaN. */
static weir_status is_nan(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const double *x = arg[0]->data;
  uint8_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = (uint8_t)(isnan(x[r]) != 0);
  return WEIR_OK;
}

static weir_status nan_else(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const double *x = arg[0]->data, *other = arg[1]->data;
  weir_out_column *to = &out->col[column];
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int nan = isnan(x[r]) != 0;
    ((double *)to->data)[r] = nan ? other[r] : x[r];
    if (weir_is_null(nan ? arg[1] : arg[0], r)) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(pi, "pi(): 3.141592653589793", "() -> float64", constant, .real = pi_of);
STRICT(e, "e(): 2.718281828459045", "() -> float64", constant, .real = e_of);
LENIENT(isnan, "isnan(x): whether x is NaN; false for null", "(float64) -> bool", is_nan);
LENIENT(nanvl, "nanvl(x, other): x, or other where x is NaN", "(float64, float64) -> float64?", nan_else);
