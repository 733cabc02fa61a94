/* SPDX-License-Identifier: Apache-2.0 */
/* Timestamps as texts: date_format, from_unixtime. */
#include "calendar.h"
#include "time_functions.h"
#include "time_texts.h"

enum { BLOCK = 16 << 10 }; /* bytes that are asked of the host at a time */

static weir_status bind(weir_call *call, weir_error *err) { return time_texts_keep(call, 1, 0, err); }

/* Texts are written one behind the other; what a block cannot hold for sure goes into the next. */
static weir_status format(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  const int64_t *from = arg[0]->data, unit = function_of(call)->variant;
  time_texts texts;
  uint32_t left = 0;
  char *at = NULL;
  time_texts_begin(&texts, call, call->args > 1 ? arg[1] : NULL, 0, out);
  for (uint32_t r = 0; r < rows; r++) {
    const time_pattern *pattern = time_texts_at(&texts, r);
    if (pattern == NULL) return WEIR_EFAIL;
    if (at == NULL || left < time_pattern_room(pattern)) at = out->host->bytes(out, left = BLOCK);
    const uint32_t n = time_pattern_print(pattern, (int64_t)((uint64_t)from[r] * (uint64_t)unit), at);
    ((weir_str *)out->col[column].data)[r] = weir_view(at, n);
    if (n > 12) at += n, left -= n;
  }
  return out->failed;
}

STRICT_BOUND(date_format, "date_format(time, pattern): the time as a text, 'yyyy-MM-dd HH:mm'",
             "(timestamp, string) -> string", bind, format, .variant = 1);
STRICT_BOUND(from_unixtime, "from_unixtime(seconds[, pattern]): that many seconds after 1970 UTC, as a text",
             "(int64, [string]) -> string", bind, format, .variant = 1000000);
