/* SPDX-License-Identifier: Apache-2.0 */
/* Reducers of one's own among aggregates: {of: …, merge: …, inverse: …} in place of a call. */
#include "expr/codes.h"
#include "plan/options.h"
#include "spec/read.h"

#include <string.h>

static const char *const parts[] = {
    [EXPR_REDUCER_OF] = "of", [EXPR_REDUCER_MERGE] = "merge", [EXPR_REDUCER_INVERSE] = "inverse"};
enum { PARTS = sizeof parts / sizeof *parts };

/* The number of the part that a key names; PARTS: reported. */
static uint32_t part_of(option_reader *r, const spec_node *key) {
  for (uint32_t i = 0; i < PARTS; i++)
    if (strcmp(parts[i], key->text) == 0) return i;
  if (!key->broken) spec_refuse_key(r->b->list, key, "a reducer of one's own", parts, PARTS);
  return PARTS;
}

bool option_read_reducer(option_reader *r, const spec_node *node, option_reducer *to) {
  expr_text *const text[PARTS] = {&to->own.of, &to->own.merge, &to->own.inverse};
  bool good = true;
  for (size_t i = 0; i < node->pair_count; i++) {
    const uint32_t part = part_of(r, node->pairs[i].key);
    good &= part < PARTS && option_text(r, node->pairs[i].value, text[part]);
    if (part < PARTS) to->part[part] = node->pairs[i].value;
  }
  for (uint32_t i = 0; good && i <= EXPR_REDUCER_MERGE; i++) {
    if (to->part[i]) continue;
    spec_diagnostic *error =
        plan_error(r->b, SPEC_E_MISSING_KEY, node->span, "a reducer of one's own has no \"%s\"", parts[i]);
    spec_help(
        r->b->list, error,
        "of: what a row contributes; merge: two of them, a and b, made one; inverse, if there is one: b taken out "
        "of a");
    good = false;
  }
  return good;
}
