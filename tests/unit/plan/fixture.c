/* SPDX-License-Identifier: Apache-2.0 */
/* See fixture.h. */
#include "fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *variable(void *context, const char *name) {
  (void)context;
  return strcmp(name, "NAME") == 0 ? "it's" : NULL;
}

planned plan_text(const char *yaml, uint32_t partitions) {
  static const hash_seed seed = {{1, 1}};
  const spec_environment environment = {.variable = variable};
  planned p = {.catalog = plugin_catalog_create()};
  assert_non_null(p.catalog);
  assert_int_equal(plugin_catalog_add(p.catalog, PLANNER_PLUGINS, false), 0);
  assert_int_equal(plugin_catalog_add(p.catalog, BUILT_IN_PLUGINS, false), 0);
  const plan_settings settings = {
      .catalog = p.catalog, .lanes = 4, .partitions = partitions, .seed = &seed, .directory = "/pipelines"};
  spec_diagnostics_init(&p.list);
  p.spec = spec_load("p.yaml", yaml, strlen(yaml), &environment, &p.list);
  assert_non_null(p.spec);
  p.plan = plan_create(&p.spec->pipeline, &settings, &p.list);
  return p;
}

void planned_finish(planned *p) {
  plan_destroy(p->plan);
  spec_destroy(p->spec);
  spec_diagnostics_finish(&p->list);
  plugin_catalog_destroy(p->catalog);
}

planned plan_good(const char *yaml) {
  planned p = plan_text(yaml, 0);
  if (!p.plan) spec_diagnostics_print(&p.list, stderr);
  assert_non_null(p.plan);
  return p;
}

static char *diagnostics_text(const spec_diagnostics *list) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  assert_non_null(out);
  for (size_t i = 0; i < list->kept_count; i++) {
    const spec_diagnostic *d = list->kept[i];
    if (!spec_span_is_nowhere(d->where)) {
      const spec_position at = spec_diagnostics_position(list, d->where.start);
      fprintf(out, "%u:%u: ", at.line, at.column);
    }
    fprintf(out, "%s[E%03u]: %s", d->severity == SPEC_ERROR ? "error" : "warning", (unsigned)d->code, d->message);
    for (size_t k = 0; k < d->note_count; k++) fprintf(out, " | %s", d->notes[k].text);
    if (d->help) fprintf(out, " | help: %s", d->help);
    fputc('\n', out);
  }
  assert_int_equal(fclose(out), 0);
  return text;
}

void assert_diagnostics(const char *yaml, const char *expected) {
  planned p = plan_text(yaml, 0);
  char *text = diagnostics_text(&p.list);
  assert_string_equal(text, expected);
  assert_int_equal(p.plan == NULL, p.list.errors > 0);
  free(text);
  planned_finish(&p);
}

void assert_plan(const char *yaml, const char *expected) {
  planned p = plan_good(yaml);
  char *text = plan_print(p.plan);
  assert_non_null(text);
  assert_string_equal(text, expected);
  free(text);
  planned_finish(&p);
}

void assert_streams(const char *yaml, const char *expected) {
  planned p = plan_good(yaml);
  char *text = plan_print_streams(p.plan);
  assert_non_null(text);
  assert_string_equal(text, expected);
  free(text);
  planned_finish(&p);
}

const plan_node *find_node(const planned *p, const char *stream, const char *label, plan_kind kind) {
  for (uint32_t i = 0; i < p->plan->nodes; i++) {
    const plan_node *node = p->plan->node[i];
    if (node->kind == kind && strcmp(node->stream, stream) == 0 && strcmp(node->label, label) == 0) return node;
  }
  fail_msg("no node %s: %s", stream, label);
  return NULL;
}
