/* SPDX-License-Identifier: Apache-2.0 */
/* withColumns: keeps all columns, and adds those that are named here, or replaces those of the same name in their
 * place. */
#include "passing.h"

typedef struct with_columns {
  const weir_expressions *columns;
  const weir_eval *eval;
  const weir_schema *input;
  uint32_t *place; /* of expression i in the output; made in open */
  passing passing;
} with_columns;

static const weir_option options[] = {
    {.name = "columns",
     .help = "columns to add or replace, each with its expression",
     .type = WEIR_OPT_EXPRESSIONS,
     .offset = offsetof(with_columns, columns),
     .flags = WEIR_REQUIRED | WEIR_BODY},
};

/* The input's column of this name, or WEIR_NO_ROW. */
static uint32_t column_named(const weir_schema *schema, const char *name) {
  for (uint32_t c = 0; c < schema->count; c++)
    if (strcmp(weir_field_at(schema, c)->name, name) == 0) return c;
  return WEIR_NO_ROW;
}

/* The expression of this name, or WEIR_NO_ROW. */
static uint32_t expression_named(const with_columns *self, const char *name) {
  const uint32_t n = self->eval->count(self->columns);
  for (uint32_t i = 0; i < n; i++)
    if (strcmp(self->eval->field(self->columns, i)->name, name) == 0) return i;
  return WEIR_NO_ROW;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  with_columns *self = instance;
  weir_status s = WEIR_OK;
  (void)err;
  self->input = plan->input[0];
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  for (uint32_t c = 0; c < self->input->count && !s; c++) {
    const uint32_t i = expression_named(self, weir_field_at(self->input, c)->name);
    s = i == WEIR_NO_ROW ? plan->add_input_field(plan, 0, c)
                         : plan->add_field_like(plan, NULL, self->eval->field(self->columns, i));
  }
  self->passing.columns = self->input->count;
  const uint32_t n = self->eval->count(self->columns);
  for (uint32_t i = 0; i < n && !s; i++) {
    const weir_field *field = self->eval->field(self->columns, i);
    if (column_named(self->input, field->name) != WEIR_NO_ROW) continue;
    s = plan->add_field_like(plan, NULL, field);
    self->passing.columns++;
  }
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  with_columns *self = instance;
  (void)open;
  const uint32_t n = self->eval->count(self->columns);
  self->place = calloc((size_t)n + 1, sizeof *self->place);
  if (!self->place) {
    (void)snprintf(err->text, sizeof err->text, "out of memory");
    return WEIR_EFAIL;
  }
  uint32_t next = self->input->count;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t c = column_named(self->input, self->eval->field(self->columns, i)->name);
    self->place[i] = c == WEIR_NO_ROW ? next++ : c;
  }
  const weir_status s = passing_open(&self->passing, err);
  if (s) free(self->place);
  return s;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  with_columns *self = instance;
  (void)input;
  const weir_column *const *made = self->eval->eval_all(out->host, self->columns, in);
  if (!made) return WEIR_EFAIL;
  for (uint32_t c = 0; c < in->columns; c++) self->passing.col[c] = weir_col(in, c);
  const uint32_t n = self->eval->count(self->columns);
  for (uint32_t i = 0; i < n; i++) self->passing.col[self->place[i]] = made[i];
  out->host->emit(out, self->passing.col, in->rows);
  return out->failed;
}

static void close(void *instance) {
  with_columns *self = instance;
  free(self->place);
  passing_close(&self->passing);
}

WEIR_OPERATOR(withColumns,
              .help = "Adds columns made by expressions, or replaces those of the same name; keeps all others",
              .instance_size = sizeof(with_columns), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .open = open_instance, .process = process, .close = close);
