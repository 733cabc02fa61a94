/* SPDX-License-Identifier: Apache-2.0 */
/* Lists in order. */
#include "list.h"
#include <stdlib.h>

enum { NULLS_LAST, NULLS_BY_ORDER };

static int compare_bools(const void *a, const void *b) { return element_compare(WEIR_BOOL, a, b); }
static int compare_integers(const void *a, const void *b) { return element_compare(WEIR_I64, a, b); }
static int compare_reals(const void *a, const void *b) { return element_compare(WEIR_F64, a, b); }
static int compare_strings(const void *a, const void *b) { return element_compare(WEIR_STRING, a, b); }

typedef int (*compare_fn)(const void *a, const void *b);

static compare_fn comparer(uint32_t type) {
  switch (type) {
  case WEIR_BOOL:
    return compare_bools;
  case WEIR_F64:
    return compare_reals;
  case WEIR_STRING:
  case WEIR_BINARY:
    return compare_strings;
  default:
    return compare_integers;
  }
}

static void reverse_values(char *p, uint32_t n, uint32_t width) {
  char keep[16];
  for (char *q = p + (size_t)n * width; n > 1 && p < (q -= width); p += width) {
    memcpy(keep, p, width);
    memcpy(p, q, width);
    memcpy(q, keep, width);
  }
}

/* The row's nulls, then or before the others, which are sorted where they are written. */
static void put_sorted(list_writer *w, const weir_column *from, uint32_t r, uint32_t type, int down, int nulls_first) {
  const uint32_t begin = list_begin(from, r), n = list_size(from, r);
  uint32_t nulls = 0;
  for (uint32_t i = begin; i < begin + n; i++) nulls += weir_is_null(from->child, i) != 0;
  for (uint32_t i = 0; nulls_first && i < nulls; i++) list_put_null(w);
  const uint32_t first = w->at;
  for (uint32_t i = begin; i < begin + n; i++)
    if (!weir_is_null(from->child, i)) list_put(w, from->child, i);
  char *values = (char *)w->to->child->data + (size_t)first * w->width;
  if (down) reverse_values(values, n - nulls, w->width); /* so that equal ones keep their order */
  if (n - nulls > 1) qsort(values, n - nulls, w->width, comparer(type));
  if (down) reverse_values(values, n - nulls, w->width);
  for (uint32_t i = 0; !nulls_first && i < nulls; i++) list_put_null(w);
}

static weir_status sort(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const uint32_t type = call->arg[0]->child->type;
  const int by_order = function_of(call)->variant == NULLS_BY_ORDER;
  const uint8_t *up = call->args > 1 ? arg[1]->data : NULL;
  list_writer w;
  if (list_open(&w, out, column, type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const int down = up != NULL && !up[r];
    put_sorted(&w, arg[0], r, type, down, by_order && !down);
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_sort(weir_call *call, weir_error *err) {
  static const weir_field flag = {.name = "ascending", .type = WEIR_BOOL};
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  if (call->args > 1 && call->cast(call, 1, &flag) != WEIR_OK) return WEIR_EINVAL;
  return list_set_result(call, call->arg[0]->child, call->arg[0]->child->flags, list_nullable(call));
}

STRICT_BOUND(sort_array,
             "sort_array(list[, ascending]): the list in order, ascending with nulls first, or, if ascending is false, "
             "descending with nulls last",
             "(any, [any])", bind_sort, sort, .variant = NULLS_BY_ORDER);
STRICT_BOUND(array_sort, "array_sort(list): the list in ascending order, nulls last", "(any)", bind_sort, sort,
             .variant = NULLS_LAST);
