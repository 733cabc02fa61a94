/* SPDX-License-Identifier: Apache-2.0 */
/* Nulls of lists, maps and structs, which have no value that a constant could hold. */
#include "expr/evaluator_parts.h"

static bool eval(form_run *r) {
  static const weir_column nothing;
  uint32_t row[WEIR_MAX_ROWS];
  for (uint32_t i = 0; i < r->rows; i++) row[i] = WEIR_NO_ROW;
  r->out->host->put_column(r->out, 0, &nothing, row, r->rows);
  return !r->out->failed;
}

static const expr_form null_form = {"null", false, eval};

uint32_t builder_constant_of(expr_builder *b, const weir_field *field) {
  if (field->children == 0) return builder_constant(b, field->type, NULL);
  weir_field nullable = *field;
  nullable.flags |= WEIR_NULLABLE;
  return builder_form(b, &null_form, &nullable, NULL, 0, 0);
}
