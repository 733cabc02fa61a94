/* SPDX-License-Identifier: Apache-2.0 */
/* The life of a batch, all of it under the engine's lock:
 *
 *     filled ─► closed ─► first stage ended on all lanes ─► stage 1 … n ─► outputs write, prepare ─► all commit ─► complete
 *        │ a task or a sink fails
 *        └─► everyone quiet ─► undone ─► rerun from the sources' marks, once ─► (as above)
 *                                    └─► lost: counted and said; then the pipeline stops, or skips it
 */
#include "engine/running.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int64_t engine_batch_time(const engine *e, uint64_t number) {
  return e->zero_us + (int64_t)(number + 1) * e->plan->interval_us;
}

void engine_batch_at(const engine *e, uint64_t number, weir_batch *at) {
  *at = (weir_batch){.size = sizeof *at, .time_us = engine_batch_time(e, number), .interval_us = e->plan->interval_us};
}

job *engine_job(engine *e, uint64_t number) {
  for (job *j = e->oldest; j; j = j->next)
    if (j->number == number) return j;
  return NULL;
}

job *engine_make_job(engine *e, uint64_t number) {
  while (e->next_number <= number) {
    job *j = e->spare;
    if (j)
      e->spare = j->next;
    else if (!(j = malloc(sizeof *j))) {
      engine_break(e, "out of memory for a batch");
      return NULL;
    }
    *j = (job){.number = e->next_number, .time_us = engine_batch_time(e, e->next_number)};
    j->last = &j->first;
    *e->newest = j;
    e->newest = &j->next;
    e->next_number++;
  }
  return engine_job(e, number);
}

static void wake_receivers(engine *e) {
  for (uint32_t i = 0; i < e->receivers; i++) (void)pthread_cond_broadcast(&e->receiver[i].wake);
}

static void end_run(engine *e) {
  e->over = true;
  engine_wake_lanes(e);
  (void)pthread_cond_broadcast(&e->finished);
  (void)pthread_cond_broadcast(&e->quiet);
  wake_receivers(e);
  for (uint32_t i = 0; i < e->outputs; i++) (void)pthread_cond_broadcast(&e->output[i].wake);
}

void engine_break(engine *e, const char *why) {
  if (!e->broken && !e->over) (void)snprintf(e->failure, sizeof e->failure, "%s", why);
  e->broken = true;
  end_run(e);
  for (uint32_t i = 0; i < e->outputs; i++)
    if (e->output[i].opened && e->output[i].instance.node->sink->wake)
      e->output[i].instance.node->sink->wake(e->output[i].instance.self);
  engine_wake_sources(e);
}

static bool has_cut(const receiver *r, uint64_t number) {
  return (r->ended || r->batch > number) && r->replay > number;
}

static bool all_have_cut(const engine *e, uint64_t number) {
  for (uint32_t i = 0; i < e->receivers; i++)
    if (!has_cut(&e->receiver[i], number)) return false;
  return true;
}

static bool all_ended(const engine *e) {
  for (uint32_t i = 0; i < e->receivers; i++)
    if (!e->receiver[i].ended || e->receiver[i].replay != UINT64_MAX) return false;
  return true;
}

void engine_close_jobs(engine *e) {
  for (job *j = e->oldest; j; j = j->next) {
    if (j->closed || !all_have_cut(e, j->number)) continue;
    j->closed = true;
    j->closed_us = clock_steady(e->clock);
    if (e->clock->fake) clock_advance(e->clock, j->time_us);
  }
  if (!e->oldest && all_ended(e)) end_run(e);
  engine_wake_lanes(e);
}

/* ---- forwards ---------------------------------------------------------------------------------------------------------------- */

bool engine_slides(const engine *e, const plan_node *node, int64_t time_us) {
  return node->slide_us <= 0 || (time_us - e->slide_zero_us) % node->slide_us == 0;
}

/* Gives how many there are: off its slide a sink hears nothing. */
static uint32_t ask_outputs(engine *e, job *j, output_phase phase) {
  uint32_t asked = 0;
  for (uint32_t i = 0; i < e->outputs; i++) {
    output *o = &e->output[i];
    if (!engine_slides(e, o->instance.node, j->time_us)) continue;
    asked++;
    o->job = j;
    o->phase = phase;
    (void)pthread_cond_signal(&o->wake);
  }
  return asked;
}

void job_advance(engine *e) {
  job *j = e->oldest;
  if (j && !j->failed && j->stage == e->plan->stages) {
    j->outputs = ask_outputs(e, j, OUTPUT_WRITE);
    if (j->outputs == 0) job_complete(e);
  }
  engine_wake_lanes(e);
}

void job_outputs_prepared(engine *e, job *j) {
  if (!j->failed && j->outputs_prepared == j->outputs) (void)ask_outputs(e, j, OUTPUT_COMMIT);
}

static void commit_state(engine *e) {
  for (uint32_t s = 1; s < e->plan->stages; s++)
    for (uint32_t p = 0; p < e->plan->stage[s]->partitions; p++)
      partition_commit(&e->stage[s].partition[p], e->plan->stage[s]);
}

static void add_to_totals(engine *e, const engine_batch *b) { /* [lock] */
  e->totals.batches++;
  e->totals.failed += b->failed;
  e->totals.rows += b->rows;
  e->totals.rejected += b->rejected;
  e->totals.lost_rows += b->failed ? b->rows : 0;
  if (b->total_us > e->totals.worst_total_us) e->totals.worst_total_us = b->total_us;
}

static engine_batch describe(const engine *e, const job *j) {
  const int64_t now = clock_steady(e->clock), end = clock_wall(e->clock);
  return (engine_batch){.number = j->number,
                        .time_us = j->time_us,
                        .processing_us = j->busy_us,
                        .rows = j->rows,
                        .scheduling_us = j->started ? j->started_us - j->closed_us : 0,
                        .rejected = j->rejected,
                        .total_us = end - j->time_us > now - j->closed_us ? end - j->time_us : now - j->closed_us,
                        .failed = j->failed};
}

static void report(const engine *e, const engine_batch *b) {
  if (e->settings.on_batch) e->settings.on_batch(e->settings.context, b);
}

/* Rows that came in and will not come to an output any more. */
uint64_t engine_lose_jobs(engine *e) {
  uint64_t lost = 0;
  for (const job *j = e->oldest; j; j = j->next) {
    lost += j->rows;
    for (const block *b = j->first; b; b = b->next) lost += b->rows;
  }
  e->totals.rows += lost;
  e->totals.lost_rows += lost;
  return lost;
}

void job_complete(engine *e) {
  job *j = e->oldest;
  (void)pthread_mutex_unlock(&e->lock); /* it stays the oldest: nobody else works at its partitions */
  if (!j->failed) commit_state(e);
  memory_rest(e->memory);
  const engine_batch batch = describe(e, j);
  report(e, &batch);
  (void)pthread_mutex_lock(&e->lock);
  add_to_totals(e, &batch);
  for (uint32_t i = 0; i < e->receivers; i++) receiver_forget_ranges(&e->receiver[i], j->number);
  e->oldest = j->next;
  if (!e->oldest) e->newest = &e->oldest;
  j->next = e->spare;
  e->spare = j;
  if (e->oldest && e->oldest->failed && !e->oldest->lost) e->failing = e->oldest;
  if (!e->oldest && all_ended(e)) end_run(e);
  engine_wake_lanes(e);
  wake_receivers(e);
}

/* ---- failure -------------------------------------------------------------------------------------------------------------------- */

void job_fail(engine *e, job *j, const char *why) {
  if (j->failed) return;
  j->failed = true;
  (void)snprintf(j->why, sizeof j->why, "%s", why);
  if (j == e->oldest) e->failing = j;
  engine_wake_lanes(e);
}

static void abort_outputs(engine *e, job *j) {
  for (uint32_t i = 0; i < e->outputs; i++) {
    output *o = &e->output[i];
    while ((o->phase == OUTPUT_WRITE || o->phase == OUTPUT_COMMIT) && !e->over)
      (void)pthread_cond_wait(&e->quiet, &e->lock);
    if (o->committed == j->number + 1) continue; /* the same batch time again will be the same as once */
    o->job = j;
    o->phase = OUTPUT_ABORT;
    (void)pthread_cond_signal(&o->wake);
    while (o->phase == OUTPUT_ABORT && !e->over) (void)pthread_cond_wait(&e->quiet, &e->lock);
  }
}

static void clear_arrival(arrival *a, uint32_t parity) {
  for (uint32_t w = 0; w < a->writers; w++)
    for (uint32_t s = 0; s < a->writer[parity][w]->shares; s++) segment_writer_clear(a->writer[parity][w], s, 0);
}

static void clear_rows(engine *e, uint32_t parity) {
  for (uint32_t i = 0; i < e->plan->exchanges; i++) clear_arrival(&e->exchange[i], parity);
  for (uint32_t i = 0; i < e->outputs; i++) clear_arrival(&e->output[i].arrival, parity);
  clear_arrival(&e->dead, parity);
}

static void undo(engine *e, job *j) {
  abort_outputs(e, j);
  for (uint32_t s = 1; s < e->plan->stages; s++)
    for (uint32_t p = 0; p < e->plan->stage[s]->partitions; p++)
      partition_rollback(&e->stage[s].partition[p], e->plan->stage[s]);
  clear_rows(e, j->number & 1);
  for (uint32_t i = 0; i < e->lanes; i++)
    if (e->lane[i].batch == j->number) lane_clear_batch_state(&e->lane[i]);
}

static void drop_blocks(engine *e, job *j) {
  for (block *b = j->first; b;) {
    block *next = b->next;
    block_reset(b);
    b->next = e->pool;
    e->pool = b;
    b = next;
  }
  j->first = NULL;
  j->last = &j->first;
}

/* This batch and all that have been begun since are filled again from the sources' marks. */
static void rerun(engine *e, job *j) {
  clear_rows(e, 0);
  clear_rows(e, 1);
  for (job *k = j; k; k = k->next) {
    drop_blocks(e, k);
    job *next = k->next;
    *k = (job){.next = next, .number = k->number, .time_us = k->time_us, .rerun = k == j || k->rerun};
    k->last = &k->first;
  }
  for (uint32_t i = 0; i < e->lanes; i++) {
    lane_clear_batch_state(&e->lane[i]);
    e->lane[i].batch = j->number;
  }
  for (uint32_t i = 0; i < e->receivers; i++) e->receiver[i].replay = j->number;
  wake_receivers(e);
  engine_wake_sources(e);
}

static void give_up(engine *e, job *j) {
  char why[1000];
  (void)snprintf(why, sizeof why, "batch %" PRIu64 " is lost with %" PRIu64 " rows: %s", j->number, j->rows, j->why);
  if (!e->plan->skip_failed || j->hopeless) {
    const engine_batch batch = describe(e, j);
    add_to_totals(e, &batch);
    report(e, &batch);
    engine_break(e, why);
    return;
  }
  log_line(WEIR_LOG_ERROR, e->plan->name, NULL, "%s", why);
  j->lost = true;
  j->lanes_ended = 0;
  for (uint32_t i = 0; i < e->lanes; i++) j->lanes_ended += e->lane[i].batch > j->number;
  if (j->lanes_ended == e->lanes) job_complete(e);
}

void job_recover(engine *e) {
  job *j = e->failing;
  if (e->recovering || e->over) {
    (void)pthread_cond_wait(&e->work, &e->lock);
    return;
  }
  e->recovering = true;
  undo(e, j);
  if (e->plan->replayable && !j->rerun && !j->hopeless && !e->over) {
    log_line(WEIR_LOG_WARNING, e->plan->name, NULL, "batch %" PRIu64 " failed and is rerun: %s", j->number, j->why);
    rerun(e, j);
  } else if (!e->over) {
    give_up(e, j);
  }
  if (e->failing == j) e->failing = NULL;
  e->recovering = false;
  engine_wake_lanes(e);
}
