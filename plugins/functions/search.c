/* SPDX-License-Identifier: Apache-2.0 */
/* Finding one text in another. */
#include "text.h"

static int begins(const weir_str *text, const weir_str *with) {
  return with->len <= text->len && memcmp(weir_text(text), weir_text(with), with->len) == 0;
}

static int ends(const weir_str *text, const weir_str *with) {
  return with->len <= text->len && memcmp(weir_text(text) + (text->len - with->len), weir_text(with), with->len) == 0;
}

static int holds(const weir_str *text, const weir_str *what) {
  return text_find(weir_text(text), text->len, weir_text(what), what->len) != NULL;
}

enum { BEGINS, ENDS, HOLDS };

static weir_status test(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  static int (*const tests[])(const weir_str *, const weir_str *) = {begins, ends, holds};
  int (*const is_so)(const weir_str *, const weir_str *) = tests[function_of(call)->variant];
  const weir_str *text = arg[0]->data, *what = arg[1]->data;
  uint8_t *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) to[r] = (uint8_t)is_so(text + r, what + r);
  return WEIR_OK;
}

STRICT(startswith, "startswith(text, begin): whether text begins with begin", "(string|binary, string|binary) -> bool",
       test, .variant = BEGINS);
STRICT(endswith, "endswith(text, end): whether text ends with end", "(string|binary, string|binary) -> bool", test,
       .variant = ENDS);
STRICT(contains, "contains(text, part): whether part occurs in text", "(string|binary, string|binary) -> bool", test,
       .variant = HOLDS);

/* ---- positions --------------------------------------------------------------------------------------------------- */

/* The position, from 1, of the first `what` at or behind position `from`; 0: there is none. */
static int64_t position_of(const weir_str *text, const weir_str *what, int64_t from) {
  const char *p = weir_text(text);
  if (from < 1) return 0;
  if (what->len == 0) return 1;
  const char *begin = from == 1 ? p : text_skip(p, text->len, (uint64_t)from - 1);
  const char *found = text_find(begin, (uint64_t)(p + text->len - begin), weir_text(what), what->len);
  return found != NULL ? 1 + text_count(p, (uint64_t)(found - p)) : 0;
}

static weir_status instr(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  const weir_str *text = arg[0]->data, *what = arg[1]->data;
  int64_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = position_of(text + r, what + r, 1);
  return WEIR_OK;
}

/* A null `from` finds nothing, which is not null. */
static weir_status locate(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const weir_str *what = arg[0]->data, *text = arg[1]->data;
  const int64_t *from = call->args > 2 ? arg[2]->data : NULL;
  weir_out_column *to = &out->col[column];
  int64_t *at = to->data;
  for (uint32_t r = 0; r < rows; r++) {
    const int known = from == NULL || !weir_is_null(arg[2], r);
    if (known && (weir_is_null(arg[0], r) || weir_is_null(arg[1], r)))
      at[r] = 0, function_set_null(to, r);
    else
      at[r] = known ? position_of(text + r, what + r, from != NULL ? from[r] : 1) : 0;
  }
  return WEIR_OK;
}

#define LOCATE "where part first occurs in text, at position from or behind it, counted from 1; 0 if it does not"
STRICT(instr, "instr(text, part): where part first occurs in text, counted from 1; 0 if it does not",
       "(string, string) -> int64", instr);
LENIENT(locate, "locate(part, text[, from]): " LOCATE, "(string, string, [int64]) -> int64?", locate);
LENIENT(position, "position(part, text[, from]): " LOCATE, "(string, string, [int64]) -> int64?", locate);

/* ---- lists in texts ---------------------------------------------------------------------------------------------- */

static int64_t find_in_list(const weir_str *what, const weir_str *list) {
  const char *p = weir_text(list), *end = p + list->len;
  if (memchr(weir_text(what), ',', what->len) != NULL) return 0;
  for (int64_t i = 1;; i++) {
    const char *comma = memchr(p, ',', (size_t)(end - p)), *stop = comma != NULL ? comma : end;
    if ((uint64_t)(stop - p) == what->len && memcmp(p, weir_text(what), what->len) == 0) return i;
    if (comma == NULL) return 0;
    p = comma + 1;
  }
}

static weir_status find_in_set(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const weir_str *what = arg[0]->data, *list = arg[1]->data;
  int64_t *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = find_in_list(what + r, list + r);
  return WEIR_OK;
}

STRICT(find_in_set,
       "find_in_set(part, list): which of the parts between commas of list is part, counted from 1; 0 if none is",
       "(string, string) -> int64", find_in_set);
