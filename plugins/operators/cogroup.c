/* SPDX-License-Identifier: Apache-2.0 */
/* cogroup: one row for each key of two inputs, the other columns of both as lists; empty where a side has no rows. */
#include "grouping.h"

static const weir_option options[] = {
    {.name = "on",
     .help = "columns that must be equal: user, [a, b], or {left column: right column}",
     .type = WEIR_OPT_KEY_PAIRS,
     .offset = offsetof(grouping, on),
     .flags = WEIR_REQUIRED | WEIR_MAIN},
    {.name = "right_prefix",
     .help = "put before the names of the right side's columns",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(grouping, right_prefix)},
};

GROUPING_OPERATOR(cogroup, .help = "One row a key of two streams, the other columns of both as lists: from: [a, b], "
                                   "cogroup: user");
