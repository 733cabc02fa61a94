/* SPDX-License-Identifier: Apache-2.0 */
/* reduce: one row of aggregates over the rows of the batch, or of the window behind `window`; none if it is empty. */
#include "aggregating.h"

static const weir_option options[] = {
    {.name = "values",
     .help = "aggregates by name: {total: \"sum(amount)\"}",
     .type = WEIR_OPT_AGGREGATES,
     .offset = offsetof(aggregating, values),
     .flags = WEIR_REQUIRED},
};

static const weir_operator combiner = {
    .size = sizeof combiner,
    .instance_size = sizeof(aggregating),
    WEIR_OPTIONS(options),
    .name = "reduce",
    .help = "Aggregates of a lane's own rows",
    .bind = aggregating_bind_combiner,
    .open = aggregating_open,
    .process = aggregating_update,
    .batch_end = aggregating_put_partials,
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  return aggregating_bind_main(self, plan, &combiner);
}

WEIR_OPERATOR(reduce, .help = "One row: aggregates over all rows of the batch; none for an empty batch",
              .instance_size = sizeof(aggregating), WEIR_OPTIONS(options), .bind = bind, .open = aggregating_open,
              .process = aggregating_merge, .batch_end = aggregating_put_results);
