/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer. The text is joined out of pieces; a piece that is a constant (${NAME}) is a string token of its own, or
 * part of the string around it, whatever it holds: it is never read as text of the expression. One thread. */
#include "expr/token.h"
#include <errno.h>
#include <stdlib.h>

/* ---- pieces ------------------------------------------------------------------------------------------------------ */

bool lexer_init(lexer *l, expr_compiler *c, const expr_text *text) {
  uint64_t size = 0;
  for (uint32_t i = 0; i < text->pieces; i++) size += text->piece[i].size;
  if (size > EXPR_MAX_TEXT) {
    expr_fail(c, EXPR_E_TOO_LARGE, (expr_span){0, 0}, "the expression has %llu bytes; at most %u are allowed",
              (unsigned long long)size, EXPR_MAX_TEXT);
    return false;
  }
  char *joined = expr_get(c, (size_t)size + 1);
  if (!joined) return false;
  uint64_t at = 0;
  for (uint32_t i = 0; i < text->pieces; i++) {
    if (text->piece[i].size) memcpy(joined + at, text->piece[i].text, text->piece[i].size);
    at += text->piece[i].size;
  }
  *l = (lexer){.compiler = c, .text = joined, .size = (uint32_t)size, .pieces = text};
  l->piece_end = text->pieces ? text->piece[0].size : 0;
  return true;
}

static bool next_piece(lexer *l) {
  if (l->piece + 1 >= l->pieces->pieces) return false;
  l->at = l->piece_end;
  l->piece++;
  l->piece_end += l->pieces->piece[l->piece].size;
  return true;
}

static bool in_constant(const lexer *l) {
  return l->piece < l->pieces->pieces && l->pieces->piece[l->piece].is_constant;
}

/* To the first piece that is a constant or has text left. False: at the end. */
static bool settle(lexer *l) {
  while (l->at == l->piece_end && !(in_constant(l) && l->pieces->piece[l->piece].size == 0))
    if (!next_piece(l)) return false;
  return true;
}

static char peek(const lexer *l, uint32_t ahead) {
  return ahead < l->piece_end - l->at ? l->text[l->at + ahead] : '\0';
}

/* ---- blanks and comments ----------------------------------------------------------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
/* Letters beyond ASCII count as letters: names in any language. */
static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}
static bool is_word(char c) { return is_letter(c) || is_digit(c); }

/* A constant within a comment belongs to it. */
static bool settle_in_comment(lexer *l) {
  while (l->at == l->piece_end) {
    if (!next_piece(l)) return false;
    if (in_constant(l)) l->at = l->piece_end;
  }
  return true;
}

static void skip_line(lexer *l) {
  while (settle_in_comment(l) && l->text[l->at] != '\n') l->at++;
}

static bool skip_comment(lexer *l) {
  expr_span at = {l->at, 2};
  uint32_t depth = 1;
  l->at += 2;
  while (depth && settle_in_comment(l)) {
    if (peek(l, 0) == '/' && peek(l, 1) == '*')
      depth++, l->at += 2;
    else if (peek(l, 0) == '*' && peek(l, 1) == '/')
      depth--, l->at += 2;
    else
      l->at++;
  }
  if (depth) expr_fail(l->compiler, EXPR_E_OPEN_STRING, at, "this comment is not closed: '*/' is missing");
  return depth == 0;
}

/* False: a comment is not closed. */
static bool skip_blanks(lexer *l) {
  while (settle(l) && !in_constant(l)) {
    if (is_blank(peek(l, 0)))
      l->at++;
    else if (peek(l, 0) == '-' && peek(l, 1) == '-')
      skip_line(l);
    else if (peek(l, 0) == '/' && peek(l, 1) == '*') {
      if (!skip_comment(l)) return false;
    } else
      break;
  }
  return true;
}

/* ---- strings ----------------------------------------------------------------------------------------------------- */

/* Where a string is put together; it doubles. Out of memory, it forgets what is added: the error is noted. */
typedef struct text_room {
  expr_compiler *compiler;
  char *to;
  uint32_t size, capacity;
} text_room;

static bool reserve(text_room *r, uint32_t n) {
  if (r->capacity - r->size >= n) return true;
  const uint32_t capacity = (r->size + n) * 2 + 30;
  char *to = expr_get(r->compiler, (size_t)capacity + 1);
  if (!to) return false;
  if (r->size) memcpy(to, r->to, r->size);
  r->to = to;
  r->capacity = capacity;
  return true;
}

static void add(text_room *r, char c) {
  if (reserve(r, 1)) r->to[r->size++] = c;
}

static void add_code_point(text_room *r, uint32_t c) {
  if (c >= 0xd800 && c < 0xe000) c = '?'; /* half a pair: what Java writes */
  if (c < 0x80) {
    add(r, (char)c);
  } else if (c < 0x800) {
    add(r, (char)(0xc0 | c >> 6));
    add(r, (char)(0x80 | (c & 63)));
  } else if (c < 0x10000) {
    add(r, (char)(0xe0 | c >> 12));
    add(r, (char)(0x80 | (c >> 6 & 63)));
    add(r, (char)(0x80 | (c & 63)));
  } else {
    add(r, (char)(0xf0 | c >> 18));
    add(r, (char)(0x80 | (c >> 12 & 63)));
    add(r, (char)(0x80 | (c >> 6 & 63)));
    add(r, (char)(0x80 | (c & 63)));
  }
}

static uint32_t digit_value(char c) {
  if (is_digit(c)) return (uint32_t)(c - '0');
  return (c | 32) >= 'a' && (c | 32) <= 'f' ? (uint32_t)((c | 32) - 'a') + 10 : 16;
}

/* `digits` digits of base 16 or 8 that stand `ahead` of here. */
static bool peek_digits(const lexer *l, uint32_t ahead, uint32_t digits, uint32_t base, uint32_t *value) {
  uint32_t v = 0;
  for (uint32_t i = 0; i < digits; i++) {
    uint32_t d = digit_value(peek(l, ahead + i));
    if (d >= base) return false;
    v = v * base + d;
  }
  *value = v;
  return true;
}

static bool add_unicode(lexer *l, text_room *r) {
  uint32_t c, low;
  if (peek(l, 1) == 'U' && peek_digits(l, 2, 8, 16, &c) && c < 0x110000) {
    l->at += 10;
  } else if (peek(l, 1) == 'u' && peek_digits(l, 2, 4, 16, &c)) {
    l->at += 6;
    if (c >= 0xd800 && c < 0xdc00 && peek(l, 0) == '\\' && peek(l, 1) == 'u' && peek_digits(l, 2, 4, 16, &low) &&
        low >= 0xdc00 && low < 0xe000) {
      l->at += 6;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  } else {
    return false;
  }
  add_code_point(r, c);
  return true;
}

/* At a backslash that is not the last byte. */
static void add_escape(lexer *l, text_room *r) {
  static const char letter[] = "0bnrtZ", meaning[] = "\0\b\n\r\t\x1a";
  uint32_t value;
  if (add_unicode(l, r)) return;
  char c = peek(l, 1);
  if ((c == '0' || c == '1') && peek_digits(l, 1, 3, 8, &value)) {
    add_code_point(r, value);
    l->at += 4;
    return;
  }
  const char *known = c ? strchr(letter, c) : NULL;
  if (known) {
    add(r, meaning[known - letter]);
  } else {
    if (c == '%' || c == '_') add(r, '\\');
    add(r, c);
  }
  l->at += 2;
}

static void add_constant(lexer *l, text_room *r) {
  uint32_t n = l->piece_end - l->at;
  if (reserve(r, n)) {
    memcpy(r->to + r->size, l->text + l->at, n);
    r->size += n;
  }
  l->at = l->piece_end;
}

/* One literal that begins at a quote. False: not closed. */
static bool add_literal(lexer *l, text_room *r, bool raw) {
  expr_span at = {l->at, 1};
  char quote = peek(l, 0);
  l->at++;
  for (;;) {
    if (l->at == l->piece_end) {
      if (!next_piece(l)) break;
      if (in_constant(l)) add_constant(l, r);
      continue;
    }
    char c = peek(l, 0);
    if (c == quote && !raw && peek(l, 1) == quote) {
      add(r, quote);
      l->at += 2;
    } else if (c == quote) {
      l->at++;
      return true;
    } else if (c == '\\' && !raw && l->at + 1 < l->piece_end) {
      add_escape(l, r);
    } else {
      add(r, c);
      l->at++;
    }
  }
  expr_fail(l->compiler, EXPR_E_OPEN_STRING, at, "this string is not closed: a second %c is missing", quote);
  return false;
}

static bool begins_string(const lexer *l) {
  uint32_t quote = (peek(l, 0) | 32) == 'r'; /* r'raw' */
  return in_constant(l) || peek(l, quote) == '\'' || peek(l, quote) == '"';
}

/* Adjacent literals and constants are one string. */
static token read_string(lexer *l) {
  token t = {.kind = TOKEN_ERROR, .span = {l->at, 0}};
  text_room room = {.compiler = l->compiler};
  if (!reserve(&room, 1)) return t;
  uint32_t end;
  do {
    bool raw = false;
    if (in_constant(l)) {
      add_constant(l, &room);
      end = l->at;
      if (!next_piece(l)) {
        l->piece = l->pieces->pieces; /* behind the last: an empty one would be read again */
        break;
      }
    } else {
      raw = (peek(l, 0) | 32) == 'r';
      l->at += raw;
      if (!add_literal(l, &room, raw)) return t;
      end = l->at;
    }
    if (!skip_blanks(l)) return t;
    if (!settle(l)) break;
  } while (begins_string(l));
  t.kind = TOKEN_STRING;
  t.text = room.to;
  t.size = room.size;
  t.span.length = end - t.span.offset;
  return t;
}

/* ---- names and numbers ------------------------------------------------------------------------------------------- */

static token read_quoted_name(lexer *l) {
  token t = {.kind = TOKEN_ERROR, .span = {l->at, 1}};
  text_room room = {.compiler = l->compiler};
  if (!reserve(&room, 1)) return t;
  for (l->at++; l->at < l->piece_end; l->at++) {
    if (peek(l, 0) == '`' && peek(l, 1) == '`')
      l->at++;
    else if (peek(l, 0) == '`')
      break;
    add(&room, peek(l, 0));
  }
  if (l->at == l->piece_end) {
    expr_fail(l->compiler, EXPR_E_OPEN_STRING, t.span, "this name is not closed: a second ` is missing");
    return t;
  }
  l->at++;
  t.kind = TOKEN_QUOTED;
  t.text = room.to;
  t.size = room.size;
  t.span.length = l->at - t.span.offset;
  return t;
}

/* Bytes of a number here, with its suffix; 0: a word that merely begins with digits. */
static uint32_t number_length(const lexer *l, bool *real) {
  uint32_t n = 0;
  *real = false;
  while (is_digit(peek(l, n))) n++;
  if (peek(l, n) == '.' && (n == 0 || !is_letter(peek(l, n + 1)) || (peek(l, n + 1) | 32) == 'e')) {
    *real = true;
    for (n++; is_digit(peek(l, n));) n++;
  }
  if ((peek(l, n) | 32) == 'e') {
    uint32_t sign = peek(l, n + 1) == '+' || peek(l, n + 1) == '-';
    if (is_digit(peek(l, n + 1 + sign))) {
      *real = true;
      for (n += 1 + sign; is_digit(peek(l, n));) n++;
    }
  }
  char suffix = (char)(peek(l, n) | 32);
  bool has_suffix = suffix == 'd' || suffix == 'f' || (suffix == 'l' && !*real);
  if (has_suffix && !is_word(peek(l, n + 1))) {
    *real |= suffix != 'l';
    return n + 1;
  }
  return is_word(peek(l, n)) ? 0 : n;
}

static token read_number(lexer *l, uint32_t length, bool real) {
  token t = {.kind = real ? TOKEN_REAL : TOKEN_INTEGER, .span = {l->at, length}, .size = length};
  t.text = expr_copy_text(l->compiler, l->text + l->at, length);
  l->at += length;
  if (!t.text) {
    t.kind = TOKEN_ERROR;
    return t;
  }
  errno = 0;
  if (real)
    t.real = strtod(t.text, NULL);
  else
    t.integer = strtoull(t.text, NULL, 10);
  if (real ? t.real > 1.7976931348623157e308 : errno == ERANGE || t.integer > UINT64_C(1) << 63) {
    expr_fail(l->compiler, EXPR_E_NUMBER, t.span, "this number does not fit into %s", real ? "float64" : "int64");
    if (!real) expr_help(l->compiler, "written with an exponent it is a float64: 1e19");
    t.kind = TOKEN_ERROR;
  }
  return t;
}

static token read_word(lexer *l) {
  token t = {.kind = TOKEN_NAME, .span = {l->at, 0}};
  while (is_word(peek(l, t.size))) t.size++;
  t.text = expr_copy_text(l->compiler, l->text + l->at, t.size);
  t.span.length = t.size;
  l->at += t.size;
  if (!t.text) t.kind = TOKEN_ERROR;
  return t;
}

/* ---- symbols ----------------------------------------------------------------------------------------------------- */

static token read_symbol(lexer *l) {
  /* The longest first. Those the parser does not know are here so that it can name them. */
  static const char *const symbol[] = {"<=>", ">>>", "<=", ">=", "<>", "!=", "==", "||", "::", "<<",
                                       ">>",  "->",  "=",  "<",  ">",  "!",  "+",  "-",  "*",  "/",
                                       "%",   "(",   ")",  ",",  ".",  "|",  "&",  "^",  "~",  "[",
                                       "]",   ":",   "{",  "}",  ";",  "?",  "@",  "#",  "$",  "\\"};
  token t = {.kind = TOKEN_SYMBOL, .span = {l->at, 1}};
  for (size_t i = 0; i < sizeof symbol / sizeof *symbol; i++) {
    uint32_t n = (uint32_t)strlen(symbol[i]);
    if (n > l->piece_end - l->at || memcmp(symbol[i], l->text + l->at, n) != 0) continue;
    t.span.length = t.size = n;
    t.text = symbol[i];
    l->at += n;
    return t;
  }
  expr_fail(l->compiler, EXPR_E_SYNTAX, t.span, "the byte 0x%02x has no place in an expression",
            (unsigned)(unsigned char)peek(l, 0));
  t.kind = TOKEN_ERROR;
  return t;
}

/* X'1f': two digits a byte; an odd one stands behind a zero. */
static token read_binary(lexer *l) {
  token t = {.kind = TOKEN_ERROR, .span = {l->at, 1}};
  const char quote = peek(l, 1);
  uint32_t digits = 0;
  while (digit_value(peek(l, 2 + digits)) < 16) digits++;
  t.span.length = digits + 3;
  if (peek(l, 2 + digits) != quote) {
    t.span.length = digits + 2;
    expr_fail(l->compiler, EXPR_E_SYNTAX, t.span, "X'…' holds hexadecimal digits and nothing else");
    return t;
  }
  char *to = expr_get(l->compiler, digits / 2 + 1);
  if (!to) return t;
  for (uint32_t i = digits % 2, k = 0; k < digits; k++, i++)
    to[i / 2] = (char)((uint32_t)(unsigned char)to[i / 2] << 4 | digit_value(peek(l, 2 + k)));
  l->at += t.span.length;
  t.kind = TOKEN_BINARY;
  t.text = to;
  t.size = (digits + 1) / 2;
  return t;
}

static token read_token(lexer *l, bool joined_to_name) {
  bool real;
  char c = peek(l, 0), next = peek(l, 1);
  if (begins_string(l)) return read_string(l);
  if ((c | 32) == 'x' && (next == '\'' || next == '"')) return read_binary(l);
  if (c == '`') return read_quoted_name(l);
  if (is_digit(c) || (c == '.' && is_digit(next) && !joined_to_name)) {
    uint32_t n = number_length(l, &real);
    if (n) return read_number(l, n, real);
  }
  if (is_word(c)) return read_word(l);
  return read_symbol(l);
}

token lexer_next(lexer *l) {
  token t = {.kind = TOKEN_ERROR};
  uint32_t before = l->at;
  if (!skip_blanks(l)) return t;
  if (!settle(l)) return (token){.kind = TOKEN_END, .span = {l->size, 0}, .text = ""};
  t = read_token(l, l->after_name && before == l->at);
  l->after_name = t.kind == TOKEN_NAME || t.kind == TOKEN_QUOTED;
  return t;
}
