/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/utf8: decoding and a short table of widths. The table holds whole blocks of Unicode 15 instead of every
 * exception: a caret that is one cell off under a rare letter does no harm, wcwidth() would depend on the locale.
 */
#include "spec/utf8.h"

#include <stdbool.h>

typedef struct code_range {
  uint32_t first, last;
} code_range;

static const code_range NO_CELL[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0E34, 0x0E3A}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},   {0x200B, 0x200F}, {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF},
};

static const code_range TWO_CELLS[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool is_tail(const char *text, size_t at) { return ((unsigned char)text[at] & 0xC0) == 0x80; }

size_t spec_utf8_decode(const char *text, size_t size, uint32_t *ret_code) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (size == 0) {
    return 0;
  }
  unsigned char first = (unsigned char)text[0];
  size_t width = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;
  if (width == 0 || width > size) {
    return 0;
  }
  uint32_t code = width == 1 ? first : first & (0xFFu >> (width + 1));
  for (size_t i = 1; i < width; i++) {
    if (!is_tail(text, i)) {
      return 0;
    }
    code = code << 6 | ((unsigned char)text[i] & 0x3Fu);
  }
  if (code < least[width] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    return 0;
  }
  *ret_code = code;
  return width;
}

size_t spec_utf8_invalid_at(const char *text, size_t size) {
  size_t at = 0;
  while (at < size) {
    uint32_t code;
    size_t width = spec_utf8_decode(text + at, size - at, &code);
    if (width == 0) {
      return at;
    }
    at += width;
  }
  return size;
}

int spec_is_control(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

static bool is_within(uint32_t code, const code_range *ranges, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (code >= ranges[i].first && code <= ranges[i].last) {
      return true;
    }
  }
  return false;
}

unsigned spec_cell_width(uint32_t code) {
  if (code < 0x300) {
    return 1;
  }
  if (is_within(code, NO_CELL, sizeof NO_CELL / sizeof NO_CELL[0])) {
    return 0;
  }
  return is_within(code, TWO_CELLS, sizeof TWO_CELLS / sizeof TWO_CELLS[0]) ? 2 : 1;
}
