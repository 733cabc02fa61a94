/* SPDX-License-Identifier: Apache-2.0 */
/* cli/load: a pipeline file, from its path to its plan, for every command that is given one. */
#ifndef CLI_LOAD_H
#define CLI_LOAD_H
#include "cli/plugin_options.h"
#include "plan/plan.h"

typedef struct loaded_pipeline {
  char *text, *directory;
  spec *spec;
  spec_diagnostics diagnostics;
  plan *plan; /* NULL: the file is bad, as the diagnostics say */
} loaded_pipeline;

/* Reads, checks and plans. Diagnostics are kept, not printed. False: the file could not be read, and why is on stderr. */
bool pipeline_load(loaded_pipeline *p, const char *path, plugin_catalog *catalog);
/* The same for a trial; `variables`: a mapping of names to texts that ${} sees before the environment, or NULL. */
bool pipeline_load_trial(loaded_pipeline *p, const char *path, plugin_catalog *catalog, const plan_trial *trial,
                         const spec_node *variables);
/* Errors and warnings to stderr. */
void pipeline_print_diagnostics(loaded_pipeline *p);
void pipeline_unload(loaded_pipeline *p); /* takes one of zeroes too */
#endif
