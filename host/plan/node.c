/* SPDX-License-Identifier: Apache-2.0 */
/* One entry of the file becomes a node: resolved, its options filled, bound, and fitted between the nodes it reads.
 *
 * An error does not end the work. What is wrong is told once; something stands in for it where that leaves the names of
 * columns right; columns that depend on it are marked SCHEMA_UNKNOWN, and where not even names are known there is
 * a column SCHEMA_ANY, which operators that pass on what they read pass on too. What follows from an error is then known from what is an error of its own. */
#include "plan/bind.h"
#include "plan/options.h"
#include "spec/read.h"

#include <string.h>

/* Inputs, their names and schemas; arrays that live as long as the plan. */
typedef struct inputs {
  plan_node **from;
  const weir_schema **schema;
  const char **stream;
  uint32_t count;
  uint32_t *of_option; /* [option_count]: the input that a STREAM option became, or WEIR_NO_ROW */
} inputs;

/* STREAM options are further inputs, in the order of the table. */
static bool add_stream_inputs(plan_builder *b, draft *d, inputs *in) {
  for (uint32_t i = 0; i < d->entry.option_count; i++) {
    const weir_option *o = option_at(&d->entry, i);
    in->of_option[i] = WEIR_NO_ROW;
    if (o->type != WEIR_OPT_STREAM || !d->given[i]) continue;
    const bool is_name = spec_expect_kind(b->list, d->given[i], o->name, SPEC_SCALAR);
    plan_node *from = is_name ? plan_named_stream(b, d->given[i]) : plan_open_node(b, "");
    if (!from) return false;
    in->of_option[i] = in->count;
    in->from[in->count++] = from;
  }
  return true;
}

static bool gather_inputs(plan_builder *b, draft *d, const node_place *place, inputs *in) {
  const size_t most = (size_t)place->inputs + d->entry.option_count + 1;
  in->from = plan_get(b, most, sizeof(plan_node *));
  in->schema = plan_get(b, most, sizeof(weir_schema *));
  in->stream = plan_get(b, most, sizeof(char *));
  in->of_option = plan_get(b, most, sizeof *in->of_option);
  if (!in->from || !in->schema || !in->stream || !in->of_option) return false;
  for (uint32_t i = 0; i < place->inputs; i++) in->from[in->count++] = place->from[i];
  if (!add_stream_inputs(b, d, in)) return false;
  for (uint32_t i = 0; i < in->count; i++) {
    in->schema[i] = in->from[i]->schema;
    in->stream[i] = in->from[i]->stream;
  }
  return true;
}

static bool init_inputs(plan_builder *b, draft *d, const inputs *in) {
  d->node.inputs = in->count;
  d->node.input = plan_get(b, in->count + 1, sizeof *d->node.input);
  d->need = plan_get(b, in->count + 1, sizeof *d->need);
  if (!d->node.input || !d->need) return false;
  for (uint32_t i = 0; i < in->count; i++)
    d->node.input[i] = (plan_input){.from = in->from[i], .schema = in->schema[i]};
  return true;
}

static draft *new_draft(plan_builder *b, const node_place *place, const plan_entry *entry) {
  draft *d = plan_get(b, 1, sizeof *d);
  if (!d) return NULL;
  const spec_position at = spec_diagnostics_position(b->list, place->written->key->span.start);
  *d = (draft){.entry = *entry, .key = place->written->key, .body = place->written->body};
  d->node = (plan_node){.kind = entry->kind,
                        .stream = place->name,
                        .label = entry->label,
                        .plugin = entry->plugin,
                        .op = entry->op,
                        .source = entry->source,
                        .sink = entry->sink,
                        .row_wise = entry->op && entry->op->flags & WEIR_ROW_WISE,
                        .want_rows = UINT64_MAX,
                        .on_error = entry->op ? place->policy : SPEC_ON_ERROR_UNSET,
                        .line = at.line,
                        .column = at.column};
  return d;
}

/* What the stream says of all its operators, where this one does not say it itself. */
static void take_on_error(draft *d, const node_place *place) {
  for (uint32_t i = 0; place->on_error && i < d->entry.option_count; i++) {
    if (strcmp(option_at(&d->entry, i)->name, "on_error") != 0) continue;
    if (!d->given[i]) d->given[i] = place->on_error;
    d->took_on_error = true;
  }
}

static void keep_needs(draft *d) {
  for (uint32_t i = 0; i < d->node.inputs; i++) {
    d->node.input[i].ordered = d->need[i].ordered;
    d->node.input[i].rows_key = d->need[i].rows_key;
  }
}

/* The combiner is filled from the same body and bound on input 0; what it gives is what `main` gets. */
static bool add_combiner(plan_builder *b, draft *main, const node_place *place, const inputs *in) {
  plan_entry entry = main->entry;
  entry.kind = PLAN_COMBINER;
  entry.op = main->combiner;
  entry.instance_size = main->combiner->instance_size;
  draft *d = new_draft(b, place, &entry);
  if (!d) return false;
  inputs raw = *in;
  raw.count = 1;
  d->given = main->given;
  d->node.row_wise = false;
  if (!init_inputs(b, d, &raw)) return false;
  if (!options_fill(b, d, in->schema, in->stream, in->count, in->of_option) || d->hopeless) return false;
  if (!plan_bind(b, d, in->schema, 1) || !plan_check_combiner(b, d, main)) return false;
  d->node.input[0].from = main->node.input[0].from;
  d->node.slide_us = d->node.input[0].from->slide_us;
  main->node.input[0].from = &d->node;
  main->node.input[0].schema = d->node.schema;
  main->node.combiner = &d->node;
  main->node.checks = 0; /* what can fail are its partial rows no more */
  return plan_add_node(b, &d->node);
}

/* ---- what is wrong ---- */

plan_node *plan_open_node(plan_builder *b, const char *stream) {
  draft *d = plan_get(b, 1, sizeof *d);
  schema *s = plan_new_schema(b);
  if (!d || !s) return NULL;
  if (schema_add_type(s, SCHEMA_ANY, WEIR_STRING, WEIR_NULLABLE | SCHEMA_UNKNOWN)) {
    spec_error_no_memory(b->list);
    return NULL;
  }
  d->slide_unsure = true;
  d->node = (plan_node){.stream = stream, .label = "", .schema = &s->schema, .slide_us = b->owner->plan.interval_us};
  return &d->node;
}

static bool is_unsure(const weir_schema *s) {
  bool unsure = schema_is_open(s);
  for (uint32_t i = 0; i < s->count; i++) unsure |= (weir_field_at(s, i)->flags & SCHEMA_UNKNOWN) != 0;
  return unsure;
}

/* Whether what bind says may only follow from an error that is told already. */
static bool bind_is_unsure(const draft *d, const inputs *in) {
  bool unsure = d->faulty;
  for (uint32_t i = 0; i < in->count; i++) unsure |= is_unsure(in->schema[i]);
  return unsure;
}

/* The same of lengths and slides. */
static bool slide_is_unsure(const draft *d, const inputs *in) {
  bool unsure = d->slide_unsure;
  for (uint32_t i = 0; i < in->count; i++) unsure |= draft_of(in->from[i])->slide_unsure;
  return unsure;
}

/* A node that is whole, or one whose rows are known all the same. False: nothing is known of them. */
static bool bind_node(plan_builder *b, draft *d, const node_place *place, const inputs *in) {
  const bool was_muted = b->list->muted;
  b->list->muted |= bind_is_unsure(d, in);
  bool is_bound = plan_bind(b, d, in->schema, in->count);
  d->faulty |= is_bound && !plan_check_needs(b, d);
  d->slide_unsure = slide_is_unsure(d, in);
  b->list->muted |= d->slide_unsure;
  d->slide_unsure |= is_bound && !plan_settle_windows(b, d);
  if (!d->node.slide_us) d->node.slide_us = b->owner->plan.interval_us;
  keep_needs(d);
  if (is_bound && !d->faulty && !d->slide_unsure && d->combiner) d->faulty = !add_combiner(b, d, place, in);
  b->list->muted = was_muted;
  return is_bound;
}

plan_node *plan_make_node(plan_builder *b, const node_place *place) {
  plan_entry entry;
  inputs in = {0};
  if (!plan_resolve(b, place->written, place->want, place->inputs ? place->from[0]->stream : place->name,
                    place->is_step, &entry))
    return plan_open_node(b, place->name);
  draft *d = new_draft(b, place, &entry);
  if (!d) return NULL;
  d->misread = d->faulty = d->slide_unsure = !options_assign(b, d);
  if (!d->given) return NULL;
  take_on_error(d, place);
  if (!gather_inputs(b, d, place, &in) || !init_inputs(b, d, &in)) return NULL;
  if (!options_fill(b, d, in.schema, in.stream, in.count, in.of_option)) return NULL;
  if (d->hopeless || !bind_node(b, d, place, &in)) return plan_open_node(b, place->name);
  if (!plan_replace_source(b, &d->node)) return NULL;
  return plan_add_node(b, &d->node) ? &d->node : NULL;
}
