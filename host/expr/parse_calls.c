/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the parentheses of a call, and the calls whose arguments have words between them: extract(YEAR FROM t),
 * trim(BOTH 'x' FROM s), position(a IN b), substring(s FROM 2 FOR 3), timestampadd(DAY, 1, t). They become plain calls. */
#include "expr/parser.h"

/* `distinct` before an operand is a keyword; alone, or before an operator, it is a column. */
static void parse_distinct(parser *p, ast *call) {
  if (!parse_is_word(p, "distinct")) return;
  const parser word = *p;
  parse_next(p);
  call->distinct = p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_QUOTED || p->token.kind == TOKEN_STRING ||
                   p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_REAL || parse_is_symbol(p, "(") ||
                   parse_is_symbol(p, "*");
  if (parse_at_operator(p) && p->token.kind == TOKEN_NAME) call->distinct = false;
  if (!call->distinct) *p = word;
}

static ast *parse_argument(parser *p) {
  if (!parse_is_symbol(p, "*")) return parse_expression(p, POWER_NONE);
  ast *star = parse_new(p, AST_STAR, p->token.span);
  parse_next(p);
  return star;
}

static bool parse_more(parser *p, ast *call) {
  do {
    ast *arg = parse_argument(p);
    if (!arg) return false;
    parse_add(call, arg);
  } while (parse_take_symbol(p, ","));
  if (parse_take_symbol(p, ")")) return true;
  (void)parse_fail(p, "an operator, ',' or ')'");
  return false;
}

/* ---- words between ----------------------------------------------------------------------------------------------- */

static bool is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (expr_same_name(name, *names)) return true;
  return false;
}

static bool is_followed_by(const parser *p, const char *word) {
  parser copy = *p;
  const uint32_t code = p->compiler->err->code;
  parse_next(&copy);
  const bool is = parse_is_word(&copy, word) || parse_is_symbol(&copy, word);
  if (!code) p->compiler->err->code = 0;
  return is;
}

/* The word at hand as a text. */
static bool add_word(parser *p, ast *call) {
  ast *word = parse_text_constant(p, p->token.span, p->token.text);
  if (word) parse_add(call, word);
  parse_next(p);
  return word != NULL;
}

static bool parse_extract(parser *p, ast *call) {
  call->name = "date_part";
  return add_word(p, call) && parse_expect_word(p, "from") && parse_more(p, call);
}

/* An operand, of which more may follow, behind which a word may stand: never read twice. */
static ast *parse_first(parser *p) {
  if (parse_is_word(p, "not") || parse_is_symbol(p, "!")) return parse_expression(p, POWER_NONE);
  return parse_expression(p, POWER_PREDICATE);
}

/* The other arguments behind `first`, of an ordinary call. */
static bool parse_others(parser *p, ast *call, ast *first) {
  first = parse_operators(p, POWER_NONE, first);
  if (!first) return false;
  parse_add(call, first);
  if (parse_take_symbol(p, ",")) return parse_more(p, call);
  if (parse_take_symbol(p, ")")) return true;
  (void)parse_fail(p, "an operator, ',' or ')'");
  return false;
}

static bool add_operand(parser *p, ast *call) {
  ast *operand = parse_expression(p, POWER_NONE);
  if (operand) parse_add(call, operand);
  return operand != NULL;
}

/* trim(both what from text): btrim(text, what), ltrim(what, text), rtrim(what, text). */
static bool parse_trim(parser *p, ast *call) {
  const bool left = parse_is_word(p, "leading"), right = parse_is_word(p, "trailing");
  parse_next(p);
  call->name = left ? "ltrim" : right ? "rtrim" : "trim";
  ast *what = parse_is_word(p, "from") ? NULL : parse_first(p);
  if ((!what && !parse_is_word(p, "from")) || !parse_expect_word(p, "from")) return false;
  if (what && !left && !right) call->name = "btrim";
  if (what && (left || right)) parse_add(call, what);
  if (!add_operand(p, call)) return false;
  if (what && !left && !right) parse_add(call, what);
  return parse_expect_symbol(p, ")");
}

/* trim(what from text), or plain. */
static bool parse_plain_trim(parser *p, ast *call) {
  ast *first = parse_first(p);
  if (!first) return false;
  if (!parse_take_word(p, "from")) return parse_others(p, call, first);
  call->name = "btrim";
  if (!add_operand(p, call)) return false;
  parse_add(call, first);
  return parse_expect_symbol(p, ")");
}

static bool begins_trim(const parser *p) {
  static const char *const sides[] = {"both", "leading", "trailing"};
  for (int i = 0; i < 3; i++)
    if (parse_is_word(p, sides[i]) && !is_followed_by(p, ")") && !is_followed_by(p, ",")) return true;
  return false;
}

/* a in b, a from b for c; or plain. */
static bool parse_between_words(parser *p, ast *call, const char *word, const char *last) {
  ast *first = parse_first(p);
  if (!first) return false;
  if (!parse_take_word(p, word)) return parse_others(p, call, first);
  parse_add(call, first);
  if (!add_operand(p, call)) return false;
  if (last && parse_take_word(p, last) && !add_operand(p, call)) return false;
  return parse_expect_symbol(p, ")");
}

static bool is_unit(const char *word) {
  static const char *const units[] = {"year",   "quarter", "month",  "week",        "day",         "dayofyear",
                                      "hour",   "minute",  "second", "millisecond", "microsecond", "years",
                                      "months", "days",    "hours",  "minutes",     "seconds",     NULL};
  return is_one_of(word, units);
}

/* unit, x, y: the word is a text; with one operand less it is a column. */
static bool parse_units(parser *p, ast *call) {
  ast *column = parse_new(p, AST_COLUMN, p->token.span);
  if (!column) return false;
  column->name = p->token.text;
  parse_add(call, column);
  parse_next(p);
  parse_next(p);
  if (!parse_more(p, call)) return false;
  if (call->args != 3) return true;
  column->kind = AST_CONSTANT;
  column->type = WEIR_STRING;
  column->value.string = weir_view(column->name, (uint32_t)strlen(column->name));
  if (expr_same_name(call->name, "dateadd") || expr_same_name(call->name, "date_add")) call->name = "timestampadd";
  if (expr_same_name(call->name, "datediff") || expr_same_name(call->name, "date_diff")) call->name = "timestampdiff";
  return true;
}

bool parse_arguments(parser *p, ast *call) {
  static const char *const units[] = {"timestampadd", "timestampdiff", "dateadd", "datediff",
                                      "date_add",     "date_diff",     NULL};
  static const char *const places[] = {"substring", "substr", NULL};
  if (parse_take_symbol(p, ")")) return true;
  parse_distinct(p, call);
  if (expr_same_name(call->name, "extract") && is_followed_by(p, "from")) return parse_extract(p, call);
  if (expr_same_name(call->name, "trim") && begins_trim(p)) return parse_trim(p, call);
  if (parse_is_symbol(p, "*")) return parse_more(p, call);
  if (expr_same_name(call->name, "trim")) return parse_plain_trim(p, call);
  if (expr_same_name(call->name, "position")) return parse_between_words(p, call, "in", NULL);
  if (is_one_of(call->name, places)) return parse_between_words(p, call, "from", "for");
  if (is_one_of(call->name, units) && p->token.kind == TOKEN_NAME && is_unit(p->token.text) && is_followed_by(p, ","))
    return parse_units(p, call);
  return parse_more(p, call);
}

bool parse_filter(parser *p, ast *call) {
  if (!parse_take_word(p, "filter")) return true;
  if (!parse_is_symbol(p, "(")) return parse_fail(p, "'(where …)' behind filter"), false;
  parse_next(p);
  if (!parse_expect_word(p, "where")) return false;
  if (!(call->filter = parse_expression(p, POWER_NONE))) return false;
  return parse_expect_symbol(p, ")");
}
