/* SPDX-License-Identifier: Apache-2.0 */
/* like and ilike. A constant pattern that is a text with % at one end or at both is a comparison of bytes; all others are
 * walked, going back to the last % only: no pattern takes more than text × pattern steps. */
#include "expr/bind_forms.h"
#include "expr/program.h"

void *memmem(const void *haystack, size_t haystack_size, const void *needle, size_t needle_size);

static uint32_t width_of(unsigned char c) { return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4; }

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* ---- patterns ---------------------------------------------------------------------------------------------------- */

/* A pattern read: its bytes without escapes, and which of them are wild. */
typedef struct pattern {
  const char *text;
  const uint8_t *wild; /* 0: itself, else '%' or '_' */
  uint32_t n;
} pattern;

static const char *const wrong_escape = "the escape of like stands only before %, _ and itself";

/* `text` and `wild` have room for as many bytes as the pattern. False: an escape is wrong. */
static bool read_pattern(const weir_str *from, char escape, char *text, uint8_t *wild, pattern *to) {
  const char *p = weir_text(from);
  uint32_t n = 0;
  for (uint32_t i = 0; i < from->len; i++, n++) {
    wild[n] = p[i] == '%' || p[i] == '_' ? (uint8_t)p[i] : 0;
    if (p[i] == escape) {
      if (++i == from->len || (p[i] != '%' && p[i] != '_' && p[i] != escape)) return false;
      wild[n] = 0;
    }
    text[n] = p[i];
  }
  *to = (pattern){text, wild, n};
  return true;
}

bool like_pattern_is_right(const weir_str *text, char escape) {
  const char *p = weir_text(text);
  for (uint32_t i = 0; i < text->len; i++)
    if (p[i] == escape && (++i == text->len || (p[i] != '%' && p[i] != '_' && p[i] != escape))) return false;
  return true;
}

/* ---- matching ---------------------------------------------------------------------------------------------------- */

static bool same(char a, char b, bool no_case) { return a == b || (no_case && lower(a) == lower(b)); }

static bool matches(const pattern *p, const char *text, uint32_t n, bool no_case) {
  uint32_t i = 0, k = 0, back_pattern = UINT32_MAX, back_text = 0;
  while (i < n) {
    if (k < p->n && p->wild[k] == '%') {
      back_pattern = ++k;
      back_text = i;
    } else if (k < p->n && p->wild[k] == '_') {
      i += width_of((unsigned char)text[i]);
      k++;
    } else if (k < p->n && !p->wild[k] && same(p->text[k], text[i], no_case)) {
      i++, k++;
    } else if (back_pattern != UINT32_MAX) {
      back_text += width_of((unsigned char)text[back_text]);
      i = back_text;
      k = back_pattern;
    } else {
      return false;
    }
  }
  while (k < p->n && p->wild[k] == '%') k++;
  return i <= n && k == p->n;
}

/* A text that is all of it, or its beginning, end or a part. */
typedef struct plain {
  const char *text;
  uint32_t n;
  bool open_left, open_right;
} plain;

static bool is_plain(const pattern *p, plain *to) {
  uint32_t first = 0, end = p->n;
  while (first < end && p->wild[first] == '%') first++;
  while (end > first && p->wild[end - 1] == '%') end--;
  for (uint32_t i = first; i < end; i++)
    if (p->wild[i]) return false;
  *to = (plain){p->text + first, end - first, first > 0, end < p->n};
  if (first == end && p->n) to->open_left = to->open_right = true;
  return true;
}

static bool matches_plain(const plain *p, const char *text, uint32_t n) {
  if (n < p->n) return false;
  if (p->open_left && p->open_right) return p->n == 0 || memmem(text, n, p->text, p->n) != NULL;
  if (p->open_left) return memcmp(text + n - p->n, p->text, p->n) == 0;
  return (p->open_right || n == p->n) && memcmp(text, p->text, p->n) == 0;
}

/* ---- columns ----------------------------------------------------------------------------------------------------- */

/* ilike beyond ASCII compares what is lowered; letters of other scripts are left as they are. */
static bool eval_constant(form_run *r, const weir_str *from) {
  const bool no_case = r->node->param & 256;
  const weir_str *text = r->arg[0]->data;
  uint8_t *to = r->data;
  char *bytes = form_bytes(r, 2 * (uint64_t)from->len + 2);
  pattern p;
  plain simple;
  if (!bytes) return false;
  if (!read_pattern(from, (char)(r->node->param & 255), bytes, (uint8_t *)bytes + from->len, &p))
    return form_fail(r, wrong_escape);
  if (!no_case && is_plain(&p, &simple)) {
    for (uint32_t i = 0; i < r->rows; i++) to[i] = matches_plain(&simple, weir_text(&text[i]), text[i].len);
    return true;
  }
  for (uint32_t i = 0; i < r->rows; i++) to[i] = matches(&p, weir_text(&text[i]), text[i].len, no_case);
  return true;
}

static bool eval(form_run *r) {
  const expr_node *n = r->program->node[r->node->arg[1]];
  const weir_str *text = r->arg[0]->data, *from = r->arg[1]->data;
  if (n->op == EXPR_CONSTANT) return eval_constant(r, &n->value.string);
  for (uint32_t i = 0; i < r->rows; i++) {
    char *bytes = form_bytes(r, 2 * (uint64_t)from[i].len + 2);
    pattern p;
    if (!bytes) return false;
    if (weir_is_null(r->arg[0], i) || weir_is_null(r->arg[1], i)) continue;
    if (!read_pattern(&from[i], (char)(r->node->param & 255), bytes, (uint8_t *)bytes + from[i].len, &p))
      return form_fail(r, wrong_escape);
    ((uint8_t *)r->data)[i] = matches(&p, weir_text(&text[i]), text[i].len, r->node->param & 256);
  }
  return true;
}
const expr_form form_like = {"like", true, eval};
