/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 8259, without spaces. Timestamps are text, or numbers (µs) where a machine compares them. */
#include <math.h>
#include <string.h>

#include "data/format_parts.h"

static int add_escape(text_buffer *b, unsigned char c) {
  switch (c) {
  case '"':
    return format_add(b, "\\\"");
  case '\\':
    return format_add(b, "\\\\");
  case '\n':
    return format_add(b, "\\n");
  case '\r':
    return format_add(b, "\\r");
  case '\t':
    return format_add(b, "\\t");
  default:
    return text_buffer_printf(b, "\\u%04x", c);
  }
}

static int add_string(text_buffer *b, const char *p, size_t n) {
  int bad = text_buffer_add(b, "\"", 1);
  size_t plain = 0, used = 1; /* bytes that wait to be added as they are */
  for (size_t i = 0; i < n && !bad; i += used) {
    unsigned char c = (unsigned char)p[i];
    bool escape = c < 0x20 || c == '"' || c == '\\';
    used = 1;
    bool invalid = c >= 0x80 && format_decode(p + i, n - i, &used) == FORMAT_INVALID;
    if (!escape && !invalid) {
      plain += used;
      continue;
    }
    bad |= text_buffer_add(b, p + i - plain, plain);
    bad |= escape ? add_escape(b, c) : format_add(b, "\xef\xbf\xbd");
    plain = 0;
  }
  return bad || text_buffer_add(b, p + n - plain, plain) || text_buffer_add(b, "\"", 1);
}

static int add_str(text_buffer *b, const weir_str *s) { return add_string(b, weir_text(s), s->len); }

static int add_float(text_buffer *b, double v) {
  if (isnan(v)) return format_add(b, "\"NaN\"");
  if (isinf(v)) return format_add(b, v < 0 ? "\"-Infinity\"" : "\"Infinity\"");
  return format_add_float(b, v);
}

static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool micros);

static int add_list(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool micros) {
  int bad = text_buffer_add(b, "[", 1);
  uint32_t begin = format_begin(c, row);
  for (uint32_t i = begin; i < c->ends[row] && !bad; i++) {
    if (i > begin) bad |= text_buffer_add(b, ",", 1);
    bad |= add_value(b, &f->child[0], &c->child[0], i, micros);
  }
  return bad || text_buffer_add(b, "]", 1);
}

static int add_map(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool micros) {
  int bad = text_buffer_add(b, "{", 1);
  uint32_t begin = format_begin(c, row);
  for (uint32_t i = begin; i < c->ends[row] && !bad; i++) {
    if (i > begin) bad |= text_buffer_add(b, ",", 1);
    bad |= add_str(b, (const weir_str *)c->child[0].data + i) || text_buffer_add(b, ":", 1);
    bad |= add_value(b, &f->child[1], &c->child[1], i, micros);
  }
  return bad || text_buffer_add(b, "}", 1);
}

static int add_struct(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool micros) {
  int bad = text_buffer_add(b, "{", 1);
  for (uint32_t i = 0; i < f->children && !bad; i++) {
    if (i) bad |= text_buffer_add(b, ",", 1);
    bad |= add_string(b, f->child[i].name, strlen(f->child[i].name)) || text_buffer_add(b, ":", 1);
    bad |= add_value(b, &f->child[i], &c->child[i], c->first + row, micros);
  }
  return bad || text_buffer_add(b, "}", 1);
}

static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool micros) {
  if (weir_is_null(c, row)) return format_add(b, "null");
  switch (c->type) {
  case WEIR_BOOL:
    return format_add(b, ((const uint8_t *)c->data)[row] ? "true" : "false");
  case WEIR_I64:
    return format_add_int(b, ((const int64_t *)c->data)[row]);
  case WEIR_F64:
    return add_float(b, ((const double *)c->data)[row]);
  case WEIR_TIME:
    if (micros) return format_add_int(b, ((const int64_t *)c->data)[row]);
    return text_buffer_add(b, "\"", 1) || format_add_rfc3339(b, ((const int64_t *)c->data)[row]) ||
           text_buffer_add(b, "\"", 1);
  case WEIR_STRING:
    return add_str(b, (const weir_str *)c->data + row);
  case WEIR_BINARY:
    return text_buffer_add(b, "\"", 1) || format_add_hex(b, (const weir_str *)c->data + row) ||
           text_buffer_add(b, "\"", 1);
  case WEIR_LIST:
    return add_list(b, f, c, row, micros);
  case WEIR_MAP:
    return add_map(b, f, c, row, micros);
  case WEIR_STRUCT:
    return add_struct(b, f, c, row, micros);
  default:
    return format_add(b, "null");
  }
}

int format_json_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  return add_value(b, f, c, row, false);
}

int format_json_exact(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  return add_value(b, f, c, row, true);
}

int format_json_text(text_buffer *b, const char *p, size_t n) { return add_string(b, p, n); }

int format_json_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row) {
  int bad = text_buffer_add(b, "{", 1);
  for (uint32_t i = 0; i < s->count && !bad; i++) {
    const char *name = weir_field_at(s, i)->name;
    if (i) bad |= text_buffer_add(b, ",", 1);
    bad |= add_string(b, name, strlen(name)) || text_buffer_add(b, ":", 1);
    bad |= format_json_value(b, weir_field_at(s, i), weir_col(in, i), row);
  }
  return bad || text_buffer_add(b, "}", 1);
}
