/* SPDX-License-Identifier: Apache-2.0 */
/* Whether, how often and where a pattern matches: rlike, regexp_count, regexp_instr. */
#include "functions.h"

static weir_status run_like(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const weir_str *text = arg[0]->data;
  uint8_t *to = out->col[column].data;
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (!searcher_at(s, call, r)) return WEIR_EFAIL;
    regex_begin(&s->lane, weir_text(text + r), text[r].len);
    const int found = regex_find(&s->lane, 0);
    if (found < 0) return searcher_gave_up(s);
    to[r] = (uint8_t)found;
  }
  return out->failed;
}

FUNCTION(rlike, "rlike(text, pattern): whether some part of it matches the regular expression",
         "(string, string) -> bool", function_bind_pattern, run_like);
FUNCTION(regexp, "regexp(text, pattern): whether some part of it matches the regular expression",
         "(string, string) -> bool", function_bind_pattern, run_like);
FUNCTION(regexp_like, "regexp_like(text, pattern): whether some part of it matches the regular expression",
         "(string, string) -> bool", function_bind_pattern, run_like);

/* Gives how many, -1: given up. */
static int64_t count(regex_lane *lane, const weir_str *text) {
  int64_t n = 0;
  int found;
  regex_begin(lane, weir_text(text), text->len);
  for (size_t from = 0; (found = regex_find(lane, from)) > 0; from = regex_next(lane)) n++;
  return found < 0 ? -1 : n;
}

static weir_status run_count(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (!searcher_at(s, call, r)) return WEIR_EFAIL;
    to[r] = count(&s->lane, text + r);
    if (to[r] < 0) return searcher_gave_up(s);
  }
  return out->failed;
}

FUNCTION(regexp_count, "regexp_count(text, pattern): how many parts of it match, one behind the other",
         "(string, string) -> int64", function_bind_pattern, run_count);

static int64_t characters(const char *text, size_t n) {
  int64_t count = 0;
  for (size_t i = 0; i < n; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
  return count;
}

static weir_status run_instr(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (!searcher_at(s, call, r)) return WEIR_EFAIL;
    regex_begin(&s->lane, weir_text(text + r), text[r].len);
    const int found = regex_find(&s->lane, 0);
    if (found < 0) return searcher_gave_up(s);
    to[r] = found > 0 ? characters(s->lane.text, s->lane.span[0]) + 1 : 0;
  }
  return out->failed;
}

FUNCTION(regexp_instr,
         "regexp_instr(text, pattern[, group]): the character at which the first match begins, 1 the first; 0: "
         "there is none",
         "(string, string, [int64]) -> int64", function_bind_pattern, run_instr);
