/* SPDX-License-Identifier: Apache-2.0 */
/* groupByKey: one row a key, its other columns as lists. */
#include "grouping.h"

static const weir_option options[] = {GROUPING_KEY};

GROUPING_OPERATOR(groupByKey,
                  .help = "One row a key: its key columns, and each other column as the list of its values");
