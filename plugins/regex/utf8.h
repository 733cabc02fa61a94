/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REGEX_UTF8_H
#define REGEX_UTF8_H
#include <stddef.h>

/* Whether text[0..n) is UTF-8: shortest forms of code points up to U+10FFFF, without surrogates. */
int utf8_is_valid(const char *text, size_t n);
#endif
