/* SPDX-License-Identifier: Apache-2.0 */
/* Intervals: interval 1 day, interval '1' hour, interval 1 day 2 hours, interval '1 day 2 hours', interval '1-2' year to
 * month, interval '1 02:03:04.5' day to second. Months and shorter units are kept apart, and Spark does not mix them. */
#include "expr/cast.h"
#include "expr/parser.h"
#include <stdlib.h>

static const struct {
  const char *name;
  int64_t months, us;
} units[] = {
    {"year", 12, 0},         {"month", 1, 0},          {"week", 0, 604800000000},
    {"day", 0, 86400000000}, {"hour", 0, 3600000000},  {"minute", 0, 60000000},
    {"second", 0, 1000000},  {"millisecond", 0, 1000}, {"microsecond", 0, 1},
};
enum { UNITS = sizeof units / sizeof *units };

/* By name, in singular or plural; UNITS: there is none. */
static uint32_t find_unit(const char *word, size_t n) {
  char text[16];
  if (n >= sizeof text) return UNITS;
  memcpy(text, word, n);
  text[n] = 0;
  for (uint32_t i = 0; i < UNITS; i++) {
    if (expr_same_name(text, units[i].name)) return i;
    const size_t m = strlen(units[i].name);
    if (n == m + 1 && (text[m] | 32) == 's') {
      char singular[16];
      memcpy(singular, text, m);
      singular[m] = 0;
      if (expr_same_name(singular, units[i].name)) return i;
    }
  }
  return UNITS;
}

typedef struct span_of_time {
  int64_t months, us;
  bool has_months, has_us;
} span_of_time;

/* n, with a fraction for seconds only. False: it does not fit, or is no number. */
static bool add(span_of_time *s, const char *number, size_t n, uint32_t unit) {
  int64_t whole, part, sum;
  double real;
  if (text_to_int(number, (uint32_t)n, true, &whole)) {
    s->has_months = s->has_months || units[unit].months;
    s->has_us = s->has_us || units[unit].us;
    return !__builtin_mul_overflow(whole, units[unit].months, &part) &&
           !__builtin_add_overflow(s->months, part, &s->months) &&
           !__builtin_mul_overflow(whole, units[unit].us, &part) && !__builtin_add_overflow(s->us, part, &s->us);
  }
  if (units[unit].us != 1000000 || !text_to_real(number, (uint32_t)n, &real)) return false;
  s->has_us = true;
  part = real_to_int(real * 1e6 + (real < 0 ? -0.5 : 0.5));
  if (__builtin_add_overflow(s->us, part, &sum)) return false;
  s->us = sum;
  return true;
}

/* "1 day -2 hours" */
static bool read_units(span_of_time *s, const char *text) {
  uint32_t count = 0;
  for (const char *p = text + strspn(text, " "); *p; count++) {
    const size_t n = strcspn(p, " ");
    const char *word = p + n + strspn(p + n, " ");
    const size_t m = strcspn(word, " ");
    const uint32_t unit = find_unit(word, m);
    if (unit == UNITS || !add(s, p, n, unit)) return false;
    p = word + m + strspn(word + m, " ");
  }
  return count > 0;
}

/* Fields of '1 02:03:04.5' and '1-2', from unit `first` to `last` of the table: their separators are any. */
static bool read_fields(span_of_time *s, const char *text, uint32_t first, uint32_t last) {
  const char *p = text + strspn(text, " ");
  const bool minus = *p == '-';
  if (minus || *p == '+') p++;
  for (uint32_t unit = first; unit <= last; unit++) {
    if (units[unit].us == 604800000000) continue;
    const size_t n = strspn(p, unit == last ? "0123456789." : "0123456789");
    if (n == 0 || !add(s, p, n, unit)) return false;
    p += n;
    if (unit < last && *p) p++;
  }
  p += strspn(p, " ");
  if (minus) s->months = -s->months, s->us = -s->us;
  return !*p;
}

static ast *fail_interval(parser *p, expr_span at) {
  expr_fail(p->compiler, EXPR_E_LITERAL, at, "this is no interval");
  expr_help(p->compiler, "write interval 1 day, interval '2' hours or interval '1 day 2 hours'");
  return NULL;
}

static ast *make(parser *p, expr_span at, const span_of_time *s) {
  ast *node = parse_new(p, AST_INTERVAL, at);
  if (!node) return NULL;
  node->months = s->months;
  node->value.integer = s->us;
  node = parse_close(p, node);
  if (!node || !s->has_months || !s->has_us) return node;
  expr_fail(p->compiler, EXPR_E_LITERAL, node->span,
            "years and months do not mix with days and shorter in one interval");
  expr_help(p->compiler, "write two of them: t + interval 1 month + interval 1 day");
  return NULL;
}

/* [-] number or text, then its unit; false and no error: there is none. */
static bool take_part(parser *p, span_of_time *s, bool *wrong) {
  parser begin = *p;
  const bool minus = parse_take_symbol(p, "-");
  const token number = p->token;
  *wrong = false;
  if (number.kind != TOKEN_INTEGER && number.kind != TOKEN_STRING) return *p = begin, false;
  parse_next(p);
  const uint32_t unit = p->token.kind == TOKEN_NAME ? find_unit(p->token.text, p->token.size) : UNITS;
  if (unit == UNITS) return *p = begin, false;
  span_of_time one = {.months = 0};
  *wrong = !add(&one, number.text, number.size, unit);
  parse_next(p);
  s->months += minus ? -one.months : one.months;
  s->us += minus ? -one.us : one.us;
  s->has_months = s->has_months || one.has_months;
  s->has_us = s->has_us || one.has_us;
  return !*wrong;
}

bool parse_begins_interval(const parser *p) {
  parser copy = *p;
  span_of_time s = {.months = 0};
  bool wrong;
  const expr_error before = *p->compiler->err;
  parse_next(&copy);
  const bool begins = take_part(&copy, &s, &wrong) || wrong;
  *p->compiler->err = before;
  return begins;
}

/* '…' unit to unit; the text is at hand. NULL and no error: it is not of this form. */
static ast *parse_fields_form(parser *p, expr_span at) {
  parser begin = *p;
  const token text = p->token;
  span_of_time s = {.months = 0};
  parse_next(p);
  const uint32_t first = p->token.kind == TOKEN_NAME ? find_unit(p->token.text, p->token.size) : UNITS;
  if (first != UNITS) parse_next(p);
  if (first == UNITS || !parse_take_word(p, "to")) return *p = begin, NULL;
  const uint32_t last = p->token.kind == TOKEN_NAME ? find_unit(p->token.text, p->token.size) : UNITS;
  parse_next(p);
  if (last == UNITS || last <= first || !read_fields(&s, text.text, first, last)) return fail_interval(p, text.span);
  return make(p, at, &s);
}

ast *parse_interval(parser *p, expr_span at) {
  span_of_time s = {.months = 0};
  bool wrong;
  const token first = p->token;
  if (first.kind == TOKEN_STRING) {
    ast *node = parse_fields_form(p, at);
    if (node || p->compiler->err->code) return node;
  }
  if (take_part(p, &s, &wrong)) {
    while (take_part(p, &s, &wrong)) {
    }
    return wrong ? fail_interval(p, first.span) : make(p, at, &s);
  }
  if (wrong || first.kind != TOKEN_STRING) return fail_interval(p, first.span);
  parse_next(p);
  const char *text = first.text;
  return read_units(&s, text) ? make(p, at, &s) : fail_interval(p, first.span);
}
