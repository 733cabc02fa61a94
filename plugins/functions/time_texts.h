/* SPDX-License-Identifier: Apache-2.0 */
/* The patterns of a call: one that bind has compiled, or one a row. */
#ifndef TIME_TEXTS_H
#define TIME_TEXTS_H
#include "time_pattern.h"
#include <weir/plugin.h>

#define TIME_DEFAULT_PATTERN "yyyy-MM-dd HH:mm:ss"

/* Compiles the constant argument i, or the default where the call has no such argument, and keeps it as the call's data.
 * Where the argument is no constant nothing is kept, and rows bring patterns. WEIR_EINVAL and err: a bad pattern. */
weir_status time_texts_keep(weir_call *call, uint32_t i, int reading, weir_error *err);

/* The pattern of each row, in any order; a row's own is compiled anew where it differs from the one before. */
typedef struct time_texts {
  const time_pattern *fixed; /* for all rows, or NULL */
  const weir_str *text;
  weir_str last;
  weir_out *out;
  int reading;
  time_pattern own;
} time_texts;

void time_texts_begin(time_texts *t, const weir_call *call, const weir_column *pattern, int reading, weir_out *out);

/* NULL: the row's pattern is none; the batch has failed, out->failed says so. */
const time_pattern *time_texts_at(time_texts *t, uint32_t row);
#endif
