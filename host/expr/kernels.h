/* SPDX-License-Identifier: Apache-2.0 */
/* Loops over arrays, one per operator, type and kind of operand. They know nothing of nulls: data of nulls is zero,
 * and what they make of it is cleared afterwards. Pure, any thread. */
#ifndef EXPR_KERNELS_H
#define EXPR_KERNELS_H
#include <stdbool.h>
#include <weir/types.h>

typedef enum expr_op {
  EXPR_COLUMN,
  EXPR_CONSTANT,
  EXPR_FIELD, /* of a struct */
  EXPR_FORM,
  EXPR_CALL,
  EXPR_OR,
  EXPR_AND,
  EXPR_NOT,
  EXPR_EQ,
  EXPR_NE,
  EXPR_LT,
  EXPR_LE,
  EXPR_GT,
  EXPR_GE,
  EXPR_SAME, /* <=> */
  EXPR_ADD,
  EXPR_SUB,
  EXPR_MUL,
  EXPR_DIV, /* of float64 */
  EXPR_MOD,
  EXPR_IDIV, /* div */
  EXPR_NEG,
  EXPR_BIT_OR,
  EXPR_BIT_XOR,
  EXPR_BIT_AND,
  EXPR_BIT_NOT,
  EXPR_SHIFT_LEFT,
  EXPR_SHIFT_RIGHT,
  EXPR_SHIFT_ZERO, /* >>> */
  EXPR_PLUS,       /* in trees only */
  EXPR_CONCAT,     /* ||, in trees only */
  EXPR_INT,        /* bool → int64 */
  EXPR_REAL        /* int64 → float64 */
} expr_op;

/* How nulls get through an operator. */
typedef enum expr_nulls {
  EXPR_NULLS_STRICT,  /* a null operand gives null */
  EXPR_NULLS_DIVISOR, /* so does a divisor of zero */
  EXPR_NULLS_AND,     /* three-valued logic */
  EXPR_NULLS_OR,
  EXPR_NULLS_SAME /* never null */
} expr_nulls;

/* to[0..rows) from a and b; b unused by operators of one operand. Nothing overlaps. */
typedef void (*expr_kernel)(void *to, const void *a, const void *b, uint32_t rows);
typedef enum expr_operands { EXPR_COLUMNS, EXPR_CONSTANT_RIGHT, EXPR_CONSTANT_LEFT } expr_operands;

/* `type` is that of the operands. NULL: no such kernel (of logic and of one operand there are only those over
 * columns). */
expr_kernel expr_kernel_compare(expr_op op, uint32_t type, expr_operands operands);
expr_kernel expr_kernel_arithmetic(expr_op op, uint32_t type, expr_operands operands);
expr_kernel expr_kernel_logic(expr_op op);
/* Any of them. */
expr_kernel expr_kernel_find(expr_op op, uint32_t type, expr_operands operands);
expr_nulls expr_nulls_of(expr_op op);

/* The booleans 64w .. of `rows` rows as bits. */
uint64_t expr_pack_bits(const uint8_t *data, uint32_t w, uint32_t rows);
/* Validity of bitmaps as columns have them: NULL is all set. `to` has room for rows rounded up to 64; bits behind are
 * any. */
void expr_bits_and(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t rows);
/* Clear the bits of rows whose divisor (int64 or float64) is zero. */
void expr_bits_clear_zero(uint64_t *bits, const void *divisor, uint32_t type, uint32_t rows);
/* The validity of a three-valued AND or OR; operands' data of nulls is 0. */
void expr_bits_logic(uint64_t *to, expr_nulls nulls, const weir_column *a, const weir_column *b, uint32_t rows);
/* Rows of which exactly one is null do not hold the same. */
void expr_same_nulls(uint8_t *same, const uint64_t *a, const uint64_t *b, uint32_t rows);
/* Data of nulls becomes zero: booleans (width 1), values of 8 bytes, or text (16). */
void expr_clear_nulls(void *data, uint32_t width, const uint64_t *valid, uint32_t rows);
/* A value, `width` bytes, into rows 0 .. rows. */
void expr_fill(void *to, const void *value, uint32_t width, uint32_t rows);
/* Rows whose boolean is 1, ascending; gives how many. `row` has room for `rows`. */
uint32_t expr_true_rows(const uint8_t *data, uint32_t rows, uint32_t *row);
#endif
