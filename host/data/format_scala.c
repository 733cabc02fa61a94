/* SPDX-License-Identifier: Apache-2.0 */
/* Scala's toString of tuples, lists and maps, Java's of numbers and java.sql.Timestamp. */
#include "data/format_parts.h"

static int add_timestamp(text_buffer *b, int64_t us) {
  civil c = civil_utc(us);
  int digits = 6;
  for (; digits > 1 && c.micro % 10 == 0; digits--) c.micro /= 10;
  return text_buffer_printf(b, "%04lld-%02u-%02u %02u:%02u:%02u.%0*u", (long long)c.year, c.month, c.day, c.hour,
                            c.minute, c.second, digits, c.micro);
}

static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row);

static int add_elements(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  bool map = c->type == WEIR_MAP;
  int bad = format_add(b, map ? "Map(" : "List(");
  uint32_t begin = format_begin(c, row);
  for (uint32_t i = begin; i < c->ends[row] && !bad; i++) {
    if (i > begin) bad |= format_add(b, ", ");
    bad |= add_value(b, &f->child[0], &c->child[0], i);
    if (map) bad |= format_add(b, " -> ") || add_value(b, &f->child[1], &c->child[1], i);
  }
  return bad || text_buffer_add(b, ")", 1);
}

/* A Row prints as [a,b]. */
static int add_struct(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  int bad = format_add(b, "[");
  for (uint32_t i = 0; i < f->children && !bad; i++) {
    if (i) bad |= format_add(b, ",");
    bad |= add_value(b, &f->child[i], &c->child[i], c->first + row);
  }
  return bad || format_add(b, "]");
}

static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  if (weir_is_null(c, row)) return format_add(b, "null");
  switch (c->type) {
  case WEIR_F64:
    return format_add_java_float(b, ((const double *)c->data)[row]);
  case WEIR_TIME:
    return add_timestamp(b, ((const int64_t *)c->data)[row]);
  case WEIR_LIST:
  case WEIR_MAP:
    return add_elements(b, f, c, row);
  case WEIR_STRUCT:
    return add_struct(b, f, c, row);
  default:
    return format_bare_value(b, f, c, row);
  }
}

int format_scala_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row) {
  if (s->count == 1) return add_value(b, weir_field_at(s, 0), weir_col(in, 0), row);
  int bad = text_buffer_add(b, "(", 1);
  for (uint32_t i = 0; i < s->count && !bad; i++) {
    if (i) bad |= text_buffer_add(b, ",", 1);
    bad |= add_value(b, weir_field_at(s, i), weir_col(in, i), row);
  }
  return bad || text_buffer_add(b, ")", 1);
}
