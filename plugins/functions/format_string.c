/* SPDX-License-Identifier: Apache-2.0 */
/* format_string, printf: Java's formats %s %d %x %X %o %f %e %E %c %b %% %n, with their flags, width and precision.
 *
 *   %[argument$][flags - + blank 0 , ( #][width][.precision]conversion */
#include "case.h"
#include "real_text.h"
#include "round.h"
#include "text.h"
#include <math.h>
#include <stdio.h>

enum { WIDTH_MAX = 1 << 16, PLACES_MAX = 512, BODY_ROOM = 2048 };

typedef struct spec {
  uint32_t argument; /* from 1; 0: none is taken */
  uint32_t width;
  int32_t places; /* -1: not given */
  char conversion;
  int left, plus, blank, zero, comma, parens;
} spec;

/* A format while it is read: the next argument that is taken in order. */
typedef struct format {
  const char *p, *end;
  uint32_t next;
} format;

static int64_t take_number(format *f) {
  int64_t n = 0;
  while (f->p < f->end && *f->p >= '0' && *f->p <= '9') n = min_i64(n * 10 + (*f->p++ - '0'), INT32_MAX);
  return n;
}

static int take_flag(spec *s, char c) {
  int *const flag[] = {&s->left, &s->plus, &s->blank, &s->zero, &s->comma, &s->parens};
  const char *known = c != 0 ? strchr("-+ 0,(", c) : NULL;
  if (known != NULL) *flag[known - "-+ 0,("] = 1;
  return known != NULL;
}

/* The specifier behind the %. NULL, or what is wrong with it. */
static const char *take_spec(format *f, spec *s) {
  *s = (spec){.places = -1};
  const char *begin = f->p;
  const int64_t number = take_number(f);
  if (f->p > begin && f->p < f->end && *f->p == '$') {
    s->argument = (uint32_t)number;
    f->p++;
  } else {
    f->p = begin;
  }
  while (f->p < f->end && take_flag(s, *f->p)) f->p++;
  s->width = (uint32_t)take_number(f);
  if (f->p < f->end && *f->p == '.') {
    f->p++;
    s->places = (int32_t)take_number(f);
  }
  if (f->p == f->end) return "the format ends within a specifier";
  s->conversion = *f->p++;
  if (s->width > WIDTH_MAX || s->places > PLACES_MAX) return "a width in the format is too large";
  if (s->conversion == '%' || s->conversion == 'n') return NULL;
  if (strchr("sSdxXofeEcb", s->conversion) == NULL)
    return "the format has a conversion that is none of %s %d %x %X %o %f %e %E %c %b";
  if (s->argument == 0) s->argument = ++f->next;
  return NULL;
}

/* NULL, or why the argument does not fit. */
static const char *check_argument(const weir_call *call, const spec *s) {
  if (s->argument == 0) return NULL;
  if (s->argument >= call->args) return "the format asks for more arguments than there are";
  const uint32_t type = call->arg[s->argument]->type;
  const int whole = strchr("dxXo", s->conversion) != NULL, real = strchr("feE", s->conversion) != NULL;
  if (whole && type != WEIR_I64) return "%d, %x and %o take an int64";
  if (real && type != WEIR_F64) return "%f and %e take a float64";
  return s->conversion == 'c' && type != WEIR_I64 ? "%c takes an int64, a code point" : NULL;
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* Digits with a comma before each three of the whole part. */
static char *put_grouped(char *to, const char *p, const char *end) {
  const char *whole = p;
  while (whole < end && *whole >= '0' && *whole <= '9') whole++;
  while (p < whole) {
    *to++ = *p++;
    if (p < whole && (whole - p) % 3 == 0) *to++ = ',';
  }
  memcpy(to, p, (size_t)(end - p));
  return to + (end - p);
}

/* A number without its sign, in `to`; gives the end. */
static char *put_digits(char *to, const spec *s, const weir_column *c, uint32_t r) {
  char plain[BODY_ROOM / 2];
  int n;
  if (c->type == WEIR_I64) {
    const int64_t x = ((const int64_t *)c->data)[r];
    n = snprintf(plain, sizeof plain, "%llu", x < 0 ? 0 - (unsigned long long)x : (unsigned long long)x);
  } else {
    const double x = fabs(((const double *)c->data)[r]);
    const int places = s->places < 0 ? 6 : s->places;
    if (!isfinite(x)) return real_put(to, x);
    if (s->conversion == 'f')
      n = snprintf(plain, sizeof plain, "%.*f", places, real_round(x, places));
    else if (s->conversion == 'e')
      n = snprintf(plain, sizeof plain, "%.*e", places, x);
    else
      n = snprintf(plain, sizeof plain, "%.*E", places, x);
  }
  if (s->comma) return put_grouped(to, plain, plain + n);
  memcpy(to, plain, (size_t)n);
  return to + n;
}

/* Sign, zeros up to the width, digits. */
static char *put_signed(char *to, const spec *s, const weir_column *c, uint32_t r) {
  char digits[BODY_ROOM];
  const int real = c->type == WEIR_F64;
  const double x = real ? ((const double *)c->data)[r] : 0;
  const int negative = real ? signbit(x) && !isnan(x) : ((const int64_t *)c->data)[r] < 0;
  const uint32_t n = (uint32_t)(put_digits(digits, s, c, r) - digits);
  const uint32_t marks = negative ? (s->parens ? 2 : 1) : (s->plus || s->blank) && !isnan(x);
  const char *sign = negative ? (s->parens ? "(" : "-") : s->plus ? "+" : " ";
  if (marks > 0) *to++ = *sign;
  for (uint32_t k = n + marks; s->zero && isfinite(x) && k < s->width; k++) *to++ = '0';
  memcpy(to, digits, n);
  to += n;
  if (negative && s->parens) *to++ = ')';
  return to;
}

static char *put_bits(char *to, const spec *s, uint64_t x) {
  const uint32_t shift = s->conversion == 'o' ? 3 : 4;
  const char *digits = s->conversion == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[24], *end = text + sizeof text, *p = end;
  do *--p = digits[x & ((1u << shift) - 1)];
  while ((x >>= shift) > 0);
  for (uint32_t k = (uint32_t)(end - p); s->zero && k < s->width; k++) *to++ = '0';
  memcpy(to, p, (size_t)(end - p));
  return to + (end - p);
}

static char *put_text(char *to, const char *p, uint64_t n) {
  memcpy(to, p, n);
  return to + n;
}

/* What %s writes. */
static char *put_any(char *to, const weir_column *c, uint32_t r) {
  if (weir_is_null(c, r)) return put_text(to, "null", 4);
  if (c->type == WEIR_I64) return to + snprintf(to, 32, "%lld", (long long)((const int64_t *)c->data)[r]);
  if (c->type == WEIR_F64) return real_put(to, ((const double *)c->data)[r]);
  if (c->type == WEIR_BOOL) return ((const uint8_t *)c->data)[r] ? put_text(to, "true", 4) : put_text(to, "false", 5);
  const weir_str *s = (const weir_str *)c->data + r;
  return put_text(to, weir_text(s), s->len);
}

static char *put_truth(char *to, const weir_column *c, uint32_t r) {
  const int truth = !weir_is_null(c, r) && (c->type != WEIR_BOOL || ((const uint8_t *)c->data)[r]);
  return truth ? put_text(to, "true", 4) : put_text(to, "false", 5);
}

/* p .. end in upper case, which may need three times the room, and what it is made of once more. */
static char *put_upper(char *p, const char *end) {
  const size_t n = (size_t)(end - p);
  char *from = p + 3 * n;
  memmove(from, p, n);
  return case_put_upper(from, from + n, p);
}

/* As many characters as the precision lets pass. */
static char *cut(const spec *s, char *p, char *end) {
  if (s->places < 0) return end;
  return p + (text_skip(p, (uint64_t)(end - p), (uint64_t)s->places) - p);
}

static char *put_value(char *to, const spec *s, const weir_column *c, uint32_t r) {
  char *end;
  const uint64_t *number = c->data;
  switch (s->conversion) {
  case 's':
    return cut(s, to, put_any(to, c, r));
  case 'S':
    end = cut(s, to, put_any(to, c, r));
    return put_upper(to, end);
  case 'b':
    return cut(s, to, put_truth(to, c, r));
  default:
    if (weir_is_null(c, r))
      return cut(s, to, put_text(to, s->conversion == 'X' || s->conversion == 'E' ? "NULL" : "null", 4));
  }
  if (s->conversion == 'c') return to + text_put(to, number[r] <= 0x10FFFF ? (uint32_t)number[r] : 0xFFFD);
  if (s->conversion == 'x' || s->conversion == 'X' || s->conversion == 'o') return put_bits(to, s, number[r]);
  return put_signed(to, s, c, r);
}

/* Blanks up to the width, on the side that is not aligned to. */
static char *put_padded(char *to, const spec *s, const weir_column *c, uint32_t r) {
  char *end = put_value(to, s, c, r);
  const uint64_t n = (uint64_t)(end - to), has = (uint64_t)text_count(to, n);
  if (has >= s->width) return end;
  const uint64_t missing = s->width - has;
  if (!s->left) memmove(to + missing, to, n);
  memset(s->left ? end : to, ' ', missing);
  return end + missing;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Room that one value may need. */
static uint64_t room_of(const spec *s, const weir_column *c, uint32_t r) {
  const int text = c->type == WEIR_STRING && !weir_is_null(c, r);
  const uint64_t times = s->conversion == 'S' ? 4 : 1;
  return (uint64_t)s->width + BODY_ROOM + (text ? times * ((const weir_str *)c->data)[r].len : 0);
}

/* The row as text from `to` on, or, where `to` is NULL, how much room it needs in *room. NULL, or what is wrong. */
static const char *format_row(const weir_call *call, const weir_column *const *arg, uint32_t r, char **to,
                              uint64_t *room) {
  const weir_str *text = (const weir_str *)arg[0]->data + r;
  format f = {.p = weir_text(text), .end = weir_text(text) + text->len};
  spec s;
  while (f.p < f.end) {
    if (*f.p != '%') {
      if (to != NULL) *(*to)++ = *f.p;
      f.p++, ++*room;
      continue;
    }
    f.p++;
    const char *wrong = take_spec(&f, &s);
    if (wrong == NULL) wrong = check_argument(call, &s);
    if (wrong != NULL) return wrong;
    *room += s.argument == 0 ? 1 : room_of(&s, arg[s.argument], r);
    if (to == NULL) continue;
    if (s.argument == 0)
      *(*to)++ = s.conversion == 'n' ? '\n' : '%';
    else
      *to = put_padded(*to, &s, arg[s.argument], r);
  }
  return NULL;
}

static weir_status format_string(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                 uint32_t column) {
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, 64 * (uint64_t)rows);
  for (uint32_t r = 0; r < rows; r++) {
    uint64_t room = 0, again = 0;
    const char *wrong = format_row(call, arg, r, NULL, &room);
    if (wrong != NULL) return function_fail(out, wrong);
    char *end = text_room(&b, room);
    if (end == NULL) return WEIR_EFAIL;
    (void)format_row(call, arg, r, &end, &again);
    to[r] = text_made(&b, end);
  }
  function_copy_nulls(arg[0], &out->col[column], rows);
  return WEIR_OK;
}

/* A constant format is checked at once. */
static weir_status bind(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  for (uint32_t i = 1; i < call->args; i++) {
    const uint32_t type = call->arg[i]->type;
    if (type == WEIR_I64 || type == WEIR_F64 || type == WEIR_BOOL || type == WEIR_STRING) continue;
    if (call->cast(call, i, &text) != WEIR_OK) return WEIR_EINVAL;
  }
  const weir_column *constant = call->constant[0];
  if (constant != NULL && !weir_is_null(constant, 0)) {
    const weir_str *format_text = constant->data;
    format f = {.p = weir_text(format_text), .end = weir_text(format_text) + format_text->len};
    while ((f.p = memchr(f.p, '%', (size_t)(f.end - f.p))) != NULL) {
      spec s;
      f.p++;
      const char *wrong = take_spec(&f, &s);
      if (wrong == NULL) wrong = check_argument(call, &s);
      if (wrong != NULL) return function_refuse(err, wrong);
    }
  }
  const weir_field field = {.name = "text", .type = WEIR_STRING, .flags = call->arg[0]->flags & WEIR_NULLABLE};
  return call->set_result(call, &field);
}

LENIENT_BOUND(
    format_string,
    "format_string(format, x, …): the format with the arguments in place of %s, %d, %f and so on, as Java has them",
    "(string, any...)", bind, format_string);
LENIENT_BOUND(printf, "printf(format, x, …): another name of format_string", "(string, any...)", bind, format_string);
