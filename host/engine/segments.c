/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/segments.h"
#include <stdlib.h>

int segment_writer_init(segment_writer *w, memory *m, const weir_schema *schema, uint32_t shares) {
  w->order = 0;
  w->shares = 0;
  w->share = calloc(shares, sizeof *w->share);
  if (!w->share) return -1;
  for (; w->shares < shares; w->shares++)
    if (!(w->share[w->shares].rows = rows_create(m, MEMORY_WAITING, schema))) return -1;
  return 0;
}

void segment_writer_finish(segment_writer *w) {
  for (uint32_t i = 0; i < w->shares; i++) {
    rows_destroy(w->share[i].rows);
    segment_list_finish(&w->share[i].list);
  }
  free(w->share);
  w->share = NULL;
  w->shares = 0;
}

void segment_writer_begin(segment_writer *w, uint64_t order) {
  w->order = order;
  for (uint32_t i = 0; i < w->shares; i++) w->share[i].begun = rows_count(w->share[i].rows);
}

int segment_writer_append(segment_writer *w, uint32_t share, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  return rows_append(w->share[share].rows, in, row, n);
}

uint64_t segment_writer_rows(const segment_writer *w, uint32_t share) {
  return rows_count(w->share[share].rows) - w->share[share].begun;
}

static int list_add(segment_list *l, const segment *s) {
  if (l->count == l->capacity) {
    const uint32_t capacity = l->capacity ? l->capacity * 2 : 64;
    segment *grown = realloc(l->segment, capacity * sizeof *grown);
    if (!grown) return -1;
    l->segment = grown;
    l->capacity = capacity;
  }
  l->segment[l->count++] = *s;
  return 0;
}

int segment_writer_end(segment_writer *w) {
  for (uint32_t i = 0; i < w->shares; i++) {
    segment_share *s = &w->share[i];
    const segment written = {.order = w->order, .first = s->begun, .end = rows_count(s->rows), .rows = s->rows};
    if (written.end > written.first && list_add(&s->list, &written)) return -1;
    s->begun = written.end;
  }
  return 0;
}

void segment_writer_clear(segment_writer *w, uint32_t share, uint64_t keep) {
  rows_clear(w->share[share].rows, keep);
  w->share[share].list.count = 0;
  w->share[share].begun = 0;
}

static int by_order(const void *a, const void *b) {
  const segment *x = a, *y = b;
  return (x->order > y->order) - (x->order < y->order);
}

static int reserve_writers(segment_list *list, uint32_t writers) {
  if (writers <= list->writers) return 0;
  uint64_t *grown = realloc(list->needed, writers * sizeof *grown);
  if (!grown) return -1;
  list->needed = grown;
  list->writers = writers;
  return 0;
}

/* A lane need not have run its tasks in their order, so that a later segment may lie before an earlier one. */
static void note_needed(segment_list *list, uint32_t writers) {
  for (uint32_t w = 0; w < writers; w++) list->needed[w] = UINT64_MAX;
  for (uint32_t i = list->count; i-- > 0;) {
    segment *s = &list->segment[i];
    s->needed = list->needed[s->writer];
    if (s->first < s->needed) list->needed[s->writer] = s->first;
  }
}

int segment_list_collect(segment_list *list, segment_writer *const *writer, uint32_t writers, uint32_t share) {
  list->count = 0;
  if (reserve_writers(list, writers)) return -1;
  for (uint32_t w = 0; w < writers; w++)
    for (uint32_t i = 0; i < writer[w]->share[share].list.count; i++) {
      if (list_add(list, &writer[w]->share[share].list.segment[i])) return -1;
      list->segment[list->count - 1].writer = w;
    }
  if (list->count > 1) qsort(list->segment, list->count, sizeof *list->segment, by_order);
  note_needed(list, writers);
  return 0;
}

uint64_t segment_release(const segment *s, uint64_t keep) {
  const uint64_t held = rows_bytes(s->rows), count = rows_count(s->rows);
  if (held <= keep) return 0;
  rows_release(s->rows, s->needed < count ? s->needed : count);
  return held - rows_bytes(s->rows);
}

void segment_list_finish(segment_list *list) {
  free(list->segment);
  free(list->needed);
  *list = (segment_list){0};
}
