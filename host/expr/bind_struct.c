/* SPDX-License-Identifier: Apache-2.0 */
/* Structs out of values: struct(a, b + 1), whose fields are a and col2, and named_struct('x', a, 'y', b). One thread. */
#include "expr/bind_forms.h"
#include "expr/evaluator_parts.h"
#include "expr/fold.h"
#include <stdio.h>

static expr_compiler *compiler_of(const binder *b) { return b->builder->compiler; }

/* The name of field i: NULL: it has none, which is then the error. */
static const char *given_name(const binder *b, const ast *operand, uint32_t node) {
  const expr_node *n = b->builder->node[node];
  if (n->op == EXPR_CONSTANT && n->field.type == WEIR_STRING && !n->is_null && n->value.string.len &&
      !memchr(weir_text(&n->value.string), 0, n->value.string.len))
    return expr_copy_text(compiler_of(b), weir_text(&n->value.string), n->value.string.len);
  expr_fail(compiler_of(b), EXPR_E_ARGUMENTS, operand->span, "named_struct: the name of a field is a constant text");
  return NULL;
}

static const char *own_name(const binder *b, const ast *operand, uint32_t i) {
  char text[24];
  if (operand->kind == AST_COLUMN || operand->kind == AST_FIELD) return operand->name;
  (void)snprintf(text, sizeof text, "col%u", i + 1);
  return expr_copy_text(compiler_of(b), text, strlen(text));
}

static bool is_new(const weir_field *field, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(field[i].name, name) == 0) return false;
  return true;
}

uint32_t bind_struct(const binder *b, const ast *call) {
  const bool named = expr_same_name(call->name, "named_struct");
  const uint32_t step = named ? 2 : 1, n = call->args / step;
  uint32_t *arg = bind_arguments(b, call);
  weir_field *field = expr_get(compiler_of(b), n * sizeof *field);
  if (!arg || !field) return EXPR_NONE;
  if (call->args % step) {
    expr_fail(compiler_of(b), EXPR_E_ARGUMENTS, call->span, "named_struct: it takes names and values by turns");
    return EXPR_NONE;
  }
  const ast *operand = call->arg;
  for (uint32_t i = 0; i < n; i++) {
    const char *name = named ? given_name(b, operand, arg[2 * i]) : own_name(b, operand, i);
    if (!name) return EXPR_NONE;
    arg[i] = arg[step * i + step - 1];
    if (b->builder->node[arg[i]]->field.type == 0) arg[i] = builder_constant(b->builder, WEIR_STRING, NULL);
    if (arg[i] == EXPR_NONE) return EXPR_NONE;
    field[i] = b->builder->node[arg[i]]->field;
    field[i].name = name;
    if (!is_new(field, i, name)) {
      expr_fail(compiler_of(b), EXPR_E_ARGUMENTS, operand->span, "a struct cannot have two fields '%s'", name);
      return EXPR_NONE;
    }
    for (uint32_t k = 0; k < step; k++) operand = operand->next;
  }
  const weir_field type = {.name = "", .type = WEIR_STRUCT, .children = n, .child = field};
  return builder_form(b->builder, &form_struct, &type, arg, n, 0);
}

/* The arguments side by side are the children of a struct that is copied. */
static bool eval(form_run *r) {
  weir_column child[256];
  for (uint32_t i = 0; i < r->node->args; i++) child[i] = *r->arg[i];
  const weir_column whole = {.type = WEIR_STRUCT, .child = child};
  r->out->host->put_column(r->out, 0, &whole, NULL, r->rows);
  return !r->out->failed;
}
const expr_form form_struct = {"named_struct", false, eval};
