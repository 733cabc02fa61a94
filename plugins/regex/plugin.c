/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions, by PCRE2 with its just-in-time compiler. The only plugin that links to it. */
#include "functions.h"

weir_status function_bind_pattern(weir_call *call, weir_error *err) { return regex_keep(call, 1, err); }

weir_status function_put_lists(searcher *s, weir_out *out, uint32_t column, const uint32_t *end, uint32_t rows) {
  const uint32_t at = out->host->list_reserve(out, column, s->parts);
  if (at == WEIR_NO_ROW) return WEIR_EFAIL;
  weir_out_column *to = &out->col[column];
  if (s->parts > 0) memcpy((weir_str *)to->child->data + at, s->part, s->parts * sizeof *s->part);
  for (uint32_t r = 0; r < rows; r++) to->ends[r] = at + end[r];
  return WEIR_OK;
}

#define ENTRY(id) &function_##id,
static const weir_function *const functions[] = {REGEX_FUNCTIONS(ENTRY) NULL};
WEIR_PLUGIN(regex, .function = functions);
