/* SPDX-License-Identifier: Apache-2.0 */
/* leftOuterJoin: as join, and left rows without a partner, with nulls on the right. */
#include "joining.h"

static const weir_option options[] = {JOINING_OPTIONS};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) { return joining_bind(self, plan, err, 1, 0); }

WEIR_OPERATOR(leftOuterJoin, .help = "As join, and the left rows without a partner: from: [a, b], leftOuterJoin: user",
              .instance_size = sizeof(joining), WEIR_OPTIONS(options), .bind = bind, .open = joining_open,
              .batch_end = joining_batch_end);
