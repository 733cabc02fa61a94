/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/streams: streams and outputs. Both are mappings of reserved keys and of entries; what is not reserved is
 * taken for an entry, so that a misspelled reserved key shows as one entry too many.
 */
#include <string.h>

#include "spec/builder.h"
#include "data/near.h"

static const char *const STREAM_KEYS[] = {"from", "steps", "on_error", "help"};
static const char *const OUTPUT_KEYS[] = {"from"};

static bool is_one_of(const char *const *names, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++) {
    if (strcmp(names[i], name) == 0) {
      return true;
    }
  }
  return false;
}

static bool check_definition_name(spec_builder *builder, const spec_node *key, const char *kind) {
  if (key->broken) {
    return false;
  }
  if (!spec_is_name(key->text, key->length)) {
    spec_diagnostic *error =
        spec_error(builder->list, SPEC_E_BAD_NAME, key->span, "\"%s\" is not a name for %s", key->text, kind);
    spec_help(builder->list, error, "a name has 1 to %d letters, digits, _ and -", SPEC_NAME_LIMIT);
    return false;
  }
  return true;
}

static bool read_reference(spec_builder *builder, const spec_node *node, spec_reference *ret_reference) {
  const char *name;
  if (!spec_read_name(builder->list, node, "from", &name)) {
    return false;
  }
  *ret_reference = (spec_reference){.name = name, .node = node};
  return true;
}

static bool within_limit(spec_builder *builder, const spec_node *node, const char *what, size_t count, size_t limit) {
  if (count > limit) {
    spec_error(builder->list, SPEC_E_TOO_MANY, node->span, "%zu %s; there are at most %zu", count, what, limit);
    return false;
  }
  return true;
}

static bool read_from(spec_builder *builder, spec_stream *stream, const spec_node *value) {
  bool is_list = value->kind == SPEC_SEQUENCE;
  size_t count = is_list ? value->item_count : 1;
  if (is_list && count == 0) {
    spec_error(builder->list, SPEC_E_MISSING_KEY, value->span, "from names no stream");
    return false;
  }
  if (!within_limit(builder, value, "streams are read", count, SPEC_STEP_LIMIT)) {
    return false;
  }
  stream->from = spec_builder_array(builder, count, sizeof *stream->from);
  if (stream->from == NULL) {
    return false;
  }
  bool is_good = true;
  for (size_t i = 0; i < count; i++) {
    is_good &= read_reference(builder, is_list ? value->items[i] : value, &stream->from[stream->from_count++]);
  }
  return is_good;
}

static bool read_on_error(spec_builder *builder, spec_stream *stream, const spec_pair *pair) {
  static const char *const choices[] = {"dead_letter", "drop", "fail"};
  static const spec_on_error meanings[] = {SPEC_ON_ERROR_DEAD_LETTER, SPEC_ON_ERROR_DROP, SPEC_ON_ERROR_FAIL};
  size_t index;
  if (!spec_read_choice(builder->list, pair->value, "on_error", choices, SPEC_COUNT(choices), &index)) {
    return false;
  }
  stream->on_error = meanings[index];
  stream->on_error_key = pair->key;
  return true;
}

/* Reads the reserved keys of a stream. */
static bool read_reserved(spec_builder *builder, spec_stream *stream) {
  const spec_pair *from = spec_mapping_find(stream->body, "from");
  const spec_pair *on_error = spec_mapping_find(stream->body, "on_error");
  const spec_pair *help = spec_mapping_find(stream->body, "help");
  bool is_good = from == NULL || read_from(builder, stream, from->value);
  is_good &= on_error == NULL || read_on_error(builder, stream, on_error);
  is_good &= help == NULL || spec_read_text(builder->list, help->value, "help", &stream->help);
  return is_good;
}

static bool refuse_bare_step(spec_builder *builder, const spec_node *step) {
  if (step->kind == SPEC_MAPPING || step->broken) {
    return spec_expect_kind(builder->list, step, "a step", SPEC_MAPPING);
  }
  spec_diagnostic *error =
      spec_error(builder->list, SPEC_E_WRONG_SHAPE, step->span, "a step is a mapping of one operator, not a %s",
                 step->kind == SPEC_SCALAR ? "text" : "list");
  if (step->kind == SPEC_SCALAR && spec_is_name(step->written, step->written_length)) {
    spec_help(builder->list, error, "write it with a colon: %s:", step->written);
  }
  return false;
}

static bool read_step(spec_builder *builder, const spec_node *step, spec_entry *ret_entry) {
  if (!refuse_bare_step(builder, step)) {
    return false;
  }
  if (step->pair_count == 0) {
    spec_error(builder->list, SPEC_E_NO_OPERATOR, step->span, "this step is empty");
    return false;
  }
  if (step->pair_count > 1) {
    spec_diagnostic *error = spec_error(builder->list, SPEC_E_TWO_OPERATORS, step->pairs[1].key->span,
                                        "a step has one operator, this one has \"%s\" and \"%s\"",
                                        step->pairs[0].key->text, step->pairs[1].key->text);
    spec_help(builder->list, error,
              "put \"- \" before \"%s\" for a step of its own, or indent it to make it an option of \"%s\"",
              step->pairs[1].key->text, step->pairs[0].key->text);
    return false;
  }
  const spec_node *key = step->pairs[0].key;
  if (is_one_of(STREAM_KEYS, SPEC_COUNT(STREAM_KEYS), key->text)) {
    spec_error(builder->list, SPEC_E_RESERVED_NAME, key->span, "\"%s\" is a key of the stream, not an operator",
               key->text);
    return false;
  }
  return spec_build_entry(builder, &step->pairs[0], ret_entry);
}

static bool read_steps(spec_builder *builder, spec_stream *stream, const spec_node *value) {
  if (!spec_expect_kind(builder->list, value, "steps", SPEC_SEQUENCE) ||
      !within_limit(builder, value, "steps", value->item_count, SPEC_STEP_LIMIT)) {
    return false;
  }
  if (value->item_count == 0) {
    spec_error(builder->list, SPEC_E_NO_OPERATOR, value->span, "the steps of stream \"%s\" are empty", stream->name);
    return false;
  }
  stream->entries = spec_builder_array(builder, value->item_count, sizeof *stream->entries);
  if (stream->entries == NULL) {
    return false;
  }
  bool is_good = true;
  for (size_t i = 0; i < value->item_count; i++) {
    is_good &= read_step(builder, value->items[i], &stream->entries[stream->entry_count++]);
  }
  return is_good;
}

/* Two entries where one is needed. Where the key of one is nearly a reserved one, that is the cause. */
static void report_two(spec_builder *builder, const spec_node *first, const spec_node *second, const char *kind,
                       const char *name, const char *const *reserved, size_t count) {
  const spec_node *both[] = {first, second};
  for (size_t i = 0; i < 2; i++) {
    const char *meant = near_best(both[i]->text, reserved, count);
    if (meant != NULL && strcmp(meant, both[i]->text) != 0) {
      char where[SPEC_NAME_LIMIT + 16];
      (void)snprintf(where, sizeof where, "%s \"%s\"", kind, name);
      spec_refuse_key(builder->list, both[i], where, reserved, count);
      return;
    }
  }
  bool is_stream = strcmp(kind, "stream") == 0;
  spec_diagnostic *error =
      spec_error(builder->list, SPEC_E_TWO_OPERATORS, second->span, "%s \"%s\" has \"%s\" and \"%s\"; it has one %s",
                 kind, name, first->text, second->text, is_stream ? "source or operator, or steps" : "sink");
  if (error == NULL) {
    return;
  }
  spec_position position = spec_diagnostics_position(builder->list, first->span.start);
  spec_note(builder->list, error, first->span, "\"%s\" is at %u:%u", first->text, position.line, position.column);
  spec_help(builder->list, error, "%s",
            is_stream ? "write several operators as a list: steps: [...]" : "write an output for each sink");
}

/* The one pair of a body that is not reserved: NULL with an error when there are two or, unless `may_lack`, none. */
static const spec_pair *single_entry(spec_builder *builder, const spec_node *body, const char *kind, const char *name,
                                     const char *const *reserved, size_t count, bool *ret_good) {
  const spec_pair *found = NULL;
  for (size_t i = 0; i < body->pair_count; i++) {
    const spec_pair *pair = &body->pairs[i];
    if (is_one_of(reserved, count, pair->key->text)) {
      continue;
    }
    if (found != NULL) {
      report_two(builder, found->key, pair->key, kind, name, reserved, count);
      *ret_good = false;
      return found;
    }
    found = pair;
  }
  return found;
}

static bool read_single(spec_builder *builder, spec_stream *stream, const spec_pair *pair) {
  stream->entries = spec_builder_array(builder, 1, sizeof *stream->entries);
  if (stream->entries == NULL || !spec_build_entry(builder, pair, &stream->entries[0])) {
    return false;
  }
  stream->entry_count = 1;
  return true;
}

static bool read_operators(spec_builder *builder, spec_stream *stream) {
  bool is_good = true;
  const spec_pair *steps = spec_mapping_find(stream->body, "steps");
  const spec_pair *single =
      single_entry(builder, stream->body, "stream", stream->name, STREAM_KEYS, SPEC_COUNT(STREAM_KEYS), &is_good);
  if (steps != NULL) {
    stream->has_steps = true;
    if (single != NULL && is_good) {
      bool is_first = steps->key->span.start < single->key->span.start;
      report_two(builder, is_first ? steps->key : single->key, is_first ? single->key : steps->key, "stream",
                 stream->name, STREAM_KEYS, SPEC_COUNT(STREAM_KEYS));
      is_good = false;
    }
    return read_steps(builder, stream, steps->value) && is_good;
  }
  if (single == NULL) {
    spec_diagnostic *error = spec_error(builder->list, SPEC_E_NO_OPERATOR, stream->key->span,
                                        "stream \"%s\" has no source, no operator and no steps", stream->name);
    spec_help(builder->list, error, "such as: %s: {from: lines, distinct: {}}", stream->name);
    return false;
  }
  return is_good && read_single(builder, stream, single);
}

static void build_stream(spec_builder *builder, const spec_pair *pair, spec_stream *stream) {
  *stream = (spec_stream){.name = pair->key->text, .key = pair->key, .body = pair->value, .broken = true};
  bool is_named = check_definition_name(builder, pair->key, "a stream");
  if (strcmp(stream->name, SPEC_DEAD_LETTERS) == 0) {
    spec_diagnostic *error =
        spec_error(builder->list, SPEC_E_RESERVED_NAME, pair->key->span,
                   "\"%s\" is the built-in stream of rows that could not be processed", SPEC_DEAD_LETTERS);
    spec_help(builder->list, error, "read it with from: %s, and give this stream another name", SPEC_DEAD_LETTERS);
    is_named = false;
  }
  if (pair->value->kind == SPEC_SCALAR && pair->value->written_length == 0) {
    spec_error(builder->list, SPEC_E_NO_OPERATOR, pair->key->span, "stream \"%s\" is empty", stream->name);
    return;
  }
  if (!spec_expect_kind(builder->list, pair->value, "a stream", SPEC_MAPPING)) {
    return;
  }
  bool is_good = read_reserved(builder, stream);
  is_good &= read_operators(builder, stream);
  stream->broken = !is_good || !is_named;
}

void spec_build_streams(spec_builder *builder, const spec_node *key, const spec_node *value) {
  spec_pipeline *pipeline = builder->pipeline;
  if (!spec_expect_kind(builder->list, value, key->text, SPEC_MAPPING) ||
      !within_limit(builder, key, "streams", value->pair_count, SPEC_STREAM_LIMIT)) {
    return;
  }
  if (value->pair_count == 0) {
    spec_error(builder->list, SPEC_E_MISSING_KEY, value->span, "there are no streams");
  }
  pipeline->streams = spec_builder_array(builder, value->pair_count, sizeof *pipeline->streams);
  if (pipeline->streams == NULL) {
    return;
  }
  for (size_t i = 0; i < value->pair_count; i++) {
    build_stream(builder, &value->pairs[i], &pipeline->streams[i]);
  }
  pipeline->stream_count = value->pair_count;
}

static bool read_output_from(spec_builder *builder, spec_output *output) {
  const spec_pair *from = spec_mapping_find(output->body, "from");
  if (from == NULL) {
    spec_diagnostic *error =
        spec_error(builder->list, SPEC_E_MISSING_KEY, output->key->span, "output \"%s\" has no \"from\"", output->name);
    spec_help(builder->list, error, "such as: %s: {from: counts, print: {}}", output->name);
    return false;
  }
  if (from->value->kind == SPEC_SEQUENCE) {
    spec_diagnostic *error =
        spec_error(builder->list, SPEC_E_WRONG_SHAPE, from->value->span, "an output reads one stream, not a list");
    spec_help(builder->list, error, "write an output for each, or join them in a stream with union");
    return false;
  }
  return read_reference(builder, from->value, &output->from);
}

static bool read_sink(spec_builder *builder, spec_output *output) {
  bool is_good = true;
  const spec_pair *sink =
      single_entry(builder, output->body, "output", output->name, OUTPUT_KEYS, SPEC_COUNT(OUTPUT_KEYS), &is_good);
  if (sink == NULL) {
    spec_diagnostic *error =
        spec_error(builder->list, SPEC_E_NO_OPERATOR, output->key->span, "output \"%s\" has no sink", output->name);
    spec_help(builder->list, error, "such as: %s: {from: counts, print: {}}", output->name);
    return false;
  }
  return is_good && spec_build_entry(builder, sink, &output->sink);
}

static void build_output(spec_builder *builder, const spec_pair *pair, spec_output *output) {
  *output = (spec_output){.name = pair->key->text, .key = pair->key, .body = pair->value, .broken = true};
  bool is_good = check_definition_name(builder, pair->key, "an output");
  if (!spec_expect_kind(builder->list, pair->value, "an output", SPEC_MAPPING)) {
    return;
  }
  bool has_sink = read_sink(builder, output);
  /* Of two errors with one cause (a misspelled `from`) the first says it. */
  is_good &= has_sink || spec_mapping_find(output->body, "from") != NULL;
  is_good &= (has_sink || spec_mapping_find(output->body, "from") != NULL) && read_output_from(builder, output);
  output->broken = !is_good || !has_sink;
}

void spec_build_outputs(spec_builder *builder, const spec_node *key, const spec_node *value) {
  spec_pipeline *pipeline = builder->pipeline;
  if (!spec_expect_kind(builder->list, value, key->text, SPEC_MAPPING) ||
      !within_limit(builder, key, "outputs", value->pair_count, SPEC_STREAM_LIMIT)) {
    return;
  }
  if (value->pair_count == 0) {
    spec_error(builder->list, SPEC_E_MISSING_KEY, value->span, "there are no outputs");
  }
  pipeline->outputs = spec_builder_array(builder, value->pair_count, sizeof *pipeline->outputs);
  if (pipeline->outputs == NULL) {
    return;
  }
  for (size_t i = 0; i < value->pair_count; i++) {
    build_output(builder, &value->pairs[i], &pipeline->outputs[i]);
  }
  pipeline->output_count = value->pair_count;
}
