/* SPDX-License-Identifier: Apache-2.0 */
/* Operators, calls and aggregates, with parentheses where the parser needs them. */
#include "expr/printer.h"
#include "expr/region.h"

typedef struct sign {
  const char *text;
  print_power power;
} sign;

static const sign signs[] = {
    [EXPR_OR] = {" or ", PRINT_OR},
    [EXPR_AND] = {" and ", PRINT_AND},
    [EXPR_NOT] = {"not ", PRINT_NOT},
    [EXPR_EQ] = {" = ", PRINT_COMPARE},
    [EXPR_NE] = {" <> ", PRINT_COMPARE},
    [EXPR_LT] = {" < ", PRINT_COMPARE},
    [EXPR_LE] = {" <= ", PRINT_COMPARE},
    [EXPR_GT] = {" > ", PRINT_COMPARE},
    [EXPR_GE] = {" >= ", PRINT_COMPARE},
    [EXPR_SAME] = {" <=> ", PRINT_COMPARE},
    [EXPR_ADD] = {" + ", PRINT_ADD},
    [EXPR_SUB] = {" - ", PRINT_ADD},
    [EXPR_MUL] = {" * ", PRINT_MULTIPLY},
    [EXPR_DIV] = {" / ", PRINT_MULTIPLY},
    [EXPR_MOD] = {" % ", PRINT_MULTIPLY},
    [EXPR_IDIV] = {" div ", PRINT_MULTIPLY},
    [EXPR_NEG] = {"-", PRINT_UNARY},
    [EXPR_BIT_NOT] = {"~", PRINT_UNARY},
    [EXPR_BIT_OR] = {" | ", PRINT_BIT_OR},
    [EXPR_BIT_XOR] = {" ^ ", PRINT_BIT_XOR},
    [EXPR_BIT_AND] = {" & ", PRINT_BIT_AND},
    [EXPR_SHIFT_LEFT] = {" << ", PRINT_SHIFT},
    [EXPR_SHIFT_RIGHT] = {" >> ", PRINT_SHIFT},
    [EXPR_SHIFT_ZERO] = {" >>> ", PRINT_SHIFT},
};

/* What a widening, or a move between regions, prints as: its operand. */
static const expr_node *skip_widening(const expr_program *program, const expr_node *n) {
  while (n->op == EXPR_INT || n->op == EXPR_REAL || (n->op == EXPR_FORM && region_moves(n->form)))
    n = program->node[n->arg[0]];
  return n;
}

/* A negative number binds like a minus before it. */
static print_power power_of(const expr_node *n) {
  if (n->op == EXPR_CONSTANT && !n->is_null) {
    bool negative = n->field.type == WEIR_I64 ? n->value.integer < 0 : n->field.type == WEIR_F64 && n->value.real < 0;
    return negative ? PRINT_UNARY : PRINT_LEAF;
  }
  if (n->op == EXPR_FORM) return print_form_power(n);
  return n->op > EXPR_CALL ? signs[n->op].power : PRINT_LEAF;
}

static void put_own(printer *p, const expr_program *rows, const expr_aggregate *one) {
  print_text(p, "{of: ");
  print_node(p, rows, rows->root[one->first_root], PRINT_NONE);
  print_text(p, ", merge: ");
  print_node(p, &one->own->merge, one->own->merge.root[0], PRINT_NONE);
  if (one->own->has_inverse) {
    print_text(p, ", inverse: ");
    print_node(p, &one->own->inverse, one->own->inverse.root[0], PRINT_NONE);
  }
  print_text(p, "}");
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
  print_text(p, one->call->name);
  print_text(p, one->call->call.args ? "(" : "(*");
  for (uint32_t k = 0; k < one->call->call.args; k++) {
    if (k) print_text(p, ", ");
    print_node(p, &calls->program, root[one->first_root + k], PRINT_NONE);
  }
  print_text(p, ")");
  if (one->filter != EXPR_NONE) {
    print_text(p, " filter (where ");
    print_node(p, &calls->program, root[one->filter], PRINT_NONE);
    print_text(p, ")");
  }
  p->calls = calls;
}

static void put_call(printer *p, const expr_program *program, const expr_node *n) {
  print_text(p, n->call->name);
  print_text(p, "(");
  for (uint32_t i = 0; i < n->args; i++) {
    if (i) print_text(p, ", ");
    print_node(p, program, n->arg[i], PRINT_NONE);
  }
  print_text(p, ")");
}

static void put_operator(printer *p, const expr_program *program, const expr_node *n) {
  const sign *s = &signs[n->op];
  if (n->args == 1) {
    print_text(p, s->text);
    /* Two minuses would begin a comment. */
    if (n->op == EXPR_NEG && power_of(skip_widening(program, program->node[n->arg[0]])) == s->power) print_text(p, " ");
    print_node(p, program, n->arg[0], s->power);
    return;
  }
  print_node(p, program, n->arg[0], s->power);
  print_text(p, s->text);
  print_node(p, program, n->arg[1], (print_power)(s->power + 1));
}

static void put_field(printer *p, const expr_program *program, const expr_node *n) {
  print_node(p, program, n->arg[0], PRINT_LEAF);
  print_text(p, ".");
  print_name(p, n->field.name);
}

/* In parentheses if it binds more loosely than `least`. */
void print_node(printer *p, const expr_program *program, uint32_t node, print_power least) {
  const expr_node *n = skip_widening(program, program->node[node]);
  bool wrap = power_of(n) < least;
  if (wrap) print_text(p, "(");
  if (n->op == EXPR_COLUMN && p->calls)
    put_aggregate(p, &p->calls->one[n->column]);
  else if (n->op == EXPR_COLUMN)
    print_column(p, n);
  else if (n->op == EXPR_CONSTANT && p->hides)
    print_text(p, "'***'");
  else if (n->op == EXPR_CONSTANT)
    print_constant(p, n);
  else if (n->op == EXPR_CALL)
    put_call(p, program, n);
  else if (n->op == EXPR_FORM)
    print_form(p, program, n);
  else if (n->op == EXPR_FIELD)
    put_field(p, program, n);
  else
    put_operator(p, program, n);
  if (wrap) print_text(p, ")");
}
