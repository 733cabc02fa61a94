/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with something else in place of some of it: replace, translate. */
#include "text.h"

/* ---- replace ----------------------------------------------------------------------------------------------------- */

static uint64_t count_of(const char *p, const char *end, const weir_str *what) {
  uint64_t count = 0;
  for (; (p = text_find(p, (uint64_t)(end - p), weir_text(what), what->len)) != NULL; p += what->len) count++;
  return count;
}

static weir_str replaced(text_builder *b, const weir_str *text, const weir_str *what, const weir_str *by) {
  const char *p = weir_text(text), *end = p + text->len, *found;
  const uint64_t count = what->len > 0 ? count_of(p, end, what) : 0;
  if (count == 0) return *text;
  char *room = text_room(b, text->len - count * what->len + count * by->len), *to = room;
  if (room == NULL) return weir_view("", 0);
  for (; (found = text_find(p, (uint64_t)(end - p), weir_text(what), what->len)) != NULL; p = found + what->len) {
    memcpy(to, p, (size_t)(found - p));
    to += found - p;
    memcpy(to, weir_text(by), by->len);
    to += by->len;
  }
  memcpy(to, p, (size_t)(end - p));
  return text_made(b, to + (end - p));
}

static weir_status replace(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const weir_str *text = arg[0]->data, *what = arg[1]->data, nothing = weir_view("", 0);
  const weir_str *by = call->args > 2 ? arg[2]->data : NULL;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++)
    to[r] = replaced(&b, text + r, what + r, by != NULL ? by + r : &nothing);
  return out->failed;
}

STRICT(replace, "replace(text, what[, by]): text with by (nothing) in place of every what",
       "(string, string, [string]) -> string", replace);

/* ---- translate --------------------------------------------------------------------------------------------------- */

enum { ASCII = 128, DELETE = 0x110000, SAME = 0x110001 };

/* What each character becomes: a table for ASCII, and the two texts for the others. */
typedef struct mapping {
  uint32_t ascii[ASCII];
  const weir_str *from, *by;
} mapping;

/* What the character becomes; the first of equal ones in `from` counts. */
static uint32_t mapped(const mapping *m, uint32_t code) {
  const char *f = weir_text(m->from), *f_end = f + m->from->len, *t = weir_text(m->by), *t_end = t + m->by->len;
  while (f < f_end) {
    const int is_it = text_code(f, f_end, &f) == code;
    const uint32_t to = t < t_end ? text_code(t, t_end, &t) : DELETE;
    if (is_it) return to;
  }
  return SAME;
}

static void mapping_init(mapping *m, const weir_str *from, const weir_str *by) {
  m->from = from;
  m->by = by;
  for (uint32_t c = 0; c < ASCII; c++) m->ascii[c] = SAME;
  for (const char *f = weir_text(from), *end = f + from->len; f < end;) {
    const uint32_t code = text_code(f, end, &f);
    if (code < ASCII && m->ascii[code] == SAME) m->ascii[code] = mapped(m, code);
  }
}

static weir_str translated(text_builder *b, const weir_str *text, const mapping *m) {
  const char *p = weir_text(text), *end = p + text->len;
  char *room = text_room(b, (uint64_t)text->len * 4), *to = room;
  if (room == NULL) return weir_view("", 0);
  for (const char *next; p < end; p = next) {
    const uint32_t code = text_code(p, end, &next), by = code < ASCII ? m->ascii[code] : mapped(m, code);
    if (by == SAME) {
      memcpy(to, p, (size_t)(next - p));
      to += next - p;
    } else if (by != DELETE) {
      to += text_put(to, by);
    }
  }
  return text_made(b, to);
}

static weir_status translate(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *text = arg[0]->data, *from = arg[1]->data, *by = arg[2]->data;
  const int constant = call->constant[1] != NULL && call->constant[2] != NULL;
  weir_str *to = out->col[column].data;
  mapping m = {.from = NULL};
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    if (r == 0 || !constant) mapping_init(&m, from + r, by + r);
    to[r] = translated(&b, text + r, &m);
  }
  return out->failed;
}

STRICT(translate,
       "translate(text, from, to): text with each character of from become the one at its place in to, or nothing "
       "where to is shorter",
       "(string, string, string) -> string", translate);
