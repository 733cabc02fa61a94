/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions in Java's syntax, which is Spark SQL's, to PCRE2's. What Java does not have is refused, so that no
 * pattern means one thing here and another there; what PCRE2 does not have is refused too, in a sentence. Pure, any thread. */
#ifndef REGEX_TRANSLATE_H
#define REGEX_TRANSLATE_H
#include <stddef.h>
#include <stdint.h>

enum { REGEX_PATTERN_MAX = 16384 }; /* bytes of the longest pattern */

typedef struct regex_text {
  char *bytes;      /* the translated pattern */
  uint32_t *origin; /* where in the pattern given each of its bytes comes from */
  size_t size, capacity;
  char *literal; /* the one text that the pattern matches, if it has no metacharacter, of literal_size bytes; or NULL */
  size_t literal_size;
} regex_text;

/* Why a pattern is refused, a sentence without a final period, and at which of its bytes. */
typedef struct regex_error {
  char text[240];
  size_t offset;
} regex_error;

/* unicode: for texts that are not all ASCII, where a boundary \b is one of Unicode's words. 1, or 0 and the error. In either case
 * regex_text_finish. */
int regex_translate(regex_text *to, const char *pattern, size_t n, int unicode, regex_error *error);
void regex_text_finish(regex_text *text);
#endif
