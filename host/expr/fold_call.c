/* SPDX-License-Identifier: Apache-2.0 */
/* Forms and functions of constants are run over one row while compiling, by the evaluator that would run them later. One
 * thread. */
#include "data/schema.h"
#include "expr/evaluator_parts.h"
#include "expr/fold.h"
#include "expr/types.h"

static bool is_constant_call(const expr_builder *b, const expr_node *n) {
  if (n->op != EXPR_FORM && n->op != EXPR_CALL) return false;
  if (schema_width(n->field.type) == 0) return false;
  if (b->compiler->checked && n->op == EXPR_FORM && strcmp(n->form->name, "cast") == 0) return false;
  if (n->op == EXPR_CALL && (n->function->flags & (WEIR_FUNCTION_IMPURE | WEIR_FUNCTION_TIMED))) return false;
  for (uint32_t i = 0; i < n->args; i++)
    if (b->node[n->arg[i]]->op != EXPR_CONSTANT) return false;
  return true;
}

/* A program of the node alone. False: out of memory. */
static bool alone(expr_builder *b, const expr_node *n, expr_program *program) {
  expr_builder one = {.compiler = b->compiler};
  uint32_t *arg = expr_get(b->compiler, n->args * sizeof *arg);
  if (!arg) return false;
  for (uint32_t i = 0; i < n->args; i++)
    if ((arg[i] = builder_add(&one, b->node[n->arg[i]])) == EXPR_NONE) return false;
  expr_node copy = *n;
  copy.arg = arg;
  const uint32_t node = builder_add(&one, &copy);
  return node != EXPR_NONE && builder_root(&one, node) && program_finish(&one, program);
}

static bool keep_text(expr_compiler *c, expr_value *value) {
  if (value->string.len <= 12) return true;
  const char *copy = expr_copy_text(c, value->string.u.ptr, value->string.len);
  if (copy) value->string = weir_view(copy, value->string.len);
  return copy != NULL;
}

static uint32_t constant_of(expr_builder *b, const expr_node *n, const weir_column *result) {
  expr_value value = {.string = {0}};
  if (weir_is_null(result, 0)) return builder_constant(b, n->field.type, NULL);
  memcpy(&value, result->data, schema_width(n->field.type));
  if (types_is_text(n->field.type) && !keep_text(b->compiler, &value)) return EXPR_NONE;
  return builder_constant(b, n->field.type, &value);
}

uint32_t fold_node(expr_builder *b, uint32_t node) {
  expr_program program;
  if (node == EXPR_NONE || !is_constant_call(b, b->node[node])) return node;
  if (!alone(b, b->node[node], &program)) return EXPR_NONE;
  evaluator *e = evaluator_create(b->compiler->memory);
  if (!e) return node;
  const weir_chunk row = {.size = sizeof row, .rows = 1, .stride = sizeof(weir_column)};
  const weir_column *const *result = evaluator_roots(e, &program, &row);
  const uint32_t folded =
      result ? constant_of(b, b->node[node], result[0]) : node; /* what fails, fails when rows come */
  evaluator_destroy(e);
  return folded;
}
