/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a pipeline file, planned with the built-in plugins: options, expressions, bind, windows, and all that
 * stands in for what is wrong. There is a plan or there are errors, never both and never neither.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *variable(void *context, const char *name) {
  (void)context;
  return name[0] == 'A' ? "value" : NULL;
}

static plugin_catalog *catalog(void) {
  static plugin_catalog *made;
  if (!made) {
    made = plugin_catalog_create();
    if (!made || plugin_catalog_add(made, BUILT_IN_PLUGINS, true)) abort();
  }
  return made;
}

static void print(const plan *p) {
  char *text = plan_print(p), *streams = plan_print_streams(p);
  if (!text || !streams || strchr(streams, '\1')) abort(); /* nothing unknown is left in what may run */
  free(text);
  free(streams);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const spec_environment environment = {.variable = variable};
  static const hash_seed seed = {{1, 1}};
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec *loaded = spec_load("fuzz/a.yaml", (const char *)data, size, &environment, &list);
  const plan_settings settings = {
      .catalog = catalog(), .lanes = 2, .partitions = 3, .seed = &seed, .directory = "/pipelines"};
  plan *p = loaded ? plan_create(&loaded->pipeline, &settings, &list) : NULL;
  if ((p != NULL) != (list.errors == 0)) abort();
  if (p) print(p);
  plan_destroy(p);
  spec_destroy(loaded);
  spec_diagnostics_finish(&list);
  return 0;
}
