/* SPDX-License-Identifier: Apache-2.0 */
/* Running programs over chunks:
 *
 *   columns of the chunk ─► step ─► step ─► … ─► roots          a step is one loop over one array, or one call
 *
 * Data first, as if nothing were null, then validity where some operand has nulls. After the first chunk nothing is
 * allocated but what functions ask for. One thread at a time. */
#include "expr/aggregates_run.h"
#include "expr/state_run.h"
#include "data/format.h"
#include "data/schema.h"
#include "expr/region.h"
#include <stdio.h>

enum { KEEP_STRINGS = 4 << 20 };

/* ---- life -------------------------------------------------------------------------------------------------------- */

evaluator *evaluator_create(memory *m) {
  static _Atomic uint64_t evaluators;
  evaluator *e = memory_get_zero(m, MEMORY_WAITING, sizeof *e);
  if (!e) return NULL;
  e->memory = memory_ref(m);
  arena_init(&e->small, m, MEMORY_WAITING);
  arena_init(&e->strings, m, MEMORY_WAITING);
  e->serial = ++evaluators << 40; /* tables go from lane to lane: no two evaluators give the same serial */
  if (evaluator_out_init(e) < 0) {
    evaluator_destroy(e);
    return NULL;
  }
  return e;
}

void evaluator_destroy(evaluator *e) {
  if (!e) return;
  memory *m = e->memory;
  for (expr_instance *x = e->instance; x; x = x->next) program_instance_finish(x, m);
  for (aggregates_run *x = e->aggregates; x; x = x->next) aggregates_run_finish(x);
  for (state_run *x = e->states; x; x = x->next) state_run_finish(x);
  arena_finish(&e->small);
  arena_finish(&e->strings);
  text_buffer_finish(&e->text);
  memory_put(m, MEMORY_WAITING, e, sizeof *e);
  memory_unref(m);
}

void evaluator_reset(evaluator *e) {
  arena_reset(&e->strings, KEEP_STRINGS);
  e->has_failed = false;
}

void evaluator_set_batch(evaluator *e, const weir_batch *batch) { e->out.batch = batch; }

void evaluator_keys_come_first(evaluator *e, bool yes) { e->keys_come_first = yes; }

const char *evaluator_failure(const evaluator *e) { return e->has_failed ? e->failure : NULL; }

void evaluator_fail(evaluator *e, const char *text) {
  if (e->has_failed) return;
  e->has_failed = true;
  (void)snprintf(e->failure, sizeof e->failure, "%s", text);
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

static const expr_node *node_at(const expr_instance *x, uint32_t i) { return x->program->node[i]; }

/* An operand: its column, or the constant itself. */
static const void *data_of(const expr_instance *x, uint32_t i) {
  return x->at[i] ? x->at[i]->data : &node_at(x, i)->value;
}
static const uint64_t *valid_of(const expr_instance *x, uint32_t i) { return x->at[i] ? x->at[i]->valid : NULL; }

/* Zero divisors are folded, but where they reject rows. */
static bool is_zero_constant(const expr_node *n) {
  return n->field.type == WEIR_F64 ? !(n->value.real < 0) && !(n->value.real > 0) && n->value.real == n->value.real
                                   : n->value.integer == 0;
}

/* The validity of an operator's result, NULL when nothing is null; what the kernel made of nulls becomes zero. */
static const uint64_t *step_nulls(const expr_instance *x, const expr_node *n, uint32_t rows) {
  uint32_t right = n->args > 1 ? n->arg[1] : n->arg[0];
  const uint64_t *a = valid_of(x, n->arg[0]), *b = valid_of(x, right);
  uint64_t *valid = x->valid[n->slot];
  if (n->nulls == EXPR_NULLS_SAME) {
    if (a || b) expr_same_nulls(x->data[n->slot], a, b, rows);
    return NULL;
  }
  bool divisor = n->nulls == EXPR_NULLS_DIVISOR && (x->at[right] || is_zero_constant(node_at(x, right)));
  if (!a && !b && !divisor) return NULL;
  if (n->nulls == EXPR_NULLS_AND || n->nulls == EXPR_NULLS_OR) {
    expr_bits_logic(valid, n->nulls, x->at[n->arg[0]], x->at[right], rows);
  } else {
    expr_bits_and(valid, a, b, rows);
    if (divisor && x->at[right])
      expr_bits_clear_zero(valid, x->at[right]->data, node_at(x, right)->field.type, rows);
    else if (divisor)
      memset(valid, 0, (rows + 63) / 64 * sizeof *valid);
  }
  expr_clear_nulls(x->data[n->slot], schema_width(n->field.type), valid, rows);
  return n->field.flags & WEIR_NULLABLE ? valid : NULL;
}

static void step_operator(evaluator *e, expr_instance *x, uint32_t i, uint32_t rows) {
  const expr_node *n = node_at(x, i);
  n->kernel(x->data[n->slot], data_of(x, n->arg[0]), n->args > 1 ? data_of(x, n->arg[1]) : NULL, rows);
  x->own[i].valid = step_nulls(x, n, rows);
  evaluator_check_operator(e, x, i, rows);
}

static bool step_call(evaluator *e, expr_instance *x, uint32_t i, uint32_t rows) {
  const expr_node *n = node_at(x, i);
  weir_chunk chunk;
  if (!evaluator_call(e, x, n, rows)) return false;
  columns_chunk(&x->made[n->number], rows, 0, NULL, &chunk);
  x->at[i] = weir_col(&chunk, 0);
  return true;
}

const weir_column *const *evaluator_arguments(const expr_instance *x, const expr_node *call) {
  for (uint32_t i = 0; i < call->args; i++) x->argument[i] = x->at[call->arg[i]];
  return x->argument;
}

/* ---- programs ---------------------------------------------------------------------------------------------------- */

static expr_instance *find_instance(evaluator *e, const expr_program *program) {
  for (expr_instance **link = &e->instance; *link; link = &(*link)->next) {
    expr_instance *x = *link;
    if (x->program != program) continue;
    *link = x->next;
    x->next = e->instance;
    return e->instance = x;
  }
  expr_instance *x = program_instance_create(e->memory, &e->small, program);
  if (!x) {
    evaluator_fail(e, "there is not enough memory for the columns of an expression");
    return NULL;
  }
  x->next = e->instance;
  return e->instance = x;
}

/* No row takes the branch: nobody reads its columns. */
static void skip_step(expr_instance *x, uint32_t step) {
  const expr_node *n = node_at(x, step);
  const uint32_t inner = n->op == EXPR_FORM ? region_selects(n) : 0;
  if (inner) x->region[inner].rows = 0;
  x->at[step] = &x->own[step];
}

static bool run_step(evaluator *e, expr_instance *x, uint32_t step, uint32_t rows) {
  switch ((int)node_at(x, step)->op) {
  case EXPR_CALL:
    return step_call(e, x, step, rows);
  case EXPR_FORM:
    return evaluator_form(e, x, step, rows);
  case EXPR_FIELD:
    evaluator_field(x, step, rows);
    return true;
  default:
    step_operator(e, x, step, rows);
    return true;
  }
}

expr_instance *evaluator_run(evaluator *e, const expr_program *program, const weir_chunk *in, uint32_t steps) {
  expr_instance *x = e->instance && e->instance->program == program ? e->instance : find_instance(e, program);
  if (!x) return NULL;
  x->region[0].rows = in->rows;
  for (uint32_t i = 0; i < program->reads; i++) {
    uint32_t read = program->read[i];
    x->at[read] = weir_col(in, node_at(x, read)->column);
  }
  for (uint32_t i = 0; i < steps; i++) {
    const uint32_t step = program->step[i], rows = x->region[node_at(x, step)->region].rows;
    if (rows == 0 && node_at(x, step)->region)
      skip_step(x, step);
    else if (!run_step(e, x, step, rows))
      return NULL;
  }
  return x;
}

const weir_column *const *evaluator_roots(evaluator *e, const expr_program *program, const weir_chunk *in) {
  expr_instance *x = evaluator_run(e, program, in, program->steps);
  for (uint32_t i = 0; x && i < program->roots; i++) x->result[i] = x->at[program->root[i]];
  return x ? x->result : NULL;
}

/* ---- what is asked for ------------------------------------------------------------------------------------------- */

const weir_column *evaluator_eval(evaluator *e, const weir_expression *x, const weir_chunk *in) {
  const weir_column *const *root = evaluator_roots(e, &x->program, in);
  return root ? root[0] : NULL;
}

const weir_column *const *evaluator_eval_all(evaluator *e, const weir_expressions *x, const weir_chunk *in) {
  return evaluator_roots(e, &x->program, in);
}

uint32_t evaluator_select(evaluator *e, const weir_expression *x, const weir_chunk *in, uint32_t *row) {
  const weir_column *column = evaluator_eval(e, x, in);
  return column ? expr_true_rows(column->data, in->rows, row) : 0;
}

const weir_chunk *evaluator_keys(evaluator *e, const weir_expressions *key, const weir_chunk *in) {
  e->serial++;
  if (e->keys_come_first) {
    e->first_keys = *in;
    e->first_keys.columns = key->count;
    e->first_keys.host = &e->serial;
    return &e->first_keys;
  }
  expr_instance *x = evaluator_run(e, &key->program, in, key->program.steps);
  if (!x) return NULL;
  for (uint32_t i = 0; i < key->count; i++) x->key[i] = *x->at[key->program.root[i]];
  x->keys = (weir_chunk){.size = sizeof x->keys,
                         .rows = in->rows,
                         .columns = key->count,
                         .stride = sizeof *x->key,
                         .sequence = in->sequence,
                         .col = x->key,
                         .host = &e->serial};
  return &x->keys;
}

bool evaluator_slice(evaluator *e, const weir_chunk *in, uint32_t first, uint32_t n, weir_chunk *out) {
  if (in->columns > e->slice_columns) {
    weir_column *column = (void *)arena_get(&e->small, in->columns * sizeof *column);
    uint64_t *bits = (void *)arena_get(&e->small, in->columns * (WEIR_MAX_ROWS / 8u));
    if (!column || !bits) {
      evaluator_fail(e, "there is not enough memory for a part of a chunk");
      return false;
    }
    e->slice_column = column;
    e->slice_bits = bits;
    e->slice_columns = in->columns;
  }
  chunk_slice(in, first, n, e->slice_column, e->slice_bits, out);
  return true;
}
