/* SPDX-License-Identifier: Apache-2.0 */
#include "case.h"
#include "data/files.h"
#include "engine/log.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define START_US INT64_C(1767225600000000) /* 2026-01-01T00:00:00Z */

static const char *variable(void *context, const char *name) {
  (void)context;
  return getenv(name);
}

static plugin_catalog *catalog(void) {
  plugin_catalog *c = plugin_catalog_create();
  char *path = strdup(getenv("WEIR_PLUGIN_PATH") ? getenv("WEIR_PLUGIN_PATH") : ""), *at = path;
  for (char *d = strsep(&at, ":"); d; d = strsep(&at, ":"))
    if (*d) (void)plugin_catalog_add(c, d, true);
  free(path);
  return c;
}

static void split_lines(case_result *r) {
  uint32_t capacity = 0;
  for (char *at = r->text, *l = strsep(&at, "\n"); l; l = strsep(&at, "\n")) {
    if (!*l) continue;
    if (r->lines == capacity) {
      capacity = capacity ? capacity * 2 : 256;
      r->line = realloc(r->line, capacity * sizeof(char *));
    }
    r->line[r->lines++] = l;
  }
}

static void read_capture(int fd, case_result *r) {
  const off_t n = lseek(fd, 0, SEEK_END);
  r->text = calloc(1, (size_t)n + 1);
  if (pread(fd, r->text, (size_t)n, 0) != n) abort();
  split_lines(r);
}

static bool run_plan(const plan *p, const case_variant *v, case_result *r) {
  engine_clock clock;
  char why[800], number[16];
  const int fd = memfd_create("capture", MFD_CLOEXEC);
  (void)fcntl(fd, F_SETFL, O_APPEND); /* sinks write side by side */
  (void)snprintf(number, sizeof number, "%d", fd);
  (void)setenv("WEIR_CAPTURE", number, 1);
  clock_init_fake(&clock, START_US);
  const engine_settings settings = {.clock = &clock,
                                    .chunk_rows = v->chunk_rows,
                                    .random_order = v->random_order,
                                    .amnesia = v->amnesia,
                                    .max_batches = v->max_batches,
                                    .on_batch = v->on_batch,
                                    .context = v->context};
  engine *e = engine_create(p, &settings, why, sizeof why);
  if (!e || engine_start(e, why, sizeof why)) {
    (void)fprintf(stderr, "the engine did not start: %s\n", why);
    engine_destroy(e);
    (void)close(fd);
    return false;
  }
  r->outcome = engine_wait(e);
  engine_get_totals(e, &r->totals);
  (void)snprintf(r->failure, sizeof r->failure, "%s", engine_failure(e));
  engine_destroy(e);
  read_capture(fd, r);
  (void)close(fd);
  return true;
}

bool case_run(const char *path, const case_variant *v, case_result *r) {
  static const hash_seed seed = {{1, 2}};
  const spec_environment environment = {.variable = variable};
  spec_diagnostics diagnostics;
  plugin_catalog *c = catalog();
  char *text = NULL, *directory = strdup(path);
  *r = (case_result){0};
  log_configure(LOG_HUMAN, WEIR_LOG_ERROR);
  spec_diagnostics_init(&diagnostics);
  *strrchr(directory, '/') = 0;
  const plan_settings settings = {
      .catalog = c, .lanes = v->lanes, .partitions = v->partitions, .seed = &seed, .directory = directory};
  const int64_t n = files_read_all(path, 1 << 20, &text);
  spec *s = n < 0 ? NULL : spec_load(path, text, (size_t)n, &environment, &diagnostics);
  plan *p = s ? plan_create(&s->pipeline, &settings, &diagnostics) : NULL;
  spec_diagnostics_print(&diagnostics, stderr);
  const bool ran = p && diagnostics.errors == 0 && run_plan(p, v, r);
  plan_destroy(p);
  spec_destroy(s);
  spec_diagnostics_finish(&diagnostics);
  plugin_catalog_destroy(c);
  free(text);
  free(directory);
  return ran;
}

void case_result_finish(case_result *r) {
  free(r->line);
  free(r->text);
  *r = (case_result){0};
}
