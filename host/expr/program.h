/* SPDX-License-Identifier: Apache-2.0 */
/* What expressions are compiled to: typed nodes, operands before those who use them, equal ones once. A program holds
 * a whole list of expressions, so that what they share is computed once. Immutable after program_finish, then any
 * thread's; all of it lives in the compiler's arena. */
#ifndef EXPR_PROGRAM_H
#define EXPR_PROGRAM_H
#include "expr/call.h"
#include "expr/compiler.h"
#include "expr/form.h"
#include "expr/kernels.h"

#define EXPR_NONE UINT32_MAX

/* The value of a constant; kernels are given its address. */
typedef union expr_value {
  uint8_t boolean;
  int64_t integer; /* timestamps too */
  double real;
  weir_str string;
} expr_value;

typedef struct in_set in_set; /* see form_in.h */

typedef struct expr_node {
  expr_op op;
  bool is_null;     /* constant: it is null, of field.type */
  bool used;        /* a root needs it */
  bool filled;      /* constant: needed as a column, not only as one operand of a kernel */
  weir_field field; /* the type; EXPR_COLUMN: the name too */
  uint32_t args;
  const uint32_t *arg;     /* operands: indices of earlier nodes */
  expr_value value;        /* constant */
  uint32_t column;         /* EXPR_COLUMN: of the chunk; EXPR_FIELD: of the struct */
  const char *stream;      /* EXPR_COLUMN: of which input, when there are several; or NULL */
  const expr_form *form;   /* EXPR_FORM */
  const in_set *set;       /* of form_in: candidates that are constants */
  uint64_t param;          /* EXPR_FORM: what it knows beside its arguments */
  const weir_schema *made; /* EXPR_CALL and forms whose result has no width: the one column they write */
  expr_call *call;         /* EXPR_CALL */
  const weir_function *function;
  const uint32_t *given; /* EXPR_CALL: the operands before bind converted them: by them it is found again */
  expr_kernel kernel;    /* operators: chosen by which operand is constant */
  expr_nulls nulls;      /* operators: how nulls get through */
  uint32_t region;       /* where it is computed: see region.h */
  uint32_t slot;         /* operators, filled constants, fields, forms: where the result is kept */
  uint32_t number;       /* where `made`: which of the made columns */
} expr_node;

typedef struct expr_program {
  const expr_node *const *node;
  uint32_t nodes;
  const uint32_t *root, *read, *step; /* results; EXPR_COLUMN nodes; operators and calls in order */
  uint32_t roots, reads, steps;
  uint32_t slots;        /* scratch columns, shared by results that do not live at the same time */
  const uint32_t *width; /* of a value in each slot */
  uint32_t made, max_args, regions;
  const uint32_t *parent; /* by region */
} expr_program;

/* A program while it is made. */
typedef struct expr_builder {
  expr_compiler *compiler;
  expr_node **node;
  uint32_t nodes, capacity;
  uint32_t *place, places; /* hash table of nodes: number + 1 */
  uint32_t region;         /* of what is added now */
  uint32_t *parent;        /* by region; region 0 has all rows */
  uint32_t regions, region_capacity;
  uint32_t *root;
  uint32_t roots, root_capacity;
} expr_builder;

/* The node equal to `like`, added if there is none (operands and texts it points to are kept, not copied). EXPR_NONE:
 * failed, which is then the error. */
uint32_t builder_add(expr_builder *b, const expr_node *like);
/* The call of a pure function with these operands that is there already, or EXPR_NONE. */
uint32_t builder_find_call(const expr_builder *b, const weir_function *function, const uint32_t *arg, uint32_t args);
/* An operator over operands that are there. EXPR_NONE: failed. */
uint32_t builder_operator(expr_builder *b, expr_op op, uint32_t type, bool nullable, uint32_t left, uint32_t right);
/* A form of type `field` over operands, which are kept. EXPR_NONE: failed. */
uint32_t builder_form(expr_builder *b, const expr_form *form, const weir_field *field, const uint32_t *arg,
                      uint32_t args, uint64_t param);
/* Field `i` of a struct. EXPR_NONE: failed. */
uint32_t builder_field(expr_builder *b, uint32_t node, uint32_t i);
/* A constant; `value` NULL: null. EXPR_NONE: failed. */
uint32_t builder_constant(expr_builder *b, uint32_t type, const expr_value *value);
/* A null of any type, also of one with children. EXPR_NONE: failed. */
uint32_t builder_constant_of(expr_builder *b, const weir_field *field);
/* Column `column` of the chunk, printed as stream.column unless `stream` is NULL. EXPR_NONE: failed. */
uint32_t builder_column(expr_builder *b, uint32_t column, const weir_field *field, const char *stream);
/* One more result. False: failed. */
bool builder_root(expr_builder *b, uint32_t node);
/* False: failed. */
bool program_finish(expr_builder *b, expr_program *program);
#endif
