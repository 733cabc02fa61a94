/* SPDX-License-Identifier: Apache-2.0 */
/* What non-ANSI Spark passes over in silence: an int64 that wrapped, a zero divisor, a cast that gave null. It is counted, and
 * where on_error asks for it the row is named. One thread at a time. */
#ifndef EXPR_FAILURES_H
#define EXPR_FAILURES_H
#include "expr/evaluator.h"

typedef enum expr_failure { EXPR_WRAPPED, EXPR_ZERO_DIVISOR, EXPR_NOT_CONVERTED, EXPR_FAILURES } expr_failure;

/* Rows of a chunk that cannot be computed. */
typedef struct expr_rejects {
  uint64_t row[WEIR_MAX_ROWS / 64];
  uint8_t why[WEIR_MAX_ROWS]; /* expr_failure */
} expr_rejects;

/* "a whole number does not fit into int64": why a row is rejected. */
const char *expr_failure_text(expr_failure why);
/* The name of its counter. */
const char *expr_failure_counter(expr_failure why);

struct expr_program;
/* The program of what was compiled, if something in it can fail; else NULL. */
const struct expr_program *expr_can_fail(const weir_expression *x);
const struct expr_program *expr_list_can_fail(const weir_expressions *x);
const struct expr_program *expr_aggregates_can_fail(const weir_aggregates *a);

/* Runs a program over a chunk and adds the rows that fail to `to`. False: the program itself failed (evaluator_failure). */
bool evaluator_check(evaluator *e, const struct expr_program *program, const weir_chunk *in, expr_rejects *to);
/* How often each has happened since the last call. */
void evaluator_take_failures(evaluator *e, uint64_t count[EXPR_FAILURES]);
#endif
