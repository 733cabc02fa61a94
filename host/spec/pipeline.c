/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/pipeline: the keys of the file, a function each, and the order of the work: text → document → ${} → pipeline →
 * references.
 */
#include "spec/pipeline.h"

#include <stdlib.h>
#include <string.h>

#include "spec/builder.h"

#define DEFAULT_MAX_ROW 1000000

typedef void (*file_key_fn)(spec_builder *builder, const spec_node *key, const spec_node *value);

static void read_pipeline(spec_builder *builder, const spec_node *key, const spec_node *value) {
  spec_read_name(builder->list, value, key->text, &builder->pipeline->name);
}

static void read_batch_interval(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const spec_range range = {1000, 86400000000, "1ms to 1d"};
  spec_read_duration(builder->list, value, key->text, &range, &builder->pipeline->batch_interval);
}

static void read_lanes(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const spec_range range = {1, 256, "1 to 256"};
  spec_read_int64(builder->list, value, key->text, &range, &builder->pipeline->lanes);
}

static void read_partitions(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const spec_range range = {1, 1024, "1 to 1024"};
  spec_read_int64(builder->list, value, key->text, &range, &builder->pipeline->partitions);
}

static void read_memory(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const spec_range range = {16000000, (int64_t)1 << 50, "16MB to 1048576GiB"};
  spec_read_size(builder->list, value, key->text, &range, &builder->pipeline->memory);
}

static void read_max_row(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const spec_range range = {1000, 64000000, "1KB to 64MB"};
  spec_read_size(builder->list, value, key->text, &range, &builder->pipeline->max_row);
}

static void read_align(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const char *const choices[] = {"start", "clock"};
  size_t index;
  if (spec_read_choice(builder->list, value, key->text, choices, SPEC_COUNT(choices), &index)) {
    builder->pipeline->align = index == 0 ? SPEC_ALIGN_START : SPEC_ALIGN_CLOCK;
  }
}

static void read_on_batch_failure(spec_builder *builder, const spec_node *key, const spec_node *value) {
  static const char *const choices[] = {"stop", "skip"};
  size_t index;
  if (spec_read_choice(builder->list, value, key->text, choices, SPEC_COUNT(choices), &index)) {
    builder->pipeline->on_batch_failure = index == 0 ? SPEC_FAILURE_STOP : SPEC_FAILURE_SKIP;
  }
}

static void refuse_checkpoint(spec_builder *builder, const spec_node *key, const spec_node *value) {
  (void)value;
  spec_diagnostic *error = spec_error(builder->list, SPEC_E_NOT_YET, key->span,
                                      "checkpoint is not there yet: nothing is kept over a restart");
  spec_help(builder->list, error, "leave the key out to run without durability");
}

static const struct {
  const char *name;
  file_key_fn read;
} FILE_KEYS[] = {
    {"pipeline", read_pipeline},
    {"batch_interval", read_batch_interval},
    {"lanes", read_lanes},
    {"partitions", read_partitions},
    {"memory", read_memory},
    {"max_row", read_max_row},
    {"align", read_align},
    {"on_batch_failure", read_on_batch_failure},
    {"checkpoint", refuse_checkpoint},
    {"streams", spec_build_streams},
    {"outputs", spec_build_outputs},
};

static void refuse_file_key(spec_builder *builder, const spec_node *key) {
  const char *known[SPEC_COUNT(FILE_KEYS)];
  for (size_t i = 0; i < SPEC_COUNT(FILE_KEYS); i++) {
    known[i] = FILE_KEYS[i].name;
  }
  spec_refuse_key(builder->list, key, "the file", known, SPEC_COUNT(known));
}

static void read_file_key(spec_builder *builder, const spec_pair *pair) {
  for (size_t i = 0; i < SPEC_COUNT(FILE_KEYS); i++) {
    if (strcmp(FILE_KEYS[i].name, pair->key->text) == 0) {
      FILE_KEYS[i].read(builder, pair->key, pair->value);
      return;
    }
  }
  refuse_file_key(builder, pair->key);
}

static void require_keys(spec_builder *builder, const spec_node *root) {
  static const char *const required[][2] = {
      {"pipeline", "pipeline: word-count"},
      {"batch_interval", "batch_interval: 1s"},
      {"streams", "streams: {lines: {socket: {connect: \"localhost:9999\"}}}"},
      {"outputs", "outputs: {console: {from: lines, print: {}}}"},
  };
  for (size_t i = 0; i < SPEC_COUNT(required); i++) {
    if (spec_mapping_find(root, required[i][0]) == NULL) {
      spec_diagnostic *error =
          spec_error(builder->list, SPEC_E_MISSING_KEY, SPEC_NOWHERE, "the key \"%s\" is missing", required[i][0]);
      spec_help(builder->list, error, "such as: %s", required[i][1]);
    }
  }
}

static void build_pipeline(spec_builder *builder, const spec_node *root) {
  builder->pipeline->root = root;
  builder->pipeline->max_row = DEFAULT_MAX_ROW;
  if (!spec_expect_kind(builder->list, root, "a pipeline file", SPEC_MAPPING)) {
    return;
  }
  for (size_t i = 0; i < root->pair_count; i++) {
    read_file_key(builder, &root->pairs[i]);
  }
  require_keys(builder, root);
  spec_resolve_references(builder);
}

void *spec_builder_array(spec_builder *builder, size_t count, size_t size) {
  void *array = spec_arena_array(builder->arena, count > 0 ? count : 1, size);
  if (array == NULL) {
    spec_error_no_memory(builder->list);
  }
  return array;
}

static bool load(spec *loaded, const char *label, const char *text, size_t size, const spec_environment *environment,
                 spec_diagnostics *list) {
  /* What is too large is refused without being copied. */
  size_t kept = size <= SPEC_FILE_LIMIT ? size : 0;
  char *own_label = spec_arena_copy(&loaded->arena, label, strlen(label));
  char *own_text = spec_arena_copy(&loaded->arena, text, kept);
  if (own_label == NULL || own_text == NULL) {
    spec_error_no_memory(list);
    return false;
  }
  if (!spec_document_parse(&loaded->arena, own_label, own_text, size, list, &loaded->document) ||
      !spec_substitute(&loaded->arena, &loaded->document, environment, list)) {
    return false;
  }
  spec_builder builder = {.arena = &loaded->arena, .list = list, .pipeline = &loaded->pipeline};
  build_pipeline(&builder, loaded->document.root);
  return !list->no_memory;
}

spec *spec_load(const char *label, const char *text, size_t size, const spec_environment *environment,
                spec_diagnostics *list) {
  spec_diagnostics_set_source(list, label, text, size);
  spec *loaded = calloc(1, sizeof *loaded);
  if (loaded == NULL) {
    spec_error_no_memory(list);
    return NULL;
  }
  spec_arena_init(&loaded->arena);
  if (!load(loaded, label, text, size, environment, list)) {
    spec_destroy(loaded);
    loaded = NULL;
  }
  spec_diagnostics_sort(list);
  return loaded;
}

void spec_destroy(spec *loaded) {
  if (loaded == NULL) {
    return;
  }
  spec_arena_finish(&loaded->arena);
  free(loaded);
}

const spec_stream *spec_find_stream(const spec_pipeline *pipeline, const char *name) {
  for (size_t i = 0; i < pipeline->stream_count; i++) {
    if (strcmp(pipeline->streams[i].name, name) == 0) {
      return &pipeline->streams[i];
    }
  }
  return NULL;
}
