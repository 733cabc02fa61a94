/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/print_diagnostics: the two shapes of a list of diagnostics. For people:
 *
 *   word-count.yaml:9:28: error[E107]: no column "lin" in stream "lines"; it has: line
 *     |
 *   9 |     flatMap: {word: "split(lin, ' ')"}
 *     |                            ^^^ not a column
 *     = lines: declared at 5:3, schema (line: string)
 *     = help: did you mean "line"?
 *   1 error in word-count.yaml; "weir explain E107" says more
 *
 * Columns count characters, carets count cells: a tab is printed as four blanks, a wide letter has two carets. Of a
 * long line only the part around the carets is shown.
 */
#include <inttypes.h>
#include <string.h>

#include "data/json_print.h"
#include "spec/diagnostic.h"
#include "spec/utf8.h"

#define TAB_CELLS 4
#define SHOWN_CELLS 160
#define CELLS_BEFORE_CARET 60

static const char *severity_word(spec_severity severity) { return severity == SPEC_ERROR ? "error" : "warning"; }

typedef struct glyph {
  const char *text; /* what is printed for the character */
  size_t size;      /* bytes of that */
  size_t read;      /* bytes of the source it stands for */
  size_t cells;
} glyph;

static glyph glyph_at(const char *text, size_t size) {
  uint32_t code;
  size_t width = spec_utf8_decode(text, size, &code);
  if (width == 0) {
    return (glyph){.text = "\xEF\xBF\xBD", .size = 3, .read = 1, .cells = 1};
  }
  if (code == '\t') {
    return (glyph){.text = "    ", .size = TAB_CELLS, .read = 1, .cells = TAB_CELLS};
  }
  if (spec_is_control(code)) {
    return (glyph){.text = "\xEF\xBF\xBD", .size = 3, .read = width, .cells = 1};
  }
  return (glyph){.text = text, .size = width, .read = width, .cells = spec_cell_width(code)};
}

static size_t cells_between(const spec_source *source, size_t start, size_t end) {
  size_t cells = 0;
  while (start < end) {
    glyph next = glyph_at(source->text + start, end - start);
    cells += next.cells;
    start += next.read;
  }
  return cells;
}

static void print_repeated(FILE *out, char c, size_t count) {
  for (size_t i = 0; i < count; i++) {
    (void)fputc(c, out);
  }
}

/* Prints the cells [first, first + SHOWN_CELLS) of a line, "..." where something is left out. */
static void print_line_part(FILE *out, const spec_source *source, spec_span line, size_t first) {
  size_t cell = 0;
  size_t at = line.start;
  if (first > 0) {
    (void)fputs("...", out);
  }
  while (at < line.end && cell < first + SHOWN_CELLS) {
    glyph next = glyph_at(source->text + at, line.end - at);
    if (cell >= first) {
      (void)fwrite(next.text, 1, next.size, out);
    } else if (cell + next.cells > first) {
      print_repeated(out, ' ', cell + next.cells - first);
    }
    cell += next.cells;
    at += next.read;
  }
  (void)fputs(at < line.end ? "...\n" : "\n", out);
}

static void print_snippet(FILE *out, const spec_source *source, const spec_diagnostic *diagnostic, uint32_t line_number,
                          int gutter) {
  spec_span line = spec_source_line(source, diagnostic->where.start);
  size_t start = diagnostic->where.start < line.end ? diagnostic->where.start : line.end;
  size_t end = diagnostic->where.end < line.end ? diagnostic->where.end : line.end;
  size_t caret = cells_between(source, line.start, start);
  size_t carets = cells_between(source, start, end);
  size_t first = caret + carets > SHOWN_CELLS && caret > CELLS_BEFORE_CARET ? caret - CELLS_BEFORE_CARET : 0;
  if (carets > SHOWN_CELLS - (caret - first)) {
    carets = SHOWN_CELLS - (caret - first);
  }
  (void)fprintf(out, "%*s |\n%*" PRIu32 " | ", gutter, "", gutter, line_number);
  print_line_part(out, source, line, first);
  (void)fprintf(out, "%*s | ", gutter, "");
  print_repeated(out, ' ', caret - first + (first > 0 ? 3 : 0));
  print_repeated(out, '^', carets > 0 ? carets : 1);
  if (diagnostic->label != NULL) {
    (void)fprintf(out, " %s", diagnostic->label);
  }
  (void)fputc('\n', out);
}

static void print_one(FILE *out, const spec_source *source, const spec_diagnostic *diagnostic) {
  int gutter = 1;
  bool placed = source->text != NULL && !spec_span_is_nowhere(diagnostic->where);
  spec_position position = {0};
  (void)fputs(source->label, out);
  if (placed) {
    position = spec_source_position(source, diagnostic->where.start);
    gutter = snprintf(NULL, 0, "%" PRIu32, position.line);
    (void)fprintf(out, ":%" PRIu32 ":%" PRIu32, position.line, position.column);
  }
  (void)fprintf(out, ": %s[E%03u]: %s\n", severity_word(diagnostic->severity), (unsigned)diagnostic->code,
                diagnostic->message);
  if (placed) {
    print_snippet(out, source, diagnostic, position.line, gutter);
  }
  for (size_t i = 0; i < diagnostic->note_count; i++) {
    (void)fprintf(out, "%*s = %s\n", gutter, "", diagnostic->notes[i].text);
  }
  if (diagnostic->help != NULL) {
    (void)fprintf(out, "%*s = help: %s\n", gutter, "", diagnostic->help);
  }
}

static void print_count(FILE *out, size_t count, const char *word) {
  (void)fprintf(out, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

void spec_diagnostics_print(const spec_diagnostics *list, FILE *out) {
  for (size_t i = 0; i < list->kept_count; i++) {
    print_one(out, &list->source, list->kept[i]);
  }
  if (list->no_memory) {
    (void)fprintf(out, "%s: error[E%03u]: not enough memory to read the file\n", list->source.label,
                  (unsigned)SPEC_E_NO_MEMORY);
  }
  size_t total = list->errors + list->warnings;
  if (total == 0) {
    return;
  }
  if (total > list->kept_count + list->no_memory) {
    (void)fprintf(out, "and %zu more\n", total - list->kept_count - list->no_memory);
  }
  if (list->errors > 0) {
    print_count(out, list->errors, "error");
  }
  if (list->warnings > 0) {
    (void)fputs(list->errors > 0 ? " and " : "", out);
    print_count(out, list->warnings, "warning");
  }
  unsigned code = list->kept_count > 0 ? (unsigned)list->kept[0]->code : SPEC_E_NO_MEMORY;
  (void)fprintf(out, " in %s; \"weir explain E%03u\" says more\n", list->source.label, code);
}

static void print_json_place(FILE *out, const spec_source *source, size_t offset) {
  spec_position position = spec_source_position(source, offset);
  (void)fprintf(out, "\"line\":%" PRIu32 ",\"column\":%" PRIu32, position.line, position.column);
}

static void print_json_notes(FILE *out, const spec_source *source, const spec_diagnostic *diagnostic) {
  for (size_t i = 0; i < diagnostic->note_count; i++) {
    const spec_note_line *note = &diagnostic->notes[i];
    (void)fputs(i == 0 ? "{" : ",{", out);
    if (source->text != NULL && !spec_span_is_nowhere(note->where)) {
      print_json_place(out, source, note->where.start);
      (void)fputc(',', out);
    }
    (void)fputs("\"message\":", out);
    json_print_text(out, note->text);
    (void)fputc('}', out);
  }
}

static void print_json_one(FILE *out, const spec_source *source, const spec_diagnostic *diagnostic) {
  (void)fprintf(out, "{\"code\":\"E%03u\",\"severity\":\"%s\",\"file\":", (unsigned)diagnostic->code,
                severity_word(diagnostic->severity));
  json_print_text(out, source->label);
  if (source->text != NULL && !spec_span_is_nowhere(diagnostic->where)) {
    (void)fputc(',', out);
    print_json_place(out, source, diagnostic->where.start);
    (void)fputs(",\"end\":{", out);
    print_json_place(out, source, diagnostic->where.end);
    (void)fputc('}', out);
  }
  (void)fputs(",\"message\":", out);
  json_print_text(out, diagnostic->message);
  (void)fputs(",\"label\":", out);
  json_print_text(out, diagnostic->label);
  (void)fputs(",\"help\":", out);
  json_print_text(out, diagnostic->help);
  (void)fputs(",\"related\":[", out);
  print_json_notes(out, source, diagnostic);
  (void)fputs("]}", out);
}

void spec_diagnostics_print_json(const spec_diagnostics *list, FILE *out) {
  const spec_diagnostic no_memory = {
      .code = SPEC_E_NO_MEMORY, .where = SPEC_NOWHERE, .message = "not enough memory to read the file"};
  (void)fputc('[', out);
  for (size_t i = 0; i < list->kept_count; i++) {
    (void)fputs(i > 0 ? ",\n" : "", out);
    print_json_one(out, &list->source, list->kept[i]);
  }
  if (list->no_memory) {
    (void)fputs(list->kept_count > 0 ? ",\n" : "", out);
    print_json_one(out, &list->source, &no_memory);
  }
  (void)fputc(']', out);
}
