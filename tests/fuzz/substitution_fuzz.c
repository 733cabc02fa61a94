/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as the value of an option, with ${} in it. It is refused at a place within the file, or its segments lie one behind
 * the other, make up the text, and say which bytes were put in: what is put in is not read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/document.h"
#include "spec/substitute.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char put_in[] = "${A} $${ } \" # : ,";

static const char *variable(void *context, const char *name) {
  (void)context;
  return name[0] == 'A' ? put_in : name[0] == 'E' ? "" : NULL;
}

static bool read_file(void *context, const char *path, char *buffer, size_t capacity, size_t *ret_size, char *why,
                      size_t why_size) {
  (void)context;
  *ret_size = strlen(path) % 3 == 0 ? capacity : sizeof put_in - 1;
  memcpy(buffer, put_in, sizeof put_in - 1);
  (void)snprintf(why, why_size, "no such file");
  return strlen(path) % 2 == 0;
}

/* "v: " and the bytes between quotes, so that YAML gives exactly them. */
static char *document_of(const uint8_t *data, size_t size, size_t *length) {
  char *text = malloc(8 + 4 * size);
  if (!text) return NULL;
  size_t n = (size_t)sprintf(text, "v: \"");
  for (size_t i = 0; i < size; i++)
    n += data[i] >= ' ' && data[i] < 127 && data[i] != '"' && data[i] != '\\'
             ? (size_t)sprintf(text + n, "%c", data[i])
             : (size_t)sprintf(text + n, "\\x%02x", data[i] & 0x7fu);
  n += (size_t)sprintf(text + n, "\"\n");
  *length = n;
  return text;
}

static bool has_reference(const char *text, size_t n) {
  for (size_t i = 0; i + 1 < n; i++)
    if (text[i] == '$' && text[i + 1] == '{') return true;
  return false;
}

static void check_segments(const spec_node *node) {
  size_t at = 0, written = 0;
  for (size_t i = 0; i < node->segment_count; i++) {
    const spec_segment *s = &node->segments[i];
    if (s->at != at || s->written_at < written || s->written_at + s->written_length > node->written_length) abort();
    if (memcmp(node->text + at, s->text, s->length) != 0) abort();
    if (!s->substituted && memcmp(s->text, node->written + s->written_at, s->length) != 0) abort();
    at += s->length;
    written = s->written_at + s->written_length;
  }
  if (at != node->length) abort();
}

static void check(const spec_document *document, size_t errors) {
  const spec_node *node = document->root->pairs[0].value;
  if (node->broken != (errors > 0)) abort();
  if (node->broken) return;
  if (node->segments)
    check_segments(node);
  else if (has_reference(node->written, node->written_length))
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const spec_environment environment = {.variable = variable, .read_file = read_file};
  size_t length = 0;
  spec_diagnostics list;
  if (size > 4096) return 0;
  char *text = document_of(data, size, &length);
  if (!text) return 0;
  spec_arena arena;
  spec_document document = {0};
  spec_arena_init(&arena);
  spec_diagnostics_init(&list);
  const bool parsed = spec_document_parse(&arena, "a/b.yaml", text, length, &list, &document) && !list.errors;
  if (parsed && !spec_substitute(&arena, &document, &environment, &list)) abort();
  if (parsed) check(&document, list.errors); /* a NUL, for one, is refused before */
  spec_diagnostics_finish(&list);
  spec_arena_finish(&arena);
  free(text);
  return 0;
}
