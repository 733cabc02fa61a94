/* SPDX-License-Identifier: Apache-2.0 */
/* Which branches are computed for their own rows only, and their binding. One thread. */
#ifndef EXPR_BIND_LAZY_H
#define EXPR_BIND_LAZY_H
#include "expr/bind.h"
#include "expr/region.h"

/* Something in the tree is expensive, or can fail or reject a row: other rows are spared it. */
bool bind_is_lazy(const binder *b, const ast *tree);
/* The tree for those rows of the region at hand for which `condition` says so; a column of the region at hand. Of its
 * nullability only the branch counts, not the rows it leaves out: *nullable. EXPR_NONE: failed. */
uint32_t bind_branch(const binder *b, const ast *tree, uint32_t condition, region_rows rows, bool *nullable);
#endif
