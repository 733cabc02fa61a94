/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/references: which stream a name means, and circles among them. A depth-first walk against the flow; its path,
 * read backwards, is the circle as data would run round it. Recursion is at most SPEC_STREAM_LIMIT deep.
 */
#include <string.h>

#include "spec/builder.h"
#include "data/near.h"

typedef enum visit { UNSEEN, ON_PATH, DONE } visit;

typedef struct walk {
  spec_builder *builder;
  visit *visits; /* a stream each */
  const spec_stream **path;
  size_t depth;
} walk;

static void report_missing(spec_builder *builder, const spec_reference *reference) {
  const spec_pipeline *pipeline = builder->pipeline;
  char shown[SPEC_NAME_LIMIT + 1], joined[400];
  const char *names[SPEC_STREAM_LIMIT + 1];
  spec_diagnostic *error = spec_error(builder->list, SPEC_E_NO_STREAM, reference->node->span, "no stream \"%s\"",
                                      spec_node_shown(reference->node, shown, sizeof shown));
  if (error == NULL) {
    return;
  }
  for (size_t i = 0; i < pipeline->stream_count; i++) {
    names[i] = pipeline->streams[i].name;
  }
  names[pipeline->stream_count] = SPEC_DEAD_LETTERS;
  bool is_secret = reference->node->segment_count > 0;
  const char *nearest = is_secret ? NULL : near_best(reference->name, names, pipeline->stream_count + 1);
  if (nearest != NULL) {
    spec_help(builder->list, error, "did you mean \"%s\"?", nearest);
  } else {
    spec_help(builder->list, error, "there are: %s",
              spec_join(joined, sizeof joined, names, pipeline->stream_count + 1));
  }
}

/* False when there is no such stream. */
static bool resolve(spec_builder *builder, spec_reference *reference) {
  if (reference->name == NULL) {
    return false;
  }
  reference->is_dead_letters = strcmp(reference->name, SPEC_DEAD_LETTERS) == 0;
  if (reference->is_dead_letters) {
    return true;
  }
  reference->stream = spec_find_stream(builder->pipeline, reference->name);
  if (reference->stream == NULL) {
    report_missing(builder, reference);
  }
  return reference->stream != NULL;
}

static void report_circle(walk *w, const spec_reference *back) {
  char circle[600];
  size_t first = w->depth;
  while (first > 0 && w->path[first - 1] != back->stream) {
    first--;
  }
  first--;
  size_t used = (size_t)snprintf(circle, sizeof circle, "%s", back->stream->name);
  for (size_t i = w->depth; i > first; i--) {
    size_t index = (size_t)(w->path[i - 1] - w->builder->pipeline->streams);
    w->builder->pipeline->streams[index].broken = true;
  }
  for (size_t i = w->depth; i > first && used < sizeof circle - SPEC_NAME_LIMIT - 16; i--) {
    used += (size_t)snprintf(circle + used, sizeof circle - used, " -> %s", w->path[i - 1]->name);
    if (i - 1 > first && used >= sizeof circle - SPEC_NAME_LIMIT - 16) {
      (void)snprintf(circle + used, sizeof circle - used, " -> ...");
    }
  }
  spec_error(w->builder->list, SPEC_E_CIRCLE, back->node->span, "streams read each other in a circle: %s", circle);
}

static void visit_stream(walk *w, const spec_stream *stream) {
  size_t index = (size_t)(stream - w->builder->pipeline->streams);
  w->visits[index] = ON_PATH;
  w->path[w->depth++] = stream;
  for (size_t i = 0; i < stream->from_count; i++) {
    const spec_stream *parent = stream->from[i].stream;
    if (parent == NULL) {
      continue;
    }
    visit seen = w->visits[parent - w->builder->pipeline->streams];
    if (seen == ON_PATH) {
      report_circle(w, &stream->from[i]);
    } else if (seen == UNSEEN) {
      visit_stream(w, parent);
    }
  }
  w->depth--;
  w->visits[index] = DONE;
}

static void find_circles(spec_builder *builder) {
  const spec_pipeline *pipeline = builder->pipeline;
  walk w = {.builder = builder};
  w.visits = spec_builder_array(builder, pipeline->stream_count, sizeof *w.visits);
  w.path = spec_builder_array(builder, pipeline->stream_count, sizeof *w.path);
  if (w.visits == NULL || w.path == NULL) {
    return;
  }
  for (size_t i = 0; i < pipeline->stream_count; i++) {
    if (w.visits[i] == UNSEEN) {
      visit_stream(&w, &pipeline->streams[i]);
    }
  }
}

void spec_resolve_references(spec_builder *builder) {
  spec_pipeline *pipeline = builder->pipeline;
  for (size_t i = 0; i < pipeline->stream_count; i++) {
    spec_stream *stream = &pipeline->streams[i];
    for (size_t j = 0; j < stream->from_count; j++) {
      stream->broken |= !resolve(builder, &stream->from[j]);
    }
  }
  for (size_t i = 0; i < pipeline->output_count; i++) {
    spec_output *output = &pipeline->outputs[i];
    if (output->from.name != NULL) {
      output->broken |= !resolve(builder, &output->from);
    }
  }
  find_circles(builder);
}
