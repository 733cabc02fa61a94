/* SPDX-License-Identifier: Apache-2.0 */
/* Parts by position: substring, left, right, overlay. Positions count from 1, negative ones from the end; of binary
 * they count bytes. All but overlay are views. */
#include "text.h"

/* Characters begin .. end of text. */
static weir_str part(const weir_str *text, int binary, int64_t begin, int64_t end) {
  const char *p = weir_text(text);
  begin = max_i64(begin, 0);
  if (end <= begin || begin >= text->len) return weir_view(p, 0);
  end = min_i64(end, text->len); /* there are no more characters than bytes */
  if (binary || text_is_ascii(p, text->len)) return text_part(text, p + begin, (uint64_t)(end - begin));
  const char *from = text_skip(p, text->len, (uint64_t)begin);
  const uint64_t left = (uint64_t)(p + text->len - from);
  return text_part(text, from, (uint64_t)(text_skip(from, left, (uint64_t)(end - begin)) - from));
}

/* a + b for b >= 0 within the range of positions. */
static int64_t add_position(int64_t a, int64_t b) {
  int64_t sum;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

static weir_str substring_of(const weir_str *text, int binary, int64_t from, int64_t count) {
  int64_t begin = from > 0 ? from - 1 : 0;
  if (from < 0) begin = from + (binary ? text->len : text_count(weir_text(text), text->len));
  return part(text, binary, begin, add_position(begin, max_i64(count, 0)));
}

static weir_status substring(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *from = arg[1]->data, *count = call->args > 2 ? arg[2]->data : NULL;
  weir_str *to = out->col[column].data;
  const int binary = call->arg[0]->type == WEIR_BINARY;
  for (uint32_t r = 0; r < rows; r++)
    to[r] = substring_of(text + r, binary, from[r], count != NULL ? count[r] : INT64_MAX);
  return WEIR_OK;
}

static weir_status left(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *count = arg[1]->data;
  weir_str *to = out->col[column].data;
  const int binary = call->arg[0]->type == WEIR_BINARY;
  for (uint32_t r = 0; r < rows; r++) to[r] = part(text + r, binary, 0, count[r]);
  return WEIR_OK;
}

static weir_status right(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *count = arg[1]->data;
  weir_str *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++)
    to[r] = count[r] <= 0 ? weir_view("", 0) : substring_of(text + r, 0, -min_i64(count[r], UINT32_MAX), INT64_MAX);
  return WEIR_OK;
}

STRICT(substring,
       "substring(text, from[, count]): the part of text that begins at character from (1 is the first, -1 the last) "
       "and has at most count characters",
       "(string|binary, int64, [int64]) -> $1", substring);
STRICT(substr, "substr(text, from[, count]): another name of substring", "(string|binary, int64, [int64]) -> $1",
       substring);
STRICT(mid, "mid(text, from[, count]): another name of substring", "(string|binary, int64, [int64]) -> $1", substring);
STRICT(left, "left(text, count): the first count characters", "(string|binary, int64) -> $1", left);
STRICT(right, "right(text, count): the last count characters", "(string, int64) -> string", right);

/* ---- overlay ----------------------------------------------------------------------------------------------------- */

static char *append(char *to, const weir_str *part_of) {
  memcpy(to, weir_text(part_of), part_of->len);
  return to + part_of->len;
}

static weir_status overlay(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                           uint32_t column) {
  const weir_str *text = arg[0]->data, *by = arg[1]->data;
  const int64_t *from = arg[2]->data, *given = call->args > 3 ? arg[3]->data : NULL;
  weir_str *to = out->col[column].data;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows) + text_bytes(arg[1], rows));
  for (uint32_t r = 0; r < rows; r++) {
    const int64_t count = given != NULL && given[r] >= 0 ? given[r] : text_count(weir_text(by + r), by[r].len);
    const weir_str before = substring_of(text + r, 0, 1, from[r] > INT64_MIN ? from[r] - 1 : INT64_MIN);
    const weir_str behind = substring_of(text + r, 0, add_position(from[r], count), INT64_MAX);
    char *p = text_room(&b, (uint64_t)before.len + by[r].len + behind.len);
    if (p == NULL) return WEIR_EFAIL;
    to[r] = text_made(&b, append(append(append(p, &before), by + r), &behind));
  }
  return WEIR_OK;
}

STRICT(overlay,
       "overlay(text, by, from[, count]): text with by in place of the count characters from position from on; count "
       "is by's length if it is left out or negative",
       "(string, string, int64, [int64]) -> string", overlay);
