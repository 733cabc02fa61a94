/* SPDX-License-Identifier: Apache-2.0 */
/* glom: the rows of a batch as one row of lists. Spark gives one of each partition; the partitions of a batch are no part
 * of its meaning here, so all rows are gathered. */
#include "grouping.h"

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  grouping *self = instance;
  int64_t length, slide;
  (void)err;
  self->inputs = 1;
  self->columns = plan->input[0]->count;
  weir_status s = plan->need_exchange(plan, 0, WEIR_SINGLE | WEIR_ORDERED, NULL);
  if (!s) s = plan->need_rows(plan, 0, NULL);
  if (!s && plan->window_of(plan, 0, &length, &slide)) s = plan->need_window(plan, 0, WEIR_WINDOW_UNION, 0, 0);
  for (uint32_t c = 0; c < self->columns && !s; c++) s = grouping_add_list(plan, "", weir_field_at(plan->input[0], c));
  return s;
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  grouping *self = instance;
  weir_rows_scan scan = {.size = sizeof scan};
  (void)batch;
  while (!out->failed && out->host->scan_rows(self->host, &scan)) {
    for (uint32_t c = 0; c < self->columns; c++) self->col[c] = weir_col(scan.input[0], c);
    out->host->emit(out, self->col, scan.rows);
  }
  return out->failed;
}

WEIR_OPERATOR(glom, .help = "One row a batch: each column as the list of its values; none for an empty batch",
              .instance_size = sizeof(grouping), .bind = bind, .open = grouping_open, .batch_end = batch_end,
              .close = grouping_close);
