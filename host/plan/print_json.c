/* SPDX-License-Identifier: Apache-2.0 */
/* The streams of a plan for machines. Durations are seconds. */
#include "data/json_print.h"
#include "plan/builder.h"

static void put_columns(const weir_schema *s, FILE *out) {
  (void)fputs(",\"columns\":[", out);
  for (uint32_t i = 0; i < s->count; i++) {
    weir_field field = *weir_field_at(s, i);
    char type[400];
    const bool nullable = (field.flags & WEIR_NULLABLE) != 0;
    field.flags &= ~WEIR_NULLABLE;
    (void)schema_type_text(&field, type, sizeof type);
    (void)fputs(i ? ",{\"name\":" : "{\"name\":", out);
    json_print_text(out, field.name);
    (void)fputs(",\"type\":", out);
    json_print_text(out, type);
    (void)fprintf(out, ",\"nullable\":%s}", nullable ? "true" : "false");
  }
  (void)fputc(']', out);
}

static void put_stream(const char *name, const plan_node *tail, FILE *out) {
  (void)fputs("{\"name\":", out);
  json_print_text(out, name);
  put_columns(tail->schema, out);
  (void)fprintf(out, ",\"every\":%g", (double)tail->slide_us / 1e6);
  if (tail->mark_slide_us)
    (void)fprintf(out, ",\"window\":{\"length\":%g,\"slide\":%g}", (double)tail->mark_length_us / 1e6,
                  (double)tail->mark_slide_us / 1e6);
  (void)fputc('}', out);
}

void plan_print_streams_json(const plan *of, FILE *out) {
  const plan_owner *owner = (const plan_owner *)(const void *)of;
  const char *before = "[";
  for (size_t i = 0; i < of->spec->stream_count; i++) {
    if (!owner->stream[i].tail) continue;
    (void)fputs(before, out);
    put_stream(of->spec->streams[i].name, owner->stream[i].tail, out);
    before = ",";
  }
  (void)fputs(*before == '[' ? "[]" : "]", out);
}
