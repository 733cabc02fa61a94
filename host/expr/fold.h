/* SPDX-License-Identifier: Apache-2.0 */
/* Operators over constants become constants, by the same kernels that would compute them row by row. One thread. */
#ifndef EXPR_FOLD_H
#define EXPR_FOLD_H
#include "expr/program.h"

/* As builder_operator, but a constant when the result is known. EXPR_NONE: failed. */
uint32_t fold_operator(expr_builder *b, expr_op op, uint32_t type, bool nullable, uint32_t left, uint32_t right);
/* The node, or a constant in its place if it is a form or a pure function of constants. EXPR_NONE: failed, or given. */
uint32_t fold_node(expr_builder *b, uint32_t node);
#endif
