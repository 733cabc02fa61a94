/* SPDX-License-Identifier: Apache-2.0 */
#include "data/text_values.h"

#include <math.h>
#include <stdbool.h>
#include <strings.h>

#include "data/json_scan.h"
#include "data/place.h"
#include "data/timestamp.h"

typedef struct span {
  const char *p, *end;
} span;

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static span trimmed(const char *p, uint64_t n) {
  span s = {p, p + n};
  while (s.p < s.end && is_blank(*s.p)) s.p++;
  while (s.end > s.p && is_blank(s.end[-1])) s.end--;
  return s;
}

static bool is_word(span s, const char *word) {
  const size_t n = strlen(word);
  return (size_t)(s.end - s.p) == n && strncasecmp(s.p, word, n) == 0;
}

static bool to_bool(span s, uint8_t *value) {
  static const char *const words[] = {"false", "true", "f", "t", "no", "yes", "n", "y", "0", "1"};
  for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (is_word(s, words[i])) {
      *value = i & 1;
      return true;
    }
  return false;
}

static bool to_int(span s, int64_t *value) {
  const bool negative = s.p < s.end && *s.p == '-';
  uint64_t v = 0;
  s.p += negative || (s.p < s.end && *s.p == '+');
  if (s.p == s.end) return false;
  for (; s.p < s.end; s.p++) {
    const uint64_t digit = (uint64_t)*s.p - '0';
    if (digit > 9 || __builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, digit, &v)) return false;
  }
  if (v > (uint64_t)INT64_MAX + negative) return false;
  *value = (int64_t)(negative ? 0 - v : v);
  return true;
}

static bool to_float(span s, double *value) {
  bool whole;
  if (s.p == s.end) return false;
  if (json_number_end(s.p, s.end, &whole) == s.end) {
    *value = json_to_double(s.p, s.end);
    return true;
  }
  const bool negative = *s.p == '-';
  if (is_word(s, "nan")) {
    *value = (double)NAN;
    return true;
  }
  s.p += negative;
  if (!is_word(s, "infinity") && !is_word(s, "inf")) return false;
  *value = negative ? -(double)INFINITY : (double)INFINITY;
  return true;
}

static uint32_t put(weir_out *out, uint32_t column, uint32_t row, uint32_t type, const char *p, uint64_t n) {
  void *data = out->col[column].data;
  const span s = trimmed(p, n);
  switch (type) {
  case WEIR_BOOL:
    return to_bool(s, (uint8_t *)data + row);
  case WEIR_I64:
    return to_int(s, (int64_t *)data + row);
  case WEIR_F64:
    return to_float(s, (double *)data + row);
  case WEIR_TIME:
    return timestamp_parse(s.p, (size_t)(s.end - s.p), (int64_t *)data + row);
  case WEIR_STRING:
  case WEIR_BINARY:
    ((weir_str *)data)[row] = weir_view(p, (uint32_t)n);
    return 1;
  default:
    return 0;
  }
}

static void put_null(weir_out *out, uint32_t column, uint32_t row, uint32_t type) {
  const row_place place = {out, column, row};
  place_null(&place, 0, type);
}

static const char *kind(uint32_t type) {
  switch (type) {
  case WEIR_BOOL:
    return "bool: true or false";
  case WEIR_I64:
    return "int64: a whole number";
  case WEIR_F64:
    return "float64: a number";
  case WEIR_TIME:
    return "timestamp such as 2024-05-01T12:00:00Z";
  case WEIR_STRING:
    return "string";
  case WEIR_BINARY:
    return "binary";
  default:
    return NULL;
  }
}

const weir_text_values text_service = {.size = sizeof text_service, .put = put, .put_null = put_null, .kind = kind};
