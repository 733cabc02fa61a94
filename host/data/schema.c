/* SPDX-License-Identifier: Apache-2.0 */
/* Fields are copied deep: names and children belong to the schema that holds them. Children of a field follow each
 * other by sizeof(weir_field), fields of a schema by its stride. */
#include "data/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  uint32_t type, width;
} types[] = {
    {"bool", WEIR_BOOL, 1},      {"int64", WEIR_I64, 8},      {"float64", WEIR_F64, 8}, {"timestamp", WEIR_TIME, 8},
    {"string", WEIR_STRING, 16}, {"binary", WEIR_BINARY, 16}, {"list", WEIR_LIST, 0},   {"map", WEIR_MAP, 0},
};
enum { TYPES = sizeof types / sizeof types[0] };

uint32_t schema_width(uint32_t type) {
  for (size_t i = 0; i < TYPES; i++)
    if (types[i].type == type) return types[i].width;
  return 0;
}

/* ---- owned fields ---- */

/* What the schema owns is const to everybody else. */
static void free_const(const void *p) { free((void *)(uintptr_t)p); }

static char *copy_text(const char *text) {
  size_t n = strlen(text) + 1;
  char *to = malloc(n);
  if (to) memcpy(to, text, n);
  return to;
}

void schema_field_finish(weir_field *field) {
  if (!field) return;
  for (uint32_t i = 0; field->child && i < field->children; i++) {
    weir_field child = field->child[i];
    schema_field_finish(&child);
    free_const(child.name);
  }
  free_const(field->child);
  field->child = NULL;
  field->children = 0;
}

/* `to` is zero when this fails. */
static int field_copy(weir_field *to, const char *name, const weir_field *from, uint32_t depth) {
  weir_field *child = NULL;
  *to = (weir_field){.type = from->type, .flags = from->flags, .offset = from->offset};
  if (depth > SCHEMA_MAX_DEPTH) goto fail;
  to->name = copy_text(name ? name : "");
  if (!to->name) goto fail;
  if (from->children == 0) return 0;
  to->child = child = calloc(from->children, sizeof *child);
  if (!child) goto fail;
  to->children = from->children;
  for (uint32_t i = 0; i < from->children; i++)
    if (field_copy(&child[i], from->child[i].name, &from->child[i], depth + 1) < 0) goto fail;
  return 0;
fail:
  schema_field_finish(to);
  free_const(to->name);
  *to = (weir_field){0};
  return -1;
}

/* ---- schemas ---- */

void schema_init(schema *s) { *s = (schema){.schema = {.size = sizeof s->schema, .stride = sizeof(weir_field)}}; }

void schema_finish(schema *s) {
  if (!s) return;
  for (uint32_t i = 0; i < s->schema.count; i++) {
    schema_field_finish(&s->field[i]);
    free_const(s->field[i].name);
  }
  free(s->field);
  schema_init(s);
}

static int reserve(schema *s) {
  if (s->schema.count < s->capacity) return 0;
  uint32_t capacity = s->capacity ? s->capacity * 2 : 8;
  weir_field *field = realloc(s->field, capacity * sizeof *field);
  if (!field) return -1;
  s->field = field;
  s->schema.field = field;
  s->capacity = capacity;
  return 0;
}

int schema_add(schema *s, const char *name, const weir_field *like) {
  if (!name) name = like->name ? like->name : "";
  if (schema_find(&s->schema, name) != UINT32_MAX) return -2;
  weir_field copy;
  if (reserve(s) < 0 || field_copy(&copy, name, like, 0) < 0) return -1;
  s->field[s->schema.count++] = copy;
  return 0;
}

int schema_add_type(schema *s, const char *name, uint32_t type, uint32_t flags) {
  weir_field like = {.type = type, .flags = flags};
  return schema_add(s, name, &like);
}

int schema_copy(schema *to, const weir_schema *from) {
  for (uint32_t i = 0; i < from->count; i++) {
    int result = schema_add(to, NULL, weir_field_at(from, i));
    if (result < 0) {
      schema_finish(to);
      return result;
    }
  }
  return 0;
}

uint32_t schema_find(const weir_schema *s, const char *name) {
  for (uint32_t i = 0; i < s->count; i++)
    if (strcmp(weir_field_at(s, i)->name, name) == 0) return i;
  return UINT32_MAX;
}

bool schema_same_type(const weir_field *a, const weir_field *b) {
  if (a->type != b->type || a->children != b->children) return false;
  for (uint32_t i = 0; i < a->children; i++)
    if (!schema_same_type(&a->child[i], &b->child[i])) return false;
  return true;
}

bool schema_same_types(const weir_schema *a, const weir_schema *b) {
  if (a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!schema_same_type(weir_field_at(a, i), weir_field_at(b, i))) return false;
  return true;
}

/* ---- as text ---- */

/* Text of any length into room for n bytes, as snprintf does it. */
typedef struct writer {
  char *to;
  size_t n, length;
} writer;

static void put(writer *w, const char *text) {
  size_t n = strlen(text);
  if (w->length < w->n) {
    size_t room = w->n - w->length - 1;
    memcpy(w->to + w->length, text, n < room ? n : room);
    w->to[w->length + (n < room ? n : room)] = '\0';
  }
  w->length += n;
}

static void put_type(writer *w, const weir_field *f) {
  const char *name = "unknown";
  for (size_t i = 0; i < TYPES; i++)
    if (types[i].type == f->type) name = types[i].name;
  put(w, name);
  for (uint32_t i = 0; i < f->children; i++) {
    put(w, i ? "," : "<");
    put_type(w, &f->child[i]);
  }
  if (f->children) put(w, ">");
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

/* ---- from text ---- */

typedef struct reader {
  const char *at, *end;
} reader;

static bool take(reader *r, char c) {
  while (r->at < r->end && *r->at == ' ') r->at++;
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

static uint32_t take_type(reader *r) {
  while (r->at < r->end && *r->at == ' ') r->at++;
  const char *word = r->at;
  while (r->at < r->end && ((*r->at >= 'a' && *r->at <= 'z') || (*r->at >= '0' && *r->at <= '9'))) r->at++;
  size_t n = (size_t)(r->at - word);
  for (size_t i = 0; i < TYPES; i++)
    if (strlen(types[i].name) == n && memcmp(types[i].name, word, n) == 0) return types[i].type;
  return 0;
}

static int parse_field(reader *r, uint32_t depth, weir_field *field);

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

static int parse_field(reader *r, uint32_t depth, weir_field *field) {
  field->type = take_type(r);
  field->flags = WEIR_NULLABLE;
  if (field->type == 0 || depth > SCHEMA_MAX_DEPTH) return -1;
  return field->type == WEIR_LIST || field->type == WEIR_MAP ? parse_children(r, depth, field) : 0;
}

int schema_parse_type(const char *text, size_t n, weir_field *field) {
  reader r = {.at = text, .end = text + n};
  weir_field parsed = {0};
  int result = parse_field(&r, 0, &parsed);
  while (r.at < r.end && *r.at == ' ') r.at++;
  if (result == 0 && r.at != r.end) result = -1;
  if (result < 0) {
    schema_field_finish(&parsed);
  } else {
    *field = parsed;
  }
  return result;
}
