/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: the library is asked for the function, the function for its type. Names are tried as written, then in lower
 * case, for Spark's names ignore case. One thread. */
#include "expr/bind_forms.h"
#include "expr/fold.h"
#include "data/near.h"

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

uint32_t *bind_arguments(const binder *b, const ast *call) {
  uint32_t *arg = expr_get(b->builder->compiler, call->args * sizeof *arg), i = 0;
  for (const ast *a = call->arg; arg && a; a = a->next, i++) {
    arg[i] = bind_tree(b, a);
    if (arg[i] == EXPR_NONE) return NULL;
  }
  return arg;
}

/* What a call is made of, but for its bind. */
static bool describe(const binder *b, const ast *call, const char *name, uint32_t *arg, uint32_t args,
                     expr_call_config *config) {
  expr_span *span = expr_get(b->builder->compiler, args * sizeof *span);
  if (!span) return false;
  const ast *a = call->arg;
  for (uint32_t i = 0; i < args; i++, a = a->next) span[i] = a->span;
  *config = (expr_call_config){
      .name = name, .args = args, .binder = b, .node = arg, .span = call->span, .argument_span = span};
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

static uint32_t add_call(const binder *b, const expr_call_config *config);

/* The whole that the call is an element of, and that element. */
static uint32_t add_element(const binder *b, const expr_call_config *config, const expr_element *element) {
  expr_call_config whole = *config;
  expr_span *span = expr_get(b->builder->compiler, element->args * sizeof *span);
  if (!span) return EXPR_NONE;
  for (uint32_t i = 0; i < element->args; i++) span[i] = config->span;
  whole.name = element->whole->name;
  whole.args = element->args;
  whole.node = element->arg;
  whole.argument_span = span;
  whole.function = element->whole;
  const uint32_t node = add_call(b, &whole);
  if (node == EXPR_NONE) return EXPR_NONE;
  const weir_field *field = &b->builder->node[node]->field;
  if (field->type == WEIR_STRUCT && element->element < field->children)
    return builder_field(b->builder, node, element->element);
  expr_fail(b->builder->compiler, EXPR_E_BAD_FUNCTION, config->span,
            "the function '%s' stands for element %u of what '%s' gives, and there is none", config->name,
            element->element, whole.name);
  return EXPR_NONE;
}

static uint32_t add_call(const binder *b, const expr_call_config *of) {
  expr_call_config config = *of;
  const weir_function *function = config.function;
  const uint32_t there = builder_find_call(b->builder, function, config.node, config.args);
  if (there != EXPR_NONE) return there;
  const uint32_t *given = expr_copy_bytes(b->builder->compiler, config.node, config.args * sizeof *config.node);
  if (!given) return EXPR_NONE;
  config.bind = function->bind;
  config.signature = function->signature;
  expr_node node = {.op = EXPR_CALL, .args = config.args, .arg = config.node, .given = given, .function = function};
  node.call = expr_call_create(b->builder->compiler, &config);
  if (!node.call) return EXPR_NONE;
  if (node.call->next) {
    memcpy(config.node, given, config.args * sizeof *given); /* conversions are undone */
    config.function = node.call->next;
    return add_call(b, &config);
  }
  if (node.call->element.whole) return add_element(b, &config, &node.call->element);
  node.field = node.call->result;
  node.made = &node.call->result_schema;
  return fold_node(b->builder, builder_add(b->builder, &node));
}

uint32_t bind_named_call(const binder *b, const ast *tree, const char *name, const uint32_t *arg, uint32_t args) {
  expr_compiler *c = b->builder->compiler;
  const char *found;
  const weir_function *function = find_function(c, name, &found);
  uint32_t *node = expr_copy_bytes(c, arg, args * sizeof *arg);
  expr_span *span = expr_get(c, args * sizeof *span);
  if (!function || !node || !span) return EXPR_NONE;
  for (uint32_t i = 0; i < args; i++) span[i] = tree->span;
  const expr_call_config config = {.name = name,
                                   .args = args,
                                   .binder = b,
                                   .node = node,
                                   .span = tree->span,
                                   .argument_span = span,
                                   .function = function};
  return add_call(b, &config);
}

uint32_t bind_call(const binder *b, const ast *call) {
  uint32_t form;
  if (bind_form_call(b, call, &form)) return form;
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
  uint32_t *arg = bind_arguments(b, call);
  expr_call_config config;
  if (!arg || !describe(b, call, name, arg, call->args, &config)) return EXPR_NONE;
  config.function = function;
  return add_call(b, &config);
}

/* ---- aggregates -------------------------------------------------------------------------------------------------- */

expr_call *bind_aggregate(const binder *b, const ast *call, const char *name, const weir_aggregate *aggregate,
                          uint32_t *arg) {
  expr_call_config config;
  bool star = call->args == 1 && call->arg->kind == AST_STAR;
  if (!describe(b, call, name, arg, star ? 0 : call->args, &config)) return NULL;
  config.aggregate = true;
  config.filtered = call->filter != NULL;
  config.bind = aggregate->bind;
  config.signature = aggregate->signature;
  expr_call *made = expr_call_create(b->builder->compiler, &config);
  if (made && !aggregate->retract) made->traits &= ~WEIR_CALL_EXACT;
  return made;
}
