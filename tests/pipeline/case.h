/* SPDX-License-Identifier: Apache-2.0 */
/* One run of a pipeline on a fake clock, captured. */
#ifndef PIPELINE_CASE_H
#define PIPELINE_CASE_H
#include "engine/engine.h"
#include <stdbool.h>

typedef struct case_variant {
  uint32_t lanes, partitions, chunk_rows;
  bool random_order, amnesia;
  uint64_t max_batches;                                       /* 0: until the sources end */
  void (*on_batch)(void *context, const engine_batch *batch); /* as engine_settings has it; may be NULL */
  void *context;
} case_variant;

typedef struct case_result {
  engine_outcome outcome;
  engine_totals totals;
  char failure[1200];
  char **line; /* captured lines, in order of commit */
  uint32_t lines;
  char *text;
} case_result;

/* `path`: the pipeline; plugins from the directories in WEIR_PLUGIN_PATH. False: it did not plan, or no engine came up; why is on
 * stderr. One at a time in a process. */
bool case_run(const char *path, const case_variant *variant, case_result *result);
void case_result_finish(case_result *result);
#endif
