/* SPDX-License-Identifier: Apache-2.0 */
/* aggregateByKey: reduceByKey under the name that Spark has for reducers with a start value of their own, which `of` takes in here. */
#include "aggregating.h"

static const weir_option options[] = {
    {.name = "key",
     .help = "columns or named expressions whose rows belong together",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(aggregating, key),
     .flags = WEIR_REQUIRED},
    {.name = "values",
     .help = "reducers or aggregates by name: {most: {of: n, merge: \"greatest(a, b)\"}}",
     .type = WEIR_OPT_AGGREGATES,
     .offset = offsetof(aggregating, values),
     .flags = WEIR_REQUIRED},
};

static const weir_operator combiner = {
    .size = sizeof combiner,
    .instance_size = sizeof(aggregating),
    WEIR_OPTIONS(options),
    .name = "aggregateByKey",
    .help = "Aggregates by key of a lane's own rows",
    .bind = aggregating_bind_combiner,
    .open = aggregating_open,
    .process = aggregating_update,
    .batch_end = aggregating_put_partials,
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  return aggregating_bind_main(self, plan, &combiner);
}

WEIR_OPERATOR(aggregateByKey, .help = "One row a key: its key columns and aggregates over the batch's rows of the key",
              .instance_size = sizeof(aggregating), WEIR_OPTIONS(options), .bind = bind, .open = aggregating_open,
              .process = aggregating_merge, .batch_end = aggregating_put_results);
