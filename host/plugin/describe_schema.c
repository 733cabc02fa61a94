/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe_schema: what may stand behind the name of each source, operator and sink, as JSON Schema draft-07.
 * Everything in a pipeline file is text until its option says what it is, but who validates with a schema has let YAML
 * say so first: a scalar may come as a number, a bool or null. ${} may stand in any value. */
#include <math.h>
#include <string.h>

#include "data/json_print.h"
#include "plugin/describe_parts.h"
#include "plugin/option_type.h"

#define SCALAR "{\"$ref\":\"#/definitions/scalar\"}"
#define SCALARS "{\"type\":\"array\",\"items\":" SCALAR "}"
#define OBJECT_OF(value) "{\"type\":\"object\",\"minProperties\":1,\"additionalProperties\":" value "}"
#define REF(name) "{\"$ref\":\"#/definitions/" name "\"}"

/* By type, where the table's row adds nothing. */
static const char *const plain[] = {
    [WEIR_OPT_BOOL] = REF("bool"),
    [WEIR_OPT_TEXT] = SCALAR,
    [WEIR_OPT_DURATION] = REF("duration"),
    [WEIR_OPT_SIZE] = REF("size"),
    [WEIR_OPT_PATH] = REF("path"),
    [WEIR_OPT_SECRET] = REF("secret"),
    [WEIR_OPT_TEXTS] = "{\"anyOf\":[" SCALAR "," SCALARS "]}",
    [WEIR_OPT_TEXT_MAP] = "{\"type\":\"object\",\"additionalProperties\":" SCALAR "}",
    [WEIR_OPT_FIELDS] = OBJECT_OF(REF("type")),
    [WEIR_OPT_COLUMN] = SCALAR,
    [WEIR_OPT_COLUMNS] = "{\"anyOf\":[" SCALAR "," SCALARS "]}",
    [WEIR_OPT_EXPRESSION] = REF("expression"),
    [WEIR_OPT_EXPRESSIONS] = OBJECT_OF(REF("expression")),
    [WEIR_OPT_KEY] = REF("key"),
    [WEIR_OPT_AGGREGATES] = OBJECT_OF(REF("aggregate")),
    [WEIR_OPT_STREAM] = REF("stream_name"),
    [WEIR_OPT_KEY_PAIRS] = "{\"anyOf\":[" SCALAR "," SCALARS "," OBJECT_OF(SCALAR) "]}",
    [WEIR_OPT_ROWS] = REF("rows"),
    [WEIR_OPT_STATE] = OBJECT_OF(REF("state_field")),
};

static void put_choices(FILE *out, const char *choices) {
  size_t n = 0;
  const char *choice;
  (void)fputs("\"anyOf\":[{\"enum\":[", out);
  for (uint32_t i = 0; (choice = option_choice(choices, i, &n)); i++) {
    if (i) (void)fputc(',', out);
    json_print_bytes(out, choice, n);
  }
  (void)fputs("]}," REF("substituted") "]", out);
}

static void put_bounds(FILE *out, const weir_option *o) {
  if (!describe_has_range(o)) return;
  if (isfinite(o->min)) {
    (void)fputs(",\"minimum\":", out);
    describe_number(out, o->min);
  }
  if (isfinite(o->max)) {
    (void)fputs(",\"maximum\":", out);
    describe_number(out, o->max);
  }
}

/* Bounds hold for numbers, patterns for texts. */
static void put_number(FILE *out, const weir_option *o) {
  const bool is_whole = o->type == WEIR_OPT_I64;
  (void)fprintf(out, "\"type\":[\"%s\",\"string\"],\"pattern\":\"^([+-]?[0-9]%s|.*\\\\$\\\\{.*)$\"",
                is_whole ? "integer" : "number", is_whole ? "+" : ".*|[+-]?\\\\.[0-9].*");
  put_bounds(out, o);
}

static void put_value(FILE *out, const weir_option *o) {
  if (o->type == WEIR_OPT_I64 || o->type == WEIR_OPT_F64) {
    put_number(out, o);
  } else if (o->choices) {
    put_choices(out, o->choices);
  } else {
    const char *value = o->type < sizeof plain / sizeof plain[0] && plain[o->type] ? plain[o->type] : "{}";
    (void)fprintf(out, "\"allOf\":[%s]", value);
  }
}

static void put_default(FILE *out, const weir_option *o) {
  const bool is_bare = o->type == WEIR_OPT_BOOL || o->type == WEIR_OPT_I64 || o->type == WEIR_OPT_F64;
  if (!o->default_text) return;
  (void)fputs(",\"default\":", out);
  if (is_bare)
    (void)fputs(o->default_text, out);
  else
    json_print_text(out, o->default_text);
}

/* {"description":…, what the value may be, "default":…} */
static void put_option(FILE *out, const weir_option *o) {
  (void)fputs("{\"description\":", out);
  json_print_text(out, o->help ? o->help : "");
  (void)fputc(',', out);
  put_value(out, o);
  put_default(out, o);
  (void)fputc('}', out);
}

static void put_object(FILE *out, const plugin_entry *entry) {
  const char *before = "";
  (void)fputs("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{", out);
  for (uint32_t k = 0; k < entry->option_count; k++) {
    const weir_option *o = plugin_option(entry->option, entry->option_stride, k);
    if (k) (void)fputc(',', out);
    json_print_text(out, o->name);
    (void)fputc(':', out);
    put_option(out, o);
  }
  (void)fputc('}', out);
  if (describe_flagged(entry, WEIR_REQUIRED)) (void)fputs(",\"required\":[", out);
  for (uint32_t k = 0; k < entry->option_count; k++) {
    const weir_option *o = plugin_option(entry->option, entry->option_stride, k);
    if (!(o->flags & WEIR_REQUIRED)) continue;
    (void)fputs(before, out);
    json_print_text(out, o->name);
    before = ",";
  }
  (void)fputs(*before ? "]}" : "}", out);
}

/* The body, or one of: the mapping of options, the main option alone, nothing. */
static void put_body(FILE *out, const plugin_entry *entry) {
  const weir_option *body = describe_flagged(entry, WEIR_BODY), *main = describe_flagged(entry, WEIR_MAIN);
  if (body) {
    put_value(out, body);
    return;
  }
  (void)fputs("\"anyOf\":[", out);
  put_object(out, entry);
  if (main) { /* a mapping is always the options, also where the main one could be a mapping itself */
    (void)fputs(",{\"not\":{\"type\":\"object\"},\"allOf\":[", out);
    put_option(out, main);
    (void)fputs("]}", out);
  }
  if (!describe_flagged(entry, WEIR_REQUIRED)) (void)fputs(",{\"type\":\"null\"}", out);
  (void)fputc(']', out);
}

void describe_schema(const plugin *p, FILE *out) {
  for (uint32_t i = 0; i < entries_count(p); i++) {
    const plugin_entry entry = entries_at(p, i);
    if (strcmp(entry.kind, "function") == 0 || strcmp(entry.kind, "aggregate") == 0) continue;
    (void)fprintf(out, "%s\t\"", entry.kind);
    describe_label(out, p, &entry);
    (void)fputs("\":{\"description\":", out);
    json_print_text(out, entry.help);
    (void)fputc(',', out);
    put_body(out, &entry);
    (void)fputs("}\n", out);
  }
  (void)fputc('\n', out); /* an answer is never empty */
}
