/* SPDX-License-Identifier: Apache-2.0 */
/* Lists out of lists: parts, more or fewer elements, several joined, reversed. */
#include "concat.h"
#include "list.h"
#include "reverse.h"

static int null_row(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  for (uint32_t i = 0; i < call->args; i++)
    if (weir_is_null(arg[i], r)) return 1;
  return 0;
}

/* ---- slice ------------------------------------------------------------------------------------------------------- */

static const char *slice_error(int64_t from, int64_t count) {
  if (from == 0) return "slice counts elements from 1 or, from the end, from -1; it was asked to begin at 0";
  return count < 0 ? "slice was asked for a negative number of elements" : NULL;
}

static weir_status slice(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const int64_t *from = arg[1]->data, *count = arg[2]->data;
  list_writer w;
  if (list_open(&w, out, column, call->arg[0]->child->type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = null_row(call, arg, r);
    const char *wrong = null ? NULL : slice_error(from[r], count[r]);
    if (wrong != NULL) return function_fail(out, wrong);
    const int64_t n = list_size(arg[0], r), begin = from[r] > 0 ? from[r] - 1 : n + from[r];
    if (!null && begin >= 0 && begin < n)
      list_copy(&w, arg[0]->child, list_begin(arg[0], r) + (uint32_t)begin, (uint32_t)min_i64(count[r], n - begin));
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_slice(weir_call *call, weir_error *err) {
  static const weir_field number = {.name = "number", .type = WEIR_I64};
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  if (call->cast(call, 1, &number) != WEIR_OK || call->cast(call, 2, &number) != WEIR_OK) return WEIR_EINVAL;
  return list_set_result(call, call->arg[0]->child, call->arg[0]->child->flags, list_nullable(call));
}

STRICT_BOUND(slice,
             "slice(list, from, count): count elements of the list from number from on; the first is 1, the last -1",
             "(any, any, any)", bind_slice, slice);

/* ---- one element more -------------------------------------------------------------------------------------------- */

enum { APPEND, PREPEND };

static weir_status add(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const int append = function_of(call)->variant == APPEND;
  list_writer w;
  if (list_open(&w, out, column, call->arg[0]->child->type, list_total(arg[0], rows) + rows) != WEIR_OK)
    return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = weir_is_null(arg[0], r);
    if (!null && !append) list_put(&w, arg[1], r);
    if (!null) list_copy(&w, arg[0]->child, list_begin(arg[0], r), list_size(arg[0], r));
    if (!null && append) list_put(&w, arg[1], r);
    list_end_row(&w, r);
  }
  function_copy_nulls(arg[0], &out->col[column], rows);
  return WEIR_OK;
}

static weir_status bind_add(weir_call *call, weir_error *err) {
  if (list_unify_value(call, 0, 1, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field *element = call->arg[0]->child;
  return list_set_result(call, element, element->flags | call->arg[1]->flags, call->arg[0]->flags);
}

LENIENT_BOUND(array_append, "array_append(list, value): the list with one element more at its end", "(any, any)",
              bind_add, add, .variant = APPEND);
LENIENT_BOUND(array_prepend, "array_prepend(list, value): the list with one element more at its begin", "(any, any)",
              bind_add, add, .variant = PREPEND);

/* ---- fewer ------------------------------------------------------------------------------------------------------- */

/* Without the elements that are the value of row r, or, if there is none, without nulls. */
static weir_status remove_values(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                 uint32_t column) {
  const uint32_t type = call->arg[0]->child->type, width = element_width(type);
  const weir_column *element = arg[0]->child;
  list_writer w;
  if (list_open(&w, out, column, type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = null_row(call, arg, r);
    const void *value = call->args > 1 ? element_at_index(arg[1], r, width) : NULL;
    for (uint32_t i = list_begin(arg[0], r); i < arg[0]->ends[r] && !null; i++) {
      const int gap = weir_is_null(element, i) != 0;
      const int goes =
          value == NULL ? gap : !gap && element_compare(type, element_at_index(element, i, width), value) == 0;
      if (!goes) list_put(&w, element, i);
    }
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_remove(weir_call *call, weir_error *err) {
  if (call->args > 1 ? list_unify_value(call, 0, 1, err) : list_argument(call, 0, err)) return WEIR_EINVAL;
  const weir_field *element = call->arg[0]->child;
  return list_set_result(call, element, call->args > 1 ? element->flags : 0, list_nullable(call));
}

STRICT_BOUND(array_remove, "array_remove(list, value): the list without the elements that are equal to value",
             "(any, any)", bind_remove, remove_values);
STRICT_BOUND(array_compact, "array_compact(list): the list without nulls", "(any)", bind_remove, remove_values);

/* ---- reverse ----------------------------------------------------------------------------------------------------- */

weir_status bind_reverse_lists(weir_call *call, weir_error *err) {
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  return call->set_result(call, call->arg[0]);
}

weir_status reverse_lists(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  list_writer w;
  if (list_open(&w, out, column, call->arg[0]->child->type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const uint32_t begin = list_begin(arg[0], r);
    for (uint32_t i = arg[0]->ends[r]; i > begin; i--) list_put(&w, arg[0]->child, i - 1);
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

/* ---- concat ------------------------------------------------------------------------------------------------------ */

weir_status bind_concat_lists(weir_call *call, weir_error *err) {
  uint32_t flags = 0;
  if (call->unify(call, 0, call->args, WEIR_UNIFY_TEXT) != WEIR_OK) return WEIR_EINVAL;
  for (uint32_t i = 0; i < call->args; i++) {
    if (list_argument(call, i, err) != WEIR_OK) return WEIR_EINVAL;
    flags |= call->arg[i]->child->flags;
  }
  return list_set_result(call, call->arg[0]->child, flags, list_nullable(call));
}

weir_status concat_lists(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  uint64_t most = 0;
  list_writer w;
  for (uint32_t i = 0; i < call->args; i++) most += list_total(arg[i], rows);
  if (list_open(&w, out, column, call->arg[0]->child->type, most) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int null = null_row(call, arg, r);
    for (uint32_t i = 0; i < call->args && !null; i++)
      list_copy(&w, arg[i]->child, list_begin(arg[i], r), list_size(arg[i], r));
    list_end_row(&w, r);
  }
  return WEIR_OK;
}
