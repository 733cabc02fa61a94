/* SPDX-License-Identifier: Apache-2.0 */
/* The one clock of a pipeline. A real one is the machine's; a fake one stands still until it is set, and nobody ever sleeps on
 * it: receivers then cut a batch as soon as their source says that it is idle. Any thread. */
#ifndef ENGINE_CLOCK_H
#define ENGINE_CLOCK_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct engine_clock {
  bool fake;
  _Atomic int64_t fake_us; /* wall time of a fake clock, its steady time too */
} engine_clock;

void clock_init_real(engine_clock *c);
void clock_init_fake(engine_clock *c, int64_t start_us);
/* µs since 1970; µs of a clock that never jumps. */
int64_t clock_wall(const engine_clock *c);
int64_t clock_steady(const engine_clock *c);
/* Fake: move on to `us`, never back. */
void clock_advance(engine_clock *c, int64_t us);
#endif
