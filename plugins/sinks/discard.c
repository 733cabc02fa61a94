/* SPDX-License-Identifier: Apache-2.0 */
/* discard: takes no rows at all; the host counts them. For measuring, and for streams that only have to run. */
#include <weir/weir.h>

typedef struct discard {
  uint32_t unused;
} discard;

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->want_rows(plan, 0);
}

WEIR_SINK(discard, .help = "Drops all rows; they are counted", .instance_size = sizeof(discard), .bind = bind);
