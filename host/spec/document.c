/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/document: the tree from libyaml's events. The events and not libyaml's own documents, because those have
 * resolved aliases and forgotten anchors, and because libyaml goes quadratic on deep nesting: here the first bracket
 * too many ends the reading, and the scanner is never more than a line ahead of it.
 *
 * Assumes text checked by spec/screen.h, so that libyaml's marks (which count characters) can be followed by
 * counting bytes that begin one.
 */
#include "spec/document.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "spec/cut_value.h"
#include "spec/screen.h"

typedef struct composer {
  yaml_parser_t parser;
  spec_arena *arena;
  spec_diagnostics *list;
  spec_source source;
  size_t characters, bytes; /* one place in the text, counted both ways; moves along with the marks */
  unsigned depth;
  unsigned flow_depth;
  uint32_t quoted_line; /* line of the last quoted scalar */
  bool has_cut_value;   /* in { } or [ ]: what YAML makes of the rest is no second cause */
} composer;

static bool begins_character(const composer *c, size_t at) {
  return ((unsigned char)c->source.text[at] & 0xC0) != 0x80;
}

/* The byte of a mark. Marks come nearly in order, so that walking from the last one costs little. */
static uint32_t byte_at(composer *c, yaml_mark_t mark) {
  while (c->characters < mark.index && c->bytes < c->source.size) {
    do {
      c->bytes++;
    } while (c->bytes < c->source.size && !begins_character(c, c->bytes));
    c->characters++;
  }
  while (c->characters > mark.index) {
    do {
      c->bytes--;
    } while (!begins_character(c, c->bytes));
    c->characters--;
  }
  return (uint32_t)c->bytes;
}

static spec_span span_of(composer *c, const yaml_event_t *event) {
  uint32_t start = byte_at(c, event->start_mark);
  uint32_t end = byte_at(c, event->end_mark);
  return (spec_span){start, end};
}

static spec_span character_at(const composer *c, uint32_t start) {
  uint32_t end = start;
  while (end < c->source.size && (end == start || !begins_character(c, end))) {
    end++;
  }
  return (spec_span){start, end};
}

static bool is_about_quoting(const composer *c) {
  const char *problem = c->parser.problem;
  return c->flow_depth > 0 || c->parser.flow_level > 0 || c->quoted_line == c->parser.problem_mark.line + 1 ||
         strstr(problem, "mapping values are not allowed") != NULL ||
         strstr(problem, "cannot start any token") != NULL || strstr(problem, "entries are not allowed") != NULL ||
         strstr(problem, "keys are not allowed") != NULL ||
         (c->parser.context != NULL &&
          (strstr(c->parser.context, "block scalar") != NULL || strstr(c->parser.context, "alias") != NULL ||
           strstr(c->parser.context, "anchor") != NULL || strstr(c->parser.context, "tag") != NULL));
}

static void report_syntax(composer *c) {
  if (c->parser.error == YAML_MEMORY_ERROR || c->parser.problem == NULL) {
    spec_error_no_memory(c->list);
    return;
  }
  if (c->has_cut_value && c->flow_depth > 0) {
    return;
  }
  uint32_t at = byte_at(c, c->parser.problem_mark);
  spec_diagnostic *error =
      spec_error(c->list, SPEC_E_YAML_SYNTAX, character_at(c, at), "not YAML: %s", c->parser.problem);
  uint32_t begin = byte_at(c, c->parser.context_mark);
  if (error != NULL && c->parser.context != NULL && begin != at) {
    spec_position position = spec_source_position(&c->source, begin);
    spec_note(c->list, error, character_at(c, begin), "%s that begins at %u:%u", c->parser.context, position.line,
              position.column);
  }
  if (at < c->source.size && c->source.text[at] == '\t') {
    spec_help(c->list, error, "indentation is made of blanks, not of tabs");
  } else if (at > 0 && at < c->source.size && memcmp(c->source.text + at - 1, "${", 2) == 0) {
    spec_help(c->list, error, "in { } and [ ] a value with ${} must be quoted: \"${NAME}\"");
  } else if (strstr(c->parser.problem, "escape character") != NULL) {
    spec_help(c->list, error, "%s", SPEC_ESCAPE_HELP);
  } else if (is_about_quoting(c)) {
    spec_help(c->list, error, "%s", SPEC_QUOTING_HELP);
  }
}

static bool next_event(composer *c, yaml_event_t *event) {
  if (yaml_parser_parse(&c->parser, event) == 1) {
    return true;
  }
  report_syntax(c);
  return false;
}

static spec_node *new_node(composer *c, spec_kind kind, spec_style style, spec_span span) {
  spec_node *node = spec_arena_alloc(c->arena, sizeof *node);
  if (node == NULL) {
    spec_error_no_memory(c->list);
    return NULL;
  }
  node->kind = kind;
  node->style = style;
  node->span = span;
  return node;
}

static void refuse_properties(composer *c, spec_span span, const yaml_char_t *anchor, const yaml_char_t *tag) {
  spec_span first = character_at(c, span.start);
  if (anchor != NULL) {
    spec_diagnostic *error =
        spec_error(c->list, SPEC_E_ALIAS, first, "anchors are not allowed: \"&%s\"", (const char *)anchor);
    spec_help(c->list, error, "%s", SPEC_QUOTING_HELP);
  }
  if (tag != NULL) {
    spec_diagnostic *error = spec_error(c->list, SPEC_E_TAG, first, "tags are not allowed: \"%s\"", (const char *)tag);
    spec_help(c->list, error, "%s", SPEC_QUOTING_HELP);
  }
}

static spec_style scalar_style(yaml_scalar_style_t style) {
  switch (style) {
  case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    return SPEC_SINGLE_QUOTED;
  case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
    return SPEC_DOUBLE_QUOTED;
  case YAML_LITERAL_SCALAR_STYLE:
    return SPEC_LITERAL;
  case YAML_FOLDED_SCALAR_STYLE:
    return SPEC_FOLDED;
  case YAML_ANY_SCALAR_STYLE:
  case YAML_PLAIN_SCALAR_STYLE:
    break;
  }
  return SPEC_PLAIN;
}

static bool holds_nul(const char *text, size_t length) { return memchr(text, '\0', length) != NULL; }

static spec_node *compose_scalar(composer *c, yaml_event_t *event) {
  const char *value = (const char *)event->data.scalar.value;
  size_t length = event->data.scalar.length;
  spec_span span = span_of(c, event);
  refuse_properties(c, span, event->data.scalar.anchor, event->data.scalar.tag);
  spec_node *node = new_node(c, SPEC_SCALAR, scalar_style(event->data.scalar.style), span);
  char *text = node == NULL ? NULL : spec_arena_copy(c->arena, value, length);
  if (text == NULL) {
    spec_error_no_memory(c->list);
    node = NULL;
    goto done;
  }
  node->written = node->text = text;
  node->written_length = node->length = length;
  node->broken = event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
  if (holds_nul(text, length)) {
    node->broken = true;
    spec_error(c->list, SPEC_E_CONTROL_CHARACTER, span, "a text may not hold the character NUL");
  }
  if (node->style == SPEC_PLAIN) {
    c->has_cut_value |= spec_refuse_cut_value(c->list, &c->source, node, c->flow_depth > 0);
  } else {
    c->quoted_line = (uint32_t)event->end_mark.line + 1;
  }
done:
  yaml_event_delete(event);
  return node;
}

/* What stands in the alias's place is broken, so that nobody says more about it. */
static spec_node *compose_alias(composer *c, yaml_event_t *event) {
  spec_span span = span_of(c, event);
  spec_diagnostic *error = spec_error(c->list, SPEC_E_ALIAS, span, "aliases are not allowed: \"*%s\"",
                                      (const char *)event->data.alias.anchor);
  spec_help(c->list, error, "%s", SPEC_QUOTING_HELP);
  yaml_event_delete(event);
  spec_node *node = new_node(c, SPEC_SCALAR, SPEC_PLAIN, span);
  if (node != NULL) {
    node->written = node->text = "";
    node->broken = true;
  }
  return node;
}

/* Doubles a growing array of the arena; the old one stays behind there. */
static void *grow(composer *c, void *old, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) {
    return old;
  }
  size_t wanted = *capacity == 0 ? 4 : *capacity * 2;
  void *grown = spec_arena_array(c->arena, wanted, size);
  if (grown == NULL) {
    spec_error_no_memory(c->list);
    return NULL;
  }
  if (count > 0) {
    memcpy(grown, old, count * size);
  }
  *capacity = wanted;
  return grown;
}

static spec_node *compose_node(composer *c, yaml_event_t *event);

static bool compose_items(composer *c, spec_node *node) {
  size_t capacity = 0;
  yaml_event_t event;
  while (next_event(c, &event)) {
    if (event.type == YAML_SEQUENCE_END_EVENT) {
      node->span.end = node->style == SPEC_FLOW ? byte_at(c, event.end_mark)
                       : node->item_count > 0   ? node->items[node->item_count - 1]->span.end
                                                : node->span.end;
      yaml_event_delete(&event);
      return true;
    }
    spec_node *item = compose_node(c, &event);
    if (item == NULL) {
      return false;
    }
    node->items = grow(c, node->items, node->item_count, &capacity, sizeof *node->items);
    if (node->items == NULL) {
      return false;
    }
    node->items[node->item_count++] = item;
  }
  return false;
}

static int compare_keys(const void *a, const void *b) {
  const spec_node *x = (*(spec_pair *const *)a)->key, *y = (*(spec_pair *const *)b)->key;
  if (x->length != y->length) {
    return x->length < y->length ? -1 : 1;
  }
  int order = memcmp(x->text, y->text, x->length);
  if (order != 0) {
    return order;
  }
  return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

static void report_twice(composer *c, const spec_node *first, const spec_node *again) {
  spec_diagnostic *error =
      spec_error(c->list, SPEC_E_DUPLICATE_KEY, again->span, "key \"%s\" is written twice", again->text);
  if (error != NULL) {
    spec_position position = spec_source_position(&c->source, first->span.start);
    spec_note(c->list, error, first->span, "first at %u:%u", position.line, position.column);
  }
}

/* Reports keys that come twice and leaves the first of each, so that what follows sees a proper mapping. */
static bool drop_duplicates(composer *c, spec_node *node) {
  spec_pair **sorted = spec_arena_array(c->arena, node->pair_count, sizeof *sorted);
  if (sorted == NULL) {
    spec_error_no_memory(c->list);
    return false;
  }
  for (size_t i = 0; i < node->pair_count; i++) {
    sorted[i] = &node->pairs[i];
  }
  qsort(sorted, node->pair_count, sizeof *sorted, compare_keys);
  const spec_node *first = NULL;
  for (size_t i = 0; i < node->pair_count; i++) {
    spec_node *key = sorted[i]->key;
    if (first != NULL && first->length == key->length && memcmp(first->text, key->text, key->length) == 0) {
      report_twice(c, first, key);
      sorted[i]->key = NULL;
    } else {
      first = key;
    }
  }
  size_t kept = 0;
  for (size_t i = 0; i < node->pair_count; i++) {
    if (node->pairs[i].key != NULL) {
      node->pairs[kept++] = node->pairs[i];
    }
  }
  node->pair_count = kept;
  return true;
}

static spec_node *compose_next(composer *c) {
  yaml_event_t event;
  return next_event(c, &event) ? compose_node(c, &event) : NULL;
}

static bool compose_pairs(composer *c, spec_node *node) {
  size_t capacity = 0;
  yaml_event_t event;
  while (next_event(c, &event)) {
    if (event.type == YAML_MAPPING_END_EVENT) {
      node->span.end = node->style == SPEC_FLOW ? byte_at(c, event.end_mark)
                       : node->pair_count > 0   ? node->pairs[node->pair_count - 1].value->span.end
                                                : node->span.end;
      yaml_event_delete(&event);
      return drop_duplicates(c, node);
    }
    spec_node *key = compose_node(c, &event);
    spec_node *value = key == NULL ? NULL : compose_next(c);
    if (value == NULL) {
      return false;
    }
    if (key->kind != SPEC_SCALAR) {
      node->broken = true; /* what seems to be missing may be what this was meant for */
      spec_error(c->list, SPEC_E_KEY_NOT_TEXT, key->span, "a key is a text, not a %s",
                 key->kind == SPEC_SEQUENCE ? "list" : "mapping");
      continue;
    }
    node->pairs = grow(c, node->pairs, node->pair_count, &capacity, sizeof *node->pairs);
    if (node->pairs == NULL) {
      return false;
    }
    node->pairs[node->pair_count++] = (spec_pair){key, value};
  }
  return false;
}

static spec_node *compose_collection(composer *c, spec_kind kind, bool is_flow, spec_span span) {
  if (c->depth == SPEC_DEPTH_LIMIT) {
    spec_error(c->list, SPEC_E_TOO_DEEP, character_at(c, span.start), "mappings and lists are nested deeper than %d",
               SPEC_DEPTH_LIMIT);
    return NULL;
  }
  spec_node *node = new_node(c, kind, is_flow ? SPEC_FLOW : SPEC_BLOCK, span);
  if (node == NULL) {
    return NULL;
  }
  c->depth++;
  c->flow_depth += is_flow;
  bool composed = kind == SPEC_SEQUENCE ? compose_items(c, node) : compose_pairs(c, node);
  c->depth--;
  c->flow_depth -= is_flow;
  return composed ? node : NULL;
}

static spec_node *compose_sequence(composer *c, yaml_event_t *event) {
  spec_span span = span_of(c, event);
  bool is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
  refuse_properties(c, span, event->data.sequence_start.anchor, event->data.sequence_start.tag);
  yaml_event_delete(event);
  return compose_collection(c, SPEC_SEQUENCE, is_flow, span);
}

static spec_node *compose_mapping(composer *c, yaml_event_t *event) {
  spec_span span = span_of(c, event);
  bool is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
  refuse_properties(c, span, event->data.mapping_start.anchor, event->data.mapping_start.tag);
  yaml_event_delete(event);
  return compose_collection(c, SPEC_MAPPING, is_flow, span);
}

/* Takes the event. NULL ends the reading; why is reported. */
static spec_node *compose_node(composer *c, yaml_event_t *event) {
  switch (event->type) {
  case YAML_SCALAR_EVENT:
    return compose_scalar(c, event);
  case YAML_ALIAS_EVENT:
    return compose_alias(c, event);
  case YAML_SEQUENCE_START_EVENT:
    return compose_sequence(c, event);
  case YAML_MAPPING_START_EVENT:
    return compose_mapping(c, event);
  case YAML_NO_EVENT:
  case YAML_STREAM_START_EVENT:
  case YAML_STREAM_END_EVENT:
  case YAML_DOCUMENT_START_EVENT:
  case YAML_DOCUMENT_END_EVENT:
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    break;
  }
  yaml_event_delete(event);
  return NULL;
}

/* Reads STREAM-START and DOCUMENT-START; false when there is no document or an error. */
static bool open_document(composer *c) {
  yaml_event_t event;
  if (!next_event(c, &event)) {
    return false;
  }
  yaml_event_delete(&event);
  if (!next_event(c, &event)) {
    return false;
  }
  bool has_document = event.type == YAML_DOCUMENT_START_EVENT;
  yaml_event_delete(&event);
  if (!has_document) {
    spec_error(c->list, SPEC_E_EMPTY_FILE, SPEC_NOWHERE, "the file is empty");
  }
  return has_document;
}

static bool close_document(composer *c) {
  yaml_event_t event;
  if (!next_event(c, &event)) {
    return false;
  }
  uint32_t end = byte_at(c, event.end_mark);
  yaml_event_delete(&event);
  return spec_screen_rest(&c->source, end, c->list);
}

static spec_node *compose(composer *c) {
  if (!open_document(c)) {
    return NULL;
  }
  spec_node *root = compose_next(c);
  if (root == NULL || !close_document(c)) {
    return NULL;
  }
  return root;
}

bool spec_document_parse(spec_arena *arena, const char *label, const char *text, size_t size, spec_diagnostics *list,
                         spec_document *ret_document) {
  composer c = {.arena = arena, .list = list, .source = {.label = label, .text = text, .size = size}};
  if (!spec_screen(&c.source, list)) {
    return false;
  }
  if (yaml_parser_initialize(&c.parser) != 1) {
    spec_error_no_memory(list);
    return false;
  }
  c.bytes = spec_source_mark_size(text, size);
  yaml_parser_set_encoding(&c.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&c.parser, (const unsigned char *)text + c.bytes, size - c.bytes);
  spec_node *root = compose(&c);
  yaml_parser_delete(&c.parser);
  if (root == NULL) {
    return false;
  }
  *ret_document = (spec_document){.source = c.source, .root = root};
  return true;
}

const spec_pair *spec_mapping_find(const spec_node *mapping, const char *key) {
  size_t length = strlen(key);
  for (size_t i = 0; i < mapping->pair_count; i++) {
    const spec_node *candidate = mapping->pairs[i].key;
    if (candidate->length == length && memcmp(candidate->text, key, length) == 0) {
      return &mapping->pairs[i];
    }
  }
  return NULL;
}
