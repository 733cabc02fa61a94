/* SPDX-License-Identifier: Apache-2.0 */
/* countByValue: every different row of the batch, or of the window behind `window`, and how many there are of it. */
#include "counting.h"

COUNTING_COMBINER(countByValue, .bind = counting_bind_combiner);

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  const weir_status s = counting_bind_main(self, plan, &combiner);
  return s ? s : plan->add_field(plan, "count", WEIR_I64, 0);
}

WEIR_OPERATOR(countByValue, .help = "Every different row, and how many there are of it in the column count",
              .instance_size = sizeof(counting), .bind = bind, .open = counting_open, .process = counting_merge,
              .batch_end = counting_put);
