/* SPDX-License-Identifier: Apache-2.0 */
/* Forms in the words they are written in. */
#include "expr/bind_forms.h"
#include "data/schema.h"
#include "expr/cast.h"
#include "expr/form_in.h"
#include "expr/printer.h"
#include <stdio.h>

static bool is_cast(const expr_form *form) { return strcmp(form->name, "cast") == 0; }

print_power print_form_power(const expr_node *n) {
  if (n->form == &form_in || n->form == &form_like || n->form == &form_is_null) return PRINT_PREDICATE;
  if (n->form == &form_compare || n->form == &form_same) return PRINT_COMPARE;
  return n->form == &form_time_plus ? PRINT_ADD : PRINT_LEAF;
}

/* ---- casts ------------------------------------------------------------------------------------------------------- */

static void put_type(printer *p, const weir_field *type, uint64_t flags) {
  static const char *const names[] = {"null",   "bool",   "int64", "float64", "timestamp",
                                      "string", "binary", "list",  "map",     "struct"};
  const char *name = names[type->type];
  if (flags & CAST_INT32) name = "int";
  if (flags & CAST_INT16) name = "smallint";
  if (flags & CAST_INT8) name = "tinyint";
  if (flags & CAST_FLOAT32) name = "float";
  if (flags & CAST_DATE) name = "date";
  print_text(p, name);
  for (uint32_t i = 0; i < type->children; i++) {
    print_text(p, i ? "," : "<");
    if (type->type == WEIR_STRUCT) print_name(p, type->child[i].name);
    if (type->type == WEIR_STRUCT) print_text(p, ":");
    put_type(p, &type->child[i], 0);
  }
  if (type->children) print_text(p, ">");
}

static void put_cast(printer *p, const expr_program *program, const expr_node *n) {
  print_text(p, n->param & CAST_TRY ? "try_cast(" : "cast(");
  print_node(p, program, n->arg[0], PRINT_NONE);
  print_text(p, " as ");
  put_type(p, &n->field, n->param);
  print_text(p, ")");
}

/* ---- case and predicates ----------------------------------------------------------------------------------------- */

static void put_case(printer *p, const expr_program *program, const expr_node *n) {
  print_text(p, "case");
  for (uint32_t i = 0; i + 1 < n->args; i += 2) {
    print_text(p, " when ");
    print_node(p, program, n->arg[i], PRINT_NONE);
    print_text(p, " then ");
    print_node(p, program, n->arg[i + 1], PRINT_NONE);
  }
  print_text(p, " else ");
  print_node(p, program, n->arg[n->args - 1], PRINT_NONE);
  print_text(p, " end");
}

static void put_list(printer *p, const expr_program *program, const expr_node *n, uint32_t first) {
  print_text(p, "(");
  for (uint32_t i = first; i < n->args; i++) {
    if (i > first) print_text(p, ", ");
    print_node(p, program, n->arg[i], PRINT_NONE);
  }
  print_text(p, ")");
}

/* What is no constant, then the set, then the null that was in it. */
static void put_candidates(printer *p, const expr_program *program, const expr_node *n) {
  const uint32_t type = program->node[n->arg[0]]->field.type;
  const char *comma = "";
  print_text(p, "(");
  for (uint32_t i = 1; i < n->args; i++, comma = ", ") {
    print_text(p, comma);
    print_node(p, program, n->arg[i], PRINT_NONE);
  }
  for (uint32_t i = 0; i < in_set_count(n->set); i++, comma = ", ") {
    expr_node constant = {.op = EXPR_CONSTANT, .field = {.type = type}};
    memcpy(&constant.value, in_set_value(n->set, i), schema_width(type));
    print_text(p, comma);
    print_constant(p, &constant);
  }
  if (in_set_has_null(n->set)) {
    print_text(p, comma);
    print_text(p, "null");
  }
  print_text(p, ")");
}

static void put_like(printer *p, const expr_program *program, const expr_node *n) {
  const char escape[] = {(char)(n->param & 255), 0};
  print_node(p, program, n->arg[0], PRINT_BIT_OR);
  print_text(p, n->param & 256 ? " ilike " : " like ");
  print_node(p, program, n->arg[1], PRINT_BIT_OR);
  if (*escape == '\\') return;
  print_text(p, *escape == '\'' ? " escape '\\" : " escape '");
  print_text(p, escape);
  print_text(p, "'");
}

static void put_predicate(printer *p, const expr_program *program, const expr_node *n) {
  print_node(p, program, n->arg[0], PRINT_BIT_OR);
  print_text(p, n->form == &form_in ? " in " : " is null");
  if (n->form == &form_in) put_candidates(p, program, n);
}

static void put_compare(printer *p, const expr_program *program, const expr_node *n) {
  static const char *const sign[] = {" = ", " <> ", " < ", " <= ", " > ", " >= ", " <=> "};
  print_node(p, program, n->arg[0], PRINT_COMPARE);
  print_text(p, sign[n->param - EXPR_EQ]);
  print_node(p, program, n->arg[1], PRINT_BIT_OR);
}

/* ---- the rest ---------------------------------------------------------------------------------------------------- */

static void put_time_plus(printer *p, const expr_program *program, const expr_node *n) {
  const int64_t months = program->node[n->arg[1]]->value.integer, us = program->node[n->arg[2]]->value.integer;
  char text[64];
  print_node(p, program, n->arg[0], PRINT_ADD);
  (void)snprintf(text, sizeof text, " + interval '%lld' %s", (long long)(months ? months : us),
                 months ? "months" : "microseconds");
  print_text(p, text);
}

static void put_element(printer *p, const expr_program *program, const expr_node *n) {
  print_node(p, program, n->arg[0], PRINT_LEAF);
  print_text(p, "[");
  print_node(p, program, n->arg[1], PRINT_NONE);
  print_text(p, "]");
}

static void put_struct(printer *p, const expr_program *program, const expr_node *n) {
  print_text(p, "named_struct(");
  for (uint32_t i = 0; i < n->args; i++) {
    const char *name = n->field.child[i].name;
    print_text(p, i ? ", " : "");
    const expr_node text = {.op = EXPR_CONSTANT,
                            .field = {.type = WEIR_STRING},
                            .value = {.string = weir_view(name, (uint32_t)strlen(name))}};
    print_constant(p, &text);
    print_text(p, ", ");
    print_node(p, program, n->arg[i], PRINT_NONE);
  }
  print_text(p, ")");
}

static void put_null(printer *p, const expr_node *n) {
  print_text(p, "cast(null as ");
  put_type(p, &n->field, 0);
  print_text(p, ")");
}

void print_form(printer *p, const expr_program *program, const expr_node *n) {
  if (is_cast(n->form))
    put_cast(p, program, n);
  else if (n->form == &form_case)
    put_case(p, program, n);
  else if (n->form == &form_like)
    put_like(p, program, n);
  else if (n->form == &form_in || n->form == &form_is_null)
    put_predicate(p, program, n);
  else if (n->form == &form_compare || n->form == &form_same)
    put_compare(p, program, n);
  else if (n->form == &form_time_plus)
    put_time_plus(p, program, n);
  else if (n->form == &form_list_at || n->form == &form_map_at)
    put_element(p, program, n);
  else if (n->form == &form_struct)
    put_struct(p, program, n);
  else if (n->args == 0)
    put_null(p, n);
  else {
    print_text(p, n->form->name);
    put_list(p, program, n, 0);
  }
}
