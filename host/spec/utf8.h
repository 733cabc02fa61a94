/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/utf8: characters of a text and the cells they take on a terminal. Pure functions, any thread.
 */
#ifndef WEIR_SPEC_UTF8_H
#define WEIR_SPEC_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The first character of text[0, size): returns its bytes (1..4) and sets *ret_code, or 0 where the bytes are not
 * UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) or size is 0. */
size_t spec_utf8_decode(const char *text, size_t size, uint32_t *ret_code);

/* Offset of the first byte that does not belong to a character, or `size` when all of it is UTF-8. */
size_t spec_utf8_invalid_at(const char *text, size_t size);

/* C0, DEL and C1 controls, line and paragraph separator, and the marks that turn the direction of a line: what must not
 * reach a terminal as it is. */
int spec_is_control(uint32_t code);

/* Cells of a character on a terminal: 0 (combining, zero width), 1, or 2 (East Asian wide, emoji). */
unsigned spec_cell_width(uint32_t code);

#endif
