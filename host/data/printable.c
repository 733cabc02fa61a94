/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 as RFC 3629 has it, and which code points Python prints as they are. */
#include "data/format_parts.h"

/* Categories Cc, Cf, Cs, Co, Zl, Zp and Zs of Unicode 14 from U+00A0 on, ascending. */
static const struct {
  uint32_t first, last;
} unprintable[] = {
    {0xa0, 0xa0},       {0xad, 0xad},         {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},
    {0x70f, 0x70f},     {0x890, 0x891},       {0x8e2, 0x8e2},     {0x1680, 0x1680},   {0x180e, 0x180e},
    {0x2000, 0x200f},   {0x2028, 0x202f},     {0x205f, 0x2064},   {0x2066, 0x206f},   {0x3000, 0x3000},
    {0xd800, 0xf8ff},   {0xfeff, 0xfeff},     {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
    {0x13430, 0x13438}, {0x1bca0, 0x1bca3},   {0x1d173, 0x1d17a}, {0xe0001, 0xe0001}, {0xe0020, 0xe007f},
    {0xf0000, 0xffffd}, {0x100000, 0x10fffd},
};

bool format_printable(uint32_t code) {
  if (code < 0xa0) return code >= 0x20 && code < 0x7f;
  size_t low = 0, high = sizeof unprintable / sizeof unprintable[0];
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (code > unprintable[middle].last) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == sizeof unprintable / sizeof unprintable[0] || code < unprintable[low].first;
}

uint32_t format_decode(const char *text, size_t n, size_t *used) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char *p = (const unsigned char *)text;
  *used = 1;
  if (p[0] < 0x80) return p[0];
  size_t length = p[0] >= 0xf0 && p[0] < 0xf8 ? 4 : p[0] >= 0xe0 ? 3 : 2;
  if (p[0] < 0xc2 || p[0] >= 0xf8 || length > n) return FORMAT_INVALID;
  uint32_t code = p[0] & (0x7fu >> length);
  for (size_t i = 1; i < length; i++) {
    if ((p[i] & 0xc0) != 0x80) return FORMAT_INVALID;
    code = code << 6 | (p[i] & 0x3fu);
  }
  if (code < least[length] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return FORMAT_INVALID;
  *used = length;
  return code;
}
