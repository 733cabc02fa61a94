/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that print expressions share. Pure, any thread. */
#ifndef EXPR_PRINTER_H
#define EXPR_PRINTER_H
#include "expr/compiled.h"

typedef struct printer {
  char *to;
  size_t size, used;            /* used counts on behind the end */
  const weir_aggregates *calls; /* what the columns are results of, or NULL */
  bool hides;                   /* constants may be secrets: they are not shown */
} printer;

/* How tightly things bind, as the parser has it. */
typedef enum print_power {
  PRINT_NONE,
  PRINT_OR,
  PRINT_AND,
  PRINT_NOT,
  PRINT_PREDICATE,
  PRINT_COMPARE,
  PRINT_BIT_OR,
  PRINT_BIT_XOR,
  PRINT_BIT_AND,
  PRINT_SHIFT,
  PRINT_ADD,
  PRINT_MULTIPLY,
  PRINT_UNARY,
  PRINT_LEAF
} print_power;

/* -- print_values.c -- */
void print_bytes(printer *p, const char *text, size_t n);
void print_text(printer *p, const char *text);
void print_name(printer *p, const char *name);
void print_column(printer *p, const expr_node *n);
void print_constant(printer *p, const expr_node *n);

/* -- print_nodes.c -- */
/* In parentheses if it binds more loosely than `least`. */
void print_node(printer *p, const expr_program *program, uint32_t node, print_power least);

/* -- print_forms.c -- */
print_power print_form_power(const expr_node *n);
void print_form(printer *p, const expr_program *program, const expr_node *n);
#endif
