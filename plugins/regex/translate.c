/* SPDX-License-Identifier: Apache-2.0 */
/* One pass over the pattern: most bytes are copied, what the two languages write differently is written anew. Escapes are
 * in translate_escape.c. */
#include "translate_parts.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- output ------------------------------------------------------------------------------------------------------ */

int translate_refuse(translator *t, size_t offset, const char *why) {
  (void)snprintf(t->error->text, sizeof t->error->text, "%s", why);
  t->error->offset = offset;
  return 0;
}

static int grow(translator *t, size_t n) {
  regex_text *to = t->to;
  if (to->size + n <= to->capacity) return 1;
  const size_t capacity = 2 * to->capacity + n + 64;
  char *bytes = realloc(to->bytes, capacity);
  if (bytes != NULL) to->bytes = bytes;
  uint32_t *origin = realloc(to->origin, capacity * sizeof *origin);
  if (origin != NULL) to->origin = origin;
  if (bytes == NULL || origin == NULL) return translate_refuse(t, t->at, "there is not enough memory for this pattern");
  to->capacity = capacity;
  return 1;
}

int translate_put(translator *t, const char *text, size_t n) {
  if (!grow(t, n)) return 0;
  memcpy(t->to->bytes + t->to->size, text, n);
  for (size_t i = 0; i < n; i++) t->to->origin[t->to->size + i] = (uint32_t)t->start;
  t->to->size += n;
  return 1;
}

int translate_write(translator *t, const char *text) { return translate_put(t, text, strlen(text)); }

/* The n bytes at hand as they are. */
int translate_copy(translator *t, size_t n) {
  t->at += n;
  return translate_put(t, t->pattern + t->at - n, n);
}

/* ---- groups ------------------------------------------------------------------------------------------------------ */

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static int is_next(const translator *t, const char *text) {
  const size_t n = strlen(text);
  return t->n - t->at >= n && memcmp(t->pattern + t->at, text, n) == 0;
}

/* (?i-s) and (?i-s: from behind the question mark. u has nothing to say here, case is Unicode's anyway. */
static int translate_flags(translator *t) {
  const size_t first = t->at;
  if (!translate_write(t, "(?")) return 0;
  for (; t->at < t->n && t->pattern[t->at] != ':' && t->pattern[t->at] != ')'; t->at++) {
    const char flag = t->pattern[t->at];
    if (flag == 'u') continue;
    if (flag == 'd' || flag == 'U') return translate_refuse(t, t->at, "the flags d and U of Java are not known here");
    if (strchr("imsx-", flag) == NULL || flag == 0)
      return translate_refuse(t, first,
                              "this kind of group is not known; there are (?:…), (?<name>…), (?=…), (?!…), (?<=…), "
                              "(?<!…), (?>…) and flags such as (?i)");
    if (!translate_put(t, flag == 'x' ? "xx" : &t->pattern[t->at], flag == 'x' ? 2 : 1)) return 0;
  }
  if (t->at == t->n) return translate_refuse(t, t->start, "this group is not closed");
  return translate_copy(t, 1);
}

static int translate_group(translator *t) {
  static const char *const kinds[] = {"(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"};
  if (is_next(t, "(*")) return translate_refuse(t, t->at + 1, "there is nothing that * could repeat");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (is_next(t, kinds[i])) return translate_copy(t, strlen(kinds[i]));
  if (is_next(t, "(?<")) {
    if (t->at + 3 < t->n && !is_letter(t->pattern[t->at + 3]))
      return translate_refuse(t, t->at + 3, "the name of a group begins with a letter");
    t->groups++;
    return translate_copy(t, 3);
  }
  if (is_next(t, "(?")) {
    t->at += 2;
    return translate_flags(t);
  }
  t->groups++;
  return translate_copy(t, 1);
}

/* ---- classes ----------------------------------------------------------------------------------------------------- */

/* An escape; a - behind one that is a class itself begins no range: [\d-x]. */
static int translate_member(translator *t) {
  const char letter = t->at + 1 < t->n ? t->pattern[t->at + 1] : 0;
  if (!translate_escape(t, 1)) return 0;
  if (letter == 0 || strchr("dDsSwWhHvVpP", letter) == NULL || !is_next(t, "-")) return 1;
  t->at++;
  return translate_write(t, "\\-");
}

static int translate_class(translator *t) {
  const size_t open = t->at;
  if (!translate_copy(t, is_next(t, "[^") ? 2 : 1)) return 0;
  if (t->at < t->n && t->pattern[t->at] == ']' && !translate_copy(t, 1)) return 0;
  while (t->at < t->n && t->pattern[t->at] != ']') {
    t->start = t->at;
    if (t->pattern[t->at] == '[')
      return translate_refuse(t, t->at,
                              "a class within a class is not known here; join them in one, or write \\[ for the "
                              "character itself");
    if (is_next(t, "&&"))
      return translate_refuse(t, t->at,
                              "intersections of classes (&&) are not known here; a look-ahead says the same: "
                              "(?![b])[a-z]");
    if (!(t->pattern[t->at] == '\\' ? translate_member(t) : translate_copy(t, 1))) return 0;
  }
  if (t->at == t->n) return translate_refuse(t, open, "this class is not closed");
  return translate_copy(t, 1);
}

/* ---- the pattern ------------------------------------------------------------------------------------------------- */

/* {n}, {n,}, {n,m}: a brace that is something else stands behind a backslash in Java. */
static int translate_count(translator *t) {
  size_t end = t->at + 1;
  while (end < t->n && is_digit(t->pattern[end])) end++;
  const int has_digits = end > t->at + 1;
  if (end < t->n && t->pattern[end] == ',')
    for (end++; end < t->n && is_digit(t->pattern[end]);) end++;
  if (!has_digits || end == t->n || t->pattern[end] != '}')
    return translate_refuse(t, t->at, "this brace begins no count such as {2,3}; write \\{ for the character itself");
  return translate_copy(t, end + 1 - t->at);
}

static int translate_next(translator *t) {
  t->start = t->at;
  switch (t->pattern[t->at]) {
  case '\\':
    return translate_escape(t, 0);
  case '(':
    return translate_group(t);
  case '[':
    return translate_class(t);
  case '{':
    return translate_count(t);
  default:
    return translate_copy(t, 1);
  }
}

/* The text itself where nothing in it is special; a backslash before what is no letter or digit is taken away. */
static int take_literal(regex_text *to, const char *pattern, size_t n) {
  to->literal = malloc(n + 1);
  size_t size = 0;
  for (size_t i = 0; to->literal != NULL && i < n; i++) {
    char c = pattern[i];
    int special = memchr(".*+?()[{^$|", c, 11) != NULL;
    if (c == '\\') {
      c = i + 1 < n ? pattern[++i] : 'a';
      special = is_digit(c) || is_letter(c) || (unsigned char)c >= 0x80;
    }
    if (special) {
      free(to->literal);
      to->literal = NULL;
    } else {
      to->literal[size++] = c;
    }
  }
  to->literal_size = size;
  return to->literal != NULL;
}

int regex_translate(regex_text *to, const char *pattern, size_t n, int unicode, regex_error *error) {
  translator t = {.to = to, .error = error, .pattern = pattern, .n = n, .unicode = unicode};
  memset(to, 0, sizeof *to);
  if (n > REGEX_PATTERN_MAX) return translate_refuse(&t, 0, "this pattern is too long; 16384 bytes are the most");
  if (!grow(&t, n)) return 0;
  if (take_literal(to, pattern, n)) return 1;
  while (t.at < n)
    if (!translate_next(&t)) return 0;
  return 1;
}

void regex_text_finish(regex_text *text) {
  free(text->bytes);
  free(text->origin);
  free(text->literal);
  memset(text, 0, sizeof *text);
}
