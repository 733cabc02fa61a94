/* SPDX-License-Identifier: Apache-2.0 */
/* From nodes to what runs: those whose rows reach an output, numbered with inputs first; edges and exchanges between
 * them; and stages, one for the sources, one for each node behind exchanges, one for the dead letters, behind which come
 * those that read them. Since a node's number is greater than those of all it reads, stages in the order of their entries
 * are in the order of execution. */
#include "plan/builder.h"

#define STAGE_NODES_MAX 64u

static bool is_wide(const plan_node *node) { return node->inputs && draft_of(node)->need[0].kind != WEIR_NARROW; }

/* ---- what runs ---- */

/* What reads the dead letters, directly or not, runs after all that may reject a row. */
static void mark_late(const plan_builder *b) {
  for (uint32_t i = 0; i < b->nodes; i++) {
    draft *d = draft_of(b->node[i]);
    d->late = d->node.is_dead_letters;
    for (uint32_t k = 0; k < d->node.inputs; k++) d->late |= draft_of(d->node.input[k].from)->late;
  }
}

/* Nodes are there with inputs first, so one walk from the end marks all that reaches an output. */
static void mark_live(const plan_builder *b) {
  for (uint32_t i = b->nodes; i-- > 0;) {
    draft *d = draft_of(b->node[i]);
    if (plan_sink_runs(b, &d->node)) d->live = true;
    for (uint32_t k = 0; d->live && k < d->node.inputs; k++) draft_of(d->node.input[k].from)->live = true;
  }
}

static bool number_nodes(plan_builder *b) {
  plan *p = &b->owner->plan;
  uint32_t sources = 0;
  p->replayable = true;
  p->node = plan_get(b, b->nodes, sizeof(plan_node *));
  if (!p->node) return false;
  for (uint32_t i = 0; i < b->nodes; i++) {
    plan_node *node = b->node[i];
    if (!draft_of(node)->live) continue;
    node->id = p->nodes;
    p->node[p->nodes++] = node;
    node->dead_letters_read = b->dead_letters && draft_of(b->dead_letters)->live && !node->is_dead_letters;
    if (!node->source) continue;
    sources++;
    p->replayable &= (node->source->flags & WEIR_SOURCE_REPLAYABLE) == WEIR_SOURCE_REPLAYABLE;
  }
  if (sources) return true;
  plan_error(b, PLAN_E_NO_OUTPUT, SPEC_NOWHERE, "no output reads a stream that begins with a source");
  return false;
}

/* ---- edges and exchanges ---- */

static bool make_exchange(plan_builder *b, draft *d, uint32_t input) {
  plan *p = &b->owner->plan;
  const input_need *need = &d->need[input];
  plan_exchange *x = plan_get(b, 1, sizeof *x);
  if (!x) return false;
  const bool is_combined = input == 0 && d->node.combiner;
  const weir_expressions *key = need->key;
  if (!key && is_combined && d->node.states) key = d->node.state[0].key;
  *x = (plan_exchange){.id = p->exchanges,
                       .from = d->node.input[input].from,
                       .to = &d->node,
                       .input = input,
                       .partitions = need->kind == WEIR_BY_KEY ? p->partitions : 1,
                       .keys_first = is_combined && key ? expr_list_schema(key)->count : 0,
                       .ordered = need->ordered};
  x->key = need->kind == WEIR_BY_KEY && !x->keys_first ? need->key : NULL;
  p->exchange[p->exchanges++] = x;
  d->node.input[input].exchange = x;
  return true;
}

/* Declared earlier in the file comes first. */
static void add_edge(plan_node *from, const plan_edge *edge) {
  uint32_t at = from->edges++;
  const plan_node *to = edge->to;
  for (; at > 0; at--) {
    const plan_node *other = from->edge[at - 1].to;
    if (other->line < to->line || (other->line == to->line && other->column <= to->column)) break;
    from->edge[at] = from->edge[at - 1];
  }
  from->edge[at] = *edge;
}

static bool make_edges(plan_builder *b) {
  plan *p = &b->owner->plan;
  uint32_t inputs = 0;
  for (uint32_t i = 0; i < p->nodes; i++) {
    inputs += p->node[i]->inputs;
    for (uint32_t k = 0; k < p->node[i]->inputs; k++) p->node[i]->input[k].from->edges++;
  }
  p->exchange = plan_get(b, inputs, sizeof(plan_exchange *));
  if (!p->exchange) return false;
  for (uint32_t i = 0; i < p->nodes; i++) {
    p->node[i]->edge = plan_get(b, p->node[i]->edges, sizeof *p->node[i]->edge);
    if (!p->node[i]->edge) return false;
    p->node[i]->edges = 0;
  }
  for (uint32_t i = 0; i < p->nodes; i++) {
    plan_node *node = p->node[i];
    for (uint32_t k = 0; k < node->inputs; k++) {
      if (is_wide(node) && !make_exchange(b, draft_of(node), k)) return false;
      add_edge(node->input[k].from, &(plan_edge){.to = node, .input = k, .exchange = node->input[k].exchange});
    }
  }
  return true;
}

/* ---- stages ---- */

/* `start` nodes are marked with the stage's mark; so is all that they reach without an exchange. */
static void reach(const plan_builder *b, uint32_t first, uint32_t mark) {
  const plan *p = &b->owner->plan;
  for (uint32_t i = first; i < p->nodes; i++) {
    const plan_node *node = p->node[i];
    if (draft_of(node)->reach != mark) continue;
    for (uint32_t k = 0; k < node->edges; k++) {
      const plan_edge *edge = &node->edge[k];
      if (!edge->exchange && edge->to->kind != PLAN_SINK) draft_of(edge->to)->reach = mark;
    }
  }
}

static bool refuse_size(plan_builder *b, const plan_stage *s, uint32_t nodes) {
  const spec_span where = s->entry ? draft_of(s->entry)->key->span : SPEC_NOWHERE;
  spec_diagnostic *error = plan_error(b, PLAN_E_STAGE_TOO_LARGE, where,
                                      "%u operators run together here; there can be %u", nodes, STAGE_NODES_MAX);
  spec_help(b->list, error, "an operator that brings rows together, such as repartition, begins anew");
  return false;
}

/* All nodes with the mark, by number: the entry first. */
static bool fill_stage(plan_builder *b, plan_stage *s, uint32_t mark) {
  const plan *p = &b->owner->plan;
  uint32_t nodes = 0;
  for (uint32_t i = 0; i < p->nodes; i++) nodes += draft_of(p->node[i])->reach == mark;
  s->node = plan_get(b, nodes, sizeof(plan_node *));
  if (!s->node) return false;
  for (uint32_t i = 0; i < p->nodes; i++)
    if (draft_of(p->node[i])->reach == mark) s->node[s->nodes++] = p->node[i];
  return nodes <= STAGE_NODES_MAX || refuse_size(b, s, nodes);
}

/* `entry` NULL: stage 0. */
static bool add_stage(plan_builder *b, plan_node *entry) {
  plan *p = &b->owner->plan;
  const uint32_t mark = p->stages + 1;
  plan_stage *s = plan_get(b, 1, sizeof *s);
  if (!s) return false;
  *s = (plan_stage){.id = p->stages, .entry = entry};
  p->stage[p->stages++] = s;
  if (entry) {
    draft_of(entry)->reach = mark;
    s->partitions = entry->is_dead_letters ? 1 : entry->input[0].exchange->partitions;
  }
  for (uint32_t i = 0; !entry && i < p->nodes; i++)
    if (p->node[i]->source) draft_of(p->node[i])->reach = mark;
  reach(b, entry ? entry->id : 0, mark);
  return fill_stage(b, s, mark);
}

/* Stages behind exchanges: those that wait for the dead letters, or the others. */
static bool add_wide_stages(plan_builder *b, bool late) {
  const plan *p = &b->owner->plan;
  for (uint32_t i = 0; i < p->nodes; i++)
    if (is_wide(p->node[i]) && draft_of(p->node[i])->late == late && !add_stage(b, p->node[i])) return false;
  return true;
}

bool plan_make_stages(plan_builder *b) {
  plan *p = &b->owner->plan;
  mark_live(b);
  mark_late(b);
  if (!number_nodes(b) || !make_edges(b)) return false;
  p->stage = plan_get(b, p->nodes + 2, sizeof(plan_stage *));
  if (!p->stage || !add_stage(b, NULL)) return false;
  if (!add_wide_stages(b, false)) return false;
  p->dead_stage = p->stages;
  if (!b->dead_letters || !draft_of(b->dead_letters)->live) return true;
  return add_stage(b, b->dead_letters) && add_wide_stages(b, true);
}
