/* SPDX-License-Identifier: Apache-2.0 */
/* Reducers of one's own: `of` is an operand over the rows, `merge` and `inverse` are programs over two columns, a and b.
 * One thread. */
#include "data/schema.h"
#include "expr/aggregates_list.h"

/* The fields of its state; see compiled.h. Floats do not come back exactly, whatever the inverse is. */
static weir_status bind_own(weir_call *call, weir_error *err) {
  const uint32_t type = call->arg[0]->type;
  const uint32_t width = type == WEIR_STRING || type == WEIR_BINARY ? 16 : 8;
  const weir_field fields[] = {{.name = "value", .type = type == WEIR_BOOL ? WEIR_I64 : type, .offset = 0},
                               {.name = "rows", .type = WEIR_I64, .offset = width},
                               {.name = "null", .type = WEIR_I64, .offset = width + 8}};
  const weir_schema state = {.size = sizeof state, .count = 3, .stride = sizeof *fields, .field = fields};
  const weir_field result = {.name = "", .type = type, .flags = WEIR_NULLABLE};
  (void)err;
  if (call->set_result(call, &result) != WEIR_OK) return WEIR_EINVAL;
  return call->set_state(call, &state, width + 16);
}

static bool is_flat(expr_compiler *c, const ast *tree, const expr_node *node) {
  char type[80];
  if (schema_width(node->field.type)) return true;
  expr_fail(c, EXPR_E_TYPE, tree->span, "what a row contributes can be no list, map or struct; this is %s",
            bind_type_text(node, type, sizeof type));
  return false;
}

/* One of merge and inverse, which gives what it takes. */
static bool compile_part(expr_compiler *c, const expr_text *text, uint32_t type, uint32_t part, expr_program *program) {
  const weir_field pair[] = {{.name = "a", .type = type, .flags = WEIR_NULLABLE},
                             {.name = "b", .type = type, .flags = WEIR_NULLABLE}};
  const weir_schema pairs = {.size = sizeof pairs, .count = 2, .stride = sizeof *pair, .field = pair};
  const weir_schema *const input[] = {&pairs};
  const expr_scope scope = {.input = input, .inputs = 1};
  expr_builder builder = {.compiler = c};
  const binder bind = {.builder = &builder, .scope = &scope, .pure = true};
  const ast *tree = expr_parse(c, text);
  const uint32_t node = tree ? bind_typed(&bind, tree, type) : EXPR_NONE;
  const bool good = node != EXPR_NONE && builder_root(&builder, node) && program_finish(&builder, program);
  if (!good) c->err->part = part;
  return good;
}

static bool compile_parts(expr_compiler *c, const expr_reducer *own, uint32_t type, expr_own *made) {
  if (!compile_part(c, &own->merge, type, EXPR_REDUCER_MERGE, &made->merge)) return false;
  made->has_inverse = own->inverse.pieces > 0;
  return !made->has_inverse || compile_part(c, &own->inverse, type, EXPR_REDUCER_INVERSE, &made->inverse);
}

uint32_t aggregates_own(aggregates_list *l, const expr_reducer *own) {
  expr_compiler *c = l->builder.compiler;
  const binder rows = {.builder = &l->builder, .scope = l->scope, .pure = true};
  const ast *tree = expr_parse(c, &own->of);
  uint32_t *arg = tree ? expr_get(c, sizeof *arg) : NULL;
  if (!arg || (*arg = bind_typed(&rows, tree, 0)) == EXPR_NONE) return EXPR_NONE;
  const expr_node *node = l->builder.node[*arg];
  expr_aggregate *one = aggregates_next(l, tree);
  if (!one || !is_flat(c, tree, node) || !(one->own = expr_get(c, sizeof *one->own))) return EXPR_NONE;
  if (!compile_parts(c, own, node->field.type, one->own)) return EXPR_NONE;
  const expr_call_config config = {.name = "reducer",
                                   .args = 1,
                                   .binder = &rows,
                                   .node = arg,
                                   .span = tree->span,
                                   .argument_span = &tree->span,
                                   .aggregate = true,
                                   .bind = bind_own};
  one->call = expr_call_create(c, &config);
  if (!one->call) return EXPR_NONE;
  one->call->traits = one->own->has_inverse && node->field.type != WEIR_F64 ? WEIR_CALL_EXACT : 0;
  l->tree = tree;
  l->made->owns++;
  return aggregates_add(l, tree, arg, EXPR_NONE);
}
