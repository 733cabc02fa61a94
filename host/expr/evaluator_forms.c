/* SPDX-License-Identifier: Apache-2.0 */
/* Forms and fields of structs as steps of a program. One thread at a time. */
#include "data/bits.h"
#include "data/schema.h"
#include "expr/evaluator_parts.h"

const weir_field *form_type(const form_run *r, uint32_t i) { return &r->program->node[r->node->arg[i]]->field; }

bool form_fail(form_run *r, const char *text) {
  evaluator_fail(r->evaluator, text);
  return false;
}

char *form_bytes(form_run *r, uint64_t n) {
  char *p = arena_get(&r->evaluator->strings, n);
  if (!p) (void)form_fail(r, "there is not enough memory for a text");
  return p;
}

/* ---- forms ------------------------------------------------------------------------------------------------------- */

static uint32_t words_for(uint32_t rows) { return (rows + 63) / 64; }

/* False: all of the first `rows` bits are set. */
static bool has_null(const uint64_t *valid, uint32_t rows) {
  for (uint32_t w = 0; w < rows / 64; w++)
    if (~valid[w]) return true;
  return rows % 64 && ~valid[rows / 64] & bits_mask(rows % 64);
}

static void clear_strict(const form_run *r, uint32_t width) {
  bool any = false;
  for (uint32_t i = 0; i < r->node->args; i++) {
    if (!r->arg[i]->valid) continue;
    any = true;
    for (uint32_t w = 0; w < words_for(r->rows); w++) r->valid[w] &= r->arg[i]->valid[w];
  }
  if (any && width) expr_clear_nulls(r->data, width, r->valid, r->rows);
}

/* A result with a width goes into its slot, another one into a made column. */
static void aim(evaluator *e, expr_instance *x, form_run *r) {
  const expr_node *n = r->node;
  if (n->made) {
    evaluator_aim(e, x, n, r->rows);
    r->out = &e->out;
    r->valid = e->out.col->valid;
    return;
  }
  r->data = x->data[n->slot];
  r->valid = n->field.flags & WEIR_NULLABLE ? x->valid[n->slot] : NULL;
  if (r->valid) memset(r->valid, 0xff, words_for(r->rows) * sizeof *r->valid);
}

bool evaluator_form(evaluator *e, expr_instance *x, uint32_t i, uint32_t rows) {
  const expr_node *n = x->program->node[i];
  form_run r = {
      .evaluator = e, .instance = x, .program = x->program, .node = n, .arg = evaluator_arguments(x, n), .rows = rows};
  weir_chunk chunk;
  aim(e, x, &r);
  if (!n->form->eval(&r) || e->has_failed) return false;
  if (n->form->strict && r.valid) clear_strict(&r, n->made ? 0 : schema_width(n->field.type));
  if (n->made) {
    columns_chunk(&x->made[n->number], rows, 0, NULL, &chunk);
    x->at[i] = weir_col(&chunk, 0);
  } else {
    x->own[i].valid = r.valid && has_null(r.valid, rows) ? r.valid : NULL;
    evaluator_check_cast(e, x, i, rows);
  }
  return true;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

/* Row r of the field is row first + r of the struct's child, and null where the struct is. */
void evaluator_field(expr_instance *x, uint32_t i, uint32_t rows) {
  const expr_node *n = x->program->node[i];
  const weir_column *whole = x->at[n->arg[0]];
  weir_column field = whole->child[n->column];
  const uint32_t first = whole->first;
  uint64_t *valid = x->valid[n->slot];
  if (field.data) field.data = (const char *)field.data + (size_t)first * schema_width(field.type);
  if (field.ends) {
    if (first) field.first = field.ends[first - 1];
    field.ends += first;
  } else if (field.type == WEIR_STRUCT) {
    field.first += first;
  }
  for (uint32_t at = 0; (field.valid || whole->valid) && at < rows; at += 64) {
    const uint32_t k = rows - at < 64 ? rows - at : 64;
    const uint64_t own = field.valid ? bits_get(field.valid, first + at, k) : UINT64_MAX;
    valid[at / 64] = own & (whole->valid ? whole->valid[at / 64] : UINT64_MAX);
  }
  if (field.valid || whole->valid) field.valid = valid;
  x->own[i] = field;
  x->at[i] = &x->own[i];
}
