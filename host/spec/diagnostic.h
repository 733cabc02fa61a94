/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/diagnostic: what is wrong with a pipeline file, collected in one run and printed with the line it is about. The
 * layers above add to the same list. Not thread-safe: one list belongs to one check.
 */
#ifndef WEIR_SPEC_DIAGNOSTIC_H
#define WEIR_SPEC_DIAGNOSTIC_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "spec/arena.h"
#include "spec/codes.h"
#include "spec/source.h"

#define SPEC_DIAGNOSTICS_KEPT 20
#define SPEC_NOTES_KEPT 4

typedef enum spec_severity { SPEC_ERROR, SPEC_WARNING } spec_severity;

typedef struct spec_note_line {
  spec_span where; /* SPEC_NOWHERE when the note is about no place of its own */
  const char *text;
} spec_note_line;

/* All texts are owned by the list. */
typedef struct spec_diagnostic {
  spec_severity severity;
  spec_code code;
  spec_span where;
  const char *message;
  const char *label; /* behind the carets, or NULL */
  const char *help;  /* or NULL */
  size_t note_count;
  spec_note_line notes[SPEC_NOTES_KEPT];
} spec_diagnostic;

typedef struct spec_diagnostics {
  spec_arena arena;
  spec_source source;
  size_t errors, warnings; /* all, kept or not */
  size_t kept_count;
  spec_diagnostic *kept[SPEC_DIAGNOSTICS_KEPT]; /* in the order of spec_diagnostics_sort, else as added */
  bool no_memory;                               /* an error could not be kept because memory ran out */
  bool muted; /* what is added would only follow from what is there: neither kept nor counted */
} spec_diagnostics;

/* Embedded. The file is named and shown once spec_diagnostics_set_source was called (spec_load does). */
void spec_diagnostics_init(spec_diagnostics *list);

/* Takes a list of zeroes too. */
void spec_diagnostics_finish(spec_diagnostics *list);

/* Names the file and copies its text for the source lines; a text over SPEC_FILE_LIMIT is not kept, its lines are not
 * shown. */
void spec_diagnostics_set_source(spec_diagnostics *list, const char *label, const char *text, size_t size);

/* True while another error would still be kept: what only serves the message (looking for near names) may be left out
 * otherwise. */
bool spec_diagnostics_have_room(const spec_diagnostics *list);

/* Adds an error or a warning. The same code with the same message at the same place is one cause and counts once; past
 * SPEC_DIAGNOSTICS_KEPT they are only counted. Control characters in the text come out escaped; texts are cut at 1,000
 * bytes. Returns the diagnostic for the functions below, or NULL when it was not kept: they all take NULL. */
spec_diagnostic *spec_error(spec_diagnostics *list, spec_code code, spec_span where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
spec_diagnostic *spec_warning(spec_diagnostics *list, spec_code code, spec_span where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The text behind the carets. */
void spec_label(spec_diagnostics *list, spec_diagnostic *diagnostic, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line "= text"; `where` is what the JSON form says about its place. Past SPEC_NOTES_KEPT left out. */
void spec_note(spec_diagnostics *list, spec_diagnostic *diagnostic, spec_span where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The line "= help: text"; the last one stays. */
void spec_help(spec_diagnostics *list, spec_diagnostic *diagnostic, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Says that memory ran out: one error without a place. */
void spec_error_no_memory(spec_diagnostics *list);

/* Line and column of a byte of the file the list is about. */
spec_position spec_diagnostics_position(const spec_diagnostics *list, size_t offset);

/* Puts the kept diagnostics into the order of the file; equal places stay as added. */
void spec_diagnostics_sort(spec_diagnostics *list);

/* Prints all kept diagnostics and the final count as people read them; nothing when there are none. Write errors stay
 * in the stream (ferror). */
void spec_diagnostics_print(const spec_diagnostics *list, FILE *out);

/* Prints a JSON array with one object a kept diagnostic. */
void spec_diagnostics_print_json(const spec_diagnostics *list, FILE *out);

/* "the file is not YAML" and so on; NULL for a number that is no code. */
const char *spec_code_meaning(unsigned number);

#endif
