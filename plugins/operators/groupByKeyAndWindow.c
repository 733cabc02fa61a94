/* SPDX-License-Identifier: Apache-2.0 */
/* groupByKeyAndWindow: groupByKey over the rows of a window, batch after batch. */
#include "grouping.h"

static const weir_option options[] = {
    GROUPING_KEY,
    {.name = "window",
     .help = "length of the window, a multiple of the input's slide",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(grouping, length_us),
     .flags = WEIR_REQUIRED,
     .min = 1,
     .max = 1e15},
    {.name = "slide",
     .help = "how often rows come, a multiple of the input's slide, which is the default",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(grouping, slide_us),
     .min = 1,
     .max = 1e15},
};

GROUPING_OPERATOR(
    groupByKeyAndWindow,
    .help = "One row a key over a window: its key columns, and each other column as the list of its values");
