/* SPDX-License-Identifier: Apache-2.0 */
/* What a JSON text has at its top: json_array_length, json_object_keys. */
#include "list.h"
#include "text.h"

static const weir_json *json_of(const weir_call *call) { return call->host->extension(call->host, WEIR_JSON_ID); }

static const char *blanks(const char *p, const char *end) {
  while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
  return p;
}

/* The text's first value, checked to its end: where it begins; NULL: it is none, or is not opened by `bracket`. */
static const char *value_of(const weir_json *json, const weir_str *text, char bracket) {
  const char *end = weir_text(text) + text->len, *p = blanks(weir_text(text), end);
  return p < end && *p == bracket && json->skip(p, end) != NULL ? p : NULL;
}

/* Behind the value or member at p and the comma behind it; NULL: it was the last. */
static const char *next(const weir_json *json, const char *p, const char *end) {
  p = blanks(json->skip(p, end), end);
  return *p == ',' ? blanks(p + 1, end) : NULL;
}

static int64_t count_elements(const weir_json *json, const char *p, const char *end) {
  int64_t n = 0;
  p = blanks(p + 1, end);
  if (*p == ']') return 0;
  for (; p != NULL; p = next(json, p, end)) n++;
  return n;
}

static weir_status array_length(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  const weir_json *json = json_of(call);
  const weir_str *text = arg[0]->data;
  weir_out_column *to = &out->col[column];
  for (uint32_t r = 0; r < rows; r++) {
    const char *p = value_of(json, text + r, '[');
    ((int64_t *)to->data)[r] = p != NULL ? count_elements(json, p, weir_text(text + r) + text[r].len) : 0;
    if (p == NULL) function_set_null(to, r);
  }
  return WEIR_OK;
}

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* Appends the names of the object at p; without escapes they are views. Gives how many, or -1: failed. */
static int64_t put_keys(list_writer *w, text_builder *b, const weir_json *json, const char *p, const char *end) {
  int64_t n = 0;
  p = blanks(p + 1, end);
  if (*p == '}') return 0;
  for (; p != NULL; n++) {
    uint32_t escaped = 0;
    const char *close = json->string_end(p + 1, end, &escaped);
    weir_str name = weir_view(p + 1, (uint32_t)(close - p - 1));
    if (escaped) {
      char *room = text_room(b, (uint64_t)(close - p));
      if (room == NULL) return -1;
      name = text_made(b, room + json->unescape(p + 1, close, room));
    }
    ((weir_str *)w->to->child->data)[w->at++] = name;
    p = next(json, blanks(blanks(close + 1, end) + 1, end), end);
  }
  return n;
}

static uint64_t most_keys(const weir_column *text, uint32_t rows) {
  uint64_t n = 0;
  const weir_str *s = text->data;
  for (uint32_t r = 0; r < rows; r++)
    for (uint32_t i = 0; i < s[r].len; i++) n += weir_text(s + r)[i] == ':';
  return n;
}

static weir_status object_keys(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  const weir_json *json = json_of(call);
  const weir_str *text = arg[0]->data;
  list_writer w;
  text_builder b;
  text_begin(&b, out, 0);
  if (list_open(&w, out, column, WEIR_STRING, most_keys(arg[0], rows)) != WEIR_OK) return WEIR_EFAIL;
  for (uint32_t r = 0; r < rows; r++) {
    const char *p = value_of(json, text + r, '{');
    if (p == NULL)
      function_set_null(w.to, r);
    else if (put_keys(&w, &b, json, p, weir_text(text + r) + text[r].len) < 0)
      return WEIR_EFAIL;
    list_end_row(&w, r);
  }
  return WEIR_OK;
}

static weir_status bind_length(weir_call *call, weir_error *err) {
  const weir_field field = {.name = "length", .type = WEIR_I64, .flags = WEIR_NULLABLE};
  if (json_of(call) == NULL) return function_refuse(err, "it needs a host with " WEIR_JSON_ID);
  return call->set_result(call, &field);
}

static weir_status bind_keys(weir_call *call, weir_error *err) {
  static const weir_field key = {.name = "key", .type = WEIR_STRING};
  if (json_of(call) == NULL) return function_refuse(err, "it needs a host with " WEIR_JSON_ID);
  return list_set_result(call, &key, 0, WEIR_NULLABLE);
}

STRICT_BOUND(json_array_length,
             "json_array_length(text): how many elements the array has that text is; null if it is none", "(string)",
             bind_length, array_length);
STRICT_BOUND(json_object_keys, "json_object_keys(text): the names of the object that text is; null if it is none",
             "(string)", bind_keys, object_keys);
