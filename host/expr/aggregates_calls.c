/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of aggregates, pulled out of the entries they stand in: operands in one program, states side by side in one
 * slot, equal calls once. One thread. */
#include "expr/aggregates_list.h"
#include <stdio.h>

static bool is_star(const ast *call) { return call->args == 1 && call->arg->kind == AST_STAR; }

/* ---- which aggregate --------------------------------------------------------------------------------------------- */

/* f(distinct x) is f_distinct(x), or f(x) where a value that comes again changes nothing. */
static const weir_aggregate *distinct_of(expr_compiler *c, const ast *call, const weir_aggregate *table,
                                         const char **called) {
  if (table->flags & WEIR_AGGREGATE_IDEMPOTENT) return table;
  size_t n = strlen(*called) + sizeof "_distinct";
  char *name = expr_get(c, n);
  if (!name) return NULL;
  (void)snprintf(name, n, "%s_distinct", *called);
  *called = name;
  table = c->library.aggregate(c->library.context, name);
  if (table && !is_star(call)) return table;
  expr_fail(c, EXPR_E_AGGREGATE, call->span, "'%s' has no form for distinct %s", call->name, table ? "rows" : "values");
  if (table) expr_help(c, "name the columns: %s(distinct a, b)", call->name);
  return NULL;
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

/* The root of the filter, EXPR_NONE without one. False: failed. */
static bool bind_filter(const binder *rows, const ast *call, uint32_t *filter) {
  *filter = EXPR_NONE;
  return !call->filter || (*filter = bind_typed(rows, call->filter, WEIR_BOOL)) != EXPR_NONE;
}

static bool is_same(const aggregates_list *l, const expr_aggregate *one, const weir_aggregate *table,
                    const uint32_t *arg, uint32_t args, uint32_t filter) {
  const uint32_t *root = l->builder.root;
  if (one->own || one->table != table || one->call->call.args != args) return false;
  if ((one->filter == EXPR_NONE ? EXPR_NONE : root[one->filter]) != filter) return false;
  for (uint32_t i = 0; i < args; i++)
    if (one->given[i] != arg[i]) return false;
  return true;
}

static bool add_roots(aggregates_list *l, expr_aggregate *one, const uint32_t *arg, uint32_t filter) {
  const uint32_t args = one->call->call.args;
  one->first_root = l->builder.roots;
  for (uint32_t i = 0; i < args; i++)
    if (!builder_root(&l->builder, arg[i])) return false;
  one->filter = EXPR_NONE;
  if (filter == EXPR_NONE) return true;
  l->made->filters++;
  one->filter = l->builder.roots;
  weir_field *field = expr_get(l->builder.compiler, args * sizeof *field);
  if (!field || !builder_root(&l->builder, filter)) return false;
  for (uint32_t i = 0; i < args; i++) field[i] = *one->call->call.arg[i];
  one->operands = (weir_schema){.size = sizeof(weir_schema), .count = args, .stride = sizeof *field, .field = field};
  return true;
}

/* ---- its state --------------------------------------------------------------------------------------------------- */

/* "entry.field", or "entry.2.field" for the second call within an entry that is more than a call. */
static char *state_name(const aggregates_list *l, const ast *call, const char *field) {
  char number[16] = "";
  if (call != l->tree) (void)snprintf(number, sizeof number, "%u.", l->within);
  size_t n = strlen(l->name) + strlen(number) + strlen(field) + 2;
  char *to = expr_get(l->builder.compiler, n);
  if (to) (void)snprintf(to, n, "%s.%s%s", l->name, number, field);
  return to;
}

/* Its struct behind those before it. */
static bool place_state(aggregates_list *l, const ast *call, expr_aggregate *one) {
  expr_compiler *c = l->builder.compiler;
  if (l->states + one->call->state.count > EXPR_MAX_STATE_FIELDS) {
    expr_fail(c, EXPR_E_TOO_LARGE, call->span, "the aggregates keep more than %u fields", EXPR_MAX_STATE_FIELDS);
    return false;
  }
  uint32_t offset = l->made->value_size;
  one->call->call.offset = offset;
  one->first_field = l->states;
  for (uint32_t i = 0; i < one->call->state.count; i++) {
    weir_field field = *weir_field_at(&one->call->state, i);
    field.name = state_name(l, call, field.name);
    if (!field.name) return false;
    field.offset += offset;
    l->state[l->states++] = field;
  }
  l->made->value_size = offset + ((one->call->state_size + 7u) & ~7u);
  return true;
}

/* ---- calls ------------------------------------------------------------------------------------------------------- */

expr_aggregate *aggregates_next(aggregates_list *l, const ast *tree) {
  if (l->made->calls < EXPR_MAX_ENTRIES) return &l->made->one[l->made->calls];
  expr_fail(l->builder.compiler, EXPR_E_TOO_LARGE, tree->span, "there are more than %u calls of aggregates",
            EXPR_MAX_ENTRIES);
  return NULL;
}

uint32_t aggregates_add(aggregates_list *l, const ast *tree, const uint32_t *arg, uint32_t filter) {
  const uint32_t i = l->made->calls;
  expr_aggregate *one = &l->made->one[i];
  if (!add_roots(l, one, arg, filter) || !place_state(l, tree, one)) return EXPR_NONE;
  if (!expr_copy_field(l->builder.compiler, &l->call_result[i], &one->call->result, one->call->name)) return EXPR_NONE;
  l->made->calls++;
  return builder_column(&l->finish, i, &l->call_result[i], NULL);
}

/* `arg` as it was written; binding may convert it. */
static uint32_t add_call(aggregates_list *l, const binder *rows, const ast *call, const char *called,
                         const weir_aggregate *table, uint32_t *arg, uint32_t filter) {
  const uint32_t args = is_star(call) ? 0 : call->args;
  expr_aggregate *one = aggregates_next(l, call);
  if (!one) return EXPR_NONE;
  one->table = table;
  one->given = expr_copy_bytes(l->builder.compiler, arg, args * sizeof *arg);
  one->call = one->given ? bind_aggregate(rows, call, called, table, arg) : NULL;
  return one->call ? aggregates_add(l, call, arg, filter) : EXPR_NONE;
}

uint32_t aggregates_call(const binder *b, const ast *call) {
  uint32_t none[1] = {0};
  aggregates_list *l = b->aggregates;
  const binder rows = {
      .builder = &l->builder, .scope = l->scope, .pure = true, .checked = l->builder.compiler->checked};
  const char *called;
  const weir_aggregate *table = find_aggregate(l->builder.compiler, call->name, &called);
  if (call->distinct) table = distinct_of(l->builder.compiler, call, table, &called);
  uint32_t *arg = !table ? NULL : is_star(call) ? none : bind_arguments(&rows, call);
  uint32_t filter, i = 0;
  if (!arg || !bind_filter(&rows, call, &filter)) return EXPR_NONE;
  l->within++;
  while (i < l->made->calls && !is_same(l, &l->made->one[i], table, arg, is_star(call) ? 0 : call->args, filter)) i++;
  if (i == l->made->calls) return add_call(l, &rows, call, called, table, arg, filter);
  return builder_column(&l->finish, i, &l->call_result[i], NULL);
}
