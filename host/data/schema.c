/* SPDX-License-Identifier: Apache-2.0 */
/* Fields are copied deep: names and children belong to the schema that holds them. Children of a field follow each
 * other by sizeof(weir_field), fields of a schema by its stride. */
#include "data/schema.h"

#include <stdlib.h>
#include <string.h>

uint32_t schema_width(uint32_t type) {
  static const uint8_t width[] = {
      [WEIR_BOOL] = 1,    [WEIR_I64] = 8,  [WEIR_F64] = 8, [WEIR_TIME] = 8,  [WEIR_STRING] = 16,
      [WEIR_BINARY] = 16, [WEIR_LIST] = 0, [WEIR_MAP] = 0, [WEIR_STRUCT] = 0};
  return type < sizeof width ? width[type] : 0;
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

bool schema_is_any(const weir_field *f) {
  const size_t n = strlen(f->name);
  return n > 0 && f->name[n - 1] == SCHEMA_ANY[0];
}

bool schema_is_open(const weir_schema *s) {
  for (uint32_t i = 0; i < s->count; i++)
    if (schema_is_any(weir_field_at(s, i))) return true;
  return false;
}

bool schema_same_type(const weir_field *a, const weir_field *b) {
  if (a->type != b->type || a->children != b->children) return false;
  for (uint32_t i = 0; i < a->children; i++) {
    if (!schema_same_type(&a->child[i], &b->child[i])) return false;
    if (a->type == WEIR_STRUCT && strcmp(a->child[i].name, b->child[i].name) != 0) return false;
  }
  return true;
}

bool schema_same_types(const weir_schema *a, const weir_schema *b) {
  if (a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++)
    if (!schema_same_type(weir_field_at(a, i), weir_field_at(b, i))) return false;
  return true;
}
