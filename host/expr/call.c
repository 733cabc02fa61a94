/* SPDX-License-Identifier: Apache-2.0 */
/* Binding of calls: what a plugin's bind is given, and the checks of what it leaves behind. One thread. */
#include "expr/call.h"
#include "data/schema.h"
#include "expr/call_parts.h"
#include "expr/signature.h"
#include <stdarg.h>
#include <stdio.h>

static expr_call *of(weir_call *call) { return (expr_call *)call; }

weir_status call_refuse(expr_call *c, const char *format, ...) {
  if (c->why[0]) return WEIR_EINVAL;
  va_list list;
  va_start(list, format);
  (void)vsnprintf(c->why, sizeof c->why, format, list);
  va_end(list);
  return WEIR_EINVAL;
}

/* ---- what bind leaves behind ------------------------------------------------------------------------------------- */

static weir_status keep(weir_call *call, void *data, void (*release)(void *data)) {
  expr_call *c = of(call);
  if (c->binding && !call->data && (!release || expr_keep(c->compiler, data, release))) {
    call->data = data;
    return WEIR_OK;
  }
  if (release) release(data);
  return call->data ? call_refuse(c, "keeps two things") : WEIR_EINVAL;
}

static weir_status be_element(weir_call *call, const weir_function *whole, const uint32_t *arg, uint32_t args,
                              uint32_t element) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  uint32_t *node = expr_get(c->compiler, args * sizeof *node);
  if (!node) return WEIR_EINVAL;
  for (uint32_t i = 0; i < args; i++) {
    if (arg[i] >= call->args) return call_refuse(c, "stands for a call with arguments that are not there");
    node[i] = c->node[arg[i]];
  }
  c->element = (expr_element){.whole = whole, .arg = node, .args = args, .element = element};
  return WEIR_OK;
}

/* ---- binding ----------------------------------------------------------------------------------------------------- */

static bool check_bound(expr_compiler *c, const expr_call *made, const expr_call_config *config) {
  const char *kind = config->aggregate ? "aggregate" : "function";
  if (made->why[0])
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span, "the %s '%s' %s", kind, made->name, made->why);
  else if (!made->has_result && !made->element.whole)
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span, "the %s '%s' does not say what it gives: its bind sets no result",
              kind, made->name);
  else if (config->aggregate && !made->has_state)
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span,
              "the aggregate '%s' does not say what it keeps: its bind sets no state", made->name);
  return !c->err->code;
}

/* Nulls that nobody gave a type become text. */
static bool type_nulls(expr_call *made) {
  static const weir_field text = {.name = "", .type = WEIR_STRING};
  for (uint32_t i = 0; i < made->call.args; i++)
    if (made->field[i]->type == 0 && call_convert(made, i, &text) != WEIR_OK) return false;
  return true;
}

static bool bind_call(expr_compiler *c, expr_call *made, const expr_call_config *config) {
  weir_error err = {.option = -1};
  weir_status status = WEIR_OK;
  made->binding = true;
  if (config->signature) status = signature_apply(made, config->signature, &err);
  if (status == WEIR_OK && config->bind) status = config->bind(&made->call, &err);
  const bool bound = status == WEIR_OK && type_nulls(made);
  made->binding = false;
  if (c->err->code) return false;
  if (status == WEIR_PASS && config->function && c->library.next)
    made->next = c->library.next(c->library.context, made->name, config->function);
  if (made->next) return true;
  if (bound || made->why[0]) return check_bound(c, made, config);
  err.text[sizeof err.text - 1] = '\0';
  expr_span at = config->span;
  if (err.option >= 0 && (uint32_t)err.option < config->args) at = config->argument_span[err.option];
  expr_fail(c, EXPR_E_ARGUMENTS, at, "%s: %.400s", made->name, err.text[0] ? err.text : "these arguments do not fit");
  return false;
}

static bool show_arguments(expr_call *made, const expr_call_config *config) {
  expr_compiler *c = made->compiler;
  made->node = config->node;
  made->span = config->argument_span;
  made->binder = config->binder;
  made->field = expr_get(c, config->args * sizeof *made->field);
  made->constant = expr_get(c, config->args * sizeof *made->constant);
  if (!made->field || !made->constant) return false;
  for (uint32_t i = 0; i < config->args; i++)
    if (!call_show_argument(made, i)) return false;
  made->call.arg = made->field;
  made->call.constant = made->constant;
  return true;
}

expr_call *expr_call_create(expr_compiler *c, const expr_call_config *config) {
  expr_call *made = expr_get(c, sizeof *made);
  char *name = expr_copy_text(c, config->name, strlen(config->name));
  if (!made || !name) return NULL;
  made->compiler = c;
  made->name = name;
  made->filtered = config->filtered;
  made->call = (weir_call){.size = sizeof(weir_call),
                           .args = config->args,
                           .host = c->library.host,
                           .set_result = call_set_result,
                           .set_state = call_set_state,
                           .set_traits = call_set_traits,
                           .cast = call_cast,
                           .unify = call_unify,
                           .keep = keep,
                           .be_element = be_element,
                           .function = config->function};
  return show_arguments(made, config) && bind_call(c, made, config) ? made : NULL;
}

const weir_column *expr_constant_column(expr_compiler *c, uint32_t type, bool is_null, const void *value) {
  uint32_t width = schema_width(type);
  weir_column *column = expr_get(c, sizeof *column);
  char *data = expr_get(c, width);
  uint64_t *valid = is_null ? expr_get(c, sizeof *valid) : NULL;
  if (!column || !data || (is_null && !valid)) return NULL;
  if (!is_null) memcpy(data, value, width);
  *column = (weir_column){.data = data, .valid = valid, .type = type};
  return column;
}
