/* SPDX-License-Identifier: Apache-2.0 */
/* cli/explanation: what `weir explain` says of every code that can be printed. One table, in files by hundreds; a test
 * holds it against the codes of all layers and runs its examples through `weir check`. */
#ifndef CLI_EXPLANATION_H
#define CLI_EXPLANATION_H
#include <stddef.h>
#include <stdint.h>

/* Examples are lines of a pipeline file: those of a stream (put under `streams:`, behind `lines: {demo: {}}`), those that
 * begin with `outputs:`, or a whole file. A line that begins with "$ " is a command. */
typedef struct explanation {
  uint32_t code;
  const char *text;  /* why it is an error, and what to do; lines of at most 100 characters */
  const char *wrong; /* an example that gives the code; NULL where no short one does */
  const char *right; /* the same mended */
} explanation;

typedef struct explanation_list {
  const explanation *row;
  size_t count;
} explanation_list;

extern const explanation_list explanations_file;       /* E0xx: file and YAML */
extern const explanation_list explanations_names;      /* E1xx: names and structure */
extern const explanation_list explanations_options;    /* E2xx: options and values */
extern const explanation_list explanations_plugins;    /* E3xx: plugins */
extern const explanation_list explanations_plan;       /* E4xx: plan */
extern const explanation_list explanations_expression; /* E5xx: expressions */

/* What the code means, in one line; NULL when there is no such code. */
const char *explanation_meaning(uint32_t code);
/* NULL when there is none. */
const explanation *explanation_find(uint32_t code);
/* The i-th of all, by code; NULL behind the last. */
const explanation *explanation_at(size_t i);
#endif
