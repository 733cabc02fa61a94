/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of aggregates: bare calls, their operands in one program, their states side by side in one slot. One thread. */
#include "expr/compiled.h"

typedef struct list {
  expr_builder builder;
  const expr_named *named;
  weir_field *result, *state;
  uint32_t states;
  weir_aggregates *made;
} list;

static bool fail_not_a_call(const binder *b, const ast *tree) {
  const char *name;
  expr_compiler *c = b->builder->compiler;
  if (tree->kind == AST_CALL && find_function(c, tree->name, &name)) {
    expr_fail(c, EXPR_E_AGGREGATE, tree->span, "'%s' is a function; an aggregate is needed here", tree->name);
    expr_help(c, "put it into one: max(%s(…))", tree->name);
  } else if (tree->kind == AST_CALL) {
    fail_no_function(c, tree, true);
  } else {
    expr_fail(c, EXPR_E_AGGREGATE, tree->span, "this is no call of an aggregate; only a bare call can stand here");
    expr_help(c, "compute with its result in an operator behind this one");
  }
  return false;
}

static bool is_star(const ast *call) { return call->args == 1 && call->arg->kind == AST_STAR; }

/* Operands become roots. False: failed. */
static bool bind_operands(list *l, const binder *b, const ast *call, const char *name, expr_aggregate *one) {
  static const uint32_t none[1];
  const uint32_t *arg = is_star(call) ? none : bind_arguments(b, call);
  if (!arg) return false;
  one->first_root = l->builder.roots;
  one->call = bind_aggregate(b, call, name, one->table, arg);
  if (!one->call) return false;
  for (uint32_t i = 0; i < one->call->call.args; i++)
    if (!builder_root(&l->builder, arg[i])) return false;
  return true;
}

static char *state_name(expr_compiler *c, const char *name, const char *field) {
  size_t n = strlen(name), m = strlen(field);
  char *to = expr_get(c, n + m + 2);
  if (!to) return NULL;
  memcpy(to, name, n);
  to[n] = '.';
  memcpy(to + n + 1, field, m);
  return to;
}

/* Its struct behind those before it. */
static bool place_state(list *l, const char *name, expr_aggregate *one) {
  expr_compiler *c = l->builder.compiler;
  expr_call *call = one->call;
  if (l->states + call->state.count > EXPR_MAX_STATE_FIELDS) {
    expr_fail(c, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "the aggregates keep more than %u fields", EXPR_MAX_STATE_FIELDS);
    return false;
  }
  uint32_t offset = l->made->value_size;
  call->call.offset = offset;
  one->first_field = l->states;
  for (uint32_t i = 0; i < call->state.count; i++) {
    weir_field field = *weir_field_at(&call->state, i);
    field.name = state_name(c, name, field.name);
    if (!field.name) return false;
    field.offset += offset;
    l->state[l->states++] = field;
  }
  l->made->value_size = offset + ((call->state_size + 7u) & ~7u);
  return true;
}

static bool add_entry(list *l, const binder *b, uint32_t i) {
  expr_compiler *c = l->builder.compiler;
  expr_aggregate *one = &l->made->one[i];
  const char *called = NULL;
  const ast *tree = expr_parse(c, &l->named[i].text);
  if (!tree) return false;
  if (tree->kind == AST_CALL) one->table = find_aggregate(c, tree->name, &called);
  if (!one->table) return fail_not_a_call(b, tree);
  if (!l->named[i].name) {
    expr_fail(c, EXPR_E_NEEDS_NAME, tree->span, "an aggregate needs a name");
    expr_help(c, "write {name: call}");
    return false;
  }
  return bind_operands(l, b, tree, called, one) && expr_check_name(c, l->result, i, l->named[i].name) &&
         expr_copy_field(c, &l->result[i], &one->call->result, l->named[i].name) &&
         place_state(l, l->result[i].name, one);
}

static uint32_t join_traits(const weir_aggregates *a) {
  uint32_t traits = a->count ? WEIR_CALL_EXACT : 0;
  for (uint32_t i = 0; i < a->count; i++) {
    traits &= a->one[i].call->traits | ~WEIR_CALL_EXACT;
    traits |= a->one[i].call->traits & WEIR_CALL_ORDERED;
  }
  return traits;
}

static weir_schema schema_over(const weir_field *field, uint32_t count) {
  return (weir_schema){.size = sizeof(weir_schema), .count = count, .stride = sizeof(weir_field), .field = field};
}

static bool list_init(list *l, expr_compiler *c, uint32_t count) {
  if (count > EXPR_MAX_ENTRIES) {
    expr_fail(c, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "there are %u aggregates; at most %u are allowed", count,
              EXPR_MAX_ENTRIES);
    return false;
  }
  l->builder.compiler = c;
  l->result = expr_get(c, count * sizeof *l->result);
  l->state = expr_get(c, EXPR_MAX_STATE_FIELDS * sizeof *l->state);
  l->made = expr_get(c, sizeof *l->made);
  if (!l->result || !l->state || !l->made) return false;
  l->made->one = expr_get(c, count * sizeof *l->made->one);
  return l->made->one != NULL;
}

const weir_aggregates *expr_compile_aggregates(expr_compiler *c, const expr_named *named, uint32_t count,
                                               const expr_scope *scope, uint32_t *failed, expr_error *err) {
  list l = {.named = named};
  binder bind = {.builder = &l.builder, .scope = scope, .pure = true};
  *err = (expr_error){0};
  *failed = 0;
  c->err = err;
  if (!list_init(&l, c, count)) return NULL;
  for (uint32_t i = 0; i < count; i++)
    if (!add_entry(&l, &bind, i)) {
      *failed = i;
      return NULL;
    }
  if (!program_finish(&l.builder, &l.made->program)) return NULL;
  l.made->count = count;
  l.made->results = schema_over(l.result, count);
  l.made->state = schema_over(l.state, l.states);
  l.made->traits = join_traits(l.made);
  return l.made;
}

const weir_schema *expr_aggregates_state(const weir_aggregates *a, uint32_t *value_size) {
  *value_size = a->value_size;
  return &a->state;
}

const weir_schema *expr_aggregates_schema(const weir_aggregates *a) { return &a->results; }
