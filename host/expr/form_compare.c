/* SPDX-License-Identifier: Apache-2.0 */
/* Lists and structs compare element by element; within them null equals null and is below everything. */
#include "data/format_parts.h"
#include "expr/bind_forms.h"
#include "expr/evaluator_parts.h"

static int order(const weir_field *type, const weir_column *a, uint32_t i, const weir_column *b, uint32_t k);

#define ORDER(x, y) ((x) < (y) ? -1 : (x) > (y))

static int order_reals(double x, double y) {
  if (x != x || y != y) return (x != x) - (y != y);
  return ORDER(x, y);
}

static int order_texts(const weir_str *x, const weir_str *y) {
  const uint32_t n = x->len < y->len ? x->len : y->len;
  const int by_bytes = memcmp(weir_text(x), weir_text(y), n);
  return by_bytes ? by_bytes : ORDER(x->len, y->len);
}

static int order_lists(const weir_field *type, const weir_column *a, uint32_t i, const weir_column *b, uint32_t k) {
  uint32_t at = format_begin(a, i), other = format_begin(b, k);
  for (; at < a->ends[i] && other < b->ends[k]; at++, other++) {
    const int first = order(&type->child[0], &a->child[0], at, &b->child[0], other);
    if (first) return first;
  }
  return (at < a->ends[i]) - (other < b->ends[k]);
}

static int order_structs(const weir_field *type, const weir_column *a, uint32_t i, const weir_column *b, uint32_t k) {
  for (uint32_t f = 0; f < type->children; f++) {
    const int first = order(&type->child[f], &a->child[f], a->first + i, &b->child[f], b->first + k);
    if (first) return first;
  }
  return 0;
}

/* Row i of a against row k of b. */
static int order(const weir_field *type, const weir_column *a, uint32_t i, const weir_column *b, uint32_t k) {
  const bool null = weir_is_null(a, i), other = weir_is_null(b, k);
  if (null || other) return (int)other - (int)null;
  switch (type->type) {
  case WEIR_BOOL:
    return ((const uint8_t *)a->data)[i] - ((const uint8_t *)b->data)[k];
  case WEIR_I64:
  case WEIR_TIME:
    return ORDER(((const int64_t *)a->data)[i], ((const int64_t *)b->data)[k]);
  case WEIR_F64:
    return order_reals(((const double *)a->data)[i], ((const double *)b->data)[k]);
  case WEIR_LIST:
    return order_lists(type, a, i, b, k);
  case WEIR_STRUCT:
    return order_structs(type, a, i, b, k);
  default:
    return order_texts((const weir_str *)a->data + i, (const weir_str *)b->data + k);
  }
}

static bool holds(expr_op op, int o) {
  switch ((int)op) {
  case EXPR_NE:
    return o != 0;
  case EXPR_LT:
    return o < 0;
  case EXPR_LE:
    return o <= 0;
  case EXPR_GT:
    return o > 0;
  case EXPR_GE:
    return o >= 0;
  default:
    return o == 0;
  }
}

static bool eval(form_run *r) {
  const weir_field *type = form_type(r, 0);
  for (uint32_t i = 0; i < r->rows; i++)
    ((uint8_t *)r->data)[i] = holds((expr_op)r->node->param, order(type, r->arg[0], i, r->arg[1], i));
  return true;
}
const expr_form form_compare = {"compare", true, eval};
const expr_form form_same = {"same", false, eval};
