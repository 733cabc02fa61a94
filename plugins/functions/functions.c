/* SPDX-License-Identifier: Apache-2.0 */
/* Functions that an expression calls by their bare name. They keep nothing between two calls. */
#include "time_functions.h"
#include <stdio.h>

weir_status function_refuse(weir_error *err, const char *why) {
  (void)snprintf(err->text, sizeof err->text, "%s", why);
  return WEIR_EINVAL;
}

weir_status function_fail(weir_out *out, const char *why) {
  out->host->fail(out, why);
  return WEIR_EFAIL;
}

void function_copy_nulls(const weir_column *from, weir_out_column *to, uint32_t rows) {
  if (from->valid == NULL || to->valid == NULL) return;
  for (uint32_t word = 0; word < (rows + 63) / 64; word++) {
    const uint32_t left = rows - word * 64;
    const uint64_t beyond = left < 64 ? ~UINT64_C(0) << left : 0;
    to->valid[word] &= from->valid[word] | beyond;
  }
}

#define ENTRY(id) &function_##id.base,
static const weir_function *const functions[] = {FUNCTIONS(ENTRY) TIME_FUNCTIONS(ENTRY) NULL};
#undef ENTRY
WEIR_PLUGIN(functions, .function = functions);
