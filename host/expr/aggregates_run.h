/* SPDX-License-Identifier: Apache-2.0 */
/* What a list of aggregates needs while it runs in one evaluator: rows that passed a filter, results that expressions
 * are computed of. Made at first use and kept. One thread. */
#ifndef EXPR_AGGREGATES_RUN_H
#define EXPR_AGGREGATES_RUN_H
#include "expr/evaluator_parts.h"

/* The rows of the chunk at hand that a call's filter lets through, its operands packed. */
typedef struct aggregates_filter {
  const expr_aggregate *one;
  columns operands;
  weir_chunk chunk;
  const weir_column **column; /* by operand */
  uint32_t *row;              /* of the chunk at hand; */
  uint32_t rows, done;        /* how many, and how many were worked off */
} aggregates_filter;

#define AGGREGATES_RUN_ROWS 256u /* slots of one call of update, merge or retract */

/* Values of a reducer of one's own on their way into slots; see aggregates_own_run.c. */
typedef struct own_room own_room;

struct aggregates_run {
  const weir_aggregates *aggregates;
  aggregates_run *next;
  aggregates_filter *filter;
  own_room *own;   /* shared by all of them; NULL if there are none */
  columns results; /* of calls, where they are not the entries themselves */
  uint32_t result_rows;
};

/* NULL: failed, which is noted. */
aggregates_run *aggregates_run_of(evaluator *e, const weir_aggregates *a);
void aggregates_run_finish(aggregates_run *x);
/* Chooses the rows of all filters by the columns of the roots. False: failed. */
bool aggregates_choose(evaluator *e, aggregates_run *x, const weir_column *const *root, uint32_t rows);
/* Rows first .. first+n of what a reducer of one's own is given into their slots: `from` is the operand, or, with `partial`,
 * the fields of its state, which are taken out again if `out`. False: failed, which is noted. */
bool own_run(evaluator *e, aggregates_run *x, const expr_aggregate *one, weir_table *table, void *const *slot,
             const weir_column *const *from, uint32_t first, uint32_t n, bool partial, bool out);
own_room *own_room_create(evaluator *e);
/* The result of any call. */
void aggregates_result(const expr_aggregate *one, void *const *slot, uint32_t n, weir_out *out, uint32_t column);
/* The entries of the slots of a scan, columns valid until the evaluator's next use. NULL: failed. */
const weir_column *const *aggregates_results(evaluator *e, const weir_aggregates *a, void *const *slot, uint32_t n);
#endif
