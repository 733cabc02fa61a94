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
     .flags = WEIR_REQUIRED | WEIR_BODY},
};

static weir_status not_a_list(weir_error *err, uint32_t columns) {
  err->option = 0;
  (void)snprintf(err->text, sizeof err->text, "%s",
                 columns == 1 ? "it is not a list; flatMap makes a row of each element of a list, map a row of each row"
                              : "with several columns exactly one has to be written explode(list)");
  return WEIR_EINVAL;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  flat_map *self = instance;
  weir_status s = WEIR_OK;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  const uint32_t n = self->eval->count(self->columns);
  if (self->eval->exploded(self->columns) == WEIR_NO_ROW) {
    const weir_field *list = self->eval->field(self->columns, 0);
    if (n != 1 || list->type != WEIR_LIST) return not_a_list(err, n);
    return plan->add_field_like(plan, list->name, list->child);
  }
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
