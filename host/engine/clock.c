/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/clock.h"
#include <time.h>

void clock_init_real(engine_clock *c) {
  c->fake = false;
  atomic_init(&c->fake_us, 0);
}

void clock_init_fake(engine_clock *c, int64_t start_us) {
  c->fake = true;
  atomic_init(&c->fake_us, start_us);
}

static int64_t machine_clock(clockid_t id) {
  struct timespec t;
  (void)clock_gettime(id, &t); /* cannot fail for these clocks */
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_wall(const engine_clock *c) { return c->fake ? atomic_load(&c->fake_us) : machine_clock(CLOCK_REALTIME); }

int64_t clock_steady(const engine_clock *c) {
  return c->fake ? atomic_load(&c->fake_us) : machine_clock(CLOCK_MONOTONIC);
}

void clock_advance(engine_clock *c, int64_t us) {
  int64_t now = atomic_load(&c->fake_us);
  while (now < us && !atomic_compare_exchange_weak(&c->fake_us, &now, us)) continue;
}
