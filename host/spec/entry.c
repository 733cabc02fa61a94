/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/entry: the key and body of one source, operator or sink.
 */
#include <string.h>

#include "spec/builder.h"

/* `print:` with nothing behind it is `print: {}`. */
static bool is_empty(const spec_node *body) {
  return body->kind == SPEC_SCALAR && body->style == SPEC_PLAIN && body->written_length == 0 && !body->broken;
}

static const spec_node *empty_body(spec_builder *builder, const spec_node *key) {
  spec_node *body = spec_builder_array(builder, 1, sizeof *body);
  if (body != NULL) {
    *body = (spec_node){.kind = SPEC_MAPPING, .style = SPEC_FLOW, .span = key->span};
  }
  return body;
}

static bool refuse_entry_name(spec_builder *builder, const spec_node *key) {
  spec_diagnostic *error =
      spec_error(builder->list, SPEC_E_BAD_NAME, key->span, "\"%s\" is not the name of a plugin's entry", key->text);
  spec_help(builder->list, error, "it is written name or plugin.name, each of 1 to %d letters, digits, _ and -",
            SPEC_NAME_LIMIT);
  return false;
}

bool spec_build_entry(spec_builder *builder, const spec_pair *pair, spec_entry *ret_entry) {
  const spec_node *key = pair->key;
  if (key->broken) {
    return false;
  }
  const char *dot = memchr(key->text, '.', key->length);
  size_t plugin_length = dot == NULL ? key->length : (size_t)(dot - key->text);
  const char *entry = dot == NULL ? key->text : dot + 1;
  size_t entry_length = dot == NULL ? key->length : key->length - plugin_length - 1;
  if (!spec_is_name(key->text, plugin_length) || !spec_is_name(entry, entry_length)) {
    return refuse_entry_name(builder, key);
  }
  const char *plugin = spec_arena_copy(builder->arena, key->text, plugin_length);
  const spec_node *body = is_empty(pair->value) ? empty_body(builder, key) : pair->value;
  if (plugin == NULL || body == NULL) {
    spec_error_no_memory(builder->list);
    return false;
  }
  *ret_entry = (spec_entry){.plugin = plugin, .entry = entry, .key = key, .body = body};
  return true;
}
