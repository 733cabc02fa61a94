/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles the fields of a state: types, initial values, updates, and what expressions over it may name. One thread. */
#include "expr/state_fields.h"

#include "data/schema.h"
#include <string.h>

typedef struct making {
  expr_compiler *c;
  const expr_state_field *field;
  uint32_t count;
  const expr_scope *scope;
  weir_state_fields *made;
  expr_error *err;
} making;

static weir_schema schema_of(const weir_field *field, uint32_t count) {
  return (weir_schema){.size = sizeof(weir_schema), .count = count, .stride = sizeof(weir_field), .field = field};
}

static bool fail(making *m, expr_code code, const char *says, const char *name) {
  m->c->err = m->err;
  *m->err = (expr_error){0};
  expr_fail(m->c, code, (expr_span){0, 0}, "%s%s", says, name);
  return false;
}

/* ---- layout ---- */

static uint32_t width_of(uint32_t type) { return type == WEIR_STRING || type == WEIR_BINARY ? 16 : 8; }

/* turn, present, then the fields. */
static bool lay_out(making *m) {
  weir_field *slot = expr_get(m->c, (m->count + 2) * sizeof *slot), *alone = slot ? slot + 2 : NULL;
  uint32_t offset = sizeof(state_slot);
  if (!slot) return false;
  slot[0] = (weir_field){.name = "turn", .type = WEIR_I64, .offset = offsetof(state_slot, turn)};
  slot[1] = (weir_field){.name = "present", .type = WEIR_I64, .offset = offsetof(state_slot, present)};
  for (uint32_t i = 0; i < m->count; offset += width_of(m->field[i++].type)) {
    const char *name = expr_copy_text(m->c, m->field[i].name, strlen(m->field[i].name));
    if (!name) return false;
    alone[i] = (weir_field){.name = name, .type = m->field[i].type, .offset = offset};
  }
  weir_field *nullable = expr_get(m->c, (m->count + 1) * sizeof *nullable);
  if (!nullable) return false;
  for (uint32_t i = 0; i < m->count; i++) {
    nullable[i] = alone[i];
    nullable[i].flags = WEIR_NULLABLE;
  }
  m->made->count = m->count;
  m->made->value = schema_of(slot, m->count + 2);
  m->made->value_size = offset;
  m->made->fields = schema_of(nullable, m->count);
  return true;
}

/* The input's columns, all nullable since a key that times out has no row, and what of the state is seen beside them. */
static bool see_state(making *m) {
  const weir_schema *in = m->scope->input[0];
  weir_field *f = expr_get(m->c, ((size_t)in->count + 3) * sizeof *f);
  if (!f) return false;
  for (uint32_t i = 0; i < in->count; i++) {
    f[i] = *weir_field_at(in, i);
    f[i].flags |= WEIR_NULLABLE;
  }
  const weir_field values = {.type = WEIR_STRUCT, .children = m->count, .child = m->made->fields.field};
  f[in->count] = f[in->count + 1] = values;
  f[in->count].name = "state";
  f[in->count + 1].name = "old";
  f[in->count + 2] = (weir_field){.name = "timing_out", .type = WEIR_BOOL};
  for (uint32_t i = 0; i < 3; i++)
    if (schema_find(in, f[in->count + i].name) != UINT32_MAX)
      return fail(
          m, EXPR_E_DUPLICATE_NAME,
          "this name of a column of the input has a meaning of its own here; rename it: ", f[in->count + i].name);
  m->made->inputs = in->count;
  m->made->update_rows = schema_of(f, in->count + 1);
  m->made->emit_rows = schema_of(f, in->count + 3);
  return true;
}

/* ---- values ---- */

static bool read_initial(making *m, uint32_t i, expr_value *value) {
  const weir_schema none = schema_of(NULL, 0);
  const weir_schema *input = &none;
  const expr_scope scope = {.input = &input, .inputs = 1};
  if (!m->field[i].initial.pieces) return true;
  const weir_expression *x = expr_compile(m->c, &m->field[i].initial, &scope, m->field[i].type, m->err);
  if (!x && m->err->code == EXPR_E_NO_COLUMN)
    return fail(m, EXPR_E_TYPE, "an initial value is the same for every key: it cannot be taken from a column", "");
  if (!x) return false;
  const expr_node *n = x->program.node[x->program.root[0]];
  if (n->op != EXPR_CONSTANT)
    return fail(m, EXPR_E_TYPE, "an initial value is the same for every key and batch; this depends on more", "");
  if (n->is_null) return true;
  *value = n->value;
  m->made->initially |= UINT64_C(1) << i;
  return true;
}

static bool read_initials(making *m, uint32_t *failed) {
  expr_value *value = expr_get(m->c, (m->count + 1) * sizeof *value);
  m->made->initial = value;
  for (uint32_t i = 0; value && i < m->count; i++)
    if (!read_initial(m, i, &value[i])) {
      *failed = i;
      return false;
    }
  return value != NULL;
}

/* ---- updates ---- */

/* The same text as `cast(… as type)`: a whole number that is to be kept as float64. */
static bool widened(making *m, const expr_text *text, expr_text *to) {
  expr_piece *piece = expr_get(m->c, ((size_t)text->pieces + 2) * sizeof *piece);
  if (!piece) return false;
  piece[0] = (expr_piece){.text = "cast(", .size = sizeof "cast(" - 1};
  memcpy(piece + 1, text->piece, text->pieces * sizeof *piece);
  piece[text->pieces + 1] = (expr_piece){.text = " as float64)", .size = sizeof " as float64)" - 1};
  *to = (expr_text){.piece = piece, .pieces = text->pieces + 2};
  return true;
}

/* Field i's update alone: its errors have their places. */
static bool check_update(making *m, uint32_t i, const expr_scope *scope, expr_text *text) {
  *text = m->field[i].update;
  const weir_expression *x = expr_compile(m->c, text, scope, m->field[i].type, m->err);
  if (!x) return false;
  const weir_expression *plain = expr_compile(m->c, text, scope, 0, NULL);
  const bool widens = plain && plain->field.type == WEIR_I64 && m->field[i].type == WEIR_F64;
  return widens ? widened(m, text, text) : true;
}

static bool read_updates(making *m, uint32_t *failed) {
  expr_named *named = expr_get(m->c, (m->count + 1) * sizeof *named);
  uint32_t *updated = expr_get(m->c, (m->count + 1) * sizeof *updated), n = 0;
  const weir_schema *rows = &m->made->update_rows;
  const expr_scope scope = {.input = &rows, .stream = m->scope->stream, .inputs = 1};
  if (!named || !updated) return false;
  for (uint32_t i = 0; i < m->count; i++) {
    if (!m->field[i].update.pieces) continue;
    *failed = i;
    named[n].name = m->field[i].name;
    if (!check_update(m, i, &scope, &named[n].text)) return false;
    updated[n++] = i;
  }
  m->made->updated = updated;
  uint32_t which = 0;
  if (n) m->made->updates = expr_compile_list(m->c, named, n, &scope, EXPR_PURE, &which, m->err);
  if (n && !m->made->updates) *failed = updated[which];
  return !n || m->made->updates;
}

const weir_state_fields *expr_compile_state(expr_compiler *c, const expr_state_field *field, uint32_t count,
                                            const expr_scope *scope, uint32_t *failed, expr_state_part *part,
                                            expr_error *err) {
  *err = (expr_error){0};
  c->err = err;
  *failed = 0;
  *part = EXPR_STATE_NAME;
  making m = {.c = c, .field = field, .count = count, .scope = scope, .err = err};
  if (count > EXPR_MAX_STATE) {
    (void)fail(&m, EXPR_E_TOO_LARGE, "a state has at most 62 fields", "");
    return NULL;
  }
  m.made = expr_get(c, sizeof *m.made);
  if (!m.made || !lay_out(&m) || !see_state(&m)) return NULL;
  *part = EXPR_STATE_INITIAL;
  if (!read_initials(&m, failed)) return NULL;
  *part = EXPR_STATE_UPDATE;
  return read_updates(&m, failed) ? m.made : NULL;
}

const weir_schema *expr_state_rows(const weir_state_fields *s) { return &s->emit_rows; }
