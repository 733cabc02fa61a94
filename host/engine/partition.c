/* SPDX-License-Identifier: Apache-2.0 */
/* What a partition of a stage keeps from batch to batch, and how a lane's instances are pointed to it. */
#include "engine/running.h"
#include <stdlib.h>

static table *create_table(engine *e, const plan_node *node, const plan_state *s) {
  const table_config config = {.key = s->key_schema,
                               .value = s->value,
                               .value_size = s->value_size,
                               .scope = s->scope,
                               .ttl_us = s->ttl_us,
                               .seed = e->plan->seed,
                               .memory = e->memory,
                               .share = node->kind == PLAN_COMBINER ? HASH_COMBINER : HASH_FINAL};
  return table_create(&config);
}

table **node_create_tables(engine *e, const plan_node *node) {
  table **t = calloc(node->states + 1, sizeof(table *));
  for (uint32_t k = 0; t && k < node->states; k++) {
    if ((t[k] = create_table(e, node, &node->state[k]))) continue;
    while (k--) table_destroy(t[k]);
    free(t);
    return NULL;
  }
  return t;
}

static int create_rows(node_state *ns, engine *e, const plan_node *node) {
  const weir_schema *key = NULL, **input = calloc(node->inputs + 1, sizeof(weir_schema *));
  if (!input) return -1;
  for (uint32_t k = 0; k < node->inputs; k++) {
    if (!node->input[k].rows_key) continue;
    key = expr_list_schema(node->input[k].rows_key);
    input[k] = node->input[k].schema;
  }
  if (key && !(ns->rows = keyed_rows_create(e->memory, &e->plan->seed, key, input, node->inputs))) {
    free(input);
    return -1;
  }
  if (!key)
    free(input);
  else
    ns->rows_input = input; /* borrowed by the keyed rows */
  return 0;
}

static int create_panes(node_state *ns, engine *e, const plan_node *node) {
  ns->panes = calloc(node->inputs + 1, sizeof(panes *));
  if (!ns->panes) return -1;
  for (uint32_t k = 0; k < node->inputs; k++) {
    const plan_window *w = &node->input[k].window;
    if (!w->mode) continue;
    const weir_schema *kept = w->mode == WEIR_WINDOW_MERGE ? table_scan_schema(ns->table[0]) : node->input[k].schema;
    const panes_config config = {.memory = e->memory,
                                 .mode = w->mode,
                                 .length_us = w->length_us,
                                 .slide_us = w->slide_us,
                                 .interval_us = w->interval_us,
                                 .schema = kept,
                                 .zero_us = e->slide_zero_us};
    if (!(ns->panes[k] = panes_create(&config))) return -1;
    if (w->mode == WEIR_WINDOW_MERGE && !(ns->work = create_table(e, node, &node->state[0]))) return -1;
  }
  return 0;
}

static void node_state_finish(node_state *ns, const plan_node *node) {
  for (uint32_t k = 0; ns->panes && k < node->inputs; k++)
    panes_destroy(ns->panes[k]); /* they borrow a table's schema */
  for (uint32_t k = 0; ns->table && k < node->states; k++) table_destroy(ns->table[k]);
  keyed_rows_destroy(ns->rows);
  table_destroy(ns->work);
  free(ns->rows_input);
  free(ns->table);
  free(ns->panes);
}

int stage_state_init(stage_state *s, engine *e, const plan_stage *stage) {
  s->stage = stage;
  s->partition = calloc(stage->partitions, sizeof *s->partition);
  if (!s->partition) return -1;
  for (uint32_t p = 0; p < stage->partitions; p++) {
    node_state *ns = s->partition[p].node = calloc(stage->nodes, sizeof *ns);
    if (!ns) return -1;
    for (uint32_t i = 0; i < stage->nodes; i++) {
      if (!(ns[i].table = node_create_tables(e, stage->node[i]))) return -1;
      if (create_rows(&ns[i], e, stage->node[i]) || create_panes(&ns[i], e, stage->node[i])) return -1;
    }
  }
  return 0;
}

void stage_state_finish(stage_state *s) {
  for (uint32_t p = 0; s->partition && p < s->stage->partitions; p++) {
    for (uint32_t i = 0; s->partition[p].node && i < s->stage->nodes; i++)
      node_state_finish(&s->partition[p].node[i], s->stage->node[i]);
    free(s->partition[p].node);
  }
  free(s->partition);
}

void partition_enter(partition *p, lane *l, uint32_t stage, const weir_batch *at) {
  const plan_stage *s = l->engine->stage[stage].stage;
  p->begun = true;
  for (uint32_t i = 0; i < s->nodes; i++) {
    instance *in = lane_instance(l, stage, i);
    node_state *ns = &p->node[i];
    in->rows = ns->rows;
    for (uint32_t k = 0; k < s->node[i]->states; k++) {
      in->state[k].table = ns->table[k];
      if (s->node[i]->state[k].scope == WEIR_SCOPE_STREAM) table_begin(ns->table[k], at->time_us);
    }
  }
}

/* Batch-scope state is empty again, whatever the operator left in it. */
static void clear_batch_scope(node_state *ns, const plan_node *node) {
  for (uint32_t k = 0; k < node->states; k++)
    if (node->state[k].scope == WEIR_SCOPE_BATCH && (table_keys(ns->table[k]) || table_failed(ns->table[k])))
      table_clear(ns->table[k], COMBINER_KEYS);
  if (ns->work && (table_keys(ns->work) || table_failed(ns->work))) table_clear(ns->work, COMBINER_KEYS);
  if (ns->rows) keyed_rows_clear(ns->rows);
}

/* The same, and nothing kept for the next batch: one that fails has often failed for want of memory. */
static void give_back_batch_scope(node_state *ns, const plan_node *node) {
  for (uint32_t k = 0; k < node->states; k++)
    if (node->state[k].scope == WEIR_SCOPE_BATCH) table_clear(ns->table[k], 0);
  if (ns->work) table_clear(ns->work, 0);
  if (ns->rows) keyed_rows_clear(ns->rows);
}

void partition_leave(partition *p, const plan_stage *stage) {
  for (uint32_t i = 0; i < stage->nodes; i++) clear_batch_scope(&p->node[i], stage->node[i]);
}

static void end_stream_scope(node_state *ns, const plan_node *node, void (*end_table)(table *),
                             void (*end_panes)(panes *)) {
  for (uint32_t k = 0; k < node->states; k++)
    if (node->state[k].scope == WEIR_SCOPE_STREAM) end_table(ns->table[k]);
  for (uint32_t k = 0; k < node->inputs; k++)
    if (ns->panes[k]) end_panes(ns->panes[k]);
}

void partition_commit(partition *p, const plan_stage *stage) {
  if (!p->begun) return;
  p->begun = false;
  for (uint32_t i = 0; i < stage->nodes; i++) end_stream_scope(&p->node[i], stage->node[i], table_commit, panes_commit);
}

void partition_rollback(partition *p, const plan_stage *stage) {
  if (!p->begun) return;
  p->begun = false;
  for (uint32_t i = 0; i < stage->nodes; i++) {
    give_back_batch_scope(&p->node[i], stage->node[i]);
    end_stream_scope(&p->node[i], stage->node[i], table_rollback, panes_rollback);
  }
}
