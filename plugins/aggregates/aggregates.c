/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregates that an expression calls by their bare name. Everything they know of a key is in its slot; they keep
 * nothing between two calls. Semantics: Spark SQL without ANSI mode. */
#include "aggregates.h"
#include <stdio.h>

weir_status aggregate_refuse(weir_error *err, const char *why) {
  (void)snprintf(err->text, sizeof err->text, "%s", why);
  return WEIR_EINVAL;
}

weir_status aggregate_bound(weir_call *call, uint32_t type, uint32_t flags, const weir_field *fields, uint32_t count,
                            uint32_t size, uint32_t traits) {
  const weir_schema state = {.size = sizeof state, .count = count, .stride = sizeof *fields, .field = fields};
  const weir_field result = {.name = "result", .type = type, .flags = flags};
  weir_status status = call->set_result(call, &result);
  if (status == WEIR_OK) status = call->set_state(call, &state, size);
  if (status == WEIR_OK) status = call->set_traits(call, traits);
  return status;
}

void aggregate_put_string(weir_out *out, uint32_t column, uint32_t row, const weir_str *value) {
  weir_str view = *value;
  if (view.len > 12) {
    char *copy = out->host->bytes(out, view.len);
    memcpy(copy, view.u.ptr, view.len);
    view = weir_view(copy, view.len);
  }
  ((weir_str *)out->col[column].data)[row] = view;
}

static const weir_aggregate *const aggregates[] = {&aggregate_count, &aggregate_sum,   &aggregate_avg,  &aggregate_min,
                                                   &aggregate_max,   &aggregate_first, &aggregate_last, NULL};
WEIR_PLUGIN(aggregates, .aggregate = aggregates);
