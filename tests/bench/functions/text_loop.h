/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEXT_LOOP_H
#define TEXT_LOOP_H
#include <weir/types.h>

/* What a programmer would write for upper(concat(a, '-', b)) of ASCII: one pass, into room for all of it, bytes as they come. */
void text_loop_run(const weir_str *a, const weir_str *b, uint32_t rows, char *room, weir_str *to);
#endif
