/* SPDX-License-Identifier: Apache-2.0 */
/* reverse of a text, by characters. Of lists: list_change.c. */
#include "reverse.h"
#include "text.h"

static void reverse_bytes(const char *p, uint64_t n, char *to) {
  for (uint64_t i = 0; i < n; i++) to[n - 1 - i] = p[i];
}

static void reverse_characters(const char *p, uint64_t n, char *to) {
  const char *end = p + n;
  char *at = to + n;
  for (const char *next; p < end; p = next) {
    next = text_next(p, end);
    at -= next - p;
    memcpy(at, p, (size_t)(next - p));
  }
}

static weir_status reverse_texts(const weir_column *const *arg, uint32_t rows, weir_out *out, uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows; r++) {
    const char *p = weir_text(text + r);
    char *room = text_room(&b, text[r].len);
    if (room == NULL) return WEIR_EFAIL;
    if (text_is_ascii(p, text[r].len))
      reverse_bytes(p, text[r].len, room);
    else
      reverse_characters(p, text[r].len, room);
    to[r] = text_made(&b, room + text[r].len);
  }
  return WEIR_OK;
}

static weir_status reverse(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  if (call->arg[0]->type == WEIR_LIST) return reverse_lists(call, arg, rows, out, column);
  return reverse_texts(arg, rows, out, column);
}

/* A list stays what it is; anything else is text. */
static weir_status bind_reverse(weir_call *call, weir_error *err) {
  static const weir_field text = {.name = "text", .type = WEIR_STRING};
  if (call->arg[0]->type == WEIR_LIST) return bind_reverse_lists(call, err);
  if (call->cast(call, 0, &text) != WEIR_OK) return WEIR_EINVAL;
  return call->set_result(call, call->arg[0]);
}

STRICT_BOUND(reverse, "reverse(x): the characters of a string, or the elements of a list, in reverse order", "(any)",
             bind_reverse, reverse);
