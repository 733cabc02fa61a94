/* SPDX-License-Identifier: Apache-2.0 */
/* length(text): how many characters (Unicode code points) it has, trailing blanks included; of binary, how many
 * bytes. Null gives null. Semantics: Spark SQL, length. */
#include "functions.h"

static weir_status bind(weir_call *call, weir_error *err) {
  if (call->args != 1 || (call->arg[0]->type != WEIR_STRING && call->arg[0]->type != WEIR_BINARY))
    return function_refuse(err, "length(text) takes one argument, of type string or binary");
  const weir_field result = {.name = "length", .type = WEIR_I64, .flags = call->arg[0]->flags & WEIR_NULLABLE};
  return call->set_result(call, &result);
}

/* Bytes 10xxxxxx among the eight of x: all but the first of a character. */
static uint32_t continuations(uint64_t x) {
  return (uint32_t)__builtin_popcountll(x & ~(x << 1) & UINT64_C(0x8080808080808080));
}

static int64_t characters(const char *text, uint32_t n) {
  uint32_t others = 0, i = 0;
  for (; n - i >= 8; i += 8) {
    uint64_t eight;
    memcpy(&eight, text + i, 8);
    others += continuations(eight);
  }
  for (; i < n; i++) others += ((unsigned char)text[i] & 0xC0u) == 0x80u;
  return (int64_t)n - others;
}

static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *length = out->col[column].data;
  const int binary = call->arg[0]->type == WEIR_BINARY;
  for (uint32_t r = 0; r < rows; r++) length[r] = binary ? text[r].len : characters(weir_text(text + r), text[r].len);
  function_copy_nulls(arg[0], &out->col[column], rows);
  return WEIR_OK;
}

const weir_function function_length = {.size = sizeof(weir_function),
                                       .name = "length",
                                       .help = "how many characters a string has",
                                       .bind = bind,
                                       .eval = eval};
