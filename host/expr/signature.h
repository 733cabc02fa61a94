/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures of functions and aggregates: see weir/function.h. One thread. */
#ifndef EXPR_SIGNATURE_H
#define EXPR_SIGNATURE_H
#include "expr/call.h"

/* Checks the number of the call's arguments, converts them (by the call's own cast), and sets the result where the signature
 * says it; `strict_nulls` decides nothing: a result is null where an argument is. WEIR_EINVAL: err says why, or, when the
 * signature itself is wrong, the call's `why`. */
weir_status signature_apply(expr_call *call, const char *signature, weir_error *err);
#endif
