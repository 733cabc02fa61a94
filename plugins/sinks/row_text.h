/* SPDX-License-Identifier: Apache-2.0 */
/* Rows as lines of text: by an encoder of the host, or by one expression of type string, whose nulls are empty lines.
 */
#ifndef SINKS_ROW_TEXT_H
#define SINKS_ROW_TEXT_H
#include "text.h"

typedef struct row_text {
  const weir_format *format; /* options: one of the two */
  const weir_expression *value;
  const weir_eval *eval; /* set in bind */
  const weir_format_table *encoder;
  const weir_schema *schema;
} row_text;

static inline weir_status row_text_bind(row_text *r, weir_plan *plan, weir_error *err) {
  r->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  r->encoder = plan->host->extension(plan->host, WEIR_FORMAT_ID);
  r->schema = plan->input[0];
  if (!r->eval || !r->encoder) return WEIR_EINVAL;
  if (!r->format != !r->value) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "it needs either value, an expression, or format");
  return WEIR_EINVAL;
}

/* Appends the chunk's rows, a line each. */
static inline weir_status row_text_add(const row_text *r, const weir_host *host, const weir_chunk *in, text *t,
                                       weir_error *err) {
  weir_status s = WEIR_OK;
  if (r->format) {
    uint64_t n = 0;
    const char *p = r->encoder->rows(host, r->format, r->schema, in, 0, in->rows, &n);
    if (p) return text_add(t, p, n, err);
    (void)snprintf(err->text, sizeof err->text, "out of memory for rows as text");
    return WEIR_EFAIL;
  }
  const weir_column *value = r->eval->eval(host, r->value, in);
  if (!value) {
    (void)snprintf(err->text, sizeof err->text, "its value could not be computed");
    return WEIR_EFAIL;
  }
  for (uint32_t i = 0; i < in->rows && !s; i++) {
    const weir_str *v = (const weir_str *)value->data + i;
    s = text_add(t, weir_text(v), v->len, err); /* of a null: no bytes */
    if (!s) s = text_add(t, "\n", 1, err);
  }
  return s;
}
#endif
