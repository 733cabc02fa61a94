/* SPDX-License-Identifier: Apache-2.0 */
/* Plain JSON values into columns of an output. */
#ifndef DATA_JSON_VALUES_H
#define DATA_JSON_VALUES_H
#include "data/json_scan.h"
#include "data/place.h"
#include <weir/extension.h>

/* Where one value goes: element `at` of a column or of a list's child. */
typedef struct json_target {
  weir_out *out; /* whose string memory is used */
  void *data;
  uint32_t at;
} json_target;

/* What a value of that field has to be, in words. */
const char *json_kind(const weir_field *f);

/* The value at p, of the plain type `type`; gives what is behind it. NULL: it is none, or malformed; nothing was
 * written. A target without data: only checked. */
const char *json_read_plain(const json_target *to, uint32_t type, const char *p, const char *end);

/* A plain field's value at p. NULL: it is none. */
const char *json_put_value(const row_place *place, uint32_t index, const weir_field *f, const char *p, const char *end);
#endif
