/* SPDX-License-Identifier: Apache-2.0 */
/* Booleans, and all that has to do with nulls. The data of a null is 0 everywhere, so AND and OR of the data are
 * right as they are; only validity needs three values. */
#include "expr/kernels.h"

/* ---- logic ------------------------------------------------------------------------------------------------------- */

static void and_columns(void *to, const void *a, const void *b, uint32_t rows) {
  uint8_t *restrict out = to;
  const uint8_t *restrict left = a, *restrict right = b;
  for (uint32_t i = 0; i < rows; i++) out[i] = left[i] & right[i];
}

static void or_columns(void *to, const void *a, const void *b, uint32_t rows) {
  uint8_t *restrict out = to;
  const uint8_t *restrict left = a, *restrict right = b;
  for (uint32_t i = 0; i < rows; i++) out[i] = left[i] | right[i];
}

static void not_column(void *to, const void *a, const void *b, uint32_t rows) {
  uint8_t *restrict out = to;
  const uint8_t *restrict in = a;
  (void)b;
  for (uint32_t i = 0; i < rows; i++) out[i] = in[i] ^ 1;
}

expr_kernel expr_kernel_logic(expr_op op) {
  if (op == EXPR_AND) return and_columns;
  if (op == EXPR_OR) return or_columns;
  return op == EXPR_NOT ? not_column : NULL;
}

expr_kernel expr_kernel_find(expr_op op, uint32_t type, expr_operands operands) {
  expr_kernel kernel = operands == EXPR_COLUMNS ? expr_kernel_logic(op) : NULL;
  if (!kernel) kernel = expr_kernel_compare(op, type, operands);
  return kernel ? kernel : expr_kernel_arithmetic(op, type, operands);
}

expr_nulls expr_nulls_of(expr_op op) {
  if (op == EXPR_AND) return EXPR_NULLS_AND;
  if (op == EXPR_OR) return EXPR_NULLS_OR;
  if (op == EXPR_SAME) return EXPR_NULLS_SAME;
  return op == EXPR_DIV || op == EXPR_MOD || op == EXPR_IDIV ? EXPR_NULLS_DIVISOR : EXPR_NULLS_STRICT;
}

/* ---- bitmaps ----------------------------------------------------------------------------------------------------- */

static uint64_t word_of(const uint64_t *bits, uint32_t w) { return bits ? bits[w] : UINT64_MAX; }
static uint32_t words_for(uint32_t rows) { return (rows + 63) / 64; }

uint64_t expr_pack_bits(const uint8_t *data, uint32_t w, uint32_t rows) {
  uint32_t first = w * 64, n = rows - first < 64 ? rows - first : 64;
  uint64_t bits = 0, eight;
  uint32_t i = 0;
  for (; i + 8 <= n; i += 8) {
    memcpy(&eight, data + first + i, sizeof eight);
    bits |= (eight * UINT64_C(0x0102040810204080) >> 56) << i; /* the last bit of each byte, gathered in the top one */
  }
  for (; i < n; i++) bits |= (uint64_t)data[first + i] << i;
  return bits;
}

void expr_bits_and(uint64_t *to, const uint64_t *a, const uint64_t *b, uint32_t rows) {
  for (uint32_t w = 0; w < words_for(rows); w++) to[w] = word_of(a, w) & word_of(b, w);
}

static uint64_t zeros_int(const int64_t *data, uint32_t n) {
  uint64_t zeros = 0;
  for (uint32_t i = 0; i < n; i++) zeros |= (uint64_t)(data[i] == 0) << i;
  return zeros;
}

static uint64_t zeros_real(const double *data, uint32_t n) {
  uint64_t zeros = 0;
  for (uint32_t i = 0; i < n; i++) zeros |= (uint64_t)(data[i] == 0) << i;
  return zeros;
}

void expr_bits_clear_zero(uint64_t *bits, const void *divisor, uint32_t type, uint32_t rows) {
  for (uint32_t w = 0; w < words_for(rows); w++) {
    uint32_t first = w * 64, n = rows - first < 64 ? rows - first : 64;
    bits[w] &= ~(type == WEIR_F64 ? zeros_real((const double *)divisor + first, n)
                                  : zeros_int((const int64_t *)divisor + first, n));
  }
}

/* AND is known when both are, or one is false; OR when both are, or one is true. */
void expr_bits_logic(uint64_t *to, expr_nulls nulls, const weir_column *a, const weir_column *b, uint32_t rows) {
  uint64_t flip = nulls == EXPR_NULLS_AND ? UINT64_MAX : 0;
  for (uint32_t w = 0; w < words_for(rows); w++) {
    uint64_t known_a = word_of(a->valid, w), known_b = word_of(b->valid, w);
    uint64_t decides_a = known_a & (expr_pack_bits(a->data, w, rows) ^ flip);
    uint64_t decides_b = known_b & (expr_pack_bits(b->data, w, rows) ^ flip);
    to[w] = (known_a & known_b) | decides_a | decides_b;
  }
}

void expr_same_nulls(uint8_t *same, const uint64_t *a, const uint64_t *b, uint32_t rows) {
  for (uint32_t w = 0; w < words_for(rows); w++) {
    uint64_t differ = word_of(a, w) ^ word_of(b, w);
    uint32_t first = w * 64, n = rows - first < 64 ? rows - first : 64;
    for (uint32_t i = 0; differ && i < n; i++) same[first + i] &= (uint8_t)(~(differ >> i) & 1);
  }
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* 64 rows or fewer; bit i of `valid` is row i. Without a branch: nulls are as good as random. */
static void clear_bytes(uint8_t *data, uint64_t valid, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) data[i] &= (uint8_t)(valid >> i & 1);
}

static void clear_values(uint64_t *data, uint64_t valid, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) data[i] &= 0 - (valid >> i & 1);
}

static void clear_texts(weir_str *data, uint64_t valid, uint32_t n) {
  static const weir_str none;
  for (uint64_t nulls = ~valid & (n < 64 ? (UINT64_C(1) << n) - 1 : UINT64_MAX); nulls; nulls &= nulls - 1)
    data[__builtin_ctzll(nulls)] = none;
}

void expr_clear_nulls(void *data, uint32_t width, const uint64_t *valid, uint32_t rows) {
  for (uint32_t w = 0; w < words_for(rows); w++) {
    uint32_t first = w * 64, n = rows - first < 64 ? rows - first : 64;
    if (valid[w] == UINT64_MAX) continue;
    if (width == 1)
      clear_bytes((uint8_t *)data + first, valid[w], n);
    else if (width == 8)
      clear_values((uint64_t *)data + first, valid[w], n);
    else
      clear_texts((weir_str *)data + first, valid[w], n);
  }
}

void expr_fill(void *to, const void *value, uint32_t width, uint32_t rows) {
  for (uint32_t i = 0; i < rows; i++) memcpy((char *)to + (size_t)i * width, value, width);
}

/* Without a branch: every row is written, the place moves on only behind a true one. */
uint32_t expr_true_rows(const uint8_t *data, uint32_t rows, uint32_t *row) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < rows; i++) {
    row[n] = i;
    n += data[i];
  }
  return n;
}
