/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as text: bin, conv, format_number. */
#include "text.h"
#include <math.h>
#include <stdio.h>

/* The digits of x to a base, at `end` backwards; gives where they begin. */
static char *put_digits(char *end, uint64_t x, uint64_t base) {
  do *--end = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[x % base];
  while ((x /= base) > 0);
  return end;
}

enum { ROOM = 72 }; /* a sign and 64 binary digits */

static weir_str put_text(text_builder *b, const char *p, const char *end) {
  char *to = text_room(b, ROOM);
  if (to == NULL) return weir_view("", 0);
  memcpy(to, p, (size_t)(end - p));
  return text_made(b, to + (end - p));
}

static weir_status binary(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const uint64_t *x = arg[0]->data;
  weir_str *to = out->col[column].data;
  char digits[ROOM], *end = digits + ROOM;
  text_builder b;
  (void)call;
  text_begin(&b, out, ROOM * (uint64_t)rows);
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) to[r] = put_text(&b, put_digits(end, x[r], 2), end);
  return out->failed;
}

STRICT(bin, "bin(n): n in binary digits, negative numbers as their 64 bits", "(int64) -> string", binary);

/* ---- conv -------------------------------------------------------------------------------------------------------- */

static uint32_t digit_of(char c) {
  const uint32_t d = (uint32_t)(unsigned char)c - '0', letter = ((uint32_t)(unsigned char)c | 0x20u) - 'a';
  return d < 10 ? d : letter < 26 ? letter + 10 : 99;
}

/* The number that p begins with; all ones when it is too large. */
static uint64_t read_digits(const char *p, const char *end, uint64_t base) {
  uint64_t x = 0;
  for (; p < end && digit_of(*p) < base; p++)
    if (__builtin_mul_overflow(x, base, &x) || __builtin_add_overflow(x, (uint64_t)digit_of(*p), &x)) return UINT64_MAX;
  return x;
}

/* NULL: null. A negative base to write in gives a sign, a positive one 64 bits without. */
static const char *convert(const weir_str *text, int64_t from, int64_t base, char *end) {
  const char *p = weir_text(text), *stop = p + text->len;
  while (p < stop && *p == ' ') p++;
  while (stop > p && stop[-1] == ' ') stop--;
  const uint64_t size = base < 0 ? -(uint64_t)base : (uint64_t)base;
  if (p == stop || from < 2 || from > 36 || size < 2 || size > 36) return NULL;
  int negative = *p == '-';
  uint64_t x = read_digits(p + negative, stop, (uint64_t)from);
  if (negative && base > 0) x = (int64_t)x < 0 ? UINT64_MAX : -x;
  if (base < 0 && (int64_t)x < 0) {
    x = -x;
    negative = 1;
  }
  char *begin = put_digits(end, x, size);
  if (negative && base < 0) *--begin = '-';
  return begin;
}

static weir_status conv(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *from = arg[1]->data, *base = arg[2]->data;
  weir_out_column *to = &out->col[column];
  char digits[ROOM], *end = digits + ROOM;
  text_builder b;
  (void)call;
  text_begin(&b, out, 16 * (uint64_t)rows);
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    const char *begin = convert(text + r, from[r], base[r], end);
    ((weir_str *)to->data)[r] = begin != NULL ? put_text(&b, begin, end) : weir_view("", 0);
    if (begin == NULL) function_set_null(to, r);
  }
  return out->failed;
}

STRICT(conv,
       "conv(text, from, to): the number that text is to the base from, to the base to (2 to 36); 64 bits without a "
       "sign unless to is negative",
       "(string, int64, int64) -> string?", conv);

/* ---- format_number ----------------------------------------------------------------------------------------------- */

enum { PLACES_MAX = 340, NUMBER_ROOM = 320 + PLACES_MAX };

/* Commas between each three digits of the whole part. */
static char *put_grouped(char *to, const char *p, const char *end) {
  if (*p == '-') *to++ = *p++;
  const char *point = memchr(p, '.', (size_t)(end - p));
  for (const char *whole = point != NULL ? point : end; p < whole;) {
    *to++ = *p++;
    if (p < whole && (whole - p) % 3 == 0) *to++ = ',';
  }
  memcpy(to, p, (size_t)(end - p));
  return to + (end - p);
}

static char *put_number(char *to, double x, int places) {
  char plain[NUMBER_ROOM];
  if (!isfinite(x)) {
    const char *name = isnan(x) ? "NaN" : x > 0 ? "∞" : "-∞";
    memcpy(to, name, strlen(name));
    return to + strlen(name);
  }
  const int n = snprintf(plain, sizeof plain, "%.*f", places, x);
  return put_grouped(to, plain, plain + n);
}

static char *put_integer(char *to, int64_t x, int places) {
  char plain[32];
  const int n = snprintf(plain, sizeof plain, "%lld", (long long)x);
  to = put_grouped(to, plain, plain + n);
  if (places > 0) *to++ = '.';
  memset(to, '0', (size_t)places);
  return to + places;
}

static weir_status format_number(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                 uint32_t column) {
  const int64_t *places = arg[1]->data;
  weir_out_column *to = &out->col[column];
  text_builder b;
  text_begin(&b, out, 16 * (uint64_t)rows);
  for (uint32_t r = 0; r < rows; r++) {
    const int n = (int)min_i64(max_i64(places[r], 0), PLACES_MAX);
    char *room = text_room(&b, 2 * NUMBER_ROOM);
    if (room == NULL) return WEIR_EFAIL;
    char *end = call->arg[0]->type == WEIR_I64 ? put_integer(room, ((const int64_t *)arg[0]->data)[r], n)
                                               : put_number(room, ((const double *)arg[0]->data)[r], n);
    ((weir_str *)to->data)[r] = places[r] < 0 ? weir_view("", 0) : text_made(&b, end);
    if (places[r] < 0) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(format_number,
       "format_number(x, places): x with so many decimal places, halves to the even neighbour, and a comma before each "
       "three digits",
       "(float64|int64, int64) -> string?", format_number);
