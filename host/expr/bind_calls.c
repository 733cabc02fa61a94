/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: the library is asked for the function, the function for its type. Names are tried as written, then in lower
 * case, for Spark's names ignore case. One thread. */
#include "expr/bind.h"
#include "expr/near.h"

static const char *lower_name(expr_compiler *c, const char *name) {
  char *lower = expr_copy_text(c, name, strlen(name));
  for (char *p = lower; p && *p; p++)
    if (*p >= 'A' && *p <= 'Z') *p = (char)(*p - 'A' + 'a');
  return lower;
}

const weir_function *find_function(expr_compiler *c, const char *name, const char **found) {
  if (!c->library.function) return NULL;
  const weir_function *f = c->library.function(c->library.context, *found = name);
  if (f || !(*found = lower_name(c, name))) return f;
  return c->library.function(c->library.context, *found);
}

const weir_aggregate *find_aggregate(expr_compiler *c, const char *name, const char **found) {
  if (!c->library.aggregate) return NULL;
  const weir_aggregate *a = c->library.aggregate(c->library.context, *found = name);
  if (a || !(*found = lower_name(c, name))) return a;
  return c->library.aggregate(c->library.context, *found);
}

/* "function" where none but functions may stand, else either. */
void fail_no_function(const binder *b, const ast *call) {
  expr_compiler *c = b->builder->compiler;
  const bool either = b->aggregate != NULL;
  near n = {.name = call->name};
  for (uint32_t aggregates = 0; aggregates <= (either ? 1u : 0u); aggregates++) {
    const char *const *names = c->library.names ? c->library.names(c->library.context, aggregates) : NULL;
    for (size_t i = 0; names && names[i]; i++) near_add(&n, names[i]);
  }
  expr_fail(c, EXPR_E_NO_FUNCTION, call->at, "there is no %s '%s'", either ? "aggregate or function" : "function",
            call->name);
  if (n.found) expr_help(c, "did you mean '%s'?", n.found);
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

const uint32_t *bind_arguments(const binder *b, const ast *call) {
  uint32_t *arg = expr_get(b->builder->compiler, call->args * sizeof *arg), i = 0;
  for (const ast *a = call->arg; arg && a; a = a->next, i++) {
    arg[i] = bind_typed(b, a, 0);
    if (arg[i] == EXPR_NONE) return NULL;
  }
  return arg;
}

/* What weir_call says of the operands, and where they stand in the text. */
static bool describe(const binder *b, const ast *call, const char *name, const uint32_t *arg, uint32_t args,
                     expr_call_config *config) {
  expr_compiler *c = b->builder->compiler;
  const weir_field **field = expr_get(c, args * sizeof *field);
  const weir_column **constant = expr_get(c, args * sizeof *constant);
  expr_span *span = expr_get(c, args * sizeof *span);
  if (!field || !constant || !span) return false;
  const ast *a = call->arg;
  for (uint32_t i = 0; i < args; i++, a = a->next) {
    const expr_node *n = b->builder->node[arg[i]];
    field[i] = &n->field;
    span[i] = a->span;
    if (n->op != EXPR_CONSTANT) continue;
    constant[i] = expr_constant_column(c, n->field.type, n->is_null, &n->value);
    if (!constant[i]) return false;
  }
  *config = (expr_call_config){
      .name = name, .args = args, .arg = field, .constant = constant, .span = call->span, .argument_span = span};
  return true;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static uint32_t fail_not_a_function(const binder *b, const ast *call) {
  expr_compiler *c = b->builder->compiler;
  const char *name;
  if (expr_same_name(call->name, "explode")) {
    expr_fail(c, EXPR_E_EXPLODE, call->span, "explode stands only at the top of one entry of flatMap");
  } else if (find_aggregate(c, call->name, &name)) {
    expr_fail(c, EXPR_E_AGGREGATE, call->span,
              "'%s' is an aggregate: it stands where rows become one, as in values, and not within another",
              call->name);
  } else {
    fail_no_function(b, call);
  }
  return EXPR_NONE;
}

static uint32_t add_call(const binder *b, const ast *call, const char *name, const weir_function *function,
                         const uint32_t *arg) {
  expr_call_config config;
  if (!describe(b, call, name, arg, call->args, &config)) return EXPR_NONE;
  config.function = function;
  config.bind = function->bind;
  expr_node node = {.op = EXPR_CALL, .args = call->args, .arg = arg, .function = function};
  node.call = expr_call_create(b->builder->compiler, &config);
  if (!node.call) return EXPR_NONE;
  node.field = node.call->result;
  return builder_add(b->builder, &node);
}

uint32_t bind_call(const binder *b, const ast *call) {
  expr_compiler *c = b->builder->compiler;
  const char *name;
  const weir_function *function = find_function(c, call->name, &name);
  if (!function && b->aggregate && find_aggregate(c, call->name, &name)) return b->aggregate(b, call);
  if (!function) return fail_not_a_function(b, call);
  if (call->distinct || call->filter) {
    expr_fail(c, EXPR_E_AGGREGATE, call->span, "'%s' is a function: only aggregates take %s", call->name,
              call->distinct ? "distinct" : "filter (where …)");
    return EXPR_NONE;
  }
  if (b->pure && (function->flags & WEIR_FUNCTION_IMPURE)) {
    expr_fail(c, EXPR_E_NOT_PURE, call->span, "'%s' does not give the same for the same arguments: a key cannot use it",
              call->name);
    return EXPR_NONE;
  }
  const uint32_t *arg = bind_arguments(b, call);
  if (!arg) return EXPR_NONE;
  uint32_t there = builder_find_call(b->builder, function, arg, call->args);
  return there != EXPR_NONE ? there : add_call(b, call, name, function, arg);
}

/* ---- aggregates -------------------------------------------------------------------------------------------------- */

expr_call *bind_aggregate(const binder *b, const ast *call, const char *name, const weir_aggregate *aggregate,
                          const uint32_t *arg) {
  expr_call_config config;
  bool star = call->args == 1 && call->arg->kind == AST_STAR;
  if (!describe(b, call, name, arg, star ? 0 : call->args, &config)) return NULL;
  config.aggregate = true;
  config.bind = aggregate->bind;
  expr_call *made = expr_call_create(b->builder->compiler, &config);
  if (made && !aggregate->retract) made->traits &= ~WEIR_CALL_EXACT;
  return made;
}
