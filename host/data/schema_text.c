/* SPDX-License-Identifier: Apache-2.0 */
/* Types and schemas as text, in one grammar:
 *
 *   type   = bool | int64 | … | list<type> | map<string,string> | struct<name:type,…>      each may end in ?
 *   schema = name type, …
 */
#include "data/schema.h"

#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  uint32_t type;
} types[] = {
    {"bool", WEIR_BOOL},      {"int64", WEIR_I64},     {"float64", WEIR_F64},
    {"timestamp", WEIR_TIME}, {"string", WEIR_STRING}, {"binary", WEIR_BINARY},
    {"list", WEIR_LIST},      {"map", WEIR_MAP},       {"struct", WEIR_STRUCT},
};
enum { TYPES = sizeof types / sizeof types[0], STRUCT_FIELDS_MAX = 256 };

static bool is_letter(char c) { return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || (unsigned char)c >= 0x80; }
static bool is_word_char(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

/* ---- writing ----------------------------------------------------------------------------------------------------- */

/* Text of any length into room for n bytes, as snprintf does it. */
typedef struct writer {
  char *to;
  size_t n, length;
} writer;

static void put_bytes(writer *w, const char *text, size_t n) {
  if (w->length < w->n) {
    size_t room = w->n - w->length - 1;
    memcpy(w->to + w->length, text, n < room ? n : room);
    w->to[w->length + (n < room ? n : room)] = '\0';
  }
  w->length += n;
}

static void put(writer *w, const char *text) { put_bytes(w, text, strlen(text)); }

static void put_name(writer *w, const char *name) {
  bool plain = is_letter(*name);
  for (const char *p = name; *p; p++) plain = plain && is_word_char(*p);
  if (plain) {
    put(w, name);
    return;
  }
  put(w, "`");
  for (; *name; name++) put_bytes(w, *name == '`' ? "``" : name, *name == '`' ? 2 : 1);
  put(w, "`");
}

static void put_type(writer *w, const weir_field *f) {
  const char *name = "unknown";
  for (size_t i = 0; i < TYPES; i++)
    if (types[i].type == f->type) name = types[i].name;
  put(w, name);
  if (f->type == WEIR_STRUCT && f->children == 0) put(w, "<");
  for (uint32_t i = 0; i < f->children; i++) {
    put(w, i ? "," : "<");
    if (f->type == WEIR_STRUCT) {
      put_name(w, f->child[i].name);
      put(w, ":");
    }
    put_type(w, &f->child[i]);
  }
  if (f->children || f->type == WEIR_STRUCT) put(w, ">");
  if (f->flags & WEIR_NULLABLE) put(w, "?");
}

size_t schema_type_text(const weir_field *f, char *to, size_t n) {
  writer w = {.to = to, .n = n};
  put(&w, "");
  put_type(&w, f);
  return w.length;
}

size_t schema_text(const weir_schema *s, char *to, size_t n) {
  writer w = {.to = to, .n = n};
  put(&w, "");
  for (uint32_t i = 0; i < s->count; i++) {
    const weir_field *f = weir_field_at(s, i);
    if (i) put(&w, ", ");
    put(&w, f->name);
    put(&w, " ");
    put_type(&w, f);
  }
  return w.length;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

typedef struct reader {
  const char *at, *end;
} reader;

static void skip_blanks(reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n')) r->at++;
}

static bool take(reader *r, char c) {
  skip_blanks(r);
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

static uint32_t take_type(reader *r) {
  skip_blanks(r);
  const char *word = r->at;
  while (r->at < r->end && is_word_char(*r->at)) r->at++;
  size_t n = (size_t)(r->at - word);
  for (size_t i = 0; i < TYPES; i++)
    if (strlen(types[i].name) == n && memcmp(types[i].name, word, n) == 0) return types[i].type;
  return 0;
}

/* A word, or anything between backticks, of which two are one. *name is malloc'd: 0; -1 no name, -2 out of memory. */
static int take_name(reader *r, const char **name) {
  skip_blanks(r);
  const bool quoted = r->at < r->end && *r->at == '`';
  char *to = malloc((size_t)(r->end - r->at) + 1);
  size_t n = 0;
  if (!to) return -2;
  r->at += quoted;
  while (r->at < r->end && (quoted || is_word_char(*r->at))) {
    if (quoted && *r->at == '`' && (r->at + 1 == r->end || *++r->at != '`')) break;
    to[n++] = *r->at++;
  }
  if (quoted && r->at < r->end && r->at[-1] != '`') r->at++;
  to[n] = 0;
  *name = to;
  if (n > 0 && !memchr(to, 0, n)) return 0;
  free(to);
  *name = NULL;
  return -1;
}

static int parse_field(reader *r, uint32_t depth, weir_field *field);

static char *copy_text(const char *text) {
  const size_t n = strlen(text) + 1;
  char *to = malloc(n);
  return to ? memcpy(to, text, n) : NULL;
}

/* <element>, or <key,value>. What was read stays in `field` when this fails. */
static int parse_children(reader *r, uint32_t depth, weir_field *field) {
  static const char *const list[] = {"element"}, *const map[] = {"key", "value"};
  bool is_map = field->type == WEIR_MAP;
  uint32_t count = is_map ? 2 : 1;
  weir_field *child = calloc(count, sizeof *child);
  if (!child) return -2;
  field->child = child;
  field->children = count;
  for (uint32_t i = 0; i < count; i++) {
    if (!take(r, i ? ',' : '<')) return -1;
    int result = parse_field(r, depth + 1, &child[i]);
    if (result < 0) return result;
    child[i].name = copy_text(is_map ? map[i] : list[i]);
    if (!child[i].name) return -2;
    if (is_map && child[i].type != WEIR_STRING) return -1;
  }
  if (is_map) child[0].flags = 0;
  return take(r, '>') ? 0 : -1;
}

static bool has_name(const weir_field *field, const char *name) {
  for (uint32_t i = 0; i < field->children; i++)
    if (strcmp(field->child[i].name, name) == 0) return true;
  return false;
}

/* <name:type,…>, a blank may stand for the colon. */
static int parse_struct(reader *r, uint32_t depth, weir_field *field) {
  weir_field *child = calloc(STRUCT_FIELDS_MAX, sizeof *child);
  if (!child) return -2;
  field->child = child;
  if (!take(r, '<')) return -1;
  do {
    const char *name = NULL;
    if (field->children == STRUCT_FIELDS_MAX) return -1;
    int result = take_name(r, &name);
    if (result < 0) return result;
    const bool twice = has_name(field, name);
    child[field->children++].name = name;
    (void)take(r, ':');
    result = twice ? -1 : parse_field(r, depth + 1, &child[field->children - 1]);
    if (result < 0) return result;
  } while (take(r, ','));
  return take(r, '>') ? 0 : -1;
}

static int parse_field(reader *r, uint32_t depth, weir_field *field) {
  int result = 0;
  field->type = take_type(r);
  field->flags = WEIR_NULLABLE;
  if (field->type == 0 || depth > SCHEMA_MAX_DEPTH) return -1;
  if (field->type == WEIR_LIST || field->type == WEIR_MAP) result = parse_children(r, depth, field);
  if (field->type == WEIR_STRUCT) result = parse_struct(r, depth, field);
  if (result == 0) (void)take(r, '?');
  return result;
}

int schema_parse_type(const char *text, size_t n, weir_field *field) {
  reader r = {.at = text, .end = text + n};
  weir_field parsed = {0};
  int result = parse_field(&r, 0, &parsed);
  skip_blanks(&r);
  if (result == 0 && r.at != r.end) result = -1;
  if (result < 0) {
    schema_field_finish(&parsed);
  } else {
    *field = parsed;
  }
  return result;
}

static int parse_column(reader *r, schema *to) {
  const char *name = NULL;
  weir_field field = {0};
  int result = take_name(r, &name);
  if (result < 0) return result;
  result = parse_field(r, 0, &field);
  if (result == 0) {
    result = schema_add(to, name, &field);
    if (result < 0) result = result == -2 ? -1 : -2; /* a name twice is the text's fault */
  }
  schema_field_finish(&field);
  free((void *)(uintptr_t)name);
  return result;
}

int schema_parse(schema *to, const char *text, size_t n, size_t *at) {
  reader r = {.at = text, .end = text + n};
  int result = 0;
  do {
    skip_blanks(&r);
    *at = (size_t)(r.at - text);
    result = parse_column(&r, to);
  } while (result == 0 && take(&r, ','));
  skip_blanks(&r);
  if (result == 0 && r.at != r.end) {
    *at = (size_t)(r.at - text);
    return -1;
  }
  return result;
}
