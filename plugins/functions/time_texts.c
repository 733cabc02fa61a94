/* SPDX-License-Identifier: Apache-2.0 */
#include "time_texts.h"
#include <stdio.h>
#include <stdlib.h>

static weir_status refuse(weir_error *err, uint32_t i, const time_pattern_error *why) {
  err->option = (int32_t)i;
  err->offset = why->offset;
  (void)snprintf(err->text, sizeof err->text, "%s", why->text);
  return WEIR_EINVAL;
}

weir_status time_texts_keep(weir_call *call, uint32_t i, int reading, weir_error *err) {
  weir_str text = weir_view(TIME_DEFAULT_PATTERN, sizeof TIME_DEFAULT_PATTERN - 1);
  time_pattern_error why;
  if (i < call->args) {
    if (call->constant[i] == NULL || weir_is_null(call->constant[i], 0)) return WEIR_OK;
    text = *(const weir_str *)call->constant[i]->data;
  }
  time_pattern *pattern = malloc(sizeof *pattern);
  if (pattern == NULL) {
    why = (time_pattern_error){.text = "there is not enough memory for a pattern"};
    return refuse(err, i, &why);
  }
  if (time_pattern_compile(pattern, weir_text(&text), text.len, reading, &why)) return call->keep(call, pattern, free);
  free(pattern);
  return refuse(err, i, &why);
}

void time_texts_begin(time_texts *t, const weir_call *call, const weir_column *pattern, int reading, weir_out *out) {
  t->fixed = call->data;
  t->text = pattern != NULL ? pattern->data : NULL;
  t->last = weir_view("", 0);
  t->out = out;
  t->reading = reading;
  t->own.items = 0; /* of the empty pattern */
}

const time_pattern *time_texts_at(time_texts *t, uint32_t row) {
  if (t->fixed != NULL) return t->fixed;
  const weir_str *text = t->text + row;
  time_pattern_error why;
  if (weir_str_equal(text, &t->last)) return &t->own;
  if (time_pattern_compile(&t->own, weir_text(text), text->len, t->reading, &why)) {
    t->last = *text;
    return &t->own;
  }
  t->out->host->fail(t->out, why.text);
  return NULL;
}
