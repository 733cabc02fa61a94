/* SPDX-License-Identifier: Apache-2.0 */
/* All slots lie in one block, WEIR_PAD around each; constants are filled here, once. One thread. */
#include "expr/program_instance.h"
#include "data/schema.h"

enum { VALID_BYTES = WEIR_MAX_ROWS / 8 };

static void *zeroed(arena *a, size_t count, size_t size) {
  size_t n = count * size < 8 ? 8 : count * size;
  void *p = arena_get(a, n);
  return p ? memset(p, 0, n) : NULL;
}

static bool take_arrays(expr_instance *x, arena *a) {
  const expr_program *p = x->program;
  x->at = zeroed(a, p->nodes, sizeof *x->at);
  x->own = zeroed(a, p->nodes, sizeof *x->own);
  x->data = zeroed(a, p->slots, sizeof *x->data);
  x->valid = zeroed(a, p->slots, sizeof *x->valid);
  x->made = zeroed(a, p->made, sizeof *x->made);
  x->made_rows = zeroed(a, p->made, sizeof *x->made_rows);
  x->lane = zeroed(a, p->made, sizeof *x->lane);
  x->argument = zeroed(a, p->max_args, sizeof *x->argument);
  x->result = zeroed(a, p->roots, sizeof *x->result);
  x->key = zeroed(a, p->roots, sizeof *x->key);
  x->region = zeroed(a, p->regions, sizeof *x->region);
  return x->at && x->own && x->data && x->valid && x->made && x->made_rows && x->lane && x->argument && x->result &&
         x->key && x->region;
}

static bool take_slots(expr_instance *x, memory *m) {
  const expr_program *p = x->program;
  size_t size = WEIR_PAD;
  for (uint32_t i = 0; i < p->slots; i++) size += (size_t)p->width[i] * WEIR_MAX_ROWS + VALID_BYTES + 2u * WEIR_PAD;
  char *at = memory_get_zero(m, MEMORY_WAITING, size);
  if (!at) return false;
  x->block = at;
  x->block_size = size;
  at += WEIR_PAD;
  for (uint32_t i = 0; i < p->slots; i++) {
    x->data[i] = at;
    at += (size_t)p->width[i] * WEIR_MAX_ROWS + WEIR_PAD;
    x->valid[i] = (uint64_t *)(void *)at;
    at += VALID_BYTES + WEIR_PAD;
  }
  return true;
}

static bool take_made(expr_instance *x, memory *m) {
  for (uint32_t i = 0; i < x->program->steps; i++) {
    const expr_node *n = x->program->node[x->program->step[i]];
    if (n->made && columns_init(&x->made[n->number], m, n->made, WEIR_MAX_ROWS) < 0) return false;
  }
  return true;
}

static void place_results(expr_instance *x) {
  for (uint32_t i = 0; i < x->program->nodes; i++) {
    const expr_node *n = x->program->node[i];
    if (!n->used || n->op == EXPR_COLUMN || n->made || (n->op == EXPR_CONSTANT && !n->filled)) continue;
    x->own[i] = (weir_column){.data = x->data[n->slot], .type = n->field.type};
    x->at[i] = &x->own[i];
    if (n->op != EXPR_CONSTANT) continue;
    if (n->is_null)
      x->own[i].valid = x->valid[n->slot]; /* all zero, and so is the data */
    else
      expr_fill(x->data[n->slot], &n->value, schema_width(n->field.type), WEIR_MAX_ROWS);
  }
}

expr_instance *program_instance_create(memory *m, arena *small, const expr_program *program) {
  expr_instance *x = zeroed(small, 1, sizeof *x);
  if (!x) return NULL;
  x->program = program;
  if (!take_arrays(x, small) || !take_slots(x, m) || !take_made(x, m)) {
    program_instance_finish(x, m);
    return NULL;
  }
  place_results(x);
  return x;
}

static void close_lanes(expr_instance *x, memory *m) {
  for (uint32_t i = 0; i < x->program->steps; i++) {
    const expr_node *n = x->program->node[x->program->step[i]];
    if (n->op != EXPR_CALL || !x->lane[n->number]) continue;
    if (n->function->lane_close) n->function->lane_close(&n->call->call, x->lane[n->number]);
    memory_put(m, MEMORY_WAITING, x->lane[n->number], n->function->lane_size);
  }
}

void program_instance_finish(expr_instance *x, memory *m) {
  if (x->lane) close_lanes(x, m);
  for (uint32_t i = 0; x->made && i < x->program->made; i++) columns_finish(&x->made[i]);
  if (x->block) memory_put(m, MEMORY_WAITING, x->block, x->block_size);
  x->block = NULL;
}
