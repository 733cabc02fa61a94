/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of values: list[i], map[key], struct.field; and times that are moved by an interval. One thread. */
#include "data/schema.h"
#include "expr/bind_cast.h"
#include "expr/bind_forms.h"
#include "expr/fold.h"
#include "data/near.h"

static expr_compiler *compiler_of(const binder *b) { return b->builder->compiler; }
static const expr_node *node_of(const binder *b, uint32_t node) { return b->builder->node[node]; }

static uint32_t form(const binder *b, const expr_form *form, const weir_field *type, const uint32_t *arg, uint32_t args,
                     uint64_t param) {
  const uint32_t *kept = expr_copy_bytes(compiler_of(b), arg, args * sizeof *arg);
  return kept ? fold_node(b->builder, builder_form(b->builder, form, type, kept, args, param)) : EXPR_NONE;
}

/* ---- lists and maps ---------------------------------------------------------------------------------------------- */

static uint32_t fail_index(const binder *b, const ast *tree, const expr_node *of) {
  char text[80];
  bind_type_text(of, text, sizeof text);
  expr_fail(compiler_of(b), EXPR_E_TYPE, tree->arg->span, "only lists and maps have elements; this is %s", text);
  if (of->field.type == WEIR_STRUCT) expr_help(compiler_of(b), "fields of a struct are named: value.field");
  return EXPR_NONE;
}

uint32_t bind_index(const binder *b, const ast *tree) {
  uint32_t *arg = bind_arguments(b, tree);
  if (!arg) return EXPR_NONE;
  const weir_field *of = &node_of(b, arg[0])->field;
  const bool map = of->type == WEIR_MAP;
  if (!map && of->type != WEIR_LIST) return fail_index(b, tree, node_of(b, arg[0]));
  const weir_field wanted = {.name = "", .type = map ? WEIR_STRING : WEIR_I64};
  const bool fits = types_implicit(&node_of(b, arg[1])->field, &wanted);
  if (!fits || (!map && node_of(b, arg[1])->field.type == WEIR_STRING)) {
    char text[80];
    expr_fail(compiler_of(b), EXPR_E_TYPE, tree->arg->next->span, "the %s must be %s; this is %s",
              map ? "key" : "index", map ? "string" : "int64", bind_type_text(node_of(b, arg[1]), text, sizeof text));
    return EXPR_NONE;
  }
  if ((arg[1] = bind_cast(b, arg[1], &wanted, 0)) == EXPR_NONE) return EXPR_NONE;
  weir_field type = node_of(b, arg[0])->field.child[map];
  type.flags = WEIR_NULLABLE;
  return form(b, map ? &form_map_at : &form_list_at, &type, arg, 2, 0);
}

/* ---- structs ----------------------------------------------------------------------------------------------------- */

/* By name, as written or, if no other has it, without regard to case. */
static uint32_t find_field(const weir_field *of, const char *name) {
  uint32_t found = of->children;
  for (uint32_t i = 0; i < of->children; i++) {
    if (strcmp(of->child[i].name, name) == 0) return i;
    if (expr_same_name(of->child[i].name, name)) found = i;
  }
  return found;
}

static uint32_t field_of(const binder *b, uint32_t node, const char *name, expr_span at) {
  const weir_field *of = &node_of(b, node)->field;
  if (of->type != WEIR_STRUCT) {
    char text[80];
    expr_fail(compiler_of(b), EXPR_E_NO_FIELD, at, "only structs have fields; this is %s",
              bind_type_text(node_of(b, node), text, sizeof text));
    return EXPR_NONE;
  }
  const uint32_t i = find_field(of, name);
  if (i < of->children) return builder_field(b->builder, node, i);
  near n = {.name = name};
  for (uint32_t k = 0; k < of->children; k++) near_add(&n, of->child[k].name);
  expr_fail(compiler_of(b), EXPR_E_NO_FIELD, at, "there is no field '%s'", name);
  if (n.found) expr_help(compiler_of(b), "did you mean '%s'?", n.found);
  return EXPR_NONE;
}

uint32_t bind_field(const binder *b, const ast *tree) {
  const uint32_t of = bind_tree(b, tree->arg);
  return of == EXPR_NONE ? EXPR_NONE : field_of(b, of, tree->name, tree->at);
}

static bool names_stream(const binder *b, const char *name) {
  for (uint32_t i = 0; b->scope->stream && i < b->scope->inputs; i++)
    if (b->scope->stream[i] && expr_same_name(b->scope->stream[i], name)) return true;
  return false;
}

static bool names_column(const binder *b, const char *name) {
  for (uint32_t i = 0; i < b->scope->inputs; i++)
    for (uint32_t k = 0; k < b->scope->input[i]->count; k++)
      if (expr_same_name(weir_field_at(b->scope->input[i], k)->name, name)) return true;
  return false;
}

uint32_t bind_column_field(const binder *b, const ast *name) {
  if (!name->qualifier || names_stream(b, name->qualifier) || !names_column(b, name->qualifier)) return EXPR_NONE;
  ast column = *name;
  column.name = name->qualifier;
  column.qualifier = NULL;
  const uint32_t of = bind_column(b, &column);
  return of == EXPR_NONE ? EXPR_NONE : field_of(b, of, name->name, name->at);
}

/* ---- times ------------------------------------------------------------------------------------------------------- */

uint32_t bind_time_interval(const binder *b, const ast *tree) {
  const ast *left = tree->arg, *right = left->next ? left->next : left;
  const ast *interval = right->kind == AST_INTERVAL ? right : left;
  const ast *time = interval == right ? left : right;
  static const weir_field type = {.name = "", .type = WEIR_TIME};
  if (left == right || (tree->op != EXPR_ADD && (tree->op != EXPR_SUB || interval == left))) {
    expr_fail(compiler_of(b), EXPR_E_TYPE, interval->span, "an interval can be added to a timestamp or taken from it");
    return EXPR_NONE;
  }
  uint32_t node = time->kind == AST_INTERVAL ? EXPR_NONE : bind_tree(b, time);
  if (node == EXPR_NONE && compiler_of(b)->err->code) return EXPR_NONE;
  const bool text_or_time = node != EXPR_NONE && types_implicit(&node_of(b, node)->field, &type) &&
                            !types_is_number(node_of(b, node)->field.type);
  if (!text_or_time) {
    char text[80];
    expr_fail(compiler_of(b), EXPR_E_TYPE, time->span, "an interval moves a timestamp; this is %s",
              node == EXPR_NONE ? "an interval" : bind_type_text(node_of(b, node), text, sizeof text));
    return EXPR_NONE;
  }
  if ((node = bind_cast(b, node, &type, 0)) == EXPR_NONE) return EXPR_NONE;
  const int64_t sign = tree->op == EXPR_SUB ? -1 : 1;
  const expr_value months = {.integer = sign * interval->months}, us = {.integer = sign * interval->value.integer};
  uint32_t arg[3] = {node, builder_constant(b->builder, WEIR_I64, &months),
                     builder_constant(b->builder, WEIR_I64, &us)};
  if (arg[1] == EXPR_NONE || arg[2] == EXPR_NONE) return EXPR_NONE;
  weir_field moved = type;
  moved.flags = node_of(b, node)->field.flags & WEIR_NULLABLE;
  return form(b, &form_time_plus, &moved, arg, 3, 0);
}
