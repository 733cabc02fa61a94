/* SPDX-License-Identifier: Apache-2.0 */
/* What the opaque handles of the SDK are. Immutable; the compiler's. */
#ifndef EXPR_COMPILED_H
#define EXPR_COMPILED_H
#include "expr/bind.h"

struct weir_expression {
  expr_program program; /* one root */
  weir_field field;
};

struct weir_expressions {
  expr_program program; /* a root an entry; an exploded one's is the list */
  uint32_t count;
  weir_schema schema; /* names and types of the entries; of an exploded one the element's */
  uint32_t exploded;  /* or WEIR_NO_ROW */
  bool bare;          /* all entries merely name columns */
  bool secret;        /* ${} put something in: constants are not printed */
};

struct weir_key_pairs {
  const weir_expressions *side[2];
};

#define EXPR_MAX_STATE_FIELDS 512u /* of all aggregates of a list */

/* A reducer of one's own. Its state: the value, of how many rows that were not null, and whether it is null although there
 * were some. Programs over two columns, a and b. */
typedef struct expr_own {
  expr_program merge, inverse;
  bool has_inverse;
} expr_own;

/* One call. A call that several entries hold is there once. */
typedef struct expr_aggregate {
  expr_call *call;
  const weir_aggregate *table;
  expr_own *own;         /* instead of a table: a reducer of one's own */
  const uint32_t *given; /* nodes of its operands, before bind converted them */
  uint32_t first_root;   /* its operands are roots first_root .. + call.args */
  uint32_t filter;       /* the root that says which rows it sees; EXPR_NONE: all */
  weir_schema operands;  /* with a filter: types of the operands */
  uint32_t first_field;  /* its state's fields among all of them */
} expr_aggregate;

/*   rows ─► program: operands, filters ─► calls' states ┄► calls' results ─► finish ─► entries          */
struct weir_aggregates {
  expr_program program; /* over the rows */
  uint32_t calls, filters, owns;
  expr_aggregate *one;
  weir_schema call_results; /* what `finish` reads */
  expr_program finish;      /* an entry a root */
  bool bare;                /* entry i is nothing but call i */
  uint32_t count;
  weir_schema results;
  weir_schema state; /* fields `name.field`, offsets in the slot */
  uint32_t value_size, traits;
};

/* Shared by lists and aggregates: the name must be new. False: it is not, which is then the error. */
bool expr_check_name(expr_compiler *c, const weir_field *field, uint32_t count, const char *name);
#endif
