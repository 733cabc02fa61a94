/* SPDX-License-Identifier: Apache-2.0 */
/* The two commonest conversions are loops of kernels; all others are forms. One thread. */
#include "expr/bind_cast.h"
#include "data/schema.h"
#include "expr/fold.h"

static uint32_t widen(const binder *b, uint32_t node, const weir_field *to) {
  const expr_node *n = b->builder->node[node];
  const expr_op op = to->type == WEIR_F64 && n->field.type == WEIR_I64    ? EXPR_REAL
                     : to->type == WEIR_I64 && n->field.type == WEIR_BOOL ? EXPR_INT
                                                                          : EXPR_COLUMN;
  if (op == EXPR_COLUMN) return EXPR_NONE;
  return fold_operator(b->builder, op, to->type, n->field.flags & WEIR_NULLABLE, node, EXPR_NONE);
}

/* Whether a value can become null on the way. */
static bool can_fail(const weir_field *from, const weir_field *to, uint32_t flags) {
  if (from->type == WEIR_STRING) return to->type != WEIR_BINARY;
  if (from->type == WEIR_F64 && to->type == WEIR_TIME) return true;
  if (from->type == WEIR_TIME && (flags & CAST_NARROW)) return true;
  return (flags & CAST_TRY) && to->type == WEIR_I64;
}

uint32_t bind_cast(const binder *b, uint32_t node, const weir_field *to, uint32_t flags) {
  const expr_node *n = b->builder->node[node];
  if (n->field.type == 0) return builder_constant_of(b->builder, to);
  if (schema_same_type(&n->field, to) && !(flags & ~(CAST_TRY | CAST_WRITTEN))) return node;
  if (!flags && widen(b, node, to) != EXPR_NONE) return widen(b, node, to);
  const expr_form *form = cast_form(&n->field, to);
  uint32_t *arg = expr_get(b->builder->compiler, sizeof *arg);
  if (!form || !arg) {
    expr_fail(b->builder->compiler, EXPR_E_NOT_YET, (expr_span){0, 0}, "this conversion is not there yet");
    return EXPR_NONE;
  }
  *arg = node;
  weir_field field = *to;
  field.flags = n->field.flags & WEIR_NULLABLE;
  if (can_fail(&n->field, to, flags)) field.flags = WEIR_NULLABLE;
  return fold_node(b->builder, builder_form(b->builder, form, &field, arg, 1, flags));
}

uint32_t bind_cast_type(const binder *b, uint32_t node, uint32_t type) {
  const weir_field to = {.name = "", .type = type};
  return bind_cast(b, node, &to, 0);
}
