/* SPDX-License-Identifier: Apache-2.0 */
/* A call of a function or an aggregate: the weir_call that plugins see, and what their bind set. Read-only after
 * bind. */
#ifndef EXPR_CALL_H
#define EXPR_CALL_H
#include "expr/compiler.h"

typedef struct expr_call {
  weir_call call; /* first: the setters are given its address */
  expr_compiler *compiler;
  const char *name;
  bool binding; /* the setters may be called */
  bool has_result, has_state;
  weir_field result;
  weir_schema result_schema; /* one field: result */
  weir_schema state;         /* offsets from the beginning of the call's own struct */
  uint32_t state_size, traits;
  char why[160]; /* what a setter refused */
} expr_call;

typedef weir_status (*expr_bind)(weir_call *call, weir_error *err);

/* What a call is made of. */
typedef struct expr_call_config {
  const char *name;
  uint32_t args;
  const weir_field *const *arg;
  const weir_column *const *constant;
  expr_span span;                 /* of the call, for errors */
  const expr_span *argument_span; /* a bind that sets err->option to an argument's number points at it */
  bool aggregate;
  const weir_function *function; /* NULL: an aggregate */
  expr_bind bind;
} expr_call_config;

/* A call, bound. `arg` and `constant` are kept. NULL: refused or out of memory, which is then the error. */
expr_call *expr_call_create(expr_compiler *c, const expr_call_config *config);
/* A constant as a column of one row, for weir_call.constant; NULL: out of memory. */
const weir_column *expr_constant_column(expr_compiler *c, uint32_t type, bool is_null, const void *value);
#endif
