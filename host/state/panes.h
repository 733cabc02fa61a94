/* SPDX-License-Identifier: Apache-2.0 */
/* The panes of one window in one partition: what arrived in each piece of time of which windows are made (a slide, or
 * the greatest common part of length and slide), kept until it has left the window. A pane is rows. How they are worked
 * with is the caller's: feed() gives chunks to the operator.
 *
 *   MERGE  panes of partial results; two stacks: `back` grows pane by pane, `front` holds suffix results of older
 *          panes, so that a slide costs one merge of two results, however long the window. Results are merged in any
 *          order: aggregates that need the order of arrival take UNION.
 *   DELTA  the running table is the operator's; a slide feeds what enters (on arrival) and what leaves (WEIR_LEAVING).
 *   UNION  every slide feeds every row of the window.
 *
 * A batch adds first, then slides if it is time. Changes become final by commit; rollback undoes those of the running
 * batch. Batches come in the order of time. One thread at a time. */
#ifndef STATE_PANES_H
#define STATE_PANES_H
#include "data/rows.h"
#include "state/table.h"

typedef struct panes panes;
typedef struct panes_config {
  memory *memory;                           /* borrowed */
  uint32_t mode;                            /* WEIR_WINDOW_… */
  int64_t length_us, slide_us, interval_us; /* interval: of the input; length and slide are multiples */
  const weir_schema *schema;                /* of the rows kept; MERGE: of the dumped table; borrowed */
  int64_t zero_us; /* slides are counted from here: a slide ends at t when (t - zero) % slide == 0 */
} panes_config;
/* Hands a chunk to the operator with all its state in the table at hand; `flags` 0 or WEIR_LEAVING. Non-zero stops with
 * it. */
typedef int (*panes_feed_fn)(void *context, uint32_t flags, const weir_chunk *chunk);

/* NULL: out of memory. */
panes *panes_create(const panes_config *config);
void panes_destroy(panes *p);
/* UNION, DELTA: keep rows that arrived in the batch at hand. -1: out of memory. */
int panes_add(panes *p, int64_t batch_time_us, const weir_chunk *in);
/* MERGE: the batch ended with these partial results in `t`: dump it into the pane at hand (several batches may share a
 * pane). The walk clears a table of batch scope. -1: out of memory. */
int panes_add_table(panes *p, int64_t batch_time_us, table *t);
/* The window that ends at batch_time_us slides: feeds what the operator must see, in order of arrival but for MERGE.
 * MERGE: `work` is an empty table that feed() fills; used to build suffix results, and holds the window's result on
 * return. DELTA: leaving rows. UNION: all rows, then drops those that have left for good. -1 out of memory, else
 * feed()'s. */
int panes_slide(panes *p, int64_t batch_time_us, table *work, panes_feed_fn feed, void *context);
bool panes_slides_at(const panes *p, int64_t batch_time_us);
void panes_commit(panes *p);
void panes_rollback(panes *p);
uint64_t panes_bytes(const panes *p);
#endif
