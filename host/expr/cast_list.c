/* SPDX-License-Identifier: Apache-2.0 */
/* A list of one type as a list of another: its elements are converted in pieces, as columns of their own. */
#include "data/bits.h"
#include "data/schema.h"
#include "expr/cast.h"
#include "expr/evaluator_parts.h"

enum { PIECE = 1024 };

/* Elements `at` .. at+n of a list's child as a column; `valid` has room for the bits. */
static weir_column piece_of(const weir_column *child, uint32_t at, uint32_t n, uint64_t *valid) {
  weir_column piece = {.type = child->type};
  piece.data = (const char *)child->data + (size_t)at * schema_width(child->type);
  if (!child->valid) return piece;
  for (uint32_t k = 0; k < n; k += 64) valid[k / 64] = bits_get(child->valid, at + k, n - k < 64 ? n - k : 64);
  piece.valid = valid;
  return piece;
}

/* A piece into the elements `to` .. of the result's child. */
static bool convert(form_run *r, const expr_form *form, const weir_column *from, uint32_t at, uint32_t n, uint32_t to) {
  uint64_t nulls[PIECE / 64] = {0}, good[PIECE / 64];
  const weir_column piece = piece_of(from, at, n, nulls), *arg = &piece;
  const weir_out_column *child = &r->out->col[0].child[0];
  const size_t width = schema_width(r->node->field.child[0].type);
  form_run part = *r;
  memset(good, 0xff, sizeof good);
  part.arg = &arg;
  part.rows = n;
  part.data = (char *)child->data + to * width;
  part.valid = good;
  if (!form->eval(&part)) return false;
  for (uint32_t k = 0; piece.valid && k < PIECE / 64; k++) good[k] &= nulls[k];
  if (piece.valid) expr_clear_nulls(part.data, (uint32_t)width, good, n);
  for (uint32_t k = 0; k < n; k += 64) bits_put(child->valid, to + k, n - k < 64 ? n - k : 64, good[k / 64]);
  return true;
}

static bool eval(form_run *r) {
  const weir_column *list = r->arg[0];
  const weir_field *to = &r->node->field.child[0];
  const expr_form *form = cast_form(&form_type(r, 0)->child[0], to);
  const uint32_t end = r->rows ? list->ends[r->rows - 1] : list->first, total = end - list->first;
  const uint32_t first = r->out->host->list_reserve(r->out, 0, total);
  if (first == WEIR_NO_ROW) return false;
  for (uint32_t at = 0; at < total; at += PIECE) {
    const uint32_t n = total - at < PIECE ? total - at : PIECE;
    if (!convert(r, form, list->child, list->first + at, n, first + at)) return false;
  }
  for (uint32_t i = 0; i < r->rows; i++) r->out->col[0].ends[i] = list->ends[i] - list->first + first;
  return true;
}
const expr_form cast_list = {"cast", true, eval};
