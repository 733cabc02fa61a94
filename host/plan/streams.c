/* SPDX-License-Identifier: Apache-2.0 */
/* Streams, each after those it reads, and outputs. What is wrong with a stream is reported once; what reads it is
 * checked as far as that leaves something to be known. */
#include "plan/builder.h"
#include "plan/options.h"
#include "data/near.h"
#include "spec/read.h"

#include <stdlib.h>
#include <string.h>

/* ---- by name ---- */

static plan_stream *stream_of(const plan_builder *b, const spec_stream *s) {
  return &b->owner->stream[s - b->spec->streams];
}

static void refuse_name(plan_builder *b, const spec_node *name) {
  char shown[SPEC_NAME_LIMIT + 1], list[400];
  const size_t count = b->spec->stream_count;
  spec_diagnostic *error =
      plan_error(b, SPEC_E_NO_STREAM, name->span, "no stream \"%s\"", spec_node_shown(name, shown, sizeof shown));
  const char **names = error ? calloc(count + 1, sizeof *names) : NULL;
  if (!names) return;
  for (size_t i = 0; i < count; i++) names[i] = b->spec->streams[i].name;
  names[count] = SPEC_DEAD_LETTERS;
  const char *nearest = name->segment_count ? NULL : near_best(name->text, names, count + 1);
  if (nearest)
    spec_help(b->list, error, "did you mean \"%s\"?", nearest);
  else
    spec_help(b->list, error, "there are: %s", spec_join(list, sizeof list, names, count + 1));
  free(names);
}

plan_node *plan_named_stream(plan_builder *b, const spec_node *name) {
  if (strcmp(name->text, SPEC_DEAD_LETTERS) == 0) return plan_dead_letters(b, name);
  const spec_stream *s = spec_find_stream(b->spec, name->text);
  if (!s) {
    refuse_name(b, name);
    return plan_open_node(b, "");
  }
  return plan_stream_tail(b, s, name);
}

/* ---- dead letters ---- */

plan_node *plan_dead_letters(plan_builder *b, const spec_node *where) {
  if (b->dead_letters) return b->dead_letters;
  const spec_position at = spec_diagnostics_position(b->list, where->span.start);
  schema *s = plan_new_schema(b);
  draft *d = plan_get(b, 1, sizeof *d);
  if (!s || !d) return NULL;
  if (schema_add_type(s, "stream", WEIR_STRING, 0) || schema_add_type(s, "operator", WEIR_STRING, 0) ||
      schema_add_type(s, "reason", WEIR_STRING, 0) || schema_add_type(s, "row", WEIR_STRING, WEIR_NULLABLE) ||
      schema_add_type(s, "raw", WEIR_BINARY, WEIR_NULLABLE)) {
    spec_error_no_memory(b->list);
    return NULL;
  }
  d->key = where;
  d->node = (plan_node){.kind = PLAN_SOURCE,
                        .stream = SPEC_DEAD_LETTERS,
                        .label = SPEC_DEAD_LETTERS,
                        .schema = &s->schema,
                        .is_dead_letters = true,
                        .slide_us = b->owner->plan.interval_us,
                        .want_rows = UINT64_MAX,
                        .line = at.line,
                        .column = at.column};
  if (!plan_add_node(b, &d->node)) return NULL;
  return b->dead_letters = &d->node;
}

/* ---- one stream ---- */

static plan_node *tail_of(plan_builder *b, const spec_reference *r) {
  return r->is_dead_letters ? plan_dead_letters(b, r->node)
         : r->stream        ? plan_stream_tail(b, r->stream, r->node)
                            : plan_open_node(b, r->name ? r->name : "");
}

/* NULL: out of memory. */
static plan_node **tails(plan_builder *b, const spec_stream *s) {
  plan_node **from = plan_get(b, s->from_count + 1, sizeof(plan_node *));
  bool good = from != NULL;
  for (size_t i = 0; from && i < s->from_count; i++) good &= (from[i] = tail_of(b, &s->from[i])) != NULL;
  return good ? from : NULL;
}

/* What a window keeps is the window's, in whichever way it keeps it. */
static bool keeps_state(const plan_node *node) {
  for (uint32_t i = 0; i < node->inputs; i++)
    if (node->input[i].window.mode == WEIR_WINDOW_DELTA) return false;
  for (uint32_t i = 0; i < node->states; i++)
    if (node->state[i].scope == WEIR_SCOPE_STREAM) return true;
  return false;
}

static void refuse_second_state(plan_builder *b, const spec_entry *second, const plan_node *first) {
  spec_diagnostic *error = plan_error(b, PLAN_E_TWO_STATES, second->key->span,
                                      "%s and %s both keep state over batches, which belongs to a stream's name",
                                      first->label, second->key->text);
  spec_help(b->list, error, "make %s a stream of its own", second->key->text);
}

static void refuse_on_error(plan_builder *b, const spec_stream *s) {
  spec_diagnostic *error =
      plan_error(b, SPEC_E_NOT_YET, s->on_error_key->span,
                 "nothing in stream \"%s\" can fail for a row: on_error has nothing to do", s->name);
  spec_help(b->list, error,
            "it is for operators that parse, and for expressions with arithmetic of int64, a division or a cast");
}

/* A step that could not be read may have been anything. */
static plan_node *build_entry(plan_builder *b, const node_place *place) {
  return place->written->key ? plan_make_node(b, place) : plan_open_node(b, place->name);
}

static plan_node *build_entries(plan_builder *b, const spec_stream *s, plan_node *const *from) {
  plan_node *tail = NULL, *stateful = NULL;
  const spec_pair *on_error = s->on_error_key ? spec_mapping_find(s->body, "on_error") : NULL;
  bool took_on_error = !on_error, is_open = s->broken;
  for (size_t i = 0; i < s->entry_count; i++) {
    const node_place place = {.written = &s->entries[i],
                              .want = i == 0 && s->from_count == 0 ? PLAN_SOURCE : PLAN_OPERATOR,
                              .name = s->name,
                              .from = i == 0 ? from : &tail,
                              .inputs = i == 0 ? (uint32_t)s->from_count : 1,
                              .is_step = i > 0,
                              .on_error = on_error ? on_error->value : NULL,
                              .policy = s->on_error};
    plan_node *node = build_entry(b, &place);
    if (!node) return NULL;
    if (stateful && keeps_state(node)) refuse_second_state(b, &s->entries[i], stateful);
    if (keeps_state(node)) stateful = node;
    took_on_error |= draft_of(node)->took_on_error || node->checks || (node->combiner && node->combiner->checks);
    is_open |= draft_of(node)->slide_unsure;
    tail = node;
  }
  if (!took_on_error && !is_open) refuse_on_error(b, s);
  return tail ? tail : plan_open_node(b, s->name);
}

static plan_node *build(plan_builder *b, const spec_stream *s) {
  plan_node **from = tails(b, s);
  return from ? build_entries(b, s, from) : NULL;
}

/* Streams in a circle end in an open one: spec has reported the circle. */
plan_node *plan_stream_tail(plan_builder *b, const spec_stream *stream, const spec_node *where) {
  plan_stream *s = stream_of(b, stream);
  s->read |= where != NULL;
  if (s->visit == STREAM_ON_PATH && !stream->broken && where)
    plan_error(b, SPEC_E_CIRCLE, where->span, "stream \"%s\" reads itself", stream->name);
  if (s->visit == STREAM_ON_PATH) return plan_open_node(b, stream->name);
  if (s->visit != STREAM_UNSEEN) return s->tail;
  s->visit = STREAM_ON_PATH;
  s->tail = build(b, stream);
  s->visit = STREAM_DONE;
  return s->tail;
}

/* ---- all of them ---- */

bool plan_build_streams(plan_builder *b) {
  for (size_t i = 0; i < b->spec->stream_count; i++) (void)plan_stream_tail(b, &b->spec->streams[i], NULL);
  return !b->list->errors;
}

bool plan_build_outputs(plan_builder *b) {
  for (size_t i = 0; i < b->spec->output_count; i++) {
    const spec_output *o = &b->spec->outputs[i];
    plan_node *from = tail_of(b, &o->from);
    const node_place place = {.written = &o->sink, .want = PLAN_SINK, .name = o->name, .from = &from, .inputs = 1};
    if (from && o->sink.key) (void)plan_make_node(b, &place);
  }
  if (!b->list->errors && !plan_build_trial(b)) return false;
  for (size_t i = 0; i < b->spec->stream_count && !b->list->errors; i++) {
    const spec_stream *s = &b->spec->streams[i];
    if (b->owner->stream[i].read) continue;
    spec_diagnostic *warning = spec_warning(b->list, (spec_code)PLAN_E_UNREAD, s->key->span,
                                            "stream \"%s\" is read by nothing, and does not run", s->name);
    spec_help(b->list, warning, "read it with an output: {from: %s, print: {}}", s->name);
  }
  return !b->list->errors;
}
