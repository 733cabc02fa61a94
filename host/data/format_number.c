/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text. Floats are the shortest decimal that reads back as the same double: Python's repr and, since version
 * 19, Java's Double.toString agree on the digits and differ in the layout. The C locale is assumed. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/format_parts.h"

int format_add(text_buffer *b, const char *text) { return text_buffer_add(b, text, strlen(text)); }

int format_add_int(text_buffer *b, int64_t v) {
  char text[24], *p = text + sizeof text;
  uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
  do {
    *--p = (char)('0' + left % 10);
  } while (left /= 10);
  if (v < 0) *--p = '-';
  return text_buffer_add(b, p, (size_t)(text + sizeof text - p));
}

int format_add_hex(text_buffer *b, const weir_str *s) {
  static const char digit[] = "0123456789abcdef";
  const unsigned char *p = (const unsigned char *)weir_text(s);
  int bad = 0;
  for (uint32_t i = 0; i < s->len && !bad; i++) {
    char pair[2] = {digit[p[i] >> 4], digit[p[i] & 15]};
    bad = text_buffer_add(b, pair, 2);
  }
  return bad;
}

/* digit[0].digit[1]… × 10^exponent, without trailing zeros. */
typedef struct decimal {
  char digit[20];
  int count, exponent;
} decimal;

/* The digits of what printf wrote for %e; false when they do not read back as v. */
static bool read_back(const char *text, double v, decimal *d) {
  const char *e = strchr(text, 'e');
  d->count = 0;
  for (const char *p = text; p < e; p++)
    if (*p != '.') d->digit[d->count++] = *p;
  while (d->count > 1 && d->digit[d->count - 1] == '0') d->count--;
  d->exponent = (int)strtol(e + 1, NULL, 10);
  return strtod(text, NULL) == v;
}

/* Doubles lie closer below a power of two than above it: the nearest 16 digits may be those of its neighbour below,
 * while the next greater ones are its own. */
static bool round_up(char *text, double v, decimal *d) {
  int exponent;
  char *last = strchr(text, 'e') - 1;
  if (frexp(v, &exponent) > 0.5 || *last == '9') return false;
  ++*last;
  return read_back(text, v, d);
}

/* Of at least `least` digits, the closest to v. */
static decimal shortest(double v, int least) {
  decimal d = {0};
  char text[40];
  /* 15 digits hold every normal double of no more digits; the small ones that are not normal have fewer. */
  for (int precision = v < DBL_MIN ? least : DBL_DIG; precision <= DBL_DECIMAL_DIG; precision++) {
    (void)snprintf(text, sizeof text, "%.*e", precision - 1, v);
    if (read_back(text, v, &d)) break;
    if (precision == DBL_DIG + 1 && round_up(text, v, &d)) break;
  }
  return d;
}

/* Digits with a point where it belongs, and at least one behind it. */
static int add_positional(text_buffer *b, const decimal *d) {
  int bad = 0, whole = d->exponent + 1;
  if (whole <= 0) {
    bad |= format_add(b, "0.");
    for (int i = whole; i < 0; i++) bad |= text_buffer_add(b, "0", 1);
    return bad || text_buffer_add(b, d->digit, (size_t)d->count);
  }
  for (int i = 0; i < whole || i <= d->count - 1; i++) {
    if (i == whole) bad |= text_buffer_add(b, ".", 1);
    bad |= text_buffer_add(b, i < d->count ? &d->digit[i] : "0", 1);
  }
  return d->count > whole ? bad : bad || format_add(b, ".0");
}

static int add_fraction(text_buffer *b, const decimal *d) {
  return text_buffer_add(b, ".", 1) || text_buffer_add(b, d->digit + 1, (size_t)d->count - 1);
}

int format_add_float(text_buffer *b, double v) {
  if (isnan(v)) return format_add(b, "nan");
  int bad = signbit(v) ? text_buffer_add(b, "-", 1) : 0;
  v = fabs(v);
  if (isinf(v)) return bad || format_add(b, "inf");
  if (v < 1e15 && v == floor(v)) return bad || format_add_int(b, (int64_t)v) || format_add(b, ".0");
  decimal d = shortest(v, 1);
  if (d.exponent >= -4 && d.exponent < 16) return bad || add_positional(b, &d);
  bad |= text_buffer_add(b, d.digit, 1);
  if (d.count > 1) bad |= add_fraction(b, &d);
  return bad || text_buffer_printf(b, "e%+03d", d.exponent);
}

int format_add_java_float(text_buffer *b, double v) {
  if (isnan(v)) return format_add(b, "NaN");
  int bad = signbit(v) ? text_buffer_add(b, "-", 1) : 0;
  v = fabs(v);
  if (isinf(v)) return bad || format_add(b, "Infinity");
  if (v < 1e7 && v == floor(v)) return bad || format_add_int(b, (int64_t)v) || format_add(b, ".0");
  decimal d = shortest(v, 2); /* Java's smallest is 4.9E-324 */
  if (d.exponent >= -3 && d.exponent < 7) return bad || add_positional(b, &d);
  bad |= text_buffer_add(b, d.digit, 1);
  bad |= d.count > 1 ? add_fraction(b, &d) : format_add(b, ".0");
  return bad || text_buffer_printf(b, "E%d", d.exponent);
}
