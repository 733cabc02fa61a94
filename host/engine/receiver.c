/* SPDX-License-Identifier: Apache-2.0 */
/* A receiver: the thread of one source. It polls, seals blocks when they are full, old enough or at the end of an interval, and
 * cuts the batch itself:
 *
 *     batch 7                            │ batch 8
 *     [block 0 full][block 1 full][blk 2]│[block 0 ...        rows that wait for their mark move on to the next batch
 *                                        cut
 *
 * A batch is whole when every receiver has cut it. Under a fake clock nobody waits: a source that is idle has given all that
 * belongs to the batch. */
#include "engine/crash.h"
#include "engine/running.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PAGES_WITHOUT_MARK 64u
#define RETRY_FIRST_US 10000
#define RETRY_LAST_US 1000000

/* ---- blocks -------------------------------------------------------------------------------------------------------------- */

static block *take_free_block(engine *e, bool beyond_limit) { /* [lock] */
  block *b = e->pool;
  if (b) {
    e->pool = b->next;
    b->next = NULL;
    return b;
  }
  if (e->pool_blocks >= e->pool_limit && !beyond_limit) return NULL;
  b = block_create(e->memory);
  if (b) e->pool_blocks++;
  return b;
}

static int begin_page(receiver *r) {
  if (block_next_page(r->block, r->instance.node->schema, WEIR_MAX_ROWS)) return -1;
  r->instance.out.col = r->block->page[r->block->pages - 1].out;
  r->instance.out.capacity = WEIR_MAX_ROWS;
  r->instance.out.rows = 0;
  return 0;
}

static int begin_block(receiver *r, block *b) {
  if (b->from && b->from != r) block_drop_pages(b);
  b->from = r;
  b->channel = r->channel;
  r->block = b;
  r->marked_rows = 0;
  return begin_page(r);
}

int receiver_need_block(receiver *r) {
  if (r->block) return 0;
  (void)pthread_mutex_lock(&r->engine->lock);
  block *b = take_free_block(r->engine, true);
  (void)pthread_mutex_unlock(&r->engine->lock);
  return b ? begin_block(r, b) : -1;
}

static void close_page(receiver *r) {
  block *b = r->block;
  b->page_rows[b->pages - 1] = r->instance.out.rows;
  b->rows += r->instance.out.rows;
  r->instance.out.rows = 0;
}

int receiver_next_page(receiver *r) {
  close_page(r);
  if (r->block->pages >= BLOCK_PAGES && (!r->marks || r->replaying || r->marked_rows)) {
    receiver_seal(r, !r->marks || r->replaying);
    return receiver_need_block(r);
  }
  if (r->block->pages >= PAGES_WITHOUT_MARK) return -1;
  return begin_page(r);
}

/* Rows from `from` on of the open block, copied: they wait for their mark. NULL with *failed: out of memory. */
static rows *copy_tail(receiver *r, uint64_t from, bool *failed) {
  block *b = r->block;
  rows *tail = NULL;
  uint64_t begin = 0;
  for (uint32_t p = 0; p < b->pages && !*failed; begin += b->page_rows[p++]) {
    weir_chunk chunk;
    uint32_t row[WEIR_MAX_ROWS], n = 0;
    for (uint32_t i = 0; i < b->page_rows[p]; i++)
      if (begin + i >= from) row[n++] = i;
    if (!n) continue;
    columns_chunk(&b->page[p], b->page_rows[p], 0, NULL, &chunk);
    if (!tail) tail = rows_create(r->engine->memory, MEMORY_WAITING, r->instance.node->schema);
    *failed = !tail || rows_append(tail, &chunk, row, n);
  }
  return tail;
}

static void cut_rows(block *b, uint64_t upto) {
  uint64_t left = upto;
  for (uint32_t p = 0; p < b->pages; p++) {
    if (b->page_rows[p] > left) b->page_rows[p] = (uint32_t)left;
    left -= b->page_rows[p];
  }
  b->rows = upto;
}

static int paste_tail(receiver *r, rows *tail) {
  const uint64_t n = rows_count(tail);
  weir_column *col = calloc(r->instance.node->schema->count + 1, sizeof *col);
  if (!col || receiver_need_block(r)) {
    free(col);
    rows_destroy(tail);
    return -1;
  }
  int failed = 0;
  r->block->kept = tail; /* what is gathered below points into it */
  for (uint64_t at = 0; at < n && !failed;) {
    weir_chunk chunk;
    if (r->instance.out.rows == r->instance.out.capacity) {
      close_page(r);
      failed = begin_page(r);
    }
    const uint32_t room = r->instance.out.capacity - r->instance.out.rows;
    const uint64_t end = n - at < room ? n : at + room;
    at += rows_chunk(tail, at, end, &chunk, col);
    for (uint32_t c = 0; c < chunk.columns && !failed; c++)
      failed = columns_gather(&r->block->page[r->block->pages - 1], c, r->instance.out.rows, weir_col(&chunk, c), NULL,
                              chunk.rows);
    r->instance.out.rows += chunk.rows;
  }
  free(col);
  return failed;
}

/* ---- ranges that can be replayed ------------------------------------------------------------------------------------------- */

static mark *sealed_mark(receiver *r, uint32_t channel) {
  if (channel >= r->channels) {
    if (channel >= 65536) return NULL;
    mark *grown = realloc(r->sealed, (channel + 1) * sizeof *grown);
    if (!grown) return NULL;
    memset(grown + r->channels, 0, (channel + 1 - r->channels) * sizeof *grown);
    r->sealed = grown;
    r->channels = channel + 1;
  }
  return &r->sealed[channel];
}

static int note_range(receiver *r) {
  mark *sealed = sealed_mark(r, r->channel);
  if (!sealed) return -1;
  replay_range *range = NULL;
  for (uint32_t i = 0; i < r->ranges; i++)
    if (r->range[i].batch == r->filling && r->range[i].channel == r->channel) range = &r->range[i];
  if (!range) {
    if (r->ranges == r->ranges_capacity) {
      const uint32_t n = r->ranges_capacity ? r->ranges_capacity * 2 : 16;
      replay_range *grown = realloc(r->range, n * sizeof *grown);
      if (!grown) return -1;
      r->range = grown;
      r->ranges_capacity = n;
    }
    range = &r->range[r->ranges++];
    *range = (replay_range){.batch = r->filling, .channel = r->channel, .from = *sealed};
  }
  range->to = *sealed = r->last_mark;
  return 0;
}

void receiver_forget_ranges(receiver *r, uint64_t batch) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < r->ranges; i++)
    if (r->range[i].batch > batch) r->range[kept++] = r->range[i];
  r->ranges = kept;
}

/* ---- sealing and cutting ---------------------------------------------------------------------------------------------------- */

static void hand_over(receiver *r, block *b, uint64_t batch) {
  engine *e = r->engine;
  (void)pthread_mutex_lock(&e->lock);
  job *j = engine_make_job(e, batch);
  const bool again = !r->replaying && r->replay <= batch; /* these rows will be replayed */
  if (!j || again) {
    block_reset(b);
    b->next = e->pool;
    e->pool = b;
  } else {
    b->batch = batch;
    b->sequence = j->blocks++;
    *j->last = b;
    j->last = &b->next;
    (void)pthread_cond_signal(&e->work);
  }
  (void)pthread_mutex_unlock(&e->lock);
}

static void receiver_failed(receiver *r, const char *why) {
  r->failed = true;
  r->instance.out.failed = WEIR_EFAIL;
  (void)snprintf(r->why, sizeof r->why, "%s", why);
}

void receiver_seal(receiver *r, bool all) {
  block *b = r->block;
  bool failed = false;
  rows *tail = NULL;
  if (!b) return;
  if (r->instance.out.rows) close_page(r);
  const uint64_t upto = all ? b->rows : r->marked_rows;
  if (upto == 0 && !b->dead) return;
  if (upto < b->rows) tail = copy_tail(r, upto, &failed);
  cut_rows(b, upto);
  if (r->marks && !r->replaying && upto) {
    (void)pthread_mutex_lock(&r->engine->lock);
    failed = note_range(r) || failed;
    (void)pthread_mutex_unlock(&r->engine->lock);
  }
  const bool carries = r->open_carry > 0; /* they lie in this block: aside until they are asked for */
  if (carries) failed = receiver_keep_carry(r) || failed;
  r->block = NULL;
  hand_over(r, b, r->filling);
  if (tail) failed = paste_tail(r, tail) || failed;
  if (failed) receiver_failed(r, "out of memory for blocks");
}

static void set_batch(receiver *r, uint64_t batch) {
  r->filling = batch;
  engine_batch_at(r->engine, batch, &r->at);
}

static void cut(receiver *r) {
  engine *e = r->engine;
  receiver_seal(r, !r->marks);
  (void)pthread_mutex_lock(&e->lock);
  if (engine_make_job(e, r->batch)) r->batch++;
  const uint64_t next = r->batch;
  engine_close_jobs(e);
  (void)pthread_mutex_unlock(&e->lock);
  set_batch(r, next);
}

/* ---- replay ------------------------------------------------------------------------------------------------------------------ */

static int replay_range_again(receiver *r, const replay_range *x) {
  const weir_source *s = r->instance.node->source;
  const weir_position from = {x->from.data, x->from.size}, to = {x->to.data, x->to.size};
  set_batch(r, x->batch);
  r->channel = x->channel;
  if (receiver_need_block(r)) return -1;
  if (s->replay(r->instance.self, x->channel, x->from.known ? &from : NULL, &to, &r->instance.out) < 0 || r->failed)
    return -1;
  receiver_seal(r, true);
  return 0;
}

static void replay_done(receiver *r, uint64_t upto) {
  (void)pthread_mutex_lock(&r->engine->lock);
  r->replay = upto;
  engine_close_jobs(r->engine);
  (void)pthread_mutex_unlock(&r->engine->lock);
}

/* The open block, which is after all that is replayed, waits meanwhile. */
static void replay_all(receiver *r, uint64_t from) {
  block *open = r->block;
  const uint64_t marked = r->marked_rows, filling = r->filling;
  const uint32_t channel = r->channel, out_rows = r->instance.out.rows;
  r->block = NULL;
  r->replaying = true;
  for (uint32_t i = 0; i < r->ranges && !r->failed; i++)
    if (r->range[i].batch >= from && replay_range_again(r, &r->range[i]) && !r->failed)
      receiver_failed(r, "it could not give rows again");
  r->replaying = false;
  r->channel = channel;
  if (r->block) { /* sealed ones leave none open */
    (void)pthread_mutex_lock(&r->engine->lock);
    block_reset(r->block);
    r->block->next = r->engine->pool;
    r->engine->pool = r->block;
    (void)pthread_mutex_unlock(&r->engine->lock);
  }
  r->block = open;
  r->marked_rows = marked;
  set_batch(r, filling);
  if (open) {
    r->instance.out.col = open->page[open->pages - 1].out;
    r->instance.out.rows = out_rows;
  }
  replay_done(r, UINT64_MAX);
}

/* ---- polling ------------------------------------------------------------------------------------------------------------------- */

static int64_t boundary(const receiver *r) { return engine_batch_time(r->engine, r->filling); }

static void wait_until(receiver *r, int64_t wall_us) { /* [lock] */
  const int64_t left = wall_us - clock_wall(r->engine->clock);
  if (left <= 0) return;
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  const int64_t ns = t.tv_nsec + (left % 1000000) * 1000;
  t.tv_sec += left / 1000000 + ns / 1000000000;
  t.tv_nsec = ns % 1000000000;
  (void)pthread_cond_timedwait(&r->wake, &r->engine->lock, &t);
}

static bool ends(const receiver *r) { return r->engine->stopping || r->engine->over || r->failed; }

/* Full of what goes by waiting. With no block on its way it is full of what tables, windows and stores have made ready for the
 * next batch, which nothing but the next batch makes smaller. */
static bool has_to_wait(const engine *e) { /* [lock] */
  if (!memory_is_full(e->memory)) return false;
  for (const job *j = e->oldest; j; j = j->next)
    if (j->blocks) return true;
  return false;
}

/* May it go on? The open block may have been taken beyond the pool's bound, in mid-poll. */
static bool has_block(receiver *r) { /* [lock] */
  engine *e = r->engine;
  if (has_to_wait(e)) return false;
  if (r->block) return e->pool_blocks <= e->pool_limit;
  block *b = take_free_block(e, false);
  if (b && begin_block(r, b)) receiver_failed(r, "out of memory for blocks");
  return b != NULL;
}

/* A block to fill, or the end of the interval. True: there is one. */
static bool wait_for_block(receiver *r) {
  engine *e = r->engine;
  bool ready = false;
  (void)pthread_mutex_lock(&e->lock);
  while (!ends(r) && r->replay == UINT64_MAX && !(ready = has_block(r))) {
    const bool full = has_to_wait(e); /* given back without a word: look again soon */
    const int64_t soon = clock_wall(e->clock) + 5000, end = boundary(r);
    if (e->solo || (e->clock->fake && full) || (!e->clock->fake && clock_wall(e->clock) >= end)) break;
    if (e->clock->fake)
      (void)pthread_cond_wait(&r->wake, &e->lock);
    else
      wait_until(r, full && soon < end ? soon : end);
  }
  (void)pthread_mutex_unlock(&e->lock);
  return ready;
}

static void ack_all(receiver *r) {
  const weir_source *s = r->instance.node->source;
  for (uint32_t i = 0; s->ack && i < r->acks && !r->failed; i++) {
    const weir_position p = {r->to_ack[i].data, r->to_ack[i].size};
    weir_error err = {.option = -1};
    if (s->ack(r->instance.self, r->to_ack[i].channel, &p, &err) < 0)
      receiver_failed(r, err.text[0] ? err.text : "its ack failed without a reason");
  }
  r->acks = 0;
}

static void back_off(receiver *r) {
  engine *e = r->engine;
  r->retry_us = r->retry_us ? r->retry_us * 2 : RETRY_FIRST_US;
  if (r->retry_us > RETRY_LAST_US) r->retry_us = RETRY_LAST_US;
  (void)pthread_mutex_lock(&e->lock);
  if (!ends(r) && !e->clock->fake) wait_until(r, clock_wall(e->clock) + r->retry_us);
  (void)pthread_mutex_unlock(&e->lock);
}

static int64_t block_interval(const engine *e) {
  const int64_t quarter = e->plan->interval_us / 4;
  return quarter < 1000 ? 1000 : quarter > 100000 ? 100000 : quarter;
}

static int64_t wait_time(const receiver *r) {
  if (r->engine->clock->fake) return 0;
  int64_t left = boundary(r) - clock_wall(r->engine->clock);
  if (r->block->rows + r->instance.out.rows) {
    const int64_t age = clock_steady(r->engine->clock) - r->block_since_us;
    if (block_interval(r->engine) - age < left) left = block_interval(r->engine) - age;
  }
  return left < 0 ? 0 : left;
}

static weir_status poll_once(receiver *r) {
  const uint64_t before = r->block->rows + r->instance.out.rows;
  const weir_status s = r->instance.node->source->poll(r->instance.self, &r->instance.out, wait_time(r));
  ack_all(r);
  if (s == WEIR_ERETRY)
    back_off(r);
  else
    r->retry_us = 0;
  if (s < 0 && s != WEIR_ERETRY && !r->failed) receiver_failed(r, "its poll failed without a reason");
  if (r->failed || !r->block) return s;
  const uint64_t filled = r->block->rows + r->instance.out.rows;
  const int64_t now = clock_steady(r->engine->clock);
  if (before == 0 && filled) r->block_since_us = now;
  if (filled && now - r->block_since_us >= block_interval(r->engine)) receiver_seal(r, !r->marks);
  return s;
}

static void finish_receiving(receiver *r) {
  engine *e = r->engine;
  if (!r->failed) receiver_seal(r, !r->marks);
  (void)pthread_mutex_lock(&e->lock);
  char place[160];
  if (r->failed) {
    char why[800];
    (void)snprintf(why, sizeof why, "%s: %s", instance_place(&r->instance, place, sizeof place), r->why);
    e->again |= r->again && !e->broken;
    engine_break(e, why);
  } else if (!e->settings.max_batches || r->batch < e->settings.max_batches) {
    (void)engine_make_job(e, r->batch);
  }
  r->ended = true;
  engine_close_jobs(e);
  (void)pthread_mutex_unlock(&e->lock);
}

/* Not further ahead of what is done than this, so that waiting batches are bounded, and those of a test the same every time. */
static bool wait_for_turn(receiver *r) {
  engine *e = r->engine;
  const uint64_t ahead = e->clock->fake ? 2 : JOBS_WAITING;
  bool early = false;
  (void)pthread_mutex_lock(&e->lock);
  while (!ends(r) && r->replay == UINT64_MAX && e->oldest && r->batch >= e->oldest->number + ahead) {
    if ((early = e->solo)) break;
    (void)pthread_cond_wait(&r->wake, &e->lock);
  }
  (void)pthread_mutex_unlock(&e->lock);
  return !early;
}

/* Has been asked for something other than the next poll? True: receiving is over. */
static bool attend(receiver *r) {
  engine *e = r->engine;
  (void)pthread_mutex_lock(&e->lock);
  const uint64_t replay = r->replay;
  const bool end = ends(r) || (e->settings.max_batches && r->batch >= e->settings.max_batches);
  (void)pthread_mutex_unlock(&e->lock);
  if (replay != UINT64_MAX && !r->failed) replay_all(r, replay);
  return end;
}

static int open_source(receiver *r) {
  const weir_source *s = r->instance.node->source;
  const weir_open o = {.size = sizeof o, .lanes = r->engine->lanes, .host = &r->instance.frame.host};
  weir_error err = {.option = -1};
  const weir_status status = s->open ? s->open(r->instance.self, &o, NULL, 0, &err) : WEIR_OK;
  if (status < 0) {
    r->again = status == WEIR_ERETRY;
    receiver_failed(r, err.text[0] ? err.text : "its open failed without a reason");
    return -1;
  }
  (void)pthread_mutex_lock(&r->engine->lock);
  r->opened = true;
  (void)pthread_mutex_unlock(&r->engine->lock);
  return 0;
}

static bool must_replay(receiver *r) {
  (void)pthread_mutex_lock(&r->engine->lock);
  const bool replay = r->replay != UINT64_MAX;
  (void)pthread_mutex_unlock(&r->engine->lock);
  return replay;
}

/* One poll, and what it leads to. On a thread of its own it waits for its turn and for a block; on the lane it says so. */
static receiver_step_result step(receiver *r) {
  if (attend(r)) return STEP_ENDED;
  if (!wait_for_turn(r)) return STEP_BLOCKED;
  weir_status s = WEIR_OK;
  const bool polled = wait_for_block(r);
  if (polled)
    s = poll_once(r);
  else if (must_replay(r))
    return STEP_DONE; /* before anything is cut */
  if (s == WEIR_END || r->failed) return STEP_ENDED;
  const bool fake = r->engine->clock->fake;
  while (fake ? s == WEIR_IDLE || !polled : clock_wall(r->engine->clock) >= boundary(r)) {
    cut(r);
    if (attend(r)) return STEP_ENDED;
    if (!wait_for_turn(r)) return STEP_BLOCKED;
    if (fake) break;
  }
  return polled ? STEP_DONE : STEP_BLOCKED;
}

static receiver_step_result step_on_lane(receiver *r) {
  if (!r->ended && !r->opened && open_source(r)) r->failed = true;
  if (!r->ended) {
    const receiver_step_result result = r->failed ? STEP_ENDED : step(r);
    if (result == STEP_ENDED) finish_receiving(r);
    return result;
  }
  if (r->replay != UINT64_MAX) replay_all(r, r->replay);
  return STEP_ENDED;
}

receiver_step_result receiver_step(receiver *r) {
  const instance *before = crash_enter(&r->instance);
  const receiver_step_result result = step_on_lane(r);
  crash_leave(before);
  return result;
}

/* Ended, yet what was given may have to be given again. */
static void stand_by(receiver *r) {
  engine *e = r->engine;
  (void)pthread_mutex_lock(&e->lock);
  while (!e->over) {
    const uint64_t replay = r->replay;
    if (replay == UINT64_MAX) {
      (void)pthread_cond_wait(&r->wake, &e->lock);
      continue;
    }
    (void)pthread_mutex_unlock(&e->lock);
    replay_all(r, replay);
    (void)pthread_mutex_lock(&e->lock);
    if (r->failed) engine_break(e, r->why);
  }
  (void)pthread_mutex_unlock(&e->lock);
}

void *receiver_main(void *self) {
  receiver *r = self;
  crash_enter_thread(r->engine);
  (void)crash_enter(&r->instance);
  if (open_source(r) == 0)
    while (step(r) != STEP_ENDED) continue;
  finish_receiving(r);
  stand_by(r);
  receiver_close(r);
  return NULL;
}

void receiver_close(receiver *r) {
  if (r->opened && r->instance.node->source->close) r->instance.node->source->close(r->instance.self);
}

/* ---- made and unmade ------------------------------------------------------------------------------------------------------------ */

int receiver_init(receiver *r, engine *e, const plan_node *node, char *why, size_t n) {
  pthread_condattr_t monotonic;
  r->engine = e;
  r->replay = UINT64_MAX;
  r->marks = node->source->flags & WEIR_SOURCE_MARKS;
  if (instance_init(&r->instance, e, NULL, node, 0, why, n)) return -1;
  host_source_init(&r->instance.frame.host);
  r->instance.out.batch = &r->at;
  set_batch(r, 0);
  r->instance.out.columns = node->schema->count;
  (void)pthread_condattr_init(&monotonic);
  (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  (void)pthread_cond_init(&r->wake, &monotonic);
  (void)pthread_condattr_destroy(&monotonic);
  return 0;
}

void receiver_finish(receiver *r) {
  if (!r->engine) return;
  block_destroy(r->block);
  instance_finish(&r->instance);
  for (uint32_t i = 0; i < r->parts; i++) free(r->part[i].data);
  free(r->part);
  free(r->sealed);
  free(r->to_ack);
  free(r->range);
  (void)pthread_cond_destroy(&r->wake);
}
