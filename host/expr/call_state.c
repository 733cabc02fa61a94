/* SPDX-License-Identifier: Apache-2.0 */
/* The setters behind a weir_call that say what it gives and what it keeps. One thread. */
#include "data/schema.h"
#include "expr/call_parts.h"

enum { MAX_STATE_FIELDS = 64, MAX_STATE_SIZE = 4096, MAX_TYPE_DEPTH = 8 };

static expr_call *of(weir_call *call) { return (expr_call *)call; }

/* ---- setters ----------------------------------------------------------------------------------------------------- */

bool call_is_type(const weir_field *f, uint32_t depth) {
  if (depth > MAX_TYPE_DEPTH || f->type < WEIR_BOOL || f->type > WEIR_STRUCT) return false;
  uint32_t children = f->type == WEIR_LIST ? 1 : f->type == WEIR_MAP ? 2 : f->children;
  if (f->children != children || (f->type == WEIR_STRUCT && children == 0)) return false;
  for (uint32_t i = 0; i < children; i++)
    if (!call_is_type(&f->child[i], depth + 1)) return false;
  return f->type != WEIR_MAP || (f->child[0].type == WEIR_STRING && f->child[1].type == WEIR_STRING);
}

weir_status call_set_result(weir_call *call, const weir_field *field) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (!call_is_type(field, 0)) return call_refuse(c, "sets a result that is not a type");
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
  if (!f->name || !*f->name) return call_refuse(c, "declares a state field without a name");
  if (width == 0) return call_refuse(c, "declares state field '%s', which is of no type that state can have", f->name);
  if (f->offset % 8 != 0)
    return call_refuse(c, "declares state field '%s' at an offset that is no multiple of 8", f->name);
  if (f->offset > size || size - f->offset < width)
    return call_refuse(c, "declares state field '%s' beyond its %u bytes", f->name, size);
  for (uint32_t k = 0; k < i; k++) {
    const weir_field *other = weir_field_at(fields, k);
    if (strcmp(f->name, other->name) == 0) return call_refuse(c, "declares state field '%s' twice", f->name);
    if (f->offset < other->offset + state_width(other->type) && other->offset < f->offset + width)
      return call_refuse(c, "declares state fields '%s' and '%s' in the same place", other->name, f->name);
  }
  return WEIR_OK;
}

weir_status call_set_state(weir_call *call, const weir_schema *fields, uint32_t size) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  if (size > MAX_STATE_SIZE || fields->count > MAX_STATE_FIELDS || fields->count == 0)
    return call_refuse(c, "declares a state of %u fields and %u bytes; it has 1 to %u and at most %u", fields->count,
                       size, (unsigned)MAX_STATE_FIELDS, (unsigned)MAX_STATE_SIZE);
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

weir_status call_set_traits(weir_call *call, uint32_t traits) {
  expr_call *c = of(call);
  if (!c->binding) return WEIR_EINVAL;
  c->traits = traits & (WEIR_CALL_EXACT | WEIR_CALL_ORDERED | WEIR_CALL_COUNTS);
  return WEIR_OK;
}
