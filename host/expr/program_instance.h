/* SPDX-License-Identifier: Apache-2.0 */
/* A program in one evaluator: its scratch columns, made at first use and kept. One thread. */
#ifndef EXPR_PROGRAM_INSTANCE_H
#define EXPR_PROGRAM_INSTANCE_H
#include "data/arena.h"
#include "data/columns.h"
#include "expr/program.h"

/* The rows of a region, by their numbers in the region around it. */
typedef struct row_region {
  uint32_t rows;
  uint32_t row[WEIR_MAX_ROWS];
} row_region;

typedef struct expr_instance {
  row_region *region; /* by number; [0] has no more than the number of rows */
  const expr_program *program;
  struct expr_instance *next;
  const weir_column **at;       /* by node: where its column is */
  weir_column *own;             /* by node: operators and filled constants; data and validity are the slot's */
  void **data;                  /* by slot */
  uint64_t **valid;             /* by slot */
  columns *made;                /* by number: what functions write */
  uint32_t *made_rows;          /* by number: rows written since the last reset */
  void **lane;                  /* by number: what functions keep on this lane, or NULL */
  const weir_column **argument; /* of the call at hand */
  const weir_column **result;   /* by root */
  weir_column *key;             /* by root: results side by side, as a chunk has them */
  weir_chunk keys;
  void *block;
  size_t block_size;
} expr_instance;

/* Small arrays come from `arena`, and stay there even when this fails. NULL: out of memory. */
expr_instance *program_instance_create(memory *m, arena *small, const expr_program *program);
void program_instance_finish(expr_instance *x, memory *m);
#endif
