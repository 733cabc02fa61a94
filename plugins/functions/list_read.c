/* SPDX-License-Identifier: Apache-2.0 */
/* What a list says: its size, elements of it, whether and where it has a value, its least and greatest. Sizes and
 * lookups of maps too. */
#include "list.h"
#include "map.h"
#include "text.h"

/* ---- size -------------------------------------------------------------------------------------------------------- */

enum { NULL_IS_MINUS_ONE, NULL_IS_NULL };

static weir_status size(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  int64_t *to = out->col[column].data;
  const int64_t of_null = function_of(call)->variant == NULL_IS_NULL ? 0 : -1;
  for (uint32_t r = 0; r < rows; r++) to[r] = weir_is_null(arg[0], r) ? of_null : list_size(arg[0], r);
  return WEIR_OK;
}

static weir_status bind_size(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  static const weir_field texts = {.name = "list", .type = WEIR_LIST, .children = 1, .child = &text};
  const int strict = function_of(call)->variant == NULL_IS_NULL;
  if (call->arg[0]->type == 0 && call->cast(call, 0, &texts) != WEIR_OK) return WEIR_EINVAL;
  if (call->arg[0]->type != WEIR_LIST && (strict || call->arg[0]->type != WEIR_MAP))
    return function_refuse(err, strict ? "its argument must be a list" : "its argument must be a list or a map");
  const weir_field field = {.name = "size", .type = WEIR_I64, .flags = strict ? list_nullable(call) : 0};
  return call->set_result(call, &field);
}

LENIENT_BOUND(size, "size(x): how many elements a list or entries a map has; -1 for null", "(any)", bind_size, size,
              .variant = NULL_IS_MINUS_ONE);
LENIENT_BOUND(cardinality, "cardinality(x): another name of size", "(any)", bind_size, size,
              .variant = NULL_IS_MINUS_ONE);
STRICT_BOUND(array_size, "array_size(list): how many elements a list has; null for null", "(any)", bind_size, size,
             .variant = NULL_IS_NULL);

/* ---- elements ---------------------------------------------------------------------------------------------------- */

enum { FROM_ZERO, FROM_ONE };

/* The index of the element in the child, or WEIR_NO_ROW. */
static uint32_t place_of(const weir_column *list, uint32_t r, int64_t at, int from) {
  const int64_t n = list_size(list, r);
  const int64_t place = from == FROM_ZERO ? at : at > 0 ? at - 1 : at < 0 && at >= -n ? n + at : -1;
  return place >= 0 && place < n ? list_begin(list, r) + (uint32_t)place : WEIR_NO_ROW;
}

static weir_status elements(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const int from = function_of(call)->variant;
  const int64_t *at = arg[1]->data;
  uint32_t place[WEIR_MAX_ROWS];
  if (call->arg[0]->type == WEIR_MAP) return map_lookup(arg, rows, out, column);
  for (uint32_t r = 0; r < rows; r++) {
    if (from == FROM_ONE && at[r] == 0 && !weir_is_null(arg[0], r) && !weir_is_null(arg[1], r))
      return function_fail(out,
                           "element_at counts elements from 1 or, from the end, from -1; it was asked for element 0");
    place[r] = place_of(arg[0], r, at[r], from);
  }
  out->host->put_column(out, column, arg[0]->child, place, rows);
  return out->failed;
}

static weir_status bind_elements(weir_call *call, weir_error *err) {
  static const weir_field index = {.name = "index", .type = WEIR_I64}, key = {.name = "key", .type = WEIR_STRING};
  const uint32_t type = call->arg[0]->type;
  if (type != WEIR_LIST && (type != WEIR_MAP || function_of(call)->variant == FROM_ZERO))
    return function_refuse(err, "its first argument must be a list, or, for element_at, a map");
  if (call->cast(call, 1, type == WEIR_MAP ? &key : &index) != WEIR_OK) return WEIR_EINVAL;
  weir_field field = call->arg[0]->child[type == WEIR_MAP ? 1 : 0];
  field.flags |= WEIR_NULLABLE;
  return call->set_result(call, &field);
}

STRICT_BOUND(element_at,
             "element_at(list, index): element number index of a list, the first is 1, the last -1; element_at(map, "
             "key): the value of a key. Null if there is none",
             "(any, any)", bind_elements, elements, .variant = FROM_ONE);
STRICT_BOUND(get, "get(list, index): element number index of a list, the first is 0; null if there is none",
             "(any, any)", bind_elements, elements, .variant = FROM_ZERO);

/* ---- search ------------------------------------------------------------------------------------------------------ */

/* The position, from 1, of the value of row r; 0: it is not there. */
static int64_t find(const weir_column *list, const weir_column *value, uint32_t r, uint32_t type) {
  const uint32_t width = element_width(type), begin = list_begin(list, r);
  const void *wanted = element_at_index(value, r, width);
  for (uint32_t i = begin; i < list->ends[r]; i++)
    if (!weir_is_null(list->child, i) && element_compare(type, element_at_index(list->child, i, width), wanted) == 0)
      return i - begin + 1;
  return 0;
}

static int has_null(const weir_column *list, uint32_t r) {
  for (uint32_t i = list_begin(list, r); list->child->valid != NULL && i < list->ends[r]; i++)
    if (weir_is_null(list->child, i)) return 1;
  return 0;
}

static weir_status contains_value(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                  uint32_t column) {
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const int found = find(arg[0], arg[1], r, call->arg[1]->type) > 0;
    ((uint8_t *)to->data)[r] = (uint8_t)found;
    if (!found && has_null(arg[0], r)) function_set_null(to, r);
  }
  return WEIR_OK;
}

static weir_status position_of_value(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                     uint32_t column) {
  int64_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = find(arg[0], arg[1], r, call->arg[1]->type);
  return WEIR_OK;
}

static weir_status bind_search(weir_call *call, weir_error *err) {
  const int contains = function_of(call)->base.eval == contains_value;
  if (call->arg[1]->type == 0) return function_refuse(err, "a null is never found; array_compact removes nulls");
  if (list_unify_value(call, 0, 1, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "found",
                            .type = contains ? WEIR_BOOL : WEIR_I64,
                            .flags = list_nullable(call) | (contains ? call->arg[0]->child->flags & WEIR_NULLABLE : 0)};
  return call->set_result(call, &field);
}

STRICT_BOUND(array_contains,
             "array_contains(list, value): whether the list has the value; null if it has not, but has nulls",
             "(any, any)", bind_search, contains_value);
STRICT_BOUND(array_position,
             "array_position(list, value): where the list has the value, counted from 1; 0 if it has not", "(any, any)",
             bind_search, position_of_value);

/* ---- least, greatest --------------------------------------------------------------------------------------------- */

enum { LEAST = -1, GREATEST = 1 };

static weir_status extreme(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const uint32_t type = call->arg[0]->child->type, width = element_width(type);
  const weir_column *element = arg[0]->child;
  uint32_t place[WEIR_MAX_ROWS];
  for (uint32_t r = 0; r < rows; r++) {
    place[r] = WEIR_NO_ROW;
    for (uint32_t i = list_begin(arg[0], r); i < arg[0]->ends[r]; i++) {
      if (weir_is_null(element, i)) continue;
      const void *value = element_at_index(element, i, width);
      if (place[r] == WEIR_NO_ROW ||
          element_compare(type, value, element_at_index(element, place[r], width)) * function_of(call)->variant > 0)
        place[r] = i;
    }
  }
  out->host->put_column(out, column, element, place, rows);
  return out->failed;
}

static weir_status bind_extreme(weir_call *call, weir_error *err) {
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "element", .type = call->arg[0]->child->type, .flags = WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(array_min, "array_min(list): the least element; nulls do not count", "(any)", bind_extreme, extreme,
             .variant = LEAST);
STRICT_BOUND(array_max, "array_max(list): the greatest element; nulls do not count", "(any)", bind_extreme, extreme,
             .variant = GREATEST);
