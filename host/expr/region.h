/* SPDX-License-Identifier: Apache-2.0 */
/* Regions: parts of an expression that are computed for some rows only, namely where their branch is taken and something
 * in them is expensive or can go wrong. A region's columns hold its rows and no others:
 *
 *   condition ─► select ┄► region        rows of the outer region for which it is computed
 *   column    ─► gather ─► … ─► scatter  in, through the branch, and out again, where other rows are null
 *
 * Region 0 is the chunk. One thread. */
#ifndef EXPR_REGION_H
#define EXPR_REGION_H
#include "expr/program.h"

/* Which rows: by what the condition is. */
typedef enum region_rows { REGION_TRUE, REGION_NOT_TRUE, REGION_NOT_FALSE } region_rows;

/* A region within the one at hand, for the rows that `condition` (a bool node of it) selects; it is the one at hand until
 * region_leave. False: failed, which is then the error. */
bool region_enter(expr_builder *b, uint32_t condition, region_rows rows);
/* Back to the outer region, with a node: as a column of the outer one. EXPR_NONE: failed, or given. */
uint32_t region_leave(expr_builder *b, uint32_t node);
/* `q` is `r` or around it. */
bool region_is_outer(const expr_builder *b, uint32_t q, uint32_t r);
/* The node as the region at hand has it. EXPR_NONE: failed. */
uint32_t region_local(expr_builder *b, uint32_t node);
/* The region whose rows a form node selects; 0: it selects none. */
uint32_t region_selects(const expr_node *form);
/* The forms that move columns between regions take their operands as they are. */
bool region_moves(const expr_form *form);
#endif
