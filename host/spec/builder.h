/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/builder: what the files that read a pipeline share. Internal to the layer.
 */
#ifndef WEIR_SPEC_BUILDER_H
#define WEIR_SPEC_BUILDER_H

#include "spec/pipeline.h"
#include "spec/read.h"

#define SPEC_COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef struct spec_builder {
  spec_arena *arena;
  spec_diagnostics *list;
  spec_pipeline *pipeline;
} spec_builder;

/* Zeroed array of the spec; NULL with the error reported. One element at least. */
void *spec_builder_array(spec_builder *builder, size_t count, size_t size);

/* Reads the mappings behind `streams:` and `outputs:`. References stay unresolved. */
void spec_build_streams(spec_builder *builder, const spec_node *key, const spec_node *value);
void spec_build_outputs(spec_builder *builder, const spec_node *key, const spec_node *value);

/* Reads one entry, `plugin.name: body`; false with an error where the key is no name of an entry. */
bool spec_build_entry(spec_builder *builder, const spec_pair *pair, spec_entry *ret_entry);

/* Points every reference to its stream and reports names that do not exist and streams that read themselves. */
void spec_resolve_references(spec_builder *builder);

#endif
