/* SPDX-License-Identifier: Apache-2.0 */
#include "expr/state_run.h"

#include <string.h>

/* Columns `rows` are the input's of emit's rows: nullable, so that a key without a row has some. */
static bool take_all(evaluator *e, state_run *x) {
  const weir_state_fields *f = x->fields;
  weir_schema *input = (void *)arena_get(&e->small, sizeof *input);
  x->column = (void *)arena_get(&e->small, ((size_t)f->inputs + 3) * sizeof *x->column);
  x->timing_out = (void *)arena_get(&e->small, 2 * (size_t)WEIR_MAX_ROWS);
  if (!input || !x->column || !x->timing_out) return false;
  *input = f->emit_rows;
  input->count = f->inputs;
  memset(x->timing_out, 0, WEIR_MAX_ROWS);
  memset(x->timing_out + WEIR_MAX_ROWS, 1, WEIR_MAX_ROWS);
  return columns_init(&x->rows, e->memory, input, WEIR_MAX_ROWS) == 0 &&
         columns_init(&x->before, e->memory, &f->fields, WEIR_MAX_ROWS) == 0 &&
         columns_init(&x->after, e->memory, &f->fields, WEIR_MAX_ROWS) == 0;
}

void state_run_finish(state_run *x) {
  columns_finish(&x->rows);
  columns_finish(&x->before);
  columns_finish(&x->after);
}

state_run *state_run_of(evaluator *e, const weir_state_fields *fields) {
  for (state_run *x = e->states; x; x = x->next)
    if (x->fields == fields) return x;
  state_run *x = (void *)arena_get(&e->small, sizeof *x);
  if (x) {
    *x = (state_run){.fields = fields};
    if (take_all(e, x)) {
      x->next = e->states;
      return e->states = x;
    }
    state_run_finish(x);
  }
  evaluator_fail(e, "out of memory for the rows of a state");
  return NULL;
}
