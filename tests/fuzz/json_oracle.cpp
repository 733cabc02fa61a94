/* SPDX-License-Identifier: Apache-2.0 */
#include "json_oracle.h"

#include <simdjson.h>

using namespace simdjson;

static void tell(dom::element value, json_oracle_member *m) {
  switch (value.type()) {
  case dom::element_type::STRING: {
    const std::string_view text = value.get_string().value_unsafe();
    m->kind = 's';
    m->text = text.data();
    m->text_size = text.size();
    break;
  }
  case dom::element_type::INT64:
    m->kind = 'i';
    m->whole = value.get_int64().value_unsafe();
    break;
  case dom::element_type::DOUBLE:
    m->kind = 'd';
    m->number = value.get_double().value_unsafe();
    break;
  default:
    m->kind = 0;
  }
}

int json_oracle(const char *text, size_t size, void (*member)(void *, const json_oracle_member *), void *context) {
  dom::parser parser;
  dom::element root;
  const padded_string padded(text, size);
  const error_code error = parser.parse(padded).get(root);
  if (error == NUMBER_ERROR || error == DEPTH_ERROR || error == CAPACITY) return -1;
  if (error == STRING_ERROR && std::string_view(text, size).find("\\u") != std::string_view::npos) return -1;
  if (error) return 0;
  if (root.type() != dom::element_type::OBJECT) return 1;
  for (const dom::key_value_pair pair : root.get_object().value_unsafe()) {
    json_oracle_member m = {};
    m.name = pair.key.data();
    m.size = pair.key.size();
    tell(pair.value, &m);
    member(context, &m);
  }
  return 1;
}
