/* SPDX-License-Identifier: Apache-2.0 */
/* sort: the rows of a batch in order. They meet in one partition and are kept until its end. */
#include "ordering.h"
#include <stdlib.h>

typedef struct sort {
  ordering order;
  const weir_host *host;
} sort;

static const weir_option options[] = {
    {.name = "by",
     .help = "columns to compare, the first counts most",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(sort, order.by),
     .flags = WEIR_REQUIRED | WEIR_MAIN},
    {.name = "descending",
     .help = "those of them that count from the largest down",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(sort, order.turned)},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  const sort *self = instance;
  int64_t length, slide;
  weir_status s = ordering_bind(&self->order, plan, 0, 1, err);
  if (!s) s = plan->add_input_fields(plan, 0);
  if (!s) s = plan->need_exchange(plan, 0, WEIR_SINGLE | WEIR_ORDERED, NULL);
  if (!s) s = plan->need_rows(plan, 0, NULL);
  if (!s && plan->window_of(plan, 0, &length, &slide)) s = plan->need_window(plan, 0, WEIR_WINDOW_UNION, 0, 0);
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  (void)err;
  ((sort *)instance)->host = open->host;
  return WEIR_OK;
}

static int compare(const void *a, const void *b, void *order) {
  return ordering_compare(order, *(const uint32_t *)a, *(const uint32_t *)b);
}

static void put_sorted(sort *self, const weir_rows_scan *scan, weir_out *out) {
  self->order.rows = scan->input[0];
  const weir_column *list = weir_col(self->order.rows, 0);
  const uint32_t n = list->ends[0] - list->first;
  uint32_t *row = malloc((size_t)n * sizeof *row);
  if (!row) {
    out->host->fail(out, "out of memory for the order of the rows");
    return;
  }
  for (uint32_t r = 0; r < n; r++) row[r] = list->first + r;
  qsort_r(row, n, sizeof *row, compare, &self->order);
  ordering_put(&self->order, row, n, out);
  free(row);
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  sort *self = instance;
  weir_rows_scan scan = {.size = sizeof scan};
  (void)batch;
  while (!out->failed && out->host->scan_rows(self->host, &scan)) put_sorted(self, &scan, out);
  return out->failed;
}

WEIR_OPERATOR(sort, .help = "The rows of each batch in order: sort: {by: [path, hits], descending: [hits]}",
              .instance_size = sizeof(sort), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .batch_end = batch_end);
