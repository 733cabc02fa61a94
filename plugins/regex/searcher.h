/* SPDX-License-Identifier: Apache-2.0 */
/* A call at work on a lane: the pattern of each row, the search, and room where texts and views are collected before the
 * host is asked for as much as there are. Lies in the call's lane memory. */
#ifndef REGEX_SEARCHER_H
#define REGEX_SEARCHER_H
#include "regex.h"
#include "replacement.h"
#include <weir/plugin.h>

enum { SEARCHER_PATTERNS = 8 };

/* What bind keeps of constant arguments. */
typedef struct regex_kept {
  regex *regex;             /* NULL: the pattern is not constant, or null */
  replacement *replacement; /* likewise */
} regex_kept;

/* A pattern of a row, in case that it comes again. */
typedef struct searcher_pattern {
  char *text;
  uint32_t size;
  regex *regex;
} searcher_pattern;

typedef struct searcher {
  regex_lane lane;
  weir_out *out;
  const weir_str *pattern;
  searcher_pattern seen[SEARCHER_PATTERNS]; /* replaced in turn */
  uint32_t next;
  uint32_t parts, part_capacity;
  weir_str *part;
  char *bytes;
  size_t size, capacity;
  replacement replacement; /* of the row */
} searcher;

/* Compiles the constant argument i and keeps it as the call's data [bind]. WEIR_EINVAL and err: a bad pattern. */
weir_status regex_keep(weir_call *call, uint32_t i, weir_error *err);
/* What was kept, never NULL once regex_keep has succeeded. */
static inline const regex_kept *regex_kept_of(const weir_call *call) { return call->data; }

/* The call's searcher, for a chunk whose patterns are column `pattern`. NULL: the call has failed. */
searcher *searcher_begin(const weir_call *call, const weir_column *pattern, weir_out *out);
/* Makes the lane ready for the row's pattern. 0: the call has failed. */
int searcher_at(searcher *s, const weir_call *call, uint32_t row);
/* The call fails since a search was given up. */
weir_status searcher_gave_up(searcher *s);
/* One more view, or n more bytes. 0: the call has failed. */
int searcher_add_part(searcher *s, weir_str part);
int searcher_add_bytes(searcher *s, const char *p, size_t n);
void searcher_close(const weir_call *call, void *memory);

/* Group g of the last match as a view; the empty text where it has none. As weir_view, but without a call for short texts: all
 * 12 bytes are read, as the host's padding allows, and those behind the end are cleared. */
static inline weir_str searcher_group(const searcher *s, uint32_t g) {
  const size_t begin = s->lane.span[2 * (size_t)g], n = s->lane.span[2 * (size_t)g + 1] - begin;
  weir_str view = {.len = 0};
  if (begin == PCRE2_UNSET || n == 0) return view;
  const char *p = s->lane.text + begin;
  view.len = (uint32_t)n;
  if (n > sizeof view.head + sizeof view.u) {
    memcpy(view.head, p, sizeof view.head);
    view.u.ptr = p;
    return view;
  }
  uint64_t low, high = 0;
  uint32_t last;
  memcpy(&low, p, sizeof low);
  memcpy(&last, p + sizeof low, sizeof last);
  if (n < sizeof low)
    low &= (UINT64_C(1) << 8 * n) - 1;
  else
    high = last & ((UINT64_C(1) << 8 * (n - sizeof low)) - 1);
  memcpy((char *)&view + offsetof(weir_str, head), &low, sizeof low);
  memcpy((char *)&view + offsetof(weir_str, head) + sizeof low, &high, sizeof last);
  return view;
}

/* Fills err->text and gives WEIR_EINVAL; argument i is to blame. */
weir_status regex_refuse(weir_error *err, uint32_t i, const regex_error *why);
#endif
