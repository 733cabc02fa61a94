/* SPDX-License-Identifier: Apache-2.0 */
/* What stands behind a backslash. */
#include "translate_parts.h"
#include <stdio.h>
#include <string.h>

#define WORD "[\\p{L}\\p{Nd}_]"

static int is_digit(char c) { return c >= '0' && c <= '9'; }
static int is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
static int is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static int put_code_point(translator *t, uint32_t value) {
  char text[16];
  const int n = snprintf(text, sizeof text, "\\x{%x}", (unsigned)value);
  return translate_put(t, text, (size_t)n);
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

/* \0n, \0nn, \0nnn up to 0377. */
static int translate_octal(translator *t) {
  uint32_t value = 0, digits = 0;
  t->at += 2;
  for (; digits < 3 && t->at < t->n && t->pattern[t->at] >= '0' && t->pattern[t->at] <= '7'; digits++, t->at++) {
    if (digits == 2 && value > 31) break;
    value = value * 8 + (uint32_t)(t->pattern[t->at] - '0');
  }
  if (digits == 0) return translate_refuse(t, t->start, "\\0 is followed by one to three octal digits");
  return put_code_point(t, value);
}

/* Exactly `digits` hexadecimal digits behind the letter, as \xhh and \uhhhh. */
static int translate_hex(translator *t, size_t digits) {
  uint32_t value = 0;
  t->at += 2;
  for (size_t i = 0; i < digits; i++, t->at++) {
    const char c = t->at < t->n ? t->pattern[t->at] : 'x';
    if (!is_hex(c)) return translate_refuse(t, t->start, "a hexadecimal digit is missing: \\xhh, \\uhhhh or \\x{h…h}");
    value = value * 16 + (uint32_t)(is_digit(c) ? c - '0' : (c | 32) - 'a' + 10);
  }
  return put_code_point(t, value);
}

/* \x{h…h} */
static int translate_braced(translator *t) {
  const char *end = memchr(t->pattern + t->at, '}', t->n - t->at);
  if (end == NULL) return translate_refuse(t, t->start, "a code point is written \\x{h…h}");
  return translate_copy(t, (size_t)(end - t->pattern) + 1 - t->at);
}

/* As many digits as name a group that is open by now; at least one. */
static int translate_reference(translator *t) {
  char text[24];
  uint32_t number = 0;
  t->at++;
  do {
    number = number * 10 + (uint32_t)(t->pattern[t->at++] - '0');
  } while (t->at < t->n && is_digit(t->pattern[t->at]) &&
           number * 10 + (uint32_t)(t->pattern[t->at] - '0') <= t->groups);
  (void)snprintf(text, sizeof text, "\\g{%u}", (unsigned)number);
  return translate_write(t, text);
}

/* ---- classes by name --------------------------------------------------------------------------------------------- */

/* Java's POSIX classes are ASCII's, as [:…:] are. */
static const char *posix_name(const char *name, size_t n) {
  static const char *const names[][2] = {
      {"Lower", "lower"}, {"Upper", "upper"},   {"ASCII", "ascii"}, {"Alpha", "alpha"}, {"Digit", "digit"},
      {"Alnum", "alnum"}, {"Punct", "punct"},   {"Graph", "graph"}, {"Print", "print"}, {"Blank", "blank"},
      {"Cntrl", "cntrl"}, {"XDigit", "xdigit"}, {"Space", "space"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i][0]) == n && memcmp(names[i][0], name, n) == 0) return names[i][1];
  return NULL;
}

static int begins(const char *name, size_t n, const char *with) {
  const size_t size = strlen(with);
  return n > size && memcmp(name, with, size) == 0;
}

static int put_posix(translator *t, const char *posix, int negated, int in_class) {
  char text[32];
  (void)snprintf(text, sizeof text, "%s[:%s%s:]%s", in_class ? "" : "[", negated ? "^" : "", posix,
                 in_class ? "" : "]");
  return translate_write(t, text);
}

/* Categories (L, Lu), scripts (IsGreek, script=Greek), properties (IsAlphabetic). */
static int put_property(translator *t, const char *name, size_t n, int negated) {
  static const char *const prefixes[] = {"Is", "script=", "sc=", "general_category=", "gc="};
  char text[64];
  if (begins(name, n, "In") || begins(name, n, "java") || begins(name, n, "block=") || begins(name, n, "blk="))
    return translate_refuse(t, t->start,
                            "blocks (\\p{In…}) and classes of Java's methods (\\p{java…}) are not known here; "
                            "scripts are: \\p{IsGreek}");
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (begins(name, n, prefixes[i])) {
      name += strlen(prefixes[i]);
      n -= strlen(prefixes[i]);
      break;
    }
  if (n > 40) return translate_refuse(t, t->start, "there is no property of so long a name");
  const int is_cased = n == 2 && memcmp(name, "LC", 2) == 0;
  (void)snprintf(text, sizeof text, "\\%c{%.*s}", negated ? 'P' : 'p', is_cased ? 2 : (int)n, is_cased ? "L&" : name);
  return translate_write(t, text);
}

static int translate_property(translator *t, int in_class) {
  const int negated = t->pattern[t->at + 1] == 'P';
  t->at += 2;
  if (t->at < t->n && t->pattern[t->at] != '{') {
    t->at++;
    return put_property(t, t->pattern + t->at - 1, 1, negated);
  }
  const char *name = t->pattern + t->at + 1;
  const char *end = t->at < t->n ? memchr(name, '}', t->n - t->at - 1) : NULL;
  if (end == NULL || end == name) return translate_refuse(t, t->start, "a property is written \\p{Lu} or \\pL");
  const size_t n = (size_t)(end - name);
  for (size_t i = 0; i < n; i++)
    if (!is_name(name[i]) && name[i] != '=')
      return translate_refuse(t, t->start, "a property is written \\p{Lu} or \\pL");
  t->at += n + 2;
  const char *posix = posix_name(name, n);
  return posix != NULL ? put_posix(t, posix, negated, in_class) : put_property(t, name, n, negated);
}

/* ---- others ------------------------------------------------------------------------------------------------------ */

/* \Q…\E: text, to the end where nothing ends it. */
static int translate_quoted(translator *t) {
  t->at += 2;
  while (t->at < t->n && !(t->pattern[t->at] == '\\' && t->at + 1 < t->n && t->pattern[t->at + 1] == 'E')) {
    t->start = t->at;
    const char c = t->pattern[t->at];
    const int is_plain = is_name(c) || (unsigned char)c >= 0x80;
    if ((!is_plain && !translate_write(t, "\\")) || !translate_copy(t, 1)) return 0;
  }
  t->at = t->at < t->n ? t->at + 2 : t->n;
  return 1;
}

/* Words are ASCII's in \w, but Unicode's at a boundary. */
static int translate_boundary(translator *t) {
  const int is_boundary = t->pattern[t->at + 1] == 'b';
  if (!t->unicode) return translate_copy(t, 2);
  t->at += 2;
  return translate_write(t, is_boundary ? "(?:(?<=" WORD ")(?!" WORD ")|(?<!" WORD ")(?=" WORD "))"
                                        : "(?:(?<=" WORD ")(?=" WORD ")|(?<!" WORD ")(?!" WORD "))");
}

/* A backslash before a byte that is no ASCII letter or digit makes it that character. */
static int translate_plain(translator *t) {
  if ((unsigned char)t->pattern[t->at + 1] < 0x80) return translate_copy(t, 2);
  t->at++;
  return translate_copy(t, 1);
}

/* Letters that mean the same in both languages, outside of classes and anywhere. */
static int is_same(char letter, int in_class) {
  return strchr("dDsSwWhHvVtnrfae", letter) != NULL || (!in_class && strchr("AzZGRXk", letter) != NULL);
}

int translate_escape(translator *t, int in_class) {
  if (t->at + 1 == t->n) return translate_refuse(t, t->at, "the pattern ends in a backslash that escapes nothing");
  const char letter = t->pattern[t->at + 1];
  if (!is_name(letter) || letter == '_') return translate_plain(t);
  if (letter == 'Q') return translate_quoted(t);
  if (letter == '0') return translate_octal(t);
  if (letter == 'u') return translate_hex(t, 4);
  if (letter == 'x' && t->at + 2 < t->n && t->pattern[t->at + 2] == '{') return translate_braced(t);
  if (letter == 'x') return translate_hex(t, 2);
  if (letter == 'p' || letter == 'P') return translate_property(t, in_class);
  if (letter == 'c' && t->at + 2 < t->n) return translate_copy(t, 3);
  if (!in_class && is_digit(letter)) return translate_reference(t);
  if (!in_class && (letter == 'b' || letter == 'B')) return translate_boundary(t);
  if (is_same(letter, in_class)) return translate_copy(t, 2);
  return translate_refuse(t, t->at,
                          in_class ? "this escape means nothing within a class"
                                   : "this escape is not known; a letter or digit stands for itself without one");
}
