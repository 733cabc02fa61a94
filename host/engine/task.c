/* SPDX-License-Identifier: Apache-2.0 */
/* The three kinds of task. All that is hot happens in here: chunk by chunk, depth first.
 *
 *     block        for each slice of its rows:   source ─► map ─► filter ─► combiner
 *     lane end     batch_end in topological order: what combiners hold goes into the exchange
 *     partition    segments of all lanes, in order ─► reduceByKey ─► … ; then batch_end, if it slides
 */
#include "engine/running.h"

#define STRING_BYTES (4u << 20) /* a task that holds more is flushed early */

static void flush_stage(lane *l, uint32_t stage) {
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++) instance_flush(l->node[i]);
}

static void relieve(lane *l, uint32_t stage) {
  uint64_t held = 0;
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++) held += l->node[i]->strings.bytes;
  if (held < STRING_BYTES) return;
  flush_stage(l, stage);
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++)
    arena_reset(&l->node[i]->strings, KEEP_BYTES);
}

/* `give` for each slice of at most chunk_rows rows. */
static void slice_up(lane *l, const weir_chunk *chunk, void (*give)(instance *, uint32_t, const weir_chunk *),
                     instance *to, uint32_t input) {
  const uint32_t limit = l->engine->chunk_rows;
  if (chunk->rows <= limit) {
    give(to, input, chunk);
    return;
  }
  for (uint32_t at = 0; at < chunk->rows && !l->failed; at += limit) {
    weir_chunk slice;
    const uint32_t n = chunk->rows - at < limit ? chunk->rows - at : limit;
    chunk_slice(chunk, at, n, l->scratch_column, l->scratch_valid, &slice);
    give(to, input, &slice);
  }
}

/* ---- a block --------------------------------------------------------------------------------------------------------- */

static void give_source_rows(instance *source, uint32_t input, const weir_chunk *chunk) {
  (void)input;
  instance_push(source, chunk);
  relieve(source->lane, source->stage);
}

static instance *source_instance(const lane *l, const plan_node *node) {
  uint32_t i = l->stage_first[0];
  while (l->node[i]->node != node) i++;
  return l->node[i];
}

static void drain_combiners(lane *l) {
  for (uint32_t i = l->stage_first[0]; i < l->stage_first[1]; i++) combiner_drain(l->node[i]);
}

static void take_dead_letters(lane *l, block *b) {
  weir_chunk chunk;
  for (uint64_t at = 0, n = rows_count(b->dead); at < n; at += chunk.rows) {
    rows_chunk(b->dead, at, n, &chunk, l->scratch_column);
    if (segment_writer_append(&l->dead[l->parity], 0, &chunk, NULL, chunk.rows)) {
      lane_fail(l, "dead letters", "out of memory");
      return;
    }
  }
}

void task_block(lane *l, block *b) {
  instance *source = source_instance(l, b->from->instance.node);
  lane_begin_task(l, 0, b->batch, b->sequence, b->sequence << 24);
  uint64_t row = 0;
  for (uint32_t p = 0; p < b->pages && !l->failed; p++) {
    weir_chunk chunk;
    columns_chunk(&b->page[p], b->page_rows[p], (b->sequence << 24) + row, NULL, &chunk);
    row += chunk.rows;
    if (chunk.rows) slice_up(l, &chunk, give_source_rows, source, 0);
  }
  if (b->dead) take_dead_letters(l, b);
  flush_stage(l, 0);
  if (!l->failed) drain_combiners(l);
  lane_end_task(l, 0);
}

/* ---- the end of the first stage on a lane ---------------------------------------------------------------------------- */

static void end_nodes(lane *l, uint32_t stage) {
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++) {
    const bool vain = combiner_is_vain(l->node[i]);
    instance_batch_end(l->node[i]);
    instance_flush(l->node[i]);
    if (vain) combiner_pass(l->node[i]);
  }
}

void task_lane_end(lane *l) {
  lane_begin_task(l, 0, l->batch, ORDER_LANE_END + l->number, ORDER_LANE_END >> 16);
  end_nodes(l, 0);
  for (uint32_t i = l->stage_first[0]; i < l->stage_first[1]; i++)
    for (uint32_t k = 0; l->node[i]->own_table && k < l->node[i]->node->states; k++)
      if (table_keys(l->node[i]->own_table[k])) table_clear(l->node[i]->own_table[k], COMBINER_KEYS);
  lane_end_task(l, 0);
}

/* ---- a partition ------------------------------------------------------------------------------------------------------- */

typedef struct visit { /* of one partition by one lane */
  lane *lane;
  instance *entry;
  node_state *state;
  uint32_t input;
} visit;

static void arrive(visit *v, const weir_chunk *chunk) {
  const uint32_t mode = v->entry->node->inputs ? v->entry->node->input[v->input].window.mode : 0;
  if (mode && v->entry->node->checks && !(chunk = instance_reject(v->entry, v->input, chunk))) return;
  if (mode != WEIR_WINDOW_UNION) slice_up(v->lane, chunk, instance_deliver, v->entry, v->input);
  if ((mode == WEIR_WINDOW_UNION || mode == WEIR_WINDOW_DELTA) && !v->lane->failed &&
      panes_add(v->state->panes[v->input], v->lane->at.time_us, chunk))
    instance_fail(v->entry, "its window would pass three quarters of `memory`; allow more memory or a shorter window");
  relieve(v->lane, v->entry->stage);
}

static void read_segments(visit *v, const arrival *from, uint32_t share) {
  lane *l = v->lane;
  const uint32_t parity = l->parity;
  if (segment_list_collect(&l->segments, from->writer[parity], from->writers, share)) {
    instance_fail(v->entry, "out of memory for segments");
    return;
  }
  for (uint32_t i = 0; i < l->segments.count; i++) {
    const segment *s = &l->segments.segment[i];
    for (uint64_t at = s->first; at < s->end && !l->failed;) {
      weir_chunk chunk;
      at += rows_chunk(s->rows, at, s->end, &chunk, l->scratch_column + l->scratch_width);
      arrive(v, &chunk);
    }
    flush_stage(l, v->entry->stage); /* rows that wait in outputs may be views of its strings */
    (void)segment_release(s, KEEP_BYTES);
  }
  for (uint32_t w = 0; w < from->writers; w++) segment_writer_clear(from->writer[parity][w], share, KEEP_BYTES);
}

static int feed(void *context, uint32_t flags, const weir_chunk *chunk) {
  visit *v = context;
  slice_up(v->lane, chunk, instance_deliver, v->entry, v->input | flags);
  return v->lane->failed ? 1 : 0;
}

/* A table says better than its window what was wrong. */
static void fail_window(visit *v, const char *why) {
  instance_check_tables(v->entry);
  if (!v->lane->failed) instance_fail(v->entry, why);
}

static void close_pane(visit *v) {
  const plan_input *in = &v->entry->node->input[v->input];
  if (in->window.mode != WEIR_WINDOW_MERGE || v->lane->failed) return;
  if (panes_add_table(v->state->panes[v->input], v->lane->at.time_us, v->state->table[0]))
    fail_window(v, "its window would pass three quarters of `memory`; allow more memory or a shorter window");
}

static void slide(visit *v) {
  const plan_input *in = &v->entry->node->input[v->input];
  if (!in->window.mode || v->lane->failed) return;
  if (in->window.mode == WEIR_WINDOW_MERGE) v->entry->state[0].table = v->state->work;
  const int failed = panes_slide(v->state->panes[v->input], v->lane->at.time_us, v->state->work, feed, v);
  if (failed && !v->lane->failed) fail_window(v, "out of memory for its window");
}

static void read_inputs(visit *v, uint32_t share) {
  engine *e = v->lane->engine;
  const plan_node *node = v->entry->node;
  if (node->is_dead_letters) {
    read_segments(v, &e->dead, 0);
    return;
  }
  for (v->input = 0; v->input < node->inputs; v->input++)
    read_segments(v, &e->exchange[node->input[v->input].exchange->id], share);
}

void task_partition(lane *l, uint64_t batch, uint32_t stage, uint32_t number) {
  engine *e = l->engine;
  const plan_stage *s = e->plan->stage[stage];
  partition *p = &e->stage[stage].partition[number];
  lane_begin_task(l, stage, batch, ((uint64_t)stage << ORDER_STAGE_SHIFT) + number, (uint64_t)number << 40);
  partition_enter(p, l, stage, &l->at);
  visit v = {.lane = l, .entry = lane_instance(l, stage, 0), .state = &p->node[0]};
  read_inputs(&v, number);
  const uint32_t inputs = v.entry->node->inputs;
  for (v.input = 0; v.input < inputs; v.input++) close_pane(&v);
  if (!l->failed && engine_slides(e, v.entry->node, l->at.time_us)) {
    for (v.input = 0; v.input < inputs; v.input++) slide(&v);
    end_nodes(l, stage);
  }
  lane_end_task(l, stage);
  partition_leave(p, s);
}
