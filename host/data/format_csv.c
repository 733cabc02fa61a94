/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 4180: values with a comma, a quote or a line end are quoted, quotes are doubled. */
#include <string.h>

#include "data/format_parts.h"

static bool needs_quotes(const char *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (p[i] == ',' || p[i] == '"' || p[i] == '\n' || p[i] == '\r') return true;
  return n == 0;
}

/* p may not lie in `b`. */
static int add_quoted(text_buffer *b, const char *p, size_t n) {
  int bad = text_buffer_add(b, "\"", 1);
  const char *end = p + n;
  while (p < end && !bad) {
    const char *quote = memchr(p, '"', (size_t)(end - p));
    const char *stop = quote ? quote + 1 : end;
    bad |= text_buffer_add(b, p, (size_t)(stop - p));
    if (quote) bad |= text_buffer_add(b, "\"", 1);
    p = stop;
  }
  return bad || text_buffer_add(b, "\"", 1);
}

static int add_field(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  if (weir_is_null(c, row)) return 0;
  if (c->type == WEIR_STRING) {
    const weir_str *s = (const weir_str *)c->data + row;
    const char *p = weir_text(s);
    return needs_quotes(p, s->len) ? add_quoted(b, p, s->len) : text_buffer_add(b, p, s->len);
  }
  if (f->children == 0) return format_bare_value(b, f, c, row);
  text_buffer json = {0};
  int bad = format_json_value(&json, f, c, row);
  if (!bad)
    bad = needs_quotes(json.data, json.size) ? add_quoted(b, json.data, json.size)
                                             : text_buffer_add(b, json.data, json.size);
  text_buffer_finish(&json);
  return bad;
}

int format_csv_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row) {
  int bad = 0;
  for (uint32_t i = 0; i < s->count && !bad; i++) {
    if (i) bad |= text_buffer_add(b, ",", 1);
    bad |= add_field(b, weir_field_at(s, i), weir_col(in, i), row);
  }
  return bad;
}
