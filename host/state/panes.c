/* SPDX-License-Identifier: Apache-2.0 */
/* Panes lie in order of time; those in which nothing arrived do not exist. MERGE: the first `front` of them hold in
 * `suffix` the result of themselves and all later panes of the front; the rest is the back, of which `sum` is the
 * result of the first `summed`. A slide looks ahead: what the next one will not read is not made.
 *
 * What a batch changes is staged beside: a pane that was begun or grew, panes to be dropped, a new sum, a new front.
 * Commit takes it over, which cannot fail. */
#include "state/panes.h"

enum { FIRST_PANES = 8 };

typedef struct pane {
  int64_t end_us; /* rows of batch times up to this one, and after the pane before */
  rows *own;      /* what arrived; NULL in the front */
  rows *suffix;   /* MERGE, front */
  rows *staged;   /* MERGE: its suffix if this batch is committed */
} pane;

struct panes {
  panes_config config;
  int64_t grain_us;
  pane *pane;
  uint32_t count, capacity, front;
  rows *sum;
  uint32_t summed; /* of the back */
  weir_column *col;

  /* staged by the batch at hand */
  bool has_added, has_flipped, has_sum;
  uint32_t count_before;
  uint64_t rows_before; /* in the last pane there was */
  uint32_t drop;        /* panes that leave for good */
  rows *sum_staged;
  uint32_t summed_staged;
};

/* ---- birth and death ------------------------------------------------------------------------------------------ */

static int64_t common_part(int64_t a, int64_t b) {
  while (b) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static size_t col_size(const panes *p) { return (p->config.schema->count + 1) * sizeof(weir_column); }

panes *panes_create(const panes_config *config) {
  panes *p = memory_get_zero(config->memory, MEMORY_KEPT, sizeof *p);
  if (!p) return NULL;
  p->config = *config;
  p->grain_us = common_part(config->length_us, config->slide_us);
  p->col = memory_get(config->memory, MEMORY_KEPT, col_size(p));
  if (p->col) return p;
  panes_destroy(p);
  return NULL;
}

static void pane_finish(pane *one) {
  rows_destroy(one->own);
  rows_destroy(one->suffix);
  rows_destroy(one->staged);
  *one = (pane){0};
}

void panes_destroy(panes *p) {
  if (!p) return;
  for (uint32_t i = 0; i < p->count; i++) pane_finish(&p->pane[i]);
  rows_destroy(p->sum);
  rows_destroy(p->sum_staged);
  memory_put(p->config.memory, MEMORY_KEPT, p->pane, p->capacity * sizeof *p->pane);
  memory_put(p->config.memory, MEMORY_KEPT, p->col, col_size(p));
  memory_put(p->config.memory, MEMORY_KEPT, p, sizeof *p);
}

/* ---- adding --------------------------------------------------------------------------------------------------- */

static int reserve_pane(panes *p) {
  if (p->count < p->capacity) return 0;
  uint32_t capacity = p->capacity ? p->capacity * 2 : FIRST_PANES;
  if (capacity < p->capacity) return -1;
  pane *more = memory_get_zero(p->config.memory, MEMORY_KEPT, capacity * sizeof *more);
  if (!more) return -1;
  if (p->count) memcpy(more, p->pane, p->count * sizeof *more);
  memory_put(p->config.memory, MEMORY_KEPT, p->pane, p->capacity * sizeof *more);
  p->pane = more;
  p->capacity = capacity;
  return 0;
}

/* The end of the pane in which a batch time lies: the next multiple of the grain, counted from zero. */
static int64_t pane_end(const panes *p, int64_t time_us) {
  int64_t past = (time_us - p->config.zero_us) % p->grain_us;
  if (past < 0) past += p->grain_us;
  return past ? time_us + p->grain_us - past : time_us;
}

static void note_first_change(panes *p) {
  if (p->has_added) return;
  p->has_added = true;
  p->count_before = p->count;
  p->rows_before = p->count && p->pane[p->count - 1].own ? rows_count(p->pane[p->count - 1].own) : 0;
}

/* Where rows of this batch go. NULL: out of memory. */
static rows *rows_at_hand(panes *p, int64_t time_us) {
  int64_t end = pane_end(p, time_us);
  note_first_change(p);
  if (p->count && p->pane[p->count - 1].end_us == end) return p->pane[p->count - 1].own;
  if (reserve_pane(p) != 0) return NULL;
  rows *own = rows_create(p->config.memory, MEMORY_KEPT, p->config.schema);
  if (own) p->pane[p->count++] = (pane){.end_us = end, .own = own};
  return own;
}

int panes_add(panes *p, int64_t batch_time_us, const weir_chunk *in) {
  rows *to = in->rows ? rows_at_hand(p, batch_time_us) : NULL;
  return in->rows && (!to || rows_append(to, in, NULL, in->rows) != 0) ? -1 : 0;
}

/* All rows of a table behind those of `to`, which is made for the first: *to may be NULL before and after. */
static int dump(panes *p, table *t, uint32_t flags, rows **to) {
  weir_scan scan = {.size = sizeof scan, .flags = flags};
  for (uint32_t n; (n = table_scan(t, &scan)) > 0;) {
    if (!*to) *to = rows_create(p->config.memory, MEMORY_KEPT, p->config.schema);
    if (!*to || rows_append(*to, table_scan_chunk(t, &scan), NULL, n) != 0) return -1;
  }
  return table_failed(t) ? -1 : 0;
}

int panes_add_table(panes *p, int64_t batch_time_us, table *t) {
  if (table_keys(t) == 0) return table_failed(t) ? -1 : 0;
  rows *to = rows_at_hand(p, batch_time_us);
  return to ? dump(p, t, WEIR_SCAN_ALL | WEIR_SCAN_CLEAR, &to) : -1;
}

/* ---- sliding -------------------------------------------------------------------------------------------------- */

static int feed_rows(panes *p, const rows *from, uint32_t flags, panes_feed_fn feed, void *context) {
  uint64_t end = from ? rows_count(from) : 0;
  weir_chunk chunk;
  int status = 0;
  for (uint64_t at = 0; at < end && status == 0; at += chunk.rows) {
    rows_chunk(from, at, end, &chunk, p->col);
    status = feed(context, flags, &chunk);
  }
  return status;
}

/* How many panes ended at `time_us` or before. */
static uint32_t panes_until(const panes *p, int64_t time_us) {
  uint32_t n = 0;
  while (n < p->count && p->pane[n].end_us <= time_us) n++;
  return n;
}

static int slide_union(panes *p, uint32_t first, panes_feed_fn feed, void *context) {
  int status = 0;
  for (uint32_t i = first; i < p->count && status == 0; i++) status = feed_rows(p, p->pane[i].own, 0, feed, context);
  return status;
}

static int slide_delta(panes *p, uint32_t first, panes_feed_fn feed, void *context) {
  int status = 0;
  for (uint32_t i = 0; i < first && status == 0; i++)
    status = feed_rows(p, p->pane[i].own, WEIR_LEAVING, feed, context);
  return status;
}

/* The back becomes the front: results of panes i .. last, for every i from the last on. `work` ends with that of
 * `first`. Those below `next_first` the next slide will not see. */
static int flip(panes *p, uint32_t first, uint32_t next_first, table *work, panes_feed_fn feed, void *context) {
  p->has_flipped = true;
  for (uint32_t i = p->count; i-- > first;) {
    int status = feed_rows(p, p->pane[i].own, 0, feed, context);
    if (status != 0) return status;
    if (i >= next_first && dump(p, work, WEIR_SCAN_ALL, &p->pane[i].staged) != 0) return -1;
  }
  return 0;
}

/* The back's result, kept if the next slide will read it, and the front's on top. */
static int merge_stacks(panes *p, uint32_t first, uint32_t next_first, table *work, panes_feed_fn feed, void *context) {
  int status = feed_rows(p, p->sum, 0, feed, context);
  for (uint32_t i = p->front + p->summed; i < p->count && status == 0; i++)
    status = feed_rows(p, p->pane[i].own, 0, feed, context);
  if (status == 0 && next_first <= p->front) {
    p->has_sum = true;
    p->summed_staged = p->count - p->front;
    if (dump(p, work, WEIR_SCAN_ALL, &p->sum_staged) != 0) return -1;
  }
  if (status == 0 && first < p->front) status = feed_rows(p, p->pane[first].suffix, 0, feed, context);
  return status;
}

bool panes_slides_at(const panes *p, int64_t batch_time_us) {
  return (batch_time_us - p->config.zero_us) % p->config.slide_us == 0;
}

int panes_slide(panes *p, int64_t batch_time_us, table *work, panes_feed_fn feed, void *context) {
  int64_t begin = batch_time_us - p->config.length_us;
  uint32_t first = panes_until(p, begin), next_first = panes_until(p, begin + p->config.slide_us);
  note_first_change(p);
  if (p->config.mode == WEIR_WINDOW_UNION) {
    p->drop = next_first;
    return slide_union(p, first, feed, context);
  }
  p->drop = first;
  if (p->config.mode == WEIR_WINDOW_DELTA) return slide_delta(p, first, feed, context);
  int status = first > p->front ? flip(p, first, next_first, work, feed, context)
                                : merge_stacks(p, first, next_first, work, feed, context);
  return status == 0 && table_failed(work) ? -1 : status;
}

/* ---- the end of a batch --------------------------------------------------------------------------------------- */

static void take_over_front(panes *p) {
  for (uint32_t i = p->drop; i < p->count; i++) {
    pane *one = &p->pane[i];
    rows_destroy(one->own);
    one->own = NULL;
    one->suffix = one->staged;
    one->staged = NULL;
  }
  p->front = p->count;
  rows_destroy(p->sum);
  p->sum = NULL;
  p->summed = 0;
}

static void drop_panes(panes *p) {
  for (uint32_t i = 0; i < p->drop; i++) pane_finish(&p->pane[i]);
  p->count -= p->drop;
  p->front = p->front > p->drop ? p->front - p->drop : 0;
  memmove(p->pane, p->pane + p->drop, p->count * sizeof *p->pane);
}

static void unstage(panes *p) {
  p->has_added = p->has_flipped = p->has_sum = false;
  p->drop = 0;
  rows_destroy(p->sum_staged);
  p->sum_staged = NULL;
}

void panes_commit(panes *p) {
  if (p->has_flipped) take_over_front(p);
  if (p->has_sum) {
    rows_destroy(p->sum);
    p->sum = p->sum_staged;
    p->sum_staged = NULL;
    p->summed = p->summed_staged;
  }
  if (p->drop) drop_panes(p);
  unstage(p);
}

void panes_rollback(panes *p) {
  for (uint32_t i = 0; i < p->count; i++) {
    rows_destroy(p->pane[i].staged);
    p->pane[i].staged = NULL;
  }
  if (p->has_added) {
    while (p->count > p->count_before) pane_finish(&p->pane[--p->count]);
    if (p->count && p->pane[p->count - 1].own) rows_truncate(p->pane[p->count - 1].own, p->rows_before);
  }
  unstage(p);
}

uint64_t panes_bytes(const panes *p) {
  uint64_t bytes = sizeof *p + p->capacity * sizeof *p->pane + (p->sum ? rows_bytes(p->sum) : 0);
  for (uint32_t i = 0; i < p->count; i++) {
    const pane *one = &p->pane[i];
    bytes += (one->own ? rows_bytes(one->own) : 0) + (one->suffix ? rows_bytes(one->suffix) : 0);
  }
  return bytes;
}
