/* SPDX-License-Identifier: Apache-2.0 */
/* JSON (RFC 8259) where it lies: finds where values end, and checks them on the way. Nothing is built, nothing copied.
 *
 * All take text[p, end) with WEIR_PAD readable bytes behind `end`, and give pointers into it; NULL: malformed, or, where
 * said, something else. Pure, any thread, no allocation. */
#ifndef DATA_JSON_SCAN_H
#define DATA_JSON_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Arrays and objects within each other, at most; deeper ones count as malformed. */
#define JSON_DEPTH 512u
/* Bytes of a number, at most; longer ones count as malformed. A double never needs more than 767 digits. */
#define JSON_NUMBER_MAX 1000

static inline bool json_is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/* The first byte that is no blank, or `end`. */
static inline const char *json_blanks(const char *p, const char *end) {
  while (p < end && json_is_blank(*p)) p++;
  return p;
}

/* `p` is behind the opening quote: the closing one. *escaped: there is a backslash in between. Control characters, bad
 * escapes and bytes that are no UTF-8 are malformed. */
const char *json_string_end(const char *p, const char *end, bool *escaped);

/* The text between the quotes of a string that json_string_end accepted, without its escapes, into to[0 .. end - p);
 * gives its size. Halves of surrogate pairs that stand alone become U+FFFD. */
size_t json_unescape(const char *p, const char *end, char *to);

/* `p` is at the first byte of a number: the byte behind it. *whole: neither fraction nor exponent. */
const char *json_number_end(const char *p, const char *end, bool *whole);

/* A number that json_number_end accepted, to the nearest double; infinite where it is too large. */
double json_to_double(const char *p, const char *end);

/* The digits of a whole number; false: it does not fit into an int64. */
bool json_to_int64(const char *p, const char *end, int64_t *value);

/* `p` is at the first byte of a value of any kind: the byte behind it. O(its size). */
const char *json_skip(const char *p, const char *end);

/* `p` is at `true`, `false` or `null`: the byte behind it. */
const char *json_word_end(const char *p, const char *end);
#endif
