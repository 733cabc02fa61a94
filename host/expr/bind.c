/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over the tree, and the types of operators. Only int64 is widened, to float64, and bool to int64 where it
 * is compared for equality with a number; text is never made a number behind the author's back. One thread. */
#include "expr/bind.h"
#include "data/schema.h"
#include "expr/fold.h"
#include <stdio.h>

static bool is_number(uint32_t type) { return type == WEIR_I64 || type == WEIR_F64; }
static bool is_nullable(const expr_node *n) { return n->field.flags & WEIR_NULLABLE; }

const char *bind_type_text(const expr_node *node, char *to, size_t n) {
  weir_field field = node->field;
  field.flags = 0;
  if (field.type)
    schema_type_text(&field, to, n);
  else
    snprintf(to, n, "null");
  return to;
}

uint32_t bind_widened(const binder *b, uint32_t node, uint32_t type) {
  expr_builder *to = b->builder;
  const expr_node *n = to->node[node];
  bool nullable = is_nullable(n);
  if (n->field.type == type) return node;
  if (n->field.type == 0) return builder_constant(to, type, NULL);
  if (n->field.type == WEIR_BOOL && is_number(type)) {
    node = fold_operator(to, EXPR_INT, WEIR_I64, nullable, node, EXPR_NONE);
    if (node == EXPR_NONE || type == WEIR_I64) return node;
    return fold_operator(to, EXPR_REAL, WEIR_F64, nullable, node, EXPR_NONE);
  }
  if (n->field.type == WEIR_I64 && type == WEIR_F64)
    return fold_operator(to, EXPR_REAL, WEIR_F64, nullable, node, EXPR_NONE);
  return node;
}

/* ---- comparisons ------------------------------------------------------------------------------------------------- */

/* The type in which two are compared; 0: they cannot be. */
static uint32_t common_type(uint32_t a, uint32_t b, bool equality) {
  if (a == 0) return b;
  if (b == 0 || a == b) return a;
  if (is_number(a) && is_number(b)) return WEIR_F64;
  if (equality && a == WEIR_BOOL && is_number(b)) return b;
  if (equality && b == WEIR_BOOL && is_number(a)) return a;
  return 0;
}

static uint32_t fail_compare(const binder *b, const ast *tree, const expr_node *left, const expr_node *right) {
  char l[80], r[80];
  expr_compiler *c = b->builder->compiler;
  bind_type_text(left, l, sizeof l);
  bind_type_text(right, r, sizeof r);
  if (left->field.children || right->field.children)
    expr_fail(c, EXPR_E_TYPE, tree->span, "lists and maps cannot be compared: this is %s %s %s", l, tree->symbol, r);
  else
    expr_fail(c, EXPR_E_TYPE, tree->span, "%s cannot be compared with %s", l, r);
  if ((left->field.type == WEIR_STRING && is_number(right->field.type)) ||
      (right->field.type == WEIR_STRING && is_number(left->field.type)))
    expr_help(c, "compare a string with a string literal, such as '3'");
  return EXPR_NONE;
}

/* A constant stands on the right: there are kernels for that. */
static expr_op mirrored(expr_op op) {
  switch ((int)op) {
  case EXPR_LT:
    return EXPR_GT;
  case EXPR_LE:
    return EXPR_GE;
  case EXPR_GT:
    return EXPR_LT;
  case EXPR_GE:
    return EXPR_LE;
  default:
    return op;
  }
}

static uint32_t bind_compare(const binder *b, const ast *tree, uint32_t left, uint32_t right) {
  expr_builder *to = b->builder;
  const expr_node *l = to->node[left], *r = to->node[right];
  bool equality = tree->op == EXPR_EQ || tree->op == EXPR_NE || tree->op == EXPR_SAME;
  bool untyped = l->field.type == 0 && r->field.type == 0;
  uint32_t type = untyped ? WEIR_BOOL : common_type(l->field.type, r->field.type, equality);
  if (type == 0 || schema_width(type) == 0) return fail_compare(b, tree, l, r);
  left = bind_widened(b, left, type);
  right = bind_widened(b, right, type);
  if (left == EXPR_NONE || right == EXPR_NONE) return EXPR_NONE;
  bool nullable = tree->op != EXPR_SAME && (is_nullable(to->node[left]) || is_nullable(to->node[right]));
  if (to->node[left]->op == EXPR_CONSTANT && to->node[right]->op != EXPR_CONSTANT)
    return fold_operator(to, mirrored(tree->op), WEIR_BOOL, nullable, right, left);
  return fold_operator(to, tree->op, WEIR_BOOL, nullable, left, right);
}

/* ---- arithmetic and logic ---------------------------------------------------------------------------------------- */

static bool check_operand(const binder *b, const ast *tree, const ast *operand, uint32_t node, bool logic) {
  const expr_node *n = b->builder->node[node];
  expr_compiler *c = b->builder->compiler;
  char text[80];
  if (n->field.type == 0) return true;
  if (logic ? n->field.type == WEIR_BOOL : is_number(n->field.type)) {
    if (tree->op != EXPR_IDIV || n->field.type == WEIR_I64) return true;
    expr_fail(c, EXPR_E_TYPE, operand->span, "'div' divides int64 only; this is float64");
    expr_help(c, "'/' divides float64");
    return false;
  }
  expr_fail(c, EXPR_E_TYPE, operand->span, "'%s' needs %s; this is %s", tree->symbol, logic ? "a condition" : "numbers",
            bind_type_text(n, text, sizeof text));
  if (logic) expr_help(c, "a condition is a bool: a comparison, or a bool column");
  return false;
}

/* `/` is of floats whatever its operands; two nulls are int64 else. */
static uint32_t arithmetic_type(const binder *b, expr_op op, uint32_t left, uint32_t right) {
  uint32_t l = b->builder->node[left]->field.type, r = right == EXPR_NONE ? 0 : b->builder->node[right]->field.type;
  if (op == EXPR_IDIV) return WEIR_I64;
  return op == EXPR_DIV || l == WEIR_F64 || r == WEIR_F64 ? WEIR_F64 : WEIR_I64;
}

static uint32_t bind_arithmetic(const binder *b, const ast *tree, uint32_t left, uint32_t right) {
  expr_builder *to = b->builder;
  uint32_t type = arithmetic_type(b, tree->op, left, right);
  left = bind_widened(b, left, type);
  if (left == EXPR_NONE || tree->op == EXPR_PLUS) return left;
  if (right == EXPR_NONE) return fold_operator(to, tree->op, type, is_nullable(to->node[left]), left, EXPR_NONE);
  right = bind_widened(b, right, type);
  if (right == EXPR_NONE) return EXPR_NONE;
  const expr_node *r = to->node[right];
  bool zero = expr_nulls_of(tree->op) == EXPR_NULLS_DIVISOR && r->op != EXPR_CONSTANT;
  return fold_operator(to, tree->op, type, zero || is_nullable(to->node[left]) || is_nullable(r), left, right);
}

static uint32_t bind_logic(const binder *b, const ast *tree, uint32_t left, uint32_t right) {
  expr_builder *to = b->builder;
  left = bind_widened(b, left, WEIR_BOOL);
  if (left == EXPR_NONE) return EXPR_NONE;
  bool nullable = is_nullable(to->node[left]);
  if (tree->op == EXPR_NOT) return fold_operator(to, EXPR_NOT, WEIR_BOOL, nullable, left, EXPR_NONE);
  right = bind_widened(b, right, WEIR_BOOL);
  if (right == EXPR_NONE) return EXPR_NONE;
  return fold_operator(to, tree->op, WEIR_BOOL, nullable || is_nullable(to->node[right]), left, right);
}

uint32_t bind_operator(const binder *b, const ast *tree) {
  bool logic = tree->op == EXPR_AND || tree->op == EXPR_OR || tree->op == EXPR_NOT;
  bool compare = tree->op >= EXPR_EQ && tree->op <= EXPR_SAME;
  uint32_t node[2] = {EXPR_NONE, EXPR_NONE}, i = 0;
  for (const ast *operand = tree->arg; operand && i < tree->args; operand = operand->next, i++) {
    node[i] = bind_tree(b, operand);
    if (node[i] == EXPR_NONE || (!compare && !check_operand(b, tree, operand, node[i], logic))) return EXPR_NONE;
  }
  if (compare) return bind_compare(b, tree, node[0], node[1]);
  return logic ? bind_logic(b, tree, node[0], node[1]) : bind_arithmetic(b, tree, node[0], node[1]);
}

/* ---- trees ------------------------------------------------------------------------------------------------------- */

uint32_t bind_tree(const binder *b, const ast *tree) {
  switch (tree->kind) {
  case AST_CONSTANT:
    return builder_constant(b->builder, tree->type, tree->type ? &tree->value : NULL);
  case AST_COLUMN:
    return bind_column(b, tree);
  case AST_OPERATOR:
    return bind_operator(b, tree);
  case AST_CALL:
    return bind_call(b, tree);
  case AST_STAR:
    break;
  }
  expr_fail(b->builder->compiler, EXPR_E_SYNTAX, tree->span, "'*' stands alone only in count(*)");
  return EXPR_NONE;
}

uint32_t bind_typed(const binder *b, const ast *tree, uint32_t want) {
  expr_compiler *c = b->builder->compiler;
  uint32_t node = bind_tree(b, tree);
  if (node == EXPR_NONE) return EXPR_NONE;
  uint32_t type = b->builder->node[node]->field.type;
  if (type == 0 && want == 0) {
    expr_fail(c, EXPR_E_NO_TYPE, tree->span, "this null has no type: nothing says what it is a null of");
    return EXPR_NONE;
  }
  if (want == 0 || type == want) return node;
  if (type == 0 || (type == WEIR_I64 && want == WEIR_F64)) return bind_widened(b, node, want);
  char has[80], wanted[80];
  weir_field field = {.name = "", .type = want};
  bind_type_text(b->builder->node[node], has, sizeof has);
  schema_type_text(&field, wanted, sizeof wanted);
  expr_fail(c, EXPR_E_RESULT, tree->span, "this must be %s; it is %s", wanted, has);
  if (want == WEIR_BOOL) expr_help(c, "a condition is a bool: a comparison, or a bool column");
  return EXPR_NONE;
}
