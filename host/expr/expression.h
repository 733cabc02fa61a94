/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions: Spark SQL text → tree with positions → typed, folded, immutable weir_expression, shared by all lanes.
 * Everything compiled lives in the compiler's arena, until compiler_destroy. A compiler is one thread's; what it made
 * is read-only and any thread's. */
#ifndef EXPR_EXPRESSION_H
#define EXPR_EXPRESSION_H
#include "data/memory.h"
#include <stdbool.h>
#include <weir/extension.h>
#include <weir/function.h>

/* What an expression may name: inputs by number, with the stream's name for stream.column. Where there are several
 * inputs, a compiled text reads chunks that hold the columns of all of them, one input after another. Schemas are
 * borrowed while compiling. */
typedef struct expr_scope {
  const weir_schema *const *input;
  const char *const *stream; /* may be NULL */
  uint32_t inputs;
} expr_scope;

/* Where functions and aggregates are found: by name, "split" or "geo.distance". Give NULL when there is none. */
typedef struct expr_library {
  void *context;
  const weir_function *(*function)(void *context, const char *name);
  /* The one of the same name that stands behind `passed`, in a file that is looked into later; may be NULL. */
  const weir_function *(*next)(void *context, const char *name, const weir_function *passed);
  const weir_aggregate *(*aggregate)(void *context, const char *name);
  /* For the message: names that exist, NULL-terminated; may be NULL. */
  const char *const *(*names)(void *context, bool aggregates);
  const weir_host *host; /* what weir_call.host points to */
} expr_library;

/* The text of an expression: pieces, of which the substituted ones (${NAME}) are string constants. */
typedef struct expr_piece {
  const char *text;
  uint32_t size;
  uint8_t is_constant;
} expr_piece;
typedef struct expr_text {
  const expr_piece *piece;
  uint32_t pieces;
} expr_text;

/* A reducer of one's own, in place of a call of an aggregate: what a row contributes; two contributions, `a` and `b`, made
 * one; `b` taken out of `a` (may have no pieces: it cannot be). */
typedef struct expr_reducer {
  expr_text of, merge, inverse;
} expr_reducer;
#define EXPR_REDUCER_OF 0u
#define EXPR_REDUCER_MERGE 1u
#define EXPR_REDUCER_INVERSE 2u

/* What was wrong, first of all: bytes into the (joined) text. */
typedef struct expr_error {
  char text[480], help[160];
  uint32_t offset, length;
  uint32_t code; /* the number of one of expr/codes.h (501 …); 0: nothing was wrong */
  uint32_t part; /* EXPR_REDUCER_…: of a reducer of one's own, the text that is wrong */
} expr_error;

/* expr_error.code: nothing is wrong with the text itself, but it needs a column that is unknown because of an error that
 * was reported before (SCHEMA_UNKNOWN, SCHEMA_ANY). Not to be told. */
#define EXPR_FOLLOWS UINT32_MAX

typedef struct expr_compiler expr_compiler;
expr_compiler *expr_compiler_create(const expr_library *library);
void expr_compiler_destroy(expr_compiler *c);

/* What is compiled from here on stands where rows that fail are rejected (on_error): branches that can fail are computed for
 * their own rows only. */
void expr_compiler_check(expr_compiler *c, bool on);

/* `want`: type the result must have (0: any; int64 is widened to float64 where that is wanted). NULL: see err. */
const weir_expression *expr_compile(expr_compiler *c, const expr_text *text, const expr_scope *scope, uint32_t want,
                                    expr_error *err);
/* A column by index, of chunks of that input alone. NULL: out of memory. */
const weir_expression *expr_column(expr_compiler *c, const expr_scope *scope, uint32_t input, uint32_t column);
/* A named list of expressions. EXPR_MAY_EXPLODE: an entry alone is a list that is exploded; of several exactly one is
 * written explode(list). EXPR_PURE: functions that are not pure are refused, as keys and state need it. */
typedef struct expr_named {
  const char *name; /* NULL: the expression must be a bare column, and gives its name */
  expr_text text;
  const expr_reducer *own; /* aggregates only: in place of the text, or NULL */
} expr_named;
#define EXPR_MAY_EXPLODE 1u
#define EXPR_PURE 2u
const weir_expressions *expr_compile_list(expr_compiler *c, const expr_named *named, uint32_t count,
                                          const expr_scope *scope, uint32_t flags, uint32_t *failed, expr_error *err);
const weir_expressions *expr_columns(expr_compiler *c, const expr_scope *scope, uint32_t input, const uint32_t *column,
                                     uint32_t count);
/* {name: entry}, an entry being an expression over calls of aggregates, whose operands are expressions of `scope` and
 * must be pure, or a reducer of one's own. A bind of a function or
 * aggregate that fails with err->option = the number of an argument points at it. NULL: entry *failed is wrong, see
 * err. */
const weir_aggregates *expr_compile_aggregates(expr_compiler *c, const expr_named *named, uint32_t count,
                                               const expr_scope *scope, uint32_t *failed, expr_error *err);
/* A join's `on`: pairs of columns of inputs 0 and 1. */
const weir_key_pairs *expr_key_pairs(expr_compiler *c, const expr_scope *scope, const uint32_t *left,
                                     const uint32_t *right, uint32_t count, expr_error *err);

/* A field of a state: `initial` and `update` of no pieces are not given: null, and never changed. */
typedef struct expr_state_field {
  const char *name;
  uint32_t type; /* plain */
  expr_text initial, update;
} expr_state_field;
typedef enum expr_state_part { EXPR_STATE_NAME, EXPR_STATE_INITIAL, EXPR_STATE_UPDATE } expr_state_part;
/* `scope`: one input. NULL: part *part of field *failed is wrong, see err. */
const weir_state_fields *expr_compile_state(expr_compiler *c, const expr_state_field *field, uint32_t count,
                                            const expr_scope *scope, uint32_t *failed, expr_state_part *part,
                                            expr_error *err);
/* The rows that expressions over the state read; lives as long as the compiler. */
const weir_schema *expr_state_rows(const weir_state_fields *s);

/* Schemas of what was compiled; live as long as the compiler. */
const weir_schema *expr_list_schema(const weir_expressions *e);
const weir_schema *expr_aggregates_state(const weir_aggregates *a, uint32_t *value_size); /* fields `name.field` */
const weir_schema *expr_aggregates_schema(const weir_aggregates *a);
/* Says that entry i has no type that can be told, since it stands in for one that is wrong. */
void expr_list_set_unknown(const weir_expressions *e, uint32_t i);
void expr_aggregates_set_unknown(const weir_aggregates *a, uint32_t i);
/* Expressions as text, normalised (it reads back as the same), for `weir plan` and messages; snprintf's rules. In a list
 * that ${} put something into, constants are '***'. */
size_t expr_print(const weir_expression *e, char *to, size_t n);
size_t expr_list_print(const weir_expressions *e, char *to, size_t n);
size_t expr_aggregates_print(const weir_aggregates *a, char *to, size_t n);
#endif
