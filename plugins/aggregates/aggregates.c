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
  const weir_field result = {.name = "result", .type = type, .flags = flags};
  return aggregate_bound_to(call, &result, fields, count, size, traits);
}

weir_status aggregate_bound_to(weir_call *call, const weir_field *result, const weir_field *fields, uint32_t count,
                               uint32_t size, uint32_t traits) {
  const weir_schema state = {.size = sizeof state, .count = count, .stride = sizeof *fields, .field = fields};
  weir_status status = call->set_result(call, result);
  if (status == WEIR_OK) status = call->set_state(call, &state, size);
  if (status == WEIR_OK) status = call->set_traits(call, traits);
  return status;
}

weir_str aggregate_keep_string(weir_out *out, const weir_str *value) {
  if (value->len <= 12) return *value;
  char *copy = out->host->bytes(out, value->len);
  memcpy(copy, value->u.ptr, value->len);
  return weir_view(copy, value->len);
}

void aggregate_put_string(weir_out *out, uint32_t column, uint32_t row, const weir_str *value) {
  ((weir_str *)out->col[column].data)[row] = aggregate_keep_string(out, value);
}

static const weir_aggregate *const aggregates[] = {
    &aggregate_count,         &aggregate_sum,           &aggregate_avg,           &aggregate_mean,
    &aggregate_min,           &aggregate_max,           &aggregate_any_value,     &aggregate_min_by,
    &aggregate_max_by,        &aggregate_first,         &aggregate_first_value,   &aggregate_last,
    &aggregate_last_value,    &aggregate_moments[0],    &aggregate_moments[1],    &aggregate_moments[2],
    &aggregate_moments[3],    &aggregate_moments[4],    &aggregate_moments[5],    &aggregate_moments[6],
    &aggregate_moments[7],    &aggregate_moments[8],    &aggregate_comoments[0],  &aggregate_comoments[1],
    &aggregate_comoments[2],  &aggregate_truth[0],      &aggregate_truth[1],      &aggregate_truth[2],
    &aggregate_truth[3],      &aggregate_truth[4],      &aggregate_truth[5],      &aggregate_bits[0],
    &aggregate_bits[1],       &aggregate_bits[2],       &aggregate_distinct[0],   &aggregate_distinct[1],
    &aggregate_distinct[2],   &aggregate_mode,          &aggregate_collect[0],    &aggregate_collect[1],
    &aggregate_collect[2],    &aggregate_collect[3],    &aggregate_collect[4],    &aggregate_approx_count_distinct,
    &aggregate_percentile[0], &aggregate_percentile[1], &aggregate_percentile[2], NULL};
WEIR_PLUGIN(aggregates, .aggregate = aggregates);
