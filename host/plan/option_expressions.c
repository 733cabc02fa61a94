/* SPDX-License-Identifier: Apache-2.0 */
/* Options that are expressions: the text of a scalar in pieces, of which what ${} put in is a string constant; errors
 * come back as places in the file. */
#include "expr/codes.h"
#include "expr/failures.h"
#include "plan/options.h"
#include "spec/read.h"

#include <string.h>

/* ---- text in, error out ---- */

/* A pattern's \b that YAML has made a backspace, and the like: nobody means it in an expression. */
static bool refuse_escape(option_reader *r, const spec_node *node) {
  for (size_t i = 0; node->style == SPEC_DOUBLE_QUOTED && i < node->written_length; i++) {
    const unsigned char c = (unsigned char)node->written[i];
    if (c >= ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    spec_diagnostic *error =
        plan_error(r->b, SPEC_E_CONTROL_CHARACTER, spec_span_in(&r->b->document, node, i, i + 1),
                   "%s: YAML has read this as the control character U+%04X", r->option->name, (unsigned)c);
    spec_help(r->b->list, error, "%s", SPEC_ESCAPE_HELP);
    return true;
  }
  return false;
}

bool option_text(option_reader *r, const spec_node *node, expr_text *text) {
  if (!spec_expect_kind(r->b->list, node, r->option->name, SPEC_SCALAR) || refuse_escape(r, node)) return false;
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

/* Whether it helps to see the columns. */
static bool is_about_columns(uint32_t code) {
  return code == EXPR_E_AMBIGUOUS || code == EXPR_E_TYPE || code == EXPR_E_ARGUMENTS || code == EXPR_E_RESULT;
}

static spec_span place_of(option_reader *r, const spec_node *node, const expr_error *err) {
  if (node->kind != SPEC_SCALAR || r->is_default || !(err->length || err->offset)) return node->span;
  return spec_span_in(&r->b->document, node, err->offset, (size_t)err->offset + err->length);
}

void option_report(option_reader *r, const spec_node *node, const expr_error *err) {
  plugin_error *library = &r->b->owner->library.error;
  const spec_span where = place_of(r, node, err);
  const uint32_t input = r->option->input, from = input == WEIR_ALL_INPUTS ? 0 : input,
                 to = input == WEIR_ALL_INPUTS ? r->inputs : input + 1;
  if (err->code == EXPR_FOLLOWS) return;
  const bool of_rows = err->part == EXPR_REDUCER_OF; /* merge and inverse see no columns */
  if (err->code == EXPR_E_NO_COLUMN && of_rows && node->kind == SPEC_SCALAR && err->length < 200 &&
      (size_t)err->offset + err->length <= node->length) {
    char shown[200] = "";
    memcpy(shown, node->text + err->offset, err->length);
    char help[sizeof err->help] = "";
    if (strncmp(err->help, "did you mean", 12) == 0) memcpy(help, err->help, sizeof help);
    for (char *c = help; *c; c++) *c = *c == '\'' ? '"' : *c;
    option_refuse_column(r, where, shown, from, to, help);
    return;
  }
  spec_diagnostic *error = plan_error(r->b, err->code, where, "%s", err->text);
  if (is_about_columns(err->code) && of_rows) option_note_streams(r, error, from, to);
  if (err->code == EXPR_E_NO_FUNCTION && library->code)
    spec_note(r->b->list, error, SPEC_NOWHERE, "E%03u: %s", library->code, library->text);
  if (err->help[0]) spec_help(r->b->list, error, "%s", err->help);
}

/* The state that an option over it sees: of the STATE option before it. NULL: that one is wrong. */
static const weir_schema *const *state_rows(const option_reader *r) {
  const weir_schema **rows = plan_get(r->b, 1, sizeof *rows);
  for (uint32_t i = r->index; rows && i-- > 0;) {
    const weir_option *o = option_at(&r->d->entry, i);
    const weir_state_fields *state;
    if (o->type != WEIR_OPT_STATE) continue;
    memcpy(&state, (const char *)r->d->node.image + o->offset, sizeof state);
    if (!state) return NULL;
    *rows = expr_state_rows(state);
    return rows;
  }
  return NULL;
}

/* One input, or all of them; or an input and the state of its keys. No inputs: not known, because of another error. */
static expr_scope scope_of(const option_reader *r) {
  const uint32_t input = r->option->input;
  if (r->option->flags & WEIR_OVER_STATE) {
    const weir_schema *const *rows = state_rows(r);
    return (expr_scope){.input = rows, .stream = r->stream + input, .inputs = rows ? 1 : 0};
  }
  if (input == WEIR_ALL_INPUTS) return (expr_scope){.input = r->input, .stream = r->stream, .inputs = r->inputs};
  return (expr_scope){.input = r->input + input, .stream = r->stream + input, .inputs = 1};
}

/* on_error tries it for every row of its input first. A second input's columns are not there yet then. False: out of memory. */
static bool note_check(option_reader *r, const struct expr_program *program) {
  const bool joined = r->option->input == WEIR_ALL_INPUTS && r->inputs > 1;
  if (!program || joined || r->d->node.on_error == SPEC_ON_ERROR_UNSET) return true;
  plan_check *check = plan_get(r->b, r->d->node.checks + 1, sizeof *check);
  if (!check) return false;
  for (uint32_t i = 0; i < r->d->node.checks; i++) check[i] = r->d->node.check[i];
  check[r->d->node.checks++] = (plan_check){r->option->input == WEIR_ALL_INPUTS ? 0 : r->option->input, program};
  r->d->node.check = check;
  return true;
}

/* A text that always compiles, in place of one that does not. */
static expr_text stand_in_text(const char *text, expr_piece *piece) {
  *piece = (expr_piece){.text = text, .size = (uint32_t)strlen(text)};
  return (expr_text){.piece = piece, .pieces = 1};
}

static const weir_expression *stand_in(option_reader *r, const expr_scope *scope) {
  expr_piece piece;
  expr_error err = {0};
  const uint32_t want = r->option->want;
  const expr_text text = stand_in_text("null", &piece);
  return want ? expr_compile(r->b->owner->compiler, &text, scope, want, &err) : NULL;
}

bool fill_expression(option_reader *r, void *to) {
  expr_text text;
  expr_error err = {0};
  if (!option_has_input(r, r->option->input) || !option_text(r, r->node, &text)) return false;
  const expr_scope scope = scope_of(r);
  if (!scope.inputs) return false;
  r->b->owner->library.error.code = 0;
  const weir_expression *x = expr_compile(r->b->owner->compiler, &text, &scope, r->option->want, &err);
  const bool good = x != NULL;
  if (!x) {
    option_report(r, r->node, &err);
    x = stand_in(r, &scope);
    r->stands_in = x != NULL;
  }
  *(const weir_expression **)to = x;
  return good && note_check(r, expr_can_fail(x));
}

/* ---- lists ---- */

/* What is written: a mapping of names to expressions or, for keys, a list of names or one name. */
typedef struct named_list {
  expr_named *named;
  const spec_node **node;   /* of each expression */
  option_reducer **reducer; /* of each that is a reducer of one's own, else NULL */
  uint32_t count;
} named_list;

static bool refuse_empty(option_reader *r) {
  plan_error(r->b, SPEC_E_MISSING_KEY, r->node->span, "%s is empty", r->option->name);
  return false;
}

/* Entry i, an expression or, among aggregates, a reducer of one's own. */
static bool read_entry(option_reader *r, named_list *list, size_t i) {
  const spec_node *node = list->node[i];
  if (r->option->type != WEIR_OPT_AGGREGATES || node->kind != SPEC_MAPPING || node->broken)
    return option_text(r, node, &list->named[i].text);
  list->reducer[i] = plan_get(r->b, 1, sizeof **list->reducer);
  if (!list->reducer[i]) return false;
  list->named[i].own = &list->reducer[i]->own;
  return option_read_reducer(r, node, list->reducer[i]);
}

/* Where what is wrong with entry i stands. */
static const spec_node *node_of(const named_list *list, uint32_t i, const expr_error *err) {
  const option_reducer *own = list->reducer[i];
  return own && err->part < 3 && own->part[err->part] ? own->part[err->part] : list->node[i];
}

static bool list_of(option_reader *r, named_list *list) {
  const spec_kind kind = r->node->kind;
  const size_t count = kind == SPEC_MAPPING ? r->node->pair_count : kind == SPEC_SEQUENCE ? r->node->item_count : 1;
  if (count == 0) return refuse_empty(r);
  list->named = plan_get(r->b, count, sizeof *list->named);
  list->node = plan_get(r->b, count, sizeof *list->node);
  list->reducer = plan_get(r->b, count, sizeof *list->reducer);
  list->count = (uint32_t)count;
  bool good = list->named && list->node && list->reducer;
  for (size_t i = 0; list->named && list->node && list->reducer && i < count; i++) {
    list->node[i] = kind == SPEC_MAPPING    ? r->node->pairs[i].value
                    : kind == SPEC_SEQUENCE ? r->node->items[i]
                                            : r->node;
    if (kind == SPEC_MAPPING) {
      list->named[i].name = r->node->pairs[i].key->text;
      good &= !r->node->pairs[i].key->broken;
    }
    good &= read_entry(r, list, i);
  }
  return good;
}

/* What is compiled, one of the two. */
typedef struct compiled {
  const weir_expressions *expressions;
  const weir_aggregates *aggregates;
  uint32_t failed;
  expr_error err;
} compiled;

static bool compile(option_reader *r, const expr_named *named, uint32_t count, uint32_t flags, compiled *made) {
  const expr_scope scope = scope_of(r);
  expr_compiler *c = r->b->owner->compiler;
  *made = (compiled){0};
  if (r->option->type == WEIR_OPT_AGGREGATES)
    made->aggregates = expr_compile_aggregates(c, named, count, &scope, &made->failed, &made->err);
  else
    made->expressions = expr_compile_list(c, named, count, &scope, flags, &made->failed, &made->err);
  return made->aggregates || made->expressions;
}

/* Entry i by itself: one of several that is not exploded must compile without. */
static bool compile_alone(option_reader *r, const named_list *list, uint32_t i, uint32_t flags, bool *explodes) {
  compiled made;
  *explodes = flags & EXPR_MAY_EXPLODE && list->count == 1;
  if (compile(r, &list->named[i], 1, *explodes ? flags : flags & ~EXPR_MAY_EXPLODE, &made)) return true;
  if (made.err.code == EXPR_E_EXPLODE && flags & EXPR_MAY_EXPLODE && !*explodes) {
    *explodes = true;
    if (compile(r, &list->named[i], 1, flags, &made)) return true;
  }
  option_report(r, node_of(list, i, &made.err), &made.err);
  return false;
}

/* Reports each entry that is wrong and puts another text in its place. The number of them. */
static uint32_t replace_wrong(option_reader *r, named_list *list, uint32_t flags, bool *is_wrong) {
  uint32_t wrong = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    bool explodes = false;
    expr_piece *piece = plan_get(r->b, 1, sizeof *piece);
    is_wrong[i] = !compile_alone(r, list, i, flags, &explodes);
    if (!is_wrong[i] || !piece) continue;
    const bool alone = explodes && list->count == 1;
    list->named[i].own = NULL;
    list->named[i].text = stand_in_text(r->option->type == WEIR_OPT_AGGREGATES ? "count(*)"
                                        : alone                                ? "split('', ',')"
                                        : explodes                             ? "explode(split('', ','))"
                                                                               : "''",
                                        piece);
    wrong++;
  }
  return wrong;
}

/* All that is wrong is told. What comes out may have columns that are unknown: see r->stands_in. */
static bool compile_named(option_reader *r, uint32_t flags, compiled *made) {
  named_list list = {0};
  *made = (compiled){0};
  if (!option_has_input(r, r->option->input) || !list_of(r, &list) || !scope_of(r).inputs) return false;
  r->b->owner->library.error.code = 0;
  if (compile(r, list.named, list.count, flags, made))
    return note_check(r, made->aggregates ? expr_aggregates_can_fail(made->aggregates)
                                          : expr_list_can_fail(made->expressions));
  const compiled first = *made;
  bool *is_wrong = plan_get(r->b, list.count, sizeof *is_wrong);
  if (!is_wrong) return false;
  if (replace_wrong(r, &list, flags, is_wrong) == 0)
    option_report(r, first.failed < list.count ? node_of(&list, first.failed, &first.err) : r->node, &first.err);
  else
    r->stands_in = compile(r, list.named, list.count, flags, made);
  for (uint32_t i = 0; r->stands_in && i < list.count; i++) {
    if (is_wrong[i] && made->aggregates) expr_aggregates_set_unknown(made->aggregates, i);
    if (is_wrong[i] && made->expressions) expr_list_set_unknown(made->expressions, i);
  }
  return false;
}

bool fill_expressions(option_reader *r, void *to) {
  compiled made;
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  const bool good = compile_named(r, r->option->flags & WEIR_EXPLODES ? EXPR_MAY_EXPLODE : 0, &made);
  *(const weir_expressions **)to = made.expressions;
  return good;
}

bool fill_key(option_reader *r, void *to) {
  compiled made;
  const bool good = compile_named(r, EXPR_PURE, &made);
  *(const weir_expressions **)to = made.expressions;
  return good;
}

bool fill_aggregates(option_reader *r, void *to) {
  compiled made;
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  const bool good = compile_named(r, 0, &made);
  *(const weir_aggregates **)to = made.aggregates;
  return good;
}
