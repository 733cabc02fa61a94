/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of this plugin, one file each, and what they share. */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H
#include <weir/plugin.h>

extern const weir_function function_split;
extern const weir_function function_length;

/* Fills err->text and gives WEIR_EINVAL. `why`: one sentence without a final period. */
weir_status function_refuse(weir_error *err, const char *why);

/* The result is null where the argument is: copies the bits of rows 0..rows. Does nothing where there are no nulls.
 * */
void function_copy_nulls(const weir_column *from, weir_out_column *to, uint32_t rows);
#endif
