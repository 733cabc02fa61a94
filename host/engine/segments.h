/* SPDX-License-Identifier: Apache-2.0 */
/* Rows between stages: what one lane writes in one batch, cut into segments, one a task, so that a reader takes the segments of
 * all lanes in the order of the tasks, whichever lane ran them. Exchanges, sink queues and dead letters are made of it.
 *
 *     lane 0   [block 0........][block 2....]            lane 1   [block 1......][block 3...]
 *     reader   [block 0........][block 1......][block 2....][block 3...]
 *
 * A writer is its lane's while the batch is worked at, its reader's afterwards. */
#ifndef ENGINE_SEGMENTS_H
#define ENGINE_SEGMENTS_H
#include "data/rows.h"

typedef struct segment {
  uint64_t order;      /* of the task that wrote it */
  uint64_t first, end; /* rows in the store */
  uint64_t needed;     /* of the store, once this is read: rows from here on; collect sets it */
  rows *rows;
  uint32_t writer, reserved; /* which of those that are collected */
} segment;

typedef struct segment_list {
  segment *segment;
  uint32_t count, capacity;
  uint64_t *needed; /* [writers] scratch of collect */
  uint32_t writers;
} segment_list;

typedef struct segment_share { /* one partition's */
  rows *rows;
  segment_list list;
  uint64_t begun; /* rows when the task began */
} segment_share;

typedef struct segment_writer {
  segment_share *share;
  uint32_t shares;
  uint64_t order;
} segment_writer;

/* -1: out of memory. `schema` borrowed. */
int segment_writer_init(segment_writer *w, memory *m, const weir_schema *schema, uint32_t shares);
void segment_writer_finish(segment_writer *w);
void segment_writer_begin(segment_writer *w, uint64_t order);
/* Rows row[0..n) (NULL: all) of a chunk into a share. -1: out of memory. */
int segment_writer_append(segment_writer *w, uint32_t share, const weir_chunk *in, const uint32_t *row, uint32_t n);
uint64_t segment_writer_rows(const segment_writer *w, uint32_t share); /* since begin */
int segment_writer_end(segment_writer *w);
void segment_writer_clear(segment_writer *w, uint32_t share, uint64_t keep);

/* All segments of a share of several writers, by order. `list` is reused and grown. -1: out of memory. */
int segment_list_collect(segment_list *list, segment_writer *const *writer, uint32_t writers, uint32_t share);
/* A segment has been read for the last time: what its store holds beyond `keep` bytes and nobody needs is given back. Gives how
 * many bytes. */
uint64_t segment_release(const segment *s, uint64_t keep);
void segment_list_finish(segment_list *list);
#endif
