/* SPDX-License-Identifier: Apache-2.0 */
/* Columns of any nesting are built from the values that belong into them: a list's elements are the values of its child. */
#include "cli/json_chunk.h"
#include "data/schema.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct builder {
  arena *to;
  char *why;
  size_t why_size;
} builder;

static void *get(builder *b, size_t n) {
  void *p = arena_get(b->to, n < 8 ? 8 : n);
  if (!p) {
    (void)snprintf(b->why, b->why_size, "there is not enough memory");
    return NULL;
  }
  return memset(p, 0, n < 8 ? 8 : n);
}

static bool refuse(builder *b, const weir_field *field, const char *wanted) {
  char type[120];
  (void)schema_type_text(field, type, sizeof type);
  (void)snprintf(b->why, b->why_size, "a value of type %s is %s", type, wanted);
  return false;
}

/* ---- single values ----------------------------------------------------------------------------------------------- */

static bool put_integer(builder *b, const weir_field *field, const json_node *v, int64_t *to) {
  char *end = NULL;
  errno = 0;
  if (v->kind == JSON_NUMBER) *to = strtoll(v->text, &end, 10);
  return (end && !*end && !errno) || refuse(b, field, "a whole number of 64 bits");
}

static bool put_real(builder *b, const weir_field *field, const json_node *v, double *to) {
  static const char *const word[] = {"NaN", "Infinity", "-Infinity"};
  bool known = v->kind == JSON_NUMBER;
  for (int i = 0; i < 3; i++) known = known || (v->kind == JSON_STRING && strcmp(v->text, word[i]) == 0);
  if (!known) return refuse(b, field, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
  *to = strtod(v->text, NULL);
  return true;
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static bool put_binary(builder *b, const weir_field *field, const json_node *v, weir_str *to) {
  if (v->kind != JSON_STRING || v->size % 2) return refuse(b, field, "hexadecimal text, two digits a byte");
  char *bytes = get(b, v->size / 2);
  for (uint32_t i = 0; bytes && i < v->size; i += 2) {
    const int high = hex_digit(v->text[i]), low = hex_digit(v->text[i + 1]);
    if (high < 0 || low < 0) return refuse(b, field, "hexadecimal text, two digits a byte");
    bytes[i / 2] = (char)(high * 16 + low);
  }
  if (bytes) *to = weir_view(bytes, v->size / 2);
  return bytes != NULL;
}

static bool put_value(builder *b, const weir_field *field, const json_node *v, void *data, uint32_t i) {
  switch (field->type) {
  case WEIR_BOOL:
    ((uint8_t *)data)[i] = v->truth;
    return v->kind == JSON_BOOL || refuse(b, field, "true or false");
  case WEIR_I64:
  case WEIR_TIME:
    return put_integer(b, field, v, (int64_t *)data + i);
  case WEIR_F64:
    return put_real(b, field, v, (double *)data + i);
  case WEIR_BINARY:
    return put_binary(b, field, v, (weir_str *)data + i);
  default:
    if (v->kind != JSON_STRING) return refuse(b, field, "text");
    ((weir_str *)data)[i] = weir_view(v->text, v->size);
    return true;
  }
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static bool build(builder *b, const weir_field *field, const json_node *const *value, uint32_t n, weir_column *to);

/* Lists and maps: all elements of all values, then the columns of them. */
static bool build_lists(builder *b, const weir_field *field, const json_node *const *value, uint32_t n,
                        weir_column *to) {
  const json_kind kind = field->type == WEIR_LIST ? JSON_ARRAY : JSON_OBJECT;
  uint32_t total = 0, at = 0;
  for (uint32_t i = 0; i < n; i++)
    if (value[i]->kind == kind)
      total += value[i]->count;
    else if (value[i]->kind != JSON_NULL)
      return refuse(b, field, kind == JSON_ARRAY ? "an array" : "an object");
  const json_node **element = get(b, total * sizeof *element), **key = get(b, total * sizeof *key);
  uint32_t *ends = get(b, n * sizeof *ends);
  weir_column *child = get(b, 2 * sizeof *child);
  json_node *names = get(b, total * sizeof *names);
  if (!element || !key || !ends || !child || !names) return false;
  for (uint32_t i = 0; i < n; i++) {
    for (const json_node *e = value[i]->first; e; e = e->next, at++) {
      element[at] = e;
      names[at] = (json_node){.kind = JSON_STRING, .text = e->key, .size = e->key_size};
      key[at] = &names[at];
    }
    ends[i] = at;
  }
  to->ends = ends;
  to->child = child;
  if (kind == JSON_ARRAY) return build(b, &field->child[0], element, total, &child[0]);
  return build(b, &field->child[0], key, total, &child[0]) && build(b, &field->child[1], element, total, &child[1]);
}

/* Of each object the member of the field's name; where there is none, null. */
static const json_node *member(const json_node *object, const char *name) {
  static const json_node null = {.kind = JSON_NULL};
  for (const json_node *m = object->first; m; m = m->next)
    if (m->key && strlen(name) == m->key_size && memcmp(name, m->key, m->key_size) == 0) return m;
  return &null;
}

static bool build_struct(builder *b, const weir_field *field, const json_node *const *value, uint32_t n,
                         weir_column *to) {
  const json_node **of = get(b, n * sizeof *of);
  weir_column *child = get(b, field->children * sizeof *child);
  for (uint32_t i = 0; of && child && i < field->children; i++) {
    for (uint32_t k = 0; k < n; k++) {
      if (value[k]->kind != JSON_OBJECT && value[k]->kind != JSON_NULL) return refuse(b, field, "an object");
      of[k] = member(value[k], field->child[i].name);
    }
    if (!build(b, &field->child[i], of, n, &child[i])) return false;
  }
  to->child = child;
  return of && child;
}

static bool build_values(builder *b, const weir_field *field, const json_node *const *value, uint32_t n,
                         weir_column *to) {
  void *data = get(b, (size_t)n * schema_width(field->type));
  if (!data) return false;
  to->data = data;
  for (uint32_t i = 0; i < n; i++)
    if (value[i]->kind != JSON_NULL && !put_value(b, field, value[i], data, i)) return false;
  return true;
}

static bool build_nulls(builder *b, const weir_field *field, const json_node *const *value, uint32_t n,
                        weir_column *to) {
  uint64_t *valid = get(b, (n / 64 + 1) * sizeof *valid);
  bool nulls = false;
  for (uint32_t i = 0; valid && i < n; i++) {
    if (value[i]->kind == JSON_NULL)
      nulls = true;
    else
      valid[i / 64] |= UINT64_C(1) << i % 64;
  }
  if (nulls && !(field->flags & WEIR_NULLABLE)) return refuse(b, field, "never null");
  to->valid = nulls ? valid : NULL;
  return valid != NULL;
}

static bool build(builder *b, const weir_field *field, const json_node *const *value, uint32_t n, weir_column *to) {
  to->type = field->type;
  if (!build_nulls(b, field, value, n, to)) return false;
  if (field->type == WEIR_LIST || field->type == WEIR_MAP) return build_lists(b, field, value, n, to);
  if (field->type == WEIR_STRUCT) return build_struct(b, field, value, n, to);
  return build_values(b, field, value, n, to);
}

bool json_chunk(arena *to, const weir_schema *row_schema, const json_node *row, weir_chunk *chunk, char *why,
                size_t why_size) {
  builder b = {.to = to, .why = why, .why_size = why_size};
  if (row->kind != JSON_ARRAY || row->count != row_schema->count) {
    (void)snprintf(why, why_size, "a row is a JSON array of %u values", row_schema->count);
    return false;
  }
  weir_column *column = get(&b, row_schema->count * sizeof *column);
  if (!column) return false;
  uint32_t i = 0;
  for (const json_node *v = row->first; v; v = v->next, i++)
    if (!build(&b, weir_field_at(row_schema, i), &v, 1, &column[i])) return false;
  *chunk = (weir_chunk){
      .size = sizeof *chunk, .rows = 1, .columns = row_schema->count, .stride = sizeof *column, .col = column};
  return true;
}
