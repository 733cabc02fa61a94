/* SPDX-License-Identifier: Apache-2.0 */
/* countByWindow: how many rows a window of its input has, on every slide. As in Spark nothing comes before the first row
 * of all; from then on a window without rows gives 0. */
#include "counting.h"

static const weir_option options[] = {COUNTING_WINDOW};

static weir_status bind_combiner(void *instance, weir_plan *plan, weir_error *err) {
  ((counting *)instance)->unkeyed = 1;
  return counting_bind_combiner(instance, plan, err);
}

COUNTING_COMBINER(countByWindow, WEIR_OPTIONS(options), .bind = bind_combiner);

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  counting *self = instance;
  (void)err;
  self->unkeyed = 1;
  const weir_status s = counting_bind_main(self, plan, &combiner);
  return s ? s : plan->add_field(plan, "count", WEIR_I64, 0);
}

WEIR_OPERATOR(countByWindow, .help = "One row: how many rows the window has, in the column count",
              .instance_size = sizeof(counting), WEIR_OPTIONS(options), .bind = bind, .open = counting_open,
              .process = counting_merge, .batch_end = counting_put);
