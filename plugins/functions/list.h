/* SPDX-License-Identifier: Apache-2.0 */
/* Lists: where a row's elements are, how elements compare, and how lists are written. Elements are bools, numbers,
 * timestamps, strings or binary. In comparisons NaN is equal to itself and above all else, -0.0 is 0.0. */
#ifndef FUNCTIONS_LIST_H
#define FUNCTIONS_LIST_H
#include "functions.h"

static inline uint32_t list_begin(const weir_column *list, uint32_t row) {
  return row > 0 ? list->ends[row - 1] : list->first;
}
static inline uint32_t list_size(const weir_column *list, uint32_t row) {
  return list->ends[row] - list_begin(list, row);
}

/* Bytes of one value; 0 where it is not one (lists, maps, structs). */
uint32_t element_width(uint32_t type);
static inline const void *element_at_index(const weir_column *c, uint32_t i, uint32_t width) {
  return (const char *)c->data + (size_t)i * width;
}
/* Below, 0 or above 0: how two values of a type, neither null, are ordered. */
int element_compare(uint32_t type, const void *a, const void *b);
/* Equal values have equal hashes. */
uint64_t element_hash(uint32_t type, const void *value);

/* Argument i is a list whose elements are single values; the sentence if not. */
weir_status list_argument(const weir_call *call, uint32_t i, weir_error *err);
/* Argument `value` becomes what the elements of list argument `list` are; a list of integers becomes one of reals where
 * the value is one. */
weir_status list_unify_value(weir_call *call, uint32_t list, uint32_t value, weir_error *err);
/* List arguments 0 and 1 become lists of one type. */
weir_status list_unify_lists(weir_call *call, weir_error *err);
/* The result is a list of elements like `element`, which may be null if `flags` says so. */
weir_status list_set_result(weir_call *call, const weir_field *element, uint32_t element_flags, uint32_t flags);
/* What makes a strict call null: some argument that may be. */
uint32_t list_nullable(const weir_call *call);

/* ---- writing ----------------------------------------------------------------------------------------------------- */

typedef struct list_writer {
  weir_out_column *to; /* of the result */
  uint32_t width;
  uint32_t at; /* the next element of the child */
} list_writer;

/* Room for `most` elements of all rows together. Nonzero: out of memory, which is said. */
weir_status list_open(list_writer *w, weir_out *out, uint32_t column, uint32_t element_type, uint64_t most);
/* n elements of `from`, which are of the same type, nulls too. */
void list_copy(list_writer *w, const weir_column *from, uint32_t begin, uint32_t n);
static inline void list_put(list_writer *w, const weir_column *from, uint32_t i) { list_copy(w, from, i, 1); }
void list_put_null(list_writer *w);
static inline void list_end_row(list_writer *w, uint32_t r) { w->to->ends[r] = w->at; }
/* What has been written, as a column: valid until the next call of the host. */
static inline weir_column list_written(const list_writer *w) {
  return (weir_column){.data = w->to->child->data, .valid = w->to->child->valid};
}
/* How many elements the lists of all rows have. */
uint64_t list_total(const weir_column *list, uint32_t rows);

/* ---- sets -------------------------------------------------------------------------------------------------------- */

/* Elements of one column, null among them as a value; few are looked through one by one. */
typedef struct element_set {
  uint32_t type, width;
  uint32_t *slot, slots; /* index + 1 of an element, 0: free */
  uint32_t first, count; /* if few: elements first .. first+count */
  uint32_t null;         /* 1: null is in it */
} element_set;

enum { SET_FEW = 16 };

/* Memory for sets of at most `most` elements. */
void set_init(element_set *s, weir_out *out, uint32_t type, uint32_t most);
/* Empties it for at most n elements, which will begin at index `first` and be added in order. */
void set_begin(element_set *s, uint32_t first, uint32_t n);
int set_has(const element_set *s, const weir_column *own, const weir_column *from, uint32_t i);
/* Adds element i of `own`, the column that all of its elements are of. */
void set_add(element_set *s, const weir_column *own, uint32_t i);
/* The longest list. */
uint32_t list_longest(const weir_column *list, uint32_t rows);
#endif
