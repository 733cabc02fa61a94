/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a pipeline file: read, checked, reported in both forms, and every byte of every scalar looked up in the
 * file. Must neither crash nor take long, and ends with errors or with a spec.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spec/pipeline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *variable(void *context, const char *name) {
  (void)context;
  return name[0] == 'A' ? "value" : NULL;
}

static bool read_file(void *context, const char *path, char *buffer, size_t capacity, size_t *ret_size, char *why,
                      size_t why_size) {
  (void)context;
  (void)capacity;
  snprintf(why, why_size, "no file");
  memcpy(buffer, "text\n", 5);
  *ret_size = 5;
  return strlen(path) % 2 == 0;
}

static void look_up(const spec_document *document, const spec_node *node) {
  if (node->kind == SPEC_SEQUENCE) {
    for (size_t i = 0; i < node->item_count; i++) {
      look_up(document, node->items[i]);
    }
  } else if (node->kind == SPEC_MAPPING) {
    for (size_t i = 0; i < node->pair_count; i++) {
      look_up(document, node->pairs[i].key);
      look_up(document, node->pairs[i].value);
    }
  } else {
    size_t last = node->length < 64 ? node->length + 1 : 64; /* a look-up is linear in the scalar */
    for (size_t i = 0; i <= last; i++) {
      spec_span span = spec_span_in(document, node, i, i + 1);
      if (span.start < node->span.start || span.end > node->span.end || span.start > span.end) {
        abort();
      }
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const spec_environment environment = {.variable = variable, .read_file = read_file};
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec *loaded = spec_load("fuzz/a.yaml", (const char *)data, size, &environment, &list);
  if (loaded == NULL && list.errors == 0) {
    abort();
  }
  if (loaded != NULL) {
    look_up(&loaded->document, loaded->document.root);
  }
  FILE *out = fopen("/dev/null", "w");
  if (out != NULL) {
    spec_diagnostics_print(&list, out);
    spec_diagnostics_print_json(&list, out);
    (void)fclose(out);
  }
  spec_destroy(loaded);
  spec_diagnostics_finish(&list);
  return 0;
}
