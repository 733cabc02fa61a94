/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of Spark's TypeCoercion, as far as weir has the types. */
#include "expr/types.h"
#include "data/schema.h"

/* ---- conversions ------------------------------------------------------------------------------------------------- */

static bool is_atomic(uint32_t type) { return type >= WEIR_BOOL && type <= WEIR_BINARY; }

/* What is nothing but text to be read or written. */
static bool implicit_atomic(uint32_t from, uint32_t to) {
  if (to == WEIR_STRING) return true;
  if (from == WEIR_STRING) return to != WEIR_BOOL;
  return types_is_number(from) && types_is_number(to);
}

bool types_implicit(const weir_field *from, const weir_field *to) {
  if (from->type == 0) return true;
  if (is_atomic(from->type) && is_atomic(to->type))
    return from->type == to->type || implicit_atomic(from->type, to->type);
  if (from->type != to->type || from->children != to->children) return false;
  for (uint32_t i = 0; i < from->children; i++)
    if (!types_implicit(&from->child[i], &to->child[i])) return false;
  return true;
}

static bool castable_atomic(uint32_t from, uint32_t to) {
  if (to == WEIR_BINARY) return from == WEIR_STRING || from == WEIR_I64 || from == WEIR_BINARY;
  return from != WEIR_BINARY || to == WEIR_STRING;
}

bool types_castable(const weir_field *from, const weir_field *to) {
  if (from->type == 0 || to->type == WEIR_STRING) return true;
  if (is_atomic(from->type) && is_atomic(to->type)) return castable_atomic(from->type, to->type);
  if (from->type != to->type || from->children != to->children) return false;
  for (uint32_t i = 0; i < from->children; i++)
    if (!types_castable(&from->child[i], &to->child[i])) return false;
  return true;
}

/* ---- one type for several ---------------------------------------------------------------------------------------- */

static uint32_t common_compare(uint32_t a, uint32_t b) {
  if (a == WEIR_STRING) return b;
  if (b == WEIR_STRING) return a;
  if (a == WEIR_BOOL && types_is_number(b)) return b;
  if (b == WEIR_BOOL && types_is_number(a)) return a;
  return 0;
}

/* Of two different types. 0: none. */
static uint32_t common_atomic(types_rule rule, uint32_t a, uint32_t b) {
  if (types_is_number(a) && types_is_number(b)) return WEIR_F64;
  if (rule == TYPES_COMPARE) return common_compare(a, b);
  const uint32_t other = a == WEIR_STRING ? b : b == WEIR_STRING ? a : 0;
  const bool text = rule == TYPES_TEXT && (types_is_number(other) || other == WEIR_TIME);
  return text ? WEIR_STRING : 0;
}

bool types_common(expr_compiler *c, types_rule rule, const weir_field *a, const weir_field *b, weir_field *to) {
  const uint32_t flags = (a->flags | b->flags) & WEIR_NULLABLE;
  if (a->type == 0 || b->type == 0 || (a->type == b->type && a->children == 0)) {
    *to = a->type == 0 ? *b : *a;
    to->flags = a->type == b->type ? flags : flags | WEIR_NULLABLE;
    return true;
  }
  if (is_atomic(a->type) && is_atomic(b->type)) {
    *to = (weir_field){.name = a->name, .type = common_atomic(rule, a->type, b->type), .flags = flags};
    return to->type != 0;
  }
  if (a->type != b->type || a->children != b->children) return false;
  weir_field *child = expr_get(c, a->children * sizeof *child);
  if (!child) return false;
  for (uint32_t i = 0; i < a->children; i++)
    if (!types_common(c, rule, &a->child[i], &b->child[i], &child[i])) return false;
  *to = (weir_field){.name = a->name, .type = a->type, .flags = flags, .children = a->children, .child = child};
  return true;
}
