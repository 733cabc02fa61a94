/* SPDX-License-Identifier: Apache-2.0 */
/* cli/explanation: see explanation.h. Pure. */
#include "cli/explanation.h"

#include "expr/codes.h"
#include "plan/codes.h"
#include "plugin/codes.h"
#include "spec/codes.h"

static const explanation_list *const lists[] = {&explanations_file,    &explanations_names, &explanations_options,
                                                &explanations_plugins, &explanations_plan,  &explanations_expression};
#define LISTS (sizeof lists / sizeof lists[0])

/* 107 and 108 are in two lists, and mean the same. */
const char *explanation_meaning(uint32_t code) {
  static const struct {
    uint32_t code;
    const char *meaning;
  } rows[] = {
#define ROW(number, identifier, meaning) {(number), (meaning)},
      SPEC_CODES(ROW) PLAN_CODES(ROW) PLUGIN_CODES(ROW) EXPR_CODES(ROW)
#undef ROW
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (rows[i].code == code) return rows[i].meaning;
  return NULL;
}

const explanation *explanation_at(size_t i) {
  for (size_t k = 0; k < LISTS; k++) {
    if (i < lists[k]->count) return &lists[k]->row[i];
    i -= lists[k]->count;
  }
  return NULL;
}

const explanation *explanation_find(uint32_t code) {
  const explanation *e = NULL;
  for (size_t i = 0; (e = explanation_at(i)); i++)
    if (e->code == code) return e;
  return NULL;
}
