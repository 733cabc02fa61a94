/* SPDX-License-Identifier: Apache-2.0 */
#include "searcher.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- bind -------------------------------------------------------------------------------------------------------- */

weir_status regex_refuse(weir_error *err, uint32_t i, const regex_error *why) {
  err->option = (int32_t)i;
  err->offset = (uint32_t)why->offset;
  (void)snprintf(err->text, sizeof err->text, "%s (byte %u of the text)", why->text, (unsigned)why->offset + 1);
  return WEIR_EINVAL;
}

static void release(void *data) {
  regex_kept *kept = data;
  regex_destroy(kept->regex);
  free(kept->replacement);
  free(kept);
}

weir_status regex_keep(weir_call *call, uint32_t i, weir_error *err) {
  const weir_column *constant = call->constant[i];
  regex_error why = {.text = "there is not enough memory for this pattern"};
  regex_kept *kept = calloc(1, sizeof *kept);
  if (kept == NULL) return regex_refuse(err, i, &why);
  if (constant != NULL && !weir_is_null(constant, 0)) {
    const weir_str *pattern = constant->data;
    kept->regex = regex_create(weir_text(pattern), pattern->len, 0, &why);
    if (kept->regex == NULL) {
      free(kept);
      return regex_refuse(err, i, &why);
    }
  }
  return call->keep(call, kept, release);
}

/* ---- patterns of rows -------------------------------------------------------------------------------------------- */

static int fail(searcher *s, const char *why) {
  s->out->host->fail(s->out, why);
  return 0;
}

searcher *searcher_begin(const weir_call *call, const weir_column *pattern, weir_out *out) {
  searcher *s = out->host->lane_memory(out);
  if (s == NULL) return NULL;
  s->out = out;
  s->pattern = pattern->data;
  s->parts = 0;
  s->size = 0;
  const regex *fixed = regex_kept_of(call)->regex;
  if (fixed == NULL || regex_lane_open(&s->lane, fixed)) return s;
  (void)fail(s, "there is not enough memory for a search");
  return NULL;
}

static const regex *seen(const searcher *s, const weir_str *text) {
  for (uint32_t i = 0; i < SEARCHER_PATTERNS; i++) {
    const searcher_pattern *p = &s->seen[i];
    if (p->regex != NULL && p->size == text->len && memcmp(p->text, weir_text(text), p->size) == 0) return p->regex;
  }
  return NULL;
}

static void forget(searcher_pattern *p) {
  regex_destroy(p->regex);
  free(p->text);
  *p = (searcher_pattern){.text = NULL};
}

static const regex *compile(searcher *s, const weir_str *text) {
  searcher_pattern *p = &s->seen[s->next++ % SEARCHER_PATTERNS];
  regex_error why = {.text = "there is not enough memory for this pattern"};
  forget(p);
  p->text = malloc(text->len + (size_t)1);
  p->regex = p->text != NULL ? regex_create(weir_text(text), text->len, 0, &why) : NULL;
  if (p->regex == NULL) {
    forget(p);
    (void)fail(s, why.text);
    return NULL;
  }
  memcpy(p->text, weir_text(text), text->len);
  p->size = text->len;
  return p->regex;
}

int searcher_at(searcher *s, const weir_call *call, uint32_t row) {
  if (regex_kept_of(call)->regex != NULL) return 1;
  const weir_str *text = s->pattern + row;
  const regex *x = seen(s, text);
  if (x == NULL) x = compile(s, text);
  if (x == NULL) return 0;
  return regex_lane_open(&s->lane, x) || fail(s, "there is not enough memory for a search");
}

weir_status searcher_gave_up(searcher *s) {
  (void)fail(s, "a regular expression was given up on a row: it would take more than a million steps; patterns such as "
                "(a+)+ repeat what is repeated, possessive ones such as (a++)+ do not go back");
  return WEIR_EFAIL;
}

/* ---- room -------------------------------------------------------------------------------------------------------- */

int searcher_add_part(searcher *s, weir_str part) {
  if (s->parts == s->part_capacity) {
    const uint32_t capacity = s->part_capacity < UINT32_MAX / 4 ? 2 * s->part_capacity + 256 : 0;
    weir_str *grown = capacity > 0 ? realloc(s->part, capacity * sizeof *grown) : NULL;
    if (grown == NULL) return fail(s, "there is not enough memory for the matches of a chunk");
    s->part = grown;
    s->part_capacity = capacity;
  }
  s->part[s->parts++] = part;
  return 1;
}

int searcher_add_bytes(searcher *s, const char *p, size_t n) {
  if (n == 0) return 1;
  if (s->capacity - s->size < n) {
    const size_t capacity = 2 * s->capacity + n + 4096;
    char *grown = realloc(s->bytes, capacity);
    if (grown == NULL) return fail(s, "there is not enough memory for the texts of a chunk");
    s->bytes = grown;
    s->capacity = capacity;
  }
  memcpy(s->bytes + s->size, p, n);
  s->size += n;
  return 1;
}

void searcher_close(const weir_call *call, void *memory) {
  searcher *s = memory;
  (void)call;
  regex_lane_close(&s->lane);
  for (uint32_t i = 0; i < SEARCHER_PATTERNS; i++) forget(&s->seen[i]);
  free(s->part);
  free(s->bytes);
}
