/* SPDX-License-Identifier: Apache-2.0 */
/* The setters of a weir_call, for the table that call.c makes of them. They answer WEIR_EINVAL outside of bind. */
#ifndef EXPR_CALL_PARTS_H
#define EXPR_CALL_PARTS_H
#include "expr/call.h"

/* A type as the ABI has it, not nested deeper than 8. */
bool call_is_type(const weir_field *f, uint32_t depth);
weir_status call_set_result(weir_call *call, const weir_field *field);
weir_status call_set_state(weir_call *call, const weir_schema *fields, uint32_t size);
weir_status call_set_traits(weir_call *call, uint32_t traits);

/* Tell the plugin what argument i is. False: out of memory. */
bool call_show_argument(expr_call *c, uint32_t i);
/* Argument i as `to`, whatever the implicit rules say. */
weir_status call_convert(expr_call *c, uint32_t i, const weir_field *to);
weir_status call_cast(weir_call *call, uint32_t i, const weir_field *to);
weir_status call_unify(weir_call *call, uint32_t first, uint32_t n, uint32_t flags);
#endif
