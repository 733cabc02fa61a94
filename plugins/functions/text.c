/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

void *memmem(const void *haystack, size_t haystack_size, const void *needle, size_t needle_size);

/* Bytes 10xxxxxx among the eight of x: all but the first of a character. */
static uint32_t continuations(uint64_t x) {
  return (uint32_t)__builtin_popcountll(x & ~(x << 1) & UINT64_C(0x8080808080808080));
}

int64_t text_count(const char *p, uint64_t n) {
  uint64_t others = 0, i = 0;
  for (; n - i >= 8; i += 8) {
    uint64_t eight;
    memcpy(&eight, p + i, 8);
    others += continuations(eight);
  }
  for (; i < n; i++) others += !text_begins(p[i]);
  return (int64_t)(n - others);
}

const char *text_skip(const char *p, uint64_t n, uint64_t count) {
  const char *end = p + n;
  if (count == 0) return p;
  for (; end - p >= 8; p += 8) {
    uint64_t eight;
    memcpy(&eight, p, 8);
    const uint32_t here = 8 - continuations(eight);
    if (here > count) break;
    count -= here;
  }
  while (p < end && !text_begins(*p)) p++;
  for (; p < end && count > 0; count--) p = text_next(p, end);
  return p;
}

uint32_t text_code(const char *p, const char *end, const char **next) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const unsigned char lead = (unsigned char)*p;
  *next = text_next(p, end);
  if (lead < 0x80) {
    *next = p + 1;
    return lead;
  }
  const uint32_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || *next - p != (ptrdiff_t)n) return 0xFFFD;
  uint32_t code = lead & (0x7Fu >> n);
  for (uint32_t i = 1; i < n; i++) code = code << 6 | ((unsigned char)p[i] & 0x3Fu);
  return code < least[n] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) ? 0xFFFD : code;
}

uint32_t text_put(char *to, uint32_t code) {
  if (code < 0x80) {
    to[0] = (char)code;
    return 1;
  }
  const uint32_t n = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (uint32_t i = n; i-- > 1; code >>= 6) to[i] = (char)(0x80 | (code & 0x3F));
  to[0] = (char)((0xF00u >> n & 0xFF) | code);
  return n;
}

const char *text_find(const char *p, uint64_t n, const char *needle, uint64_t m) {
  if (m == 0) return p;
  if (m > n) return NULL;
  return m == 1 ? memchr(p, needle[0], n) : memmem(p, n, needle, m);
}

/* ---- making text ------------------------------------------------------------------------------------------------- */

enum { BLOCK = 32 << 10 };

void text_begin(text_builder *b, weir_out *out, uint64_t likely) {
  const uint64_t n = likely < TEXT_MAX / 4 ? likely : TEXT_MAX / 4;
  b->out = out;
  b->at = out->host->bytes(out, n + 64);
  b->end = b->at + n + 64;
}

char *text_room_slow(text_builder *b, uint64_t n) {
  if (n > TEXT_MAX - 64) {
    (void)function_fail(b->out, "a function would make a string of more than 64 MB");
    return NULL;
  }
  const uint64_t size = n + 64 < BLOCK ? BLOCK : n + 64;
  b->at = b->out->host->bytes(b->out, size);
  b->end = b->at + size;
  return b->out->failed == WEIR_OK ? b->at : NULL;
}
