/* SPDX-License-Identifier: Apache-2.0 */
/* flatMap: one row for each element of a list; an empty or null list gives none. */
#include <stdio.h>
#include <weir/weir.h>

typedef struct flat_map {
  const weir_expressions *columns;
  const weir_eval *eval;
} flat_map;

static const weir_option options[] = {
    {.name = "columns",
     .help = "one column that is a list; of several exactly one written explode(list), the others are repeated",
     .type = WEIR_OPT_EXPRESSIONS,
     .offset = offsetof(flat_map, columns),
     .flags = WEIR_REQUIRED | WEIR_BODY | WEIR_EXPLODES},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  flat_map *self = instance;
  weir_status s = WEIR_OK;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  if (self->eval->exploded(self->columns) == WEIR_NO_ROW) { /* a list that is alone need not be written so */
    err->option = 0;
    (void)snprintf(err->text, sizeof err->text, "of several columns exactly one has to be written explode(list)");
    return WEIR_EINVAL;
  }
  const uint32_t n = self->eval->count(self->columns);
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->columns, i));
  return s;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const flat_map *self = instance;
  (void)input;
  return self->eval->explode(out->host, self->columns, in, out);
}

WEIR_OPERATOR(flatMap, .help = "Makes a row of each element of a list: {word: \"split(line, ' ')\"}",
              .instance_size = sizeof(flat_map), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .process = process);
