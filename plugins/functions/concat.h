/* SPDX-License-Identifier: Apache-2.0 */
/* concat is one function for texts and lists; this is its half for lists (list_change.c). */
#ifndef FUNCTIONS_CONCAT_H
#define FUNCTIONS_CONCAT_H
#include "functions.h"

weir_status bind_concat_lists(weir_call *call, weir_error *err);
weir_status concat_lists(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column);
#endif
