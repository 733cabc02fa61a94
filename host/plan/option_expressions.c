/* SPDX-License-Identifier: Apache-2.0 */
/* Options that are expressions: the text of a scalar in pieces, of which what ${} put in is a string constant; errors
 * come back as places in the file. */
#include "expr/codes.h"
#include "plan/options.h"
#include "spec/read.h"

#include <string.h>

/* ---- text in, error out ---- */

static bool text_of(option_reader *r, const spec_node *node, expr_text *text) {
  if (!spec_expect_kind(r->b->list, node, r->option->name, SPEC_SCALAR)) return false;
  const uint32_t count = node->segment_count ? (uint32_t)node->segment_count : 1;
  expr_piece *piece = plan_get(r->b, count, sizeof *piece);
  if (!piece) return false;
  if (!node->segment_count) piece[0] = (expr_piece){.text = node->text, .size = (uint32_t)node->length};
  for (uint32_t i = 0; i < node->segment_count; i++)
    piece[i] = (expr_piece){.text = node->segments[i].text,
                            .size = (uint32_t)node->segments[i].length,
                            .is_constant = node->segments[i].substituted};
  *text = (expr_text){.piece = piece, .pieces = count};
  return true;
}

static void report(option_reader *r, const spec_node *node, const expr_error *err) {
  plugin_error *library = &r->b->owner->library.error;
  spec_span where = node->span;
  if (node->kind == SPEC_SCALAR && err->length && !r->is_default)
    where = spec_span_in(&r->b->document, node, err->offset, (size_t)err->offset + err->length);
  spec_diagnostic *error = plan_error(r->b, err->code, where, "%s", err->text);
  if (err->code == EXPR_E_NO_FUNCTION && library->code)
    spec_note(r->b->list, error, SPEC_NOWHERE, "E%03u: %s", library->code, library->text);
  if (err->help[0]) spec_help(r->b->list, error, "%s", err->help);
}

/* One input, or all of them. */
static expr_scope scope_of(const option_reader *r) {
  const uint32_t input = r->option->input;
  if (input == WEIR_ALL_INPUTS) return (expr_scope){.input = r->input, .stream = r->stream, .inputs = r->inputs};
  return (expr_scope){.input = r->input + input, .stream = r->stream + input, .inputs = 1};
}

bool fill_expression(option_reader *r, void *to) {
  expr_text text;
  expr_error err = {0};
  if (!option_has_input(r, r->option->input) || !text_of(r, r->node, &text)) return false;
  const expr_scope scope = scope_of(r);
  r->b->owner->library.error.code = 0;
  const weir_expression *x = expr_compile(r->b->owner->compiler, &text, &scope, r->option->want, &err);
  if (!x) report(r, r->node, &err);
  *(const weir_expression **)to = x;
  return x != NULL;
}

/* ---- lists ---- */

/* What is written: a mapping of names to expressions or, for keys, a list of names or one name. */
typedef struct named_list {
  expr_named *named;
  const spec_node **node; /* of each expression */
  uint32_t count;
} named_list;

static bool refuse_empty(option_reader *r) {
  plan_error(r->b, SPEC_E_MISSING_KEY, r->node->span, "%s is empty", r->option->name);
  return false;
}

static bool list_of(option_reader *r, named_list *list) {
  const spec_kind kind = r->node->kind;
  const size_t count = kind == SPEC_MAPPING ? r->node->pair_count : kind == SPEC_SEQUENCE ? r->node->item_count : 1;
  if (count == 0) return refuse_empty(r);
  list->named = plan_get(r->b, count, sizeof *list->named);
  list->node = plan_get(r->b, count, sizeof *list->node);
  list->count = (uint32_t)count;
  bool good = list->named && list->node;
  for (size_t i = 0; list->named && list->node && i < count; i++) {
    list->node[i] = kind == SPEC_MAPPING    ? r->node->pairs[i].value
                    : kind == SPEC_SEQUENCE ? r->node->items[i]
                                            : r->node;
    if (kind == SPEC_MAPPING) {
      list->named[i].name = r->node->pairs[i].key->text;
      good &= !r->node->pairs[i].key->broken;
    }
    good &= text_of(r, list->node[i], &list->named[i].text);
  }
  return good;
}

static const weir_expressions *compile_list(option_reader *r, uint32_t flags) {
  named_list list = {0};
  uint32_t failed = 0;
  expr_error err = {0};
  if (!option_has_input(r, r->option->input) || !list_of(r, &list)) return NULL;
  const expr_scope scope = scope_of(r);
  r->b->owner->library.error.code = 0;
  const weir_expressions *x =
      expr_compile_list(r->b->owner->compiler, list.named, list.count, &scope, flags, &failed, &err);
  if (!x) report(r, failed < list.count ? list.node[failed] : r->node, &err);
  return x;
}

bool fill_expressions(option_reader *r, void *to) {
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  const weir_expressions *x = compile_list(r, r->option->flags & WEIR_EXPLODES ? EXPR_MAY_EXPLODE : 0);
  *(const weir_expressions **)to = x;
  return x != NULL;
}

bool fill_key(option_reader *r, void *to) {
  const weir_expressions *x = compile_list(r, EXPR_PURE);
  *(const weir_expressions **)to = x;
  return x != NULL;
}

/* {of: …, merge: …} in place of a call. */
static bool refuse_own_reducers(option_reader *r) {
  bool good = true;
  for (size_t i = 0; i < r->node->pair_count; i++) {
    const spec_node *value = r->node->pairs[i].value;
    if (value->kind != SPEC_MAPPING || value->broken) continue;
    spec_diagnostic *error =
        plan_error(r->b, SPEC_E_NOT_YET, value->span, "%s: a reducer of one's own is not there yet", r->option->name);
    spec_help(r->b->list, error, "call an aggregate, such as: %s: \"sum(amount)\"", r->node->pairs[i].key->text);
    good = false;
  }
  return good;
}

bool fill_aggregates(option_reader *r, void *to) {
  named_list list = {0};
  uint32_t failed = 0;
  expr_error err = {0};
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  if (!refuse_own_reducers(r) || !option_has_input(r, r->option->input) || !list_of(r, &list)) return false;
  const expr_scope scope = scope_of(r);
  r->b->owner->library.error.code = 0;
  const weir_aggregates *x =
      expr_compile_aggregates(r->b->owner->compiler, list.named, list.count, &scope, &failed, &err);
  if (!x) report(r, failed < list.count ? list.node[failed] : r->node, &err);
  *(const weir_aggregates **)to = x;
  return x != NULL;
}
