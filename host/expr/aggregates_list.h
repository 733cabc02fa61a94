/* SPDX-License-Identifier: Apache-2.0 */
/* A list of aggregates while it is compiled: shared by its entries and the calls in them. One thread. */
#ifndef EXPR_AGGREGATES_LIST_H
#define EXPR_AGGREGATES_LIST_H
#include "expr/compiled.h"

typedef struct aggregates_list {
  expr_builder builder; /* of what is computed over the rows */
  expr_builder finish;  /* of what is computed over the results of calls */
  const expr_scope *scope;
  weir_field *state, *call_result;
  uint32_t states;
  weir_aggregates *made;
  /* the entry at hand */
  const char *name;
  const ast *tree;
  uint32_t within; /* calls met in it so far */
} aggregates_list;

/* Room for one more call. NULL: there are too many, which is then the error. */
expr_aggregate *aggregates_next(aggregates_list *l, const ast *tree);
/* The call for which there is room, bound, becomes one of the list; the node of its result in `finish`, EXPR_NONE:
 * failed. */
uint32_t aggregates_add(aggregates_list *l, const ast *tree, const uint32_t *arg, uint32_t filter);
/* A reducer of one's own, likewise. */
uint32_t aggregates_own(aggregates_list *l, const expr_reducer *own);
/* binder.aggregate: the call is bound over the rows, unless an equal one is there; the node of its result in `finish`. */
uint32_t aggregates_call(const binder *b, const ast *call);
#endif
