/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of aggregates: each entry an expression over the results of calls, which are pulled out. One thread. */
#include "expr/aggregates_list.h"

static void help_not_a_call(expr_compiler *c, const ast *tree) {
  if (tree->kind == AST_CALL)
    expr_help(c, "put it into one: max(%s(…))", tree->name);
  else
    expr_help(c, "call one: sum(…), count(*), sum(a) / count(*)");
}

static bool check_named(expr_compiler *c, const expr_named *named) {
  if (named->name) return true;
  expr_fail(c, EXPR_E_NEEDS_NAME, (expr_span){0, 0}, "an aggregate needs a name");
  expr_help(c, "write {name: call}");
  return false;
}

/* The node of an entry that is an expression over calls. EXPR_NONE: failed. */
static uint32_t bind_entry(aggregates_list *l, const binder *b, const expr_named *named) {
  expr_compiler *c = l->builder.compiler;
  const ast *tree = expr_parse(c, &named->text);
  l->tree = tree;
  l->within = 0;
  if (!tree) return EXPR_NONE;
  const uint32_t node = bind_typed(b, tree, 0);
  if (node == EXPR_NONE) {
    const binder rows = {.builder = &l->builder, .scope = l->scope};
    bind_look_on(&rows, tree);
    return EXPR_NONE;
  }
  if (l->within > 0) return node;
  expr_fail(c, EXPR_E_AGGREGATE, tree->span, "no aggregate is called here, and the rows have to become one");
  help_not_a_call(c, tree);
  return EXPR_NONE;
}

/* Entry i, whose field is result[i]. */
static bool add_entry(aggregates_list *l, const binder *b, const expr_named *named, weir_field *result, uint32_t i) {
  expr_compiler *c = l->builder.compiler;
  l->name = named->name;
  if (!check_named(c, named)) return false;
  const uint32_t node = named->own ? aggregates_own(l, named->own) : bind_entry(l, b, named);
  if (node == EXPR_NONE) return false;
  const weir_field *field = &l->finish.node[node]->field;
  return expr_check_name(c, result, i, named->name) && expr_copy_field(c, &result[i], field, named->name) &&
         builder_root(&l->finish, node);
}

static uint32_t join_traits(const weir_aggregates *a) {
  uint32_t traits = a->calls ? WEIR_CALL_EXACT : 0;
  for (uint32_t i = 0; i < a->calls; i++) {
    traits &= a->one[i].call->traits | ~WEIR_CALL_EXACT;
    traits |= a->one[i].call->traits & WEIR_CALL_ORDERED;
  }
  return traits;
}

static bool is_bare(const weir_aggregates *a) {
  if (a->count != a->calls) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    const expr_node *n = a->finish.node[a->finish.root[i]];
    if (n->op != EXPR_COLUMN || n->column != i) return false;
  }
  return true;
}

static weir_schema schema_over(const weir_field *field, uint32_t count) {
  return (weir_schema){.size = sizeof(weir_schema), .count = count, .stride = sizeof(weir_field), .field = field};
}

static bool list_init(aggregates_list *l, expr_compiler *c, uint32_t count) {
  if (count > EXPR_MAX_ENTRIES) {
    expr_fail(c, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "there are %u aggregates; at most %u are allowed", count,
              EXPR_MAX_ENTRIES);
    return false;
  }
  l->builder.compiler = l->finish.compiler = c;
  l->state = expr_get(c, EXPR_MAX_STATE_FIELDS * sizeof *l->state);
  l->call_result = expr_get(c, EXPR_MAX_ENTRIES * sizeof *l->call_result);
  l->made = expr_get(c, sizeof *l->made);
  if (!l->state || !l->call_result || !l->made) return false;
  l->made->one = expr_get(c, EXPR_MAX_ENTRIES * sizeof *l->made->one);
  return l->made->one != NULL;
}

static const weir_aggregates *finish_list(aggregates_list *l, const weir_field *result, uint32_t count) {
  weir_aggregates *a = l->made;
  if (!program_finish(&l->builder, &a->program) || !program_finish(&l->finish, &a->finish)) return NULL;
  a->count = count;
  a->results = schema_over(result, count);
  a->call_results = schema_over(l->call_result, a->calls);
  a->state = schema_over(l->state, l->states);
  a->traits = join_traits(a);
  a->bare = is_bare(a);
  return a;
}

const weir_aggregates *expr_compile_aggregates(expr_compiler *c, const expr_named *named, uint32_t count,
                                               const expr_scope *scope, uint32_t *failed, expr_error *err) {
  static const expr_scope nothing;
  aggregates_list l = {.scope = scope};
  const binder bind = {
      .builder = &l.finish, .scope = &nothing, .pure = true, .aggregate = aggregates_call, .aggregates = &l};
  *err = (expr_error){0};
  *failed = 0;
  c->err = err;
  if (!list_init(&l, c, count)) return NULL;
  weir_field *result = expr_get(c, count * sizeof *result);
  for (uint32_t i = 0; result && i < count; i++)
    if (!add_entry(&l, &bind, &named[i], result, i)) {
      *failed = i;
      return NULL;
    }
  return result ? finish_list(&l, result, count) : NULL;
}

const weir_schema *expr_aggregates_state(const weir_aggregates *a, uint32_t *value_size) {
  *value_size = a->value_size;
  return &a->state;
}

const weir_schema *expr_aggregates_schema(const weir_aggregates *a) { return &a->results; }
