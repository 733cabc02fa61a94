/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "data/json_scan.h"

static inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *digits_end(const char *p, const char *end) {
  while (p < end && is_digit(*p)) p++;
  return p;
}

const char *json_number_end(const char *p, const char *end, bool *whole) {
  const char *begin = p;
  p += p < end && *p == '-';
  const char *first = p;
  p = digits_end(p, end);
  if (p == first || (*first == '0' && p > first + 1)) return NULL;
  *whole = true;
  if (p < end && *p == '.') {
    *whole = false;
    first = p + 1;
    p = digits_end(first, end);
    if (p == first) return NULL;
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    *whole = false;
    first = p + 1;
    first += first < end && (*first == '+' || *first == '-');
    p = digits_end(first, end);
    if (p == first) return NULL;
  }
  return p - begin <= JSON_NUMBER_MAX ? p : NULL;
}

bool json_to_int64(const char *p, const char *end, int64_t *value) {
  const bool negative = *p == '-';
  uint64_t v = 0;
  p += negative;
  if (end - p > 19) return false; /* 19 digits fit into 64 bits without a sign */
  for (; p < end; p++) v = v * 10 + (uint64_t)(*p - '0');
  if (v > (uint64_t)INT64_MAX + negative) return false;
  *value = (int64_t)(negative ? 0 - v : v);
  return true;
}

/* Where strtod must help: more than 19 digits, an exponent, or a power of ten that a double does not hold exactly. */
static double slow_double(const char *p, const char *end) {
  char text[JSON_NUMBER_MAX + 1];
  const size_t n = (size_t)(end - p);
  memcpy(text, p, n);
  text[n] = '\0';
  return strtod(text, NULL);
}

/* Clinger's fast path: digits below 2^53 times or by a power of ten below 10^23 are rounded once, so rightly. */
double json_to_double(const char *p, const char *end) {
  static const double power[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const char *first = p;
  const bool negative = *p == '-';
  uint64_t digits = 0;
  int64_t exponent = 0;
  uint32_t count = 0;
  for (p += negative; p < end && is_digit(*p); p++, count++) digits = digits * 10 + (uint64_t)(*p - '0');
  if (p < end && *p == '.')
    for (p++; p < end && is_digit(*p); p++, count++, exponent--) digits = digits * 10 + (uint64_t)(*p - '0');
  if (count > 19 || p < end || digits >> 53 || exponent < -22) return slow_double(first, end);
  const double v = (double)digits / power[-exponent];
  return negative ? -v : v;
}
