/* SPDX-License-Identifier: Apache-2.0 */
/* URLs: their coding, and their parts, by the grammar of RFC 2396 as Java's URI reads it. Parts are views. */
#include "text.h"

/* ---- coding ------------------------------------------------------------------------------------------------------ */

static int is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static int among(char c, const char *set) { return c != 0 && strchr(set, c) != NULL; }

static char *put_encoded(char *to, const weir_str *text) {
  const char *p = weir_text(text);
  for (uint32_t i = 0; i < text->len; i++) {
    if (is_letter_or_digit(p[i]) || among(p[i], "-_.*")) {
      *to++ = p[i];
    } else if (p[i] == ' ') {
      *to++ = '+';
    } else {
      *to++ = '%';
      *to++ = "0123456789ABCDEF"[(unsigned char)p[i] >> 4];
      *to++ = "0123456789ABCDEF"[(unsigned char)p[i] & 15];
    }
  }
  return to;
}

static uint32_t digit_of(char c) {
  const uint32_t d = (uint32_t)(unsigned char)c - '0', letter = ((uint32_t)(unsigned char)c | 0x20u) - 'a';
  return d < 10 ? d : letter < 6 ? letter + 10 : 16;
}

/* The byte that the two digits behind p say; -1: they are none. */
static int escaped(const char *p, const char *end) {
  if (end - p < 3 || (digit_of(p[1]) | digit_of(p[2])) > 15) return -1;
  return (int)(digit_of(p[1]) << 4 | digit_of(p[2]));
}

static char *put_decoded(char *to, const weir_str *text) {
  const char *p = weir_text(text), *end = p + text->len;
  for (; p < end; p++) {
    const int byte = *p == '%' ? escaped(p, end) : *p == '+' ? ' ' : *p;
    if (*p == '%' && byte < 0) return NULL;
    if (*p == '%') p += 2;
    *to++ = (char)byte;
  }
  return to;
}

enum { ENCODE, DECODE };

static weir_status code(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const int encodes = function_of(call)->variant == ENCODE;
  const weir_str *text = arg[0]->data;
  weir_out_column *to = &out->col[column];
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows; r++) {
    char *p = text_room(&b, (encodes ? 3 : 1) * (uint64_t)text[r].len);
    if (p == NULL) return WEIR_EFAIL;
    const char *end = (encodes ? put_encoded : put_decoded)(p, text + r);
    ((weir_str *)to->data)[r] = end != NULL ? text_made(&b, end) : weir_view("", 0);
    if (end == NULL) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(url_encode, "url_encode(text): text in the coding of HTML forms: a blank is +, most others are %XX",
       "(string) -> string", code, .variant = ENCODE);
STRICT(url_decode, "url_decode(text): what text is out of the coding of HTML forms; null if it is not in it",
       "(string) -> string?", code, .variant = DECODE);
STRICT(try_url_decode, "try_url_decode(text): another name of url_decode", "(string) -> string?", code,
       .variant = DECODE);

/* ---- parts ------------------------------------------------------------------------------------------------------- */

typedef struct span {
  const char *p, *end; /* p NULL: not there */
} span;

typedef struct url {
  span scheme, authority, user, host, path, query, fragment;
} url;

static const char *find(const char *p, const char *end, const char *set) {
  while (p < end && !among(*p, set)) p++;
  return p;
}

/* Letters and digits of ASCII, what `extra` has, escapes, and all that is not ASCII. */
static int all_legal(span s, const char *extra) {
  for (const char *p = s.p; p < s.end; p++) {
    if (*p == '%' && escaped(p, s.end) < 0) return 0;
    if (*p != '%' && (unsigned char)*p < 128 && !is_letter_or_digit(*p) && !among(*p, extra)) return 0;
  }
  return 1;
}

static int all_digits(const char *p, const char *end) {
  while (p < end && *p >= '0' && *p <= '9') p++;
  return p == end;
}

/* Names of parts between points that begin and end in a letter or digit, the last one in a letter; or four numbers. */
static int is_host(span h) {
  int numeric = 1, parts = 0;
  if (h.p == h.end) return 0;
  for (const char *p = h.p; p < h.end; parts++) {
    const char *end = find(p, h.end, ".");
    if (p == end || *p == '-' || end[-1] == '-') return 0;
    for (const char *q = p; q < end; q++)
      if (!is_letter_or_digit(*q) && *q != '-') return 0;
    numeric = numeric && end - p <= 3 && all_digits(p, end);
    if (end + 1 >= h.end && !numeric && *p >= '0' && *p <= '9') return 0; /* the last name begins with a letter */
    p = end < h.end ? end + 1 : end;
  }
  return !numeric || parts == 4;
}

/* user@host:port; an authority that is none of these has neither. */
static void split_authority(url *u) {
  const span a = u->authority;
  const char *at = find(a.p, a.end, "@"), *host = at < a.end ? at + 1 : a.p;
  const char *close = host < a.end && *host == '[' ? find(host, a.end, "]") : NULL;
  const char *colon = find(close != NULL ? close : host, a.end, ":");
  const span name = {host, colon};
  if (colon < a.end && !all_digits(colon + 1, a.end)) return;
  if (close != NULL ? close == a.end || close + 1 != colon : !is_host(name)) return;
  u->host = name;
  if (at < a.end) u->user = (span){a.p, at};
}

static int read_scheme(url *u, const char **p, const char *end) {
  const char *stop = find(*p, end, ":/?#");
  if (stop == end || *stop != ':') return 1;
  u->scheme = (span){*p, stop};
  if (stop == *p || !is_letter_or_digit(**p) || (**p >= '0' && **p <= '9')) return 0;
  for (const char *q = *p; q < stop; q++)
    if (!is_letter_or_digit(*q) && !among(*q, "+-.")) return 0;
  *p = stop + 1;
  return *p < end && **p != '#';
}

/* 0: it is no URL. */
static int read_url(url *u, const weir_str *text) {
  static const char mark[] = "-_.!~*'();:@&=+$,/?[]";
  const char *p = weir_text(text), *end = p + text->len, *hash = find(p, end, "#");
  *u = (url){0};
  if (hash < end) u->fragment = (span){hash + 1, end};
  if (!read_scheme(u, &p, hash)) return 0;
  if (u->scheme.p != NULL && *p != '/') return all_legal((span){p, hash}, mark) && all_legal(u->fragment, mark);
  if (hash - p >= 2 && p[0] == '/' && p[1] == '/') {
    u->authority = (span){p + 2, find(p + 2, hash, "/?")};
    p = u->authority.end;
    if (u->authority.p == u->authority.end) {
      if (p == hash) return 0;
      u->authority = (span){NULL, NULL};
    }
  }
  u->path = (span){p, find(p, hash, "?")};
  if (u->path.end < hash) u->query = (span){u->path.end + 1, hash};
  if (u->authority.p != NULL) split_authority(u);
  return all_legal(u->authority, "-_.!~*'();:@&=+$,[]") && all_legal(u->path, "-_.!~*'();:@&=+$,/") &&
         all_legal(u->query, mark) && all_legal(u->fragment, mark);
}

/* The value of the first `key=` of the query. */
static span query_value(span query, const weir_str *key) {
  for (const char *p = query.p; query.p != NULL && p <= query.end;) {
    const char *end = find(p, query.end, "&");
    if ((uint64_t)(end - p) > key->len && memcmp(p, weir_text(key), key->len) == 0 && p[key->len] == '=')
      return (span){p + key->len + 1, end};
    p = end + 1;
  }
  return (span){NULL, NULL};
}

static span part_of(const url *u, const weir_str *name) {
  const span file = {u->path.p, u->query.p != NULL ? u->query.end : u->path.end};
  const struct {
    const char *name;
    span part;
  } parts[] = {{"HOST", u->host},       {"PATH", u->path}, {"QUERY", u->query},         {"REF", u->fragment},
               {"PROTOCOL", u->scheme}, {"FILE", file},    {"AUTHORITY", u->authority}, {"USERINFO", u->user}};
  for (uint32_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (name->len == strlen(parts[i].name) && memcmp(weir_text(name), parts[i].name, name->len) == 0)
      return parts[i].part;
  return (span){NULL, NULL};
}

static weir_status parse_url(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *text = arg[0]->data, *name = arg[1]->data, *key = call->args > 2 ? arg[2]->data : NULL;
  const weir_str query = weir_view("QUERY", 5);
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    url u;
    span part = {NULL, NULL};
    if (read_url(&u, text + r))
      part = part_of(&u, name + r);
    else
      u = (url){0};
    if (key != NULL) part = weir_str_equal(name + r, &query) ? query_value(part, key + r) : (span){NULL, NULL};
    ((weir_str *)to->data)[r] = part.p != NULL ? weir_view(part.p, (uint32_t)(part.end - part.p)) : weir_view("", 0);
    if (part.p == NULL) function_set_null(to, r);
  }
  return WEIR_OK;
}

STRICT(parse_url,
       "parse_url(url, part[, key]): a part of a URL as it is written: HOST, PATH, QUERY, REF, PROTOCOL, FILE, "
       "AUTHORITY or USERINFO; with QUERY and a key the value of that key; null if it is not there or url is none",
       "(string, string, [string]) -> string?", parse_url);
