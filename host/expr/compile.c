/* SPDX-License-Identifier: Apache-2.0 */
/* From text to handles: one expression, lists of them, keys of joins. One thread. */
#include "data/schema.h"
#include "expr/compiled.h"

/* Errors go where the caller wants them; functions without an `err` only fail for want of memory. */
static void begin(expr_compiler *c, expr_error *err) {
  static _Thread_local expr_error nowhere;
  c->err = err ? err : &nowhere;
  *c->err = (expr_error){0};
}

static weir_schema schema_over(const weir_field *field, uint32_t count) {
  return (weir_schema){.size = sizeof(weir_schema), .count = count, .stride = sizeof(weir_field), .field = field};
}

/* ---- one expression ---------------------------------------------------------------------------------------------- */

static const weir_expression *finish_expression(expr_builder *b, uint32_t node) {
  weir_expression *x = expr_get(b->compiler, sizeof *x);
  if (!x || !builder_root(b, node) || !program_finish(b, &x->program)) return NULL;
  const weir_field *field = &b->node[node]->field;
  if (!expr_copy_field(b->compiler, &x->field, field, field->name)) return NULL;
  return x;
}

const weir_expression *expr_compile(expr_compiler *c, const expr_text *text, const expr_scope *scope, uint32_t want,
                                    expr_error *err) {
  begin(c, err);
  expr_builder b = {.compiler = c};
  binder bind = {.builder = &b, .scope = scope, .checked = c->checked};
  const ast *tree = expr_parse(c, text);
  uint32_t node = tree ? bind_typed(&bind, tree, want) : EXPR_NONE;
  if (tree && node == EXPR_NONE) bind_look_on(&bind, tree);
  return node == EXPR_NONE ? NULL : finish_expression(&b, node);
}

const weir_expression *expr_column(expr_compiler *c, const expr_scope *scope, uint32_t input, uint32_t column) {
  begin(c, NULL);
  expr_builder b = {.compiler = c};
  const weir_field *field = weir_field_at(scope->input[input], column);
  uint32_t node = builder_column(&b, column, field, NULL);
  return node == EXPR_NONE ? NULL : finish_expression(&b, node);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

typedef struct list {
  expr_builder builder;
  const expr_named *named;
  uint32_t count, flags;
  weir_field *field;
  weir_expressions *made;
} list;

bool expr_check_name(expr_compiler *c, const weir_field *field, uint32_t count, const char *name) {
  for (uint32_t i = 0; i < count; i++)
    if (strcmp(field[i].name, name) == 0) {
      expr_fail(c, EXPR_E_DUPLICATE_NAME, (expr_span){0, 0}, "the name '%s' is given twice", name);
      return false;
    }
  return true;
}

static bool is_explode(const ast *tree) { return tree->kind == AST_CALL && expr_same_name(tree->name, "explode"); }

/* The tree whose elements are wanted. NULL: it may not be. */
static const ast *open_explode(list *l, const ast *tree) {
  expr_compiler *c = l->builder.compiler;
  if (!(l->flags & EXPR_MAY_EXPLODE)) {
    expr_fail(c, EXPR_E_EXPLODE, tree->span, "explode stands only at the top of one entry of flatMap");
  } else if (l->made->exploded != WEIR_NO_ROW) {
    expr_fail(c, EXPR_E_EXPLODE, tree->span, "only one entry can be exploded, and one before this is");
  } else if (tree->args != 1 || tree->arg->kind == AST_STAR) {
    expr_fail(c, EXPR_E_EXPLODE, tree->span, "explode takes one list");
  } else {
    return tree->arg;
  }
  return NULL;
}

/* Entry i's field; the element's if it is exploded. */
static bool add_field(list *l, uint32_t i, uint32_t node, expr_span span) {
  expr_compiler *c = l->builder.compiler;
  const weir_field *field = &l->builder.node[node]->field;
  const char *name = l->named[i].name ? l->named[i].name : field->name;
  char type[80];
  if (!expr_check_name(c, l->field, i, name)) return false;
  if (l->made->exploded == i && field->type != WEIR_LIST) {
    expr_fail(c, EXPR_E_EXPLODE, span, "only a list can be exploded; this is %s",
              bind_type_text(l->builder.node[node], type, sizeof type));
    if (field->type == WEIR_STRING) expr_help(c, "split(text, ' ') makes a list of a string");
    return false;
  }
  return expr_copy_field(c, &l->field[i], l->made->exploded == i ? &field->child[0] : field, name);
}

static bool add_entry(list *l, const binder *bind, uint32_t i) {
  expr_compiler *c = l->builder.compiler;
  const ast *tree = expr_parse(c, &l->named[i].text);
  if (!tree) return false;
  for (uint32_t k = 0; k < l->named[i].text.pieces; k++) l->made->secret |= l->named[i].text.piece[k].is_constant != 0;
  bool alone = l->count == 1 && (l->flags & EXPR_MAY_EXPLODE);
  if (is_explode(tree)) {
    if (!(tree = open_explode(l, tree))) return false;
    l->made->exploded = i;
  } else if (alone) {
    l->made->exploded = 0;
  }
  uint32_t node = bind_typed(bind, tree, 0);
  if (node == EXPR_NONE) bind_look_on(bind, tree);
  if (node == EXPR_NONE) return false;
  bool column = l->builder.node[node]->op == EXPR_COLUMN;
  if (!l->named[i].name && (!column || (l->made->exploded == i && !alone))) {
    expr_fail(c, EXPR_E_NEEDS_NAME, tree->span, "this is no plain column, so it needs a name");
    expr_help(c, "write {name: expression}");
    return false;
  }
  l->made->bare = l->made->bare && column;
  return add_field(l, i, node, tree->span) && builder_root(&l->builder, node);
}

static const weir_expressions *finish_list(list *l) {
  if (!program_finish(&l->builder, &l->made->program)) return NULL;
  l->made->count = l->count;
  l->made->schema = schema_over(l->field, l->count);
  return l->made;
}

static bool list_init(list *l, expr_compiler *c, uint32_t count) {
  l->builder.compiler = c;
  l->count = count;
  if (count > EXPR_MAX_ENTRIES) {
    expr_fail(c, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "there are %u entries; at most %u are allowed", count,
              EXPR_MAX_ENTRIES);
    return false;
  }
  l->field = expr_get(c, count * sizeof *l->field);
  l->made = expr_get(c, sizeof *l->made);
  if (!l->field || !l->made) return false;
  l->made->exploded = WEIR_NO_ROW;
  l->made->bare = true;
  return true;
}

const weir_expressions *expr_compile_list(expr_compiler *c, const expr_named *named, uint32_t count,
                                          const expr_scope *scope, uint32_t flags, uint32_t *failed, expr_error *err) {
  begin(c, err);
  list l = {.named = named, .flags = flags};
  binder bind = {.builder = &l.builder, .scope = scope, .checked = c->checked, .pure = flags & EXPR_PURE};
  *failed = 0;
  if (!list_init(&l, c, count)) return NULL;
  for (uint32_t i = 0; i < count; i++)
    if (!add_entry(&l, &bind, i)) {
      *failed = i;
      return NULL;
    }
  if ((flags & EXPR_MAY_EXPLODE) && l.made->exploded == WEIR_NO_ROW) {
    expr_fail(c, EXPR_E_EXPLODE, (expr_span){0, 0}, "none of the entries is a list to be exploded");
    expr_help(c, "write one of them explode(list); the others are repeated for each element");
    return NULL;
  }
  return finish_list(&l);
}

static const weir_expressions *columns_of(expr_compiler *c, const weir_schema *from, const weir_schema *names,
                                          const uint32_t *column, const uint32_t *named, uint32_t count) {
  list l = {.flags = 0};
  if (!list_init(&l, c, count)) return NULL;
  for (uint32_t i = 0; i < count; i++) {
    const weir_field *field = weir_field_at(from, column[i]);
    const char *name = weir_field_at(names, named[i])->name;
    uint32_t node = builder_column(&l.builder, column[i], field, NULL);
    if (node == EXPR_NONE || !builder_root(&l.builder, node)) return NULL;
    if (!expr_check_name(c, l.field, i, name) || !expr_copy_field(c, &l.field[i], field, name)) return NULL;
  }
  return finish_list(&l);
}

const weir_expressions *expr_columns(expr_compiler *c, const expr_scope *scope, uint32_t input, const uint32_t *column,
                                     uint32_t count) {
  begin(c, NULL);
  return columns_of(c, scope->input[input], scope->input[input], column, column, count);
}

/* ---- keys of joins ----------------------------------------------------------------------------------------------- */

const weir_key_pairs *expr_key_pairs(expr_compiler *c, const expr_scope *scope, const uint32_t *left,
                                     const uint32_t *right, uint32_t count, expr_error *err) {
  begin(c, err);
  for (uint32_t i = 0; i < count; i++) {
    const weir_field *l = weir_field_at(scope->input[0], left[i]), *r = weir_field_at(scope->input[1], right[i]);
    if (schema_same_type(l, r) || (l->flags | r->flags) & SCHEMA_UNKNOWN) continue;
    char a[80], b[80];
    schema_type_text(l, a, sizeof a);
    schema_type_text(r, b, sizeof b);
    expr_fail(c, EXPR_E_KEY_PAIR, (expr_span){0, 0}, "'%s' is %s and '%s' is %s: a pair must be of one type", l->name,
              a, r->name, b);
    return NULL;
  }
  weir_key_pairs *pairs = expr_get(c, sizeof *pairs);
  if (!pairs) return NULL;
  pairs->side[0] = columns_of(c, scope->input[0], scope->input[0], left, left, count);
  pairs->side[1] = columns_of(c, scope->input[1], scope->input[0], right, left, count);
  return pairs->side[0] && pairs->side[1] ? pairs : NULL;
}

const weir_schema *expr_list_schema(const weir_expressions *e) { return &e->schema; }

/* Before anyone else has seen the list, and while nobody will run it: the one change to what is compiled. */
static void set_unknown(const weir_schema *s, uint32_t i) {
  ((weir_field *)(uintptr_t)weir_field_at(s, i))->flags |= SCHEMA_UNKNOWN;
}

void expr_list_set_unknown(const weir_expressions *e, uint32_t i) { set_unknown(&e->schema, i); }

void expr_aggregates_set_unknown(const weir_aggregates *a, uint32_t i) { set_unknown(&a->results, i); }
