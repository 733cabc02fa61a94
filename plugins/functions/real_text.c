/* SPDX-License-Identifier: Apache-2.0 */
#include "real_text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* At least two digits are looked at: Java writes 4.9E-324, though 5E-324 is that number too. */
int real_digits(double x, char digit[REAL_DIGITS], int *exponent) {
  char text[40];
  int n = 2;
  do (void)snprintf(text, sizeof text, "%.*e", n - 1, x);
  while (n < REAL_DIGITS && strtod(text, NULL) != x && ++n);
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

char *real_put(char *to, double x) {
  char digit[REAL_DIGITS];
  int exponent;
  if (isnan(x)) return put(to, "NaN", 3);
  if (signbit(x)) *to++ = '-';
  if (isinf(x)) return put(to, "Infinity", 8);
  if (x == 0) return put(to, "0.0", 3);
  const int n = real_digits(fabs(x), digit, &exponent);
  if (exponent >= -3 && exponent < 7) return put_plain(to, digit, n, exponent);
  *to++ = digit[0];
  *to++ = '.';
  to = n > 1 ? put(to, digit + 1, n - 1) : put_zeros(to, 1);
  return to + snprintf(to, 8, "E%d", exponent);
}
