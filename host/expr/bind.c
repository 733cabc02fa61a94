/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over the tree. One thread. */
#include "expr/bind.h"
#include "data/schema.h"
#include "expr/bind_cast.h"
#include "expr/bind_forms.h"
#include <stdio.h>

const char *bind_type_text(const expr_node *node, char *to, size_t n) {
  weir_field field = node->field;
  field.flags = 0;
  if (field.type)
    schema_type_text(&field, to, n);
  else
    (void)snprintf(to, n, "null");
  return to;
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
  case AST_CASE:
    return bind_case(b, tree);
  case AST_CAST:
    return bind_written_cast(b, tree);
  case AST_IN:
    return bind_in(b, tree);
  case AST_BETWEEN:
    return bind_between(b, tree);
  case AST_LIKE:
    return bind_like(b, tree);
  case AST_IS:
    return bind_is(b, tree);
  case AST_INDEX:
    return bind_index(b, tree);
  case AST_FIELD:
    return bind_field(b, tree);
  case AST_INTERVAL:
    expr_fail(b->builder->compiler, EXPR_E_TYPE, tree->span,
              "an interval can be added to a timestamp or taken from it");
    return EXPR_NONE;
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
  if (type == 0 || (type == WEIR_I64 && want == WEIR_F64)) return bind_cast_type(b, node, want);
  char has[80], wanted[80];
  weir_field field = {.name = "", .type = want};
  bind_type_text(b->builder->node[node], has, sizeof has);
  schema_type_text(&field, wanted, sizeof wanted);
  expr_fail(c, EXPR_E_RESULT, tree->span, "this must be %s; it is %s", wanted, has);
  if (want == WEIR_BOOL) expr_help(c, "a condition is a bool: a comparison, or a bool column");
  return EXPR_NONE;
}
