/* SPDX-License-Identifier: Apache-2.0 */
/* Binding of calls: the setters behind a weir_call, and the checks of what they were given. One thread. */
#include "expr/call.h"
#include "data/schema.h"
#include <stdarg.h>
#include <stdio.h>

enum { MAX_STATE_FIELDS = 64, MAX_STATE_SIZE = 4096, MAX_TYPE_DEPTH = 8 };

static expr_call *of(weir_call *call) { return (expr_call *)call; }

__attribute__((format(printf, 2, 3))) static weir_status refuse(expr_call *c, const char *format, ...) {
  if (c->why[0]) return WEIR_EINVAL;
  va_list list;
  va_start(list, format);
  vsnprintf(c->why, sizeof c->why, format, list);
  va_end(list);
  return WEIR_EINVAL;
}

/* ---- setters ----------------------------------------------------------------------------------------------------- */

static bool is_type(const weir_field *f, uint32_t depth) {
  if (depth > MAX_TYPE_DEPTH || f->type < WEIR_BOOL || f->type > WEIR_MAP) return false;
  uint32_t children = f->type == WEIR_LIST ? 1 : f->type == WEIR_MAP ? 2 : 0;
  if (f->children != children) return false;
  for (uint32_t i = 0; i < children; i++)
    if (!is_type(&f->child[i], depth + 1)) return false;
  return f->type != WEIR_MAP || (f->child[0].type == WEIR_STRING && f->child[1].type == WEIR_STRING);
}

static weir_status set_result(weir_call *call, const weir_field *field) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (!is_type(field, 0)) return refuse(c, "sets a result that is not a type");
  if (!expr_copy_field(c->compiler, &c->result, field, "")) return WEIR_EINVAL;
  c->result_schema = (weir_schema){.size = sizeof(weir_schema), .count = 1, .stride = sizeof(weir_field)};
  c->result_schema.field = &c->result;
  c->has_result = true;
  return WEIR_OK;
}

static uint32_t state_width(uint32_t type) {
  if (type == WEIR_STRING || type == WEIR_BINARY) return 16;
  return type >= WEIR_BOOL && type <= WEIR_TIME ? 8 : 0;
}

static weir_status check_state_field(expr_call *c, const weir_schema *fields, uint32_t i, uint32_t size) {
  const weir_field *f = weir_field_at(fields, i);
  uint32_t width = state_width(f->type);
  if (!f->name || !*f->name) return refuse(c, "declares a state field without a name");
  if (width == 0) return refuse(c, "declares state field '%s', which is of no type that state can have", f->name);
  if (f->offset % 8 != 0) return refuse(c, "declares state field '%s' at an offset that is no multiple of 8", f->name);
  if (f->offset > size || size - f->offset < width)
    return refuse(c, "declares state field '%s' beyond its %u bytes", f->name, size);
  for (uint32_t k = 0; k < i; k++) {
    const weir_field *other = weir_field_at(fields, k);
    if (strcmp(f->name, other->name) == 0) return refuse(c, "declares state field '%s' twice", f->name);
    if (f->offset < other->offset + state_width(other->type) && other->offset < f->offset + width)
      return refuse(c, "declares state fields '%s' and '%s' in the same place", other->name, f->name);
  }
  return WEIR_OK;
}

static weir_status set_state(weir_call *call, const weir_schema *fields, uint32_t size) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (size > MAX_STATE_SIZE || fields->count > MAX_STATE_FIELDS || fields->count == 0)
    return refuse(c, "declares a state of %u fields and %u bytes; it has 1 to %u and at most %u", fields->count, size,
                  (unsigned)MAX_STATE_FIELDS, (unsigned)MAX_STATE_SIZE);
  weir_field *field = expr_get(c->compiler, fields->count * sizeof *field);
  if (!field) return WEIR_EINVAL;
  for (uint32_t i = 0; i < fields->count; i++) {
    const weir_field *from = weir_field_at(fields, i);
    if (check_state_field(c, fields, i, size) != WEIR_OK) return WEIR_EINVAL;
    if (!expr_copy_field(c->compiler, &field[i], from, from->name)) return WEIR_EINVAL;
    field[i].offset = from->offset;
  }
  c->state = (weir_schema){.size = sizeof(weir_schema), .count = fields->count, .stride = sizeof *field};
  c->state.field = field;
  c->state_size = size;
  c->has_state = true;
  return WEIR_OK;
}

static weir_status set_traits(weir_call *call, uint32_t traits) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  c->traits = traits & (WEIR_CALL_EXACT | WEIR_CALL_ORDERED);
  return WEIR_OK;
}

/* ---- binding ----------------------------------------------------------------------------------------------------- */

static bool check_bound(expr_compiler *c, const expr_call *made, const expr_call_config *config) {
  const char *kind = config->aggregate ? "aggregate" : "function";
  if (made->why[0])
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span, "the %s '%s' %s", kind, made->name, made->why);
  else if (!made->has_result)
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span, "the %s '%s' does not say what it gives: its bind sets no result",
              kind, made->name);
  else if (config->aggregate && !made->has_state)
    expr_fail(c, EXPR_E_BAD_FUNCTION, config->span,
              "the aggregate '%s' does not say what it keeps: its bind sets no state", made->name);
  return !c->err->code;
}

static bool bind_call(expr_compiler *c, expr_call *made, const expr_call_config *config) {
  weir_error err = {.option = -1};
  made->binding = true;
  weir_status status = config->bind ? config->bind(&made->call, &err) : WEIR_OK;
  made->binding = false;
  if (status == WEIR_OK || made->why[0]) return check_bound(c, made, config);
  err.text[sizeof err.text - 1] = '\0';
  expr_span at = config->span;
  if (err.option >= 0 && (uint32_t)err.option < config->args) at = config->argument_span[err.option];
  expr_fail(c, EXPR_E_ARGUMENTS, at, "%s: %.400s", made->name, err.text[0] ? err.text : "these arguments do not fit");
  return false;
}

expr_call *expr_call_create(expr_compiler *c, const expr_call_config *config) {
  expr_call *made = expr_get(c, sizeof *made);
  char *name = expr_copy_text(c, config->name, strlen(config->name));
  if (!made || !name) return NULL;
  made->compiler = c;
  made->name = name;
  made->call = (weir_call){.size = sizeof(weir_call),
                           .args = config->args,
                           .arg = config->arg,
                           .constant = config->constant,
                           .host = c->library.host,
                           .set_result = set_result,
                           .set_state = set_state,
                           .set_traits = set_traits,
                           .function = config->function};
  return bind_call(c, made, config) ? made : NULL;
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
