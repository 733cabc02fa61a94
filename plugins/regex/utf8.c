/* SPDX-License-Identifier: Apache-2.0 */
#include "utf8.h"
#include <stdint.h>
#include <string.h>

/* Bytes of the character at p, of which there are `left`; 0: there is none. */
static size_t character(const uint8_t *p, size_t left) {
  const uint8_t first = p[0];
  const size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size == 1) return 1;
  if (first < 0xC2 || first > 0xF4 || size > left) return 0;
  /* What the second byte must be above the usual 0x80..0xBF keeps long forms, surrogates and too large ones away. */
  const uint8_t least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const uint8_t most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < least || p[1] > most) return 0;
  for (size_t i = 2; i < size; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return size;
}

int utf8_is_valid(const char *text, size_t n) {
  const uint8_t *p = (const uint8_t *)text, *end = p + n;
  while (p < end) {
    uint64_t eight;
    if (end - p >= 8 && (memcpy(&eight, p, 8), (eight & UINT64_C(0x8080808080808080)) == 0)) {
      p += 8;
      continue;
    }
    const size_t size = character(p, (size_t)(end - p));
    if (size == 0) return 0;
    p += size;
  }
  return 1;
}
