/* SPDX-License-Identifier: Apache-2.0 */
#include "data/json_scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "data/format_parts.h"

/* ---- strings ----------------------------------------------------------------------------------------------------- */

/* How many of the 16 bytes at p pass in a string without a closer look: no quote, no backslash, no control character,
 * ASCII. Reads 16 bytes. */
static inline uint32_t plain_bytes(const char *p) {
#ifdef __SSE2__
  const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)p);
  const __m128i quote = _mm_cmpeq_epi8(text, _mm_set1_epi8('"')), slash = _mm_cmpeq_epi8(text, _mm_set1_epi8('\\'));
  const __m128i below = _mm_cmplt_epi8(text, _mm_set1_epi8(0x20)); /* signed: bytes from 0x80 too */
  const uint32_t stop = (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, slash), below));
  return (uint32_t)__builtin_ctz(stop | 0x10000u);
#else
  uint32_t n = 0;
  while (n < 16 && p[n] != '"' && p[n] != '\\' && (unsigned char)p[n] >= 0x20 && (unsigned char)p[n] < 0x80) n++;
  return n;
#endif
}

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* Bytes that the escape at p, a backslash, takes; 0: it is none. */
static uint32_t escape_size(const char *p, const char *end) {
  if (end - p < 2) return 0;
  if (p[1] != 'u') return p[1] && strchr("\"\\/bfnrt", p[1]) ? 2 : 0;
  if (end - p < 6) return 0;
  for (uint32_t i = 2; i < 6; i++)
    if (hex_digit(p[i]) < 0) return 0;
  return 6;
}

/* Bytes that the character at p takes, which is not a plain one; 0: malformed. */
static uint32_t odd_character(const char *p, const char *end, bool *escaped) {
  size_t used;
  if (*p == '\\') {
    *escaped = true;
    return escape_size(p, end);
  }
  if ((unsigned char)*p < 0x80) return 0;
  return format_decode(p, (size_t)(end - p), &used) == FORMAT_INVALID ? 0 : (uint32_t)used;
}

const char *json_string_end(const char *p, const char *end, bool *escaped) {
  *escaped = false;
  for (;;) {
    const uint32_t plain = plain_bytes(p);
    p += plain;
    if (p >= end) return NULL;
    if (plain == 16) continue;
    if (*p == '"') return p;
    const uint32_t used = odd_character(p, end, escaped);
    if (!used) return NULL;
    p += used;
  }
}

static uint32_t code_unit(const char *p) {
  uint32_t unit = 0;
  for (uint32_t i = 0; i < 4; i++) unit = unit << 4 | (uint32_t)hex_digit(p[i]);
  return unit;
}

static char *put_utf8(char *to, uint32_t code) {
  if (code < 0x80) {
    *to++ = (char)code;
  } else if (code < 0x800) {
    *to++ = (char)(0xc0 | code >> 6);
    *to++ = (char)(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    *to++ = (char)(0xe0 | code >> 12);
    *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    *to++ = (char)(0x80 | (code & 0x3f));
  } else {
    *to++ = (char)(0xf0 | code >> 18);
    *to++ = (char)(0x80 | (code >> 12 & 0x3f));
    *to++ = (char)(0x80 | (code >> 6 & 0x3f));
    *to++ = (char)(0x80 | (code & 0x3f));
  }
  return to;
}

/* The code point of the escape \uXXXX at p, two of them for a surrogate pair; *p moves behind it. */
static uint32_t escaped_code(const char **p, const char *end) {
  const uint32_t high = code_unit(*p + 2);
  *p += 6;
  if (high < 0xd800 || high > 0xdfff) return high;
  if (high > 0xdbff || end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u') return 0xfffd;
  const uint32_t low = code_unit(*p + 2);
  if (low < 0xdc00 || low > 0xdfff) return 0xfffd;
  *p += 6;
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

size_t json_unescape(const char *p, const char *end, char *to) {
  static const char from[] = "bfnrt", into[] = "\b\f\n\r\t";
  char *first = to;
  while (p < end) {
    if (*p != '\\') {
      *to++ = *p++;
    } else if (p[1] == 'u') {
      to = put_utf8(to, escaped_code(&p, end));
    } else {
      const char *known = strchr(from, p[1]);
      *to++ = known ? into[known - from] : p[1];
      p += 2;
    }
  }
  return (size_t)(to - first);
}

/* ---- any value ---------------------------------------------------------------------------------------------------- */

const char *json_word_end(const char *p, const char *end) {
  static const char *const words[] = {"true", "false", "null"};
  for (uint32_t i = 0; i < 3; i++) {
    const size_t n = strlen(words[i]);
    if ((size_t)(end - p) >= n && memcmp(p, words[i], n) == 0) return p + n;
  }
  return NULL;
}

static const char *skip_plain(const char *p, const char *end) {
  bool unused;
  if (*p == '"') {
    p = json_string_end(p + 1, end, &unused);
    return p ? p + 1 : NULL;
  }
  if (*p == '-' || (*p >= '0' && *p <= '9')) return json_number_end(p, end, &unused);
  return json_word_end(p, end);
}

/* Behind `"name" :`, at the value. */
static const char *skip_name(const char *p, const char *end) {
  bool unused;
  if (p >= end || *p != '"') return NULL;
  p = json_string_end(p + 1, end, &unused);
  if (!p) return NULL;
  p = json_blanks(p + 1, end);
  return p < end && *p == ':' ? json_blanks(p + 1, end) : NULL;
}

/* What is open, innermost last: a bit each, 1 = an object. No recursion: depth costs no stack. */
typedef struct nesting {
  uint64_t object[JSON_DEPTH / 64];
  uint32_t depth;
} nesting;

static bool is_object(const nesting *n) { return n->object[(n->depth - 1) >> 6] >> ((n->depth - 1) & 63) & 1; }

static bool enter(nesting *n, bool object) {
  if (n->depth == JSON_DEPTH) return false;
  const uint64_t bit = UINT64_C(1) << (n->depth & 63);
  n->object[n->depth >> 6] = (n->object[n->depth >> 6] & ~bit) | (object ? bit : 0);
  n->depth++;
  return true;
}

/* Behind a value: past what it closes, to the next value or, with depth 0, the end. */
static const char *after_value(nesting *n, const char *p, const char *end) {
  while (n->depth) {
    const bool object = is_object(n);
    p = json_blanks(p, end);
    if (p >= end) return NULL;
    if (*p == ',') {
      p = json_blanks(p + 1, end);
      return object ? skip_name(p, end) : p;
    }
    if (*p++ != (object ? '}' : ']')) return NULL;
    n->depth--;
  }
  return p;
}

/* At `{` or `[`: at its first value; or behind it and what it closes, when it is empty (*closed). */
static const char *open_container(nesting *n, const char *p, const char *end, bool *closed) {
  const bool object = *p == '{';
  if (!enter(n, object)) return NULL;
  p = json_blanks(p + 1, end);
  if (p >= end) return NULL;
  *closed = *p == (object ? '}' : ']');
  if (!*closed) return object ? skip_name(p, end) : p;
  n->depth--;
  return after_value(n, p + 1, end);
}

const char *json_skip(const char *p, const char *end) {
  nesting n = {.depth = 0};
  do {
    bool closed = false;
    if (!p || p >= end) return NULL;
    if (*p == '{' || *p == '[') {
      p = open_container(&n, p, end, &closed);
      if (!p) return NULL;
      if (!closed) continue;
    } else {
      p = skip_plain(p, end);
      if (!p) return NULL;
      p = after_value(&n, p, end);
    }
    if (!n.depth) return p;
  } while (true);
}
