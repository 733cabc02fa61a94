/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic, bits and logic: what operands they take, and in which type. One thread. */
#include "expr/bind_cast.h"
#include "expr/bind_forms.h"
#include "expr/bind_lazy.h"
#include "expr/fold.h"

static bool is_nullable(const expr_node *n) { return n->field.flags & WEIR_NULLABLE; }
static bool is_logic(expr_op op) { return op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT; }
static bool is_bits(expr_op op) { return op >= EXPR_BIT_OR && op <= EXPR_SHIFT_ZERO; }

/* Of integers only. */
static bool is_whole(expr_op op) { return is_bits(op) || op == EXPR_IDIV; }

static uint32_t fail_operand(const binder *b, const ast *tree, const ast *operand, const expr_node *n) {
  expr_compiler *c = b->builder->compiler;
  char text[80];
  const char *wanted = is_logic(tree->op) ? "a condition" : is_whole(tree->op) ? "int64" : "numbers";
  expr_fail(c, EXPR_E_TYPE, operand->span, "'%s' needs %s; this is %s", tree->symbol, wanted,
            bind_type_text(n, text, sizeof text));
  if (is_logic(tree->op))
    expr_help(c, "a condition is a bool: a comparison, or a bool column");
  else if (tree->op == EXPR_IDIV)
    expr_help(c, "'/' divides float64");
  else if (n->field.type == WEIR_TIME)
    expr_help(c, "a timestamp is moved by an interval: t + interval 1 day");
  return EXPR_NONE;
}

static bool fits(expr_op op, uint32_t type) {
  if (type == 0) return true;
  if (is_logic(op)) return type == WEIR_BOOL;
  if (is_whole(op)) return type == WEIR_I64;
  return types_is_number(type) || type == WEIR_STRING;
}

/* `/` is of floats whatever its operands, and so is whatever has text in it; two nulls are int64 else. */
static uint32_t operand_type(const binder *b, expr_op op, const uint32_t *node, uint32_t n) {
  if (is_logic(op)) return WEIR_BOOL;
  if (is_whole(op)) return WEIR_I64;
  bool real = op == EXPR_DIV;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t type = b->builder->node[node[i]]->field.type;
    real = real || type == WEIR_F64 || type == WEIR_STRING;
  }
  return real ? WEIR_F64 : WEIR_I64;
}

static bool result_nullable(const binder *b, expr_op op, const uint32_t *node, uint32_t n) {
  bool nullable = false;
  for (uint32_t i = 0; i < n; i++) nullable = nullable || is_nullable(b->builder->node[node[i]]);
  return nullable ||
         (n > 1 && expr_nulls_of(op) == EXPR_NULLS_DIVISOR && b->builder->node[node[1]]->op != EXPR_CONSTANT);
}

static bool has_interval(const ast *tree) {
  for (const ast *operand = tree->arg; operand; operand = operand->next)
    if (operand->kind == AST_INTERVAL) return true;
  return false;
}

/* The second operand of and, or: only for rows that the first does not decide. */
static uint32_t bind_second(const binder *b, const ast *tree, const ast *operand, uint32_t first, bool *lazy,
                            bool *nullable) {
  const bool logic = tree->op == EXPR_AND || tree->op == EXPR_OR;
  const expr_node *n = b->builder->node[first];
  *lazy = logic && n->op != EXPR_CONSTANT && n->field.type == WEIR_BOOL && bind_is_lazy(b, operand);
  if (!*lazy) return bind_tree(b, operand);
  return bind_branch(b, operand, first, tree->op == EXPR_AND ? REGION_NOT_FALSE : REGION_NOT_TRUE, nullable);
}

uint32_t bind_operator(const binder *b, const ast *tree) {
  uint32_t node[2] = {EXPR_NONE, EXPR_NONE}, n = 0;
  bool lazy = false, nullable = false;
  if (has_interval(tree)) return bind_time_interval(b, tree);
  const bool compare = tree->op >= EXPR_EQ && tree->op <= EXPR_SAME;
  for (const ast *operand = tree->arg; operand && n < 2; operand = operand->next, n++) {
    node[n] = n ? bind_second(b, tree, operand, node[0], &lazy, &nullable) : bind_tree(b, operand);
    if (node[n] == EXPR_NONE) return EXPR_NONE;
    const expr_node *bound = b->builder->node[node[n]];
    if (!compare && !fits(tree->op, bound->field.type)) return fail_operand(b, tree, operand, bound);
  }
  if (compare) return bind_compare(b, tree, tree->op, node[0], node[1]);
  const uint32_t type = operand_type(b, tree->op, node, n);
  for (uint32_t i = 0; i < n; i++)
    if ((node[i] = bind_cast_type(b, node[i], type)) == EXPR_NONE) return EXPR_NONE;
  if (tree->op == EXPR_PLUS) return node[0];
  nullable = lazy ? nullable || is_nullable(b->builder->node[node[0]]) : result_nullable(b, tree->op, node, n);
  return fold_operator(b->builder, tree->op, type, nullable, node[0], node[1]);
}
