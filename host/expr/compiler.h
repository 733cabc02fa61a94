/* SPDX-License-Identifier: Apache-2.0 */
/* What all passes of the compiler share: its arena and the first error. One thread. */
#ifndef EXPR_COMPILER_H
#define EXPR_COMPILER_H
#include "data/arena.h"
#include "expr/codes.h"
#include "expr/expression.h"

#define EXPR_MAX_TEXT 65536u   /* bytes of one expression */
#define EXPR_MAX_DEPTH 200u    /* nesting of one expression in its text */
#define EXPR_MAX_HEIGHT 1000u  /* and of its tree: a + b + c + … */
#define EXPR_MAX_NODES 8000u   /* of one expression */
#define EXPR_MAX_TOTAL 16000u  /* nodes of a whole list */
#define EXPR_MAX_ENTRIES 1024u /* expressions of a list */

/* Bytes of an expression's text: where an error is. */
typedef struct expr_span {
  uint32_t offset, length;
} expr_span;

struct expr_compiler {
  expr_library library;
  memory *memory;
  arena arena;
  expr_error *err;        /* of the compile that runs; never NULL meanwhile */
  bool checked;           /* rows that fail are rejected: see bind.h */
  struct expr_kept *kept; /* what binds left, newest first */
};

/* n zeroed bytes that live as long as the compiler; NULL: out of memory, which is then the error. */
void *expr_get(expr_compiler *c, size_t n);
/* A copy of n bytes. NULL: out of memory, which is then the error. */
void *expr_copy_bytes(expr_compiler *c, const void *from, size_t n);
/* A copy of text[0..n) with a NUL behind it. NULL: out of memory, which is then the error. */
char *expr_copy_text(expr_compiler *c, const char *text, size_t n);
/* `from` with its children under `name`; the copy is the compiler's. False: out of memory, which is then the error. */
bool expr_copy_field(expr_compiler *c, weir_field *to, const weir_field *from, const char *name);

/* `release(data)` when the compiler is destroyed. False: out of memory, which is then the error. */
bool expr_keep(expr_compiler *c, void *data, void (*release)(void *data));

/* Note the first error. */
void expr_fail(expr_compiler *c, expr_code code, expr_span at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What would be right: beside the error just noted. */
void expr_help(expr_compiler *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Names compare as Spark's do: ASCII letters without regard to case. */
bool expr_same_name(const char *a, const char *b);
#endif
