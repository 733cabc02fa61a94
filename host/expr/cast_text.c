/* SPDX-License-Identifier: Apache-2.0 */
/* Text as numbers and booleans. Most fields of a row are short: nothing is copied for them. */
#include "expr/cast.h"
#include "expr/program.h"
#include <math.h>
#include <stdlib.h>

/* Blanks, and the control characters of ASCII. */
static bool is_around(char c) { return (unsigned char)c <= ' ' || c == 0x7f; }

static void trim(const char **p, uint32_t *n) {
  while (*n && is_around(**p)) ++*p, --*n;
  while (*n && is_around((*p)[*n - 1])) --*n;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_word(const char *p, uint32_t n, const char *word) {
  uint32_t i = 0;
  for (; i < n && word[i]; i++)
    if ((p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]) != word[i]) return false;
  return i == n && !word[i];
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

bool text_to_bool(const char *p, uint32_t n, uint8_t *to) {
  static const char *const yes[] = {"t", "true", "y", "yes", "1"}, *const no[] = {"f", "false", "n", "no", "0"};
  trim(&p, &n);
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
    *to = is_word(p, n, yes[i]);
    if (*to || is_word(p, n, no[i])) return true;
  }
  return false;
}

bool text_to_int(const char *p, uint32_t n, bool exact, int64_t *to) {
  trim(&p, &n);
  const char *end = p + n;
  const bool negative = n > 0 && *p == '-';
  if (negative || (n > 0 && *p == '+')) p++;
  if (p == end) return false;
  uint64_t v = 0;
  const uint64_t most = (uint64_t)INT64_MAX + negative;
  for (; p < end && is_digit(*p); p++) {
    const uint64_t digit = (uint64_t)(*p - '0');
    if (v > (most - digit) / 10) return false;
    v = v * 10 + digit;
  }
  if (p < end && (exact || *p++ != '.')) return false;
  while (p < end)
    if (!is_digit(*p++)) return false;
  *to = (int64_t)(negative ? 0 - v : v);
  return true;
}

static uint32_t skip_digits(const char **p, const char *end) {
  const char *from = *p;
  while (*p < end && is_digit(**p)) ++*p;
  return (uint32_t)(*p - from);
}

/* [+-]digits[.digits][e[+-]digits][dDfF]; *size is what strtod should read. */
static bool is_real(const char *p, const char *end, uint32_t *size) {
  const char *from = p;
  if (p < end && (*p == '-' || *p == '+')) p++;
  uint32_t digits = skip_digits(&p, end);
  if (p < end && *p == '.') {
    p++;
    digits += skip_digits(&p, end);
  }
  if (digits == 0) return false;
  if (p < end && (*p | 32) == 'e') {
    p++;
    if (p < end && (*p == '-' || *p == '+')) p++;
    if (!skip_digits(&p, end)) return false;
  }
  *size = (uint32_t)(p - from);
  return p == end || (p + 1 == end && ((*p | 32) == 'd' || (*p | 32) == 'f'));
}

static bool special_real(const char *p, uint32_t n, double *to) {
  const bool negative = n > 0 && *p == '-';
  if (is_word(p, n, "nan")) return *to = (double)NAN, true;
  if (n > 0 && (negative || *p == '+')) p++, n--;
  if (!is_word(p, n, "inf") && !is_word(p, n, "infinity")) return false;
  *to = negative ? -(double)INFINITY : (double)INFINITY;
  return true;
}

/* Up to 15 digits are exact in a double, and so are powers of ten up to 22: one division rounds once. */
static bool short_real(const char *p, uint32_t n, double *to) {
  static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  uint64_t v = 0;
  uint32_t digits = 0, behind = 0;
  const bool negative = *p == '-';
  bool point = false;
  for (uint32_t i = negative || *p == '+'; i < n; i++) {
    if (p[i] == '.') {
      point = true;
      continue;
    }
    if (!is_digit(p[i]) || ++digits > 15) return false;
    v = v * 10 + (uint64_t)(p[i] - '0');
    behind += point;
  }
  const double value = (double)v / power[behind];
  *to = negative ? -value : value;
  return true;
}

bool text_to_real(const char *p, uint32_t n, double *to) {
  enum { SHORT = 64 };
  char copy[SHORT + 1];
  uint32_t size = 0;
  trim(&p, &n);
  if (!is_real(p, p + n, &size)) return special_real(p, n, to);
  if (short_real(p, size, to)) return true;
  char *text = size > SHORT ? malloc((size_t)size + 1) : copy;
  if (!text) return false;
  memcpy(text, p, size);
  text[size] = 0;
  *to = strtod(text, NULL);
  if (text != copy) free(text);
  return true;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

static bool eval_bool(form_run *r) {
  const weir_str *in = r->arg[0]->data;
  uint8_t *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    if (text_to_bool(weir_text(&in[i]), in[i].len, &out[i])) continue;
    out[i] = 0;
    form_set_null(r, i);
  }
  return true;
}
const expr_form cast_text_bool = {"cast", true, eval_bool};

static bool eval_int(form_run *r) {
  const weir_str *in = r->arg[0]->data;
  int64_t *out = r->data;
  const uint64_t flags = r->node->param;
  for (uint32_t i = 0; i < r->rows; i++) {
    if (text_to_int(weir_text(&in[i]), in[i].len, flags & CAST_TRY, &out[i]) && int_narrowed(out[i], flags) == out[i])
      continue;
    out[i] = 0;
    form_set_null(r, i);
  }
  return true;
}
const expr_form cast_text_int = {"cast", true, eval_int};

static bool eval_real(form_run *r) {
  const weir_str *in = r->arg[0]->data;
  double *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    out[i] = 0;
    if (!text_to_real(weir_text(&in[i]), in[i].len, &out[i])) form_set_null(r, i);
  }
  if (r->node->param & CAST_FLOAT32)
    for (uint32_t i = 0; i < r->rows; i++) out[i] = (double)(float)out[i];
  return true;
}
const expr_form cast_text_real = {"cast", true, eval_real};
