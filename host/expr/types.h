/* SPDX-License-Identifier: Apache-2.0 */
/* Spark's rules about types (non-ANSI): what is converted to what behind the author's back, and into which type several are
 * brought. Pure, any thread. A type 0 is that of a bare null. */
#ifndef EXPR_TYPES_H
#define EXPR_TYPES_H
#include "expr/compiler.h"

/* How several types find one. */
typedef enum types_rule {
  TYPES_COMPARE, /* text becomes what it is compared with */
  TYPES_TEXT,    /* of text and numbers or times, text: case, coalesce, in, array */
  TYPES_STRICT   /* text stays text: greatest, least */
} types_rule;

/* Arguments of functions: `from` is converted to `to` where that is wanted. */
bool types_implicit(const weir_field *from, const weir_field *to);
/* cast(… as …) exists for this pair. */
bool types_castable(const weir_field *from, const weir_field *to);
/* The type that both can be converted to, in `to` (children made by the compiler). False: there is none, or out of memory
 * (then it is the error). `nullable` is that of either. */
bool types_common(expr_compiler *c, types_rule rule, const weir_field *a, const weir_field *b, weir_field *to);
static inline bool types_is_number(uint32_t type) { return type == WEIR_I64 || type == WEIR_F64; }
static inline bool types_is_text(uint32_t type) { return type == WEIR_STRING || type == WEIR_BINARY; }
#endif
