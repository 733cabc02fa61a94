/* SPDX-License-Identifier: Apache-2.0 */
/* lpad, rpad: texts of a given length. A text that is long enough is cut, and then a view. */
#include "text.h"

enum { LEFT, RIGHT };

/* Writes `count` characters of the pad, again and again; gives their end. `chars` > 0: what the pad has. */
static char *put_pad(char *to, const weir_str *pad, uint64_t count, uint64_t chars) {
  const char *p = weir_text(pad);
  for (; count >= chars; count -= chars, to += pad->len) memcpy(to, p, pad->len);
  const uint64_t rest = (uint64_t)(text_skip(p, pad->len, count) - p);
  memcpy(to, p, rest);
  return to + rest;
}

/* The text with the pad up to `length` characters. */
static weir_str padded(text_builder *b, const weir_str *text, const weir_str *pad, int64_t length, int side) {
  const char *p = weir_text(text);
  const int64_t has = text_count(p, text->len), chars = text_count(weir_text(pad), pad->len);
  if (length <= 0) return weir_view(p, 0);
  if (length <= has || chars == 0) return text_part(text, p, (uint64_t)(text_skip(p, text->len, (uint64_t)length) - p));
  const uint64_t missing = (uint64_t)(length - has);
  const uint64_t rounds = missing / (uint64_t)chars + 1;
  char *room = text_room(b, rounds <= TEXT_MAX / pad->len ? text->len + rounds * pad->len : TEXT_MAX), *to = room;
  if (room == NULL) return weir_view("", 0);
  if (side == LEFT) to = put_pad(to, pad, missing, (uint64_t)chars);
  memcpy(to, p, text->len);
  to += text->len;
  if (side == RIGHT) to = put_pad(to, pad, missing, (uint64_t)chars);
  return text_made(b, to);
}

static weir_status pad(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                       uint32_t column) {
  const weir_str blank = weir_view(" ", 1), *text = arg[0]->data, *by = call->args > 2 ? arg[2]->data : NULL;
  const int64_t *length = arg[1]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++)
    to[r] = padded(&b, text + r, by != NULL ? by + r : &blank, length[r], function_of(call)->variant);
  return out->failed;
}

STRICT(lpad,
       "lpad(text, length[, pad]): text with pad (a blank) before it, again and again, until it has length characters; "
       "a longer text is cut",
       "(string, int64, [string]) -> string", pad, .variant = LEFT);
STRICT(rpad,
       "rpad(text, length[, pad]): text with pad (a blank) behind it, again and again, until it has length characters; "
       "a longer text is cut",
       "(string, int64, [string]) -> string", pad, .variant = RIGHT);
