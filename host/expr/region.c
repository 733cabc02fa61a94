/* SPDX-License-Identifier: Apache-2.0 */
/* Making regions, and the three forms that stand at their edges. */
#include "expr/region.h"
#include "data/schema.h"
#include "expr/evaluator_parts.h"

static bool eval_select(form_run *r);
static bool eval_gather(form_run *r);
static bool eval_scatter(form_run *r);
static const expr_form select_form = {"select", false, eval_select};
static const expr_form gather_form = {"gather", false, eval_gather};
static const expr_form scatter_form = {"scatter", false, eval_scatter};

bool region_moves(const expr_form *form) {
  return form == &select_form || form == &gather_form || form == &scatter_form;
}

uint32_t region_selects(const expr_node *n) { return n->form == &select_form ? (uint32_t)(n->param >> 2) : 0; }

/* ---- making ------------------------------------------------------------------------------------------------------ */

bool region_is_outer(const expr_builder *b, uint32_t q, uint32_t r) {
  while (r != q && r != 0) r = b->parent[r];
  return r == q;
}

static bool add_region(expr_builder *b) {
  if (b->regions == b->region_capacity) {
    const uint32_t capacity = b->region_capacity ? b->region_capacity * 2 : 8;
    uint32_t *parent = expr_get(b->compiler, capacity * sizeof *parent);
    if (!parent) return false;
    if (b->regions) memcpy(parent, b->parent, b->regions * sizeof *parent);
    b->parent = parent;
    b->region_capacity = capacity;
  }
  if (b->regions == 0) b->regions = 1; /* the chunk */
  b->parent[b->regions] = b->region;
  return true;
}

static uint32_t move(expr_builder *b, const expr_form *form, const weir_field *type, uint32_t node, uint64_t param) {
  const uint32_t *arg = expr_copy_bytes(b->compiler, &node, sizeof node);
  return arg ? builder_form(b, form, type, arg, 1, param) : EXPR_NONE;
}

/* What select gives is read by nobody: its rows are the region's. */
bool region_enter(expr_builder *b, uint32_t condition, region_rows rows) {
  static const weir_field type = {.name = "", .type = WEIR_BOOL};
  condition = region_local(b, condition);
  if (condition == EXPR_NONE || !add_region(b)) return false;
  const uint32_t region = b->regions++, select = move(b, &select_form, &type, condition, (uint64_t)region << 2 | rows);
  if (select == EXPR_NONE) return false;
  b->region = region;
  return true;
}

uint32_t region_leave(expr_builder *b, uint32_t node) {
  const uint32_t region = b->region;
  b->region = b->parent[region];
  if (node == EXPR_NONE) return EXPR_NONE;
  const expr_node *n = b->node[node];
  if (n->op == EXPR_CONSTANT || n->region != region) return node;
  weir_field type = n->field;
  type.flags |= WEIR_NULLABLE;
  return move(b, &scatter_form, &type, node, region);
}

uint32_t region_local(expr_builder *b, uint32_t node) {
  const expr_node *n = b->node[node];
  if (b->region == n->region || n->op == EXPR_CONSTANT) return node;
  const uint32_t region = b->region;
  b->region = b->parent[region];
  const uint32_t outer = region_local(b, node);
  b->region = region;
  return outer == EXPR_NONE ? EXPR_NONE : move(b, &gather_form, &b->node[node]->field, outer, region);
}

/* ---- moving ------------------------------------------------------------------------------------------------------ */

static bool holds(const weir_column *condition, uint32_t i, region_rows rows) {
  const bool null = weir_is_null(condition, i), value = ((const uint8_t *)condition->data)[i];
  if (rows == REGION_TRUE) return value && !null;
  return rows == REGION_NOT_TRUE ? !value || null : value || null;
}

static bool eval_select(form_run *r) {
  row_region *to = &r->instance->region[r->node->param >> 2];
  const region_rows rows = r->node->param & 3;
  to->rows = 0;
  for (uint32_t i = 0; i < r->rows; i++) {
    to->row[to->rows] = i;
    to->rows += holds(r->arg[0], i, rows);
  }
  return true;
}

/* from[row[i]] for each i; WEIR_NO_ROW gives null. */
static bool pick(form_run *r, const uint32_t *row) {
  const weir_column *from = r->arg[0];
  const uint32_t width = schema_width(r->node->field.type);
  if (!width) {
    if (columns_gather(r->evaluator->target, 0, 0, from, row, r->rows) == 0) return true;
    return form_fail(r, "there is not enough memory for the lists of an expression");
  }
  for (uint32_t i = 0; i < r->rows; i++) {
    char *to = (char *)r->data + (size_t)i * width;
    if (row[i] == WEIR_NO_ROW) {
      memset(to, 0, width);
      form_set_null(r, i);
      continue;
    }
    memcpy(to, (const char *)from->data + (size_t)row[i] * width, width);
    if (weir_is_null(from, row[i])) form_set_null(r, i);
  }
  return true;
}

static bool eval_gather(form_run *r) { return pick(r, r->instance->region[r->node->param].row); }

static bool eval_scatter(form_run *r) {
  uint32_t row[WEIR_MAX_ROWS];
  const row_region *from = &r->instance->region[r->node->param];
  for (uint32_t i = 0; i < r->rows; i++) row[i] = WEIR_NO_ROW;
  for (uint32_t i = 0; i < from->rows; i++) row[from->row[i]] = i;
  return pick(r, row);
}
