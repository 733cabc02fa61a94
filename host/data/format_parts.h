/* SPDX-License-Identifier: Apache-2.0 */
/* What the row encoders share. Functions that add give 0, or another number when memory is out: a || b || c stops at
 * the first. */
#ifndef DATA_FORMAT_PARTS_H
#define DATA_FORMAT_PARTS_H
#include <stdbool.h>

#include "data/format.h"

/* One row, without its line end. */
typedef int (*format_row_fn)(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);
int format_text_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);
int format_csv_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);
int format_json_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);
int format_python_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);
int format_scala_row(text_buffer *b, const weir_schema *s, const weir_chunk *in, uint32_t row);

/* Values of a column of type `f`. */
int format_json_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row);
int format_bare_value(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row); /* as the kind text */

int format_add(text_buffer *b, const char *text);
int format_add_int(text_buffer *b, int64_t v);
int format_add_hex(text_buffer *b, const weir_str *s);
int format_add_float(text_buffer *b, double v);      /* Python's repr */
int format_add_java_float(text_buffer *b, double v); /* Java 19's Double.toString */

/* A time of day on a calendar. */
typedef struct civil {
  int64_t year;
  uint32_t month, day, hour, minute, second, micro;
} civil;
civil civil_utc(int64_t us);
civil civil_local(int64_t us);
int format_add_rfc3339(text_buffer *b, int64_t us);

/* Index of a list's or map's first element in its children. */
static inline uint32_t format_begin(const weir_column *c, uint32_t row) { return row ? c->ends[row - 1] : c->first; }

#define FORMAT_INVALID UINT32_MAX
/* The code point at text[0..n), n > 0, and how many bytes it takes; FORMAT_INVALID and 1 when these are no UTF-8. */
uint32_t format_decode(const char *text, size_t n, size_t *used);
/* As str.isprintable of Python. */
bool format_printable(uint32_t code);
#endif
