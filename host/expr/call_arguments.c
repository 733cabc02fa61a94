/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments of a call, and their conversion while it is bound. One thread. */
#include "data/schema.h"
#include "expr/bind.h"
#include "expr/bind_cast.h"
#include "expr/call_parts.h"
#include "expr/types.h"

static expr_call *of(weir_call *call) { return (expr_call *)call; }

static const expr_node *argument(const expr_call *c, uint32_t i) { return c->binder->builder->node[c->node[i]]; }

bool call_show_argument(expr_call *c, uint32_t i) {
  const expr_node *n = argument(c, i);
  c->field[i] = &n->field;
  if (c->filtered && !(n->field.flags & WEIR_NULLABLE)) {
    weir_field *field = expr_get(c->compiler, sizeof *field);
    if (!field) return false;
    *field = n->field;
    field->flags |= WEIR_NULLABLE;
    c->field[i] = field;
  }
  c->constant[i] = NULL;
  if (n->op != EXPR_CONSTANT || n->field.type == 0) return true;
  c->constant[i] = expr_constant_column(c->compiler, n->field.type, n->is_null, &n->value);
  return c->constant[i] != NULL;
}

static weir_status refuse_cast(expr_call *c, uint32_t i, const weir_field *to) {
  char has[80], wanted[80];
  weir_field plain = *to;
  plain.flags = 0;
  bind_type_text(argument(c, i), has, sizeof has);
  schema_type_text(&plain, wanted, sizeof wanted);
  expr_fail(c->compiler, EXPR_E_ARGUMENTS, c->span[i], "%s: argument %u must be %s; this is %s", c->name, i + 1, wanted,
            has);
  return WEIR_EINVAL;
}

weir_status call_convert(expr_call *c, uint32_t i, const weir_field *to) {
  const uint32_t node = bind_cast(c->binder, c->node[i], to, 0);
  if (node == EXPR_NONE) return WEIR_EINVAL;
  c->node[i] = node;
  return call_show_argument(c, i) ? WEIR_OK : WEIR_EINVAL;
}

weir_status call_cast(weir_call *call, uint32_t i, const weir_field *to) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (i >= call->args || !call_is_type(to, 0))
    return call_refuse(c, "converts an argument that is not there, or to no type");
  if (schema_same_type(c->field[i], to)) return WEIR_OK;
  return types_implicit(c->field[i], to) ? call_convert(c, i, to) : refuse_cast(c, i, to);
}

weir_status call_unify(weir_call *call, uint32_t first, uint32_t n, uint32_t flags) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (first > call->args || n > call->args - first) return call_refuse(c, "converts arguments that are not there");
  if (n == 0) return WEIR_OK;
  weir_field common = *c->field[first];
  for (uint32_t i = first + 1; i < first + n; i++) {
    const types_rule rule = flags & WEIR_UNIFY_TEXT ? TYPES_TEXT : TYPES_STRICT;
    const weir_field so_far = common;
    if (!types_common(c->compiler, rule, &so_far, c->field[i], &common)) return refuse_cast(c, i, &so_far);
  }
  for (uint32_t i = first; common.type && i < first + n; i++)
    if (!schema_same_type(c->field[i], &common) && call_convert(c, i, &common) != WEIR_OK) return WEIR_EINVAL;
  return WEIR_OK;
}
