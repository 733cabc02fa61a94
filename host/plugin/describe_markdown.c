/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe_markdown: each entry as a section of a reference page. A line "kind<TAB>name" stands before each, by
 * which whoever puts a page together sorts them. */
#include <math.h>
#include <string.h>

#include "plugin/describe_parts.h"
#include "plugin/option_type.h"

/* In a table | and line ends mean something. */
static void put_cell(FILE *out, const char *text) {
  for (const char *c = text; *c; c++) {
    if (*c == '|')
      (void)fputs("\\|", out);
    else
      (void)fputc(*c == '\n' ? ' ' : *c, out);
  }
}

static void put_range(FILE *out, const weir_option *o) {
  if (isfinite(o->min) && isfinite(o->max)) {
    (void)fputs(", ", out);
    describe_bound(out, o, o->min);
    (void)fputs(" to ", out);
    describe_bound(out, o, o->max);
  } else if (isfinite(o->min) || isfinite(o->max)) {
    (void)fputs(isfinite(o->min) ? ", at least " : ", at most ", out);
    describe_bound(out, o, isfinite(o->min) ? o->min : o->max);
  }
}

static void put_type(FILE *out, const weir_option *o) {
  size_t n = 0;
  const char *choice;
  (void)fputs(o->choices ? "" : describe_type(o), out);
  for (uint32_t i = 0; o->choices && (choice = option_choice(o->choices, i, &n)); i++)
    (void)fprintf(out, "%s`%.*s`", i ? ", " : "", (int)n, choice);
  if (describe_has_range(o)) put_range(out, o);
}

static void put_option(FILE *out, const weir_option *o) {
  (void)fprintf(out, "| `%s`%s | ", o->name, o->flags & WEIR_MAIN ? " (main)" : o->flags & WEIR_BODY ? " (body)" : "");
  put_type(out, o);
  (void)fputs(o->flags & WEIR_REQUIRED ? " | required | " : " | ", out);
  if (!(o->flags & WEIR_REQUIRED)) {
    if (o->default_text) (void)fprintf(out, "`%s`", *o->default_text ? o->default_text : "\"\"");
    (void)fputs(" | ", out);
  }
  put_cell(out, o->help ? o->help : "");
  (void)fputs(" |\n", out);
}

void describe_markdown(const plugin *p, FILE *out) {
  for (uint32_t i = 0; i < entries_count(p); i++) {
    const plugin_entry entry = entries_at(p, i);
    const bool is_called = !strcmp(entry.kind, "function") || !strcmp(entry.kind, "aggregate");
    (void)fprintf(out, "%s\t", entry.kind);
    describe_label(out, p, &entry);
    (void)fputs(is_called ? "\n| `" : "\n### `", out);
    describe_label(out, p, &entry);
    (void)fputs(is_called ? "` | " : "`\n\n", out);
    if (is_called) {
      put_cell(out, entry.help);
      (void)fputs(" |\n", out);
      continue;
    }
    (void)fprintf(out, "%s.\n\n", entry.help);
    if (entry.option_count) (void)fputs("| Option | | Default | |\n|---|---|---|---|\n", out);
    for (uint32_t k = 0; k < entry.option_count; k++)
      put_option(out, plugin_option(entry.option, entry.option_stride, k));
    (void)fputs(entry.option_count ? "\n" : "No options.\n\n", out);
  }
}
