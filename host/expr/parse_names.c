/* SPDX-License-Identifier: Apache-2.0 */
/* Words where a value is expected: literals, columns, calls, and the forms that begin with a word. */
#include "expr/cast.h"
#include "expr/parser.h"

static bool is_name(const parser *p) { return p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_QUOTED; }

static char *join_names(parser *p, const char *a, const char *b) {
  size_t n = strlen(a);
  char *name = expr_get(p->compiler, n + strlen(b) + 2);
  if (!name) return NULL;
  memcpy(name, a, n);
  name[n] = '.';
  memcpy(name + n + 1, b, strlen(b));
  return name;
}

/* At the last part of a.b that was read: a call, or a column. */
static ast *finish_name(parser *p, expr_span span, const char *qualifier, const char *name) {
  span.length = p->end - span.offset;
  bool call = parse_is_symbol(p, "(");
  ast *node = parse_new(p, call ? AST_CALL : AST_COLUMN, span);
  if (!node) return NULL;
  node->name = name;
  if (!call) {
    node->qualifier = qualifier;
    return node;
  }
  if (qualifier && !(node->name = join_names(p, qualifier, name))) return NULL;
  parse_next(p);
  return parse_arguments(p, node) && parse_filter(p, node) ? parse_close(p, node) : NULL;
}

static bool check_name(parser *p) {
  if (strlen(p->token.text) == p->token.size && *p->token.text) return true;
  expr_fail(p->compiler, EXPR_E_SYNTAX, p->token.span, "a name is neither empty nor holds a zero byte");
  return false;
}

static ast *parse_plain_name(parser *p) {
  expr_span span = p->token.span;
  const char *qualifier = NULL, *name = p->token.text;
  if (!check_name(p)) return NULL;
  parse_next(p);
  if (parse_take_symbol(p, ".")) {
    if (!is_name(p)) return parse_fail(p, "a name behind '.'");
    if (!check_name(p)) return NULL;
    qualifier = name;
    name = p->token.text;
    parse_next(p);
  }
  return finish_name(p, span, qualifier, name);
}

static ast *parse_word_literal(parser *p, uint32_t type, uint8_t value) {
  ast *node = parse_constant(p, type);
  if (node) node->value.boolean = value;
  parse_next(p);
  return node;
}

/* What the token behind the word is, without taking the word. */
static token behind(const parser *p) {
  parser copy = *p;
  const uint32_t code = p->compiler->err->code;
  parse_next(&copy);
  if (!code) p->compiler->err->code = 0; /* an error there will be met again */
  return copy.token;
}

static bool begins_value(const token *t) {
  return t->kind == TOKEN_NAME || t->kind == TOKEN_QUOTED || t->kind == TOKEN_STRING || t->kind == TOKEN_INTEGER ||
         t->kind == TOKEN_REAL || (t->kind == TOKEN_SYMBOL && strchr("(-+~", *t->text) && !t->text[1]);
}

static bool is_call(const token *t) { return t->kind == TOKEN_SYMBOL && strcmp(t->text, "(") == 0; }

/* `case` that is followed by a value or `when`; an operator would make it a column. */
static bool begins_case(parser *p) {
  if (!parse_is_word(p, "case")) return false;
  const token t = behind(p);
  if (!begins_value(&t) || is_call(&t)) return false;
  parser copy = *p;
  parse_next(&copy);
  return !parse_at_operator(&copy) || parse_is_symbol(&copy, "-") || parse_is_word(&copy, "not");
}

/* Words that are calls without parentheses. */
static ast *parse_bare_call(parser *p) {
  static const char *const words[] = {"current_timestamp", "current_date", "localtimestamp"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (parse_is_word(p, words[i])) {
      ast *call = parse_call_of(p, p->token.span, words[i]);
      parse_next(p);
      return call;
    }
  return NULL;
}

static ast *parse_word(parser *p) {
  const token t = behind(p);
  if (t.kind == TOKEN_STRING && parse_is_word(p, "timestamp")) return parse_typed_literal(p, 0);
  if (t.kind == TOKEN_STRING && parse_is_word(p, "date")) return parse_typed_literal(p, CAST_DATE);
  if (parse_is_word(p, "interval") && (t.kind == TOKEN_STRING || parse_begins_interval(p))) {
    const expr_span at = p->token.span;
    parse_next(p);
    return parse_interval(p, at);
  }
  if (begins_case(p)) return parse_case(p);
  if (is_call(&t) && parse_is_word(p, "cast")) return parse_cast(p, false);
  if (is_call(&t) && parse_is_word(p, "try_cast")) return parse_cast(p, true);
  ast *bare = is_call(&t) ? NULL : parse_bare_call(p);
  return bare ? bare : parse_plain_name(p);
}

ast *parse_name(parser *p) {
  if (p->token.kind == TOKEN_QUOTED) return parse_plain_name(p);
  if (parse_is_word(p, "true")) return parse_word_literal(p, WEIR_BOOL, 1);
  if (parse_is_word(p, "false")) return parse_word_literal(p, WEIR_BOOL, 0);
  if (parse_is_word(p, "null")) return parse_word_literal(p, 0, 0);
  return parse_word(p);
}
