/* SPDX-License-Identifier: Apache-2.0 */
/* batches: rows written in the pipeline file, one item of the list a batch, then the end. */
#include "pause.h"

typedef struct batches {
  const weir_schema *fields;
  weir_rows rows;
  int64_t partitions;
  int64_t batch_us; /* the batch that has its item */
  uint32_t next;    /* item */
  uint8_t repeat, begun;
  pause_event pause;
} batches;

static const weir_option options[] = {
    {.name = "fields",
     .help = "columns and their types: {user: string, n: int64}",
     .type = WEIR_OPT_FIELDS,
     .offset = offsetof(batches, fields),
     .flags = WEIR_REQUIRED},
    {.name = "rows",
     .help = "a list of batches, each a list of rows, each a list of values: [[[ann, 1]], [], [[bob, 2]]]",
     .type = WEIR_OPT_ROWS,
     .offset = offsetof(batches, rows),
     .flags = WEIR_REQUIRED},
    {.name = "partitions",
     .help = "accepted for pipelines that come from Spark; the rows of a batch are read in order",
     .default_text = "1",
     .type = WEIR_OPT_I64,
     .offset = offsetof(batches, partitions),
     .min = 1,
     .max = 65536},
    {.name = "repeat",
     .help = "begin again after the last item instead of ending",
     .default_text = "false",
     .type = WEIR_OPT_BOOL,
     .offset = offsetof(batches, repeat)},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  const batches *self = instance;
  weir_status s = WEIR_OK;
  (void)err;
  for (uint32_t i = 0; i < self->fields->count && !s; i++)
    s = plan->add_field_like(plan, NULL, weir_field_at(self->fields, i));
  return s;
}

static weir_status open_batches(void *self, const weir_open *open, const weir_mark *last, uint32_t marks,
                                weir_error *err) {
  (void)open;
  (void)last;
  (void)marks;
  return pause_init(&((batches *)self)->pause, err);
}

static void put_item(const weir_chunk *item, weir_out *out) {
  uint32_t row[256];
  for (uint32_t at = 0; at < item->rows;) {
    uint32_t n = 0;
    while (n < 256 && at < item->rows) row[n++] = at++;
    out->host->take(out, item, row, n);
  }
}

static weir_status poll_batches(void *instance, weir_out *out, int64_t wait_us) {
  batches *self = instance;
  if (self->next == self->rows.count) return WEIR_END; /* an empty list */
  if (self->begun && self->batch_us == out->batch->time_us) {
    pause_for(&self->pause, wait_us);
    return WEIR_IDLE;
  }
  self->begun = 1;
  self->batch_us = out->batch->time_us;
  put_item(self->rows.batch[self->next++], out);
  if (self->next < self->rows.count) return WEIR_OK;
  if (!self->repeat) return WEIR_END;
  self->next = 0;
  return WEIR_OK;
}

static void wake(void *self) { pause_wake(&((batches *)self)->pause); }
static void close_batches(void *self) { pause_finish(&((batches *)self)->pause); }

WEIR_SOURCE(batches, .help = "Rows written in the pipeline file, one item of the list a batch, then the end",
            .instance_size = sizeof(batches), WEIR_OPTIONS(options), .bind = bind, .open = open_batches,
            .poll = poll_batches, .wake = wake, .close = close_batches);
