/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of the evaluator: shared by its files and the two services. */
#ifndef EXPR_EVALUATOR_PARTS_H
#define EXPR_EVALUATOR_PARTS_H
#include "expr/compiled.h"
#include "expr/evaluator.h"
#include "expr/failures.h"
#include "expr/program_instance.h"

typedef struct aggregates_run aggregates_run;
typedef struct state_run state_run;

struct evaluator {
  host_frame frame; /* first: what the functions' output calls */
  weir_out out;     /* what functions write to: one column of `target` */
  columns *target;
  const expr_call *call;          /* at hand */
  expr_instance *running;         /* and the one it belongs to */
  const expr_node *node;          /* of the call */
  expr_rejects *rejects;          /* where rows that fail are noted; NULL: they are counted */
  uint64_t failed[EXPR_FAILURES]; /* since they were last taken */
  text_buffer text;               /* scratch of conversions */
  memory *memory;
  arena small;             /* arrays of instances; as old as the evaluator */
  arena strings;           /* bytes that functions make; until reset */
  expr_instance *instance; /* the one used last is first */
  aggregates_run *aggregates;
  state_run *states;
  uint64_t serial;
  bool keys_come_first;
  bool has_failed;
  char failure[512];
  weir_chunk first_keys;     /* keys_come_first */
  weir_column *slice_column; /* room for chunk_slice */
  uint64_t *slice_bits;
  uint32_t slice_columns;
  uint32_t parent[WEIR_MAX_ROWS], element[WEIR_MAX_ROWS]; /* explode: rows to gather */
};

/* Steps [0, steps) of a program over a chunk; its instance, or NULL: failed. */
expr_instance *evaluator_run(evaluator *e, const expr_program *program, const weir_chunk *in, uint32_t steps);
/* All of it; the columns of its roots. NULL: failed. */
const weir_column *const *evaluator_roots(evaluator *e, const expr_program *program, const weir_chunk *in);
/* The arguments of a call of an instance that has run, valid until the next one. */
const weir_column *const *evaluator_arguments(const expr_instance *x, const expr_node *call);
/* Rows first .. first+n of a chunk, valid until the next slice. False: out of memory, which is then the failure. */
bool evaluator_slice(evaluator *e, const weir_chunk *in, uint32_t first, uint32_t n, weir_chunk *out);
/* Note why; the first one counts. */
void evaluator_fail(evaluator *e, const char *text);

/* Make e->out one that functions can write to. -1: out of memory. */
int evaluator_out_init(evaluator *e);
/* A function, into e->target. False: failed, which is noted. */
bool evaluator_call(evaluator *e, expr_instance *x, const expr_node *n, uint32_t rows);
/* e->out writes to the made column of this node from now on. */
void evaluator_aim(evaluator *e, expr_instance *x, const expr_node *n, uint32_t rows);
/* Form node i, into x->own[i]. False: failed, which is noted. */
bool evaluator_form(evaluator *e, expr_instance *x, uint32_t i, uint32_t rows);
/* Field node i of a struct, as x->own[i]. */
void evaluator_field(expr_instance *x, uint32_t i, uint32_t rows);
/* What failed in the operator, or the cast, at node i, which has just run. */
void evaluator_check_operator(evaluator *e, const expr_instance *x, uint32_t node, uint32_t rows);
void evaluator_check_cast(evaluator *e, const expr_instance *x, uint32_t node, uint32_t rows);
/* weir.eval/1 */
weir_status evaluator_explode(evaluator *e, const weir_expressions *x, const weir_chunk *in, weir_out *out);
#endif
