/* SPDX-License-Identifier: Apache-2.0 */
/* What the fields of a state need while they are kept up in one evaluator: rows as updates and emit read them. Made at
 * first use and kept. One thread. */
#ifndef EXPR_STATE_RUN_H
#define EXPR_STATE_RUN_H
#include "expr/evaluator_parts.h"
#include "expr/state_fields.h"

struct state_run {
  const weir_state_fields *fields;
  state_run *next;
  columns rows;          /* of the input, where not a whole chunk is worked at */
  columns before, after; /* the fields */
  weir_column *column;   /* of emit's rows: the input's, state, old, timing_out */
  uint8_t *timing_out;   /* as many zeros as a chunk has rows, then as many ones */
  weir_chunk chunk;
};

/* NULL: failed, which is noted. */
state_run *state_run_of(evaluator *e, const weir_state_fields *fields);
void state_run_finish(state_run *x);
#endif
