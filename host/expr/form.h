/* SPDX-License-Identifier: Apache-2.0 */
/* Forms: parts of the language that are more than a loop over arrays (cast, case, in, like …). The host's own, written much
 * like a plugin's function. Bodies are pure; any thread. */
#ifndef EXPR_FORM_H
#define EXPR_FORM_H
#include "expr/kernels.h"
#include <weir/function.h>

struct evaluator;
struct expr_node;
struct expr_program;
struct expr_instance;

/* What the body of a form is given. */
typedef struct form_run {
  struct evaluator *evaluator;
  struct expr_instance *instance;
  const struct expr_program *program;
  const struct expr_node *node;
  const weir_column *const *arg;
  uint32_t rows;
  void *data;      /* results of fixed width: where they go */
  uint64_t *valid; /* of those: all bits set beforehand; NULL: never null. Bits behind the rows do not matter */
  weir_out *out;   /* other results: column 0 of it */
} form_run;

/* False: failed, which is noted by form_fail. */
typedef bool (*form_eval)(form_run *r);

typedef struct expr_form {
  const char *name; /* how it is printed: name(…), unless print.c knows better */
  bool strict;      /* null where an argument is: seen to by the evaluator, as WEIR_FUNCTION_STRICT */
  form_eval eval;
} expr_form;

/* The type of argument i. */
const weir_field *form_type(const form_run *r, uint32_t i);
/* n bytes that live as long as the rows at hand; NULL: out of memory, noted. */
char *form_bytes(form_run *r, uint64_t n);
/* Note why it fails; gives false. */
bool form_fail(form_run *r, const char *text);
static inline void form_set_null(form_run *r, uint32_t row) { r->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63)); }
#endif
