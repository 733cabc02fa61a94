/* SPDX-License-Identifier: Apache-2.0 */
/* A lane: a thread with instances of its own of every operator in every stage, which takes tasks until there are none.
 *
 *     1. a partition of the stage that the oldest batch is at
 *     2. the end of the first stage of the oldest batch on this lane, once all its blocks are taken
 *     3. the next block of the batch this lane is at
 *
 * So that the rows of a batch reach later stages as early as can be, and nothing waits for a lane that runs ahead. */
#include "engine/crash.h"
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void lane_fail(lane *l, const char *place, const char *why) {
  if (l->failed) return;
  l->failed = WEIR_EFAIL;
  (void)snprintf(l->why, sizeof l->why, "%s: %s", place, why);
  for (uint32_t i = 0; i < l->nodes; i++)
    if (l->node[i]) l->node[i]->out.failed = WEIR_EFAIL;
}

/* Writers of other stages are being read meanwhile. */
static bool writes_in(const departure *d, uint32_t stage) { return d->stage == stage; }

static segment_writer *dead_letters_of(lane *l, uint32_t stage) {
  const engine *e = l->engine;
  return e->reads_dead_letters && stage < e->plan->dead_stage ? &l->dead[l->parity] : NULL;
}

void lane_begin_task(lane *l, uint32_t stage, uint64_t batch, uint64_t order, uint64_t sequence) {
  engine_batch_at(l->engine, batch, &l->at);
  l->parity = batch & 1;
  l->task_rejected = 0;
  l->busy_us = clock_steady(l->engine->clock);
  for (uint32_t i = 0; i < l->departures; i++)
    if (writes_in(l->departure[i], stage)) segment_writer_begin(&l->departure[i]->writer[l->parity], order);
  segment_writer *dead = dead_letters_of(l, stage);
  if (dead) segment_writer_begin(dead, order);
  for (uint32_t i = 0; i < l->nodes; i++) l->node[i]->sequence = sequence;
}

static void forget_instances(lane *l, uint32_t stage) {
  char why[512];
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++) {
    instance_close(l->node[i]);
    if (instance_open(l->node[i], why, sizeof why)) lane_fail(l, "opening again", why);
  }
}

void lane_end_task(lane *l, uint32_t stage) {
  for (uint32_t i = l->stage_first[stage]; i < l->stage_first[stage + 1]; i++) instance_end_task(l->node[i]);
  for (uint32_t i = 0; i < l->departures; i++) {
    departure *d = l->departure[i];
    if (!writes_in(d, stage)) continue;
    if (segment_writer_end(&d->writer[l->parity])) lane_fail(l, "segments", "out of memory");
    if (d->evaluator) evaluator_reset(d->evaluator);
  }
  segment_writer *dead = dead_letters_of(l, stage);
  if (dead && segment_writer_end(dead)) lane_fail(l, "dead letters", "out of memory");
  if (l->engine->settings.amnesia) forget_instances(l, stage);
  l->busy_us = clock_steady(l->engine->clock) - l->busy_us;
}

/* First-stage tables of a batch that is given up. */
void lane_clear_batch_state(lane *l) {
  for (uint32_t i = l->stage_first[0]; i < l->stage_first[1]; i++)
    for (uint32_t k = 0; l->node[i]->own_table && k < l->node[i]->node->states; k++)
      table_clear(l->node[i]->own_table[k], 0);
}

/* ---- tasks ------------------------------------------------------------------------------------------------------------ */

static uint64_t next_random(lane *l) { /* xorshift */
  l->random ^= l->random << 13;
  l->random ^= l->random >> 7;
  l->random ^= l->random << 17;
  return l->random;
}

static block *take_block(lane *l, job *j) {
  block **at = &j->first;
  if (l->engine->settings.random_order)
    for (uint64_t skip = next_random(l) % 4; skip && *at && (*at)->next; skip--) at = &(*at)->next;
  block *b = *at;
  if (!b) return NULL;
  *at = b->next;
  if (!*at) j->last = at;
  b->next = NULL;
  j->taken++;
  return b;
}

typedef enum task_kind { TASK_NONE, TASK_STOP, TASK_BLOCK, TASK_LANE_END, TASK_PARTITION } task_kind;
typedef struct task {
  task_kind kind;
  uint64_t batch;
  block *block;
  uint32_t stage, partition;
} task;

static void recycle_block(engine *e, block *b) {                                               /* [lock] */
  for (uint32_t i = 0; i < e->receivers; i++) (void)pthread_cond_signal(&e->receiver[i].wake); /* any may wait for it */
  if (e->pool_blocks > e->pool_limit) {
    e->pool_blocks--;
    block_destroy(b);
    return;
  }
  b->next = e->pool;
  e->pool = b;
}

static void count_block(job *j, uint64_t count, uint64_t rejected) { /* [lock] */
  j->done++;
  j->rows += count;
  j->rejected += rejected;
}

/* A batch that is given up still gets blocks until its end: they are counted and dropped. */
static bool pass_lost_batch(lane *l, job *j) { /* [lock]; true: the lane is through with it */
  for (block *b = take_block(l, j); b; b = take_block(l, j)) {
    count_block(j, b->rows, b->rejected);
    block_reset(b);
    recycle_block(l->engine, b);
  }
  if (!j->closed || j->done < j->blocks) return false;
  l->batch = j->number + 1;
  if (++j->lanes_ended == l->engine->lanes && j == l->engine->oldest) job_complete(l->engine);
  return true;
}

static bool may_end(const lane *l, const job *j) {
  return l->batch == j->number && j->closed && !j->first && j->stage == 0 && !j->failed;
}

static task end_of_first_stage(job *j, const engine *e) {
  if (!j->started) j->started_us = clock_steady(e->clock);
  j->started = true;
  return (task){.kind = TASK_LANE_END, .batch = j->number};
}

static task choose(lane *l) { /* [lock] */
  engine *e = l->engine;
  job *j = e->oldest;
  if (e->over) return (task){.kind = TASK_STOP};
  if (e->failing || !j) return (task){.kind = TASK_NONE};
  if (j->stage > 0 && j->stage < e->plan->stages && j->partition_next < e->plan->stage[j->stage]->partitions &&
      !j->failed)
    return (task){.kind = TASK_PARTITION, .batch = j->number, .stage = j->stage, .partition = j->partition_next++};
  if (may_end(l, j)) return end_of_first_stage(j, e);
  job *mine = engine_job(e, l->batch);
  if (mine && mine->lost && pass_lost_batch(l, mine)) return choose(l);
  if (mine && !mine->failed && mine->first)
    return (task){.kind = TASK_BLOCK, .batch = l->batch, .block = take_block(l, mine)};
  return (task){.kind = TASK_NONE};
}

static void wait_shortly(engine *e) { /* [lock] */
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  t.tv_nsec += 5000000;
  t.tv_sec += t.tv_nsec / 1000000000;
  t.tv_nsec %= 1000000000;
  (void)pthread_cond_timedwait(&e->work, &e->lock, &t);
}

/* A lane that is the only one, with nothing to do, polls the only source: no thread to wake for every block, and its bytes are
 * still in the cache. */
static void wait_for_work(engine *e) { /* [lock] */
  receiver *r = e->receiver;
  if (!e->solo || (r->ended && r->replay == UINT64_MAX)) {
    (void)pthread_cond_wait(&e->work, &e->lock);
    return;
  }
  e->polling = true;
  (void)pthread_mutex_unlock(&e->lock);
  const receiver_step_result result = receiver_step(r);
  (void)pthread_mutex_lock(&e->lock);
  e->polling = false;
  if (result == STEP_BLOCKED && !e->over && !(e->oldest && e->oldest->first)) wait_shortly(e);
}

static task next_task(lane *l) { /* [lock] */
  engine *e = l->engine;
  task t = choose(l);
  while (t.kind == TASK_NONE) {
    l->idle = true;
    e->lanes_idle++;
    if (e->failing && e->lanes_idle == e->lanes)
      job_recover(e);
    else
      wait_for_work(e);
    e->lanes_idle--;
    l->idle = false;
    t = choose(l);
  }
  return t;
}

static void finish_lane_end(lane *l, job *j) { /* [lock] */
  l->batch = j->number + 1;
  if (++j->lanes_ended < l->engine->lanes) return;
  j->stage = 1;
  job_advance(l->engine);
}

static void finish_partition(lane *l, job *j) { /* [lock] */
  if (++j->partitions_done < l->engine->plan->stage[j->stage]->partitions) return;
  j->stage++;
  j->partition_next = j->partitions_done = 0;
  job_advance(l->engine);
}

static void account(lane *l, const task *t) { /* [lock] */
  engine *e = l->engine;
  job *j = engine_job(e, t->batch);
  j->busy_us += l->busy_us;
  j->rejected += l->task_rejected;
  if (l->failed) {
    job_fail(e, j, l->why);
    l->failed = WEIR_OK;
    for (uint32_t i = 0; i < l->nodes; i++) l->node[i]->out.failed = WEIR_OK;
  }
  if (t->kind == TASK_BLOCK) {
    count_block(j, l->task_rows, l->task_block_rejected);
    recycle_block(e, t->block);
  } else if (j->failed)
    return;
  else if (t->kind == TASK_LANE_END)
    finish_lane_end(l, j);
  else
    finish_partition(l, j);
}

static void run(lane *l, const task *t) {
  if (t->kind == TASK_BLOCK) {
    task_block(l, t->block);
    l->task_rows = t->block->rows;
    l->task_block_rejected = t->block->rejected;
    block_reset(t->block);
  } else if (t->kind == TASK_LANE_END)
    task_lane_end(l);
  else
    task_partition(l, t->batch, t->stage, t->partition);
}

void *lane_main(void *self) {
  lane *l = self;
  engine *e = l->engine;
  crash_enter_thread(e);
  (void)pthread_mutex_lock(&e->lock);
  for (;;) {
    const task t = next_task(l);
    if (t.kind == TASK_STOP) break;
    (void)pthread_mutex_unlock(&e->lock);
    run(l, &t);
    (void)pthread_mutex_lock(&e->lock);
    account(l, &t);
  }
  (void)pthread_mutex_unlock(&e->lock);
  if (e->solo) receiver_close(e->receiver);
  return NULL;
}

/* ---- made and unmade ----------------------------------------------------------------------------------------------------- */

static instance *find_in_stage(const lane *l, uint32_t stage, const plan_node *node) {
  const plan_stage *s = l->engine->plan->stage[stage];
  for (uint32_t i = 0; i < s->nodes; i++)
    if (s->node[i] == node) return lane_instance(l, stage, i);
  return NULL;
}

static output *output_of(engine *e, const plan_node *node) {
  for (uint32_t i = 0; i < e->outputs; i++)
    if (e->output[i].instance.node == node) return &e->output[i];
  return NULL;
}

static int connect_departure(lane *l, instance *i, const plan_edge *edge, instance_edge *to) {
  departure **grown = realloc(l->departure, (l->departures + 1) * sizeof(departure *));
  if (!grown) return -1;
  l->departure = grown;
  departure *d = calloc(1, sizeof *d);
  if (!d) return -1;
  l->departure[l->departures++] = d;
  to->departure = d;
  d->stage = i->stage;
  if (departure_init(d, l->engine, edge->exchange, edge->exchange ? NULL : output_of(l->engine, edge->to),
                     i->node->schema))
    return -1;
  if (d->evaluator) evaluator_set_batch(d->evaluator, &l->at); /* keys may be made of batch time */
  return 0;
}

static int connect_edges(lane *l, instance *i, uint32_t stage) {
  i->edge = calloc(i->node->edges + 1, sizeof *i->edge);
  if (!i->edge) return -1;
  for (; i->edges < i->node->edges; i->edges++) {
    const plan_edge *edge = &i->node->edge[i->edges];
    instance_edge *to = &i->edge[i->edges];
    to->input = edge->input;
    if (edge->exchange || edge->to->kind == PLAN_SINK) {
      if (connect_departure(l, i, edge, to)) return -1;
    } else if (!(to->to = find_in_stage(l, stage, edge->to)))
      return -1;
  }
  return 0;
}

static int create_instances(lane *l, char *why, size_t n) {
  const plan *p = l->engine->plan;
  l->stage_first = calloc(p->stages + 2, sizeof *l->stage_first);
  if (!l->stage_first) return -1;
  for (uint32_t s = 0; s < p->stages; s++) l->stage_first[s + 1] = l->stage_first[s] + p->stage[s]->nodes;
  l->node = calloc(l->stage_first[p->stages] + 1, sizeof(instance *));
  if (!l->node) return -1;
  for (uint32_t s = 0; s < p->stages; s++)
    for (uint32_t i = 0; i < p->stage[s]->nodes; i++) {
      instance *in = calloc(1, sizeof *in);
      if (!in) return -1;
      l->node[l->nodes++] = in;
      if (instance_init(in, l->engine, l, p->stage[s]->node[i], s, why, n)) return -1;
    }
  return 0;
}

/* First stage: tables are the lane's own. */
static int own_tables(lane *l) {
  for (uint32_t i = l->stage_first[0]; i < l->stage_first[1]; i++) {
    instance *in = l->node[i];
    if (!in->node->states) continue;
    if (!(in->own_table = node_create_tables(l->engine, in->node))) return -1;
    for (uint32_t k = 0; k < in->node->states; k++) in->state[k].table = in->own_table[k];
  }
  return 0;
}

static int init_dead_letters(lane *l) {
  engine *e = l->engine;
  if (!e->reads_dead_letters) return 0;
  for (uint32_t parity = 0; parity < 2; parity++)
    if (segment_writer_init(&l->dead[parity], e->memory, &e->dead_schema.schema, 1)) return -1;
  if (columns_init(&l->dead_row, e->memory, &e->dead_schema.schema, 1)) return -1;
  return arrival_add(&e->dead, &l->dead[0], &l->dead[1]);
}

static int init_scratch(lane *l) {
  uint32_t widest = 8;
  for (uint32_t i = 0; i < l->engine->plan->nodes; i++) {
    const weir_schema *s = l->engine->plan->node[i]->schema;
    if (s && s->count > widest) widest = s->count;
  }
  l->scratch_column = calloc(2 * ((size_t)widest + 64), sizeof *l->scratch_column);
  l->scratch_valid = calloc((size_t)(widest + 64) * (WEIR_MAX_ROWS / 64), sizeof *l->scratch_valid);
  l->scratch_width = widest + 64;
  return l->scratch_column && l->scratch_valid ? 0 : -1;
}

int lane_init(lane *l, engine *e, uint32_t number, char *why, size_t n) {
  l->engine = e;
  l->number = number;
  l->random = UINT64_C(0x9e3779b97f4a7c15) * (number + 1);
  (void)snprintf(why, n, "out of memory");
  if (init_scratch(l) || init_dead_letters(l) || create_instances(l, why, n) || own_tables(l)) return -1;
  for (uint32_t s = 0; s < e->plan->stages; s++)
    for (uint32_t i = l->stage_first[s]; i < l->stage_first[s + 1]; i++)
      if (connect_edges(l, l->node[i], s)) return -1;
  for (uint32_t i = 0; i < l->nodes; i++)
    if (instance_open(l->node[i], why, n)) return -1;
  return 0;
}

void lane_finish(lane *l) {
  for (uint32_t i = 0; i < l->nodes; i++) {
    instance_finish(l->node[i]);
    free(l->node[i]);
  }
  for (uint32_t i = 0; i < l->departures; i++) {
    departure_finish(l->departure[i]);
    free(l->departure[i]);
  }
  if (l->engine && l->engine->reads_dead_letters) {
    segment_writer_finish(&l->dead[0]);
    segment_writer_finish(&l->dead[1]);
    columns_finish(&l->dead_row);
  }
  segment_list_finish(&l->segments);
  free(l->scratch_column);
  free(l->scratch_valid);
  free(l->departure);
  free(l->node);
  free(l->stage_first);
}
