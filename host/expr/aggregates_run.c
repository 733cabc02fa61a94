/* SPDX-License-Identifier: Apache-2.0 */
/* Filters and entries of aggregates, column by column. One thread at a time. */
#include "expr/aggregates_run.h"

static bool take_filter(evaluator *e, aggregates_filter *f, const expr_aggregate *one) {
  const uint32_t args = one->operands.count;
  f->one = one;
  f->row = (void *)arena_get(&e->small, WEIR_MAX_ROWS * sizeof *f->row);
  f->column = (void *)arena_get(&e->small, (args + 1) * sizeof *f->column);
  return f->row && f->column && columns_init(&f->operands, e->memory, &one->operands, WEIR_MAX_ROWS) == 0;
}

static bool take_all(evaluator *e, aggregates_run *x) {
  const weir_aggregates *a = x->aggregates;
  uint32_t n = 0;
  const size_t size = (a->filters + 1) * sizeof *x->filter;
  if (!(x->filter = (void *)arena_get(&e->small, size))) return false;
  memset(x->filter, 0, size);
  for (uint32_t i = 0; i < a->calls; i++)
    if (a->one[i].filter != EXPR_NONE && !take_filter(e, &x->filter[n++], &a->one[i])) return false;
  if (a->owns && !(x->own = own_room_create(e))) return false;
  return a->bare || columns_init(&x->results, e->memory, &a->call_results, WEIR_MAX_ROWS) == 0;
}

void aggregates_run_finish(aggregates_run *x) {
  for (uint32_t i = 0; x->filter && i < x->aggregates->filters; i++) columns_finish(&x->filter[i].operands);
  columns_finish(&x->results);
}

aggregates_run *aggregates_run_of(evaluator *e, const weir_aggregates *a) {
  for (aggregates_run *x = e->aggregates; x; x = x->next)
    if (x->aggregates == a) return x;
  aggregates_run *x = (void *)arena_get(&e->small, sizeof *x);
  if (x) {
    *x = (aggregates_run){.aggregates = a};
    if (take_all(e, x)) {
      x->next = e->aggregates;
      return e->aggregates = x;
    }
    aggregates_run_finish(x);
  }
  evaluator_fail(e, "there is not enough memory for the columns of its aggregates");
  return NULL;
}

/* ---- filters ----------------------------------------------------------------------------------------------------- */

static bool choose(evaluator *e, aggregates_filter *f, const weir_column *const *root, uint32_t rows) {
  f->rows = expr_true_rows(root[f->one->filter]->data, rows, f->row);
  f->done = 0;
  for (uint32_t i = 0; i < f->one->operands.count; i++)
    if (columns_gather(&f->operands, i, 0, root[f->one->first_root + i], f->row, f->rows) < 0) {
      evaluator_fail(e, "there is not enough memory for the rows that aggregates filter");
      return false;
    }
  columns_chunk(&f->operands, f->rows, 0, NULL, &f->chunk);
  for (uint32_t i = 0; i < f->one->operands.count; i++) f->column[i] = weir_col(&f->chunk, i);
  return true;
}

bool aggregates_choose(evaluator *e, aggregates_run *x, const weir_column *const *root, uint32_t rows) {
  for (uint32_t i = 0; i < x->aggregates->filters; i++)
    if (!choose(e, &x->filter[i], root, rows)) return false;
  return true;
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

const weir_column *const *aggregates_results(evaluator *e, const weir_aggregates *a, void *const *slot, uint32_t n) {
  aggregates_run *x = aggregates_run_of(e, a);
  weir_chunk chunk;
  if (!x) return NULL;
  columns_reset(&x->results, x->result_rows);
  x->result_rows = n;
  e->target = &x->results;
  e->call = NULL;
  e->out.rows = 0;
  e->out.failed = WEIR_OK;
  e->out.col = x->results.out;
  e->out.columns = a->calls;
  for (uint32_t i = 0; i < a->calls && !e->out.failed; i++) aggregates_result(&a->one[i], slot, n, &e->out, i);
  e->out.columns = 1;
  if (e->out.failed) return NULL;
  columns_chunk(&x->results, n, 0, NULL, &chunk);
  return evaluator_roots(e, &a->finish, &chunk);
}
