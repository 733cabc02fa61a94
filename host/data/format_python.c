/* SPDX-License-Identifier: Apache-2.0 */
/* Python's str and repr of values as PySpark hands them out: bool, int, float, datetime, str, bytes, list, dict,
 * None. */
#include <string.h>

#include "data/format_parts.h"

/* Escapes that str and bytes share; 0 when c needs none of them. */
static char short_escape(unsigned char c, char quote) {
  if (c == '\\' || c == (unsigned char)quote) return (char)c;
  return c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : '\0';
}

static char choose_quote(const char *p, size_t n) { return n && memchr(p, '\'', n) && !memchr(p, '"', n) ? '"' : '\''; }

static int add_code(text_buffer *b, uint32_t code) {
  return code < 0x100     ? text_buffer_printf(b, "\\x%02x", code)
         : code < 0x10000 ? text_buffer_printf(b, "\\u%04x", code)
                          : text_buffer_printf(b, "\\U%08x", code);
}

/* One character of a repr and how many bytes it took. Bytes that are no UTF-8 show as bytes would. */
static int add_character(text_buffer *b, const char *p, size_t n, bool bytes, char quote, size_t *used) {
  unsigned char c = (unsigned char)p[0];
  char escape[2] = {'\\', short_escape(c, quote)};
  uint32_t code = bytes && c >= 0x80 ? FORMAT_INVALID : format_decode(p, n, used);
  if (code == FORMAT_INVALID) *used = 1;
  if (escape[1]) return text_buffer_add(b, escape, 2);
  if (code == FORMAT_INVALID) return add_code(b, c);
  return format_printable(code) ? text_buffer_add(b, p, *used) : add_code(b, code);
}

static int add_repr(text_buffer *b, const weir_str *s, bool bytes) {
  const char *p = weir_text(s);
  char quote = choose_quote(p, s->len);
  size_t used = 1;
  int bad = text_buffer_add(b, &quote, 1);
  for (size_t i = 0; i < s->len && !bad; i += used) bad |= add_character(b, p + i, s->len - i, bytes, quote, &used);
  return bad || text_buffer_add(b, &quote, 1);
}

static int add_datetime(text_buffer *b, int64_t us, bool bare) {
  civil c = civil_local(us);
  long long year = c.year;
  if (bare) {
    int bad =
        text_buffer_printf(b, "%04lld-%02u-%02u %02u:%02u:%02u", year, c.month, c.day, c.hour, c.minute, c.second);
    return c.micro ? bad || text_buffer_printf(b, ".%06u", c.micro) : bad;
  }
  int bad = text_buffer_printf(b, "datetime.datetime(%lld, %u, %u, %u, %u", year, c.month, c.day, c.hour, c.minute);
  if (c.second || c.micro) bad |= text_buffer_printf(b, ", %u", c.second);
  if (c.micro) bad |= text_buffer_printf(b, ", %u", c.micro);
  return bad || text_buffer_add(b, ")", 1);
}

static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool bare);

static int add_elements(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  bool map = c->type == WEIR_MAP;
  int bad = text_buffer_add(b, map ? "{" : "[", 1);
  uint32_t begin = format_begin(c, row);
  for (uint32_t i = begin; i < c->ends[row] && !bad; i++) {
    if (i > begin) bad |= format_add(b, ", ");
    bad |= add_value(b, &f->child[0], &c->child[0], i, false);
    if (map) bad |= format_add(b, ": ") || add_value(b, &f->child[1], &c->child[1], i, false);
  }
  return bad || text_buffer_add(b, map ? "}" : "]", 1);
}

/* As a Row: Row(a=1, b='x'). */
static int add_struct(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  int bad = format_add(b, "Row(");
  for (uint32_t i = 0; i < f->children && !bad; i++) {
    if (i) bad |= format_add(b, ", ");
    bad |= format_add(b, f->child[i].name) || format_add(b, "=");
    bad |= add_value(b, &f->child[i], &c->child[i], c->first + row, false);
  }
  return bad || format_add(b, ")");
}

/* bare: str, else repr. */
static int add_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row, bool bare) {
  if (weir_is_null(c, row)) return format_add(b, "None");
  switch (c->type) {
  case WEIR_BOOL:
    return format_add(b, ((const uint8_t *)c->data)[row] ? "True" : "False");
  case WEIR_I64:
    return format_add_int(b, ((const int64_t *)c->data)[row]);
  case WEIR_F64:
    return format_add_float(b, ((const double *)c->data)[row]);
  case WEIR_TIME:
    return add_datetime(b, ((const int64_t *)c->data)[row], bare);
  case WEIR_STRING:
    return bare ? format_bare_value(b, f, c, row) : add_repr(b, (const weir_str *)c->data + row, false);
  case WEIR_BINARY:
    return text_buffer_add(b, "b", 1) || add_repr(b, (const weir_str *)c->data + row, true);
  case WEIR_LIST:
  case WEIR_MAP:
    return add_elements(b, f, c, row);
  case WEIR_STRUCT:
    return add_struct(b, f, c, row);
  default:
    return format_add(b, "None");
  }
}

int format_python_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row) {
  if (s->count == 1) return add_value(b, weir_field_at(s, 0), weir_col(in, 0), row, true);
  int bad = text_buffer_add(b, "(", 1);
  for (uint32_t i = 0; i < s->count && !bad; i++) {
    if (i) bad |= format_add(b, ", ");
    bad |= add_value(b, weir_field_at(s, i), weir_col(in, i), row, false);
  }
  return bad || text_buffer_add(b, ")", 1);
}
