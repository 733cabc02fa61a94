/* SPDX-License-Identifier: Apache-2.0 */
/* Stripping characters from the ends. Results are views. */
#include "text.h"

enum { LEFT = 1, RIGHT = 2, BOTH = 3 };

/* The characters to strip: bytes below 128 as a bitmap, others by comparing. */
typedef struct strip_set {
  uint64_t ascii[2];
  const char *p, *end;
  int others;
} strip_set;

static strip_set set_of(const weir_str *chars) {
  strip_set set = {.p = weir_text(chars), .end = weir_text(chars) + chars->len};
  for (const char *p = set.p; p < set.end; p++) {
    const unsigned char c = (unsigned char)*p;
    if (c < 128)
      set.ascii[c >> 6] |= UINT64_C(1) << (c & 63);
    else
      set.others = 1;
  }
  return set;
}

/* The set has the character c[0..n). */
static int set_has(const strip_set *set, const char *c, uint64_t n) {
  const unsigned char byte = (unsigned char)*c;
  if (byte < 128) return (int)(set->ascii[byte >> 6] >> (byte & 63) & 1);
  if (!set->others) return 0;
  for (const char *p = set->p, *next; p < set->end; p = next) {
    next = text_next(p, set->end);
    if ((uint64_t)(next - p) == n && memcmp(p, c, n) == 0) return 1;
  }
  return 0;
}

static weir_str strip(const weir_str *text, const strip_set *set, int sides) {
  const char *p = weir_text(text), *end = p + text->len;
  for (const char *next; (sides & LEFT) && p < end; p = next) {
    next = text_next(p, end);
    if (!set_has(set, p, (uint64_t)(next - p))) break;
  }
  for (const char *last; (sides & RIGHT) && end > p; end = last) {
    last = text_before(end, p);
    if (!set_has(set, last, (uint64_t)(end - last))) break;
  }
  return text_part(text, p, (uint64_t)(end - p));
}

static weir_str strip_blanks(const weir_str *text, int sides) {
  const char *p = weir_text(text), *end = p + text->len;
  while ((sides & LEFT) && p < end && *p == ' ') p++;
  while ((sides & RIGHT) && end > p && end[-1] == ' ') end--;
  return text_part(text, p, (uint64_t)(end - p));
}

static void strip_column(const weir_column *text, const weir_column *chars, const weir_column *constant, int sides,
                         uint32_t rows, weir_str *to) {
  const weir_str *t = text->data, *c = chars->data;
  strip_set set = set_of(constant != NULL ? (const weir_str *)constant->data : c);
  for (uint32_t r = 0; r < rows; r++) {
    if (constant == NULL) set = set_of(c + r);
    to[r] = strip(t + r, &set, sides);
  }
}

/* trim(text), or trim(characters, text). */
static weir_status trim(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  const int sides = function_of(call)->variant;
  if (call->args == 2)
    strip_column(arg[1], arg[0], call->constant[0], sides, rows, to);
  else
    for (uint32_t r = 0; r < rows; r++) to[r] = strip_blanks(text + r, sides);
  return WEIR_OK;
}

static weir_status btrim(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  if (call->args == 1) return trim(call, arg, rows, out, column);
  strip_column(arg[0], arg[1], call->constant[1], BOTH, rows, out->col[column].data);
  return WEIR_OK;
}

STRICT(trim, "trim([characters, ]text): text without blanks, or the given characters, at both ends",
       "(string, [string]) -> string", trim, .variant = BOTH);
STRICT(ltrim, "ltrim([characters, ]text): text without blanks, or the given characters, at its begin",
       "(string, [string]) -> string", trim, .variant = LEFT);
STRICT(rtrim, "rtrim([characters, ]text): text without blanks, or the given characters, at its end",
       "(string, [string]) -> string", trim, .variant = RIGHT);
STRICT(btrim, "btrim(text[, characters]): text without blanks, or the given characters, at both ends",
       "(string, [string]) -> string", btrim, .variant = BOTH);
