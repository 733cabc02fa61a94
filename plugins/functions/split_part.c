/* SPDX-License-Identifier: Apache-2.0 */
/* Parts between separators, by number. Results are views. */
#include "text.h"

/* Where the separator m[0..n) last occurs in p[0..end), or NULL. */
static const char *find_last(const char *p, const char *end, const char *m, uint64_t n) {
  for (const char *at = end; (uint64_t)(at - p) >= n; at--)
    if (memcmp(at - n, m, n) == 0) return at - n;
  return NULL;
}

/* Part `index` from the front (from 1) or from the back (from -1); empty if there is none. */
static weir_str split_part_of(const weir_str *text, const weir_str *separator, int64_t index) {
  const char *p = weir_text(text), *end = p + text->len, *cut = weir_text(separator), *found;
  const uint64_t n = separator->len;
  if (n == 0) return index == 1 || index == -1 ? *text : weir_view(p, 0);
  if (index < 0) { /* parts are cut from the front: count them, for separators may overlap */
    int64_t parts = 1;
    for (const char *q = p; (found = text_find(q, (uint64_t)(end - q), cut, n)) != NULL; q = found + n) parts++;
    index = index < -parts ? 0 : parts + index + 1;
  }
  for (int64_t i = 1; i < index; i++, p = found + n)
    if ((found = text_find(p, (uint64_t)(end - p), cut, n)) == NULL) return weir_view(p, 0);
  if (index < 1) return weir_view(p, 0);
  found = text_find(p, (uint64_t)(end - p), cut, n);
  return text_part(text, p, (uint64_t)((found != NULL ? found : end) - p));
}

static int is_null_row(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  for (uint32_t i = 0; i < call->args; i++)
    if (weir_is_null(arg[i], r)) return 1;
  return 0;
}

static weir_status split_part(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const weir_str *text = arg[0]->data, *separator = arg[1]->data;
  const int64_t *index = arg[2]->data;
  weir_str *to = out->col[column].data;
  for (uint32_t r = 0; r < rows; r++) {
    if (index[r] == 0 && !is_null_row(call, arg, r))
      return function_fail(out, "split_part counts parts from 1 or, from the end, from -1; it was asked for part 0");
    to[r] = split_part_of(text + r, separator + r, index[r]);
  }
  return WEIR_OK;
}

/* What lies before separator number `count`, or behind number -count from the end. */
static weir_str substring_index_of(const weir_str *text, const weir_str *separator, int64_t count) {
  const char *p = weir_text(text), *end = p + text->len, *cut = weir_text(separator), *found = p;
  const uint64_t n = separator->len;
  if (n == 0 || count == 0) return weir_view(p, 0);
  if (count < 0) {
    for (const char *stop = end; count < 0; count++, stop = found + n - 1)
      if ((found = find_last(p, stop, cut, n)) == NULL) return *text;
    return text_part(text, found + n, (uint64_t)(end - found) - n);
  }
  for (const char *at = p; count > 0; count--, at = found + 1)
    if ((found = text_find(at, (uint64_t)(end - at), cut, n)) == NULL) return *text;
  return text_part(text, p, (uint64_t)(found - p));
}

static weir_status substring_index(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                   uint32_t column) {
  const weir_str *text = arg[0]->data, *separator = arg[1]->data;
  const int64_t *count = arg[2]->data;
  weir_str *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = substring_index_of(text + r, separator + r, count[r]);
  return WEIR_OK;
}

STRICT(split_part,
       "split_part(text, separator, index): part number index of text cut at separator, which is taken as it is; "
       "negative numbers count from the end; empty if there is no such part",
       "(string, string, int64) -> string", split_part);
STRICT(substring_index,
       "substring_index(text, separator, count): what lies before separator number count, or, if count is negative, "
       "behind separator number -count from the end; all of text if there are fewer",
       "(string, string, int64) -> string", substring_index);
