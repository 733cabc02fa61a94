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
typedef struct weir_function weir_function;

#define WEIR_CALL_EXACT 1u   /* aggregate: retract takes back exactly what update added, for these types */
#define WEIR_CALL_ORDERED 2u /* aggregate: needs the rows in order of arrival; no combiner runs then */
/* Aggregate: update adds 1 to the int64 its state begins with, for every row, and does no more. The host may do so by
 * itself while it looks the key up, and does not call update then. */
#define WEIR_CALL_COUNTS 4u

#define WEIR_UNIFY_TEXT                                                                                                \
  1u /* weir_call.unify: a mix of numbers and text becomes text, as in Spark's array() and coalesce() */

/* One call in an expression: `sum(bytes)`. Host-owned; the setters are for bind only. */
struct weir_call {
  uint32_t size, args;
  const weir_field *const *arg; /* types of the arguments; count(*) has none. A bare null has type 0. Where not all
                                       * rows come, sum(x) filter (where …), aggregates are told that they can be null */
  const weir_column *const *constant; /* constant[i]: one row, if argument i is known before the first row, else NULL */
  const weir_host *host;              /* extensions */
  uint32_t offset, reserved;          /* aggregates: where in the slot its state begins */
  /* The result: type, and whether it can be null. `field` is copied; its name does not matter. */
  weir_status (*set_result)(weir_call *call, const weir_field *field);
  /* Aggregates: the state's fields, with offsets in a struct of `size` bytes (rules: weir_state_decl). A new key's is zero. */
  weir_status (*set_state)(weir_call *call, const weir_schema *fields, uint32_t size);
  weir_status (*set_traits)(weir_call *call, uint32_t traits);
  /* Convert argument i to the type of `to` by Spark's implicit rules; arg[i] and constant[i] then say so. WEIR_EINVAL, and a
   * sentence that the user will see, when the rules do not allow it: return it. */
  weir_status (*cast)(weir_call *call, uint32_t i, const weir_field *to);
  /* Convert arguments first .. first+n to the one type that Spark finds for all of them. As cast. */
  weir_status (*unify)(weir_call *call, uint32_t first, uint32_t n, uint32_t flags);
  /* Keep what bind has made (a compiled pattern): `data` of this call from now on, read-only, for all lanes; `release` (may be
   * NULL) is called once, when the expression goes. */
  weir_status (*keep)(weir_call *call, void *data, void (*release)(void *data));
  /* This call is element `element` (from 0) of the struct or list that `whole` gives for the arguments arg[0..args) of this
   * call, by number: calls that share it share its one evaluation. Nothing else of this call is used then. */
  weir_status (*be_element)(weir_call *call, const weir_function *whole, const uint32_t *arg, uint32_t args,
                            uint32_t element);
  void *data;                    /* what keep was given, or NULL */
  const weir_function *function; /* which is called (NULL: an aggregate): one bind or eval can serve a table of them */
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
  const char *signature; /* as weir_function.signature; NULL: bind checks and converts arguments itself */
} weir_aggregate;

#define WEIR_FUNCTION_IMPURE 1u /* not the same for the same arguments: refused in keys and state */
/* Null where an argument is null: the host sees to it. eval finds zeros where a null is (0, '', an empty list), need not look
 * for nulls and may write anything there; a list result must be empty there. It may make further rows null. */
#define WEIR_FUNCTION_STRICT 2u
#define WEIR_FUNCTION_TIMED                                                                                            \
  4u /* reads out->batch: is not computed before the first row, though its arguments be constant */

/* A signature says what arguments a function takes, and what it gives:
 *
 *   "(string, int64, [string]) -> string"      [ ]: may be left out
 *   "(string, any...) -> string"               ...: the last may come any number of times, also none
 *   "(float64|int64) -> $1"                    an argument of any of these types stays; others are converted to the first.
 *                                              $1: the type of argument 1 (then)
 *   "(string) -> timestamp?"                   ?: can be null though no argument is
 *
 * Arguments are converted by Spark's implicit rules before bind, numbers of arguments are checked. A result is null where
 * an argument is. Types are those of `fields:`, and any. Without "->", or with "-> any", bind sets the result. */

/* Rows 0..rows of the result into rows 0..rows of column `column` of out. Views may point into the bytes of arguments, also of
 * constant ones. Batch time is out->batch (NULL where there is none). A sentence for host->fail() fails the batch. */
struct weir_function {
  uint32_t size, flags;
  const char *name, *help;
  weir_status (*bind)(weir_call *call, weir_error *err); /* [any & checked] pure; NULL: the signature says all */
  weir_status (*eval)(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                      uint32_t column); /* [worker & open] */
  /* Optional, for results that are lists: append the elements of all rows' lists, in order, to column `column` of out, which
   * has no other, moving out->rows and flushing: spares the lists when only their elements are wanted. */
  weir_status (*explode)(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column);
  const char *signature; /* NULL: bind checks and converts arguments itself */
  /* Memory of one call on one lane, which no other thread enters: zeroed before the first eval, which finds it by
   * host->lane_memory(out). lane_close [any] (may be NULL) frees what lies in it. */
  uint32_t lane_size, reserved;
  void (*lane_close)(const weir_call *call, void *memory);
};

#ifdef __cplusplus
}
#endif
#endif
