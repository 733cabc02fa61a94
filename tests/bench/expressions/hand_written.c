/* SPDX-License-Identifier: Apache-2.0 */
#include "hand_written.h"

uint32_t hand_filter(const double *amount, uint32_t n, uint32_t *row) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < n; i++) {
    row[count] = i;
    count += amount[i] * 1.1 > 50;
  }
  return count;
}

void hand_case(const double *amount, uint32_t n, int64_t *to) {
  for (uint32_t i = 0; i < n; i++) to[i] = amount[i] > 50 ? 3 : amount[i] > 20 ? 2 : amount[i] > 5 ? 1 : 0;
}

static char upper(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

void hand_upper_concat(const weir_str *a, const weir_str *b, uint32_t n, char *bytes, weir_str *to) {
  for (uint32_t i = 0; i < n; i++) {
    const char *left = weir_text(&a[i]), *right = weir_text(&b[i]);
    char *at = bytes;
    for (uint32_t k = 0; k < a[i].len; k++) *at++ = upper(left[k]);
    *at++ = '-';
    for (uint32_t k = 0; k < b[i].len; k++) *at++ = upper(right[k]);
    to[i] = weir_view(bytes, (uint32_t)(at - bytes));
    bytes = at;
  }
}

uint32_t hand_split(const weir_str *line, uint32_t n, weir_str *part) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < n; i++) {
    const char *p = weir_text(&line[i]), *end = p + line[i].len;
    for (;;) {
      const char *blank = memchr(p, ' ', (size_t)(end - p));
      part[count++] = weir_view(p, (uint32_t)((blank ? blank : end) - p));
      if (!blank) break;
      p = blank + 1;
    }
  }
  return count;
}
