/* SPDX-License-Identifier: Apache-2.0 */
/* The parser: precedence climbing over one token of lookahead. Depth is bounded (recursion), nodes and height of the tree are
 * (everything behind it). No word is reserved: whether `div` is an operator or a column depends on where it stands.
 * One thread. */
#include "expr/parser.h"

typedef struct infix {
  const char *text;
  expr_op op;
  parse_power power;
} infix;

static const infix infixes[] = {
    {"or", EXPR_OR, POWER_OR},
    {"and", EXPR_AND, POWER_AND},
    {"=", EXPR_EQ, POWER_COMPARE},
    {"==", EXPR_EQ, POWER_COMPARE},
    {"<>", EXPR_NE, POWER_COMPARE},
    {"!=", EXPR_NE, POWER_COMPARE},
    {"<", EXPR_LT, POWER_COMPARE},
    {"<=", EXPR_LE, POWER_COMPARE},
    {">", EXPR_GT, POWER_COMPARE},
    {">=", EXPR_GE, POWER_COMPARE},
    {"<=>", EXPR_SAME, POWER_COMPARE},
    {"|", EXPR_BIT_OR, POWER_BIT_OR},
    {"^", EXPR_BIT_XOR, POWER_BIT_XOR},
    {"&", EXPR_BIT_AND, POWER_BIT_AND},
    {"<<", EXPR_SHIFT_LEFT, POWER_SHIFT},
    {">>", EXPR_SHIFT_RIGHT, POWER_SHIFT},
    {">>>", EXPR_SHIFT_ZERO, POWER_SHIFT},
    {"+", EXPR_ADD, POWER_ADD},
    {"-", EXPR_SUB, POWER_ADD},
    {"||", EXPR_CONCAT, POWER_ADD},
    {"*", EXPR_MUL, POWER_MULTIPLY},
    {"/", EXPR_DIV, POWER_MULTIPLY},
    {"%", EXPR_MOD, POWER_MULTIPLY},
    {"div", EXPR_IDIV, POWER_MULTIPLY},
};

/* ---- tokens ------------------------------------------------------------------------------------------------------ */

void parse_next(parser *p) {
  p->end = p->token.span.offset + p->token.span.length;
  p->token = lexer_next(&p->lexer);
}

bool parse_is_symbol(const parser *p, const char *text) {
  return p->token.kind == TOKEN_SYMBOL && strcmp(p->token.text, text) == 0;
}

bool parse_is_word(const parser *p, const char *text) {
  return p->token.kind == TOKEN_NAME && expr_same_name(p->token.text, text);
}

bool parse_take_symbol(parser *p, const char *text) {
  if (!parse_is_symbol(p, text)) return false;
  parse_next(p);
  return true;
}

bool parse_take_word(parser *p, const char *text) {
  if (!parse_is_word(p, text)) return false;
  parse_next(p);
  return true;
}

static const char *quoted(parser *p, const char *text) {
  const size_t n = strlen(text);
  char *to = expr_get(p->compiler, n + 3);
  if (!to) return text;
  to[0] = to[n + 1] = '\'';
  memcpy(to + 1, text, n);
  return to;
}

bool parse_expect_symbol(parser *p, const char *text) {
  if (parse_take_symbol(p, text)) return true;
  (void)parse_fail(p, strcmp(text, ")") == 0 ? "an operator or ')'" : quoted(p, text));
  return false;
}

bool parse_expect_word(parser *p, const char *text) {
  if (parse_take_word(p, text)) return true;
  (void)parse_fail(p, quoted(p, text));
  return false;
}

ast *parse_fail(parser *p, const char *expected) {
  const token *t = &p->token;
  if (t->kind == TOKEN_ERROR) return NULL;
  if (t->kind == TOKEN_END) {
    expr_fail(p->compiler, EXPR_E_SYNTAX, t->span, "expected %s, found the end", expected);
  } else if (parse_is_symbol(p, "->")) {
    expr_fail(p->compiler, EXPR_E_NOT_YET, t->span, "expressions do not have '->' yet");
  } else {
    uint32_t n = t->span.length < 40 ? t->span.length : 40;
    expr_fail(p->compiler, EXPR_E_SYNTAX, t->span, "expected %s, found %.*s", expected, (int)n,
              p->lexer.text + t->span.offset);
  }
  return NULL;
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

ast *parse_new(parser *p, ast_kind kind, expr_span at) {
  if (++p->nodes > EXPR_MAX_NODES) {
    expr_fail(p->compiler, EXPR_E_TOO_LARGE, at, "the expression has more than %u parts", EXPR_MAX_NODES);
    return NULL;
  }
  ast *node = expr_get(p->compiler, sizeof *node);
  if (!node) return NULL;
  node->kind = kind;
  node->span = node->at = at;
  node->height = 1;
  return node;
}

void parse_add(ast *node, ast *arg) {
  if (node->last)
    node->last->next = arg;
  else
    node->arg = arg;
  node->last = arg;
  node->args++;
  if (arg->height >= node->height) node->height = arg->height + 1;
}

ast *parse_close(parser *p, ast *node) {
  node->span.length = p->end - node->span.offset;
  if (node->height <= EXPR_MAX_HEIGHT) return node;
  expr_fail(p->compiler, EXPR_E_TOO_DEEP, node->at, "the expression is nested deeper than %u", EXPR_MAX_HEIGHT);
  return NULL;
}

ast *parse_constant(parser *p, uint32_t type) {
  ast *node = parse_new(p, AST_CONSTANT, p->token.span);
  if (!node) return NULL;
  node->type = type;
  return node;
}

ast *parse_text_constant(parser *p, expr_span at, const char *text) {
  ast *node = parse_new(p, AST_CONSTANT, at);
  if (!node) return NULL;
  node->type = WEIR_STRING;
  node->value.string = weir_view(text, (uint32_t)strlen(text));
  return node;
}

ast *parse_call_of(parser *p, expr_span at, const char *name) {
  ast *node = parse_new(p, AST_CALL, at);
  if (node) node->name = name;
  return node;
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

static ast *parse_literal(parser *p) {
  const token t = p->token;
  ast *node = NULL;
  if (t.kind == TOKEN_STRING && (node = parse_constant(p, WEIR_STRING))) node->value.string = weir_view(t.text, t.size);
  if (t.kind == TOKEN_BINARY && (node = parse_constant(p, WEIR_BINARY))) node->value.string = weir_view(t.text, t.size);
  if (t.kind == TOKEN_REAL && (node = parse_constant(p, WEIR_F64))) node->value.real = t.real;
  if (t.kind == TOKEN_INTEGER && t.integer > INT64_MAX) {
    expr_fail(p->compiler, EXPR_E_NUMBER, t.span, "this number does not fit into int64");
    expr_help(p->compiler, "written with an exponent it is a float64: 1e19");
    return NULL;
  }
  if (t.kind == TOKEN_INTEGER && (node = parse_constant(p, WEIR_I64))) node->value.integer = (int64_t)t.integer;
  parse_next(p);
  return node;
}

static ast *parse_parenthesis(parser *p) {
  expr_span span = p->token.span;
  parse_next(p);
  ast *node = parse_expression(p, POWER_NONE);
  if (!node || !parse_expect_symbol(p, ")")) return NULL;
  node->span = (expr_span){span.offset, p->end - span.offset};
  return node;
}

static ast *parse_prefix_operator(parser *p, expr_op op, parse_power power, const char *symbol) {
  expr_span at = p->token.span;
  parse_next(p);
  if (op == EXPR_NEG && p->token.kind == TOKEN_INTEGER && p->token.integer == UINT64_C(1) << 63) {
    ast *least = parse_constant(p, WEIR_I64);
    if (!least) return NULL;
    least->value.integer = INT64_MIN;
    parse_next(p);
    least->span = (expr_span){at.offset, p->end - at.offset};
    return least;
  }
  ast *node = parse_new(p, AST_OPERATOR, at), *operand = node ? parse_expression(p, power) : NULL;
  if (!operand) return NULL;
  node->op = op;
  node->symbol = symbol;
  parse_add(node, operand);
  return parse_close(p, node);
}

static ast *parse_primary(parser *p) {
  if (parse_is_symbol(p, "(")) return parse_parenthesis(p);
  if (p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_QUOTED) return parse_name(p);
  if (p->token.kind == TOKEN_STRING || p->token.kind == TOKEN_BINARY || p->token.kind == TOKEN_INTEGER ||
      p->token.kind == TOKEN_REAL)
    return parse_literal(p);
  if (parse_is_symbol(p, "*")) {
    expr_fail(p->compiler, EXPR_E_SYNTAX, p->token.span, "'*' stands alone only in count(*)");
    return NULL;
  }
  return parse_fail(p, "a value");
}

static ast *parse_prefix(parser *p, parse_power power) {
  if (power <= POWER_NOT && parse_is_symbol(p, "!")) return parse_prefix_operator(p, EXPR_NOT, POWER_NOT, "!");
  if (power <= POWER_NOT && parse_is_word(p, "not")) return parse_prefix_operator(p, EXPR_NOT, POWER_NOT, "not");
  if (parse_is_symbol(p, "-")) return parse_prefix_operator(p, EXPR_NEG, POWER_UNARY, "-");
  if (parse_is_symbol(p, "+")) return parse_prefix_operator(p, EXPR_PLUS, POWER_UNARY, "+");
  if (parse_is_symbol(p, "~")) return parse_prefix_operator(p, EXPR_BIT_NOT, POWER_UNARY, "~");
  ast *value = parse_primary(p);
  return value ? parse_postfix(p, value) : NULL;
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

static const infix *find_infix(const parser *p) {
  for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
    if (parse_is_symbol(p, infixes[i].text) || parse_is_word(p, infixes[i].text)) return &infixes[i];
  return NULL;
}

bool parse_at_operator(const parser *p) {
  static const char *const words[] = {"is", "in", "like", "ilike", "rlike", "regexp", "between", "not"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (parse_is_word(p, words[i])) return true;
  return find_infix(p) != NULL;
}

static ast *parse_infix(parser *p, ast *left, const infix *in) {
  expr_span at = p->token.span;
  parse_next(p);
  ast *right = parse_expression(p, in->power);
  ast *node = right ? parse_new(p, in->op == EXPR_CONCAT ? AST_CALL : AST_OPERATOR, at) : NULL;
  if (!node) return NULL;
  node->op = in->op;
  node->symbol = in->text;
  if (in->op == EXPR_CONCAT) node->name = "concat";
  node->span.offset = left->span.offset;
  parse_add(node, left);
  parse_add(node, right);
  return parse_close(p, node);
}

/* Values are followed by at most one predicate, and that by nothing but `and` and `or`. */
ast *parse_operators(parser *p, parse_power power, ast *left) {
  /* `not`, unless in parentheses, has taken all that it can. */
  const bool negated = left->kind == AST_OPERATOR && left->op == EXPR_NOT && left->at.offset == left->span.offset;
  parse_power tightest = negated ? POWER_AND : POWER_UNARY;
  for (;;) {
    const infix *in = find_infix(p);
    if (in && in->power > power && in->power <= tightest) {
      left = parse_infix(p, left, in);
      if (in->power < POWER_PREDICATE) tightest = in->power;
    } else if (power < POWER_PREDICATE && tightest > POWER_PREDICATE) {
      bool wrong = false;
      ast *whole = parse_predicate(p, left, &wrong);
      if (!whole && !wrong) return left;
      left = whole;
      tightest = POWER_AND;
    } else {
      return left;
    }
    if (!left) return NULL;
  }
}

ast *parse_expression(parser *p, parse_power power) {
  if (++p->depth > EXPR_MAX_DEPTH) {
    expr_fail(p->compiler, EXPR_E_TOO_DEEP, p->token.span, "the expression is nested deeper than %u", EXPR_MAX_DEPTH);
    return NULL;
  }
  ast *left = parse_prefix(p, power);
  if (left) left = parse_operators(p, power, left);
  p->depth--;
  return left;
}

const ast *expr_parse(expr_compiler *c, const expr_text *text) {
  parser p = {.compiler = c};
  if (!lexer_init(&p.lexer, c, text)) return NULL;
  parse_next(&p);
  if (p.token.kind == TOKEN_END) {
    expr_fail(c, EXPR_E_SYNTAX, p.token.span, "the expression is empty");
    return NULL;
  }
  ast *tree = parse_expression(&p, POWER_NONE);
  if (!tree) return NULL;
  if (p.token.kind != TOKEN_END) {
    (void)parse_fail(&p, "an operator or the end");
    return NULL;
  }
  return tree;
}
