/* SPDX-License-Identifier: Apache-2.0 */
/* Columns by name. As written first, then without regard to case; a name that several inputs have needs its stream.
 * One thread. */
#include "data/schema.h"
#include "expr/bind_forms.h"
#include "data/near.h"
#include <stdio.h>

typedef struct found {
  uint32_t input, column, count; /* the first, and how many there are */
} found;

static bool stream_is(const expr_scope *s, uint32_t input, const char *name) {
  return !name || (s->stream && s->stream[input] && expr_same_name(s->stream[input], name));
}

static found find(const expr_scope *s, const ast *name, bool exact) {
  found f = {0, 0, 0};
  for (uint32_t i = 0; i < s->inputs; i++)
    for (uint32_t k = 0; stream_is(s, i, name->qualifier) && k < s->input[i]->count; k++) {
      const char *column = weir_field_at(s->input[i], k)->name;
      if (exact ? strcmp(column, name->name) != 0 : !expr_same_name(column, name->name)) continue;
      if (f.count++ == 0) f.input = i, f.column = k;
    }
  return f;
}

/* "columns here: line, word", as many as fit. */
static void help_columns(const binder *b, const char *stream) {
  const expr_scope *s = b->scope;
  char list[120] = "";
  size_t n = 0;
  for (uint32_t i = 0; i < s->inputs; i++)
    for (uint32_t k = 0; stream_is(s, i, stream) && k < s->input[i]->count; k++) {
      const char *column = weir_field_at(s->input[i], k)->name;
      if (n + strlen(column) + 8 > sizeof list) {
        memcpy(list + n, ", …", sizeof ", …");
        i = s->inputs - 1;
        break;
      }
      n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", n ? ", " : "", column);
    }
  if (n) expr_help(b->builder->compiler, "columns here: %s", list);
}

static uint32_t fail_no_stream(const binder *b, const ast *name) {
  near n = {.name = name->qualifier};
  for (uint32_t i = 0; b->scope->stream && i < b->scope->inputs; i++)
    if (b->scope->stream[i]) near_add(&n, b->scope->stream[i]);
  expr_fail(b->builder->compiler, EXPR_E_NO_STREAM, name->at, "there is no stream '%s' here", name->qualifier);
  if (n.found) expr_help(b->builder->compiler, "did you mean '%s.%s'?", n.found, name->name);
  return EXPR_NONE;
}

static uint32_t fail_no_column(const binder *b, const ast *name) {
  const expr_scope *s = b->scope;
  near n = {.name = name->name};
  bool stream = false;
  for (uint32_t i = 0; i < s->inputs; i++) {
    if (!stream_is(s, i, name->qualifier)) continue;
    stream = true;
    for (uint32_t k = 0; k < s->input[i]->count; k++) near_add(&n, weir_field_at(s->input[i], k)->name);
  }
  if (name->qualifier && !stream) return fail_no_stream(b, name);
  expr_fail(b->builder->compiler, EXPR_E_NO_COLUMN, name->at, "there is no column '%s'", name->name);
  if (n.found)
    expr_help(b->builder->compiler, "did you mean '%s'?", n.found);
  else
    help_columns(b, name->qualifier);
  return EXPR_NONE;
}

static uint32_t fail_ambiguous(const binder *b, const ast *name, found f) {
  const expr_scope *s = b->scope;
  expr_fail(b->builder->compiler, EXPR_E_AMBIGUOUS, name->at, "there are %u columns '%s'", f.count, name->name);
  if (!name->qualifier && s->inputs > 1 && s->stream && s->stream[f.input])
    expr_help(b->builder->compiler, "write which one: %s.%s", s->stream[f.input], name->name);
  else
    expr_help(b->builder->compiler, "upper and lower case tell them apart when the name is written exactly");
  return EXPR_NONE;
}

/* Results of aggregates have no columns. */
static uint32_t fail_outside(const binder *b, const ast *name) {
  expr_compiler *c = b->builder->compiler;
  expr_fail(c, EXPR_E_AGGREGATE, name->span, "'%s' stands outside of an aggregate: it is another in every row",
            name->name);
  expr_help(c, "say which is wanted: max(%s), any_value(%s)", name->name, name->name);
  return EXPR_NONE;
}

/* Whether an input may have columns that an earlier error hides. */
static bool is_open(const expr_scope *s, const char *stream) {
  for (uint32_t i = 0; i < s->inputs; i++)
    if (stream_is(s, i, stream) && schema_is_open(s->input[i])) return true;
  return false;
}

static uint32_t fail_follows(const binder *b) {
  expr_fail(b->builder->compiler, (expr_code)EXPR_FOLLOWS, (expr_span){0, 0}, "this needs what is not known");
  return EXPR_NONE;
}

uint32_t bind_column(const binder *b, const ast *name) {
  if (b->aggregate) return fail_outside(b, name);
  const uint32_t part = bind_column_field(b, name);
  if (part != EXPR_NONE || b->builder->compiler->err->code) return part;
  found f = find(b->scope, name, true);
  if (f.count == 0) f = find(b->scope, name, false);
  if (f.count == 0) return is_open(b->scope, name->qualifier) ? fail_follows(b) : fail_no_column(b, name);
  if (f.count > 1) return fail_ambiguous(b, name, f);
  if (weir_field_at(b->scope->input[f.input], f.column)->flags & SCHEMA_UNKNOWN) return fail_follows(b);
  uint32_t first = 0;
  for (uint32_t i = 0; i < f.input; i++) first += b->scope->input[i]->count;
  const weir_field *field = weir_field_at(b->scope->input[f.input], f.column);
  const char *stream = b->scope->inputs > 1 && b->scope->stream ? b->scope->stream[f.input] : NULL;
  return builder_column(b->builder, first + f.column, field, stream);
}

/* ---- what else is wrong ------------------------------------------------------------------------------------------ */

/* Notes the first name in the tree that is wrong by itself. False: there is one. */
static bool names_are_known(const binder *b, const ast *tree) {
  expr_compiler *c = b->builder->compiler;
  const char *name;
  if (tree->kind == AST_COLUMN && bind_column(b, tree) == EXPR_NONE && c->err->code != EXPR_FOLLOWS) return false;
  c->err->code = 0;
  if (tree->kind == AST_CALL && !expr_same_name(tree->name, "explode") && !bind_is_form(tree->name) &&
      !find_function(c, tree->name, &name) && !find_aggregate(c, tree->name, &name)) {
    fail_no_function(b, tree);
    return false;
  }
  for (const ast *a = tree->arg; a; a = a->next)
    if (!names_are_known(b, a)) return false;
  return true;
}

void bind_look_on(const binder *b, const ast *tree) {
  expr_error *err = b->builder->compiler->err;
  if (err->code != EXPR_FOLLOWS) return;
  err->code = 0;
  if (names_are_known(b, tree)) (void)fail_follows(b);
}
