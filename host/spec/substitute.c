/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/substitute: one walk over the tree. A scalar without "${" is not touched; another one is read into segments and
 * put together again.
 */
#include "spec/substitute.h"

#include <string.h>

#include "spec/utf8.h"

typedef struct substitution {
  spec_arena *arena;
  spec_document *document;
  const spec_environment *environment;
  spec_diagnostics *list;
  char *file_buffer; /* SPEC_SECRET_FILE_LIMIT + 1 bytes, once one is needed */
  size_t total;      /* bytes put in so far */
  bool no_memory;
} substitution;

/* The segments of the scalar being read. */
typedef struct reading {
  substitution *all;
  spec_node *node;
  spec_segment *segments;
  size_t count;
  size_t length; /* of the text so far */
} reading;

static bool has_reference(const spec_node *scalar) {
  for (size_t i = 0; i + 1 < scalar->length; i++) {
    if (scalar->text[i] == '$' && scalar->text[i + 1] == '{') {
      return true;
    }
  }
  return false;
}

static spec_span written_span(const reading *r, size_t start, size_t end) {
  return spec_span_in(r->all->document, r->node, start, end);
}

static bool is_name(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (i == 0 || c < '0' || c > '9')) {
      return false;
    }
  }
  return length > 0;
}

static void add_segment(reading *r, spec_segment segment) {
  if (segment.length == 0 && !segment.substituted) {
    return;
  }
  segment.at = r->length;
  r->segments[r->count++] = segment;
  r->length += segment.length;
}

static void add_literal(reading *r, size_t start, size_t end) {
  add_segment(r, (spec_segment){.text = r->node->written + start,
                                .length = end - start,
                                .written_at = start,
                                .written_length = end - start});
}

/* Copies and checks a value that is put in for written[start, end). */
static bool add_value(reading *r, size_t start, size_t end, const char *value, size_t length) {
  substitution *all = r->all;
  if (spec_utf8_invalid_at(value, length) != length || memchr(value, '\0', length) != NULL) {
    spec_error(all->list, SPEC_E_SUBSTITUTION_NOT_TEXT, written_span(r, start, end),
               "what is put in here is not UTF-8 text");
    return false;
  }
  if (length > SPEC_SUBSTITUTED_LIMIT - all->total) {
    spec_error(all->list, SPEC_E_SUBSTITUTION_TOO_LARGE, written_span(r, start, end),
               "all that ${} puts in is larger than 1MiB");
    return false;
  }
  char *copy = spec_arena_copy(all->arena, value, length);
  if (copy == NULL) {
    all->no_memory = true;
    return false;
  }
  all->total += length;
  add_segment(
      r, (spec_segment){
             .text = copy, .length = length, .written_at = start, .written_length = end - start, .substituted = true});
  return true;
}

/* The path as the process has to open it: beside the pipeline file unless it begins at the root. */
static char *resolve_path(substitution *all, const char *path, size_t length) {
  const char *label = all->document->source.label;
  const char *slash = strrchr(label, '/');
  size_t directory = slash == NULL || path[0] == '/' ? 0 : (size_t)(slash - label) + 1;
  char *resolved = spec_arena_alloc(all->arena, directory + length + 1);
  if (resolved == NULL) {
    all->no_memory = true;
    return NULL;
  }
  memcpy(resolved, label, directory);
  memcpy(resolved + directory, path, length);
  return resolved;
}

static bool ensure_file_buffer(substitution *all) {
  if (all->file_buffer == NULL) {
    all->file_buffer = spec_arena_alloc(all->arena, SPEC_SECRET_FILE_LIMIT + 1);
    all->no_memory = all->file_buffer == NULL;
  }
  return all->file_buffer != NULL;
}

static size_t without_line_end(const char *text, size_t length) {
  if (length > 0 && text[length - 1] == '\n') {
    length--;
    length -= length > 0 && text[length - 1] == '\r';
  }
  return length;
}

static bool add_file(reading *r, size_t start, size_t end, const char *path, size_t path_length) {
  substitution *all = r->all;
  const spec_environment *environment = all->environment;
  char *resolved = resolve_path(all, path, path_length);
  if (resolved == NULL || !ensure_file_buffer(all)) {
    return false;
  }
  char why[128] = "files cannot be read here";
  size_t size = 0;
  bool is_read =
      environment->read_file != NULL && environment->read_file(environment->context, resolved, all->file_buffer,
                                                               SPEC_SECRET_FILE_LIMIT + 1, &size, why, sizeof why);
  if (!is_read) {
    spec_error(all->list, SPEC_E_FILE_UNREADABLE, written_span(r, start, end), "cannot read \"%s\": %s", resolved, why);
    return false;
  }
  if (size > SPEC_SECRET_FILE_LIMIT) {
    spec_error(all->list, SPEC_E_SUBSTITUTION_TOO_LARGE, written_span(r, start, end),
               "\"%s\" is larger than 64KiB, the most that ${file:} puts in", resolved);
    return false;
  }
  return add_value(r, start, end, all->file_buffer, without_line_end(all->file_buffer, size));
}

static bool add_variable(reading *r, size_t start, size_t end, const char *name, size_t name_length,
                         const char *fallback, size_t fallback_length) {
  substitution *all = r->all;
  char *terminated = spec_arena_copy(all->arena, name, name_length);
  if (terminated == NULL) {
    all->no_memory = true;
    return false;
  }
  const char *value =
      all->environment->variable == NULL ? NULL : all->environment->variable(all->environment->context, terminated);
  if (fallback != NULL && (value == NULL || value[0] == '\0')) {
    return add_value(r, start, end, fallback, fallback_length);
  }
  if (value == NULL) {
    spec_diagnostic *error = spec_error(all->list, SPEC_E_VARIABLE_UNSET, written_span(r, start, end),
                                        "environment variable %s is not set", terminated);
    spec_help(all->list, error, "set it, or write ${%s:-default}", terminated);
    return false;
  }
  return add_value(r, start, end, value, strlen(value));
}

static bool refuse(reading *r, size_t start, size_t end, const char *what) {
  spec_diagnostic *error = spec_error(r->all->list, SPEC_E_SUBSTITUTION, written_span(r, start, end), "%s", what);
  spec_help(r->all->list, error, "${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${");
  return false;
}

/* Reads the reference whose "${" stands at `start`; sets *ret_end behind its "}". */
static bool add_reference(reading *r, size_t start, size_t *ret_end) {
  const char *text = r->node->written;
  const char *close = memchr(text + start, '}', r->node->written_length - start);
  if (close == NULL) {
    *ret_end = r->node->written_length;
    return refuse(r, start, start + 2, "this ${ has no }");
  }
  const char *inner = text + start + 2;
  size_t length = (size_t)(close - inner);
  size_t end = *ret_end = (size_t)(close - text) + 1;
  const char *colon = memchr(inner, ':', length);
  size_t name_length = colon == NULL ? length : (size_t)(colon - inner);
  size_t rest = length - name_length;
  if (rest >= 2 && memcmp(colon, ":-", 2) == 0 && is_name(inner, name_length)) {
    if (rest >= 4 && memchr(colon, '{', rest) != NULL) {
      return refuse(r, start, end, "a default holds no { of its own");
    }
    return add_variable(r, start, end, inner, name_length, colon + 2, rest - 2);
  }
  if (rest >= 2 && name_length == 4 && memcmp(inner, "file", 4) == 0) {
    return add_file(r, start, end, colon + 1, rest - 1);
  }
  if (rest == 0 && is_name(inner, length)) {
    return add_variable(r, start, end, inner, length, NULL, 0);
  }
  return refuse(r, start, end, "this is no form of ${}");
}

static bool read_segments(reading *r) {
  const char *text = r->node->written;
  size_t length = r->node->written_length;
  size_t literal = 0;
  bool is_whole = true;
  for (size_t at = 0; at < length;) {
    size_t left = length - at;
    if (left >= 3 && memcmp(text + at, "$${", 3) == 0) {
      add_literal(r, literal, at);
      literal = at + 1;
      at += 3;
    } else if (left >= 2 && memcmp(text + at, "${", 2) == 0) {
      add_literal(r, literal, at);
      is_whole &= add_reference(r, at, &at);
      literal = at;
    } else {
      at++;
    }
  }
  add_literal(r, literal, length);
  return is_whole;
}

static bool assemble(reading *r) {
  char *text = spec_arena_alloc(r->all->arena, r->length + 1);
  if (text == NULL) {
    r->all->no_memory = true;
    return false;
  }
  for (size_t i = 0; i < r->count; i++) {
    memcpy(text + r->segments[i].at, r->segments[i].text, r->segments[i].length);
  }
  r->node->text = text;
  r->node->length = r->length;
  r->node->segments = r->segments;
  r->node->segment_count = r->count;
  return true;
}

/* Each "$" ends a literal and begins one more segment at most. */
static size_t most_segments(const spec_node *scalar) {
  size_t most = 1;
  for (size_t i = 0; i < scalar->length; i++) {
    most += scalar->text[i] == '$' ? 2 : 0;
  }
  return most;
}

static void substitute_scalar(substitution *all, spec_node *scalar) {
  if (scalar->broken || !has_reference(scalar)) {
    return;
  }
  reading r = {.all = all, .node = scalar};
  r.segments = spec_arena_array(all->arena, most_segments(scalar), sizeof *r.segments);
  if (r.segments == NULL) {
    all->no_memory = true;
    return;
  }
  if (!read_segments(&r) || !assemble(&r)) {
    scalar->broken = true;
  }
}

static void refuse_in_key(substitution *all, spec_node *key) {
  if (has_reference(key)) {
    key->broken = true;
    spec_diagnostic *error = spec_error(all->list, SPEC_E_SUBSTITUTION_IN_KEY, key->span, "a key may hold no ${}");
    spec_help(all->list, error, "${} is put into values only");
  }
}

/* As deep as the document, which is SPEC_DEPTH_LIMIT at most. */
static void substitute_node(substitution *all, spec_node *node) {
  switch (node->kind) {
  case SPEC_SCALAR:
    substitute_scalar(all, node);
    break;
  case SPEC_SEQUENCE:
    for (size_t i = 0; i < node->item_count && !all->no_memory; i++) {
      substitute_node(all, node->items[i]);
    }
    break;
  case SPEC_MAPPING:
    for (size_t i = 0; i < node->pair_count && !all->no_memory; i++) {
      refuse_in_key(all, node->pairs[i].key);
      substitute_node(all, node->pairs[i].value);
    }
    break;
  }
}

bool spec_substitute(spec_arena *arena, spec_document *document, const spec_environment *environment,
                     spec_diagnostics *list) {
  substitution all = {.arena = arena, .document = document, .environment = environment, .list = list};
  substitute_node(&all, document->root);
  if (all.no_memory) {
    spec_error_no_memory(list);
  }
  return !all.no_memory;
}
