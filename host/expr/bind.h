/* SPDX-License-Identifier: Apache-2.0 */
/* Tree → typed nodes of a program: names are found, types checked, integers widened where floats are wanted,
 * constants folded. One thread. */
#ifndef EXPR_BIND_H
#define EXPR_BIND_H
#include "expr/parse.h"
#include "expr/program.h"

typedef struct binder {
  expr_builder *builder;
  const expr_scope *scope;
  bool pure;    /* refuse functions that are not */
  bool checked; /* rows can be rejected: what could do that is computed only for rows that need it */
  /* Where aggregates may be called, and columns not be named: the node of a call's result. NULL elsewhere. */
  uint32_t (*aggregate)(const struct binder *b, const ast *call);
  void *aggregates; /* its own */
} binder;

/* The node of a tree. EXPR_NONE: failed, which is then the error. A bare null has type 0: see bind_typed. */
uint32_t bind_tree(const binder *b, const ast *tree);
/* As bind_tree, widened to `want` (0: any); a null takes that type, or is an error. */
uint32_t bind_typed(const binder *b, const ast *tree, uint32_t want);
/* Operands of a call; a bare null has type 0. NULL: failed. Not NULL without operands. */
uint32_t *bind_arguments(const binder *b, const ast *call);
/* The call of an aggregate, found by `name`, over bound operands, which it may convert. NULL: failed. */
expr_call *bind_aggregate(const binder *b, const ast *call, const char *name, const weir_aggregate *aggregate,
                          uint32_t *arg);

/* -- of the passes within -- */

/* The column a name means. EXPR_NONE: none, or several. */
uint32_t bind_column(const binder *b, const ast *name);
/* Where binding a tree failed only since it needs a column that is unknown (EXPR_FOLLOWS): looks for a name in it that
 * is wrong by itself, which then is the error. */
void bind_look_on(const binder *b, const ast *tree);
uint32_t bind_operator(const binder *b, const ast *tree);
uint32_t bind_call(const binder *b, const ast *call);
/* Notes that there is none of that name, with the nearest. */
void fail_no_function(const binder *b, const ast *call);
/* A function or aggregate by name, as written or in lower case; *found: the name it was
 * found by. NULL: none. */
const weir_function *find_function(expr_compiler *c, const char *name, const char **found);
const weir_aggregate *find_aggregate(expr_compiler *c, const char *name, const char **found);
/* The function `name` of operands that are bound, as if the call stood in the place of `tree`. EXPR_NONE without an error: there
 * is none of that name. */
uint32_t bind_named_call(const binder *b, const ast *tree, const char *name, const uint32_t *arg, uint32_t args);
/* "list<string>" */
const char *bind_type_text(const expr_node *node, char *to, size_t n);
#endif
