/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/load.h"
#include "data/files.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_LIMIT (256u * 1024 + 1) /* one more than is allowed, so that the spec says so */

/* `context`: a mapping that comes before the environment, or NULL. */
static const char *variable(void *context, const char *name) {
  const spec_pair *given = context ? spec_mapping_find(context, name) : NULL;
  if (given && given->value->kind == SPEC_SCALAR) return given->value->text;
  return getenv(name); /* NOLINT(concurrency-mt-unsafe): nothing sets the environment */
}

static bool read_file(void *context, const char *path, char *buffer, size_t capacity, size_t *ret_size, char *why,
                      size_t why_size) {
  char *text = NULL;
  (void)context;
  const int64_t n = files_read_all(path, capacity, &text);
  if (n == -EFBIG) {
    *ret_size = capacity;
    return true;
  }
  if (n < 0) {
    (void)snprintf(why, why_size, "%s", strerrordesc_np((int)-n));
    return false;
  }
  memcpy(buffer, text, (size_t)n);
  free(text);
  *ret_size = (size_t)n;
  return true;
}

static char *directory_of(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
}

bool pipeline_load(loaded_pipeline *p, const char *path, plugin_catalog *catalog) {
  return pipeline_load_trial(p, path, catalog, NULL, NULL);
}

bool pipeline_load_trial(loaded_pipeline *p, const char *path, plugin_catalog *catalog, const plan_trial *trial,
                         const spec_node *variables) {
  const spec_environment environment = {
      .context = (void *)(uintptr_t)variables, .variable = variable, .read_file = read_file};
  *p = (loaded_pipeline){0};
  spec_diagnostics_init(&p->diagnostics);
  const int64_t n = files_read_all(path, FILE_LIMIT, &p->text);
  if (n < 0) {
    (void)fprintf(stderr, "weir: cannot read %s: %s\n", path, strerrordesc_np((int)-n));
    return false;
  }
  if (!(p->directory = directory_of(path)))
    spec_error_no_memory(&p->diagnostics);
  else
    p->spec = spec_load(path, p->text, (size_t)n, &environment, &p->diagnostics);
  if (!p->spec) return true;
  const plan_settings settings = {.catalog = catalog, .directory = p->directory, .trial = trial};
  p->plan = plan_create(&p->spec->pipeline, &settings, &p->diagnostics);
  if (p->diagnostics.errors && p->plan) {
    plan_destroy(p->plan);
    p->plan = NULL;
  }
  return true;
}

void pipeline_print_diagnostics(loaded_pipeline *p) {
  spec_diagnostics_sort(&p->diagnostics);
  spec_diagnostics_print(&p->diagnostics, stderr);
}

void pipeline_unload(loaded_pipeline *p) {
  plan_destroy(p->plan);
  spec_destroy(p->spec);
  spec_diagnostics_finish(&p->diagnostics);
  free(p->directory);
  free(p->text);
  *p = (loaded_pipeline){0};
}
