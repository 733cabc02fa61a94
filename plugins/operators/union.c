/* SPDX-License-Identifier: Apache-2.0 */
/* union: the rows of all inputs. The inputs' columns agree in number and types; names are those of the first input. */
#include "passing.h"

typedef struct union_rows {
  passing passing;
} union_rows;

static int same_type(const weir_field *a, const weir_field *b) {
  if (a->type != b->type || a->children != b->children) return 0;
  for (uint32_t i = 0; i < a->children; i++)
    if (!same_type(&a->child[i], &b->child[i])) return 0;
  return 1;
}

static weir_status check_input(const weir_plan *plan, uint32_t input, weir_error *err) {
  const weir_schema *first = plan->input[0], *other = plan->input[input];
  if (other->count != first->count) {
    (void)snprintf(err->text, sizeof err->text, "input %u has %u columns, the first has %u; all need the same",
                   input + 1, other->count, first->count);
    return WEIR_EINVAL;
  }
  for (uint32_t c = 0; c < first->count; c++) {
    const weir_field *a = weir_field_at(first, c), *b = weir_field_at(other, c);
    if (same_type(a, b)) continue;
    (void)snprintf(err->text, sizeof err->text,
                   "column %u (%s) of input %u has another type than column %u (%s) of the first", c + 1, b->name,
                   input + 1, c + 1, a->name);
    return WEIR_EINVAL;
  }
  return WEIR_OK;
}

/* Null where an input can be null: so in the column, and one level below, which is as deep as types nest. */
static weir_status add_column(weir_plan *plan, uint32_t c) {
  weir_field field = *weir_field_at(plan->input[0], c), child[2];
  if (field.children > 2) return WEIR_EINVAL;
  for (uint32_t k = 0; k < field.children; k++) child[k] = field.child[k];
  for (uint32_t i = 1; i < plan->inputs; i++) {
    const weir_field *other = weir_field_at(plan->input[i], c);
    field.flags |= other->flags;
    for (uint32_t k = 0; k < field.children; k++) child[k].flags |= other->child[k].flags;
  }
  if (field.children) field.child = child;
  return plan->add_field_like(plan, NULL, &field);
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  union_rows *self = instance;
  weir_status s = WEIR_OK;
  self->passing.columns = plan->input[0]->count;
  for (uint32_t i = 1; i < plan->inputs && !s; i++) s = check_input(plan, i, err);
  for (uint32_t c = 0; c < plan->input[0]->count && !s; c++) s = add_column(plan, c);
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  union_rows *self = instance;
  (void)open;
  return passing_open(&self->passing, err);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const union_rows *self = instance;
  (void)input;
  passing_emit(&self->passing, in, out);
  return out->failed;
}

static void close(void *instance) { passing_close(&((union_rows *)instance)->passing); }

WEIR_OPERATOR(union, .help = "The rows of all its inputs, whose columns have the same types: from: [a, b]",
              .instance_size = sizeof(union_rows), .flags = WEIR_ROW_WISE, .bind = bind, .open = open_instance,
              .process = process, .close = close);
