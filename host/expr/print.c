/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions as text that reads back as the same: parentheses only where needed, one spelling of everything. Pure,
 * any thread. */
#include "expr/printer.h"

static size_t finish(printer *p) {
  if (p->size) p->to[p->used < p->size ? p->used : p->size - 1] = '\0';
  return p->used;
}

/* ---- handles ----------------------------------------------------------------------------------------------------- */

size_t expr_print(const weir_expression *e, char *to, size_t n) {
  printer p = {.to = to, .size = n};
  print_node(&p, &e->program, e->program.root[0], PRINT_NONE);
  return finish(&p);
}

/* {name: expression}; a column under its own name is just the name. */
size_t expr_list_print(const weir_expressions *e, char *to, size_t n) {
  printer p = {.to = to, .size = n, .hides = e->secret};
  for (uint32_t i = 0; i < e->count; i++) {
    const expr_node *node = e->program.node[e->program.root[i]];
    const char *name = weir_field_at(&e->schema, i)->name;
    if (i) print_text(&p, ", ");
    if (node->op == EXPR_COLUMN && strcmp(node->field.name, name) == 0 && e->exploded != i) {
      print_name(&p, name);
      continue;
    }
    print_text(&p, name);
    print_text(&p, e->exploded == i ? ": explode(" : ": ");
    print_node(&p, &e->program, e->program.root[i], PRINT_NONE);
    if (e->exploded == i) print_text(&p, ")");
  }
  return finish(&p);
}

size_t expr_aggregates_print(const weir_aggregates *a, char *to, size_t n) {
  printer p = {.to = to, .size = n, .calls = a};
  for (uint32_t i = 0; i < a->count; i++) {
    if (i) print_text(&p, ", ");
    print_text(&p, weir_field_at(&a->results, i)->name);
    print_text(&p, ": ");
    print_node(&p, &a->finish, a->finish.root[i], PRINT_NONE);
  }
  return finish(&p);
}
