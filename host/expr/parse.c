/* SPDX-License-Identifier: Apache-2.0 */
/* The parser: precedence climbing over one token of lookahead. Depth is bounded (recursion), nodes are bounded
 * (everything behind it). No word is reserved: whether `div` is an operator or a column depends on where it stands.
 * One thread. */
#include "expr/parse.h"
#include "expr/token.h"

typedef struct parser {
  expr_compiler *compiler;
  lexer lexer;
  token token; /* the one at hand */
  uint32_t depth, nodes;
  uint32_t end; /* of the token before */
} parser;

/* Binding powers, loosest first; a prefix operator's operand is parsed with its own. */
enum { POWER_NONE, POWER_OR, POWER_AND, POWER_NOT, POWER_COMPARE, POWER_ADD, POWER_MULTIPLY, POWER_UNARY };

typedef struct infix {
  const char *text;
  expr_op op;
  uint32_t power;
} infix;

static const infix infixes[] = {
    {"or", EXPR_OR, POWER_OR},       {"and", EXPR_AND, POWER_AND},       {"=", EXPR_EQ, POWER_COMPARE},
    {"==", EXPR_EQ, POWER_COMPARE},  {"<>", EXPR_NE, POWER_COMPARE},     {"!=", EXPR_NE, POWER_COMPARE},
    {"<", EXPR_LT, POWER_COMPARE},   {"<=", EXPR_LE, POWER_COMPARE},     {">", EXPR_GT, POWER_COMPARE},
    {">=", EXPR_GE, POWER_COMPARE},  {"<=>", EXPR_SAME, POWER_COMPARE},  {"+", EXPR_ADD, POWER_ADD},
    {"-", EXPR_SUB, POWER_ADD},      {"*", EXPR_MUL, POWER_MULTIPLY},    {"/", EXPR_DIV, POWER_MULTIPLY},
    {"%", EXPR_MOD, POWER_MULTIPLY}, {"div", EXPR_IDIV, POWER_MULTIPLY},
};

/* What Spark has in the place of an operator and we have not. */
static const char *const unknown_infixes[] = {"||", "|",  "&",    "^",     "<<",    ">>",     ">>>",     "::",  "[",
                                              "is", "in", "like", "ilike", "rlike", "regexp", "between", "not", "->"};

static void next(parser *p) {
  p->end = p->token.span.offset + p->token.span.length;
  p->token = lexer_next(&p->lexer);
}

static bool is_symbol(const parser *p, const char *text) {
  return p->token.kind == TOKEN_SYMBOL && strcmp(p->token.text, text) == 0;
}

static bool is_word(const parser *p, const char *text) {
  return p->token.kind == TOKEN_NAME && expr_same_name(p->token.text, text);
}

static ast *new_node(parser *p, ast_kind kind, expr_span at) {
  if (++p->nodes > EXPR_MAX_NODES) {
    expr_fail(p->compiler, EXPR_E_TOO_LARGE, at, "the expression has more than %u parts", EXPR_MAX_NODES);
    return NULL;
  }
  ast *node = expr_get(p->compiler, sizeof *node);
  if (!node) return NULL;
  node->kind = kind;
  node->span = node->at = at;
  return node;
}

/* ---- errors ------------------------------------------------------------------------------------------------------ */

static ast *fail_here(parser *p, const char *expected) {
  const token *t = &p->token;
  if (t->kind == TOKEN_ERROR) return NULL;
  if (t->kind == TOKEN_END) {
    expr_fail(p->compiler, EXPR_E_SYNTAX, t->span, "expected %s, found the end", expected);
  } else {
    uint32_t n = t->span.length < 40 ? t->span.length : 40;
    expr_fail(p->compiler, EXPR_E_SYNTAX, t->span, "expected %s, found %.*s", expected, (int)n,
              p->lexer.text + t->span.offset);
  }
  return NULL;
}

static void fail_after_operand(parser *p, const char *expected) {
  for (size_t i = 0; i < sizeof unknown_infixes / sizeof *unknown_infixes; i++)
    if (is_symbol(p, unknown_infixes[i]) || is_word(p, unknown_infixes[i])) {
      expr_fail(p->compiler, EXPR_E_NOT_YET, p->token.span, "expressions do not have '%s' yet", unknown_infixes[i]);
      return;
    }
  fail_here(p, expected);
}

/* ---- operands ---------------------------------------------------------------------------------------------------- */

static ast *parse(parser *p, uint32_t power);
static const infix *find_infix(const parser *p);

static ast *constant(parser *p, uint32_t type) {
  ast *node = new_node(p, AST_CONSTANT, p->token.span);
  if (!node) return NULL;
  node->type = type;
  return node;
}

static ast *parse_literal(parser *p) {
  const token t = p->token;
  ast *node = NULL;
  if (t.kind == TOKEN_STRING && (node = constant(p, WEIR_STRING))) node->value.string = weir_view(t.text, t.size);
  if (t.kind == TOKEN_REAL && (node = constant(p, WEIR_F64))) node->value.real = t.real;
  if (t.kind == TOKEN_INTEGER && t.integer > INT64_MAX) {
    expr_fail(p->compiler, EXPR_E_NUMBER, t.span, "this number does not fit into int64");
    expr_help(p->compiler, "written with an exponent it is a float64: 1e19");
    return NULL;
  }
  if (t.kind == TOKEN_INTEGER && (node = constant(p, WEIR_I64))) node->value.integer = (int64_t)t.integer;
  next(p);
  return node;
}

/* `distinct` before an operand is a keyword; alone, or before an operator, it is a column. */
static void parse_distinct(parser *p, ast *call) {
  if (!is_word(p, "distinct")) return;
  const parser word = *p;
  next(p);
  call->distinct = p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_QUOTED || p->token.kind == TOKEN_STRING ||
                   p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_REAL || is_symbol(p, "(") ||
                   is_symbol(p, "*");
  if (find_infix(p) && p->token.kind == TOKEN_NAME) call->distinct = false;
  if (!call->distinct) *p = word;
}

static bool parse_arguments(parser *p, ast *call) {
  ast **tail = &call->arg;
  next(p);
  if (is_symbol(p, ")")) return next(p), true;
  parse_distinct(p, call);
  for (;;) {
    ast *arg;
    if (is_symbol(p, "*")) {
      arg = new_node(p, AST_STAR, p->token.span);
      next(p);
    } else {
      arg = parse(p, POWER_NONE);
    }
    if (!arg) return false;
    *tail = arg;
    tail = &arg->next;
    call->args++;
    if (!is_symbol(p, ",")) break;
    next(p);
  }
  if (!is_symbol(p, ")")) return fail_after_operand(p, "an operator, ',' or ')'"), false;
  next(p);
  return true;
}

/* Behind a call: filter (where condition). */
static bool parse_filter(parser *p, ast *call) {
  if (!is_word(p, "filter")) return true;
  next(p);
  if (!is_symbol(p, "(")) return fail_here(p, "'(where …)' behind filter"), false;
  next(p);
  if (!is_word(p, "where")) return fail_here(p, "'where'"), false;
  next(p);
  if (!(call->filter = parse(p, POWER_NONE))) return false;
  if (!is_symbol(p, ")")) return fail_after_operand(p, "an operator or ')'"), false;
  next(p);
  return true;
}

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
  bool call = is_symbol(p, "(");
  ast *node = new_node(p, call ? AST_CALL : AST_COLUMN, span);
  if (!node) return NULL;
  node->name = name;
  if (!call) {
    node->qualifier = qualifier;
    return node;
  }
  if (qualifier && !(node->name = join_names(p, qualifier, name))) return NULL;
  if (!parse_arguments(p, node) || !parse_filter(p, node)) return NULL;
  node->span.length = p->end - span.offset;
  return node;
}

static ast *parse_name(parser *p) {
  expr_span span = p->token.span;
  const char *qualifier = NULL, *name = p->token.text;
  if (strlen(name) != p->token.size || !*name) {
    expr_fail(p->compiler, EXPR_E_SYNTAX, span, "a name is neither empty nor holds a zero byte");
    return NULL;
  }
  bool is_case = is_word(p, "case");
  next(p);
  if (is_case && (p->token.kind == TOKEN_NAME || p->token.kind == TOKEN_QUOTED)) {
    expr_fail(p->compiler, EXPR_E_NOT_YET, span, "expressions do not have 'case' yet");
    return NULL;
  }
  if (is_symbol(p, ".")) {
    next(p);
    if (p->token.kind != TOKEN_NAME && p->token.kind != TOKEN_QUOTED) return fail_here(p, "a name behind '.'");
    qualifier = name;
    name = p->token.text;
    next(p);
    if (is_symbol(p, ".")) return fail_here(p, "stream.column or plugin.function");
  }
  return finish_name(p, span, qualifier, name);
}

static ast *parse_word(parser *p) {
  bool yes = is_word(p, "true"), no = is_word(p, "false");
  if (!yes && !no && !is_word(p, "null")) return parse_name(p);
  ast *node = constant(p, yes || no ? WEIR_BOOL : 0);
  if (!node) return NULL;
  node->value.boolean = yes;
  next(p);
  return node;
}

static ast *parse_parenthesis(parser *p) {
  expr_span span = p->token.span;
  next(p);
  ast *node = parse(p, POWER_NONE);
  if (!node) return NULL;
  if (!is_symbol(p, ")")) return fail_after_operand(p, "an operator or ')'"), NULL;
  next(p);
  node->span = (expr_span){span.offset, p->end - span.offset};
  return node;
}

static ast *parse_prefix_operator(parser *p, expr_op op, uint32_t power, const char *symbol) {
  expr_span at = p->token.span;
  next(p);
  if (op == EXPR_NEG && p->token.kind == TOKEN_INTEGER && p->token.integer == UINT64_C(1) << 63) {
    ast *least = constant(p, WEIR_I64);
    if (!least) return NULL;
    least->value.integer = INT64_MIN;
    next(p);
    least->span = (expr_span){at.offset, p->end - at.offset};
    return least;
  }
  ast *node = new_node(p, AST_OPERATOR, at);
  if (!node || !(node->arg = parse(p, power))) return NULL;
  node->op = op;
  node->args = 1;
  node->symbol = symbol;
  node->span.length = p->end - at.offset;
  return node;
}

static ast *parse_prefix(parser *p) {
  if (is_word(p, "not")) return parse_prefix_operator(p, EXPR_NOT, POWER_NOT, "not");
  if (is_symbol(p, "!")) return parse_prefix_operator(p, EXPR_NOT, POWER_NOT, "!");
  if (is_symbol(p, "-")) return parse_prefix_operator(p, EXPR_NEG, POWER_UNARY, "-");
  if (is_symbol(p, "+")) return parse_prefix_operator(p, EXPR_PLUS, POWER_UNARY, "+");
  if (is_symbol(p, "(")) return parse_parenthesis(p);
  if (p->token.kind == TOKEN_NAME) return parse_word(p);
  if (p->token.kind == TOKEN_QUOTED) return parse_name(p);
  if (p->token.kind == TOKEN_STRING || p->token.kind == TOKEN_INTEGER || p->token.kind == TOKEN_REAL)
    return parse_literal(p);
  if (is_symbol(p, "*")) {
    expr_fail(p->compiler, EXPR_E_SYNTAX, p->token.span, "'*' stands alone only in count(*)");
    return NULL;
  }
  return fail_here(p, "a value");
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

static const infix *find_infix(const parser *p) {
  for (size_t i = 0; i < sizeof infixes / sizeof *infixes; i++)
    if (is_symbol(p, infixes[i].text) || is_word(p, infixes[i].text)) return &infixes[i];
  return NULL;
}

static ast *parse_infix(parser *p, ast *left, const infix *in) {
  expr_span at = p->token.span;
  next(p);
  ast *right = parse(p, in->power);
  if (!right) return NULL;
  ast *node = new_node(p, AST_OPERATOR, at);
  if (!node) return NULL;
  node->op = in->op;
  node->symbol = in->text;
  node->span = (expr_span){left->span.offset, p->end - left->span.offset};
  node->arg = left;
  node->args = 2;
  left->next = right;
  return node;
}

/* All that binds tighter than `power`. */
static ast *parse(parser *p, uint32_t power) {
  if (++p->depth > EXPR_MAX_DEPTH) {
    expr_fail(p->compiler, EXPR_E_TOO_DEEP, p->token.span, "the expression is nested deeper than %u", EXPR_MAX_DEPTH);
    return NULL;
  }
  ast *left = parse_prefix(p);
  const infix *in;
  while (left && (in = find_infix(p)) && in->power > power) left = parse_infix(p, left, in);
  p->depth--;
  return left;
}

const ast *expr_parse(expr_compiler *c, const expr_text *text) {
  parser p = {.compiler = c};
  if (!lexer_init(&p.lexer, c, text)) return NULL;
  next(&p);
  if (p.token.kind == TOKEN_END) {
    expr_fail(c, EXPR_E_SYNTAX, p.token.span, "the expression is empty");
    return NULL;
  }
  ast *tree = parse(&p, POWER_NONE);
  if (!tree) return NULL;
  if (p.token.kind != TOKEN_END) {
    fail_after_operand(&p, "an operator or the end");
    return NULL;
  }
  return tree;
}
