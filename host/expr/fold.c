/* SPDX-License-Identifier: Apache-2.0 */
/* Folding happens node by node as the tree is bound, so operands are folded already. A result that is not finite
 * stays an operator: it has no text of its own. One thread. */
#include "expr/fold.h"
#include <math.h>

static bool is_constant(const expr_node *n) { return n->op == EXPR_CONSTANT; }

static bool is_zero(const expr_node *n) {
  return n->field.type == WEIR_F64 ? fpclassify(n->value.real) == FP_ZERO : n->value.integer == 0;
}

/* A null operand makes the result null, whatever the other is. */
static bool is_always_null(expr_nulls nulls, const expr_node *left, const expr_node *right) {
  if (nulls != EXPR_NULLS_STRICT && nulls != EXPR_NULLS_DIVISOR) return false;
  if ((is_constant(left) && left->is_null) || (right && is_constant(right) && right->is_null)) return true;
  return nulls == EXPR_NULLS_DIVISOR && is_constant(right) && is_zero(right);
}

/* What a three-valued constant decides or leaves to the other operand. EXPR_NONE: nothing. */
static uint32_t fold_logic(const expr_builder *b, expr_op op, uint32_t constant, uint32_t other) {
  const expr_node *n = b->node[constant];
  if (!is_constant(n) || n->is_null) return EXPR_NONE;
  return n->value.boolean == (op == EXPR_AND) ? other : constant;
}

static uint32_t fold_same(expr_builder *b, const expr_node *left, const expr_node *right) {
  expr_value value = {.boolean = 0};
  if (left->is_null || right->is_null)
    value.boolean = left->is_null && right->is_null;
  else
    expr_kernel_find(EXPR_SAME, left->field.type, EXPR_COLUMNS)(&value, &left->value, &right->value, 1);
  return builder_constant(b, WEIR_BOOL, &value);
}

/* Where rows that fail are rejected nothing is folded that could: it fails when rows come. */
static bool is_kept(const expr_builder *b, expr_op op, uint32_t type) {
  return b->compiler->checked && op >= EXPR_ADD && op <= EXPR_NEG &&
         (type == WEIR_I64 || op == EXPR_DIV || op == EXPR_MOD);
}

uint32_t fold_operator(expr_builder *b, expr_op op, uint32_t type, bool nullable, uint32_t left, uint32_t right) {
  const expr_node *l = b->node[left], *r = right == EXPR_NONE ? NULL : b->node[right];
  expr_nulls nulls = expr_nulls_of(op);
  if (is_kept(b, op, type)) return builder_operator(b, op, type, nullable || nulls == EXPR_NULLS_DIVISOR, left, right);
  if (is_always_null(nulls, l, r)) return builder_constant(b, type, NULL);
  if (nulls == EXPR_NULLS_AND || nulls == EXPR_NULLS_OR) {
    uint32_t known = fold_logic(b, op, left, right);
    if (known == EXPR_NONE) known = fold_logic(b, op, right, left);
    if (known != EXPR_NONE) return known;
    if (is_constant(l) && is_constant(r)) return left; /* both null */
  } else if (is_constant(l) && (!r || is_constant(r))) {
    if (nulls == EXPR_NULLS_SAME) return fold_same(b, l, r);
    expr_value value = {.string = {0}};
    expr_kernel_find(op, l->field.type, EXPR_COLUMNS)(&value, &l->value, r ? &r->value : NULL, 1);
    if (type != WEIR_F64 || isfinite(value.real)) return builder_constant(b, type, &value);
  }
  return builder_operator(b, op, type, nullable, left, right);
}
