/* SPDX-License-Identifier: Apache-2.0 */
/* countByValueAndWindow: countByValue over a window of its input, on every slide; as `window` before countByValue. */
#include "counting.h"

static const weir_option options[] = {COUNTING_WINDOW};

COUNTING_COMBINER(countByValueAndWindow, WEIR_OPTIONS(options), .bind = counting_bind_combiner);

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  const weir_status s = counting_bind_main(self, plan, &combiner);
  return s ? s : plan->add_field(plan, "count", WEIR_I64, 0);
}

WEIR_OPERATOR(countByValueAndWindow,
              .help = "Every different row of the window, and how many there are of it in the column count",
              .instance_size = sizeof(counting), WEIR_OPTIONS(options), .bind = bind, .open = counting_open,
              .process = counting_merge, .batch_end = counting_put);
