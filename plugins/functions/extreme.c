/* SPDX-License-Identifier: Apache-2.0 */
/* greatest, least: of a row's values; nulls do not count. */
#include "list.h"

enum { LEAST = -1, GREATEST = 1 };

/* The argument that wins in row r; WEIR_NO_ROW: all are null. */
static uint32_t winner(const weir_column *const *arg, uint32_t args, uint32_t r, uint32_t type, int which) {
  const uint32_t width = element_width(type);
  uint32_t best = WEIR_NO_ROW;
  for (uint32_t i = 0; i < args; i++) {
    if (weir_is_null(arg[i], r)) continue;
    if (best == WEIR_NO_ROW ||
        element_compare(type, element_at_index(arg[i], r, width), element_at_index(arg[best], r, width)) * which > 0)
      best = i;
  }
  return best;
}

static weir_status extreme(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const uint32_t type = call->arg[0]->type, width = element_width(type);
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const uint32_t best = winner(arg, call->args, r, type, function_of(call)->variant);
    char *value = (char *)to->data + (size_t)r * width;
    if (best == WEIR_NO_ROW) {
      memset(value, 0, width);
      function_set_null(to, r);
    } else {
      memcpy(value, element_at_index(arg[best], r, width), width);
    }
  }
  return WEIR_OK;
}

/* Null only if all are, and so if none of them can be anything else. */
static weir_status bind_extreme(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  if (call->unify(call, 0, call->args, 0) != WEIR_OK) return WEIR_EINVAL;
  for (uint32_t i = 0; i < call->args && call->arg[0]->type == 0; i++) /* nothing but nulls */
    if (call->cast(call, i, &text) != WEIR_OK) return WEIR_EINVAL;
  if (element_width(call->arg[0]->type) == 0) return function_refuse(err, "lists, maps and structs have no order");
  weir_field field = {.name = "extreme", .type = call->arg[0]->type, .flags = WEIR_NULLABLE};
  for (uint32_t i = 0; i < call->args; i++) field.flags &= call->arg[i]->flags;
  return call->set_result(call, &field);
}

LENIENT_BOUND(greatest, "greatest(a, b, …): the greatest of the arguments; nulls do not count, NaN is above all else",
              "(any, any, any...)", bind_extreme, extreme, .variant = GREATEST);
LENIENT_BOUND(least, "least(a, b, …): the least of the arguments; nulls do not count", "(any, any, any...)",
              bind_extreme, extreme, .variant = LEAST);
