/* SPDX-License-Identifier: Apache-2.0 */
/* distinct: every different row of the batch, or of the window behind `window`, once; with columns, only those. */
#include "counting.h"

static const weir_option options[] = {
    {.name = "columns",
     .help = "the columns that are kept, and of which no two rows have the same; default: all",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(counting, columns),
     .flags = WEIR_MAIN},
};

COUNTING_COMBINER(distinct, WEIR_OPTIONS(options), .bind = counting_bind_combiner);

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  return counting_bind_main(self, plan, &combiner);
}

/* Rows first .. first+n of the scan's keys. */
static void put_keys(const weir_scan *scan, weir_out *out) {
  for (uint32_t first = 0; first < scan->rows && !out->failed;) {
    uint32_t row[WEIR_MAX_ROWS], n = scan->rows - first;
    if (n > out->capacity - out->rows) n = out->capacity - out->rows;
    for (uint32_t i = 0; i < n; i++) row[i] = first + i;
    out->host->take(out, scan->keys, row, n);
    first += n;
  }
}

static weir_status put(void *instance, const weir_batch *batch, weir_out *out) {
  const counting *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = self->delta ? WEIR_SCAN_ALL : WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) put_keys(&scan, out);
  return out->failed;
}

WEIR_OPERATOR(distinct, .help = "Every different row once: distinct: {}, or of some columns: distinct: [user]",
              .instance_size = sizeof(counting), WEIR_OPTIONS(options), .bind = bind, .open = counting_open,
              .process = counting_merge, .batch_end = put);
