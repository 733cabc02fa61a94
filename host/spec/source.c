/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/source: positions by scanning from the beginning. A file has at most 256 KB and a run prints a few positions, so
 * that a table of lines would cost more than it saves.
 */
#include "spec/source.h"

#include <string.h>

bool spec_span_is_nowhere(spec_span span) { return span.start == UINT32_MAX; }

size_t spec_source_mark_size(const char *text, size_t size) {
  return size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

static bool ends_line(const spec_source *source, size_t at) {
  if (source->text[at] == '\n') {
    return true;
  }
  return source->text[at] == '\r' && (at + 1 == source->size || source->text[at + 1] != '\n');
}

spec_position spec_source_position(const spec_source *source, size_t offset) {
  spec_position position = {1, 1};
  size_t end = offset < source->size ? offset : source->size;
  for (size_t at = spec_source_mark_size(source->text, source->size); at < end; at++) {
    if (ends_line(source, at)) {
      position.line++;
      position.column = 1;
    } else if (((unsigned char)source->text[at] & 0xC0) != 0x80) {
      position.column++;
    }
  }
  return position;
}

spec_span spec_source_line(const spec_source *source, size_t offset) {
  size_t start = offset < source->size ? offset : source->size;
  size_t end = start;
  while (start > 0 && !ends_line(source, start - 1)) {
    start--;
  }
  while (end < source->size && source->text[end] != '\n' && source->text[end] != '\r') {
    end++;
  }
  if (start == 0) {
    start = spec_source_mark_size(source->text, source->size);
  }
  return (spec_span){(uint32_t)start, (uint32_t)(end < start ? start : end)};
}
