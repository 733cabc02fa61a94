/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions as text that reads back as the same: parentheses only where needed, one spelling of everything. Pure,
 * any thread. */
#include "expr/compiled.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct printer {
  char *to;
  size_t size, used;            /* used counts on behind the end */
  const weir_aggregates *calls; /* what the columns are results of, or NULL */
} printer;

static void put(printer *p, const char *text, size_t n) {
  for (size_t i = 0; i < n; i++, p->used++)
    if (p->used + 1 < p->size) p->to[p->used] = text[i];
}

static void put_text(printer *p, const char *text) { put(p, text, strlen(text)); }

static size_t finish(printer *p) {
  if (p->size) p->to[p->used < p->size ? p->used : p->size - 1] = '\0';
  return p->used;
}

/* ---- leaves ------------------------------------------------------------------------------------------------------ */

static bool is_plain_name(const char *name) {
  static const char *const words[] = {"and", "or", "not", "div", "true", "false", "null", "case"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (expr_same_name(name, words[i])) return false;
  if (!*name || (*name >= '0' && *name <= '9')) return false;
  for (const char *c = name; *c; c++)
    if (!((*c | 32) >= 'a' && (*c | 32) <= 'z') && !(*c >= '0' && *c <= '9') && *c != '_') return false;
  return !((name[0] | 32) == 'r' && !name[1]); /* r'…' is raw text */
}

static void put_name(printer *p, const char *name) {
  if (is_plain_name(name)) {
    put_text(p, name);
    return;
  }
  put_text(p, "`");
  for (; *name; name++) put(p, *name == '`' ? "``" : name, *name == '`' ? 2 : 1);
  put_text(p, "`");
}

static void put_column(printer *p, const expr_node *n) {
  if (n->stream) {
    put_name(p, n->stream);
    put_text(p, ".");
  }
  put_name(p, n->field.name);
}

static void put_string(printer *p, const weir_str *s) {
  static const char plain[] = "\n\t\r\b\x1a", letter[] = "ntrbZ";
  const char *text = weir_text(s);
  put_text(p, "'");
  for (uint32_t i = 0; i < s->len; i++) {
    const char *known = text[i] ? strchr(plain, text[i]) : NULL;
    char escape[2] = {'\\', known ? letter[known - plain] : text[i]};
    if (!text[i])
      put_text(p, "\\u0000"); /* \0 and digits behind it would be octal */
    else if (known || text[i] == '\'' || text[i] == '\\')
      put(p, escape, 2);
    else
      put(p, &text[i], 1);
  }
  put_text(p, "'");
}

static void put_real(printer *p, double value) {
  char text[40];
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
  }
  put_text(p, text);
  if (!strpbrk(text, ".e")) put_text(p, ".0");
}

static void put_constant(printer *p, const expr_node *n) {
  char text[32];
  if (n->is_null) {
    put_text(p, "null");
  } else if (n->field.type == WEIR_BOOL) {
    put_text(p, n->value.boolean ? "true" : "false");
  } else if (n->field.type == WEIR_STRING) {
    put_string(p, &n->value.string);
  } else if (n->field.type == WEIR_F64) {
    put_real(p, n->value.real);
  } else {
    snprintf(text, sizeof text, "%lld", (long long)n->value.integer);
    put_text(p, text);
  }
}

/* ---- operators --------------------------------------------------------------------------------------------------- */

typedef struct sign {
  const char *text;
  int power;
} sign;

static const sign signs[] = {
    [EXPR_OR] = {" or ", 1}, [EXPR_AND] = {" and ", 2},  [EXPR_NOT] = {"not ", 3}, [EXPR_EQ] = {" = ", 4},
    [EXPR_NE] = {" <> ", 4}, [EXPR_LT] = {" < ", 4},     [EXPR_LE] = {" <= ", 4},  [EXPR_GT] = {" > ", 4},
    [EXPR_GE] = {" >= ", 4}, [EXPR_SAME] = {" <=> ", 4}, [EXPR_ADD] = {" + ", 5},  [EXPR_SUB] = {" - ", 5},
    [EXPR_MUL] = {" * ", 6}, [EXPR_DIV] = {" / ", 6},    [EXPR_MOD] = {" % ", 6},  [EXPR_IDIV] = {" div ", 6},
    [EXPR_NEG] = {"-", 7}};
enum { LEAF = 8 };

/* What a widening prints as: its operand. */
static const expr_node *skip_widening(const expr_program *program, const expr_node *n) {
  while (n->op == EXPR_INT || n->op == EXPR_REAL) n = program->node[n->arg[0]];
  return n;
}

/* A negative number binds like a minus before it. */
static int power_of(const expr_node *n) {
  if (n->op == EXPR_CONSTANT && !n->is_null) {
    bool negative = n->field.type == WEIR_I64 ? n->value.integer < 0 : n->field.type == WEIR_F64 && n->value.real < 0;
    return negative ? 7 : LEAF;
  }
  return n->op > EXPR_CALL ? signs[n->op].power : LEAF;
}

static void put_node(printer *p, const expr_program *program, uint32_t node, int least);

static void put_own(printer *p, const expr_program *rows, const expr_aggregate *one) {
  put_text(p, "{of: ");
  put_node(p, rows, rows->root[one->first_root], 0);
  put_text(p, ", merge: ");
  put_node(p, &one->own->merge, one->own->merge.root[0], 0);
  if (one->own->has_inverse) {
    put_text(p, ", inverse: ");
    put_node(p, &one->own->inverse, one->own->inverse.root[0], 0);
  }
  put_text(p, "}");
}

static void put_aggregate(printer *p, const expr_aggregate *one) {
  const weir_aggregates *calls = p->calls;
  const uint32_t *root = calls->program.root;
  p->calls = NULL; /* its operands are of the rows */
  if (one->own) {
    put_own(p, &calls->program, one);
    p->calls = calls;
    return;
  }
  put_text(p, one->call->name);
  put_text(p, one->call->call.args ? "(" : "(*");
  for (uint32_t k = 0; k < one->call->call.args; k++) {
    if (k) put_text(p, ", ");
    put_node(p, &calls->program, root[one->first_root + k], 0);
  }
  put_text(p, ")");
  if (one->filter != EXPR_NONE) {
    put_text(p, " filter (where ");
    put_node(p, &calls->program, root[one->filter], 0);
    put_text(p, ")");
  }
  p->calls = calls;
}

static void put_call(printer *p, const expr_program *program, const expr_node *n) {
  put_text(p, n->call->name);
  put_text(p, "(");
  for (uint32_t i = 0; i < n->args; i++) {
    if (i) put_text(p, ", ");
    put_node(p, program, n->arg[i], 0);
  }
  put_text(p, ")");
}

static void put_operator(printer *p, const expr_program *program, const expr_node *n) {
  const sign *s = &signs[n->op];
  if (n->args == 1) {
    put_text(p, s->text);
    /* Two minuses would begin a comment. */
    if (n->op == EXPR_NEG && power_of(skip_widening(program, program->node[n->arg[0]])) == s->power) put_text(p, " ");
    put_node(p, program, n->arg[0], s->power);
    return;
  }
  put_node(p, program, n->arg[0], s->power);
  put_text(p, s->text);
  put_node(p, program, n->arg[1], s->power + 1);
}

/* In parentheses if it binds more loosely than `least`. */
static void put_node(printer *p, const expr_program *program, uint32_t node, int least) {
  const expr_node *n = skip_widening(program, program->node[node]);
  bool wrap = power_of(n) < least;
  if (wrap) put_text(p, "(");
  if (n->op == EXPR_COLUMN && p->calls)
    put_aggregate(p, &p->calls->one[n->column]);
  else if (n->op == EXPR_COLUMN)
    put_column(p, n);
  else if (n->op == EXPR_CONSTANT)
    put_constant(p, n);
  else if (n->op == EXPR_CALL)
    put_call(p, program, n);
  else
    put_operator(p, program, n);
  if (wrap) put_text(p, ")");
}

/* ---- handles ----------------------------------------------------------------------------------------------------- */

size_t expr_print(const weir_expression *e, char *to, size_t n) {
  printer p = {to, n, 0, NULL};
  put_node(&p, &e->program, e->program.root[0], 0);
  return finish(&p);
}

/* {name: expression}; a column under its own name is just the name. */
size_t expr_list_print(const weir_expressions *e, char *to, size_t n) {
  printer p = {to, n, 0, NULL};
  for (uint32_t i = 0; i < e->count; i++) {
    const expr_node *node = e->program.node[e->program.root[i]];
    const char *name = weir_field_at(&e->schema, i)->name;
    if (i) put_text(&p, ", ");
    if (node->op == EXPR_COLUMN && strcmp(node->field.name, name) == 0 && e->exploded != i) {
      put_name(&p, name);
      continue;
    }
    put_text(&p, name);
    put_text(&p, e->exploded == i ? ": explode(" : ": ");
    put_node(&p, &e->program, e->program.root[i], 0);
    if (e->exploded == i) put_text(&p, ")");
  }
  return finish(&p);
}

size_t expr_aggregates_print(const weir_aggregates *a, char *to, size_t n) {
  printer p = {to, n, 0, a};
  for (uint32_t i = 0; i < a->count; i++) {
    if (i) put_text(&p, ", ");
    put_text(&p, weir_field_at(&a->results, i)->name);
    put_text(&p, ": ");
    put_node(&p, &a->finish, a->finish.root[i], 0);
  }
  return finish(&p);
}
