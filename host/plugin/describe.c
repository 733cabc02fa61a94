/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe: see describe.h. Pure but for the stream. */

#include <math.h>
#include <string.h>

#include "data/json_print.h"
#include "plugin/describe_parts.h"
#include "plugin/option_type.h"

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
    describe_bound(out, o, o->min);
  }
  if (isfinite(o->max)) {
    (void)fputs(isfinite(o->min) ? " to " : ", at most ", out);
    describe_bound(out, o, o->max);
  }
}

/* "of bool, over input 2" where that says more than the type alone. */
static void print_meaning(FILE *out, const weir_option *o) {
  static const char *const wanted[] = {"", "bool", "int64", "float64", "timestamp", "string", "binary"};
  if (o->type == WEIR_OPT_EXPRESSION && o->want > 0 && o->want < sizeof wanted / sizeof wanted[0])
    (void)fprintf(out, " of %s", wanted[o->want]);
  if (o->input == WEIR_ALL_INPUTS)
    (void)fputs(", over all it reads", out);
  else if (o->input)
    (void)fprintf(out, ", over stream %u of what it reads", o->input + 1);
  if (o->flags & WEIR_EXPLODES) (void)fputs(", one of them a list that is exploded", out);
}

static void print_option(FILE *out, const weir_option *o) {
  (void)fprintf(out, "  %s: %s", o->name, describe_type(o));
  print_meaning(out, o);
  if (o->choices) (void)fprintf(out, ", one of %s", o->choices);
  if (describe_has_range(o)) print_range(out, o);
  if (o->default_text) (void)fprintf(out, ", default %s", *o->default_text ? o->default_text : "\"\"");
  if (o->flags & WEIR_REQUIRED) (void)fputs(", required", out);
  if (o->type == WEIR_OPT_SECRET) (void)fputs(", only from ${}", out);
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
    describe_number(out, o->min / scale);
  }
  if (isfinite(o->max)) {
    (void)fputs(",\"max\":", out);
    describe_number(out, o->max / scale);
  }
}

static void put_option(FILE *out, const weir_option *o) {
  (void)fputs("{\"name\":", out);
  json_print_text(out, o->name);
  put_member(out, "type", describe_type(o));
  (void)fprintf(out, ",\"required\":%s,\"main\":%s,\"body\":%s", o->flags & WEIR_REQUIRED ? "true" : "false",
                o->flags & WEIR_MAIN ? "true" : "false", o->flags & WEIR_BODY ? "true" : "false");
  if (o->default_text) put_member(out, "default", o->default_text);
  if (o->want) (void)fprintf(out, ",\"want\":%u", o->want);
  if (o->input) (void)fprintf(out, ",\"input\":%u", o->input);
  if (o->choices) put_choices(out, o->choices);
  if (describe_has_range(o)) put_range(out, o);
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
