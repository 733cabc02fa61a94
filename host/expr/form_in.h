/* SPDX-License-Identifier: Apache-2.0 */
/* The constants behind `in`. Immutable; the compiler's. */
#ifndef EXPR_FORM_IN_H
#define EXPR_FORM_IN_H
#include "expr/program.h"

/* Constants of one type with a width. NULL: out of memory, which is then the error. */
const in_set *in_set_create(expr_compiler *c, const expr_node *const *constant, uint32_t n);
/* Without nulls. */
uint32_t in_set_count(const in_set *set);
const void *in_set_value(const in_set *set, uint32_t i);
bool in_set_has_null(const in_set *set);
#endif
