/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUNCTIONS_MAP_H
#define FUNCTIONS_MAP_H
#include "functions.h"

/* The value of key arg[1] in map arg[0], row by row; null where there is none. */
weir_status map_lookup(const weir_column *const *arg, uint32_t rows, weir_out *out, uint32_t column);
#endif
