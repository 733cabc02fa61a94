/* SPDX-License-Identifier: Apache-2.0 */
/* Values bare, a tab between them. */
#include "data/format_parts.h"

int format_bare_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row) {
  if (weir_is_null(c, row)) return 0;
  switch (c->type) {
  case WEIR_STRING: {
    const weir_str *s = (const weir_str *)c->data + row;
    return text_buffer_add(b, weir_text(s), s->len);
  }
  case WEIR_BINARY:
    return format_add_hex(b, (const weir_str *)c->data + row);
  case WEIR_F64:
    return format_add_float(b, ((const double *)c->data)[row]);
  case WEIR_TIME:
    return format_add_rfc3339(b, ((const int64_t *)c->data)[row]);
  default:
    return format_json_value(b, f, c, row);
  }
}

int format_text_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row) {
  int bad = 0;
  for (uint32_t i = 0; i < s->count && !bad; i++) {
    if (i) bad |= text_buffer_add(b, "\t", 1);
    bad |= format_bare_value(b, weir_field_at(s, i), weir_col(in, i), row);
  }
  return bad;
}
