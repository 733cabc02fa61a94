/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that stand in the file: a list of batches, each a list of rows, each a list of values, or the bare value where
 * there is one field. They become chunks column by column; a list's elements are a column again, a struct's fields one
 * each. Unquoted null, ~ and nothing are null. */
#include "plan/options.h"
#include "data/timestamp.h"
#include "spec/read.h"
#include "spec/value.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Who reads them, and under which name errors are told. */
typedef struct rows_reader {
  plan_builder *b;
  const char *what;
} rows_reader;

/* ---- one value ---- */

static bool is_null(const spec_node *node) {
  return node->kind == SPEC_SCALAR && node->style == SPEC_PLAIN && !node->segment_count &&
         (node->length == 0 || strcmp(node->text, "null") == 0 || strcmp(node->text, "~") == 0);
}

static bool read_time(rows_reader *r, const spec_node *node, int64_t *us) {
  char shown[80];
  if (!spec_expect_kind(r->b->list, node, r->what, SPEC_SCALAR)) return false;
  if (timestamp_parse(node->text, node->length, us)) return true;
  spec_diagnostic *error = plan_error(r->b, PLAN_E_NOT_A_TIMESTAMP, node->span, "%s: \"%s\" is not a timestamp",
                                      r->what, spec_node_shown(node, shown, sizeof shown));
  spec_help(r->b->list, error, "such as: 2024-05-01T12:00:00Z");
  return false;
}

static bool read_float(rows_reader *r, const spec_node *node, double *value) {
  static const struct {
    const char *text;
    double value;
  } special[] = {{"NaN", (double)NAN}, {"Infinity", (double)INFINITY}, {"-Infinity", (double)-INFINITY}};
  for (uint32_t i = 0; node->kind == SPEC_SCALAR && i < 3; i++) {
    if (strcmp(node->text, special[i].text) != 0) continue;
    *value = special[i].value;
    return true;
  }
  return spec_read_float64(r->b->list, node, r->what, value);
}

static bool read_string(rows_reader *r, const spec_node *node, weir_str *to) {
  const char *text = NULL;
  if (!spec_read_text(r->b->list, node, r->what, &text)) return false;
  const char *copy = plan_copy_text(r->b, text, node->length);
  if (copy) *to = weir_view(copy, (uint32_t)node->length);
  return copy != NULL;
}

static bool read_value(rows_reader *r, uint32_t type, const spec_node *node, void *data, size_t at) {
  bool flag = false;
  switch (type) {
  case WEIR_BOOL:
    if (!spec_read_bool(r->b->list, node, r->what, &flag)) return false;
    ((uint8_t *)data)[at] = flag;
    return true;
  case WEIR_I64:
    return spec_read_int64(r->b->list, node, r->what, NULL, (int64_t *)data + at);
  case WEIR_TIME:
    return read_time(r, node, (int64_t *)data + at);
  case WEIR_F64:
    return read_float(r, node, (double *)data + at);
  default:
    return read_string(r, node, (weir_str *)data + at);
  }
}

/* ---- a column of values ---- */

static bool fill_values(rows_reader *r, const weir_field *field, const spec_node *const *value, size_t n,
                        weir_column *column);

/* Room for n values with WEIR_PAD around them. NULL: reported. */
static void *padded(rows_reader *r, size_t n, size_t width) {
  char *p = plan_get(r->b, n * width + 2 * (size_t)WEIR_PAD, 1);
  return p ? p + WEIR_PAD : NULL;
}

/* The elements of all lists, or the keys and the values of all mappings, one behind the other. */
static bool fill_nested(rows_reader *r, const weir_field *field, const spec_node *const *value, size_t n,
                        weir_column *column) {
  const bool is_map = field->type == WEIR_MAP;
  const spec_kind kind = is_map ? SPEC_MAPPING : SPEC_SEQUENCE;
  size_t total = 0, at = 0;
  for (size_t i = 0; i < n; i++) {
    if (value[i] && !spec_expect_kind(r->b->list, value[i], r->what, kind)) return false;
    total += !value[i] ? 0 : is_map ? value[i]->pair_count : value[i]->item_count;
  }
  const spec_node **part[2] = {plan_get(r->b, total + 1, sizeof(spec_node *)),
                               plan_get(r->b, total + 1, sizeof(spec_node *))};
  uint32_t *ends = padded(r, n + 1, sizeof *ends);
  weir_column *child = plan_get(r->b, 2, sizeof *child);
  if (!part[0] || !part[1] || !ends || !child) return false;
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; value[i] && k < (is_map ? value[i]->pair_count : value[i]->item_count); k++, at++) {
      part[0][at] = is_map ? value[i]->pairs[k].key : value[i]->items[k];
      part[1][at] = is_map ? value[i]->pairs[k].value : NULL;
    }
    ends[i] = (uint32_t)at;
  }
  column->ends = ends;
  column->child = child;
  bool good = true;
  for (uint32_t c = 0; c < field->children && c < 2; c++)
    good &= fill_values(r, &field->child[c], part[c], total, &child[c]);
  return good;
}

/* A struct is a mapping; a field that it does not name is null. */
static bool expect_struct(rows_reader *r, const weir_field *field, const spec_node *value) {
  if (!spec_expect_kind(r->b->list, value, r->what, SPEC_MAPPING)) return false;
  bool good = true;
  for (size_t k = 0; k < value->pair_count; k++) {
    uint32_t c = 0;
    while (c < field->children && strcmp(field->child[c].name, value->pairs[k].key->text) != 0) c++;
    if (c < field->children) continue;
    plan_error(r->b, PLAN_E_ROWS, value->pairs[k].key->span, "%s: the struct has no field \"%s\"", r->what,
               value->pairs[k].key->text);
    good = false;
  }
  return good;
}

static bool fill_struct(rows_reader *r, const weir_field *field, const spec_node *const *value, size_t n,
                        weir_column *column) {
  const spec_node **part = plan_get(r->b, n + 1, sizeof *part);
  weir_column *child = plan_get(r->b, field->children, sizeof *child);
  bool good = part && child;
  for (size_t i = 0; i < n; i++) good &= !value[i] || expect_struct(r, field, value[i]);
  for (uint32_t c = 0; good && c < field->children; c++) {
    for (size_t i = 0; i < n; i++) {
      const spec_pair *pair = value[i] ? spec_mapping_find(value[i], field->child[c].name) : NULL;
      part[i] = pair ? pair->value : NULL;
    }
    good = fill_values(r, &field->child[c], part, n, &child[c]);
  }
  column->child = child;
  return good;
}

/* Nulls become NULL in `present` and a zero bit; the bitmap is left out where there is none. */
static bool find_nulls(rows_reader *r, const weir_field *field, const spec_node *const *value, size_t n,
                       const spec_node **present, weir_column *column) {
  uint64_t *valid = NULL;
  for (size_t i = 0; i < n; i++) {
    present[i] = value[i];
    if (value[i] && !is_null(value[i])) continue;
    if (!(field->flags & WEIR_NULLABLE)) {
      if (value[i]) plan_error(r->b, PLAN_E_ROWS, value[i]->span, "%s: a null cannot stand here", r->what);
      return false;
    }
    if (!valid) {
      if (!(valid = padded(r, n / 64 + 1, sizeof *valid))) return false;
      memset(valid, 0xff, (n / 64 + 1) * sizeof *valid);
    }
    valid[i / 64] &= ~(UINT64_C(1) << (i % 64));
    present[i] = NULL;
  }
  column->valid = valid;
  return true;
}

static bool fill_values(rows_reader *r, const weir_field *field, const spec_node *const *value, size_t n,
                        weir_column *column) {
  const spec_node **present = plan_get(r->b, n + 1, sizeof *present);
  *column = (weir_column){.type = field->type};
  if (!present || !find_nulls(r, field, value, n, present, column)) return false;
  if (field->type == WEIR_LIST || field->type == WEIR_MAP) return fill_nested(r, field, present, n, column);
  if (field->type == WEIR_STRUCT) return fill_struct(r, field, present, n, column);
  void *data = padded(r, n + 1, schema_width(field->type));
  bool good = data != NULL;
  for (size_t i = 0; data && i < n; i++) good &= !present[i] || read_value(r, field->type, present[i], data, i);
  column->data = data;
  return good;
}

/* ---- a batch ---- */

static bool refuse_row(rows_reader *r, const spec_node *row, size_t fields) {
  if (row->broken) return false;
  const size_t have = row->kind == SPEC_SEQUENCE ? row->item_count : 1;
  plan_error(r->b, PLAN_E_ROWS, row->span, "%s: this row has %zu value%s, and there are %zu fields", r->what, have,
             have == 1 ? "" : "s", fields);
  return false;
}

/* A list of one value, or with one field the value itself; a list is the row even where the field is one. */
static bool row_values(rows_reader *r, const spec_node *row, const weir_schema *s, const spec_node **value) {
  if (row->kind != SPEC_SEQUENCE) {
    if (s->count != 1) return refuse_row(r, row, s->count);
    value[0] = row;
    return true;
  }
  if (row->item_count != s->count) return refuse_row(r, row, s->count);
  for (uint32_t c = 0; c < s->count; c++) value[c] = row->items[c];
  return true;
}

static const weir_chunk *read_batch(rows_reader *r, const spec_node *batch, const weir_schema *s) {
  if (!spec_expect_kind(r->b->list, batch, r->what, SPEC_SEQUENCE)) return NULL;
  const size_t rows = batch->item_count;
  if (rows > WEIR_MAX_ROWS) {
    plan_error(r->b, PLAN_E_ROWS, batch->span, "%s: this batch has %zu rows; there are at most %u", r->what, rows,
               WEIR_MAX_ROWS);
    return NULL;
  }
  const spec_node **value = plan_get(r->b, rows * s->count + s->count, sizeof *value);
  const spec_node **of_column = plan_get(r->b, rows + 1, sizeof *of_column);
  weir_column *column = plan_get(r->b, s->count, sizeof *column);
  weir_chunk *chunk = plan_get(r->b, 1, sizeof *chunk);
  bool good = value && of_column && column && chunk;
  for (size_t i = 0; good && i < rows; i++) good = row_values(r, batch->items[i], s, value + i * s->count);
  for (uint32_t c = 0; good && c < s->count; c++) {
    for (size_t i = 0; i < rows; i++) of_column[i] = value[i * s->count + c];
    good = fill_values(r, weir_field_at(s, c), of_column, rows, &column[c]);
  }
  if (!good) return NULL;
  *chunk = (weir_chunk){
      .size = sizeof *chunk, .rows = (uint32_t)rows, .columns = s->count, .stride = sizeof *column, .col = column};
  return chunk;
}

/* The FIELDS option before this one. */
static const weir_schema *fields_before(const option_reader *r) {
  const weir_schema *fields = NULL;
  for (uint32_t i = 0; i < r->index; i++) {
    const weir_option *o = option_at(&r->d->entry, i);
    if (o->type == WEIR_OPT_FIELDS) memcpy(&fields, (const char *)r->d->node.image + o->offset, sizeof fields);
  }
  return fields;
}

bool fill_rows(option_reader *r, void *to) {
  const weir_schema *s = fields_before(r);
  if (!s || !spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_SEQUENCE)) return false;
  rows_reader rows = {.b = r->b, .what = r->option->name};
  const size_t count = r->node->item_count;
  const weir_chunk **batch = plan_get(r->b, count + 1, sizeof *batch);
  bool good = batch != NULL;
  for (size_t i = 0; batch && i < count; i++) good &= (batch[i] = read_batch(&rows, r->node->items[i], s)) != NULL;
  if (good) *(weir_rows *)to = (weir_rows){.batch = batch, .count = (uint32_t)count};
  return good;
}

const weir_chunk *plan_read_batch(plan *p, spec_diagnostics *list, const spec_node *batch, const weir_schema *s,
                                  const char *what) {
  plan_builder b = {.owner = (plan_owner *)(void *)p, .list = list};
  rows_reader rows = {.b = &b, .what = what};
  return read_batch(&rows, batch, s);
}
