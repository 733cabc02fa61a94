/* SPDX-License-Identifier: Apache-2.0 */
/* One entry at work on one lane: chunks in through process, rows out to whoever consumes them, depth first. */
#include "data/format.h"
#include "engine/crash.h"
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>

const char *instance_place(const instance *i, char *to, size_t n) {
  const char *what = i->node->kind == PLAN_SINK ? "output" : "stream";
  (void)snprintf(to, n, "%s \"%s\", %s", what, i->node->stream, i->node->label);
  return to;
}

static int init_out(instance *i, uint32_t capacity) {
  const weir_schema *fields = i->node->schema;
  i->emitted = calloc(2 * (size_t)fields->count + 1, sizeof *i->emitted);
  i->emitted_valid = calloc((size_t)(fields->count + 1) * (WEIR_MAX_ROWS / 64), sizeof *i->emitted_valid);
  if (!i->emitted || !i->emitted_valid || columns_init(&i->columns, i->engine->memory, fields, capacity)) return -1;
  i->out.columns = fields->count;
  i->out.col = i->columns.out;
  i->out.capacity = capacity;
  return 0;
}

static int init_state(instance *i) {
  const uint32_t n = i->node->states;
  i->state = calloc(n + 1, sizeof *i->state);
  i->handle = calloc(n + 1, sizeof *i->handle);
  if (!i->state || !i->handle) return -1;
  for (uint32_t k = 0; k < n; k++) i->handle[k] = &i->state[k];
  return 0;
}

static int init_parts(instance *i) {
  const plan_node *node = i->node;
  arena_init(&i->strings, i->engine->memory, MEMORY_WAITING);
  i->out = (weir_out){.size = sizeof i->out, .host = &i->frame.host, .batch = i->lane ? &i->lane->at : NULL};
  i->self = node->image_size ? calloc(1, node->image_size) : NULL;
  if (node->image_size && !i->self) return -1;
  if (node->image_size) memcpy(i->self, node->image, node->image_size);
  if (!(i->frame.evaluator = evaluator_create(i->engine->memory)) || init_state(i) || instance_rejects_init(i))
    return -1;
  evaluator_set_batch(i->frame.evaluator, i->out.batch);
  if (node->inputs && node->input[0].exchange && node->input[0].exchange->keys_first)
    evaluator_keys_come_first(i->frame.evaluator, true);
  return i->lane && node->schema && node->kind != PLAN_SOURCE ? init_out(i, i->engine->chunk_rows) : 0;
}

int instance_init(instance *i, engine *e, lane *l, const plan_node *node, uint32_t stage, char *why, size_t n) {
  i->engine = e;
  i->lane = l;
  i->node = node;
  i->stage = stage;
  host_services_init(&i->frame.host);
  if (l) {
    host_writing_init(&i->frame.host);
    host_state_init(&i->frame.host);
  }
  if (init_parts(i) == 0) return 0;
  (void)snprintf(why, n, "out of memory");
  return -1;
}

int instance_open(instance *i, char *why, size_t n) {
  if (!i->node->op || i->opened) return 0;
  const weir_open o = {
      .size = sizeof o, .lane = i->lane->number, .lanes = i->engine->lanes, .host = &i->frame.host, .state = i->handle};
  weir_error err = {.option = -1};
  const instance *before = crash_enter(i);
  const weir_status status = i->node->op->open ? i->node->op->open(i->self, &o, &err) : WEIR_OK;
  crash_leave(before);
  if (status < 0) {
    char place[160];
    (void)snprintf(why, n, "%s: %s", instance_place(i, place, sizeof place),
                   err.text[0] ? err.text : "its open failed without a reason");
    return -1;
  }
  i->opened = true;
  return 0;
}

void instance_close(instance *i) {
  if (!i->opened) return;
  i->opened = false;
  if (i->node->op->close) i->node->op->close(i->self);
  memcpy(i->self, i->node->image, i->node->image_size);
}

void instance_finish(instance *i) {
  instance_close(i);
  for (uint32_t k = 0; i->own_table && k < i->node->states; k++) table_destroy(i->own_table[k]);
  free(i->own_table);
  key_list_destroy(i->list);
  columns_finish(&i->columns);
  arena_finish(&i->strings);
  evaluator_destroy(i->frame.evaluator);
  instance_rejects_finish(i);
  text_buffer_finish(&i->frame.text);
  free(i->self);
  free(i->edge);
  free(i->state);
  free(i->handle);
  free(i->emitted);
  free(i->emitted_valid);
}

void instance_fail(instance *i, const char *why) {
  char place[160];
  const char *reason = why ? why : evaluator_failure(i->frame.evaluator);
  lane_fail(i->lane, instance_place(i, place, sizeof place), reason ? reason : "it failed without a reason");
}

void instance_push(instance *i, const weir_chunk *chunk) {
  i->rows_out += chunk->rows;
  for (uint32_t k = 0; k < i->edges; k++) {
    const instance_edge *edge = &i->edge[k];
    if (i->out.failed) return;
    if (edge->to)
      instance_deliver(edge->to, edge->input, chunk);
    else if (departure_add(edge->departure, i->lane->parity, chunk))
      instance_fail(i, "out of memory for rows that leave it");
  }
}

void instance_flush(instance *i) {
  const uint32_t n = i->out.rows;
  if (n && !i->out.failed) {
    weir_chunk chunk;
    columns_chunk(&i->columns, n, i->sequence, NULL, &chunk);
    i->sequence += n;
    instance_push(i, &chunk);
  }
  i->out.rows = 0;
  if (n) columns_reset(&i->columns, n);
}

static void keep_rows(instance *i, uint32_t input, const weir_chunk *chunk) {
  const weir_chunk *keys = evaluator_keys(i->frame.evaluator, i->node->input[input].rows_key, chunk);
  if (!keys)
    instance_fail(i, NULL);
  else if (keyed_rows_add(i->rows, input, keys, chunk))
    instance_fail(i, "out of memory for its rows by key");
}

void instance_deliver(instance *i, uint32_t input, const weir_chunk *chunk) {
  if (i->out.failed) return;
  const bool windowed =
      i->node->inputs && i->node->input[input & ~WEIR_LEAVING].window.mode; /* checked when they came */
  if (i->node->checks && !windowed && !(chunk = instance_reject(i, input, chunk))) return;
  if (!i->node->op) {
    instance_push(i, chunk);
  } else if (i->node->input[input & ~WEIR_LEAVING].rows_key) {
    keep_rows(i, input, chunk);
  } else if (i->node->op->process) {
    const instance *before = crash_enter(i);
    const weir_status s = i->node->op->process(i->self, input, chunk, &i->out);
    crash_leave(before);
    if (!i->out.failed && (s < 0 || evaluator_failure(i->frame.evaluator))) instance_fail(i, NULL);
    combiner_took(i, chunk->rows);
  }
}

void instance_check_tables(instance *i) {
  for (uint32_t k = 0; k < i->node->states; k++) {
    const table *t = i->state[k].table;
    if (!t || !table_failed(t) || i->out.failed) continue;
    char why[240];
    if (table_failure(t))
      (void)snprintf(why, sizeof why, "%s", table_failure(t));
    else if (memory_was_refused(i->engine->memory))
      (void)snprintf(why, sizeof why,
                     "its keyed state would pass three quarters of `memory` (%llu bytes) with %llu keys in %llu bytes; "
                     "allow more memory or fewer keys",
                     (unsigned long long)memory_limit(i->engine->memory), (unsigned long long)table_keys(t),
                     (unsigned long long)table_bytes(t));
    else
      (void)snprintf(why, sizeof why, "out of memory for its keyed state");
    instance_fail(i, why);
  }
}

/* Of a table that has not taken all rows no results are made. */
void instance_batch_end(instance *i) {
  instance_check_tables(i);
  if (i->out.failed || !i->node->op || !i->node->op->batch_end) return;
  const instance *before = crash_enter(i);
  const weir_status s = i->node->op->batch_end(i->self, &i->lane->at, &i->out);
  crash_leave(before);
  if (!i->out.failed && (s < 0 || evaluator_failure(i->frame.evaluator))) instance_fail(i, NULL);
}

/* String bytes made for this task's rows are dead now; batch-scope state ends with it. */
void instance_end_task(instance *i) {
  instance_check_tables(i);
  if (i->out.rows) {
    columns_reset(&i->columns, i->out.rows);
    i->out.rows = 0;
  }
  arena_reset(&i->strings, KEEP_BYTES);
  instance_count_failures(i);
  evaluator_reset(i->frame.evaluator);
}
