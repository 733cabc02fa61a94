/* SPDX-License-Identifier: Apache-2.0 */
#include "json_number.h"
#include "real_text.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MAX = 64 };

static char *put(char *to, const char *p, size_t n) {
  memcpy(to, p, n);
  return to + n;
}

/* What is beyond float64 is no number of JSON, and so in quotes. */
static char *put_json_real(char *to, double x) {
  const int quotes = isinf(x) != 0;
  if (quotes) *to++ = '"';
  to = real_put(to, x);
  if (quotes) *to++ = '"';
  return to;
}

static int is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-';
}

char *json_number_put(char *to, const char **p, const char *end) {
  const char *begin = *p;
  char source[SOURCE_MAX];
  int whole = 1;
  while (*p < end && is_number_byte(**p)) whole = whole && **p != '.' && (**p | 0x20) != 'e', (*p)++;
  const size_t n = (size_t)(*p - begin);
  if (n == 2 && memcmp(begin, "-0", 2) == 0) return put(to, "0", 1);
  if (whole || n >= SOURCE_MAX) return put(to, begin, n);
  memcpy(source, begin, n);
  source[n] = 0;
  return put_json_real(to, strtod(source, NULL));
}
