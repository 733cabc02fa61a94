/* SPDX-License-Identifier: Apache-2.0 */
/* Which body converts which pair. */
#include "expr/cast.h"
#include "data/schema.h"

/* Rows: from; columns: to bool, int64, float64, timestamp, string, binary. */
static const expr_form *const forms[6][6] = {
    {NULL, &cast_bool_int, &cast_bool_real, &cast_bool_time, &cast_to_text, NULL},
    {&cast_int_bool, &cast_int_int, &cast_int_real, &cast_int_time, &cast_to_text, &cast_int_binary},
    {&cast_real_bool, &cast_real_int, &cast_real_real, &cast_real_time, &cast_to_text, NULL},
    {&cast_time_bool, &cast_time_int, &cast_time_real, &cast_time_time, &cast_to_text, NULL},
    {&cast_text_bool, &cast_text_int, &cast_text_real, &cast_text_time, NULL, &cast_same_bytes},
    {NULL, NULL, NULL, NULL, &cast_same_bytes, NULL},
};

static bool is_atomic(uint32_t type) { return type >= WEIR_BOOL && type <= WEIR_BINARY; }

const expr_form *cast_form(const weir_field *from, const weir_field *to) {
  if (to->type == WEIR_STRING && from->type >= WEIR_LIST && from->type <= WEIR_STRUCT) return &cast_to_text;
  if (is_atomic(from->type) && is_atomic(to->type)) return forms[from->type - 1][to->type - 1];
  if (from->type != WEIR_LIST || to->type != WEIR_LIST) return NULL;
  const weir_field *a = &from->child[0], *b = &to->child[0];
  return is_atomic(a->type) && is_atomic(b->type) && cast_form(a, b) ? &cast_list : NULL;
}
