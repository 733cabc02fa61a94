/* SPDX-License-Identifier: Apache-2.0 */
/* split(text, pattern[, limit]): what lies between the matches, empty texts too; with a limit above 0 so many parts at the
 * most, the last with all the rest. An empty match at the beginning separates nothing, and neither does the empty pattern at
 * the end. */
#include "functions.h"

/* The bytes from `begin` to `end` of the text at hand. */
static int add(searcher *s, size_t begin, size_t end) {
  return searcher_add_part(s, weir_view(s->lane.text + begin, (uint32_t)(end - begin)));
}

/* How many parts at the most: as many as there are, for a limit of 0 and below. */
static uint64_t most_of(int64_t limit) { return limit > 0 ? (uint64_t)limit : UINT64_MAX; }

static weir_status cut(searcher *s, const weir_str *text, uint64_t most) {
  const int is_empty_pattern = s->lane.regex->literal != NULL && s->lane.regex->literal_size == 0;
  size_t done = 0, from = 0;
  int found = 0;
  regex_begin(&s->lane, weir_text(text), text->len);
  for (uint64_t parts = 1; parts < most && (found = regex_find(&s->lane, from)) > 0;) {
    const size_t begin = s->lane.span[0], end = s->lane.span[1];
    from = regex_next(&s->lane);
    if (begin == end && (begin == 0 || (is_empty_pattern && begin == text->len))) continue;
    if (!add(s, done, begin)) return WEIR_EFAIL;
    done = end;
    parts++;
  }
  if (found < 0) return searcher_gave_up(s);
  return add(s, done, text->len) ? WEIR_OK : WEIR_EFAIL;
}

static int is_null(const weir_call *call, const weir_column *const *arg, uint32_t r) {
  return weir_is_null(arg[0], r) || weir_is_null(arg[1], r) || (call->args > 2 && weir_is_null(arg[2], r));
}

static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data;
  const int64_t *limit = call->args > 2 ? arg[2]->data : NULL;
  uint32_t end[WEIR_MAX_ROWS];
  searcher *s = searcher_begin(call, arg[1], out);
  if (s == NULL) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    if (!is_null(call, arg, r) &&
        (!searcher_at(s, call, r) || cut(s, text + r, most_of(limit != NULL ? limit[r] : 0)) != WEIR_OK))
      return WEIR_EFAIL;
    end[r] = s->parts;
  }
  return function_put_lists(s, out, column, end, rows);
}

FUNCTION(split, "split(text, pattern[, limit]): what lies between the matches of the regular expression",
         "(string, string, [int64]) -> list<string>", function_bind_pattern, eval);
