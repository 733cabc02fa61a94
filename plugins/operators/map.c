/* SPDX-License-Identifier: Apache-2.0 */
/* map: each row becomes the columns that are named here, and no others. */
#include <weir/weir.h>

typedef struct map {
  const weir_expressions *columns;
  const weir_eval *eval;
} map;

static const weir_option options[] = {
    {.name = "columns",
     .help = "the new columns, each with its expression",
     .type = WEIR_OPT_EXPRESSIONS,
     .offset = offsetof(map, columns),
     .flags = WEIR_REQUIRED | WEIR_BODY},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  map *self = instance;
  weir_status s = WEIR_OK;
  (void)err;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  const uint32_t n = self->eval->count(self->columns);
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->columns, i));
  return s;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const map *self = instance;
  (void)input;
  const weir_column *const *col = self->eval->eval_all(out->host, self->columns, in);
  if (!col) return WEIR_EFAIL;
  out->host->emit(out, col, in->rows);
  return out->failed;
}

WEIR_OPERATOR(map, .help = "Makes each row anew out of named expressions; other columns are dropped",
              .instance_size = sizeof(map), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .process = process);
