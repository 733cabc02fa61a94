/* SPDX-License-Identifier: Apache-2.0 */
/* rate: numbered rows at a steady rate, for tests and first steps. Each batch has the rows that were due in its
 * interval. */
#include "pause.h"
#include "schedule.h"

typedef struct rate {
  int64_t rows_per_second;
  schedule schedule;
  pause_event pause;
} rate;

static const weir_option options[] = {
    {.name = "rows_per_second",
     .help = "how many rows a second",
     .default_text = "1",
     .type = WEIR_OPT_I64,
     .offset = offsetof(rate, rows_per_second),
     .min = 1,
     .max = 1e9},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  const weir_status s = plan->add_field(plan, "timestamp", WEIR_TIME, 0);
  return s ? s : plan->add_field(plan, "value", WEIR_I64, 0);
}

static weir_status open_rate(void *self, const weir_open *open, const weir_mark *last, uint32_t marks,
                             weir_error *err) {
  (void)open;
  (void)last;
  (void)marks;
  return pause_init(&((rate *)self)->pause, err);
}

static weir_status poll_rate(void *instance, weir_out *out, int64_t wait_us) {
  rate *self = instance;
  schedule_start(&self->schedule, self->rows_per_second, out->batch);
  int64_t due = schedule_due(&self->schedule, out->host, out->batch);
  if (due == 0) {
    pause_for(&self->pause, schedule_wait(&self->schedule, out->host, wait_us));
    due = schedule_due(&self->schedule, out->host, out->batch);
  }
  if (due == 0) return WEIR_IDLE;
  for (int64_t i = 0; i < due && i < WEIR_MAX_ROWS; i++) {
    const int64_t v = self->schedule.next++;
    weir_put_i64(out, 0, schedule_time(&self->schedule, v));
    weir_put_i64(out, 1, v);
    weir_end_row(out);
  }
  return WEIR_OK;
}

static void wake(void *self) { pause_wake(&((rate *)self)->pause); }
static void close_rate(void *self) { pause_finish(&((rate *)self)->pause); }

WEIR_SOURCE(rate, .help = "Numbered rows at a steady rate: timestamp, when the row was due, and value, 0, 1, 2 …",
            .instance_size = sizeof(rate), WEIR_OPTIONS(options), .bind = bind, .open = open_rate, .poll = poll_rate,
            .wake = wake, .close = close_rate);
