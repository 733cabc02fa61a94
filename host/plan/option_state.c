/* SPDX-License-Identifier: Apache-2.0 */
/* The option STATE: {name: {type: float64, initial: "0", update: "state.name + amount"}}. */
#include "data/schema.h"
#include "plan/options.h"
#include "spec/read.h"

#include <string.h>

/* What of a field is written, for errors. */
typedef struct written {
  const spec_node *name, *initial, *update;
} written;

static bool read_type(option_reader *r, const spec_node *node, expr_state_field *to) {
  weir_field field;
  if (!option_type_of_text(r, node, "type", &field)) return false;
  to->type = field.type;
  schema_field_finish(&field);
  if (field.type < WEIR_LIST) return true;
  spec_diagnostic *error = plan_error(r->b, PLAN_E_NOT_A_TYPE, node->span, "type: state is no list, map or struct");
  spec_help(r->b->list, error, "types are bool, int64, float64, timestamp, string and binary");
  return false;
}

static bool read_part(option_reader *r, const spec_pair *pair, expr_state_field *to, written *at) {
  static const char *const known[] = {"type", "initial", "update"};
  if (pair->key->broken) return false;
  if (strcmp(pair->key->text, "type") == 0) return read_type(r, pair->value, to);
  if (strcmp(pair->key->text, "initial") == 0) {
    at->initial = pair->value;
    return option_text(r, pair->value, &to->initial);
  }
  if (strcmp(pair->key->text, "update") == 0) {
    at->update = pair->value;
    return option_text(r, pair->value, &to->update);
  }
  spec_refuse_key(r->b->list, pair->key, to->name, known, 3);
  return false;
}

static bool read_field(option_reader *r, const spec_pair *pair, expr_state_field *to, written *at) {
  bool good = true;
  at->name = pair->key;
  to->name = pair->key->text;
  if (pair->key->broken || !spec_expect_kind(r->b->list, pair->value, to->name, SPEC_MAPPING)) return false;
  for (size_t i = 0; i < pair->value->pair_count; i++) good &= read_part(r, &pair->value->pairs[i], to, at);
  if (spec_mapping_find(pair->value, "type")) return good;
  spec_diagnostic *error = plan_error(r->b, SPEC_E_MISSING_KEY, pair->key->span, "%s has no type", to->name);
  spec_help(r->b->list, error, "such as: %s: {type: int64, initial: \"0\", update: \"state.%s + 1\"}", to->name,
            to->name);
  return false;
}

/* One input is read: the rows whose keys have this state. */
bool fill_state(option_reader *r, void *to) {
  const size_t count = r->node->kind == SPEC_MAPPING ? r->node->pair_count : 0;
  expr_error err = {0};
  expr_state_part part;
  uint32_t failed;
  if (!option_has_input(r, r->option->input) || !spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING))
    return false;
  expr_state_field *field = plan_get(r->b, count + 1, sizeof *field);
  written *at = plan_get(r->b, count + 1, sizeof *at);
  bool good = field && at;
  if (good && !count) {
    plan_error(r->b, SPEC_E_MISSING_KEY, r->node->span, "%s names no field", r->option->name);
    return false;
  }
  for (size_t i = 0; field && at && i < count; i++) good &= read_field(r, &r->node->pairs[i], &field[i], &at[i]);
  if (!good) return false;
  const expr_scope scope = {.input = r->input + r->option->input, .stream = r->stream + r->option->input, .inputs = 1};
  const weir_state_fields *made =
      expr_compile_state(r->b->owner->compiler, field, (uint32_t)count, &scope, &failed, &part, &err);
  if (!made)
    option_report(r,
                  part == EXPR_STATE_INITIAL  ? at[failed].initial
                  : part == EXPR_STATE_UPDATE ? at[failed].update
                                              : at[failed].name,
                  &err);
  *(const weir_state_fields **)to = made;
  return made != NULL;
}
