/* SPDX-License-Identifier: Apache-2.0 */
/* JSON arrays into lists and objects into maps, in two steps: first checked, later written. */
#ifndef DATA_JSON_LISTS_H
#define DATA_JSON_LISTS_H
#include "data/json_values.h"

/* The value at p is one that the list or map field `f` can hold: what is behind it; else NULL. */
const char *json_list_check(const weir_field *f, const char *p, const char *end);

/* Writes the value [p, end) that json_list_check accepted, or null where p is NULL. When memory is out the output's
 * `failed` says so. */
void json_list_put(const row_place *place, uint32_t index, const weir_field *f, const char *p, const char *end);
#endif
