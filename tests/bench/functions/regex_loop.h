/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REGEX_LOOP_H
#define REGEX_LOOP_H
#include <weir/types.h>

typedef struct regex_loop regex_loop;

/* A pattern compiled for the loop; NULL: it could not be. */
regex_loop *regex_loop_create(const char *pattern);

/* What a programmer would write: for each line a match by the just-in-time compiler's code, and its groups as views, group g of
 * row r in group[g - 1][r]. */
void regex_loop_run(regex_loop *loop, const weir_str *line, uint32_t rows, weir_str *const *group, uint32_t groups);
/* The matches alone; gives how many there are. */
uint32_t regex_loop_match(regex_loop *loop, const weir_str *line, uint32_t rows);
#endif
