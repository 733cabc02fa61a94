/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as JSON on a stream. Any thread that owns the stream. */
#ifndef DATA_JSON_PRINT_H
#define DATA_JSON_PRINT_H
#include <stddef.h>
#include <stdio.h>

/* text[0, n) in quotes, control characters escaped; what is beyond ASCII passes as it is. Write errors stay in the
 * stream. */
void json_print_bytes(FILE *out, const char *text, size_t n);
/* A text that ends with NUL; null for NULL. */
void json_print_text(FILE *out, const char *text);
#endif
