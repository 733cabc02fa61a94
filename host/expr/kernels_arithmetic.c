/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic. int64 wraps; a divisor of zero gives null, so what is computed there does not matter as long as it does
 * not trap; `%` has the sign of the dividend (Spark, non-ANSI). */
#include "expr/kernels.h"
#include <math.h>

static inline int64_t add_int(int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); }
static inline int64_t sub_int(int64_t a, int64_t b) { return (int64_t)((uint64_t)a - (uint64_t)b); }
static inline int64_t mul_int(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }
static inline int64_t or_int(int64_t a, int64_t b) { return a | b; }
static inline int64_t xor_int(int64_t a, int64_t b) { return a ^ b; }
static inline int64_t and_int(int64_t a, int64_t b) { return a & b; }
static inline int64_t left_int(int64_t a, int64_t b) { return (int64_t)((uint64_t)a << (b & 63)); }
static inline int64_t right_int(int64_t a, int64_t b) { return a >> (b & 63); }
static inline int64_t zero_int(int64_t a, int64_t b) { return (int64_t)((uint64_t)a >> (b & 63)); }
static inline double add_real(double a, double b) { return a + b; }
static inline double sub_real(double a, double b) { return a - b; }
static inline double mul_real(double a, double b) { return a * b; }
static inline double div_real(double a, double b) { return b == 0 ? 0 : a / b; }
static inline double mod_real(double a, double b) { return b == 0 ? 0 : fmod(a, b); }
/* The least int64 has no opposite: division by -1 traps. */
static inline int64_t idiv_int(int64_t a, int64_t b) { return b == 0 ? 0 : b == -1 ? sub_int(0, a) : a / b; }
static inline int64_t mod_int(int64_t a, int64_t b) { return b == 0 || b == -1 ? 0 : a % b; }

/* One loop for each place where a constant can stand. */
#define ARITHMETIC(name, type)                                                                                         \
  static void name##_columns(void *to, const void *a, const void *b, uint32_t rows) {                                  \
    type *restrict out = to;                                                                                           \
    const type *restrict left = a, *restrict right = b;                                                                \
    for (uint32_t i = 0; i < rows; i++) out[i] = name(left[i], right[i]);                                              \
  }                                                                                                                    \
  static void name##_right(void *to, const void *a, const void *b, uint32_t rows) {                                    \
    type *restrict out = to;                                                                                           \
    const type *restrict left = a;                                                                                     \
    const type constant = *(const type *)b;                                                                            \
    for (uint32_t i = 0; i < rows; i++) out[i] = name(left[i], constant);                                              \
  }                                                                                                                    \
  static void name##_left(void *to, const void *a, const void *b, uint32_t rows) {                                     \
    type *restrict out = to;                                                                                           \
    const type *restrict right = b;                                                                                    \
    const type constant = *(const type *)a;                                                                            \
    for (uint32_t i = 0; i < rows; i++) out[i] = name(constant, right[i]);                                             \
  }

ARITHMETIC(add_int, int64_t)
ARITHMETIC(sub_int, int64_t)
ARITHMETIC(mul_int, int64_t)
ARITHMETIC(idiv_int, int64_t)
ARITHMETIC(mod_int, int64_t)
ARITHMETIC(or_int, int64_t)
ARITHMETIC(xor_int, int64_t)
ARITHMETIC(and_int, int64_t)
ARITHMETIC(left_int, int64_t)
ARITHMETIC(right_int, int64_t)
ARITHMETIC(zero_int, int64_t)
ARITHMETIC(add_real, double)
ARITHMETIC(sub_real, double)
ARITHMETIC(mul_real, double)
ARITHMETIC(div_real, double)
ARITHMETIC(mod_real, double)

/* Operators of one operand; b is not used. */
#define CONVERT(name, from, type, expression)                                                                          \
  static void name(void *to, const void *a, const void *b, uint32_t rows) {                                            \
    type *restrict out = to;                                                                                           \
    const from *restrict in = a;                                                                                       \
    (void)b;                                                                                                           \
    for (uint32_t i = 0; i < rows; i++) out[i] = (expression);                                                         \
  }

CONVERT(neg_int, int64_t, int64_t, sub_int(0, in[i]))
CONVERT(neg_real, double, double, -in[i])
CONVERT(not_int, int64_t, int64_t, ~in[i])
CONVERT(bool_to_int, uint8_t, int64_t, in[i])
CONVERT(int_to_real, int64_t, double, (double)in[i])

typedef struct arithmetic {
  expr_op op;
  uint32_t type;
  expr_kernel body[3]; /* by expr_operands */
} arithmetic;

#define BODIES(name)                                                                                                   \
  { name##_columns, name##_right, name##_left }
static const arithmetic kernels[] = {
    {EXPR_ADD, WEIR_I64, BODIES(add_int)},
    {EXPR_SUB, WEIR_I64, BODIES(sub_int)},
    {EXPR_MUL, WEIR_I64, BODIES(mul_int)},
    {EXPR_IDIV, WEIR_I64, BODIES(idiv_int)},
    {EXPR_MOD, WEIR_I64, BODIES(mod_int)},
    {EXPR_BIT_OR, WEIR_I64, BODIES(or_int)},
    {EXPR_BIT_XOR, WEIR_I64, BODIES(xor_int)},
    {EXPR_BIT_AND, WEIR_I64, BODIES(and_int)},
    {EXPR_SHIFT_LEFT, WEIR_I64, BODIES(left_int)},
    {EXPR_SHIFT_RIGHT, WEIR_I64, BODIES(right_int)},
    {EXPR_SHIFT_ZERO, WEIR_I64, BODIES(zero_int)},
    {EXPR_ADD, WEIR_F64, BODIES(add_real)},
    {EXPR_SUB, WEIR_F64, BODIES(sub_real)},
    {EXPR_MUL, WEIR_F64, BODIES(mul_real)},
    {EXPR_DIV, WEIR_F64, BODIES(div_real)},
    {EXPR_MOD, WEIR_F64, BODIES(mod_real)},
    {EXPR_NEG, WEIR_I64, {neg_int, NULL, NULL}},
    {EXPR_NEG, WEIR_F64, {neg_real, NULL, NULL}},
    {EXPR_BIT_NOT, WEIR_I64, {not_int, NULL, NULL}},
    {EXPR_INT, WEIR_BOOL, {bool_to_int, NULL, NULL}},
    {EXPR_REAL, WEIR_I64, {int_to_real, NULL, NULL}},
};

expr_kernel expr_kernel_arithmetic(expr_op op, uint32_t type, expr_operands operands) {
  for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
    if (kernels[i].op == op && kernels[i].type == type) return kernels[i].body[operands];
  return NULL;
}
