/* SPDX-License-Identifier: Apache-2.0 */
/* How much of the machine a pipeline takes: lanes, partitions, memory; and the seed of its hashes. What the file does
 * not say is the machine's or its cgroup's. Linux. */
#include "data/files.h"
#include "plan/builder.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define LANES_MAX 256u
#define PARTITIONS_MAX 1024u
#define LEAST_MEMORY (UINT64_C(64) << 20)

static uint32_t cores(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set)) return 1;
  const uint32_t n = (uint32_t)CPU_COUNT(&set);
  return n < 1 ? 1 : n > LANES_MAX ? LANES_MAX : n;
}

/* A number of bytes from a cgroup's file; UINT64_MAX: there is none, or no limit. */
static uint64_t read_limit(const char *path) {
  char *text = NULL, *end = NULL;
  if (files_read_all(path, 4096, &text) < 0) return UINT64_MAX;
  const uint64_t value = strtoull(text, &end, 10);
  const bool is_number = end != text;
  free(text);
  return is_number && value ? value : UINT64_MAX;
}

/* The limit of the process's own group, in a hierarchy of version 2. */
static uint64_t own_group_limit(void) {
  char *text = NULL, path[600] = "";
  if (files_read_all("/proc/self/cgroup", 65536, &text) < 0) return UINT64_MAX;
  const char *line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");
  if (line) {
    line = strchr(line, '/');
    const int n = line ? (int)strcspn(line, "\n") : 0;
    if (n > 0 && n < 500) (void)snprintf(path, sizeof path, "/sys/fs/cgroup%.*s/memory.max", n, line);
  }
  free(text);
  return path[0] ? read_limit(path) : UINT64_MAX;
}

/* Half of what the machine or the cgroup has. */
static uint64_t default_memory(void) {
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  uint64_t most = pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size : LEAST_MEMORY * 2;
  const uint64_t group[] = {own_group_limit(), read_limit("/sys/fs/cgroup/memory.max"),
                            read_limit("/sys/fs/cgroup/memory/memory.limit_in_bytes")};
  for (uint32_t i = 0; i < 3; i++)
    if (group[i] < most) most = group[i];
  return most / 2 > LEAST_MEMORY ? most / 2 : LEAST_MEMORY;
}

static bool in_range(plan_builder *b, const char *what, uint32_t value, uint32_t most) {
  if (value <= most) return true;
  plan_error(b, PLAN_E_SETTING, SPEC_NOWHERE, "%u %s; there are 1 to %u", value, what, most);
  return false;
}

static bool set_seed(plan_builder *b, hash_seed *seed) {
  if (b->settings->seed) {
    *seed = *b->settings->seed;
    return true;
  }
  ssize_t n = 0;
  do n = getrandom(seed, sizeof *seed, 0);
  while (n < 0 && errno == EINTR);
  if (n == (ssize_t)sizeof *seed) return true;
  plan_error(b, PLAN_E_SETTING, SPEC_NOWHERE, "the system gives no random bytes for the seed of hashes");
  return false;
}

bool plan_set_limits(plan_builder *b) {
  plan *p = &b->owner->plan;
  const plan_settings *s = b->settings;
  if (!in_range(b, "lanes", s->lanes, LANES_MAX) || !in_range(b, "partitions", s->partitions, PARTITIONS_MAX))
    return false;
  p->lanes = s->lanes ? s->lanes : b->spec->lanes ? (uint32_t)b->spec->lanes : cores();
  p->partitions = s->partitions ? s->partitions : b->spec->partitions ? (uint32_t)b->spec->partitions : p->lanes;
  p->memory_limit = b->spec->memory ? (uint64_t)b->spec->memory : default_memory();
  p->max_row = (uint64_t)b->spec->max_row;
  return set_seed(b, &p->seed);
}
