/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of this folder share: a library of functions made up for them, a schema with one column of each
 * kind, chunks of random rows, and short ways to compile. One thread. */
#ifndef EXPR_FAKE_H
#define EXPR_FAKE_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "data/columns.h"
#include "data/schema.h"
#include "expr/codes.h"
#include "expr/evaluator.h"

/* Functions: length(string) int64, twice(any) its argument and nothing else, words(string) list<string> (null for a
 * null, split at blanks), parts(string) the same with an explode of its own, random() int64 impure, refuses(x) bind
 * refuses argument 0 when it is not a string, silent() sets no result, odd() sets a result of no type, fails(x) fails
 * in eval, flushes(x) does what functions may not, shout(string) upper case, from host->bytes. Aggregates: count, sum
 * (int64, exact), longest (string in state, no retract, ordered), silent_state, and those whose state is wrong:
 * crooked, beyond, twice_there, overlap. */
extern const expr_library fake_library;
/* How often twice() has been called since the test began. */
extern uint32_t fake_calls;

/* i, j int64?; n int64; r, q float64?; f float64; b, c bool?; t bool; s, u string?; w string; l list<string?>?; at,
 * till timestamp? (? is nullable) */
enum { I, J, N, R, Q, F, B, C, T, S, U, W, L, AT, TILL, FAKE_COLUMNS };
extern const weir_schema fake_schema;
extern const expr_scope fake_scope;

/* Rows of fake_schema: few different values, edges among them, a third of the nullable ones null. */
typedef struct fake_rows {
  columns columns;
  weir_chunk chunk;
} fake_rows;
void fake_rows_init(fake_rows *r, memory *m, uint32_t rows, uint32_t seed);
void fake_rows_finish(fake_rows *r);
uint32_t fake_random(uint32_t *state);

expr_text fake_text(expr_piece *piece, const char *text);
/* Compiles against fake_scope, and fails the test when that fails. */
const weir_expression *fake_compile(expr_compiler *c, const char *text);
/* `text` must be refused so. */
void fake_refused(const char *text, uint32_t want, expr_code code, uint32_t offset, uint32_t length, const char *why,
                  const char *help);
#endif
