/* SPDX-License-Identifier: Apache-2.0 */
/* An output: the thread of one sink. It sleeps until a batch has run through all stages, then writes its rows in the order of the
 * tasks that made them, prepares, and commits when every other output has prepared too. */
#include "engine/crash.h"
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define RETRY_FIRST_US 10000
#define RETRY_LAST_US 1000000
#define TRIM_BYTES (8u << 20) /* so much freed is worth a call to the system */

static bool is_failure(output *o, weir_status status) {
  if (status == WEIR_END) o->gone = true;
  return status < 0 || status == WEIR_END;
}

static int failed(output *o, const weir_error *err, char *why, size_t n) {
  char place[160];
  (void)snprintf(why, n, "%s: %s", instance_place(&o->instance, place, sizeof place),
                 err->text[0] ? err->text : "it failed without a reason");
  return -1;
}

/* A sink that says "again" waits a little longer each time. False: give up, somebody wants to stop. */
static bool back_off(output *o, int64_t *wait_us) {
  engine *e = o->engine;
  struct timespec t;
  *wait_us = *wait_us ? *wait_us * 2 : RETRY_FIRST_US;
  if (*wait_us > RETRY_LAST_US) *wait_us = RETRY_LAST_US;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  const int64_t ns = t.tv_nsec + *wait_us % 1000000 * 1000;
  t.tv_sec += *wait_us / 1000000 + ns / 1000000000;
  t.tv_nsec = ns % 1000000000;
  (void)pthread_mutex_lock(&e->lock);
  bool go_on = !e->over && !e->broken;
  if (go_on && !e->clock->fake) (void)pthread_cond_timedwait(&o->wake, &e->lock, &t);
  go_on = !e->over && !e->broken;
  (void)pthread_mutex_unlock(&e->lock);
  return go_on;
}

static int write_chunk(output *o, uint32_t from, const weir_chunk *chunk, char *why, size_t n) {
  const weir_sink *s = o->instance.node->sink;
  weir_error err = {.option = -1};
  weir_status status = WEIR_OK;
  int64_t wait_us = 0;
  do {
    if (s->write) status = s->write(o->instance.self, &o->at, from, chunk, &err);
  } while (status == WEIR_ERETRY && back_off(o, &wait_us));
  evaluator_reset(o->instance.frame.evaluator);
  return is_failure(o, status) ? failed(o, &err, why, n) : 0;
}

/* Rows of the first stage's blocks are partition 0's, too. */
static uint32_t partition_of(uint64_t order) { return order >> ORDER_STAGE_SHIFT ? (uint32_t)(order & 0xffffff) : 0; }

static int write_segment(output *o, const segment *s, char *why, size_t n) {
  for (uint64_t at = s->first; at < s->end;) {
    weir_chunk chunk;
    at += rows_chunk(s->rows, at, s->end, &chunk, o->instance.emitted);
    if (write_chunk(o, partition_of(s->order), &chunk, why, n)) return -1;
  }
  return 0;
}

static void clear(output *o, uint32_t parity) {
  for (uint32_t w = 0; w < o->arrival.writers; w++) segment_writer_clear(o->arrival.writer[parity][w], 0, KEEP_BYTES);
}

/* What is written is given back at once: a sink that collects its batch has a copy by then. */
static int write_all(output *o, uint32_t parity, char *why, size_t n) {
  uint64_t freed = 0;
  if (segment_list_collect(&o->segments, o->arrival.writer[parity], o->arrival.writers, 0)) {
    (void)snprintf(why, n, "out of memory for segments");
    return -1;
  }
  for (uint32_t i = 0; i < o->segments.count; i++) {
    if (write_segment(o, &o->segments.segment[i], why, n)) return -1;
    freed += segment_release(&o->segments.segment[i], KEEP_BYTES);
    if (freed < TRIM_BYTES) continue;
    memory_trim(o->instance.engine->memory);
    freed = 0;
  }
  clear(o, parity);
  return 0;
}

static int prepare(output *o, char *why, size_t n) {
  const weir_sink *s = o->instance.node->sink;
  weir_error err = {.option = -1};
  weir_token token = {0};
  weir_status status = WEIR_OK;
  int64_t wait_us = 0;
  do {
    if (s->prepare) status = s->prepare(o->instance.self, &o->at, &token, &err);
  } while (status == WEIR_ERETRY && back_off(o, &wait_us));
  if (status >= 0 && token.size > WEIR_TOKEN_MAX) {
    (void)snprintf(err.text, sizeof err.text, "its token has more than %u bytes", WEIR_TOKEN_MAX);
    status = WEIR_EFAIL;
  }
  if (is_failure(o, status)) return failed(o, &err, why, n);
  memcpy(o->token_prepared, token.data ? token.data : "", token.size);
  o->token_prepared_size = token.size;
  return 0;
}

static int commit(output *o, char *why, size_t n) {
  const weir_sink *s = o->instance.node->sink;
  weir_error err = {.option = -1};
  weir_status status = WEIR_OK;
  int64_t wait_us = 0;
  do {
    if (s->commit) status = s->commit(o->instance.self, &o->at, &err);
  } while (status == WEIR_ERETRY && back_off(o, &wait_us));
  if (is_failure(o, status)) return failed(o, &err, why, n);
  memcpy(o->token, o->token_prepared, o->token_prepared_size);
  o->token_size = o->token_prepared_size;
  o->has_token = true;
  return 0;
}

/* Whoever wakes it must find it open. */
static void set_opened(output *o, bool opened) {
  (void)pthread_mutex_lock(&o->engine->lock);
  o->opened = opened;
  (void)pthread_mutex_unlock(&o->engine->lock);
}

static int open_sink(output *o, char *why, size_t n) {
  const weir_sink *s = o->instance.node->sink;
  const weir_open open = {.size = sizeof open, .lanes = o->engine->lanes, .host = &o->instance.frame.host};
  const weir_token last = {o->token, o->token_size};
  weir_error err = {.option = -1};
  const weir_status status = s->open ? s->open(o->instance.self, &open, o->has_token ? &last : NULL, &err) : WEIR_OK;
  o->again = status == WEIR_ERETRY;
  if (status < 0) return failed(o, &err, why, n);
  set_opened(o, true);
  return 0;
}

static void close_sink(output *o) {
  if (!o->opened) return;
  set_opened(o, false);
  if (o->instance.node->sink->close) o->instance.node->sink->close(o->instance.self);
  if (o->instance.node->image_size) memcpy(o->instance.self, o->instance.node->image, o->instance.node->image_size);
}

/* What it is asked to do; the lock is let go of meanwhile. */
static void serve(output *o) { /* [lock] */
  engine *e = o->engine;
  job *j = o->job;
  const uint32_t parity = j->number & 1;
  const output_phase asked = o->phase;
  char why[800];
  int bad = 0;
  (void)pthread_mutex_unlock(&e->lock);
  engine_batch_at(e, j->number, &o->at);
  if (asked == OUTPUT_WRITE)
    bad = write_all(o, parity, why, sizeof why) || prepare(o, why, sizeof why);
  else if (asked == OUTPUT_COMMIT)
    bad = commit(o, why, sizeof why);
  else if (o->instance.node->sink->abort)
    o->instance.node->sink->abort(o->instance.self, &o->at);
  if (asked == OUTPUT_ABORT) clear(o, parity);
  if (asked == OUTPUT_COMMIT && !bad && e->settings.amnesia) {
    close_sink(o);
    bad = open_sink(o, why, sizeof why);
  }
  (void)pthread_mutex_lock(&e->lock);
  o->phase = asked == OUTPUT_WRITE ? OUTPUT_PREPARED : OUTPUT_IDLE;
  if (bad) {
    j->hopeless |= o->gone;
    job_fail(e, j, why);
  } else if (asked == OUTPUT_WRITE) {
    j->outputs_prepared++;
    job_outputs_prepared(e, j);
  } else if (asked == OUTPUT_COMMIT) {
    o->committed = j->number + 1;
    if (++j->outputs_done == j->outputs) job_complete(e);
  }
  (void)pthread_cond_broadcast(&e->quiet);
}

static bool has_work(const output *o) {
  return o->phase == OUTPUT_WRITE || o->phase == OUTPUT_COMMIT || o->phase == OUTPUT_ABORT;
}

void *output_main(void *self) {
  output *o = self;
  engine *e = o->engine;
  char why[800];
  crash_enter_thread(e);
  (void)crash_enter(&o->instance);
  const int bad = open_sink(o, why, sizeof why);
  (void)pthread_mutex_lock(&e->lock);
  if (bad) {
    e->again |= o->again && !e->broken;
    engine_break(e, why);
  }
  while (!e->over) {
    if (has_work(o) && !bad)
      serve(o);
    else
      (void)pthread_cond_wait(&o->wake, &e->lock);
  }
  (void)pthread_mutex_unlock(&e->lock);
  close_sink(o);
  return NULL;
}

int output_init(output *o, engine *e, const plan_node *node, uint32_t number, char *why, size_t n) {
  pthread_condattr_t monotonic;
  o->engine = e;
  o->number = number;
  o->phase = OUTPUT_IDLE;
  if (instance_init(&o->instance, e, NULL, node, 0, why, n)) return -1;
  o->instance.out.batch = &o->at;
  evaluator_set_batch(o->instance.frame.evaluator, &o->at);
  o->instance.emitted = calloc(node->input[0].schema->count + 1, sizeof(weir_column));
  if (!o->instance.emitted) return -1;
  (void)pthread_condattr_init(&monotonic);
  (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  (void)pthread_cond_init(&o->wake, &monotonic);
  (void)pthread_condattr_destroy(&monotonic);
  return 0;
}

void output_finish(output *o) {
  if (!o->engine) return;
  instance_finish(&o->instance);
  arrival_finish(&o->arrival);
  segment_list_finish(&o->segments);
  (void)pthread_cond_destroy(&o->wake);
}
