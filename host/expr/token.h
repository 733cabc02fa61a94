/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens of an expression, one after another, with their positions in the joined text. Source of the rules: Spark's
 * SqlBaseLexer (see the semantics that surprise in the project's reference). One thread. */
#ifndef EXPR_TOKEN_H
#define EXPR_TOKEN_H
#include "expr/compiler.h"

typedef enum token_kind {
  TOKEN_END,
  TOKEN_ERROR,   /* the compiler's error says what */
  TOKEN_NAME,    /* text: the word */
  TOKEN_QUOTED,  /* text: a `quoted` name: never a keyword */
  TOKEN_STRING,  /* text, size: the value */
  TOKEN_BINARY,  /* the same, of X'1f' */
  TOKEN_INTEGER, /* integer; 2^63 only behind a minus */
  TOKEN_REAL,    /* real */
  TOKEN_SYMBOL   /* text: the symbol itself, "<=" */
} token_kind;

typedef struct token {
  token_kind kind;
  expr_span span;
  const char *text; /* NUL-terminated; the compiler's */
  uint32_t size;    /* of text */
  uint64_t integer;
  double real;
} token;

typedef struct lexer {
  expr_compiler *compiler;
  const char *text; /* joined, NUL-terminated */
  uint32_t size, at;
  const expr_text *pieces;
  uint32_t piece, piece_end; /* the piece that `at` is in, and where it ends in the joined text */
  bool after_name;           /* the last token was a name that ends at `at`: a dot here belongs to it */
} lexer;

/* Joins the pieces. False: too large or out of memory, which is then the error. `text` must outlive the lexer. */
bool lexer_init(lexer *l, expr_compiler *c, const expr_text *text);
/* The next token; TOKEN_END and TOKEN_ERROR for ever. */
token lexer_next(lexer *l);
#endif
