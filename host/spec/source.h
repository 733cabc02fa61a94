/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/source: the text of a pipeline file, and places in it. A place is a byte offset everywhere inside; line and
 * column are worked out when somebody wants to read them, which is rare. Values, any thread.
 */
#ifndef WEIR_SPEC_SOURCE_H
#define WEIR_SPEC_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Largest file that is read, in bytes. */
#define SPEC_FILE_LIMIT ((size_t)256 << 10)

/* Bytes [start, end) of the file. */
typedef struct spec_span {
  uint32_t start, end;
} spec_span;

/* The span of what has no place in the file (the file as a whole). */
#define SPEC_NOWHERE ((spec_span){UINT32_MAX, UINT32_MAX})

/* Both count from 1; columns count characters (code points); a byte order mark counts nothing. */
typedef struct spec_position {
  uint32_t line, column;
} spec_position;

/* Borrows both texts; whoever fills it says for how long. */
typedef struct spec_source {
  const char *label; /* path as the user wrote it */
  const char *text;  /* not NUL-terminated; NULL when there is none to show */
  size_t size;
} spec_source;

bool spec_span_is_nowhere(spec_span span);

/* Bytes of a byte order mark at the beginning of the text: 0 or 3. */
size_t spec_source_mark_size(const char *text, size_t size);

/* Line and column of a byte; an offset behind the end is taken as the end. Lines end at LF, CR LF or CR. */
spec_position spec_source_position(const spec_source *source, size_t offset);

/* The line that holds a byte, without its line end and without a byte order mark. */
spec_span spec_source_line(const spec_source *source, size_t offset);

#endif
