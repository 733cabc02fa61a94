/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/diagnostic: the list. Texts are cleaned as they come in, because names in them are the user's and may hold
 * anything; spec/print_diagnostics.c puts them into their two shapes.
 */
#include "spec/diagnostic.h"

#include <stdlib.h>
#include <string.h>

#include "spec/utf8.h"

#define TEXT_LIMIT 1000

void spec_diagnostics_init(spec_diagnostics *list) {
  *list = (spec_diagnostics){.source = {.label = "pipeline"}};
  spec_arena_init(&list->arena);
}

void spec_diagnostics_finish(spec_diagnostics *list) {
  spec_arena_finish(&list->arena);
  *list = (spec_diagnostics){0};
}

void spec_error_no_memory(spec_diagnostics *list) {
  if (!list->no_memory) {
    list->no_memory = true;
    list->errors++;
  }
}

/* Copies a text with control characters and stray bytes written as \xNN. */
static const char *clean(spec_diagnostics *list, const char *text, size_t size) {
  char *cleaned = spec_arena_alloc(&list->arena, size * 4 + 1);
  if (cleaned == NULL) {
    spec_error_no_memory(list);
    return NULL;
  }
  char *end = cleaned;
  for (size_t at = 0; at < size;) {
    uint32_t code = 0;
    size_t width = spec_utf8_decode(text + at, size - at, &code);
    if (width > 0 && !spec_is_control(code)) {
      memcpy(end, text + at, width);
      end += width;
    } else if (width > 0 && code > 0xFF) {
      end += sprintf(end, "\\u%04X", (unsigned)code);
    } else {
      end += sprintf(end, "\\x%02X", width > 0 ? (unsigned)code : (unsigned)(unsigned char)text[at]);
    }
    at += width > 0 ? width : 1;
  }
  return cleaned;
}

void spec_diagnostics_set_source(spec_diagnostics *list, const char *label, const char *text, size_t size) {
  size_t length = strlen(label);
  const char *name = clean(list, label, length);
  char *copy = size <= SPEC_FILE_LIMIT ? spec_arena_copy(&list->arena, text, size) : NULL;
  list->source =
      (spec_source){.label = name == NULL ? "pipeline" : name, .text = copy, .size = copy == NULL ? 0 : size};
}

bool spec_diagnostics_have_room(const spec_diagnostics *list) { return list->kept_count < SPEC_DIAGNOSTICS_KEPT; }

__attribute__((format(printf, 2, 0))) static const char *format_text(spec_diagnostics *list, const char *format,
                                                                     va_list arguments) {
  char text[TEXT_LIMIT + 1];
  int wanted = vsnprintf(text, sizeof text, format, arguments);
  if (wanted < 0) {
    return NULL;
  }
  size_t size = strlen(text);
  if ((size_t)wanted > size) {
    size = spec_utf8_invalid_at(text, size); /* the cut may have gone through a character */
    size = size > TEXT_LIMIT - 3 ? spec_utf8_invalid_at(text, TEXT_LIMIT - 3) : size;
    memcpy(text + size, "...", 4);
    size += 3;
  }
  return clean(list, text, size);
}

static bool is_known(const spec_diagnostics *list, spec_code code, spec_span where, const char *message) {
  for (size_t i = 0; i < list->kept_count; i++) {
    const spec_diagnostic *other = list->kept[i];
    if (other->code == code && other->where.start == where.start && strcmp(other->message, message) == 0) {
      return true;
    }
  }
  return false;
}

static spec_diagnostic *add(spec_diagnostics *list, spec_severity severity, spec_code code, spec_span where,
                            const char *message) {
  if (list->muted || (message != NULL && is_known(list, code, where, message))) {
    return NULL;
  }
  if (severity == SPEC_ERROR) {
    list->errors++;
  } else {
    list->warnings++;
  }
  if (message == NULL) {
    return NULL;
  }
  spec_diagnostic *diagnostic = spec_arena_alloc(&list->arena, sizeof *diagnostic);
  if (diagnostic == NULL) {
    spec_error_no_memory(list);
    return NULL;
  }
  *diagnostic = (spec_diagnostic){.severity = severity, .code = code, .where = where, .message = message};
  list->kept[list->kept_count++] = diagnostic;
  return diagnostic;
}

spec_diagnostic *spec_error(spec_diagnostics *list, spec_code code, spec_span where, const char *format, ...) {
  const char *message = NULL;
  if (spec_diagnostics_have_room(list)) {
    va_list arguments;
    va_start(arguments, format);
    message = format_text(list, format, arguments);
    va_end(arguments);
  }
  return add(list, SPEC_ERROR, code, where, message);
}

spec_diagnostic *spec_warning(spec_diagnostics *list, spec_code code, spec_span where, const char *format, ...) {
  const char *message = NULL;
  if (spec_diagnostics_have_room(list)) {
    va_list arguments;
    va_start(arguments, format);
    message = format_text(list, format, arguments);
    va_end(arguments);
  }
  return add(list, SPEC_WARNING, code, where, message);
}

void spec_label(spec_diagnostics *list, spec_diagnostic *diagnostic, const char *format, ...) {
  if (diagnostic == NULL) {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  diagnostic->label = format_text(list, format, arguments);
  va_end(arguments);
}

void spec_note(spec_diagnostics *list, spec_diagnostic *diagnostic, spec_span where, const char *format, ...) {
  if (diagnostic == NULL || diagnostic->note_count == SPEC_NOTES_KEPT) {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  const char *text = format_text(list, format, arguments);
  va_end(arguments);
  if (text != NULL) {
    diagnostic->notes[diagnostic->note_count++] = (spec_note_line){.where = where, .text = text};
  }
}

void spec_help(spec_diagnostics *list, spec_diagnostic *diagnostic, const char *format, ...) {
  if (diagnostic == NULL) {
    return;
  }
  va_list arguments;
  va_start(arguments, format);
  diagnostic->help = format_text(list, format, arguments);
  va_end(arguments);
}

spec_position spec_diagnostics_position(const spec_diagnostics *list, size_t offset) {
  return spec_source_position(&list->source, offset);
}

void spec_diagnostics_sort(spec_diagnostics *list) {
  for (size_t i = 1; i < list->kept_count; i++) {
    spec_diagnostic *moved = list->kept[i];
    size_t j = i;
    for (; j > 0 && list->kept[j - 1]->where.start > moved->where.start; j--) {
      list->kept[j] = list->kept[j - 1];
    }
    list->kept[j] = moved;
  }
}

const char *spec_code_meaning(unsigned number) {
  switch (number) {
#define SPEC_CODE_CASE(code, identifier, meaning)                                                                      \
  case code:                                                                                                           \
    return meaning;
    SPEC_CODES(SPEC_CODE_CASE)
#undef SPEC_CODE_CASE
  default:
    return NULL;
  }
}
