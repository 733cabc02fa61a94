/* SPDX-License-Identifier: Apache-2.0 */
/* demo: lines of text at a steady rate without any file or network, over and over, for a first pipeline. */
#include "pause.h"
#include "schedule.h"

typedef struct demo {
  int64_t lines_per_second;
  weir_texts text;
  schedule schedule;
  pause_event pause;
} demo;

static const weir_option options[] = {
    {.name = "lines_per_second",
     .help = "how many lines a second",
     .default_text = "10",
     .type = WEIR_OPT_I64,
     .offset = offsetof(demo, lines_per_second),
     .min = 1,
     .max = 1e9},
    {.name = "text",
     .help = "a list of lines to give in place of the ones built in",
     .type = WEIR_OPT_TEXTS,
     .offset = offsetof(demo, text)},
};

static const char *const river[] = {
    "a river runs past the mill and the mill turns",
    "the weir stands across the river and lets the water through",
    "water that waits behind the weir is not lost",
    "a little water every second turns the wheel all day",
    "when the rain comes the river rises and the weir holds",
    "when the rain stops the river falls and the wheel still turns",
    "the miller counts the sacks and the river counts nothing",
    "every drop passes the weir once and only once",
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_field(plan, "line", WEIR_STRING, 0);
}

static weir_status open_demo(void *self, const weir_open *open, const weir_mark *last, uint32_t marks,
                             weir_error *err) {
  (void)open;
  (void)last;
  (void)marks;
  return pause_init(&((demo *)self)->pause, err);
}

static void put_line(const demo *self, int64_t v, weir_out *out) {
  if (self->text.count) {
    const weir_str *line = &self->text.text[(uint64_t)v % self->text.count];
    weir_put_copy(out, 0, weir_text(line), line->len);
  } else {
    const char *line = river[(uint64_t)v % (sizeof river / sizeof river[0])];
    weir_put_copy(out, 0, line, (uint32_t)strlen(line));
  }
  weir_end_row(out);
}

static weir_status poll_demo(void *instance, weir_out *out, int64_t wait_us) {
  demo *self = instance;
  schedule_start(&self->schedule, self->lines_per_second, out->batch);
  int64_t due = schedule_due(&self->schedule, out->host, out->batch);
  if (due == 0) {
    pause_for(&self->pause, schedule_wait(&self->schedule, out->host, wait_us));
    due = schedule_due(&self->schedule, out->host, out->batch);
  }
  if (due == 0) return WEIR_IDLE;
  for (int64_t i = 0; i < due && i < WEIR_MAX_ROWS; i++) put_line(self, self->schedule.next++, out);
  return WEIR_OK;
}

static void wake(void *self) { pause_wake(&((demo *)self)->pause); }
static void close_demo(void *self) { pause_finish(&((demo *)self)->pause); }

WEIR_SOURCE(demo, .help = "Built-in lines of text at a steady rate, in the column line", .instance_size = sizeof(demo),
            WEIR_OPTIONS(options), .bind = bind, .open = open_demo, .poll = poll_demo, .wake = wake,
            .close = close_demo);
