/* SPDX-License-Identifier: Apache-2.0 */
/* A pipeline that is tried out: its sources give the rows that they are given, and what is looked at ends in a sink that
 * keeps it. The pipeline's own sources and sinks are checked as ever, and never opened. */
#include "plan/builder.h"

#include <string.h>

static bool set_image(plan_builder *b, plan_node *node, uint32_t size) {
  node->image = plan_get(b, 1, size + 1);
  node->image_size = size;
  return node->image != NULL;
}

bool plan_replace_source(plan_builder *b, plan_node *source) {
  const plan_trial *trial = b->settings->trial;
  if (!trial || !source->source) return true;
  source->source = trial->source;
  return set_image(b, source, trial->source->instance_size);
}

bool plan_sink_runs(const plan_builder *b, const plan_node *sink) {
  const plan_trial *trial = b->settings->trial;
  return sink->kind == PLAN_SINK && (!trial || sink->sink == trial->sink);
}

/* What the name's rows are read from, and where it stands; NULL: nothing of that name. */
static plan_node *tail_of(plan_builder *b, const char *name, const spec_node **key) {
  const spec_stream *stream = spec_find_stream(b->spec, name);
  if (strcmp(name, SPEC_DEAD_LETTERS) == 0) return plan_dead_letters(b, *key = b->spec->root);
  if (stream) {
    *key = stream->key;
    return plan_stream_tail(b, stream, stream->key);
  }
  for (size_t i = 0; i < b->spec->output_count; i++) {
    const spec_output *o = &b->spec->outputs[i];
    if (strcmp(o->name, name) != 0) continue;
    *key = o->key;
    return o->from.is_dead_letters ? plan_dead_letters(b, o->from.node)
           : o->from.stream        ? plan_stream_tail(b, o->from.stream, o->from.node)
                                   : NULL;
  }
  return NULL;
}

static bool add_sink(plan_builder *b, const char *name) {
  const spec_node *key = NULL;
  plan_node *from = tail_of(b, name, &key);
  if (!from) return true;
  draft *d = plan_get(b, 1, sizeof *d);
  plan_input *input = plan_get(b, 1, sizeof *input);
  input_need *need = plan_get(b, 1, sizeof *need);
  if (!d || !input || !need) return false;
  const spec_position at = spec_diagnostics_position(b->list, key->span.start);
  *input = (plan_input){.from = from, .schema = from->schema};
  *d = (draft){.key = key, .need = need, .entry = {.kind = PLAN_SINK, .label = "expect"}};
  d->node = (plan_node){.kind = PLAN_SINK,
                        .stream = name,
                        .label = "expect",
                        .sink = b->settings->trial->sink,
                        .input = input,
                        .inputs = 1,
                        .want_rows = UINT64_MAX,
                        .line = at.line,
                        .column = at.column};
  if (!set_image(b, &d->node, d->node.sink->instance_size)) return false;
  b->list->muted = true; /* that a window is held only for the trial is nobody's business */
  const bool settled = plan_settle_windows(b, d);
  b->list->muted = false;
  return settled && plan_add_node(b, &d->node);
}

bool plan_build_trial(plan_builder *b) {
  const plan_trial *trial = b->settings->trial;
  for (uint32_t i = 0; trial && i < trial->names; i++)
    if (!add_sink(b, trial->name[i])) return false;
  return true;
}
