/* SPDX-License-Identifier: Apache-2.0 */
/* From the key of an entry to the plugin that has it: loaded at first use; what is not there, or is of another kind, is
 * told in words. */
#include "plan/builder.h"
#include "plan/spark_names.h"
#include "plugin/codes.h"
#include "data/near.h"

#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 256u

static void fill_source(plan_entry *e, const weir_source *s) {
  e->kind = PLAN_SOURCE;
  e->source = s;
  e->option = s->option;
  e->option_count = s->option_count;
  e->option_stride = s->option_stride;
  e->instance_size = s->instance_size;
}

static void fill_operator(plan_entry *e, const weir_operator *o) {
  e->kind = PLAN_OPERATOR;
  e->op = o;
  e->option = o->option;
  e->option_count = o->option_count;
  e->option_stride = o->option_stride;
  e->instance_size = o->instance_size;
}

static void fill_sink(plan_entry *e, const weir_sink *s) {
  e->kind = PLAN_SINK;
  e->sink = s;
  e->option = s->option;
  e->option_count = s->option_count;
  e->option_stride = s->option_stride;
  e->instance_size = s->instance_size;
}

/* False: the plugin has none of that kind and name. */
static bool find_entry(const plugin *p, const char *name, plan_kind want, plan_entry *e) {
  const weir_source *source = want == PLAN_SOURCE ? plugin_source(p, name) : NULL;
  const weir_operator *op = want == PLAN_OPERATOR ? plugin_operator(p, name) : NULL;
  const weir_sink *sink = want == PLAN_SINK ? plugin_sink(p, name) : NULL;
  if (source) fill_source(e, source);
  if (op) fill_operator(e, op);
  if (sink) fill_sink(e, sink);
  return source || op || sink;
}

static const char *kind_word(plan_kind kind) {
  return kind == PLAN_SOURCE ? "source" : kind == PLAN_SINK ? "sink" : "operator";
}

/* ---- what is not there ---- */

static void help_nearest_plugin(plan_builder *b, spec_diagnostic *error, const char *name, const char *otherwise) {
  uint32_t count = 0;
  char **names = error ? plugin_catalog_names(b->settings->catalog, &count) : NULL;
  const char *nearest = names ? near_best(name, (const char *const *)names, count) : NULL;
  if (nearest)
    spec_help(b->list, error, "did you mean \"%s\"?", nearest);
  else if (otherwise[0])
    spec_help(b->list, error, "%s", otherwise);
  plugin_names_free(names, count);
}

static bool refuse_plugin(plan_builder *b, const spec_entry *written, const plugin_error *err) {
  const spark_name *known = err->code == PLUGIN_E_NO_PLUGIN ? spark_name_find(written->key->text) : NULL;
  if (known) {
    spec_diagnostic *told =
        plan_error(b, PLAN_E_SPARK_NAME, written->key->span, "%s is %s here", known->spark, known->here);
    spec_help(b->list, told, "%s", known->help);
    return false;
  }
  spec_diagnostic *error = plan_error(b, err->code, written->key->span, "%s", err->text);
  if (err->code == PLUGIN_E_NO_PLUGIN)
    help_nearest_plugin(b, error, written->plugin, err->help);
  else if (err->help[0])
    spec_help(b->list, error, "%s", err->help);
  return false;
}

static uint32_t entry_names(const plugin *p, plan_kind want, const char **name) {
  uint32_t n = 0;
  for (uint32_t i = 0; want == PLAN_SOURCE && p->table->source[i] && n < NAMES_MAX; i++)
    name[n++] = p->table->source[i]->name;
  for (uint32_t i = 0; want == PLAN_OPERATOR && p->table->op[i] && n < NAMES_MAX; i++)
    name[n++] = p->table->op[i]->name;
  for (uint32_t i = 0; want == PLAN_SINK && p->table->sink[i] && n < NAMES_MAX; i++)
    name[n++] = p->table->sink[i]->name;
  return n;
}

static bool refuse_no_entry(plan_builder *b, const spec_entry *written, plan_kind want, const plugin *p) {
  const char *name[NAMES_MAX];
  const uint32_t n = entry_names(p, want, name);
  const char *nearest = near_best(written->entry, name, n);
  spec_diagnostic *error = plan_error(b, PLAN_E_NO_ENTRY, written->key->span, "plugin \"%s\" has no %s \"%s\"",
                                      written->plugin, kind_word(want), written->entry);
  if (nearest)
    spec_help(b->list, error, "did you mean \"%s.%s\"?", written->plugin, nearest);
  else
    spec_help(b->list, error, "\"weir plugins describe %s\" lists what it has", written->plugin);
  return false;
}

/* ---- what is of another kind ---- */

static void help_other_kind(plan_builder *b, spec_diagnostic *error, plan_kind is, plan_kind want, const char *stream,
                            const char *label, bool is_step) {
  if (is == PLAN_SINK)
    spec_help(b->list, error, "sinks stand under outputs: {from: %s, %s: {}}", stream, label);
  else if (want == PLAN_SINK)
    spec_help(b->list, error, "make it a stream, and read that here with a sink such as print");
  else if (is == PLAN_OPERATOR)
    spec_help(b->list, error, "add \"from\" with the stream that it reads");
  else if (is_step)
    spec_help(b->list, error, "a source is the first of the steps");
  else
    spec_help(b->list, error, "leave \"from\" out, or make the source a stream of its own");
}

static bool refuse_other_kind(plan_builder *b, const spec_entry *written, plan_kind is, plan_kind want,
                              const char *stream, bool is_step) {
  static const char *const where[] = {
      [PLAN_SOURCE] = "a stream that reads no other begins with a source",
      [PLAN_OPERATOR] = "here an operator is needed",
      [PLAN_SINK] = "an output ends in a sink",
  };
  const char *label = written->key->text;
  spec_diagnostic *error = plan_error(b, PLAN_E_OTHER_KIND, written->key->span, "\"%s\" is %s %s; %s", label,
                                      is == PLAN_OPERATOR ? "an" : "a", kind_word(is), where[want]);
  help_other_kind(b, error, is, want, stream, label, is_step);
  return false;
}

static bool refuse_function(plan_builder *b, const spec_entry *written, const char *what) {
  spec_diagnostic *error = plan_error(b, PLAN_E_OTHER_KIND, written->key->span,
                                      "\"%s\" is %s: it is called in expressions", written->key->text, what);
  spec_help(b->list, error, "such as: map: {value: \"%s(...)\"}", written->key->text);
  return false;
}

bool plan_resolve(plan_builder *b, const spec_entry *written, plan_kind want, const char *stream, bool is_step,
                  plan_entry *entry) {
  static const plan_kind kinds[] = {PLAN_SOURCE, PLAN_OPERATOR, PLAN_SINK};
  plugin_error err = {0};
  const plugin *p = plugin_catalog_load(b->settings->catalog, written->plugin, &err);
  if (!p) return refuse_plugin(b, written, &err);
  *entry = (plan_entry){.plugin = p, .label = written->key->text};
  if (find_entry(p, written->entry, want, entry)) return true;
  for (uint32_t i = 0; i < 3; i++)
    if (find_entry(p, written->entry, kinds[i], entry))
      return refuse_other_kind(b, written, kinds[i], want, stream, is_step);
  if (plugin_function(p, written->entry)) return refuse_function(b, written, "a function");
  if (plugin_aggregate(p, written->entry)) return refuse_function(b, written, "an aggregate");
  return refuse_no_entry(b, written, want, p);
}
