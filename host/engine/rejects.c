/* SPDX-License-Identifier: Apache-2.0 */
/* on_error for expressions: before an operator sees a chunk, all of its expressions are tried on it; rows that fail go to the
 * dead letters, are dropped, or fail the batch, and the operator gets the others. Rows of a window are tried when they enter it, and
 * are good whenever it gives them again. */
#include "engine/running.h"
#include "expr/failures.h"
#include <stdlib.h>

static const weir_chunk *survivors(instance *i, uint32_t input, const weir_chunk *chunk, const uint32_t *row,
                                   uint32_t n) {
  columns *to = &i->kept[input];
  if (!to->block && columns_init(to, i->engine->memory, i->node->input[input].schema, WEIR_MAX_ROWS) < 0) return NULL;
  columns_reset(to, i->kept_rows[input]);
  i->kept_rows[input] = n;
  for (uint32_t c = 0; c < chunk->columns; c++)
    if (columns_gather(to, c, 0, weir_col(chunk, c), row, n) < 0) return NULL;
  columns_chunk(to, n, chunk->sequence, NULL, &i->kept_chunk);
  return &i->kept_chunk;
}

static void count(instance *i, expr_failure why, uint64_t n) {
  const weir_host *host = &i->frame.host;
  if (n) host->count(host, host->counter(host, expr_failure_counter(why), expr_failure_text(why)), n);
}

static void tell(instance *i, const weir_chunk *chunk, uint32_t row, expr_failure why) {
  count(i, why, 1);
  if (i->node->on_error == SPEC_ON_ERROR_DEAD_LETTER)
    i->frame.host.reject(&i->out, chunk, row, expr_failure_text(why));
  else if (i->node->on_error == SPEC_ON_ERROR_FAIL && !i->out.failed)
    instance_fail(i, expr_failure_text(why));
}

static bool try_all(instance *i, uint32_t input, const weir_chunk *chunk, expr_rejects *rejects) {
  for (uint32_t k = 0; k < i->node->checks; k++) {
    const plan_check *check = &i->node->check[k];
    if (check->input == input && !evaluator_check(i->frame.evaluator, check->program, chunk, rejects)) return false;
  }
  return true;
}

const weir_chunk *instance_reject(instance *i, uint32_t input, const weir_chunk *chunk) {
  expr_rejects rejects = {.row = {0}};
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  if (!try_all(i, input, chunk, &rejects)) {
    instance_fail(i, NULL);
    return NULL;
  }
  for (uint32_t k = 0; k < chunk->rows; k++) {
    if (rejects.row[k >> 6] >> (k & 63) & 1)
      tell(i, chunk, k, (expr_failure)rejects.why[k]);
    else
      row[n++] = k;
  }
  if (n == chunk->rows) return chunk;
  if (i->out.failed || n == 0) return NULL;
  const weir_chunk *left = survivors(i, input, chunk, row, n);
  if (!left) instance_fail(i, "out of memory for the rows that its expressions can compute");
  return left;
}

int instance_rejects_init(instance *i) {
  if (i->node->checks == 0) return 0;
  i->kept = calloc(i->node->inputs, sizeof *i->kept);
  i->kept_rows = calloc(i->node->inputs, sizeof *i->kept_rows);
  return i->kept && i->kept_rows ? 0 : -1;
}

void instance_rejects_finish(instance *i) {
  for (uint32_t k = 0; i->kept && k < i->node->inputs; k++) columns_finish(&i->kept[k]);
  free(i->kept);
  free(i->kept_rows);
}

void instance_count_failures(instance *i) {
  uint64_t failed[EXPR_FAILURES];
  evaluator_take_failures(i->frame.evaluator, failed);
  for (uint32_t why = 0; why < EXPR_FAILURES; why++) count(i, (expr_failure)why, failed[why]);
}
