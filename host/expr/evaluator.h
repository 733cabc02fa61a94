/* SPDX-License-Identifier: Apache-2.0 */
/* Running expressions: the scratch columns of one instance. Results are borrowed until the evaluator's next use;
 * string bytes that a function makes live until evaluator_reset, which the engine calls at the end of each task. One
 * thread at a time. */
#ifndef EXPR_EVALUATOR_H
#define EXPR_EVALUATOR_H
#include "data/arena.h"
#include "data/columns.h"
#include "data/frame.h"
#include "expr/expression.h"

typedef struct evaluator evaluator;
/* NULL: out of memory. Destroy it before the compiler of what it ran. What functions write to is the evaluator's own
 * output; its clock, log and extensions are those of expr_library.host. */
evaluator *evaluator_create(memory *m);
void evaluator_destroy(evaluator *e);
void evaluator_reset(evaluator *e);
/* What out->batch of functions is; borrowed. Without a call they have none. */
void evaluator_set_batch(evaluator *e, const weir_batch *batch);
/* evaluator_keys: a key list's columns are simply the first of input 0: its rows come from a combiner. */
void evaluator_keys_come_first(evaluator *e, bool yes);

/* NULL: failed (evaluator_failure says why). */
const weir_column *evaluator_eval(evaluator *e, const weir_expression *x, const weir_chunk *in);
const weir_column *const *evaluator_eval_all(evaluator *e, const weir_expressions *x, const weir_chunk *in);
uint32_t evaluator_select(evaluator *e, const weir_expression *x, const weir_chunk *in, uint32_t *row);
/* chunk->host of the result points to a uint64_t serial that is another for every call, on any evaluator. */
const weir_chunk *evaluator_keys(evaluator *e, const weir_expressions *key, const weir_chunk *in);
/* Sentence, or NULL when nothing failed since the last reset. */
const char *evaluator_failure(const evaluator *e);

/* weir.eval/1, weir.aggregates/1 and weir.state/1 over host_frame.evaluator; the [any] parts need no frame. */
extern const weir_eval eval_service;
extern const weir_aggregates_table aggregates_service;
extern const weir_state_table state_service;
#endif
