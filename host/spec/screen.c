/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/screen: libyaml would find most of this itself, but with messages about its reader, and would take long over
 * many directives (it compares each with all before it).
 */
#include "spec/screen.h"

#include <string.h>

#include "spec/utf8.h"

static spec_span bytes_at(size_t at, size_t count) { return (spec_span){(uint32_t)at, (uint32_t)(at + count)}; }

/* The characters YAML 1.1 calls printable, which libyaml insists on. */
static bool is_printable(uint32_t code) {
  return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0x7F) || code == 0x85 ||
         (code >= 0xA0 && code != 0xFEFF && code != 0xFFFE && code != 0xFFFF);
}

static bool screen_characters(const spec_source *source, spec_diagnostics *list) {
  for (size_t at = spec_source_mark_size(source->text, source->size); at < source->size;) {
    uint32_t code = 0;
    size_t width = spec_utf8_decode(source->text + at, source->size - at, &code);
    if (width == 0) {
      spec_error(list, SPEC_E_NOT_UTF8, bytes_at(at, 1), "the file is not UTF-8: byte 0x%02X",
                 (unsigned)(unsigned char)source->text[at]);
      return false;
    }
    if (!is_printable(code)) {
      spec_diagnostic *error =
          spec_error(list, SPEC_E_CONTROL_CHARACTER, bytes_at(at, width), "control character U+%04X", (unsigned)code);
      spec_help(list, error, "in double quotes it can be written \"\\x%02X\"", (unsigned)code);
      return false;
    }
    at += width;
  }
  return true;
}

static size_t line_end(const spec_source *source, size_t at) {
  while (at < source->size && source->text[at] != '\n' && source->text[at] != '\r') {
    at++;
  }
  return at;
}

/* The first byte from `at` on that is neither blank nor a line end nor in a comment. */
static size_t skip_comments(const spec_source *source, size_t at) {
  while (at < source->size && strchr(" \t\r\n#", source->text[at]) != NULL) {
    at = source->text[at] == '#' ? line_end(source, at) : at + 1;
  }
  return at;
}

static bool begins_with(const spec_source *source, size_t at, const char *word) {
  size_t length = strlen(word);
  return source->size - at >= length && memcmp(source->text + at, word, length) == 0;
}

static bool screen_directives(const spec_source *source, spec_diagnostics *list) {
  size_t at = skip_comments(source, spec_source_mark_size(source->text, source->size));
  if (at < source->size && source->text[at] == '%') {
    spec_error(list, SPEC_E_DIRECTIVE, bytes_at(at, line_end(source, at) - at), "YAML directives are not allowed");
    return false;
  }
  return true;
}

bool spec_screen(const spec_source *source, spec_diagnostics *list) {
  if (source->size > SPEC_FILE_LIMIT) {
    spec_error(list, SPEC_E_FILE_TOO_LARGE, SPEC_NOWHERE, "the file has %zu bytes; a pipeline file has at most %zu",
               source->size, SPEC_FILE_LIMIT);
    return false;
  }
  return screen_characters(source, list) && screen_directives(source, list);
}

bool spec_screen_rest(const spec_source *source, size_t offset, spec_diagnostics *list) {
  size_t at = skip_comments(source, offset);
  while (begins_with(source, at, "...")) {
    at = skip_comments(source, at + 3);
  }
  if (at == source->size) {
    return true;
  }
  if (begins_with(source, at, "---") || source->text[at] == '%') {
    spec_diagnostic *error = spec_error(list, SPEC_E_MANY_DOCUMENTS, bytes_at(at, line_end(source, at) - at),
                                        "a second document begins here; a file holds one");
    spec_help(list, error, "write each pipeline to a file of its own");
  } else {
    spec_error(list, SPEC_E_YAML_SYNTAX, bytes_at(at, line_end(source, at) - at),
               "not YAML: the document has ended before this");
  }
  return false;
}
