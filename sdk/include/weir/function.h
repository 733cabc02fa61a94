/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of expressions and aggregates: operators never hold them; the host finds them by name, binds them to the types
 * of their arguments, and calls them column by column. */
#ifndef WEIR_FUNCTION_H
#define WEIR_FUNCTION_H
#include <weir/host.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_call weir_call;

#define WEIR_CALL_EXACT 1u   /* aggregate: retract takes back exactly what update added, for these types */
#define WEIR_CALL_ORDERED 2u /* aggregate: needs the rows in order of arrival; no combiner runs then */

/* One call in an expression: `sum(bytes)`. Host-owned; the setters are for bind only. */
struct weir_call {
  uint32_t size, args;
  const weir_field *const *arg;       /* types of the arguments; count(*) has none */
  const weir_column *const *constant; /* constant[i]: one row, if argument i is known before the first row, else NULL */
  const weir_host *host;              /* extensions */
  uint32_t offset, reserved;          /* aggregates: where in the slot its state begins */
  /* The result: type, and whether it can be null. `field` is copied; its name does not matter. */
  weir_status (*set_result)(weir_call *call, const weir_field *field);
  /* Aggregates: the state's fields, with offsets in a struct of `size` bytes (rules: weir_state_decl). A new key's is zero. */
  weir_status (*set_state)(weir_call *call, const weir_schema *fields, uint32_t size);
  weir_status (*set_traits)(weir_call *call, uint32_t traits);
  const struct weir_function
      *function; /* which is called (NULL: an aggregate): one bind or eval can serve a table of them */
};

/* A value that comes again changes nothing: f(distinct x) is f(x). Without it, f(distinct x) calls the aggregate
 * `f_distinct` of the same plugin. */
#define WEIR_AGGREGATE_IDEMPOTENT 1u

typedef struct weir_aggregate {
  uint32_t size, flags; /* WEIR_AGGREGATE_… */
  const char *name, *help;
  weir_status (*bind)(weir_call *call, weir_error *err); /* [any & checked] pure */
  /* Rows first .. first+n (n at most 256) of the arguments into slot[0..n): slot[i] + call->offset is row first+i's state.
   * The same slot may come many times. Skip nulls where SQL does. [worker & open] for all that follow */
  void (*update)(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                 uint32_t first, uint32_t n);
  /* State columns (the fields of set_state, in order) into slots: rows first .. first+n. */
  void (*merge)(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                uint32_t first, uint32_t n);
  /* The reverse of merge; NULL: cannot. */
  void (*retract)(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n);
  /* The results of n slots into rows out->rows .. +n of a column; does not move `rows`. */
  void (*result)(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column);
} weir_aggregate;

#define WEIR_FUNCTION_IMPURE 1u /* not the same for the same arguments: refused in keys and state */

typedef struct weir_function {
  uint32_t size, flags;
  const char *name, *help;
  weir_status (*bind)(weir_call *call, weir_error *err); /* [any & checked] pure */
  /* Rows 0..rows of the result into rows 0..rows of column `column`. [worker & open]; host->fail() fails the batch. */
  weir_status (*eval)(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                      uint32_t column);
  /* Optional, for results that are lists: append the elements of all rows' lists, in order, to column `column` of out, which
   * has no other, moving out->rows and flushing: spares the lists when only their elements are wanted. */
  weir_status (*explode)(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column);
} weir_function;

#ifdef __cplusplus
}
#endif
#endif
