/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over a text: members that are wanted become values where they are met, the others are passed over.
 *
 *   {"card":"4711","amount":12.5,"tags":["a","b"],"more":{…}}
 *           └─► column 0   └─► column 1  └─► noted          └─► json_skip
 *
 * Lists and maps are checked when met but written when the whole object has proved good: elements cannot be taken back.
 * A bad text costs its row's place only: the next one writes over it. One instance's thread. */
#include "data/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json_lists.h"
#include "data/json_shape.h"
#include "data/json_values.h"
#include "data/schema.h"

typedef struct field_state {
  const weir_field *field;
  uint64_t row_seen;      /* stamp of the last text in which it was met */
  const char *list, *end; /* lists and maps: the value that waits to be written, NULL: null */
  char *wrong, *twice;    /* sentences */
} field_state;

struct weir_json_reader {
  json_shape *shape;
  uint32_t count;
  uint64_t stamp;
  field_state *field;
  row_place place; /* the row at hand */
  const char *end; /* of the text at hand */
  const char *why;
  uint32_t met; /* fields of the text at hand */
};

/* ---- one text ----------------------------------------------------------------------------------------------------- */

static const char *fail(weir_json_reader *r, const char *why) {
  if (!r->why) r->why = why;
  return NULL;
}

static const char *malformed(weir_json_reader *r) { return fail(r, "malformed JSON"); }

static bool is_nested(const weir_field *f) { return f->type == WEIR_LIST || f->type == WEIR_MAP; }

static const char *read_field(weir_json_reader *r, uint32_t index, const char *p) {
  field_state *f = &r->field[index];
  if (f->row_seen == r->stamp) return fail(r, f->twice);
  f->row_seen = r->stamp;
  r->met++;
  const bool null = *p == 'n';
  const char *behind = null                  ? json_word_end(p, r->end)
                       : is_nested(f->field) ? json_list_check(f->field, p, r->end)
                                             : NULL;
  if (null && !behind) return malformed(r);
  if (is_nested(f->field)) {
    f->list = null ? NULL : p;
    f->end = behind;
    return behind ? behind : fail(r, json_skip(p, r->end) ? f->wrong : "malformed JSON");
  }
  if (null) {
    place_null(&r->place, index, f->field->type);
    return behind;
  }
  behind = json_put_value(&r->place, index, f->field, p, r->end);
  return behind ? behind : fail(r, json_skip(p, r->end) ? f->wrong : "malformed JSON");
}

static const char *read_object(weir_json_reader *r, const json_shape *shape, const char *p);

static const char *read_member(weir_json_reader *r, const json_shape *shape, const char *name, uint32_t size,
                               const char *p, uint32_t *next) {
  const json_member *m = json_shape_find(shape, name, size, next);
  const char *behind;
  if (m && m->field != JSON_NO_FIELD) return read_field(r, m->field, p);
  if (m && *p == '{') return read_object(r, m->object, p);
  behind = json_skip(p, r->end); /* an object that was wanted and is something else has none of its members */
  return behind ? behind : malformed(r);
}

/* The closing quote of the name at p, and what it says: as it stands, or unescaped into `plain`. */
static const char *read_name(weir_json_reader *r, const char *p, char plain[256], const char **name, uint32_t *size) {
  bool escaped;
  const char *quote = p < r->end && *p == '"' ? json_string_end(p + 1, r->end, &escaped) : NULL;
  if (!quote) return malformed(r);
  *name = p + 1;
  *size = (uint32_t)(quote - p - 1);
  if (escaped && *size <= 256) {
    *size = (uint32_t)json_unescape(p + 1, quote, plain);
    *name = plain;
  }
  return quote;
}

/* p: at the opening brace. Gives what is behind the closing one. */
static const char *read_object(weir_json_reader *r, const json_shape *shape, const char *p) {
  char plain[256];
  uint32_t next = 0, size;
  const char *name;
  p = json_blanks(p + 1, r->end);
  if (p < r->end && *p == '}') return p + 1;
  for (;;) {
    p = read_name(r, p, plain, &name, &size);
    if (!p) return NULL;
    p = json_blanks(p + 1, r->end);
    if (p >= r->end || *p != ':') return malformed(r);
    p = json_blanks(p + 1, r->end);
    if (p >= r->end) return malformed(r);
    p = read_member(r, shape, name, size, p, &next);
    if (!p) return NULL;
    p = json_blanks(p, r->end);
    if (p >= r->end || (*p != ',' && *p != '}')) return malformed(r);
    if (*p++ == '}') return p;
    p = json_blanks(p, r->end);
  }
}

static bool read_text(weir_json_reader *r, const char *p, uint32_t size) {
  r->end = p + size;
  r->why = NULL;
  r->met = 0;
  r->stamp++;
  p = json_blanks(p, r->end);
  if (p == r->end) return fail(r, "an empty text where a JSON object is wanted");
  if (*p != '{') return fail(r, json_skip(p, r->end) ? "JSON, but no object" : "malformed JSON");
  p = read_object(r, r->shape, p);
  if (!p) return false;
  return json_blanks(p, r->end) == r->end || fail(r, "something follows the JSON object");
}

/* ---- a good text becomes a row --------------------------------------------------------------------------------------- */

static void put_missing(weir_json_reader *r) {
  for (uint32_t i = 0; r->met < r->count && i < r->count; i++) {
    field_state *f = &r->field[i];
    if (f->row_seen == r->stamp) continue;
    f->list = NULL;
    if (!is_nested(f->field)) place_null(&r->place, i, f->field->type);
  }
}

static void put_lists(weir_json_reader *r) {
  for (uint32_t i = 0; i < r->count; i++) {
    const field_state *f = &r->field[i];
    if (is_nested(f->field)) json_list_put(&r->place, i, f->field, f->list, f->end);
  }
}

/* Bits of nulls that a bad text has left in the row it did not become. */
static void take_back(weir_json_reader *r) {
  for (uint32_t i = 0; i < r->count; i++)
    if (r->field[i].row_seen == r->stamp) place_valid(&r->place, i);
}

/* The text with readable bytes behind it: short ones lie in the view itself. */
static const char *padded(const weir_str *text, char *copy) {
  if (text->len > 12) return text->u.ptr;
  memcpy(copy, (const char *)text + offsetof(weir_str, head), 12);
  return copy;
}

static void read(weir_json_reader *r, const weir_column *text, uint32_t first, uint32_t n, weir_out *out,
                 uint32_t column, weir_parsed *result) {
  char copy[12 + WEIR_PAD] = {0};
  const weir_str *str = text->data;
  result->good = result->bad = 0;
  r->place = (row_place){.out = out, .column = column, .row = out->rows};
  for (uint32_t i = first; i < first + n && !out->failed; i++) {
    const bool null = weir_is_null(text, i);
    if (!null && read_text(r, padded(&str[i], copy), str[i].len)) {
      put_missing(r);
      put_lists(r);
      result->good_row[result->good++] = i;
      r->place.row++;
      continue;
    }
    if (null)
      r->why = "null where a JSON object is wanted";
    else
      take_back(r);
    result->why[result->bad] = r->why;
    result->bad_row[result->bad++] = i;
  }
}

/* ---- opening and closing --------------------------------------------------------------------------------------------- */

static void reader_close(weir_json_reader *r) {
  for (uint32_t i = 0; r && r->field && i < r->count; i++) {
    free(r->field[i].wrong);
    free(r->field[i].twice);
  }
  if (!r) return;
  json_shape_destroy(r->shape);
  free(r->field);
  free(r);
}

/* 'name' says kind: freed by the caller. */
static char *sentence(const char *name, const char *says, const char *kind) {
  const size_t n = strlen(name) + strlen(says) + strlen(kind) + sizeof "'' ";
  char *text = malloc(n);
  if (text) (void)snprintf(text, n, "'%s' %s%s", name, says, kind);
  return text;
}

static bool open_fields(weir_json_reader *r, const weir_schema *fields) {
  r->count = fields->count;
  r->field = calloc(fields->count ? fields->count : 1, sizeof *r->field);
  for (uint32_t i = 0; r->field && i < fields->count; i++) {
    field_state *f = &r->field[i];
    f->field = weir_field_at(fields, i);
    f->wrong = sentence(f->field->name, "is no ", json_kind(f->field));
    f->twice = sentence(f->field->name, "is there twice", "");
    if (!f->wrong || !f->twice) return false;
  }
  return r->field != NULL;
}

static bool is_plain(const weir_field *f) { return schema_width(f->type) != 0; }

/* No function of the ABI writes the elements of a list within a list, and nobody here takes structs apart. */
static bool can_be_written(const weir_schema *fields, weir_error *err) {
  for (uint32_t i = 0; i < fields->count; i++) {
    const weir_field *f = weir_field_at(fields, i);
    if (is_plain(f) || f->type == WEIR_MAP || (f->type == WEIR_LIST && is_plain(&f->child[0]))) continue;
    if (f->type == WEIR_LIST)
      (void)snprintf(err->text, sizeof err->text,
                     "'%.200s' is a list of lists, maps or structs, which cannot be read; as list<string> its elements "
                     "are JSON text",
                     f->name);
    else
      (void)snprintf(err->text, sizeof err->text,
                     "'%.200s' is a struct, which cannot be read; name its members as fields of their own, with their "
                     "paths",
                     f->name);
    return false;
  }
  return true;
}

static weir_json_reader *reader_open(const weir_schema *fields, const char *const *path, weir_error *err) {
  if (!can_be_written(fields, err)) return NULL;
  weir_json_reader *r = calloc(1, sizeof *r);
  if (r && open_fields(r, fields)) {
    r->shape = json_shape_create(fields, path, err);
    if (r->shape) return r;
  } else {
    (void)snprintf(err->text, sizeof err->text, "memory is out");
  }
  reader_close(r);
  return NULL;
}

static const char *string_end(const char *p, const char *end, uint32_t *escaped) {
  bool has;
  const char *quote = json_string_end(p, end, &has);
  *escaped = has;
  return quote;
}

static uint64_t unescape(const char *p, const char *end, char *to) { return json_unescape(p, end, to); }

const weir_json json_service = {.size = sizeof json_service,
                                .open = reader_open,
                                .close = reader_close,
                                .read = read,
                                .skip = json_skip,
                                .string_end = string_end,
                                .unescape = unescape};
