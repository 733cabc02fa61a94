/* SPDX-License-Identifier: Apache-2.0 */
/* reduceByWindow: reduce over a window of its input, on every slide; as `window` before reduce. */
#include "aggregating.h"

static const weir_option options[] = {
    {.name = "values",
     .help = "aggregates by name: {count: \"count(*)\"}",
     .type = WEIR_OPT_AGGREGATES,
     .offset = offsetof(aggregating, values),
     .flags = WEIR_REQUIRED},
    {.name = "window",
     .help = "length of the window, a multiple of the input's slide",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(aggregating, length_us),
     .flags = WEIR_REQUIRED,
     .min = 1,
     .max = 1e15},
    {.name = "slide",
     .help = "how often rows come, a multiple of the input's slide, which is the default",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(aggregating, slide_us),
     .min = 1,
     .max = 1e15},
};

static const weir_operator combiner = {
    .size = sizeof combiner,
    .instance_size = sizeof(aggregating),
    WEIR_OPTIONS(options),
    .name = "reduceByWindow",
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

WEIR_OPERATOR(reduceByWindow, .help = "One row: aggregates over all rows of the window; none for an empty window",
              .instance_size = sizeof(aggregating), WEIR_OPTIONS(options), .bind = bind, .open = aggregating_open,
              .process = aggregating_merge, .batch_end = aggregating_put_results);
