/* SPDX-License-Identifier: Apache-2.0 */
/* Forms with words of their own: case, cast, predicates, what stands behind a value. */
#include "expr/cast.h"
#include "expr/parser.h"

/* ---- case and cast ----------------------------------------------------------------------------------------------- */

static bool parse_operand(parser *p, ast *node) {
  ast *operand = parse_expression(p, POWER_NONE);
  if (operand) parse_add(node, operand);
  return operand != NULL;
}

ast *parse_case(parser *p) {
  ast *node = parse_new(p, AST_CASE, p->token.span);
  parse_next(p);
  if (!node) return NULL;
  if (!parse_is_word(p, "when")) {
    node->flags = AST_CASE_SUBJECT;
    if (!parse_operand(p, node)) return NULL;
  }
  if (!parse_is_word(p, "when")) return parse_fail(p, "'when'");
  while (parse_take_word(p, "when"))
    if (!parse_operand(p, node) || !parse_expect_word(p, "then") || !parse_operand(p, node)) return NULL;
  if (parse_take_word(p, "else")) {
    node->flags |= AST_CASE_ELSE;
    if (!parse_operand(p, node)) return NULL;
  }
  return parse_expect_word(p, "end") ? parse_close(p, node) : NULL;
}

ast *parse_cast(parser *p, bool is_try) {
  ast *node = parse_new(p, AST_CAST, p->token.span);
  parse_next(p);
  parse_next(p);
  if (!node || !parse_operand(p, node) || !parse_expect_word(p, "as")) return NULL;
  if (!parse_type(p, &node->to, &node->flags) || !parse_expect_symbol(p, ")")) return NULL;
  if (is_try) node->flags |= CAST_TRY;
  return parse_close(p, node);
}

ast *parse_typed_literal(parser *p, uint32_t cast_flags) {
  ast *node = parse_constant(p, WEIR_TIME);
  parse_next(p);
  if (!node) return NULL;
  const token text = p->token;
  const bool good = cast_flags ? text_to_date(text.text, text.size, &node->value.integer)
                               : text_to_time(text.text, text.size, &node->value.integer);
  parse_next(p);
  if (good) return parse_close(p, node);
  expr_fail(p->compiler, EXPR_E_LITERAL, text.span, "this is no %s", cast_flags ? "date" : "timestamp");
  expr_help(p->compiler, "%s", cast_flags ? "write date '2024-05-01'" : "write timestamp '2024-05-01 12:00:00'");
  return NULL;
}

/* ---- behind a value ---------------------------------------------------------------------------------------------- */

static ast *postfix(parser *p, ast_kind kind, ast *of) {
  ast *node = parse_new(p, kind, p->token.span);
  if (!node) return NULL;
  node->span.offset = of->span.offset;
  parse_next(p);
  parse_add(node, of);
  return node;
}

ast *parse_postfix(parser *p, ast *of) {
  ast *node = of;
  while (node) {
    if (parse_is_symbol(p, "[")) {
      node = postfix(p, AST_INDEX, node);
      if (!node || !parse_operand(p, node) || !parse_expect_symbol(p, "]")) return NULL;
    } else if (parse_is_symbol(p, "::")) {
      node = postfix(p, AST_CAST, node);
      if (!node || !parse_type(p, &node->to, &node->flags)) return NULL;
    } else if (parse_is_symbol(p, ".")) {
      node = postfix(p, AST_FIELD, node);
      if (!node) return NULL;
      if (p->token.kind != TOKEN_NAME && p->token.kind != TOKEN_QUOTED) return parse_fail(p, "a name behind '.'");
      node->at = p->token.span;
      node->name = p->token.text;
      parse_next(p);
    } else {
      return node;
    }
    node = parse_close(p, node);
  }
  return NULL;
}

/* ---- predicates -------------------------------------------------------------------------------------------------- */

static ast *parse_in(parser *p, ast *node) {
  if (!parse_expect_symbol(p, "(")) return NULL;
  do {
    if (!parse_operand(p, node)) return NULL;
  } while (parse_take_symbol(p, ","));
  if (parse_take_symbol(p, ")")) return node;
  return parse_fail(p, "an operator, ',' or ')'");
}

static ast *parse_value(parser *p, ast *node) {
  ast *value = parse_expression(p, POWER_PREDICATE);
  if (!value) return NULL;
  parse_add(node, value);
  return node;
}

static ast *parse_between(parser *p, ast *node) {
  return parse_value(p, node) && parse_expect_word(p, "and") ? parse_value(p, node) : NULL;
}

static ast *parse_like(parser *p, ast *node, bool no_case) {
  if (!parse_value(p, node)) return NULL;
  if (no_case) node->flags = AST_NO_CASE;
  return parse_take_word(p, "escape") ? parse_value(p, node) : node;
}

/* null, true, false, unknown, distinct from x; a not is taken already. */
static ast *parse_is(parser *p, ast *node) {
  if (parse_take_word(p, "distinct")) {
    node->kind = AST_OPERATOR;
    node->op = EXPR_SAME;
    node->symbol = "is distinct from";
    return parse_expect_word(p, "from") ? parse_value(p, node) : NULL;
  }
  if (parse_take_word(p, "null") || parse_take_word(p, "unknown")) return node;
  node->type = WEIR_BOOL;
  node->value.boolean = parse_is_word(p, "true");
  if (parse_take_word(p, "true") || parse_take_word(p, "false")) return node;
  return parse_fail(p, "null, true, false or 'distinct from' behind 'is'");
}

/* not x, where a predicate was written so. */
static ast *negated(parser *p, ast *node) {
  ast *not = parse_new(p, AST_OPERATOR, node->span);
  if (!not ) return NULL;
  not ->op = EXPR_NOT;
  not ->symbol = "not";
  parse_add(not, node);
  return parse_close(p, not );
}

static ast *predicate_node(parser *p, ast_kind kind, ast *left) {
  ast *node = parse_new(p, kind, p->token.span);
  if (!node) return NULL;
  node->span.offset = left->span.offset;
  parse_add(node, left);
  return node;
}

/* At the word behind an optional `not`. NULL and *wrong false: it is none. */
static ast *parse_positive(parser *p, ast *left, bool *wrong) {
  static const struct {
    const char *word;
    ast_kind kind;
  } words[] = {{"in", AST_IN},      {"between", AST_BETWEEN}, {"like", AST_LIKE},
               {"ilike", AST_LIKE}, {"rlike", AST_CALL},      {"regexp", AST_CALL}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!parse_is_word(p, words[i].word)) continue;
    *wrong = true;
    ast *node = predicate_node(p, words[i].kind, left);
    if (!node) return NULL;
    parse_next(p);
    if (words[i].kind == AST_CALL) node->name = "rlike";
    if (words[i].kind == AST_CALL) return parse_value(p, node);
    if (words[i].kind == AST_LIKE) return parse_like(p, node, words[i].word[0] == 'i');
    return words[i].kind == AST_IN ? parse_in(p, node) : parse_between(p, node);
  }
  return NULL;
}

ast *parse_predicate(parser *p, ast *left, bool *wrong) {
  bool not = false;
  ast *node = NULL;
  *wrong = false;
  if (parse_is_word(p, "is")) {
    *wrong = true;
    node = predicate_node(p, AST_IS, left);
    parse_next(p);
    not = parse_take_word(p, "not");
    if (node) node = parse_is(p, node);
    if (node && node->kind == AST_OPERATOR) not = !not ; /* it is <=> that is not negated */
  } else {
    not = parse_take_word(p, "not");
    node = parse_positive(p, left, wrong);
    if (not &&!*wrong) {
      *wrong = true;
      return parse_fail(p, "in, like or between behind 'not'");
    }
  }
  if (!node || !(node = parse_close(p, node))) return NULL;
  return not ? negated(p, node) : node;
}
