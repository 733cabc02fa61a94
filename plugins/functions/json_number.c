/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of JSON as Java's Double.toString writes them. */
#include "json_number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 17, SOURCE_MAX = 64 };

/* Digits of the shortest decimal number that is x, and the power of ten of the first one. At least two are looked at:
 * Java writes 4.9E-324, though 5E-324 is that number too. */
static int shortest(double x, char digit[DIGITS], int *exponent) {
  char text[40];
  int n = 2;
  do (void)snprintf(text, sizeof text, "%.*e", n - 1, x);
  while (n < DIGITS && strtod(text, NULL) != x && ++n);
  digit[0] = text[0];
  memcpy(digit + 1, text + 2, (size_t)n - 1);
  *exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
  return n == 2 && digit[1] == '0' ? 1 : n;
}

static char *put(char *to, const char *digit, int n) {
  memcpy(to, digit, (size_t)n);
  return to + n;
}

static char *put_zeros(char *to, int n) {
  memset(to, '0', (size_t)n);
  return to + n;
}

/* From 0.001 to below 10^7 with a point only. */
static char *put_plain(char *to, const char *digit, int n, int exponent) {
  if (exponent < 0) {
    to = put_zeros(put(to, "0.", 2), -exponent - 1);
    return put(to, digit, n);
  }
  const int whole = exponent + 1 < n ? exponent + 1 : n;
  to = put_zeros(put(to, digit, whole), exponent + 1 - whole);
  *to++ = '.';
  return n > whole ? put(to, digit + whole, n - whole) : put_zeros(to, 1);
}

static char *put_real(char *to, double x) {
  char digit[DIGITS];
  int exponent;
  if (isinf(x)) return to + snprintf(to, JSON_NUMBER_ROOM, "\"%sInfinity\"", x < 0 ? "-" : "");
  if (signbit(x)) *to++ = '-';
  if (x == 0) return put(to, "0.0", 3);
  const int n = shortest(fabs(x), digit, &exponent);
  if (exponent >= -3 && exponent < 7) return put_plain(to, digit, n, exponent);
  *to++ = digit[0];
  *to++ = '.';
  to = n > 1 ? put(to, digit + 1, n - 1) : put_zeros(to, 1);
  return to + snprintf(to, 8, "E%d", exponent);
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
  if (whole || n >= SOURCE_MAX) return put(to, begin, (int)n);
  memcpy(source, begin, n);
  source[n] = 0;
  return put_real(to, strtod(source, NULL));
}
