/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the parser share. NULL and false mean: it is wrong, which is then the error. One thread. */
#ifndef EXPR_PARSER_H
#define EXPR_PARSER_H
#include "expr/parse.h"
#include "expr/token.h"

typedef struct parser {
  expr_compiler *compiler;
  lexer lexer;
  token token; /* the one at hand */
  uint32_t depth, nodes;
  uint32_t end; /* of the token before */
} parser;

/* Binding powers, loosest first; a prefix operator's operand is parsed with its own. */
typedef enum parse_power {
  POWER_NONE,
  POWER_OR,
  POWER_AND,
  POWER_NOT,
  POWER_PREDICATE, /* in, like, between, is: at most one behind a value */
  POWER_COMPARE,
  POWER_BIT_OR,
  POWER_BIT_XOR,
  POWER_BIT_AND,
  POWER_SHIFT,
  POWER_ADD,
  POWER_MULTIPLY,
  POWER_UNARY
} parse_power;

/* -- parse.c -- */
void parse_next(parser *p);
bool parse_is_symbol(const parser *p, const char *text);
bool parse_is_word(const parser *p, const char *text);
/* The word, a symbol or a name, is taken if it is the token at hand. */
bool parse_take_symbol(parser *p, const char *text);
bool parse_take_word(parser *p, const char *text);
/* As above, and else "expected …". */
bool parse_expect_symbol(parser *p, const char *text);
bool parse_expect_word(parser *p, const char *text);
ast *parse_fail(parser *p, const char *expected);
ast *parse_new(parser *p, ast_kind kind, expr_span at);
/* `arg` behind the operands that `node` has. */
void parse_add(ast *node, ast *arg);
/* The node ends with the token before the one at hand. */
ast *parse_close(parser *p, ast *node);
/* All that binds tighter than `power`. */
ast *parse_expression(parser *p, parse_power power);
/* All that follows `left` and binds tighter than `power`. */
ast *parse_operators(parser *p, parse_power power, ast *left);
ast *parse_constant(parser *p, uint32_t type);
/* A word that stands in a function's place of a text: extract(YEAR from …). */
ast *parse_text_constant(parser *p, expr_span at, const char *text);
ast *parse_call_of(parser *p, expr_span at, const char *name);
/* The words that are operators where a value has ended. */
bool parse_at_operator(const parser *p);

/* -- parse_names.c -- */
ast *parse_name(parser *p);

/* -- parse_calls.c: behind name and '(' -- */
bool parse_arguments(parser *p, ast *call);
bool parse_filter(parser *p, ast *call);

/* -- parse_forms.c -- */
ast *parse_case(parser *p);
ast *parse_cast(parser *p, bool is_try);
/* Behind a value: its predicate, or NULL if there is none (then *wrong tells whether it is an error). */
ast *parse_predicate(parser *p, ast *left, bool *wrong);
/* Behind a value: [index], .field, ::type. */
ast *parse_postfix(parser *p, ast *of);
/* timestamp '…', date '…'; the word is at hand. */
ast *parse_typed_literal(parser *p, uint32_t cast_flags);

/* -- parse_type.c -- */
/* A type by Spark's names or ours; flags of expr/cast.h beside. */
bool parse_type(parser *p, weir_field *type, uint32_t *flags);

/* -- parse_interval.c: `interval` is behind -- */
ast *parse_interval(parser *p, expr_span at);
/* At hand: does it begin an interval, behind the word? */
bool parse_begins_interval(const parser *p);
#endif
