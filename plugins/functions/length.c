/* SPDX-License-Identifier: Apache-2.0 */
/* How long a text is: in characters (code points), bytes, bits. */
#include "text.h"

/* Most texts are short, lie in the view itself, its unused bytes zero, and are ASCII: then there is nothing to count. */
static inline int64_t characters(const weir_str *s) {
  uint64_t first;
  uint32_t rest;
  memcpy(&first, (const char *)s + offsetof(weir_str, head), sizeof first);
  memcpy(&rest, (const char *)s + offsetof(weir_str, head) + sizeof first, sizeof rest);
  if (s->len <= 12 && !((first | rest) & UINT64_C(0x8080808080808080))) return s->len;
  return text_count(weir_text(s), s->len);
}

static weir_status length(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  const int binary = call->arg[0]->type == WEIR_BINARY;
  for (uint32_t r = 0; r < rows; r++) to[r] = binary ? text[r].len : characters(&text[r]);
  return WEIR_OK;
}

static weir_status bytes(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  const int64_t each = function_of(call)->variant;
  for (uint32_t r = 0; r < rows; r++) to[r] = text[r].len * each;
  return WEIR_OK;
}

STRICT(length, "length(text): how many characters a string has, blanks at its end too; how many bytes binary has",
       "(string|binary) -> int64", length);
STRICT(len, "len(text): another name of length", "(string|binary) -> int64", length);
STRICT(char_length, "char_length(text): another name of length", "(string|binary) -> int64", length);
STRICT(character_length, "character_length(text): another name of length", "(string|binary) -> int64", length);
STRICT(octet_length, "octet_length(text): how many bytes a string or binary has", "(string|binary) -> int64", bytes,
       .variant = 1);
STRICT(bit_length, "bit_length(text): how many bits a string or binary has", "(string|binary) -> int64", bytes,
       .variant = 8);
