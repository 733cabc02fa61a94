/* SPDX-License-Identifier: Apache-2.0 */
/* join: the pairs of rows of two inputs whose keys are equal. */
#include "joining.h"

static const weir_option options[] = {JOINING_OPTIONS};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) { return joining_bind(self, plan, err, 0, 0); }

WEIR_OPERATOR(join, .help = "Pairs of rows of two streams with equal keys: from: [a, b], join: user",
              .instance_size = sizeof(joining), WEIR_OPTIONS(options), .bind = bind, .open = joining_open,
              .batch_end = joining_batch_end);
