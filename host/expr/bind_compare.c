/* SPDX-License-Identifier: Apache-2.0 */
/* Comparisons: both sides in one type, a constant on the right, where there are kernels for it. One thread. */
#include "data/schema.h"
#include "expr/bind_cast.h"
#include "expr/bind_forms.h"
#include "expr/fold.h"

static bool is_nullable(const expr_node *n) { return n->field.flags & WEIR_NULLABLE; }

static const char *sign_of(expr_op op) {
  static const char *const sign[] = {"=", "<>", "<", "<=", ">", ">=", "<=>"};
  return sign[op - EXPR_EQ];
}

static uint32_t fail_compare(const binder *b, const ast *tree, expr_op op, const expr_node *left,
                             const expr_node *right) {
  char l[80], r[80];
  expr_compiler *c = b->builder->compiler;
  bind_type_text(left, l, sizeof l);
  bind_type_text(right, r, sizeof r);
  if (left->field.type == right->field.type && left->field.children)
    expr_fail(c, EXPR_E_TYPE, tree->span, "maps cannot be compared, nor values that hold them: this is %s %s %s", l,
              sign_of(op), r);
  else
    expr_fail(c, EXPR_E_TYPE, tree->span, "%s cannot be compared with %s", l, r);
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

static bool holds_map(const weir_field *f) {
  if (f->type == WEIR_MAP) return true;
  for (uint32_t i = 0; i < f->children; i++)
    if (holds_map(&f->child[i])) return true;
  return false;
}

/* The type in which they are compared. False: there is none. */
static bool common_type(const binder *b, expr_op op, const expr_node *l, const expr_node *r, weir_field *type) {
  const bool equality = op == EXPR_EQ || op == EXPR_NE || op == EXPR_SAME;
  const bool has_bool = l->field.type == WEIR_BOOL || r->field.type == WEIR_BOOL;
  const bool has_number = types_is_number(l->field.type) || types_is_number(r->field.type);
  if (has_bool && has_number && !equality) return false;
  if (!types_common(b->builder->compiler, TYPES_COMPARE, &l->field, &r->field, type)) return false;
  if (type->type == 0) *type = (weir_field){.name = "", .type = WEIR_BOOL};
  return !holds_map(type);
}

static uint32_t compare_nested(const binder *b, expr_op op, uint32_t left, uint32_t right, bool nullable) {
  const uint32_t both[] = {left, right}, *arg = expr_copy_bytes(b->builder->compiler, both, sizeof both);
  const weir_field type = {.name = "", .type = WEIR_BOOL, .flags = nullable ? WEIR_NULLABLE : 0};
  const expr_form *form = op == EXPR_SAME ? &form_same : &form_compare;
  return arg ? fold_node(b->builder, builder_form(b->builder, form, &type, arg, 2, op)) : EXPR_NONE;
}

uint32_t bind_compare(const binder *b, const ast *tree, expr_op op, uint32_t left, uint32_t right) {
  expr_builder *to = b->builder;
  const expr_node *l = to->node[left], *r = to->node[right];
  weir_field type;
  if (!common_type(b, op, l, r, &type))
    return b->builder->compiler->err->code ? EXPR_NONE : fail_compare(b, tree, op, l, r);
  left = bind_cast(b, left, &type, 0);
  right = left == EXPR_NONE ? EXPR_NONE : bind_cast(b, right, &type, 0);
  if (right == EXPR_NONE) return EXPR_NONE;
  const bool nullable = op != EXPR_SAME && (is_nullable(to->node[left]) || is_nullable(to->node[right]));
  if (type.children) return compare_nested(b, op, left, right, nullable);
  if (to->node[left]->op == EXPR_CONSTANT && to->node[right]->op != EXPR_CONSTANT)
    return fold_operator(to, mirrored(op), WEIR_BOOL, nullable, right, left);
  return fold_operator(to, op, WEIR_BOOL, nullable, left, right);
}
