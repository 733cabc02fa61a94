/* SPDX-License-Identifier: Apache-2.0 */
/* So many rows a second, counted from the beginning of the first batch: row v is due v/rate seconds later. Batches
 * alone decide which rows are theirs, so that a run with other timing gives the same batches. */
#ifndef SOURCES_SCHEDULE_H
#define SOURCES_SCHEDULE_H
#include <weir/weir.h>

typedef struct schedule {
  int64_t rate; /* rows a second, 1 … 1e9 */
  int64_t start_us;
  int64_t next; /* number of the next row */
  uint32_t started, reserved;
} schedule;

static inline void schedule_start(schedule *s, int64_t rate, const weir_batch *batch) {
  if (s->started) return;
  *s = (schedule){.rate = rate, .start_us = batch->time_us - batch->interval_us, .started = 1};
}

/* When row v is due. */
static inline int64_t schedule_time(const schedule *s, int64_t v) {
  return s->start_us + v / s->rate * 1000000 + v % s->rate * 1000000 / s->rate;
}

/* How many rows are due by now in the batch at hand, rows that came late for the batches before among them. */
static inline int64_t schedule_due(const schedule *s, const weir_host *host, const weir_batch *batch) {
  const int64_t now = host->now(host, WEIR_CLOCK_WALL);
  const int64_t passed = (now < batch->time_us ? now : batch->time_us) - s->start_us;
  if (passed <= 0) return 0;
  const int64_t all = passed / 1000000 * s->rate + (passed % 1000000 * s->rate + 999999) / 1000000;
  return all > s->next ? all - s->next : 0;
}

/* How long to wait for the next row, at most wait_us. */
static inline int64_t schedule_wait(const schedule *s, const weir_host *host, int64_t wait_us) {
  const int64_t left = schedule_time(s, s->next) + 1 - host->now(host, WEIR_CLOCK_WALL);
  return left < wait_us ? left : wait_us;
}
#endif
