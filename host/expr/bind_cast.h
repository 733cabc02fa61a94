/* SPDX-License-Identifier: Apache-2.0 */
/* Conversions as nodes of a program. One thread. */
#ifndef EXPR_BIND_CAST_H
#define EXPR_BIND_CAST_H
#include "expr/bind.h"
#include "expr/cast.h"

/* node → node of the type of `to`, folded when it is constant; `flags` of expr/cast.h. EXPR_NONE: failed, which is then the
 * error; the pair must be one that types_castable allows. */
uint32_t bind_cast(const binder *b, uint32_t node, const weir_field *to, uint32_t flags);
/* The same to a type without children. */
uint32_t bind_cast_type(const binder *b, uint32_t node, uint32_t type);
#endif
