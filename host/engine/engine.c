/* SPDX-License-Identifier: Apache-2.0 */
/* An engine from plan to threads and back. */
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DEFAULT_CHUNK 2048u
#define STOP_PATIENCE_US 1000000 /* at least; Spark: ten intervals */

static void init_locks(engine *e) {
  pthread_condattr_t monotonic;
  (void)pthread_condattr_init(&monotonic);
  (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  (void)pthread_mutex_init(&e->lock, NULL);
  (void)pthread_cond_init(&e->work, &monotonic);
  (void)pthread_cond_init(&e->quiet, NULL);
  (void)pthread_cond_init(&e->finished, &monotonic);
  (void)pthread_condattr_destroy(&monotonic);
}

/* Batch times are multiples of the interval since the epoch; slides count from one interval before the first batch. */
static void set_times(engine *e) {
  const int64_t interval = e->plan->interval_us, now = clock_wall(e->clock);
  e->zero_us = now / interval * interval;
  e->slide_zero_us = e->plan->align_clock ? 0 : e->zero_us;
}

static int count_nodes(engine *e) {
  const plan *p = e->plan;
  for (uint32_t i = 0; i < p->nodes; i++) {
    e->receivers += p->node[i]->kind == PLAN_SOURCE && !p->node[i]->is_dead_letters;
    e->outputs += p->node[i]->kind == PLAN_SINK;
    if (p->node[i]->is_dead_letters) e->reads_dead_letters = true;
  }
  e->receiver = calloc(e->receivers + 1, sizeof *e->receiver);
  e->output = calloc(e->outputs + 1, sizeof *e->output);
  e->lane = calloc(e->lanes, sizeof *e->lane);
  e->stage = calloc(p->stages + 1, sizeof *e->stage);
  e->exchange = calloc(p->exchanges + 1, sizeof *e->exchange);
  return e->receiver && e->output && e->lane && e->stage && e->exchange ? 0 : -1;
}

static int init_dead_schema(schema *s) {
  schema_init(s);
  return schema_add_type(s, "stream", WEIR_STRING, 0) || schema_add_type(s, "operator", WEIR_STRING, 0) ||
         schema_add_type(s, "reason", WEIR_STRING, 0) || schema_add_type(s, "row", WEIR_STRING, WEIR_NULLABLE) ||
         schema_add_type(s, "raw", WEIR_BINARY, WEIR_NULLABLE);
}

static int init_ends(engine *e, char *why, size_t n) {
  const plan *p = e->plan;
  uint32_t receivers = 0, outputs = 0;
  for (uint32_t i = 0; i < p->nodes; i++) {
    const plan_node *node = p->node[i];
    if (node->kind == PLAN_SOURCE && !node->is_dead_letters &&
        receiver_init(&e->receiver[receivers++], e, node, why, n))
      return -1;
    if (node->kind == PLAN_SINK && output_init(&e->output[outputs], e, node, outputs, why, n)) return -1;
    outputs += node->kind == PLAN_SINK;
  }
  return 0;
}

static int init_all(engine *e, char *why, size_t n) {
  (void)snprintf(why, n, "out of memory");
  if (!(e->memory = memory_create(e->plan->memory_limit)) || init_dead_schema(&e->dead_schema) || count_nodes(e))
    return -1;
  e->pool_limit = 4 * e->lanes + 2 * e->receivers;
  if (init_ends(e, why, n)) return -1;
  e->solo = e->lanes == 1 && e->receivers == 1 && !e->clock->fake;
  for (uint32_t s = 1; s < e->plan->stages; s++)
    if (stage_state_init(&e->stage[s], e, e->plan->stage[s])) return -1;
  for (uint32_t i = 0; i < e->lanes; i++)
    if (lane_init(&e->lane[i], e, i, why, n)) return -1;
  return 0;
}

engine *engine_create(const plan *p, const engine_settings *settings, char *why, size_t n) {
  engine *e = calloc(1, sizeof *e);
  if (!e) {
    (void)snprintf(why, n, "out of memory");
    return NULL;
  }
  e->plan = p;
  e->settings = *settings;
  e->chunk_rows = settings->chunk_rows ? settings->chunk_rows : DEFAULT_CHUNK;
  e->lanes = p->lanes;
  e->newest = &e->oldest;
  clock_init_real(&e->own_clock);
  e->clock = settings->clock ? settings->clock : &e->own_clock;
  init_locks(e);
  set_times(e);
  if (init_all(e, why, n) == 0) return e;
  engine_destroy(e);
  return NULL;
}

static int start_thread(pthread_t *thread, bool *started, void *(*body)(void *), void *of, const char *name) {
  if (pthread_create(thread, NULL, body, of)) return -1;
  *started = true;
  (void)pthread_setname_np(*thread, name);
  return 0;
}

int engine_start(engine *e, char *why, size_t n) {
  int failed = 0;
  e->until_us = e->settings.run_for_us ? clock_steady(e->clock) + e->settings.run_for_us : 0;
  for (uint32_t i = 0; i < e->outputs && !failed; i++)
    failed = start_thread(&e->output[i].thread, &e->output[i].started, output_main, &e->output[i], "weir-sink");
  for (uint32_t i = 0; i < e->lanes && !failed; i++)
    failed = start_thread(&e->lane[i].thread, &e->lane[i].started, lane_main, &e->lane[i], "weir-lane");
  for (uint32_t i = 0; i < e->receivers && !failed && !e->solo; i++)
    failed =
        start_thread(&e->receiver[i].thread, &e->receiver[i].started, receiver_main, &e->receiver[i], "weir-source");
  if (!failed) return 0;
  (void)snprintf(why, n, "the system gives no more threads");
  (void)pthread_mutex_lock(&e->lock);
  engine_break(e, why);
  (void)pthread_mutex_unlock(&e->lock);
  return -1;
}

/* wake() may come from any thread, also before open and after the last poll. */
void engine_wake_sources(engine *e) {
  for (uint32_t i = 0; i < e->receivers; i++) {
    receiver *r = &e->receiver[i];
    if (r->opened && r->instance.node->source->wake) r->instance.node->source->wake(r->instance.self);
    (void)pthread_cond_broadcast(&r->wake);
  }
}

void engine_wake_lanes(engine *e) {
  (void)pthread_cond_broadcast(&e->work);
  if (e->polling) engine_wake_sources(e);
}

static void stop(engine *e) { /* [lock] */
  const int64_t patience = 10 * e->plan->interval_us;
  if (e->stopping) return;
  e->stopping = true;
  e->stop_by_us = clock_steady(e->clock) + (patience < STOP_PATIENCE_US ? STOP_PATIENCE_US : patience);
  engine_wake_sources(e);
  (void)pthread_cond_broadcast(&e->finished);
}

void engine_stop(engine *e) {
  (void)pthread_mutex_lock(&e->lock);
  stop(e);
  (void)pthread_mutex_unlock(&e->lock);
}

/* The next thing that the passing of time brings: the end of `--for`, then the end of patience. 0: nothing. */
static int64_t deadline(const engine *e) {
  if (e->clock->fake) return 0;
  return e->stopping ? e->stop_by_us : e->until_us;
}

static void wait_until(engine *e, int64_t steady_us) { /* [lock] */
  const struct timespec t = {.tv_sec = steady_us / 1000000, .tv_nsec = steady_us % 1000000 * 1000};
  (void)pthread_cond_timedwait(&e->finished, &e->lock, &t);
}

static void give_up_waiting(engine *e) { /* [lock] */
  char why[200];
  (void)snprintf(why, sizeof why,
                 "it did not come to an end in time: an output still waits for its peer; %llu rows are not written",
                 (unsigned long long)engine_lose_jobs(e));
  engine_break(e, why);
}

static void wait_for_end(engine *e) { /* [lock] */
  while (!e->over) {
    const int64_t until = deadline(e);
    if (!until)
      (void)pthread_cond_wait(&e->finished, &e->lock);
    else if (clock_steady(e->clock) < until)
      wait_until(e, until);
    else if (!e->stopping)
      stop(e);
    else
      give_up_waiting(e);
  }
}

static void join(pthread_t thread, bool *started) {
  if (*started) (void)pthread_join(thread, NULL);
  *started = false;
}

engine_outcome engine_wait(engine *e) {
  (void)pthread_mutex_lock(&e->lock);
  wait_for_end(e);
  (void)pthread_mutex_unlock(&e->lock);
  for (uint32_t i = 0; i < e->receivers; i++) join(e->receiver[i].thread, &e->receiver[i].started);
  for (uint32_t i = 0; i < e->lanes; i++) join(e->lane[i].thread, &e->lane[i].started);
  for (uint32_t i = 0; i < e->outputs; i++) join(e->output[i].thread, &e->output[i].started);
  e->totals.memory_peak = memory_peak(e->memory, MEMORY_WAITING) + memory_peak(e->memory, MEMORY_KEPT);
  for (uint32_t i = 0; i < e->lanes; i++)
    for (uint32_t k = 0; k < e->lane[i].nodes; k++) e->totals.passed_by += e->lane[i].node[k]->passed_by;
  return !e->broken ? ENGINE_DONE : e->again ? ENGINE_AGAIN : ENGINE_FAILED;
}

const char *engine_failure(const engine *e) { return e->failure; }

void engine_get_totals(const engine *e, engine_totals *t) { *t = e->totals; }

static void free_jobs(engine *e) {
  for (job *j = e->oldest; j;) {
    for (block *b = j->first; b;) {
      block *next = b->next;
      block_destroy(b);
      b = next;
    }
    job *next = j->next;
    free(j);
    j = next;
  }
  for (job *j = e->spare; j;) {
    job *next = j->next;
    free(j);
    j = next;
  }
}

void engine_destroy(engine *e) {
  if (!e) return;
  for (uint32_t i = 0; e->lane && i < e->lanes; i++) lane_finish(&e->lane[i]);
  for (uint32_t s = 1; e->stage && s < e->plan->stages; s++)
    if (e->stage[s].stage) stage_state_finish(&e->stage[s]);
  for (uint32_t i = 0; e->receiver && i < e->receivers; i++) receiver_finish(&e->receiver[i]);
  for (uint32_t i = 0; e->output && i < e->outputs; i++) output_finish(&e->output[i]);
  for (uint32_t i = 0; e->exchange && i < e->plan->exchanges; i++) arrival_finish(&e->exchange[i]);
  arrival_finish(&e->dead);
  free_jobs(e);
  for (block *b = e->pool; b;) {
    block *next = b->next;
    block_destroy(b);
    b = next;
  }
  schema_finish(&e->dead_schema);
  free(e->lane);
  free(e->stage);
  free(e->receiver);
  free(e->output);
  free(e->exchange);
  memory_unref(e->memory);
  (void)pthread_mutex_destroy(&e->lock);
  (void)pthread_cond_destroy(&e->work);
  (void)pthread_cond_destroy(&e->quiet);
  (void)pthread_cond_destroy(&e->finished);
  free(e);
}
