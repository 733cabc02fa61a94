/* SPDX-License-Identifier: Apache-2.0 */
/* top: the n rows that come first in an order, of the batch or of each key; in that order.
 *
 * A heap of n row numbers with the last of them at its root: a row that comes before the root takes its place. */
#include "ordering.h"
#include <stdlib.h>

typedef struct top {
  ordering order;
  int64_t n;
  const weir_expressions *key; /* NULL: none */
  const weir_host *host;
} top;

static const weir_option options[] = {
    {.name = "by",
     .help = "columns to compare, the first counts most; the largest come first",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(top, order.by),
     .flags = WEIR_REQUIRED},
    {.name = "ascending",
     .help = "those of them that count from the smallest up",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(top, order.turned)},
    {.name = "n",
     .help = "how many rows",
     .default_text = "10",
     .type = WEIR_OPT_I64,
     .offset = offsetof(top, n),
     .min = 1,
     .max = 1e6},
    {.name = "key",
     .help = "columns or named expressions: so many rows of each key",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(top, key)},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  top *self = instance;
  int64_t length, slide;
  self->order.descends = 1;
  weir_status s = ordering_bind(&self->order, plan, 0, 1, err);
  if (!s) s = plan->add_input_fields(plan, 0);
  if (!s) s = plan->need_exchange(plan, 0, (self->key ? WEIR_BY_KEY : WEIR_SINGLE) | WEIR_ORDERED, self->key);
  if (!s) s = plan->need_rows(plan, 0, self->key);
  if (!s && plan->window_of(plan, 0, &length, &slide)) s = plan->need_window(plan, 0, WEIR_WINDOW_UNION, 0, 0);
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  (void)err;
  ((top *)instance)->host = open->host;
  return WEIR_OK;
}

/* ---- the heap ----------------------------------------------------------------------------------------------------- */

static void swap(uint32_t *a, uint32_t *b) {
  const uint32_t t = *a;
  *a = *b;
  *b = t;
}

static void sink(const ordering *o, uint32_t *heap, uint32_t n, uint32_t at) {
  for (;;) {
    uint32_t last = at;
    for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < n; child++)
      if (ordering_compare(o, heap[last], heap[child]) < 0) last = child;
    if (last == at) return;
    swap(&heap[at], &heap[last]);
    at = last;
  }
}

/* The first n of rows first .. end in the order, sorted; gives how many. */
static uint32_t select_first(const ordering *o, uint32_t first, uint32_t end, uint32_t n, uint32_t *heap) {
  if (n > end - first) n = end - first;
  if (!n) return 0;
  for (uint32_t i = 0; i < n; i++) heap[i] = first + i;
  for (uint32_t i = n / 2; i-- > 0;) sink(o, heap, n, i);
  for (uint32_t r = first + n; r < end; r++) {
    if (ordering_compare(o, r, heap[0]) > 0) continue;
    heap[0] = r;
    sink(o, heap, n, 0);
  }
  for (uint32_t left = n; left > 1; left--) {
    swap(&heap[0], &heap[left - 1]);
    sink(o, heap, left - 1, 0);
  }
  return n;
}

static uint32_t most_rows(const weir_column *list, uint32_t keys) {
  uint32_t most = 0;
  for (uint32_t k = 0, first = list->first; k < keys; first = list->ends[k++])
    if (list->ends[k] - first > most) most = list->ends[k] - first;
  return most;
}

static void put_keys(top *self, const weir_rows_scan *scan, weir_out *out) {
  self->order.rows = scan->input[0];
  const weir_column *list = weir_col(self->order.rows, 0);
  const uint32_t most = most_rows(list, scan->rows), n = self->n < most ? (uint32_t)self->n : most;
  uint32_t *heap = calloc((size_t)n + 1, sizeof *heap);
  if (!heap) {
    out->host->fail(out, "out of memory for the order of the rows");
    return;
  }
  for (uint32_t k = 0, first = list->first; k < scan->rows && !out->failed; first = list->ends[k++])
    ordering_put(&self->order, heap, select_first(&self->order, first, list->ends[k], n, heap), out);
  free(heap);
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  top *self = instance;
  weir_rows_scan scan = {.size = sizeof scan};
  (void)batch;
  while (!out->failed && out->host->scan_rows(self->host, &scan)) put_keys(self, &scan, out);
  return out->failed;
}

WEIR_OPERATOR(top, .help = "The rows with the largest values, of the batch or of each key: top: {by: hits, n: 10}",
              .instance_size = sizeof(top), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .batch_end = batch_end);
