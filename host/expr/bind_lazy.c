/* SPDX-License-Identifier: Apache-2.0 */
/* A branch is worth a region of its own when it calls a function; arithmetic costs less than moving its columns, but where
 * it can reject a row. One thread. */
#include "expr/bind_lazy.h"
#include "expr/bind_forms.h"

static bool can_reject(const ast *tree) {
  return tree->kind == AST_CAST || (tree->kind == AST_OPERATOR && tree->op >= EXPR_ADD && tree->op <= EXPR_NEG);
}

bool bind_is_lazy(const binder *b, const ast *tree) {
  if (tree->kind == AST_CALL && !bind_is_form(tree->name)) return true;
  if (b->checked && can_reject(tree)) return true;
  for (const ast *operand = tree->arg; operand; operand = operand->next)
    if (bind_is_lazy(b, operand)) return true;
  return false;
}

uint32_t bind_branch(const binder *b, const ast *tree, uint32_t condition, region_rows rows, bool *nullable) {
  if (!region_enter(b->builder, condition, rows)) return EXPR_NONE;
  const uint32_t inner = bind_tree(b, tree), outer = region_leave(b->builder, inner);
  if (outer != EXPR_NONE) *nullable = b->builder->node[inner]->field.flags & WEIR_NULLABLE;
  return outer;
}
