/* SPDX-License-Identifier: Apache-2.0 */
/* fullOuterJoin: as join, and the rows of both sides without a partner, with nulls on the other. */
#include "joining.h"

static const weir_option options[] = {JOINING_OPTIONS};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) { return joining_bind(self, plan, err, 1, 1); }

WEIR_OPERATOR(fullOuterJoin,
              .help = "As join, and the rows of both sides without a partner: from: [a, b], fullOuterJoin: user",
              .instance_size = sizeof(joining), WEIR_OPTIONS(options), .bind = bind, .open = joining_open,
              .batch_end = joining_batch_end);
