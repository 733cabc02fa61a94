/* SPDX-License-Identifier: Apache-2.0 */
/* weir_host for everyone: clock, log, counters, extensions. */
#include "engine/running.h"
#include "plan/call_host.h"

static int64_t host_now(const weir_host *host, uint32_t which) {
  const instance *i = instance_of_host(host);
  const engine_clock *c = i->engine->clock;
  if (c->fake && i->node->kind == PLAN_SOURCE)
    return i->out.batch->time_us; /* its own batch's, whatever the others are at */
  return which == WEIR_CLOCK_WALL ? clock_wall(c) : clock_steady(c);
}

static void host_log(const weir_host *host, uint32_t level, const char *text) {
  const instance *i = instance_of_host(host);
  char place[160];
  log_line(level, i->engine->plan->name, instance_place(i, place, sizeof place), "%s", text);
}

/* The name is kept as given: a plugin's literals stay mapped as long as the engine runs. */
static uint32_t host_counter(const weir_host *host, const char *name, const char *help) {
  instance *i = instance_of_host(host);
  (void)help;
  for (uint32_t k = 0; k < i->counters; k++)
    if (strcmp(i->counter_name[k], name) == 0) return k;
  if (i->counters == 16) return 15;
  i->counter_name[i->counters] = name;
  return i->counters++;
}

static void host_count(const weir_host *host, uint32_t counter, uint64_t n) {
  if (counter < 16) instance_of_host(host)->counted[counter] += n;
}

static void *resize_memory(const weir_host *host, void *p, uint64_t from, uint64_t to) {
  return memory_resize(instance_of_host(host)->engine->memory, MEMORY_WAITING, p, from, to);
}

static const weir_memory memory_service = {.size = sizeof memory_service, .resize = resize_memory};

static const void *host_extension(const weir_host *host, const char *id) {
  return strcmp(id, WEIR_MEMORY_ID) == 0 ? &memory_service : call_host_extension(host, id);
}

void host_services_init(weir_host *host) {
  host->size = sizeof *host;
  host->minor = WEIR_ABI_MINOR;
  host->now = host_now;
  host->log = host_log;
  host->counter = host_counter;
  host->count = host_count;
  host->extension = host_extension;
}
