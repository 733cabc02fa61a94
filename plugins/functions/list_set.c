/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as sets: what they give has each element once, in the order of its first place; nulls are equal here. */
#include "list.h"

/* Elements begin .. end of `from` that are not in the row's result yet and, if `other` is there, are in it or not. */
typedef struct filter {
  const element_set *other;
  const weir_column *other_own;
  int wanted;
} filter;

/* The element written last is 0.0 if it is -0.0: they are one value, and this is how it is written. */
static void plain_zero(list_writer *w, uint32_t type) {
  double *last = (double *)w->to->child->data + w->at - 1;
  if (type == WEIR_F64 && *last == 0) *last = 0;
}

static void put_new(list_writer *w, element_set *seen, const weir_column *from, uint32_t row, const filter *f) {
  for (uint32_t i = list_begin(from, row); i < from->ends[row]; i++) {
    if (f->other != NULL && set_has(f->other, f->other_own, from->child, i) != f->wanted) continue;
    const weir_column own = list_written(w);
    if (set_has(seen, &own, from->child, i)) continue;
    list_put(w, from->child, i);
    plain_zero(w, seen->type);
    set_add(seen, &own, w->at - 1);
  }
}

static weir_status distinct(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const uint32_t type = call->arg[0]->child->type;
  list_writer w;
  element_set seen;
  if (list_open(&w, out, column, type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  set_init(&seen, out, type, list_longest(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    const filter all = {.other = NULL};
    set_begin(&seen, w.at, list_size(arg[0], r));
    put_new(&w, &seen, arg[0], r, &all);
    list_end_row(&w, r);
  }
  return out->failed;
}

static weir_status unite(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const uint32_t type = call->arg[0]->child->type;
  const filter all = {.other = NULL};
  list_writer w;
  element_set seen;
  if (list_open(&w, out, column, type, list_total(arg[0], rows) + list_total(arg[1], rows)) != WEIR_OK)
    return WEIR_EFAIL;
  set_init(&seen, out, type, list_longest(arg[0], rows) + list_longest(arg[1], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    const int null = weir_is_null(arg[0], r) || weir_is_null(arg[1], r);
    set_begin(&seen, w.at, list_size(arg[0], r) + list_size(arg[1], r));
    for (uint32_t i = 0; i < 2 && !null; i++) put_new(&w, &seen, arg[i], r, &all);
    list_end_row(&w, r);
  }
  return out->failed;
}

enum { EXCEPT, INTERSECT };

static weir_status compare(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const uint32_t type = call->arg[0]->child->type;
  const weir_column *right = arg[1]->child;
  list_writer w;
  element_set seen, other;
  const filter f = {&other, right, function_of(call)->variant};
  if (list_open(&w, out, column, type, list_total(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  set_init(&seen, out, type, list_longest(arg[0], rows));
  set_init(&other, out, type, list_longest(arg[1], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    const uint32_t begin = list_begin(arg[1], r);
    set_begin(&seen, w.at, list_size(arg[0], r));
    set_begin(&other, begin, list_size(arg[1], r));
    for (uint32_t i = begin; i < arg[1]->ends[r]; i++) set_add(&other, right, i);
    if (!weir_is_null(arg[1], r)) put_new(&w, &seen, arg[0], r, &f);
    list_end_row(&w, r);
  }
  return out->failed;
}

static weir_status bind_distinct(weir_call *call, weir_error *err) {
  if (list_argument(call, 0, err) != WEIR_OK) return WEIR_EINVAL;
  return list_set_result(call, call->arg[0]->child, call->arg[0]->child->flags, list_nullable(call));
}

static weir_status bind_two(weir_call *call, weir_error *err) {
  if (list_unify_lists(call, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field *element = call->arg[0]->child;
  return list_set_result(call, element, element->flags | call->arg[1]->child->flags, list_nullable(call));
}

STRICT_BOUND(array_distinct, "array_distinct(list): the list with each element once", "(any)", bind_distinct, distinct);
STRICT_BOUND(array_union, "array_union(a, b): the elements of both lists, each once", "(any, any)", bind_two, unite);
STRICT_BOUND(array_intersect, "array_intersect(a, b): the elements that both lists have, each once", "(any, any)",
             bind_two, compare, .variant = INTERSECT);
STRICT_BOUND(array_except, "array_except(a, b): the elements of a that b does not have, each once", "(any, any)",
             bind_two, compare, .variant = EXCEPT);

/* ---- overlap ----------------------------------------------------------------------------------------------------- */

/* 1: a common element; 0: none; -1: unknown, since there are nulls. */
static int overlap(element_set *set, const weir_column *a, const weir_column *b, uint32_t r) {
  const uint32_t begin = list_begin(a, r), n = list_size(a, r);
  int nulls = 0;
  set_begin(set, begin, n);
  for (uint32_t i = begin; i < a->ends[r]; i++) set_add(set, a->child, i);
  for (uint32_t i = list_begin(b, r); i < b->ends[r]; i++) {
    const int null = weir_is_null(b->child, i);
    if (!null && set_has(set, a->child, b->child, i)) return 1;
    nulls |= null;
  }
  return n > 0 && list_size(b, r) > 0 && (nulls || set->null) ? -1 : 0;
}

static weir_status overlaps(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  weir_out_column *to = &out->col[column];
  element_set set;
  set_init(&set, out, call->arg[0]->child->type, list_longest(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    const int found = overlap(&set, arg[0], arg[1], r);
    ((uint8_t *)to->data)[r] = found > 0;
    if (found < 0) function_set_null(to, r);
  }
  return out->failed;
}

static weir_status bind_overlap(weir_call *call, weir_error *err) {
  if (list_unify_lists(call, err) != WEIR_OK) return WEIR_EINVAL;
  const weir_field field = {.name = "arrays_overlap", .type = WEIR_BOOL, .flags = WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(arrays_overlap,
             "arrays_overlap(a, b): whether both lists have a common element; null if they have none but nulls",
             "(any, any)", bind_overlap, overlaps);
