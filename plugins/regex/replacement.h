/* SPDX-License-Identifier: Apache-2.0 */
/* What regexp_replace puts in the place of a match, in Java's syntax: text, $1 and ${name} for groups, and a backslash before
 * what is meant as text. Pure, any thread. */
#ifndef REGEX_REPLACEMENT_H
#define REGEX_REPLACEMENT_H
#include "regex.h"

enum { REPLACEMENT_PARTS = 64, REPLACEMENT_MAX = 4096 };

/* Text of `size` bytes from `at`, or a group. */
typedef struct replacement_part {
  uint32_t at, size, group;
  uint32_t is_group;
} replacement_part;

typedef struct replacement {
  uint32_t parts;
  replacement_part part[REPLACEMENT_PARTS];
  char text[REPLACEMENT_MAX]; /* escapes are gone */
} replacement;

/* 1, or 0 and the error. `x`: whose groups are meant. */
int replacement_parse(replacement *to, const char *text, size_t n, const regex *x, regex_error *error);
#endif
