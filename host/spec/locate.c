/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/locate: from a place in a scalar's text to the place in the file, for the carets inside expressions.
 *
 * But for double quotes, YAML changes a scalar only where it is blank (folding, indentation) and doubles single quotes;
 * so the n-th character that is not blank is the same in text and file. In double quotes escapes stand for any
 * character, blanks too; there the file is read along.
 */
#include <stdlib.h>
#include <string.h>

#include "spec/document.h"
#include "spec/utf8.h"

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* What lies between the quotes, or behind the first line of a block scalar. */
static spec_span content_of(const spec_source *source, const spec_node *scalar) {
  spec_span content = scalar->span;
  if (scalar->style == SPEC_SINGLE_QUOTED || scalar->style == SPEC_DOUBLE_QUOTED) {
    return (spec_span){content.start + 1, content.end - 1};
  }
  if (scalar->style == SPEC_LITERAL || scalar->style == SPEC_FOLDED) {
    content.start = spec_source_line(source, content.start).end;
  }
  return content;
}

/* The place of the `wanted`-th byte (from 0) in the file that is not blank. */
static size_t nth_visible(const spec_source *source, spec_span content, spec_style style, size_t wanted) {
  size_t at = content.start;
  for (; at < content.end; at++) {
    if (is_blank(source->text[at])) {
      continue;
    }
    if (wanted == 0) {
      break;
    }
    wanted--;
    at += style == SPEC_SINGLE_QUOTED && source->text[at] == '\'';
  }
  return at;
}

static size_t locate_by_counting(const spec_source *source, const spec_node *scalar, size_t offset) {
  spec_span content = content_of(source, scalar);
  size_t visible = 0, blanks = 0;
  for (size_t i = 0; i < offset; i++) {
    bool blank = is_blank(scalar->written[i]);
    visible += !blank;
    blanks = blank ? blanks + 1 : 0;
  }
  if (offset < scalar->written_length && !is_blank(scalar->written[offset])) {
    return nth_visible(source, content, scalar->style, visible);
  }
  size_t at = content.start; /* in blanks: as far behind the last visible character as in the text */
  if (visible > 0) {
    at = nth_visible(source, content, scalar->style, visible - 1);
    at += scalar->style == SPEC_SINGLE_QUOTED && source->text[at] == '\'' ? 2 : 1;
  }
  while (blanks > 0 && at < content.end && is_blank(source->text[at])) {
    at++;
    blanks--;
  }
  return at < content.end ? at : content.end;
}

typedef struct piece {
  size_t read;  /* bytes of the file */
  size_t gives; /* bytes of the text */
} piece;

static size_t utf8_width(uint32_t code) { return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4; }

static size_t line_break(const char *text, size_t size) {
  if (size > 1 && text[0] == '\r' && text[1] == '\n') {
    return 2;
  }
  return size > 0 && (text[0] == '\n' || text[0] == '\r') ? 1 : 0;
}

static size_t blanks_at(const char *text, size_t size) {
  size_t count = 0;
  while (count < size && (text[count] == ' ' || text[count] == '\t')) {
    count++;
  }
  return count;
}

/* Blanks, line ends and the indentation behind them, from a first line end on. */
static piece folded_lines(const char *text, size_t size) {
  piece fold = {0, 0};
  size_t breaks = 0, width;
  while ((width = line_break(text + fold.read, size - fold.read)) > 0) {
    breaks++;
    fold.read += width;
    fold.read += blanks_at(text + fold.read, size - fold.read);
  }
  fold.gives = breaks > 1 ? breaks - 1 : breaks;
  return fold;
}

static piece escape(const char *text, size_t size) {
  size_t width = size < 2 ? 0 : line_break(text + 1, size - 1);
  if (size < 2) {
    return (piece){1, 1};
  }
  if (width > 0) { /* the line goes on behind the indentation of the next */
    return (piece){1 + width + blanks_at(text + 1 + width, size - 1 - width), 0};
  }
  size_t digits = text[1] == 'x' ? 2 : text[1] == 'u' ? 4 : text[1] == 'U' ? 8 : 0;
  if (digits > 0 && size >= 2 + digits) {
    char hex[9] = {0};
    memcpy(hex, text + 2, digits);
    return (piece){2 + digits, utf8_width((uint32_t)strtoul(hex, NULL, 16))};
  }
  size_t gives = text[1] == 'N' || text[1] == '_' ? 2 : text[1] == 'L' || text[1] == 'P' ? 3 : 1;
  return (piece){2, gives};
}

static piece next_piece(const char *text, size_t size) {
  size_t blanks = blanks_at(text, size);
  if (line_break(text + blanks, size - blanks) > 0) {
    piece fold = folded_lines(text + blanks, size - blanks);
    return (piece){blanks + fold.read, fold.gives};
  }
  if (text[0] == '\\') {
    return escape(text, size);
  }
  uint32_t code;
  size_t width = spec_utf8_decode(text, size, &code);
  width = width == 0 ? 1 : width;
  return (piece){width, width};
}

static size_t locate_by_reading(const spec_source *source, const spec_node *scalar, size_t offset) {
  spec_span content = content_of(source, scalar);
  size_t at = content.start, given = 0;
  while (at < content.end) {
    piece next = next_piece(source->text + at, content.end - at);
    if (given + next.gives > offset) {
      break;
    }
    given += next.gives;
    at += next.read;
  }
  return at;
}

/* From the text with ${} put in back to the text as written. */
static size_t written_offset(const spec_node *scalar, size_t offset) {
  for (size_t i = 0; i < scalar->segment_count; i++) {
    const spec_segment *segment = &scalar->segments[i];
    if (offset < segment->at + segment->length) {
      return segment->written_at + (segment->substituted ? 0 : offset - segment->at);
    }
  }
  return scalar->segment_count > 0 || offset > scalar->written_length ? scalar->written_length : offset;
}

static uint32_t locate_written(const spec_source *source, const spec_node *scalar, size_t offset) {
  size_t at = scalar->style == SPEC_DOUBLE_QUOTED ? locate_by_reading(source, scalar, offset)
                                                  : locate_by_counting(source, scalar, offset);
  return (uint32_t)at;
}

uint32_t spec_position_in(const spec_document *document, const spec_node *scalar, size_t offset) {
  return locate_written(&document->source, scalar, written_offset(scalar, offset));
}

static size_t written_end(const spec_node *scalar, size_t end) {
  for (size_t i = 0; i < scalar->segment_count; i++) {
    const spec_segment *segment = &scalar->segments[i];
    if (end <= segment->at + segment->length && end > segment->at) {
      return segment->written_at + (segment->substituted ? segment->written_length : end - segment->at);
    }
  }
  return written_offset(scalar, end);
}

spec_span spec_span_in(const spec_document *document, const spec_node *scalar, size_t start, size_t end) {
  uint32_t first = spec_position_in(document, scalar, start);
  if (end <= start) {
    return (spec_span){first, first};
  }
  uint32_t behind = locate_written(&document->source, scalar, written_end(scalar, end));
  return (spec_span){first, behind > first ? behind : first};
}

const char *spec_node_shown(const spec_node *node, char *buffer, size_t size) {
  const char *text = node->kind == SPEC_SCALAR ? node->written : node->kind == SPEC_MAPPING ? "{...}" : "[...]";
  size_t length = strlen(text);
  if (length < size) {
    memcpy(buffer, text, length + 1);
    return buffer;
  }
  size_t kept = spec_utf8_invalid_at(text, size - 4);
  memcpy(buffer, text, kept);
  memcpy(buffer + kept, "...", 4);
  return buffer;
}
