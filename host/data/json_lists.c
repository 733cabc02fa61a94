/* SPDX-License-Identifier: Apache-2.0 */
#include "data/json_lists.h"

#include <string.h>

/* A walk over elements: the same for checking, counting and writing. */
typedef struct walk {
  const weir_field *field;
  weir_out *out;
  weir_out_column *child; /* NULL: nothing is written */
  uint32_t at, elements;
} walk;

static void put_null_element(const walk *w, uint32_t type) {
  const uint32_t width = place_width(type);
  weir_out_column *c = &w->child[0];
  memset((char *)c->data + (size_t)w->at * width, 0, width);
  if (c->valid) c->valid[w->at >> 6] &= ~(UINT64_C(1) << (w->at & 63));
}

static const char *element(walk *w, const char *p, const char *end) {
  const uint32_t type = w->field->child[0].type;
  if (*p == 'n') {
    if (!(w->field->child[0].flags & WEIR_NULLABLE)) return NULL;
    if (w->child) put_null_element(w, type);
    return json_word_end(p, end);
  }
  const json_target to = {w->out, w->child ? w->child[0].data : NULL, w->at};
  return json_read_plain(&to, type, p, end);
}

static const char *entry(walk *w, const char *p, const char *end) {
  if (*p != '"') return NULL;
  const json_target key = {w->out, w->child ? w->child[0].data : NULL, w->at};
  const json_target value = {w->out, w->child ? w->child[1].data : NULL, w->at};
  p = json_read_plain(&key, WEIR_STRING, p, end);
  if (!p) return NULL;
  p = json_blanks(p, end);
  if (p >= end || *p != ':') return NULL;
  p = json_blanks(p + 1, end);
  return p < end ? json_read_plain(&value, WEIR_STRING, p, end) : NULL;
}

static const char *walk_all(walk *w, const char *p, const char *end) {
  const bool map = w->field->type == WEIR_MAP;
  const char close = map ? '}' : ']';
  if (*p != (map ? '{' : '[')) return NULL;
  p = json_blanks(p + 1, end);
  if (p < end && *p == close) return p + 1;
  for (; p < end; p = json_blanks(p + 1, end)) {
    p = map ? entry(w, p, end) : element(w, p, end);
    if (!p) return NULL;
    w->elements++;
    w->at++;
    p = json_blanks(p, end);
    if (p < end && *p == close) return p + 1;
    if (p >= end || *p != ',') return NULL;
  }
  return NULL;
}

const char *json_list_check(const weir_field *f, const char *p, const char *end) {
  walk w = {.field = f};
  return walk_all(&w, p, end);
}

void json_list_put(const row_place *place, uint32_t index, const weir_field *f, const char *p, const char *end) {
  const uint32_t column = place->column + index;
  walk count = {.field = f};
  if (p) walk_all(&count, p, end);
  const uint32_t first = place->out->host->list_reserve(place->out, column, count.elements);
  if (first == WEIR_NO_ROW) return;
  weir_out_column *c = &place->out->col[column];
  walk write = {.field = f, .out = place->out, .child = c->child, .at = first};
  if (p) walk_all(&write, p, end);
  c->ends[place->row] = first + count.elements;
  if (!p && c->valid) c->valid[place->row >> 6] &= ~(UINT64_C(1) << (place->row & 63));
}
