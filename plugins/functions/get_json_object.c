/* SPDX-License-Identifier: Apache-2.0 */
/* get_json_object(text, path): out of one JSON text what lies at a path. Texts are JSON as its standard has it: Spark
 * lets single quotes and raw control characters pass. */
#include "json_path.h"
#include "text.h"

static const weir_json *json_of(const weir_call *call) { return call->host->extension(call->host, WEIR_JSON_ID); }

static weir_str get(text_builder *b, const weir_json *json, const json_path *path, const weir_str *text, int *found) {
  char *room = text_room(b, json_room(text->len));
  if (room == NULL) return weir_view("", 0);
  const int64_t n = json_path_get(path, json, weir_text(text), text->len, room);
  *found = n >= 0;
  return n >= 0 ? text_made(b, room + n) : weir_view("", 0);
}

static weir_status get_json_object(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                   uint32_t column) {
  const weir_str *text = arg[0]->data, *at = arg[1]->data;
  const weir_json *json = json_of(call);
  weir_out_column *to = &out->col[column];
  json_path path;
  int is_path = 0;
  text_builder b;
  text_begin(&b, out, text_bytes(arg[0], rows));
  for (uint32_t r = 0; r < rows && out->failed == WEIR_OK; r++) {
    int found = 0;
    if (r == 0 || call->constant[1] == NULL) is_path = json_path_read(&path, weir_text(at + r), at[r].len);
    ((weir_str *)to->data)[r] = is_path ? get(&b, json, &path, text + r, &found) : weir_view("", 0);
    if (!found) function_set_null(to, r);
  }
  return out->failed;
}

static weir_status bind(weir_call *call, weir_error *err) {
  if (json_of(call) == NULL) return function_refuse(err, "get_json_object needs a host with " WEIR_JSON_ID);
  const weir_field field = {.name = "json", .type = WEIR_STRING, .flags = WEIR_NULLABLE};
  return call->set_result(call, &field);
}

STRICT_BOUND(
    get_json_object,
    "get_json_object(text, path): what lies at path in a JSON text: a string without quotes, all else as JSON; "
    "path is $, then .name, ['name'], [0] or [*]; null if there is nothing, or text is no JSON",
    "(string, string)", bind, get_json_object);
