/* SPDX-License-Identifier: Apache-2.0 */
#include "data/json_values.h"

#include <string.h>

#include "data/timestamp.h"

const char *json_kind(const weir_field *f) {
  switch (f->type) {
  case WEIR_BOOL:
    return "bool: true or false";
  case WEIR_I64:
    return "int64: a whole number of 64 bits";
  case WEIR_F64:
    return "float64: a number";
  case WEIR_TIME:
    return "timestamp: a string such as \"2024-05-01T12:00:00Z\"";
  case WEIR_BINARY:
    return "binary: a string of hexadecimal digits";
  case WEIR_LIST:
    return "list of its type";
  case WEIR_MAP:
    return "map: an object";
  default:
    return "string";
  }
}

/* ---- a value ------------------------------------------------------------------------------------------------------ */

static const char *read_bool(const json_target *to, const char *p, const char *end) {
  if (*p != 't' && *p != 'f') return NULL;
  const char *behind = json_word_end(p, end);
  if (behind && to->data) ((uint8_t *)to->data)[to->at] = *p == 't';
  return behind;
}

static const char *read_int(const json_target *to, const char *p, const char *end) {
  bool whole;
  int64_t v;
  const char *behind = json_number_end(p, end, &whole);
  if (!behind || !whole || !json_to_int64(p, behind, &v)) return NULL;
  if (to->data) ((int64_t *)to->data)[to->at] = v;
  return behind;
}

static const char *read_float(const json_target *to, const char *p, const char *end) {
  bool whole;
  const char *behind = json_number_end(p, end, &whole);
  if (behind && to->data) ((double *)to->data)[to->at] = json_to_double(p, behind);
  return behind;
}

static weir_str text_of(const json_target *to, const char *p, const char *end, bool escaped) {
  if (!escaped) return weir_view(p, (uint32_t)(end - p));
  char *plain = to->out->host->bytes(to->out, (uint64_t)(end - p));
  return weir_view(plain, (uint32_t)json_unescape(p, end, plain));
}

/* A string, or the text of anything else: a field of varying type is still readable. */
static const char *read_string(const json_target *to, const char *p, const char *end) {
  bool escaped = false;
  const bool is_string = *p == '"';
  const char *first = p + is_string, *last = is_string ? json_string_end(first, end, &escaped) : json_skip(p, end);
  if (!last) return NULL;
  if (to->data) ((weir_str *)to->data)[to->at] = text_of(to, first, last, escaped);
  return last + is_string;
}

static const char *read_time(const json_target *to, const char *p, const char *end) {
  bool escaped;
  int64_t us;
  const char *quote = *p == '"' ? json_string_end(p + 1, end, &escaped) : NULL;
  if (!quote || escaped || !timestamp_parse(p + 1, (size_t)(quote - p - 1), &us)) return NULL;
  if (to->data) ((int64_t *)to->data)[to->at] = us;
  return quote + 1;
}

static int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

static const char *read_binary(const json_target *to, const char *p, const char *end) {
  bool escaped;
  const char *quote = *p == '"' ? json_string_end(p + 1, end, &escaped) : NULL;
  if (!quote || escaped || (quote - p - 1) % 2) return NULL;
  for (const char *digit = p + 1; digit < quote; digit++)
    if (hex_digit(*digit) < 0) return NULL;
  if (!to->data) return quote + 1;
  const uint32_t n = (uint32_t)(quote - p - 1) / 2;
  char *bytes = to->out->host->bytes(to->out, n);
  for (uint32_t i = 0; i < n; i++) bytes[i] = (char)(hex_digit(p[1 + 2 * i]) * 16 + hex_digit(p[2 + 2 * i]));
  ((weir_str *)to->data)[to->at] = weir_view(bytes, n);
  return quote + 1;
}

const char *json_read_plain(const json_target *to, uint32_t type, const char *p, const char *end) {
  switch (type) {
  case WEIR_BOOL:
    return read_bool(to, p, end);
  case WEIR_I64:
    return read_int(to, p, end);
  case WEIR_F64:
    return read_float(to, p, end);
  case WEIR_TIME:
    return read_time(to, p, end);
  case WEIR_BINARY:
    return read_binary(to, p, end);
  default:
    return read_string(to, p, end);
  }
}

/* ---- a row's ------------------------------------------------------------------------------------------------------ */

const char *json_put_value(const row_place *place, uint32_t index, const weir_field *f, const char *p,
                           const char *end) {
  const json_target to = {place->out, place->out->col[place->column + index].data, place->row};
  return json_read_plain(&to, f->type, p, end);
}
