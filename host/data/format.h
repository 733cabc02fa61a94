/* SPDX-License-Identifier: Apache-2.0 */
/* Row encoders: rows of a chunk as text, for sinks, dead letters and tests. Pure but for the time zone; any thread.
 *
 * json: one object a row, keys in the order of the schema, int64 in full, NaN and infinities as strings, binary as hex,
 *   timestamps RFC 3339 with as many decimals as needed, maps as objects; bytes that are no UTF-8 become U+FFFD.
 * csv: RFC 4180 but for its line ends (\n), null as nothing, an empty string as "", lists and maps as their JSON.
 * python: what PySpark prints: a row of one column as Python's str of it, of several as the tuple's repr; timestamps
 *   are datetimes without zone, in local time. Code points that Unicode 14 leaves unassigned count as printable.
 * scala: what Spark's Scala prints: one column bare, several as (a,3), lists as List(1, 2), maps as Map(k -> v),
 *   doubles as Java 19 does (1.0E10), timestamps as java.sql.Timestamp in UTC; binary as hex, where Java prints an
 *   address.
 * text: columns bare, with a tab between; null as nothing; other values as csv without its quotes.
 * Floats are Python's repr (the shortest that reads back) except in scala. */
#ifndef DATA_FORMAT_H
#define DATA_FORMAT_H
#include "data/frame.h"
#include <weir/extension.h>

enum { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON, FORMAT_PYTHON, FORMAT_SCALA };
struct weir_format {
  uint32_t kind;
};
/* By name: text, csv, json, python, scala; NULL: unknown. Static. */
const weir_format *format_find(const char *name, size_t n);
/* Append rows first .. first+n as lines. -1: out of memory; `to` then ends with part of them. */
int format_rows(const weir_format *f, const weir_schema *schema, const weir_chunk *in, uint32_t first, uint32_t n,
                text_buffer *to);
/* Append one value, or a text, as JSON; the value's timestamps as numbers, µs since 1970. -1: out of memory. */
int format_json_exact(text_buffer *b, const weir_field *f, const weir_column *c, uint32_t row);
int format_json_text(text_buffer *b, const char *p, size_t n);
/* Append bytes, or formatted text (without its NUL). -1: out of memory, nothing was added. A zeroed buffer is empty. */
int text_buffer_add(text_buffer *b, const char *p, size_t n);
int text_buffer_printf(text_buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_buffer_finish(text_buffer *b);
/* weir.format/1, over host_frame.text */
extern const weir_format_table format_service;
#endif
