/* SPDX-License-Identifier: Apache-2.0 */
/* A reader by recursive descent; depth is bounded. The first thing that is wrong ends it. */
#include "data/json.h"
#include <stdio.h>
#include <string.h>

typedef struct reader {
  arena *to;
  const char *text, *at, *end;
  char *why;
  size_t why_size;
  uint32_t depth;
} reader;

static json_node *refuse(reader *r, const char *what) {
  if (!r->why[0]) (void)snprintf(r->why, r->why_size, "%s at byte %zu", what, (size_t)(r->at - r->text) + 1);
  return NULL;
}

static void skip_blanks(reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) r->at++;
}

static bool take(reader *r, char c) {
  skip_blanks(r);
  if (r->at == r->end || *r->at != c) return false;
  r->at++;
  return true;
}

static json_node *make(reader *r, json_kind kind) {
  json_node *node = (void *)arena_get(r->to, sizeof *node);
  if (!node) return refuse(r, "there is not enough memory");
  *node = (json_node){.kind = kind};
  return node;
}

/* ---- strings ----------------------------------------------------------------------------------------------------- */

static bool read_hex(reader *r, uint32_t *code) {
  *code = 0;
  if (r->end - r->at < 4) return false;
  for (int i = 0; i < 4; i++, r->at++) {
    const char c = (char)(*r->at | 32);
    if (*r->at >= '0' && *r->at <= '9')
      *code = *code << 4 | (uint32_t)(*r->at - '0');
    else if (c >= 'a' && c <= 'f')
      *code = *code << 4 | (uint32_t)(c - 'a' + 10);
    else
      return false;
  }
  return true;
}

static uint32_t put_utf8(char *to, uint32_t c) {
  if (c < 0x80) return *to = (char)c, 1;
  const uint32_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
  for (uint32_t i = n; --i; c >>= 6) to[i] = (char)(0x80 | (c & 63));
  *to = (char)(first[n] | c);
  return n;
}

/* \uXXXX, behind the u; a pair of surrogates is one code point, half of one U+FFFD. */
static bool read_unicode(reader *r, char *to, uint32_t *used) {
  uint32_t code, low;
  if (!read_hex(r, &code)) return false;
  if (code >= 0xd800 && code < 0xdc00 && r->end - r->at >= 6 && r->at[0] == '\\' && r->at[1] == 'u') {
    const char *before = r->at;
    r->at += 2;
    if (!read_hex(r, &low)) return false;
    if (low >= 0xdc00 && low < 0xe000)
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    else
      r->at = before;
  }
  *used += put_utf8(to + *used, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  return true;
}

static bool read_escape(reader *r, char *to, uint32_t *used) {
  static const char letter[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
  if (r->at == r->end) return false;
  const char c = *r->at++;
  if (c == 'u') return read_unicode(r, to, used);
  const char *known = c ? strchr(letter, c) : NULL;
  if (!known) return false;
  to[(*used)++] = meaning[known - letter];
  return true;
}

/* Behind the opening quote; NULL: refused. No escape is longer than what it means. */
static const char *read_string(reader *r, uint32_t *size) {
  const char *begin = r->at, *close = r->at;
  while (close < r->end && *close != '"') close += *close == '\\' && close + 1 < r->end ? 2 : 1;
  char *to = arena_get(r->to, (uint64_t)(close - begin) + 8);
  if (!to) return (const char *)refuse(r, "there is not enough memory");
  *size = 0;
  while (r->at < r->end && *r->at != '"') {
    if ((unsigned char)*r->at < 0x20) return (const char *)refuse(r, "a bare control character in a string");
    if (*r->at != '\\') {
      to[(*size)++] = *r->at++;
      continue;
    }
    r->at++;
    if (!read_escape(r, to, size)) return (const char *)refuse(r, "a wrong escape in a string");
  }
  if (r->at == r->end) return (const char *)refuse(r, "a string that is not closed");
  r->at++;
  to[*size] = 0;
  return to;
}

/* ---- the rest ---------------------------------------------------------------------------------------------------- */

static uint32_t digits(const char **p, const char *end) {
  uint32_t n = 0;
  for (; *p < end && **p >= '0' && **p <= '9'; ++*p) n++;
  return n;
}

/* How many bytes the number here has; 0: it is none. */
static size_t number_size(const reader *r) {
  const char *p = r->at;
  if (p < r->end && *p == '-') p++;
  const char *whole = p;
  const uint32_t n = digits(&p, r->end);
  if (n == 0 || (n > 1 && *whole == '0')) return 0;
  if (p < r->end && *p == '.') {
    p++;
    if (!digits(&p, r->end)) return 0;
  }
  if (p < r->end && (*p | 32) == 'e') {
    p++;
    if (p < r->end && (*p == '+' || *p == '-')) p++;
    if (!digits(&p, r->end)) return 0;
  }
  return (size_t)(p - r->at);
}

static json_node *read_number(reader *r) {
  const size_t n = number_size(r);
  if (n == 0) return refuse(r, "no JSON value");
  json_node *node = make(r, JSON_NUMBER);
  char *copy = node ? arena_get(r->to, n + 8) : NULL;
  if (!copy) return refuse(r, "there is not enough memory");
  memcpy(copy, r->at, n);
  copy[n] = 0;
  r->at += n;
  node->text = copy;
  node->size = (uint32_t)n;
  return node;
}

static json_node *read_word(reader *r, const char *word, json_kind kind) {
  const size_t n = strlen(word);
  if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0) return refuse(r, "no JSON value");
  json_node *node = make(r, kind);
  r->at += n;
  if (node) node->truth = *word == 't';
  return node;
}

static json_node *read_value(reader *r);

static bool read_key(reader *r, const char **key, uint32_t *size) {
  if (!take(r, '"')) return refuse(r, "a key in quotes is missing"), false;
  *key = read_string(r, size);
  if (!*key) return false;
  return take(r, ':') || (refuse(r, "':' is missing"), false);
}

static json_node *read_container(reader *r, json_kind kind) {
  const char close = kind == JSON_ARRAY ? ']' : '}';
  json_node *node = make(r, kind);
  if (!node || take(r, close)) return node;
  json_node **tail = &node->first;
  do {
    const char *key = NULL;
    uint32_t key_size = 0;
    if (kind == JSON_OBJECT && !read_key(r, &key, &key_size)) return NULL;
    json_node *child = read_value(r);
    if (!child) return NULL;
    child->key = key;
    child->key_size = key_size;
    *tail = child;
    tail = &child->next;
    node->count++;
  } while (take(r, ','));
  return take(r, close) ? node : refuse(r, kind == JSON_ARRAY ? "',' or ']' is missing" : "',' or '}' is missing");
}

static json_node *read_nested(reader *r, json_kind kind) {
  r->at++;
  if (++r->depth > JSON_MAX_DEPTH) return refuse(r, "nested deeper than 64");
  json_node *node = read_container(r, kind);
  r->depth--;
  return node;
}

static json_node *read_text(reader *r) {
  json_node *node = make(r, JSON_STRING);
  r->at++;
  if (!node || !(node->text = read_string(r, &node->size))) return NULL;
  return node;
}

static json_node *read_value(reader *r) {
  skip_blanks(r);
  if (r->at == r->end) return refuse(r, "a value is missing");
  switch (*r->at) {
  case '[':
    return read_nested(r, JSON_ARRAY);
  case '{':
    return read_nested(r, JSON_OBJECT);
  case '"':
    return read_text(r);
  case 't':
    return read_word(r, "true", JSON_BOOL);
  case 'f':
    return read_word(r, "false", JSON_BOOL);
  case 'n':
    return read_word(r, "null", JSON_NULL);
  default:
    return read_number(r);
  }
}

const json_node *json_parse(arena *to, const char *text, size_t n, char *why, size_t why_size) {
  reader r = {.to = to, .text = text, .at = text, .end = text + n, .why = why, .why_size = why_size};
  why[0] = 0;
  json_node *node = read_value(&r);
  if (!node) return NULL;
  skip_blanks(&r);
  return r.at == r.end ? node : refuse(&r, "more than one value");
}
