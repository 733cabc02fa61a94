/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons. NaN equals NaN and is above infinity, -0.0 equals 0.0 (Spark's order); strings compare as unsigned
 * bytes. The constant of a comparison stands on the right: binding mirrors it there. */
#include "expr/kernels.h"

typedef struct string_words {
  uint64_t first, second; /* length and head; rest or pointer */
} string_words;

static inline string_words words_of(const weir_str *s) {
  string_words w;
  memcpy(&w, s, sizeof w);
  return w;
}

static inline int equal_string(const weir_str *a, const weir_str *b) {
  string_words x = words_of(a), y = words_of(b);
  if (x.first != y.first) return 0;
  if (x.second == y.second) return 1;
  return a->len > 12 && memcmp(a->u.ptr, b->u.ptr, a->len) == 0;
}

static inline int less_string(const weir_str *a, const weir_str *b) {
  int head = memcmp(a->head, b->head, sizeof a->head); /* zero behind the end: shorter is less */
  if (head != 0) return head < 0;
  uint32_t n = a->len < b->len ? a->len : b->len;
  int order = memcmp(weir_text(a), weir_text(b), n);
  return order != 0 ? order < 0 : a->len < b->len;
}

#define EQUAL(a, b) (*(a) == *(b))
#define LESS(a, b) (*(a) < *(b))
#define EQUAL_REAL(a, b) ((*(a) == *(b)) | ((*(a) != *(a)) & (*(b) != *(b))))
#define LESS_REAL(a, b) ((*(a) < *(b)) | ((*(a) == *(a)) & (*(b) != *(b))))
#define EQUAL_STRING(a, b) equal_string(a, b)
#define LESS_STRING(a, b) less_string(a, b)

/* One loop over two columns and one over a column and a constant. */
#define COMPARE(name, type, expression)                                                                                \
  static void name##_columns(void *to, const void *a, const void *b, uint32_t rows) {                                  \
    uint8_t *restrict out = to;                                                                                        \
    const type *restrict left = a, *restrict right = b;                                                                \
    for (uint32_t i = 0; i < rows; i++) {                                                                              \
      const type *x = &left[i], *y = &right[i];                                                                        \
      out[i] = (uint8_t)(expression);                                                                                  \
    }                                                                                                                  \
  }                                                                                                                    \
  static void name##_constant(void *to, const void *a, const void *b, uint32_t rows) {                                 \
    uint8_t *restrict out = to;                                                                                        \
    const type *restrict left = a;                                                                                     \
    const type constant = *(const type *)b, *y = &constant;                                                            \
    for (uint32_t i = 0; i < rows; i++) {                                                                              \
      const type *x = &left[i];                                                                                        \
      out[i] = (uint8_t)(expression);                                                                                  \
    }                                                                                                                  \
  }

#define COMPARE_ALL(suffix, type, equal, less)                                                                         \
  COMPARE(eq_##suffix, type, equal(x, y))                                                                              \
  COMPARE(ne_##suffix, type, !equal(x, y))                                                                             \
  COMPARE(lt_##suffix, type, less(x, y))                                                                               \
  COMPARE(le_##suffix, type, !less(y, x))                                                                              \
  COMPARE(gt_##suffix, type, less(y, x))                                                                               \
  COMPARE(ge_##suffix, type, !less(x, y))

COMPARE_ALL(bool, uint8_t, EQUAL, LESS)
COMPARE_ALL(int, int64_t, EQUAL, LESS)
COMPARE_ALL(real, double, EQUAL_REAL, LESS_REAL)
COMPARE_ALL(string, weir_str, EQUAL_STRING, LESS_STRING)

/* Against a constant that is a number one comparison does: a value that is none is above it, and so it is not less. */
#define COMPARE_NUMBER(name, expression)                                                                               \
  static void name##_number(void *to, const void *a, const void *b, uint32_t rows) {                                   \
    uint8_t *restrict out = to;                                                                                        \
    const double *restrict x = a;                                                                                      \
    const double y = *(const double *)b;                                                                               \
    if (y != y) {                                                                                                      \
      name##_constant(to, a, b, rows);                                                                                 \
      return;                                                                                                          \
    }                                                                                                                  \
    for (uint32_t i = 0; i < rows; i++) out[i] = (uint8_t)(expression);                                                \
  }

COMPARE_NUMBER(eq_real, x[i] == y)
COMPARE_NUMBER(ne_real, x[i] != y)
COMPARE_NUMBER(lt_real, x[i] < y)
COMPARE_NUMBER(le_real, x[i] <= y)
COMPARE_NUMBER(gt_real, !(x[i] <= y))
COMPARE_NUMBER(ge_real, !(x[i] < y))

enum { OPS = EXPR_GE - EXPR_EQ + 1 };
#define BODIES(suffix)                                                                                                 \
  {                                                                                                                    \
    {eq_##suffix##_columns, eq_##suffix##_constant}, {ne_##suffix##_columns, ne_##suffix##_constant},                  \
        {lt_##suffix##_columns, lt_##suffix##_constant}, {le_##suffix##_columns, le_##suffix##_constant},              \
        {gt_##suffix##_columns, gt_##suffix##_constant}, {                                                             \
      ge_##suffix##_columns, ge_##suffix##_constant                                                                    \
    }                                                                                                                  \
  }

static const expr_kernel bodies[][OPS][2] = {BODIES(bool),
                                             BODIES(int),
                                             {{eq_real_columns, eq_real_number},
                                              {ne_real_columns, ne_real_number},
                                              {lt_real_columns, lt_real_number},
                                              {le_real_columns, le_real_number},
                                              {gt_real_columns, gt_real_number},
                                              {ge_real_columns, ge_real_number}},
                                             BODIES(string)};

expr_kernel expr_kernel_compare(expr_op op, uint32_t type, expr_operands operands) {
  static const uint8_t row[] = {
      [WEIR_BOOL] = 1, [WEIR_I64] = 2, [WEIR_TIME] = 2, [WEIR_F64] = 3, [WEIR_STRING] = 4, [WEIR_BINARY] = 4};
  if (op == EXPR_SAME && operands == EXPR_COLUMNS) op = EXPR_EQ;
  if (op < EXPR_EQ || op > EXPR_GE || type >= sizeof row || !row[type] || operands == EXPR_CONSTANT_LEFT) return NULL;
  return bodies[row[type] - 1][op - EXPR_EQ][operands == EXPR_CONSTANT_RIGHT];
}
