/* SPDX-License-Identifier: Apache-2.0 */
/* Binding of the forms of the language. All give the node, or EXPR_NONE: failed, which is then the error. One thread. */
#ifndef EXPR_BIND_FORMS_H
#define EXPR_BIND_FORMS_H
#include "expr/bind.h"
#include "expr/types.h"

uint32_t bind_case(const binder *b, const ast *tree);
uint32_t bind_written_cast(const binder *b, const ast *tree);
uint32_t bind_in(const binder *b, const ast *tree);
uint32_t bind_between(const binder *b, const ast *tree);
uint32_t bind_like(const binder *b, const ast *tree);
uint32_t bind_is(const binder *b, const ast *tree);
uint32_t bind_index(const binder *b, const ast *tree);
uint32_t bind_field(const binder *b, const ast *tree);
/* stream.column that is column.field; EXPR_NONE without an error: it is not. */
uint32_t bind_column_field(const binder *b, const ast *name);
/* if, coalesce, nullif …: calls that are forms. False: it is another call. */
bool bind_form_call(const binder *b, const ast *call, uint32_t *node);
/* The name is that of such a call. */
bool bind_is_form(const char *name);
/* t + interval, t - interval; `left` and `right` are trees, one of them the interval. */
uint32_t bind_time_interval(const binder *b, const ast *tree);

/* `left` op `right`, both bound, as the comparison `tree` (for its spans) would be. */
uint32_t bind_compare(const binder *b, const ast *tree, expr_op op, uint32_t left, uint32_t right);
/* node as a condition; a bare null becomes one. */
uint32_t bind_condition(const binder *b, const ast *tree);
/* All of node[0..n) in one type, by `rule`; false: they have none. */
bool bind_unified(const binder *b, const ast *tree, types_rule rule, uint32_t *node, uint32_t n, uint32_t step,
                  weir_field *common);

/* struct(a, b), named_struct('a', a, …) */
uint32_t bind_struct(const binder *b, const ast *call);

/* Whether the escapes of a pattern of like stand where they may. */
bool like_pattern_is_right(const weir_str *pattern, char escape);

extern const expr_form form_struct, form_case, form_coalesce, form_is_null, form_in, form_like, form_list_at,
    form_map_at, form_time_plus, form_compare, form_same;
#endif
