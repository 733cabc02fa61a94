/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 where nobody has checked it. A character begins at every byte that is not 10xxxxxx and reaches to the next one
 * that does, so that no text, however broken, leads beyond its end, and counting agrees with stepping. */
#ifndef FUNCTIONS_TEXT_H
#define FUNCTIONS_TEXT_H
#include "functions.h"

static inline int text_begins(char byte) { return ((unsigned char)byte & 0xC0u) != 0x80u; }

/* The end of the character that begins at p < end. */
static inline const char *text_next(const char *p, const char *end) {
  for (p++; p < end && !text_begins(*p);) p++;
  return p;
}
/* The begin of the character that ends at p > begin. */
static inline const char *text_before(const char *p, const char *begin) {
  for (p--; p > begin && !text_begins(*p);) p--;
  return p;
}

/* No byte of p[0..n) is above 127. */
static inline int text_is_ascii(const char *p, uint64_t n) {
  uint64_t all = 0, i = 0, eight = 0;
  for (; n - i >= 8; i += 8) {
    memcpy(&eight, p + i, 8);
    all |= eight;
  }
  for (; i < n; i++) all |= (unsigned char)p[i];
  return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* How many characters p[0..n) has. */
int64_t text_count(const char *p, uint64_t n);
/* Where character `count` of p[0..n) begins; p + n if there are fewer. */
const char *text_skip(const char *p, uint64_t n, uint64_t count);
/* The code point at p < end, and its end in *next. What is no UTF-8 is 0xFFFD. */
uint32_t text_code(const char *p, const char *end, const char **next);
/* A code point of at most 0x10FFFF as UTF-8; gives how many bytes (1 .. 4) were written. */
uint32_t text_put(char *to, uint32_t code);
/* Where the needle of m bytes begins in p[0..n), or NULL. An empty one is found at once. */
const char *text_find(const char *p, uint64_t n, const char *needle, uint64_t m);

/* ---- making text ------------------------------------------------------------------------------------------------- */

/* Strings of a column, one behind another in memory of the host that lasts as long as they do. */
typedef struct text_builder {
  weir_out *out;
  char *at, *end;
} text_builder;

#define TEXT_MAX (UINT64_C(64) << 20) /* bytes that one string may have */

/* `likely`: bytes that all rows together will probably need. */
void text_begin(text_builder *b, weir_out *out, uint64_t likely);
/* Room for one string of at most n bytes, with eight more behind it that may be written too; NULL: failed, the sentence
 * is said. */
char *text_room_slow(text_builder *b, uint64_t n);
static inline char *text_room(text_builder *b, uint64_t n) {
  return (uint64_t)(b->end - b->at) >= n + 8 ? b->at : text_room_slow(b, n);
}
/* The string that has been written into the room, up to `end`. */
static inline weir_str text_made(text_builder *b, const char *end) {
  const uint32_t n = (uint32_t)(end - b->at);
  const weir_str made = weir_view(b->at, n);
  if (n > 12) b->at += n;
  return made;
}
/* The bytes of all strings of a column. */
static inline uint64_t text_bytes(const weir_column *c, uint32_t rows) {
  const weir_str *s = c->data;
  uint64_t n = 0;
  for (uint32_t r = 0; r < rows; r++) n += s[r].len;
  return n;
}
/* The part of `whole` from p (within its bytes) on, n bytes: a view into the same memory. */
static inline weir_str text_part(const weir_str *whole, const char *p, uint64_t n) {
  return n == whole->len ? *whole : weir_view(p, (uint32_t)n);
}
#endif
