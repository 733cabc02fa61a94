/* SPDX-License-Identifier: Apache-2.0 */
/* What bind asked for, seen as a whole: exchanges of all inputs or of none, kept rows and state behind an exchange,
 * windows over state that can carry them. What is wrong here is the plugin's fault, and told by the operator's name. */
#include "plan/builder.h"

static bool bad(plan_builder *b, const draft *d, plan_code code, const char *why) {
  plan_error(b, code, d->key->span, "%s: %s", d->entry.label, why);
  return false;
}

static bool keeps_over_batches(const plan_node *node) {
  for (uint32_t i = 0; i < node->states; i++)
    if (node->state[i].scope == WEIR_SCOPE_STREAM) return true;
  return false;
}

/* ---- exchanges ---- */

static bool check_kinds(plan_builder *b, const draft *d) {
  const input_need *first = &d->need[0];
  for (uint32_t i = 1; i < d->node.inputs; i++) {
    const input_need *other = &d->need[i];
    if ((first->kind == WEIR_NARROW) != (other->kind == WEIR_NARROW))
      return bad(b, d, PLAN_E_BAD_BIND, "it asks for an exchange of some of its inputs; it takes all or none");
    if (first->kind != other->kind)
      return bad(b, d, PLAN_E_BAD_BIND,
                 "it asks for one input by key and for another in one partition; all must be alike");
    if (first->kind == WEIR_BY_KEY && !schema_same_types(expr_list_schema(first->key), expr_list_schema(other->key)))
      return bad(b, d, PLAN_E_BAD_BIND,
                 "the keys of its inputs have different types, so that equal ones would not meet");
  }
  return true;
}

static bool check_rows_keys(plan_builder *b, const draft *d) {
  const weir_expressions *first = NULL;
  for (uint32_t i = 0; i < d->node.inputs; i++) {
    const weir_expressions *key = d->need[i].rows_key;
    if (!key) continue;
    if (d->need[i].kind == WEIR_NARROW)
      return bad(b, d, PLAN_E_NO_EXCHANGE, "it keeps rows by key, and needs an exchange for them to meet");
    if (first && !schema_same_types(expr_list_schema(first), expr_list_schema(key)))
      return bad(b, d, PLAN_E_BAD_BIND, "the keys of the rows that it keeps have different types");
    first = key;
  }
  return true;
}

/* ---- windows ---- */

/* Partial results of a pane come again as rows: the state's key and value are the input's columns. */
static bool fits_merge(const draft *d, const weir_schema *rows) {
  const plan_state *s = d->node.states ? &d->node.state[0] : NULL;
  if (!s || s->scope != WEIR_SCOPE_BATCH || rows->count != s->key_schema->count + s->value->count) return false;
  for (uint32_t i = 0; i < rows->count; i++) {
    const uint32_t behind = i - s->key_schema->count;
    const weir_field *mine =
        i < s->key_schema->count ? weir_field_at(s->key_schema, i) : weir_field_at(s->value, behind);
    if (!schema_same_type(weir_field_at(rows, i), mine)) return false;
  }
  return true;
}

static bool check_window(plan_builder *b, const draft *d, uint32_t i) {
  const uint32_t mode = d->need[i].window_mode;
  if (!mode) return true;
  if (d->need[i].kind == WEIR_NARROW)
    return bad(b, d, PLAN_E_NO_EXCHANGE, "it works on a window, and needs an exchange by key or a single one");
  if (mode == WEIR_WINDOW_DELTA && !keeps_over_batches(&d->node))
    return bad(b, d, PLAN_E_BAD_BIND, "it takes what enters and leaves a window, and has no state of the stream");
  return true;
}

bool plan_check_needs(plan_builder *b, draft *d) {
  plan_node *node = &d->node;
  const bool is_wide = node->inputs && d->need[0].kind != WEIR_NARROW;
  if (node->row_wise && (is_wide || node->states || d->combiner))
    return bad(b, d, PLAN_E_BAD_BIND, "it says that it is row-wise, and asks for an exchange or state");
  if (node->inputs && !check_kinds(b, d)) return false;
  if (!is_wide && keeps_over_batches(node))
    return bad(b, d, PLAN_E_NO_EXCHANGE, "it keeps state over batches, and needs an exchange by key or a single one");
  if (!check_rows_keys(b, d)) return false;
  for (uint32_t i = 0; i < node->inputs; i++)
    if (!check_window(b, d, i)) return false;
  if (d->combiner && !is_wide) return bad(b, d, PLAN_E_BAD_BIND, "it has a combiner and asks for no exchange");
  if (d->combiner && d->need[0].ordered)
    return bad(b, d, PLAN_E_BAD_BIND, "it wants its rows in order of arrival, which a combiner does not keep");
  if (!d->combiner && node->inputs && d->need[0].window_mode == WEIR_WINDOW_MERGE &&
      !fits_merge(d, node->input[0].schema))
    return bad(b, d, PLAN_E_BAD_BIND,
               "the panes of its window do not fit its state: key columns, then the fields of the value");
  return true;
}

/* ---- combiners ---- */

bool plan_check_combiner(plan_builder *b, const draft *combiner, const draft *main) {
  const weir_expressions *key = main->need[0].key;
  const weir_schema *keys = key ? expr_list_schema(key) : NULL, *rows = combiner->node.schema;
  if (combiner->need[0].kind != WEIR_NARROW || combiner->need[0].window_mode || combiner->need[0].rows_key)
    return bad(b, main, PLAN_E_BAD_BIND, "its combiner asks for more than state of the batch");
  if (keeps_over_batches(&combiner->node) || combiner->marks)
    return bad(b, main, PLAN_E_BAD_BIND, "its combiner asks for more than state of the batch");
  if (keys && keys->count > rows->count)
    return bad(b, main, PLAN_E_BAD_BIND, "the rows of its combiner do not begin with the key");
  for (uint32_t i = 0; keys && i < keys->count; i++)
    if (!schema_same_type(weir_field_at(keys, i), weir_field_at(rows, i)))
      return bad(b, main, PLAN_E_BAD_BIND, "the rows of its combiner do not begin with the key");
  if (main->need[0].window_mode == WEIR_WINDOW_MERGE && !fits_merge(main, rows))
    return bad(b, main, PLAN_E_BAD_BIND,
               "the panes of its window do not fit its state: key columns, then the fields of the value");
  return true;
}
