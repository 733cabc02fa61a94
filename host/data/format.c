/* SPDX-License-Identifier: Apache-2.0 */
/* The kinds by name and number, and the service that plugins ask for. */
#include "data/format.h"

#include <string.h>

#include "data/format_parts.h"

static const struct {
  const char *name;
  weir_format format;
  format_row_fn row;
} kinds[] = {
    [FORMAT_TEXT] = {"text", {FORMAT_TEXT}, format_text_row},
    [FORMAT_CSV] = {"csv", {FORMAT_CSV}, format_csv_row},
    [FORMAT_JSON] = {"json", {FORMAT_JSON}, format_json_row},
    [FORMAT_PYTHON] = {"python", {FORMAT_PYTHON}, format_python_row},
    [FORMAT_SCALA] = {"scala", {FORMAT_SCALA}, format_scala_row},
};

const weir_format *format_find(const char *name, size_t n) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (strlen(kinds[i].name) == n && memcmp(kinds[i].name, name, n) == 0) return &kinds[i].format;
  return NULL;
}

int format_rows(const weir_format *f, const weir_schema *schema, const weir_chunk *in, uint32_t first, uint32_t n,
                text_buffer *to) {
  format_row_fn row = kinds[f->kind].row;
  for (uint32_t i = first; i < first + n; i++)
    if (row(to, schema, in, i) || text_buffer_add(to, "\n", 1)) return -1;
  return 0;
}

static const char *service_rows(const weir_host *host, const weir_format *format, const weir_schema *schema,
                                const weir_chunk *in, uint32_t first, uint32_t n, uint64_t *size) {
  text_buffer *text = &host_frame_of(host)->text;
  text->size = 0;
  if (format_rows(format, schema, in, first, n, text) < 0) return NULL;
  *size = text->size;
  return text->data ? text->data : "";
}

const weir_format_table format_service = {.size = sizeof format_service, .rows = service_rows};
