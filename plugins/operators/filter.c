/* SPDX-License-Identifier: Apache-2.0 */
/* filter: keeps the rows for which a condition is true; false and null drop a row. */
#include "passing.h"

typedef struct filter {
  const weir_expression *condition;
  const weir_eval *eval;
  passing passing;
} filter;

static const weir_option options[] = {
    {.name = "condition",
     .help = "boolean expression over the row",
     .type = WEIR_OPT_EXPRESSION,
     .offset = offsetof(filter, condition),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .want = WEIR_BOOL},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  filter *self = instance;
  (void)err;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  self->passing.columns = plan->input[0]->count;
  return plan->add_input_fields(plan, 0);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  filter *self = instance;
  (void)open;
  return passing_open(&self->passing, err);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const filter *self = instance;
  uint32_t row[WEIR_MAX_ROWS];
  (void)input;
  const uint32_t n = self->eval->select(out->host, self->condition, in, row);
  if (n == in->rows)
    passing_emit(&self->passing, in, out);
  else
    out->host->take(out, in, row, n);
  return out->failed;
}

static void close(void *instance) { passing_close(&((filter *)instance)->passing); }

WEIR_OPERATOR(filter, .help = "Keeps the rows for which a condition is true: filter: \"n > 10\"",
              .instance_size = sizeof(filter), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .open = open_instance, .process = process, .close = close);
