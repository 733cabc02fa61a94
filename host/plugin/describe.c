/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe: see describe.h. Pure but for the stream. */
#include "plugin/describe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/json_print.h"
#include "plugin/entries.h"
#include "plugin/option_type.h"

typedef struct unit {
  const char *name;
  double factor;
} unit;

/* Largest first; the last has factor 1. */
static const unit durations[] = {{"d", 864e8}, {"h", 36e8}, {"m", 6e7}, {"s", 1e6}, {"ms", 1e3}, {"us", 1}};
static const unit sizes[] = {{"GiB", 1073741824}, {"GB", 1e9}, {"MiB", 1048576}, {"MB", 1e6},
                             {"KiB", 1024},       {"KB", 1e3}, {"B", 1}};
static const unit numbers[] = {{"", 1}};

static bool is_whole(double value) {
  return value > -1e15 && value < 1e15 && !((double)(int64_t)value < value) && !((double)(int64_t)value > value);
}

/* A finite number: whole ones in full, others the shortest that reads back the same. */
static void print_number(FILE *out, double value) {
  char text[40];
  (void)snprintf(text, sizeof text, "%.0f", value);
  for (int digits = 1; digits <= 17 && !is_whole(value); digits++) {
    (void)snprintf(text, sizeof text, "%.*g", digits, value);
    if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
  }
  (void)fputs(text, out);
}

static bool divides(double value, double factor) { return value / factor >= 1 && is_whole(value / factor); }

static void print_bound(FILE *out, const weir_option *o, double value) {
  const unit *u = o->type == WEIR_OPT_DURATION ? durations : o->type == WEIR_OPT_SIZE ? sizes : numbers;
  while (u->factor > 1 && !divides(value, u->factor)) u++;
  print_number(out, value / u->factor);
  (void)fputs(u->name, out);
}

static bool has_range(const weir_option *o) {
  const option_type *type = option_type_of(o->type);
  return type && type->has_range && o->max > o->min;
}

static const char *type_name(const weir_option *o) {
  const option_type *type = option_type_of(o->type);
  return type ? type->name : "unknown";
}

/* ---- text ------------------------------------------------------------------------------------------------------------ */

static void print_indented(FILE *out, const char *text) {
  (void)fputs("      ", out);
  for (const char *p = text; *p; p++) {
    (void)fputc(*p, out);
    if (*p == '\n') (void)fputs("      ", out);
  }
  (void)fputc('\n', out);
}

/* A side that is infinite has no bound. */
static void print_range(FILE *out, const weir_option *o) {
  if (isfinite(o->min)) {
    (void)fputs(isfinite(o->max) ? ", " : ", at least ", out);
    print_bound(out, o, o->min);
  }
  if (isfinite(o->max)) {
    (void)fputs(isfinite(o->min) ? " to " : ", at most ", out);
    print_bound(out, o, o->max);
  }
}

static void print_option(FILE *out, const weir_option *o) {
  (void)fprintf(out, "  %s: %s", o->name, type_name(o));
  if (o->choices) (void)fprintf(out, ", one of %s", o->choices);
  if (has_range(o)) print_range(out, o);
  if (o->default_text) (void)fprintf(out, ", default %s", *o->default_text ? o->default_text : "\"\"");
  if (o->flags & WEIR_REQUIRED) (void)fputs(", required", out);
  if (o->flags & WEIR_MAIN) (void)fputs(", main: may stand in place of the mapping", out);
  if (o->flags & WEIR_BODY) (void)fputs(", body: is the whole mapping", out);
  (void)fputc('\n', out);
  if (o->help) print_indented(out, o->help);
}

void describe_text(const plugin *p, FILE *out) {
  (void)fprintf(out, "%s %s\n  file  %s\n  hash  %s\n  ABI   %u.%u, runs from %u.%u on\n", p->name, p->table->version,
                p->path, p->hash, p->table->abi_major, p->table->built_minor, p->table->abi_major,
                p->table->needs_minor);
  for (uint32_t i = 0; i < entries_count(p); i++) {
    plugin_entry entry = entries_at(p, i);
    (void)fprintf(out, "\n%s %s%s%s\n", entry.kind, entry.name, *entry.help ? ": " : "", entry.help);
    for (uint32_t k = 0; k < entry.option_count; k++)
      print_option(out, plugin_option(entry.option, entry.option_stride, k));
  }
}

void describe_line(const plugin *p, FILE *out) {
  uint32_t count = entries_count(p);
  plugin_entry first = entries_at(p, 0);
  if (count == 1 && strcmp(first.name, p->name) == 0) {
    (void)fprintf(out, "%s%s%.*s", first.kind, *first.help ? ": " : "", (int)strcspn(first.help, "\n"), first.help);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    plugin_entry entry = entries_at(p, i);
    (void)fprintf(out, "%s%s %s", i ? ", " : "", entry.kind, entry.name);
  }
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

static void put_member(FILE *out, const char *name, const char *text) {
  (void)fprintf(out, ",\"%s\":", name);
  json_print_text(out, text);
}

static void put_choices(FILE *out, const char *choices) {
  size_t n = 0;
  const char *choice;
  (void)fputs(",\"choices\":[", out);
  for (uint32_t i = 0; (choice = option_choice(choices, i, &n)); i++) {
    if (i) (void)fputc(',', out);
    json_print_bytes(out, choice, n);
  }
  (void)fputc(']', out);
}

static void put_range(FILE *out, const weir_option *o) {
  double scale = o->type == WEIR_OPT_DURATION ? 1e6 : 1;
  if (isfinite(o->min)) {
    (void)fputs(",\"min\":", out);
    print_number(out, o->min / scale);
  }
  if (isfinite(o->max)) {
    (void)fputs(",\"max\":", out);
    print_number(out, o->max / scale);
  }
}

static void put_option(FILE *out, const weir_option *o) {
  (void)fputs("{\"name\":", out);
  json_print_text(out, o->name);
  put_member(out, "type", type_name(o));
  (void)fprintf(out, ",\"required\":%s,\"main\":%s,\"body\":%s", o->flags & WEIR_REQUIRED ? "true" : "false",
                o->flags & WEIR_MAIN ? "true" : "false", o->flags & WEIR_BODY ? "true" : "false");
  if (o->default_text) put_member(out, "default", o->default_text);
  if (o->choices) put_choices(out, o->choices);
  if (has_range(o)) put_range(out, o);
  if (o->help) put_member(out, "help", o->help);
  (void)fputc('}', out);
}

static void put_entry(FILE *out, const plugin_entry *entry) {
  (void)fputs("{\"kind\":", out);
  json_print_text(out, entry->kind);
  put_member(out, "name", entry->name);
  put_member(out, "help", entry->help);
  (void)fputs(",\"options\":[", out);
  for (uint32_t k = 0; k < entry->option_count; k++) {
    if (k) (void)fputc(',', out);
    put_option(out, plugin_option(entry->option, entry->option_stride, k));
  }
  (void)fputs("]}", out);
}

void describe_json(const plugin *p, FILE *out) {
  (void)fputs("{\"name\":", out);
  json_print_text(out, p->name);
  put_member(out, "version", p->table->version);
  put_member(out, "path", p->path);
  put_member(out, "hash", p->hash);
  (void)fprintf(out, ",\"abi\":{\"major\":%u,\"built_minor\":%u,\"needs_minor\":%u},\"entries\":[", p->table->abi_major,
                p->table->built_minor, p->table->needs_minor);
  for (uint32_t i = 0; i < entries_count(p); i++) {
    plugin_entry entry = entries_at(p, i);
    if (i) (void)fputc(',', out);
    put_entry(out, &entry);
  }
  (void)fputs("]}\n", out);
}

void describe_refusal_json(const char *name, const plugin_error *err, FILE *out) {
  (void)fputs("{\"name\":", out);
  json_print_text(out, name);
  (void)fprintf(out, ",\"error\":{\"code\":\"E%u\"", err->code);
  put_member(out, "message", err->text);
  if (*err->help) put_member(out, "help", err->help);
  (void)fputs("}}", out);
}
