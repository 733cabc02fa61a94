/* SPDX-License-Identifier: Apache-2.0 */
/* The walk over an option table: which node fills which option, defaults, what is missing, what there is not. */
#include "plan/options.h"
#include "data/near.h"
#include "spec/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTIONS_MAX 64u /* as plugin/check_option allows */

static const option_fill fills[] = {
    [WEIR_OPT_BOOL] = fill_bool,
    [WEIR_OPT_I64] = fill_i64,
    [WEIR_OPT_F64] = fill_f64,
    [WEIR_OPT_TEXT] = fill_text,
    [WEIR_OPT_CHOICE] = fill_choice,
    [WEIR_OPT_DURATION] = fill_duration,
    [WEIR_OPT_SIZE] = fill_size,
    [WEIR_OPT_PATH] = fill_path,
    [WEIR_OPT_SECRET] = fill_secret,
    [WEIR_OPT_TEXTS] = fill_texts,
    [WEIR_OPT_TEXT_MAP] = fill_text_map,
    [WEIR_OPT_FIELDS] = fill_fields,
    [WEIR_OPT_COLUMN] = fill_column,
    [WEIR_OPT_COLUMNS] = fill_columns,
    [WEIR_OPT_EXPRESSION] = fill_expression,
    [WEIR_OPT_EXPRESSIONS] = fill_expressions,
    [WEIR_OPT_KEY] = fill_key,
    [WEIR_OPT_AGGREGATES] = fill_aggregates,
    [WEIR_OPT_STREAM] = fill_stream,
    [WEIR_OPT_FORMAT] = fill_format,
    [WEIR_OPT_KEY_PAIRS] = fill_key_pairs,
    [WEIR_OPT_ROWS] = fill_rows,
    [WEIR_OPT_STATE] = fill_state,
};

/* ---- which node fills which option ---- */

static uint32_t find_flag(const plan_entry *e, uint32_t flag) {
  for (uint32_t i = 0; i < e->option_count; i++)
    if (option_at(e, i)->flags & flag) return i;
  return UINT32_MAX;
}

static uint32_t find_option(const plan_entry *e, const char *name) {
  for (uint32_t i = 0; i < e->option_count; i++)
    if (strcmp(option_at(e, i)->name, name) == 0) return i;
  return UINT32_MAX;
}

static bool refuse_shape(plan_builder *b, const draft *d) {
  if (d->body->broken) return false;
  spec_diagnostic *error = plan_error(b, SPEC_E_WRONG_SHAPE, d->body->span, "%s needs a mapping of options, not a %s",
                                      d->entry.label, d->body->kind == SPEC_SCALAR ? "text" : "list");
  if (d->entry.option_count)
    spec_help(b->list, error, "such as: %s: {%s: ...}", d->entry.label, option_at(&d->entry, 0)->name);
  else
    spec_help(b->list, error, "it has no options: %s: {}", d->entry.label);
  return false;
}

/* What it was probably meant to be; NULL: nobody knows. */
static const char *refuse_key(plan_builder *b, const draft *d, const spec_node *key) {
  const char *known[OPTIONS_MAX];
  const uint32_t n = d->entry.option_count;
  for (uint32_t i = 0; i < n; i++) known[i] = option_at(&d->entry, i)->name;
  if (n) {
    spec_refuse_key(b->list, key, d->entry.label, known, n);
    return near_best(key->text, known, n);
  }
  if (!key->broken) {
    spec_diagnostic *error =
        plan_error(b, SPEC_E_UNKNOWN_KEY, key->span, "unknown key \"%s\" in %s", key->text, d->entry.label);
    spec_help(b->list, error, "%s has no options", d->entry.label);
  }
  return NULL;
}

/* A misspelled key fills what it was meant for, so that its value is checked too. */
static bool assign_keys(plan_builder *b, draft *d) {
  bool good = true;
  for (size_t i = 0; i < d->body->pair_count; i++) {
    const spec_pair *pair = &d->body->pairs[i];
    const uint32_t k = find_option(&d->entry, pair->key->text);
    if (k != UINT32_MAX) {
      d->given[k] = pair->value;
      continue;
    }
    good = false;
    const char *meant = refuse_key(b, d, pair->key);
    if (meant && !spec_mapping_find(d->body, meant)) d->given[find_option(&d->entry, meant)] = pair->value;
  }
  return good;
}

bool options_assign(plan_builder *b, draft *d) {
  d->given = plan_get(b, d->entry.option_count + 1, sizeof *d->given);
  if (!d->given) return false;
  const uint32_t whole = find_flag(&d->entry, WEIR_BODY), shorthand = find_flag(&d->entry, WEIR_MAIN);
  const bool is_empty = d->body->kind == SPEC_MAPPING && d->body->pair_count == 0;
  if (whole != UINT32_MAX) {
    d->given[whole] = is_empty ? NULL : d->body;
    return true;
  }
  if (d->body->kind == SPEC_MAPPING) return assign_keys(b, d);
  if (shorthand == UINT32_MAX) return refuse_shape(b, d);
  d->given[shorthand] = d->body;
  return true;
}

/* ---- defaults ---- */

static bool is_list_or_mapping(uint32_t type) {
  switch (type) {
  case WEIR_OPT_TEXTS:
  case WEIR_OPT_TEXT_MAP:
  case WEIR_OPT_FIELDS:
  case WEIR_OPT_COLUMNS:
  case WEIR_OPT_EXPRESSIONS:
  case WEIR_OPT_KEY:
  case WEIR_OPT_AGGREGATES:
  case WEIR_OPT_KEY_PAIRS:
  case WEIR_OPT_ROWS:
  case WEIR_OPT_STATE:
    return true;
  default:
    return false;
  }
}

/* What is wrong with a default is told at the entry's key. */
static void move_to(spec_node *node, spec_span where) {
  node->span = where;
  for (size_t i = 0; node->kind == SPEC_SEQUENCE && i < node->item_count; i++) move_to(node->items[i], where);
  for (size_t i = 0; node->kind == SPEC_MAPPING && i < node->pair_count; i++) {
    move_to(node->pairs[i].key, where);
    move_to(node->pairs[i].value, where);
  }
}

/* A default as if it stood at the entry's key. NULL: reported. */
static const spec_node *default_node(plan_builder *b, const draft *d, const weir_option *o) {
  const size_t n = strlen(o->default_text);
  spec_node *node = plan_get(b, 1, sizeof *node);
  if (!node) return NULL;
  *node = (spec_node){.kind = SPEC_SCALAR, .style = SPEC_PLAIN, .span = d->key->span};
  node->text = node->written = o->default_text;
  node->length = node->written_length = n;
  if (!is_list_or_mapping(o->type)) return node;
  spec_diagnostics own;
  spec_document document = {0};
  spec_diagnostics_init(&own);
  const bool good = spec_document_parse(&b->owner->arena, "default", o->default_text, n, &own, &document);
  if (good && !own.errors)
    move_to(document.root, d->key->span);
  else
    plan_error(b, PLAN_E_BAD_BIND, d->key->span, "the default of option \"%s\" of %s is not YAML", o->name,
               d->entry.label);
  const bool is_read = good && !own.errors;
  spec_diagnostics_finish(&own);
  return is_read ? document.root : NULL;
}

static bool refuse_missing(plan_builder *b, const draft *d, const weir_option *o) {
  if (d->body->broken || d->misread) return false;
  spec_diagnostic *error =
      o->flags & WEIR_BODY
          ? plan_error(b, SPEC_E_MISSING_KEY, d->key->span, "%s is empty", d->entry.label)
          : plan_error(b, SPEC_E_MISSING_KEY, d->key->span, "%s needs the option \"%s\"", d->entry.label, o->name);
  if (o->help && o->help[0]) spec_help(b->list, error, "%s: %s", o->name, o->help);
  return false;
}

/* What an option without value and default holds: nothing, or for numbers of columns and inputs, WEIR_NO_ROW. */
static void leave_out(const weir_option *o, void *to) {
  const uint32_t none = WEIR_NO_ROW;
  if (o->type == WEIR_OPT_COLUMN || o->type == WEIR_OPT_STREAM) memcpy(to, &none, sizeof none);
}

/* Whether zero may stand in for a value that is wrong: what a plugin makes of it has nothing to do with columns. */
static bool may_be_zero(uint32_t type) {
  switch (type) {
  case WEIR_OPT_BOOL:
  case WEIR_OPT_I64:
  case WEIR_OPT_F64:
  case WEIR_OPT_DURATION:
  case WEIR_OPT_SIZE:
  case WEIR_OPT_PATH:
  case WEIR_OPT_SECRET:
  case WEIR_OPT_ROWS:
  case WEIR_OPT_STATE:
    return true;
  default:
    return false;
  }
}

static bool fill_one(option_reader *r, char *image) {
  const weir_option *o = r->option;
  void *to = image + o->offset;
  r->node = r->d->given[r->index];
  r->is_default = !r->node;
  if (!r->node && o->flags & WEIR_REQUIRED) return refuse_missing(r->b, r->d, o);
  if (!r->node && !o->default_text) {
    leave_out(o, to);
    return true;
  }
  if (!r->node && !(r->node = default_node(r->b, r->d, o))) return false;
  return fills[o->type](r, to);
}

bool options_fill(plan_builder *b, draft *d, const weir_schema *const *input, const char *const *stream,
                  uint32_t inputs, const uint32_t *stream_input) {
  option_reader r = {.b = b, .d = d, .input = input, .stream = stream, .inputs = inputs, .stream_input = stream_input};
  d->node.image = plan_get(b, 1, d->entry.instance_size + 1);
  d->node.image_size = d->entry.instance_size;
  if (!d->node.image) return false;
  expr_compiler_check(b->owner->compiler, d->node.on_error != SPEC_ON_ERROR_UNSET);
  for (r.index = 0; r.index < d->entry.option_count; r.index++) {
    r.option = option_at(&d->entry, r.index);
    r.stands_in = may_be_zero(r.option->type);
    if (fill_one(&r, d->node.image)) continue;
    d->faulty = true;
    d->hopeless |= !r.stands_in;
    d->slide_unsure |= r.option->type == WEIR_OPT_DURATION;
  }
  return true;
}

spec_span options_place(const plan_builder *b, const draft *d, int32_t option, uint32_t entry, uint32_t offset) {
  const spec_node *node = option >= 0 && (uint32_t)option < d->entry.option_count ? d->given[option] : NULL;
  if (!node) return d->key->span;
  if (node->kind == SPEC_SEQUENCE && entry < node->item_count)
    node = node->items[entry];
  else if (node->kind == SPEC_MAPPING && entry < node->pair_count)
    node = node->pairs[entry].value;
  if (node->kind == SPEC_SCALAR && offset > 0 && offset < node->length)
    return spec_span_in(&b->document, node, offset, offset + 1);
  return node->span;
}

bool option_has_input(option_reader *r, uint32_t input) {
  const uint32_t needed = input == WEIR_ALL_INPUTS ? 1 : input + 1;
  if (r->inputs >= needed) return true;
  spec_diagnostic *error =
      plan_error(r->b, PLAN_E_INPUTS, r->d->key->span, "%s reads %u stream%s, and this one reads %u", r->d->entry.label,
                 needed, needed == 1 ? "" : "s", r->inputs);
  if (needed > 1) spec_help(r->b->list, error, "name them in order: from: [left, right]");
  return false;
}
