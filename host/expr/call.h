/* SPDX-License-Identifier: Apache-2.0 */
/* A call of a function or an aggregate: the weir_call that plugins see, and what their bind set. Read-only after
 * bind. */
#ifndef EXPR_CALL_H
#define EXPR_CALL_H
#include "expr/compiler.h"

struct binder;

/* What be_element was told: the call stands for an element of what another function gives. */
typedef struct expr_element {
  const weir_function *whole; /* NULL: it stands for itself */
  uint32_t *arg;              /* nodes */
  uint32_t args, element;
} expr_element;

typedef struct expr_call {
  weir_call call; /* first: the setters are given its address */
  expr_compiler *compiler;
  const char *name;
  bool binding; /* the setters may be called */
  bool has_result, has_state;
  bool filtered;                /* an aggregate that does not see all rows */
  const struct binder *binder;  /* while binding */
  uint32_t *node;               /* of the arguments; while binding, changed by cast */
  const weir_field **field;     /* call.arg, to be changed */
  const weir_column **constant; /* call.constant, to be changed */
  const expr_span *span;        /* of the arguments */
  expr_element element;
  const weir_function *next; /* who takes the arguments that this one has passed on; NULL: it has not */
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
  const struct binder *binder;
  uint32_t *node;                 /* the arguments' nodes; another one for each that is converted */
  expr_span span;                 /* of the call, for errors */
  const expr_span *argument_span; /* a bind that sets err->option to an argument's number points at it */
  bool aggregate;
  bool filtered;                 /* with filter (where …): arguments are said to be nullable */
  const weir_function *function; /* NULL: an aggregate */
  expr_bind bind;                /* may be NULL if the signature says all */
  const char *signature;         /* or NULL */
} expr_call_config;

/* A call, bound. NULL: refused or out of memory, which is then the error. */
expr_call *expr_call_create(expr_compiler *c, const expr_call_config *config);
/* Note that the plugin breaks the rules: "the function 'f' `format`". The first counts. WEIR_EINVAL. */
weir_status call_refuse(expr_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A constant as a column of one row, for weir_call.constant; NULL: out of memory. */
const weir_column *expr_constant_column(expr_compiler *c, uint32_t type, bool is_null, const void *value);
#endif
