/* SPDX-License-Identifier: Apache-2.0 */
/* Characters by number, the coding of texts, and how texts sound and differ. */
#include "text.h"

/* ---- code points ------------------------------------------------------------------------------------------------- */

static weir_status ascii(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const char *p = weir_text(text + r), *next;
    to[r] = text[r].len > 0 ? text_code(p, p + text[r].len, &next) : 0;
  }
  return WEIR_OK;
}

static weir_status character(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const int64_t *code = arg[0]->data;
  weir_str *to = out->col[column].data;
  char bytes[4];
  (void)call;
  for (uint32_t r = 0; r < rows; r++)
    to[r] = weir_view(bytes, code[r] < 0 ? 0 : text_put(bytes, (uint32_t)code[r] & 255));
  return WEIR_OK;
}

STRICT(ascii, "ascii(text): the code point of the first character; 0 for an empty text", "(string) -> int64", ascii);
STRICT(chr, "chr(n): the character with code point n modulo 256; an empty text for negative numbers",
       "(int64) -> string", character);
STRICT(char, "char(n): another name of chr", "(int64) -> string", character);

/* ---- encode, decode ---------------------------------------------------------------------------------------------- */

static int is_utf8_name(const weir_str *name) {
  static const char *const names[] = {"utf-8", "utf8"};
  char lower[8] = {0};
  for (uint32_t i = 0; i < name->len && i < 7; i++) lower[i] = (char)(weir_text(name)[i] | 0x20);
  for (uint32_t i = 0; i < 2; i++)
    if (name->len == strlen(names[i]) && memcmp(lower, names[i], name->len) == 0) return 1;
  return 0;
}

static weir_status encode(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  (void)call;
  memcpy(out->col[column].data, arg[0]->data, rows * sizeof(weir_str));
  return WEIR_OK;
}

static int is_utf8(const char *p, uint64_t n) {
  const char *end = p + n;
  if (text_is_ascii(p, n)) return 1;
  while (p < end)
    if (text_code(p, end, &p) == 0xFFFD && memcmp(p - 3, "\xEF\xBF\xBD", 3) != 0) return 0;
  return 1;
}

static weir_status decode(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const weir_str *bytes = arg[0]->data;
  weir_out_column *to = &out->col[column];
  (void)call;
  for (uint32_t r = 0; r < rows; r++) {
    const int valid = is_utf8(weir_text(bytes + r), bytes[r].len);
    ((weir_str *)to->data)[r] = valid ? bytes[r] : weir_view("", 0);
    if (!valid) function_set_null(to, r);
  }
  return WEIR_OK;
}

static weir_status bind_coding(weir_call *call, weir_error *err) {
  const int encodes = function_of(call)->base.eval == encode;
  const weir_column *name = call->constant[1];
  err->option = 1;
  if (name == NULL || weir_is_null(name, 0) || !is_utf8_name(name->data))
    return function_refuse(err, "the character set must be the constant 'utf-8': others are not known");
  err->option = -1;
  const weir_field field = {.name = "coded",
                            .type = encodes ? WEIR_BINARY : WEIR_STRING,
                            .flags = encodes ? call->arg[0]->flags & WEIR_NULLABLE : WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(encode, "encode(text, 'utf-8'): the bytes of a text", "(string, string)", bind_coding, encode);
STRICT_BOUND(decode, "decode(bytes, 'utf-8'): the text that bytes are; null if they are no UTF-8", "(binary, string)",
             bind_coding, decode);

/* ---- soundex ----------------------------------------------------------------------------------------------------- */

static char capital(char c) { return c >= 'a' && c <= 'z' ? (char)(c - 32) : c; }

/* A letter's code; '7': H and W, which do not part equal codes. */
static weir_str soundex_of(const weir_str *text) {
  static const char codes[] = "01230127022455012623017202";
  const char *p = weir_text(text);
  char sound[4] = {text->len > 0 ? capital(*p) : 0, '0', '0', '0'};
  if (sound[0] < 'A' || sound[0] > 'Z') return *text;
  char last = codes[sound[0] - 'A'];
  for (uint32_t i = 1, n = 1; i < text->len && n < 4; i++) {
    const char letter = capital(p[i]);
    const char code = letter >= 'A' && letter <= 'Z' ? codes[letter - 'A'] : '0';
    if (code == '7') continue;
    if (code != '0' && code != last) sound[n++] = code;
    last = code;
  }
  return weir_view(sound, 4);
}

static weir_status soundex(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = soundex_of(text + r);
  return WEIR_OK;
}

STRICT(soundex, "soundex(text): the Soundex code of an English word; a text that begins with no letter stays",
       "(string) -> string", soundex);

/* ---- levenshtein ------------------------------------------------------------------------------------------------- */

enum { WORK_MAX = 1 << 30 }; /* pairs of characters that one call may compare: a second or two */

typedef struct distance_room {
  uint32_t *a, *b, *line; /* code points; one line of the table */
} distance_room;

static uint32_t read_codes(const weir_str *text, uint32_t *code) {
  const char *p = weir_text(text), *end = p + text->len;
  uint32_t n = 0;
  while (p < end) code[n++] = text_code(p, end, &p);
  return n;
}

/* How many characters must be added, removed or replaced. */
static int64_t distance(const distance_room *room, const weir_str *left, const weir_str *right) {
  const uint32_t n = read_codes(left, room->a), m = read_codes(right, room->b);
  uint32_t *line = room->line;
  for (uint32_t j = 0; j <= m; j++) line[j] = j;
  for (uint32_t i = 0; i < n; i++) {
    uint32_t diagonal = line[0];
    line[0] = i + 1;
    for (uint32_t j = 0; j < m; j++) {
      const uint32_t replaced = diagonal + (room->a[i] != room->b[j]), removed = line[j + 1] + 1, added = line[j] + 1;
      const uint32_t least = removed < added ? removed : added;
      diagonal = line[j + 1];
      line[j + 1] = replaced < least ? replaced : least;
    }
  }
  return line[m];
}

static uint32_t *numbers(weir_out *out, uint64_t n) {
  return (uint32_t *)(void *)out->host->bytes(out, (n + 1) * sizeof(uint32_t));
}

static uint32_t longest(const weir_column *c, uint32_t rows) {
  uint32_t most = 0;
  for (uint32_t r = 0; r < rows; r++) {
    const uint32_t n = ((const weir_str *)c->data)[r].len;
    most = n > most ? n : most;
  }
  return most;
}

/* With a threshold: -1 beyond it. */
static weir_status levenshtein(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const weir_str *a = arg[0]->data, *b = arg[1]->data;
  const int64_t *most = call->args > 2 ? arg[2]->data : NULL;
  int64_t *to = out->col[column].data;
  uint64_t work = 0;
  const distance_room room = {numbers(out, longest(arg[0], rows)), numbers(out, longest(arg[1], rows)),
                              numbers(out, longest(arg[1], rows))};
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    work += (uint64_t)a[r].len * b[r].len;
    if (work > WORK_MAX)
      return function_fail(out,
                           "levenshtein compares texts that are too long: more than 2^30 pairs of bytes in one chunk");
    to[r] = distance(&room, a + r, b + r);
    if (most != NULL && to[r] > most[r]) to[r] = -1;
  }
  return out->failed;
}

STRICT(levenshtein,
       "levenshtein(a, b[, most]): how many characters must be added, removed or replaced to make b of a; -1 if it is "
       "more than most",
       "(string, string, [int64]) -> int64", levenshtein);
