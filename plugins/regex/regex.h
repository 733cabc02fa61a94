/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled regular expressions and the search for them. A regex is immutable and any thread's; a lane, which holds what a
 * search needs, is one thread's.
 *
 * Three codes are made of a pattern: one that goes byte by byte, for texts of ASCII alone; one for UTF-8; and one that takes
 * whatever bytes there are, without the just-in-time compiler, which finds less in such texts (PCRE2 10.42: \S, \W and \D
 * match no character beyond ASCII there). A pattern without metacharacters needs none of them. */
#ifndef REGEX_H
#define REGEX_H
#define PCRE2_CODE_UNIT_WIDTH 8
#include "translate.h"
#include <pcre2.h>

enum {
  REGEX_STEPS = 1000000, /* what one search may try at the most: some thousandths of a second */
  REGEX_HEAP_KB = 16384,
  REGEX_STACK_MIN = 32 << 10,
  REGEX_STACK_MAX = 1 << 20
};

typedef struct regex_code {
  pcre2_code *code; /* or NULL */
  int is_jit;
} regex_code;

typedef struct regex {
  char *literal; /* what is searched for in place of a code, literal_size bytes; or NULL */
  size_t literal_size;
  regex_code bytes, text, broken;
  uint32_t groups; /* without the whole match */
  uint32_t names;  /* how many of them have one */
} regex;

typedef struct regex_lane {
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
  pcre2_match_data *data;
  uint32_t pairs; /* that data has room for */
  /* The search at hand. */
  const regex *regex;
  const regex_code *code;
  const char *text;
  size_t size, literal_span[2];
  const size_t
      *span; /* of the last match: begin and end of the whole, then of each group, PCRE2_UNSET where it has none */
} regex_lane;

#define REGEX_NO_JIT 1u /* as on a machine that allows none */

/* NULL and the error: no pattern of ours, or memory is out. */
regex *regex_create(const char *pattern, size_t n, uint32_t flags, regex_error *error);
void regex_destroy(regex *x); /* NULL too */

/* Makes a lane, zeroed or used before, ready for x. 0: memory is out. */
int regex_lane_open(regex_lane *lane, const regex *x);
void regex_lane_close(regex_lane *lane);

/* The text that is searched from now on; it must stay. */
void regex_begin(regex_lane *lane, const char *text, size_t n);

/* The first match that begins at byte `from` or later. 1: lane->span tells where; 0: none; -1: given up, a limit is reached. */
int regex_find(regex_lane *lane, size_t from);

/* Where the search for a next match begins, as in Java: behind this one, and one character further where it was empty. May be
 * one past the end of the text, where nothing is found. */
size_t regex_next(const regex_lane *lane);

/* Name i of x->names, and the number of its group. It lives as long as x. */
const char *regex_name(const regex *x, uint32_t i, uint32_t *group);
/* The number of a group's name, or 0. */
uint32_t regex_group_named(const regex *x, const char *name);
#endif
