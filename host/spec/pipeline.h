/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/pipeline: a pipeline file as structs. Which plugin a key means, what its options are and which columns there are
 * is not known here: the bodies of entries stay nodes, which the plan reads.
 *
 * A spec never changes once it is loaded and may be read from any thread.
 */
#ifndef WEIR_SPEC_PIPELINE_H
#define WEIR_SPEC_PIPELINE_H

#include "spec/document.h"
#include "spec/substitute.h"

#define SPEC_STREAM_LIMIT 1024 /* streams, and outputs, of a file */
#define SPEC_STEP_LIMIT 256    /* steps, and inputs, of a stream */

/* The built-in stream of rows that could not be processed. */
#define SPEC_DEAD_LETTERS "dead_letters"

typedef enum spec_align { SPEC_ALIGN_START, SPEC_ALIGN_CLOCK } spec_align;

typedef enum spec_failure_policy { SPEC_FAILURE_STOP, SPEC_FAILURE_SKIP } spec_failure_policy;

/* What becomes of a row that an operator of the stream cannot process. */
typedef enum spec_on_error {
  SPEC_ON_ERROR_UNSET, /* the operators' own default */
  SPEC_ON_ERROR_DEAD_LETTER,
  SPEC_ON_ERROR_DROP,
  SPEC_ON_ERROR_FAIL,
} spec_on_error;

/* One source, operator or sink as written: `socket:`, `geo.locate:`. */
typedef struct spec_entry {
  const char *plugin; /* the file's name without .so; equal to `entry` where no dot was written */
  const char *entry;
  const spec_node *key;  /* NULL: a step that could not be read (reported) */
  const spec_node *body; /* not NULL beside a key: where nothing was written, an empty mapping at the key */
} spec_entry;

typedef struct spec_stream spec_stream;

/* The name of a stream where one is read. */
typedef struct spec_reference {
  const char *name; /* NULL: not readable as one (reported) */
  const spec_node *node;
  const spec_stream *stream; /* NULL for dead_letters, and where no such stream exists (reported) */
  bool is_dead_letters;
} spec_reference;

struct spec_stream {
  const char *name;
  const spec_node *key;
  const spec_node *body;
  const char *help; /* or NULL */
  spec_on_error on_error;
  const spec_node *on_error_key; /* or NULL */
  spec_reference *from;          /* none: its first entry has to be a source, or `from` was wrong (reported) */
  size_t from_count;
  spec_entry *entries; /* the one operator, or the steps, in order */
  size_t entry_count;
  bool has_steps; /* written as `steps` */
  bool broken;    /* something of it was reported */
};

typedef struct spec_output {
  const char *name;
  const spec_node *key;
  const spec_node *body;
  spec_reference from;
  spec_entry sink;
  bool broken;
} spec_output;

typedef struct spec_pipeline {
  const char *name;       /* NULL where it is missing (reported) */
  int64_t batch_interval; /* microseconds, 1ms to 1d; 0 where it is missing (reported) */
  int64_t lanes;          /* 1..256; 0: one a core */
  int64_t partitions;     /* 1..1024; 0: as many as lanes */
  int64_t memory;         /* bytes; 0: half of the cgroup or machine */
  int64_t max_row;        /* bytes */
  spec_align align;
  spec_failure_policy on_batch_failure;
  const spec_node *root;
  spec_stream *streams; /* in the order of the file */
  size_t stream_count;
  spec_output *outputs; /* in the order of the file */
  size_t output_count;
} spec_pipeline;

typedef struct spec {
  spec_arena arena;
  spec_document document;
  spec_pipeline pipeline;
} spec;

/* Reads a pipeline file. `label` is its path as the user wrote it (also what relative paths are relative to); label
 * and text are copied. Every error of the file is added to `list`, which is given the file as its source and is
 * sorted. Returns NULL when no tree could be read. Otherwise a spec, even if errors were reported, so that the plan
 * can look for more of them in what is not `broken`; it must not be run unless list->errors is 0. Free it with
 * spec_destroy. */
spec *spec_load(const char *label, const char *text, size_t size, const spec_environment *environment,
                spec_diagnostics *list);

/* Takes NULL. */
void spec_destroy(spec *loaded);

/* The stream of that name, or NULL. */
const spec_stream *spec_find_stream(const spec_pipeline *pipeline, const char *name);

#endif
