/* SPDX-License-Identifier: Apache-2.0 */
/* rightOuterJoin: as join, and right rows without a partner, with nulls on the left. */
#include "joining.h"

static const weir_option options[] = {JOINING_OPTIONS};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) { return joining_bind(self, plan, err, 0, 1); }

WEIR_OPERATOR(rightOuterJoin,
              .help = "As join, and the right rows without a partner: from: [a, b], rightOuterJoin: user",
              .instance_size = sizeof(joining), WEIR_OPTIONS(options), .bind = bind, .open = joining_open,
              .batch_end = joining_batch_end);
