/* SPDX-License-Identifier: Apache-2.0 */
/* regexp_replace(text, pattern, replacement[, position]). Texts without a match are views of themselves; others are
 * collected, and copied to the host's bytes once a chunk. */
#include "functions.h"
#include <stdlib.h>

/* ---- bind -------------------------------------------------------------------------------------------------------- */

/* The replacement of a constant pattern, if it is constant itself. */
static weir_status keep_replacement(weir_call *call, weir_error *err) {
  regex_kept *kept = call->data;
  const weir_column *constant = call->constant[2];
  if (kept->regex == NULL || constant == NULL || weir_is_null(constant, 0)) return WEIR_OK;
  regex_error why = {.text = "there is not enough memory for a replacement"};
  const weir_str *text = constant->data;
  kept->replacement = malloc(sizeof *kept->replacement);
  if (kept->replacement != NULL && replacement_parse(kept->replacement, weir_text(text), text->len, kept->regex, &why))
    return WEIR_OK;
  return regex_refuse(err, 2, &why);
}

static weir_status bind(weir_call *call, weir_error *err) {
  const weir_column *position = call->args > 3 ? call->constant[3] : NULL;
  if (position != NULL && !weir_is_null(position, 0) && *(const int64_t *)position->data < 1) {
    err->option = 3;
    (void)strcpy(err->text, "the position counts from 1, the first character");
    return WEIR_EINVAL;
  }
  const weir_status status = regex_keep(call, 1, err);
  return status == WEIR_OK ? keep_replacement(call, err) : status;
}

/* ---- one text ---------------------------------------------------------------------------------------------------- */

/* Of a row with a pattern or a replacement of its own, which is looked at once something matches. NULL: the call has
 * failed. */
static const replacement *replacement_of(searcher *s, const weir_call *call, const weir_str *text) {
  const regex_kept *kept = regex_kept_of(call);
  regex_error why;
  if (kept->replacement != NULL) return kept->replacement;
  if (replacement_parse(&s->replacement, weir_text(text), text->len, s->lane.regex, &why)) return &s->replacement;
  s->out->host->fail(s->out, why.text);
  return NULL;
}

static int add_replacement(searcher *s, const replacement *with) {
  for (uint32_t i = 0; i < with->parts; i++) {
    const replacement_part *part = &with->part[i];
    const weir_str group = part->is_group ? searcher_group(s, part->group) : (weir_str){.len = 0};
    if (!(part->is_group ? searcher_add_bytes(s, weir_text(&group), group.len)
                         : searcher_add_bytes(s, with->text + part->at, part->size)))
      return 0;
  }
  return 1;
}

/* The byte at which character `position` (1: the first) begins; past the end where there are fewer. */
static size_t skip(const weir_str *text, int64_t position) {
  const char *p = weir_text(text);
  size_t at = 0;
  for (; position > 1 && at < text->len; position--)
    for (at++; at < text->len && ((unsigned char)p[at] & 0xC0) == 0x80;) at++;
  return position > 1 ? text->len + (size_t)1 : at;
}

/* Adds what becomes of the text from byte `from` on, which is a text of its own to the pattern. 1; 0: there is no match and
 * nothing is added; -1: the call has failed. */
static int replace(searcher *s, const weir_call *call, const weir_str *text, size_t from, const weir_str *by) {
  const char *p = weir_text(text);
  size_t done = 0, at = 0;
  if (from > text->len) return 0;
  regex_begin(&s->lane, p + from, text->len - from);
  int found = regex_find(&s->lane, 0);
  if (found == 0) return 0;
  const replacement *with = replacement_of(s, call, by);
  if (with == NULL || !searcher_add_bytes(s, p, from)) return -1;
  for (; found > 0; found = regex_find(&s->lane, at)) {
    at = regex_next(&s->lane);
    if (!searcher_add_bytes(s, p + from + done, s->lane.span[0] - done) || !add_replacement(s, with)) return -1;
    done = s->lane.span[1];
  }
  if (found < 0) return searcher_gave_up(s), -1;
  return searcher_add_bytes(s, p + from + done, text->len - from - done) ? 1 : -1;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* Makes the views of what was collected: of row r, where changed[r], the bytes from end[r - 1] to end[r]. */
static weir_status put_texts(searcher *s, const size_t *end, const uint8_t *changed, uint32_t rows, weir_out *out,
                             weir_str *to) {
  char *bytes = s->size > 0 ? out->host->bytes(out, s->size) : NULL;
  if (out->failed != WEIR_OK) return WEIR_EFAIL;
  if (bytes != NULL) memcpy(bytes, s->bytes, s->size);
  for (uint32_t r = 0; r < rows; r++) {
    const size_t begin = r > 0 ? end[r - 1] : 0, n = end[r] - begin;
    if (changed[r]) to[r] = weir_view(n > 0 ? bytes + begin : "", (uint32_t)n);
  }
  return WEIR_OK;
}

static weir_status eval(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                        uint32_t column) {
  const weir_str *text = arg[0]->data, *with = arg[2]->data;
  const int64_t *position = call->args > 3 ? arg[3]->data : NULL;
  weir_str *to = out->col[column].data;
  size_t end[WEIR_MAX_ROWS];
  uint8_t changed[WEIR_MAX_ROWS];
  searcher *s = searcher_begin(call, arg[1], out);
  for (uint32_t r = 0; s != NULL && r < rows; r++) {
    if (!searcher_at(s, call, r)) return WEIR_EFAIL;
    const int done = replace(s, call, text + r, position != NULL ? skip(text + r, position[r]) : 0, with + r);
    if (done < 0) return WEIR_EFAIL;
    changed[r] = (uint8_t)done;
    end[r] = s->size;
    to[r] = text[r];
  }
  return s != NULL ? put_texts(s, end, changed, rows, out, to) : WEIR_EFAIL;
}

FUNCTION(regexp_replace,
         "regexp_replace(text, pattern, replacement[, position]): the text with each match, from a position on, "
         "replaced; $1 "
         "stands for a group, \\$ for the character",
         "(string, string, string, [int64]) -> string", bind, eval);
