/* SPDX-License-Identifier: Apache-2.0 */
/* upper, lower, initcap: ASCII eight bytes at a time, all else by Unicode's full mappings, in no language's own way. */
#include "case.h"
#include "text.h"

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* ---- ASCII ------------------------------------------------------------------------------------------------------- */

/* Eight bytes, each below 128, with those from `first` to `first` + 25 in the other case. */
static uint64_t swap_eight(uint64_t x, uint64_t first) {
  const uint64_t from = x + EACH(0x80u - first), beyond = x + EACH(0x80u - first - 26);
  return x ^ ((from & ~beyond & EACH(0x80u)) >> 2);
}

/* A string that lies in its view whole; 0: it is not ASCII. */
static int swap_short(const weir_str *text, uint64_t first, weir_str *to) {
  uint64_t low, high;
  memcpy(&low, (const char *)text + 4, 8);
  memcpy(&high, (const char *)text + 8, 8);
  if ((low | high) & EACH(0x80u)) return 0;
  low = swap_eight(low, first);
  high = swap_eight(high, first);
  to->len = text->len;
  memcpy((char *)to + 4, &low, 8);
  memcpy((char *)to + 8, &high, 8);
  return 1;
}

/* p[0..n) into `to`, up to seven bytes too many; 0: it is not ASCII. Reads as many behind the end, which do not count. */
static int swap_long(const char *p, uint64_t n, uint64_t first, char *to) {
  uint64_t all = 0, x = 0, i = 0;
  for (; n - i >= 8; i += 8) {
    memcpy(&x, p + i, 8);
    all |= x;
    x = swap_eight(x & EACH(0x7Fu), first);
    memcpy(to + i, &x, 8);
  }
  if (i < n) {
    memcpy(&x, p + i, 8);
    all |= x << 8 * (8 - (n - i));
    x = swap_eight(x & EACH(0x7Fu), first);
    memcpy(to + i, &x, 8);
  }
  return (all & EACH(0x80u)) == 0;
}

/* ---- all of Unicode ---------------------------------------------------------------------------------------------- */

typedef struct mapping {
  const case_run *run;
  const case_special *special;
  uint32_t runs, specials;
} mapping;

static mapping to_upper(void) {
  return (mapping){case_upper, case_upper_special, case_upper_count, case_upper_special_count};
}
static mapping to_lower(void) {
  return (mapping){case_lower, case_lower_special, case_lower_count, case_lower_special_count};
}
static mapping to_title(void) {
  return (mapping){case_upper, case_title_special, case_upper_count, case_title_special_count};
}

static const case_special *find_special(const mapping *m, uint32_t code) {
  uint32_t low = 0, high = m->specials;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (m->special[middle].code < code)
      low = middle + 1;
    else
      high = middle;
  }
  return low < m->specials && m->special[low].code == code ? m->special + low : NULL;
}

static uint32_t map_simple(const mapping *m, uint32_t code) {
  uint32_t low = 0, high = m->runs;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (m->run[middle].last < code)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == m->runs) return code;
  const case_run *run = m->run + low;
  const int within = code >= run->first && (code - run->first) % run->step == 0;
  return within ? (uint32_t)((int32_t)code + run->delta) : code;
}

/* The character p .. end, mapped; bytes that are no character stay. At most three times as many bytes. */
static char *put_mapped(const mapping *m, const char *p, const char *end, char *to) {
  const char *next;
  const uint32_t code = text_code(p, end, &next);
  const case_special *special = code == 0xFFFD ? NULL : find_special(m, code);
  if (special != NULL) {
    for (uint32_t i = 0; i < CASE_SPECIAL_MAX && special->to[i] != 0; i++) to += text_put(to, special->to[i]);
    return to;
  }
  const uint32_t mapped = code == 0xFFFD ? code : map_simple(m, code);
  if (mapped != code) return to + text_put(to, mapped);
  memcpy(to, p, (size_t)(end - p));
  return to + (end - p);
}

enum { SIGMA = 0x3A3, FINAL_SIGMA = 0x3C2 };

static int is_letter(uint32_t code) {
  const mapping up = to_upper(), low = to_lower();
  return map_simple(&up, code) != code || map_simple(&low, code) != code || find_special(&up, code) != NULL;
}

/* Marks and points that do not end a word: combining ones and those within words. */
static int is_within_words(uint32_t code) {
  static const uint32_t points[] = {'\'', '.',  ':',  '^',    '`',    0xA8,   0xAD,  0xAF,
                                    0xB4, 0xB7, 0xB8, 0x2018, 0x2019, 0x2024, 0x2027};
  for (uint32_t i = 0; i < sizeof points / sizeof points[0]; i++)
    if (points[i] == code) return 1;
  return code >= 0x300 && code < 0x370;
}

/* A sigma that ends a word: a letter before it, none behind it. */
static int is_final(const char *begin, const char *sigma, const char *behind, const char *end) {
  const char *p = sigma, *next;
  uint32_t code = 0;
  do {
    if (p == begin) return 0;
    p = text_before(p, begin);
    code = text_code(p, end, &next);
  } while (is_within_words(code));
  if (!is_letter(code)) return 0;
  for (p = behind; p < end; p = next) {
    code = text_code(p, end, &next);
    if (!is_within_words(code)) return !is_letter(code);
  }
  return 1;
}

/* The characters p .. end of a text that begins at `begin`. */
static char *map_text(const mapping *m, const char *begin, const char *p, const char *end, char *to) {
  for (const char *next; p < end; p = next) {
    next = text_next(p, end);
    if (m->run == case_lower && next - p == 2 && memcmp(p, "\xCE\xA3", 2) == 0 && is_final(begin, p, next, end))
      to += text_put(to, FINAL_SIGMA);
    else
      to = put_mapped(m, p, next, to);
  }
  return to;
}

char *case_put_upper(const char *p, const char *end, char *to) {
  const mapping m = to_upper();
  return map_text(&m, p, p, end, to);
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

enum { UPPER, LOWER };

static weir_str changed(text_builder *b, const weir_str *text, const mapping *m, uint64_t first) {
  const char *p = weir_text(text);
  char *to = text_room(b, text->len);
  if (to != NULL && text->len > 12 && swap_long(p, text->len, first, to)) return text_made(b, to + text->len);
  to = text_room(b, 3 * (uint64_t)text->len);
  return to == NULL ? weir_view("", 0) : text_made(b, map_text(m, p, p, p + text->len, to));
}

static weir_status change(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const int upper = function_of(call)->variant == UPPER;
  const mapping m = upper ? to_upper() : to_lower();
  const uint64_t first = upper ? 'a' : 'A';
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++)
    if (text[r].len > 12 || !swap_short(text + r, first, to + r)) to[r] = changed(&b, text + r, &m, first);
  return out->failed;
}

/* Words begin at the begin and behind blanks. */
static weir_str capitalized(text_builder *b, const weir_str *text) {
  const mapping title = to_title(), lower = to_lower();
  const char *p = weir_text(text), *end = p + text->len;
  char *room = text_room(b, 3 * (uint64_t)text->len), *to = room;
  if (room == NULL) return weir_view("", 0);
  while (p < end) {
    const char *first = text_next(p, end), *blank = memchr(p, ' ', (size_t)(end - p));
    const char *word_end = blank != NULL ? blank : end;
    if (p < word_end) {
      to = put_mapped(&title, p, first, to);
      to = map_text(&lower, p, first, word_end, to);
    }
    if (blank == NULL) break;
    *to++ = ' ';
    p = blank + 1;
  }
  return text_made(b, to);
}

static weir_status initcap(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  (void)call;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) to[r] = capitalized(&b, text + r);
  return out->failed;
}

STRICT(upper, "upper(text): text in upper case, by Unicode's full mapping: ß becomes SS", "(string) -> string", change,
       .variant = UPPER);
STRICT(ucase, "ucase(text): another name of upper", "(string) -> string", change, .variant = UPPER);
STRICT(lower, "lower(text): text in lower case, by Unicode's full mapping", "(string) -> string", change,
       .variant = LOWER);
STRICT(lcase, "lcase(text): another name of lower", "(string) -> string", change, .variant = LOWER);
STRICT(initcap,
       "initcap(text): each word, which is what lies between blanks, with a capital and the rest in lower case",
       "(string) -> string", initcap);
