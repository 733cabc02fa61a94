/* SPDX-License-Identifier: Apache-2.0 */
/* Options that name columns of what is read, columns of what is to come, and streams. */
#include "plan/options.h"
#include "data/near.h"
#include "spec/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TYPES_HELP "types are bool, int64, float64, timestamp, string, binary, list<...> and map<string,string>"

/* ---- fields ---- */

/* The type that another system's word means. */
static const char *meant_type(const char *text) {
  static const char *const words[][2] = {
      {"int", "int64"},          {"integer", "int64"},      {"long", "int64"},     {"bigint", "int64"},
      {"double", "float64"},     {"float", "float64"},      {"real", "float64"},   {"str", "string"},
      {"text", "string"},        {"varchar", "string"},     {"boolean", "bool"},   {"bytes", "binary"},
      {"datetime", "timestamp"}, {"array", "list<string>"}, {"date", "timestamp"},
  };
  static const char *const types[] = {"bool", "int64", "float64", "timestamp", "string", "binary"};
  for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcasecmp(words[i][0], text) == 0) return words[i][1];
  return near_best(text, types, sizeof types / sizeof types[0]);
}

/* The field has its name at least. */
static bool stand_in(schema *s, const spec_pair *pair) {
  (void)schema_add_type(s, pair->key->text, WEIR_STRING, WEIR_NULLABLE | SCHEMA_UNKNOWN);
  return false;
}

bool option_type_of_text(option_reader *r, const spec_node *node, const char *name, weir_field *field) {
  const char *text = NULL;
  char shown[80];
  if (!spec_read_text(r->b->list, node, name, &text)) return false;
  const int status = schema_parse_type(text, node->length, field);
  if (status == 0) return true;
  if (status != -1) {
    spec_error_no_memory(r->b->list);
    return false;
  }
  spec_diagnostic *error = plan_error(r->b, PLAN_E_NOT_A_TYPE, node->span, "%s: \"%s\" is not a type", name,
                                      spec_node_shown(node, shown, sizeof shown));
  const char *meant = node->segment_count ? NULL : meant_type(text);
  if (meant)
    spec_help(r->b->list, error, "did you mean \"%s\"?", meant);
  else
    spec_help(r->b->list, error, TYPES_HELP);
  return false;
}

static bool add_field(option_reader *r, schema *s, const spec_pair *pair) {
  weir_field field;
  if (pair->key->broken) return false;
  if (!option_type_of_text(r, pair->value, pair->key->text, &field)) return stand_in(s, pair);
  const int status = schema_add(s, pair->key->text, &field);
  schema_field_finish(&field);
  if (status) spec_error_no_memory(r->b->list);
  return status == 0;
}

bool fill_fields(option_reader *r, void *to) {
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  schema *s = plan_new_schema(r->b);
  bool good = s != NULL;
  if (s && r->node->pair_count == 0) {
    plan_error(r->b, SPEC_E_MISSING_KEY, r->node->span, "%s names no field", r->option->name);
    good = false;
  }
  for (size_t i = 0; s && i < r->node->pair_count; i++) good &= add_field(r, s, &r->node->pairs[i]);
  *(const weir_schema **)to = s ? &s->schema : NULL;
  r->stands_in = s && s->schema.count > 0;
  return good;
}

/* ---- columns of an input ---- */

/* The column of one schema: as written, else without regard to case. UINT32_MAX: none. */
static uint32_t find_in_schema(const weir_schema *s, const char *name) {
  const uint32_t exact = schema_find(s, name);
  uint32_t found = UINT32_MAX;
  if (exact != UINT32_MAX) return exact;
  for (uint32_t i = 0; i < s->count; i++) {
    if (strcasecmp(weir_field_at(s, i)->name, name) != 0) continue;
    if (found != UINT32_MAX) return UINT32_MAX;
    found = i;
  }
  return found;
}

/* "word: string, n: int64?", as much as fits. */
static void columns_text(const weir_schema *s, bool with_types, char *to, size_t size) {
  size_t used = 0;
  to[0] = 0;
  for (uint32_t i = 0; i < s->count; i++) {
    const weir_field *f = weir_field_at(s, i);
    char one[200], type[80] = "unknown";
    if (!(f->flags & SCHEMA_UNKNOWN)) (void)schema_type_text(f, type, sizeof type);
    const int n = snprintf(one, sizeof one, with_types ? "%s%.80s: %s" : "%s%.80s", i ? ", " : "", f->name, type);
    if (n < 0 || used + (size_t)n + sizeof ", ..." > size) {
      (void)snprintf(to + used, size - used, ", ...");
      return;
    }
    memcpy(to + used, one, (size_t)n + 1);
    used += (size_t)n;
  }
}

/* Rows of another stream, or those of the step before. */
static void note_stream(option_reader *r, spec_diagnostic *error, uint32_t input) {
  char columns[300], place[160];
  const plan_node *from = r->d->node.input[input].from;
  const spec_stream *s = spec_find_stream(r->b->spec, from->stream);
  const bool is_step = strcmp(from->stream, r->d->node.stream) == 0 && r->d->node.kind != PLAN_SINK;
  if (schema_is_open(from->schema)) return;
  columns_text(from->schema, true, columns, sizeof columns);
  spec_span where = SPEC_NOWHERE;
  (void)snprintf(place, sizeof place, "built in");
  if (is_step) {
    where = draft_of(from)->key->span;
    (void)snprintf(place, sizeof place, "behind %.60s at %u:%u", from->label, from->line, from->column);
  } else if (s) {
    where = s->key->span;
    const spec_position at = spec_diagnostics_position(r->b->list, where.start);
    (void)snprintf(place, sizeof place, "declared at %u:%u", at.line, at.column);
  }
  spec_note(r->b->list, error, where, "%s: %s, schema (%s)", from->stream, place, columns);
}

void option_note_streams(option_reader *r, spec_diagnostic *error, uint32_t from, uint32_t to) {
  for (uint32_t i = from; error && i < to && i < r->inputs; i++) note_stream(r, error, i);
}

void option_refuse_column(option_reader *r, spec_span where, const char *shown, uint32_t from, uint32_t to,
                          const char *help) {
  char columns[160] = "", streams[400] = "";
  size_t used = 0;
  if (to - from == 1) columns_text(r->input[from], false, columns, sizeof columns);
  for (uint32_t i = from; i < to && used < 200; i++)
    used +=
        (size_t)snprintf(streams + used, sizeof streams - used, "%s\"%.128s\"", i == from ? "" : " or ", r->stream[i]);
  spec_diagnostic *error = plan_error(r->b, SPEC_E_NO_COLUMN, where, "no column \"%s\" in stream %s%s%s", shown,
                                      streams, columns[0] ? "; it has: " : "", columns);
  spec_label(r->b->list, error, "not a column");
  option_note_streams(r, error, from, to);
  if (help[0]) spec_help(r->b->list, error, "%s", help);
}

/* The nearest column, as an index over inputs [from, to); UINT32_MAX: none is near. */
static uint32_t nearest_column(option_reader *r, const spec_node *node, uint32_t from, uint32_t to) {
  uint32_t count = 0, n = 0, found = UINT32_MAX;
  for (uint32_t i = from; i < to; i++) count += r->input[i]->count;
  const char **name = node->segment_count ? NULL : calloc(count + 1, sizeof *name);
  for (uint32_t i = from; name && i < to; i++)
    for (uint32_t k = 0; k < r->input[i]->count; k++) name[n++] = weir_field_at(r->input[i], k)->name;
  const char *nearest = name ? near_best(node->text, name, n) : NULL;
  for (uint32_t i = 0; nearest && i < n && found == UINT32_MAX; i++)
    if (name[i] == nearest) found = i;
  char shown[80], help[200] = "";
  if (nearest) (void)snprintf(help, sizeof help, "did you mean \"%.128s\"?", nearest);
  option_refuse_column(r, node->span, spec_node_shown(node, shown, sizeof shown), from, to, help);
  free(name);
  return found;
}

static bool is_open(const option_reader *r, uint32_t from, uint32_t to) {
  bool open = false;
  for (uint32_t i = from; i < to; i++) open |= schema_is_open(r->input[i]);
  return open;
}

/* The column that was probably meant stands in for one that does not exist. */
static void refuse_column(option_reader *r, const spec_node *node, uint32_t from, uint32_t to, uint32_t *meant) {
  const uint32_t nearest = is_open(r, from, to) ? UINT32_MAX : nearest_column(r, node, from, to);
  r->stands_in &= nearest != UINT32_MAX;
  if (nearest != UINT32_MAX) *meant = nearest;
}

/* Of all inputs, the columns of input 0 counting first: `column` or `stream.column`. UINT32_MAX: none. */
static uint32_t find_in_all(const option_reader *r, const char *name) {
  uint32_t before = 0, found = UINT32_MAX;
  for (uint32_t i = 0; i < r->inputs; i++) {
    const size_t n = strlen(r->stream[i]);
    const bool is_qualified = strncmp(name, r->stream[i], n) == 0 && name[n] == '.';
    const uint32_t plain = find_in_schema(r->input[i], name);
    const uint32_t k = plain == UINT32_MAX && is_qualified ? find_in_schema(r->input[i], name + n + 1) : plain;
    if (k != UINT32_MAX && found == UINT32_MAX) found = before + k;
    before += r->input[i]->count;
  }
  return found;
}

static bool read_column(option_reader *r, const spec_node *node, uint32_t input, uint32_t *to) {
  const char *name = NULL;
  const bool is_any = input == WEIR_ALL_INPUTS;
  if (!spec_read_text(r->b->list, node, r->option->name, &name)) {
    r->stands_in = false;
    return false;
  }
  const uint32_t found = is_any ? find_in_all(r, name) : find_in_schema(r->input[input], name);
  if (found == UINT32_MAX)
    refuse_column(r, node, is_any ? 0 : input, is_any ? r->inputs : input + 1, to);
  else
    *to = found;
  return found != UINT32_MAX;
}

bool fill_column(option_reader *r, void *to) {
  r->stands_in = option_has_input(r, r->option->input);
  return r->stands_in && read_column(r, r->node, r->option->input, to);
}

/* A name, or a list of them. */
static bool read_columns(option_reader *r, uint32_t input, weir_columns *to) {
  const bool is_list = r->node->kind == SPEC_SEQUENCE;
  const size_t count = is_list ? r->node->item_count : 1;
  uint32_t *index = plan_get(r->b, count + 1, sizeof *index);
  bool good = index != NULL;
  for (size_t i = 0; index && i < count; i++)
    good &= read_column(r, is_list ? r->node->items[i] : r->node, input, &index[i]);
  *to = (weir_columns){.index = index, .count = (uint32_t)count};
  return good;
}

bool fill_columns(option_reader *r, void *to) {
  r->stands_in = option_has_input(r, r->option->input);
  return r->stands_in && read_columns(r, r->option->input, to);
}

/* ---- a join's on ---- */

static bool read_pairs(option_reader *r, weir_columns *left, weir_columns *right) {
  if (r->node->kind != SPEC_MAPPING) {
    const bool of_both = read_columns(r, 0, left);
    return read_columns(r, 1, right) && of_both;
  }
  const size_t count = r->node->pair_count;
  uint32_t *of_left = plan_get(r->b, count + 1, sizeof *of_left),
           *of_right = plan_get(r->b, count + 1, sizeof *of_right);
  bool good = of_left && of_right;
  for (size_t i = 0; of_left && of_right && i < count; i++) {
    good &= read_column(r, r->node->pairs[i].key, 0, &of_left[i]);
    good &= read_column(r, r->node->pairs[i].value, 1, &of_right[i]);
  }
  *left = (weir_columns){.index = of_left, .count = (uint32_t)count};
  *right = (weir_columns){.index = of_right, .count = (uint32_t)count};
  return good;
}

bool fill_key_pairs(option_reader *r, void *to) {
  weir_columns left = {0}, right = {0};
  expr_error err = {0};
  if (!option_has_input(r, 1)) return false;
  r->stands_in = true;
  const bool good = read_pairs(r, &left, &right);
  if (left.count == 0) plan_error(r->b, SPEC_E_MISSING_KEY, r->node->span, "%s names no column", r->option->name);
  if (left.count == 0 || !r->stands_in) return r->stands_in = false;
  const expr_scope scope = {.input = r->input, .stream = r->stream, .inputs = r->inputs};
  const weir_key_pairs *pairs =
      expr_key_pairs(r->b->owner->compiler, &scope, left.index, right.index, left.count, &err);
  r->stands_in = pairs != NULL;
  if (!pairs && good) {
    spec_diagnostic *error = plan_error(r->b, err.code, r->node->span, "%s", err.text);
    if (err.help[0]) spec_help(r->b->list, error, "%s", err.help);
  }
  *(const weir_key_pairs **)to = pairs;
  return pairs && good;
}

/* ---- streams ---- */

bool fill_stream(option_reader *r, void *to) {
  *(uint32_t *)to = r->stream_input[r->index];
  return true;
}
