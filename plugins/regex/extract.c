/* SPDX-License-Identifier: Apache-2.0 */
/* What a pattern matches: regexp_extract, regexp_extract_all, regexp_substr. A group that took no part in the match is the
 * empty text; so is every group where nothing matches. */
#include "functions.h"
#include <stdio.h>

/* ---- the group --------------------------------------------------------------------------------------------------- */

/* The group that a call names is the same for all rows, *group, which is 1 where it names none. */
static int has_constant_group(const weir_call *call, int64_t *group) {
  *group = 1;
  if (call->args < 3) return 1;
  const weir_column *constant = call->constant[2];
  if (constant == NULL || weir_is_null(constant, 0)) return 0;
  *group = *(const int64_t *)constant->data;
  return 1;
}

static void no_group(char *why, size_t size, const regex *x, int64_t group) {
  (void)snprintf(why, size, "the pattern has %u groups and the whole match, which is 0: there is no group %lld",
                 (unsigned)x->groups, (long long)group);
}

static int has_group(const regex *x, int64_t group) { return group >= 0 && group <= x->groups; }

/* Keeps the pattern, and checks a group that is known. */
static weir_status bind(weir_call *call, weir_error *err) {
  int64_t group;
  const weir_status status = regex_keep(call, 1, err);
  if (status != WEIR_OK) return status;
  const regex *x = regex_kept_of(call)->regex;
  if (x == NULL || !has_constant_group(call, &group) || has_group(x, group)) return WEIR_OK;
  err->option = call->args < 3 ? 1 : 2;
  no_group(err->text, sizeof err->text, x, group);
  return WEIR_EINVAL;
}

/* The group of row r. Negative: the pattern of the row has no such group, and the batch fails. */
static int64_t group_at(searcher *s, const weir_call *call, const weir_column *const *arg, uint32_t r) {
  const int64_t group = call->args < 3 ? 1 : ((const int64_t *)arg[2]->data)[r];
  if (has_group(s->lane.regex, group)) return group;
  char why[120];
  no_group(why, sizeof why, s->lane.regex, group);
  s->out->host->fail(s->out, why);
  return -1;
}

/* Of a null row nothing may be said: its pattern and group are zeros. */
static int is_null(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  int any = 0;
  for (uint32_t i = 0; i < call->args; i++) any |= weir_is_null(arg[i], r);
  return any;
}

/* ---- the first match --------------------------------------------------------------------------------------------- */

static weir_status bind_extract(weir_call *call, weir_error *err) {
  static const uint32_t text_and_pattern[] = {0, 1};
  int64_t group;
  const weir_status status = bind(call, err);
  const regex *x = status == WEIR_OK ? regex_kept_of(call)->regex : NULL;
  if (x == NULL || x->groups >= FUNCTION_GROUPS || !has_constant_group(call, &group)) return status;
  return call->be_element(call, &function_regexp_groups, text_and_pattern, 2, (uint32_t)group);
}

static weir_status eval_extract(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_str *to = out->col[column].data;
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (is_null(call, arg, r)) continue;
    const int64_t group = searcher_at(s, call, r) ? group_at(s, call, arg, r) : -1;
    if (group < 0) return WEIR_EFAIL;
    regex_begin(&s->lane, weir_text(text + r), text[r].len);
    const int found = regex_find(&s->lane, 0);
    if (found < 0) return searcher_gave_up(s);
    to[r] = found > 0 ? searcher_group(s, (uint32_t)group) : (weir_str){.len = 0};
  }
  return out->failed;
}

FUNCTION(regexp_extract, "regexp_extract(text, pattern[, group]): group 1, or the given one, of the first match",
         "(string, string, [int64]) -> string", bind_extract, eval_extract);

/* Nothing found, or only the empty text: null. */
static weir_status eval_substr(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const weir_str *text = arg[0]->data;
  weir_out_column *to = &out->col[column];
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (is_null(call, arg, r)) continue;
    if (!searcher_at(s, call, r)) return WEIR_EFAIL;
    regex_begin(&s->lane, weir_text(text + r), text[r].len);
    const int found = regex_find(&s->lane, 0);
    if (found < 0) return searcher_gave_up(s);
    const weir_str match = found > 0 ? searcher_group(s, 0) : (weir_str){.len = 0};
    ((weir_str *)to->data)[r] = match;
    if (match.len == 0) to->valid[r >> 6] &= ~(UINT64_C(1) << (r & 63));
  }
  return out->failed;
}

FUNCTION(regexp_substr, "regexp_substr(text, pattern): the first match; null if there is none, or an empty one",
         "(string, string) -> string?", function_bind_pattern, eval_substr);

/* ---- all matches ------------------------------------------------------------------------------------------------- */

/* Group `group` of each match of the text, as parts. */
static weir_status add_all(searcher *s, const weir_str *text, uint32_t group) {
  int found;
  regex_begin(&s->lane, weir_text(text), text->len);
  for (size_t from = 0; (found = regex_find(&s->lane, from)) > 0; from = regex_next(&s->lane)) {
    if (!searcher_add_part(s, searcher_group(s, group))) return WEIR_EFAIL;
  }
  return found < 0 ? searcher_gave_up(s) : WEIR_OK;
}

static weir_status eval_all(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  const weir_str *text = arg[0]->data;
  uint32_t end[WEIR_MAX_ROWS];
  searcher *s = searcher_begin(call, arg[1], out);
  if (s == NULL) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    end[r] = s->parts;
    if (is_null(call, arg, r)) continue;
    const int64_t group = searcher_at(s, call, r) ? group_at(s, call, arg, r) : -1;
    if (group < 0 || add_all(s, text + r, (uint32_t)group) != WEIR_OK) return WEIR_EFAIL;
    end[r] = s->parts;
  }
  return function_put_lists(s, out, column, end, rows);
}

FUNCTION(regexp_extract_all, "regexp_extract_all(text, pattern[, group]): group 1, or the given one, of each match",
         "(string, string, [int64]) -> list<string>", bind, eval_all);
