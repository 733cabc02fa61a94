/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens → tree: a Pratt parser with Spark's precedences. Trees live in the compiler's arena and are not changed
 * afterwards. One thread. */
#ifndef EXPR_PARSE_H
#define EXPR_PARSE_H
#include "expr/program.h"

typedef enum ast_kind {
  AST_CONSTANT,
  AST_COLUMN,
  AST_OPERATOR,
  AST_CALL,
  AST_STAR,
  AST_CASE,    /* [subject,] when, then, …, [else] */
  AST_CAST,    /* `to`, `flags` */
  AST_IN,      /* what, candidates … */
  AST_BETWEEN, /* what, low, high */
  AST_LIKE,    /* text, pattern[, escape]; flag LIKE_NO_CASE */
  AST_IS,      /* what; type 0: null, WEIR_BOOL: value.boolean */
  AST_INDEX,   /* of, which */
  AST_FIELD,   /* of; `name` */
  AST_INTERVAL /* value.integer µs, `months` */
} ast_kind;

#define AST_CASE_SUBJECT 1u /* ast.flags */
#define AST_CASE_ELSE 2u
#define AST_NO_CASE 1u

typedef struct ast {
  ast_kind kind;
  expr_op op;            /* AST_OPERATOR */
  expr_span span;        /* from the first byte to the last */
  expr_span at;          /* of the operator or name itself */
  const char *symbol;    /* AST_OPERATOR: as it was written */
  const char *qualifier; /* AST_COLUMN: the stream in stream.column, or NULL */
  const char *name;      /* AST_COLUMN, AST_FIELD; AST_CALL: "f" or "p.f" */
  uint32_t type;         /* AST_CONSTANT; 0: a null */
  uint32_t flags;
  expr_value value; /* AST_CONSTANT */
  int64_t months;
  weir_field to; /* AST_CAST */
  struct ast *arg, *last, *next;
  uint32_t args, height;
  bool distinct;      /* AST_CALL: f(distinct …) */
  struct ast *filter; /* AST_CALL: f(…) filter (where …), or NULL */
} ast;

/* The tree of a whole text. NULL: the compiler's error says why. */
const ast *expr_parse(expr_compiler *c, const expr_text *text);
#endif
