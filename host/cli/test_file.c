/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_file: see test_file.h. */
#include "cli/test_file.h"

#include <stdlib.h>
#include <string.h>

#include "data/files.h"
#include "data/timestamp.h"
#include "plan/codes.h"
#include "spec/read.h"

#define FILE_LIMIT (256u * 1024 + 1)
#define DEFAULT_START_US INT64_C(1767225600000000) /* 2026-01-01T00:00:00Z */
#define TESTS_MAX 10000u

static const char *const file_keys[] = {"pipeline", "tests"};
static const char *const test_keys[] = {"pipeline", "given", "expect", "batches", "ordered", "start", "environment"};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const spec_node *find(const spec_node *mapping, const char *key) {
  const spec_pair *pair = spec_mapping_find(mapping, key);
  return pair ? pair->value : NULL;
}

static void refuse_keys(test_file *f, const spec_node *mapping, const char *where, const char *const *known, size_t n) {
  for (size_t i = 0; i < mapping->pair_count; i++) {
    bool is_known = false;
    for (size_t k = 0; k < n; k++) is_known |= strcmp(known[k], mapping->pairs[i].key->text) == 0;
    if (!is_known) spec_refuse_key(&f->diagnostics, mapping->pairs[i].key, where, known, n);
  }
}

/* A path from the test file's directory, as one from the working directory. NULL: reported. */
static const char *read_path(test_file *f, const spec_node *node) {
  const char *text = NULL, *slash = strrchr(f->document.source.label, '/');
  if (!spec_read_text(&f->diagnostics, node, "pipeline", &text)) return NULL;
  const size_t n = slash && text[0] != '/' ? (size_t)(slash - f->document.source.label) + 1 : 0;
  char *path = spec_arena_alloc(&f->arena, n + node->length + 1);
  if (!path) {
    spec_error_no_memory(&f->diagnostics);
    return NULL;
  }
  memcpy(path, f->document.source.label, n);
  memcpy(path + n, text, node->length + 1);
  return path;
}

static const spec_node *read_mapping(test_file *f, const spec_node *body, const char *key) {
  const spec_node *node = find(body, key);
  return node && spec_expect_kind(&f->diagnostics, node, key, SPEC_MAPPING) ? node : NULL;
}

static size_t longest(const spec_node *lists) {
  size_t most = 0;
  for (size_t i = 0; lists && i < lists->pair_count; i++) {
    const spec_node *list = lists->pairs[i].value;
    if (list->kind == SPEC_SEQUENCE && list->item_count > most) most = list->item_count;
  }
  return most;
}

static void read_batches(test_file *f, const spec_node *body, test_case *t) {
  static const spec_range range = {1, TEST_BATCHES_MAX, "1 to 100000"};
  const spec_node *node = find(body, "batches");
  const size_t given = longest(t->given), expected = longest(t->expect);
  t->batches = (int64_t)(given > expected ? given : expected);
  if (t->batches == 0) t->batches = 1;
  if (node) (void)spec_read_int64(&f->diagnostics, node, "batches", &range, &t->batches);
}

static void read_start(test_file *f, const spec_node *body, test_case *t) {
  const spec_node *node = find(body, "start");
  t->start_us = DEFAULT_START_US;
  if (!node || !spec_expect_kind(&f->diagnostics, node, "start", SPEC_SCALAR)) return;
  if (timestamp_parse(node->text, node->length, &t->start_us)) return;
  spec_diagnostic *error = spec_error(&f->diagnostics, (spec_code)PLAN_E_NOT_A_TIMESTAMP, node->span,
                                      "start: \"%s\" is not a timestamp", node->text);
  spec_help(&f->diagnostics, error, "such as: 2024-05-01T12:00:00Z");
}

static void refuse_missing(test_file *f, const spec_node *where, const char *whose, const char *key, const char *help) {
  spec_diagnostic *error = spec_error(&f->diagnostics, SPEC_E_MISSING_KEY, where->span, "%s has no \"%s\"", whose, key);
  spec_help(&f->diagnostics, error, "such as: %s", help);
}

static void read_test(test_file *f, const spec_pair *pair, const char *pipeline, test_case *t) {
  const spec_node *body = pair->value, *own = NULL, *ordered = NULL;
  *t = (test_case){.name = pair->key->text, .key = pair->key, .pipeline = pipeline};
  if (!spec_expect_kind(&f->diagnostics, body, "a test", SPEC_MAPPING)) return;
  refuse_keys(f, body, "a test", test_keys, COUNT(test_keys));
  if ((own = find(body, "pipeline"))) t->pipeline = read_path(f, own);
  if (!own && !pipeline)
    refuse_missing(f, pair->key, "the test", "pipeline", "pipeline: word-count.yaml, once for all tests or in each");
  t->given = read_mapping(f, body, "given");
  t->expect = read_mapping(f, body, "expect");
  t->environment = read_mapping(f, body, "environment");
  if (!find(body, "expect"))
    refuse_missing(f, pair->key, "the test", "expect", "expect: {counts: [[[to, 2], [be, 2]]]}");
  read_batches(f, body, t);
  read_start(f, body, t);
  if ((ordered = find(body, "ordered"))) (void)spec_read_bool(&f->diagnostics, ordered, "ordered", &t->ordered);
}

static void read_tests(test_file *f, const spec_node *root) {
  if (!spec_expect_kind(&f->diagnostics, root, "a file of tests", SPEC_MAPPING)) return;
  refuse_keys(f, root, "a file of tests", file_keys, COUNT(file_keys));
  const spec_node *tests = find(root, "tests"), *pipeline = find(root, "pipeline");
  const char *path = pipeline ? read_path(f, pipeline) : NULL;
  if (!tests) {
    refuse_missing(f, root, "the file", "tests", "tests: {a name: {given: {...}, expect: {...}}}");
    return;
  }
  if (!spec_expect_kind(&f->diagnostics, tests, "tests", SPEC_MAPPING)) return;
  f->test = spec_arena_array(&f->arena, tests->pair_count + 1, sizeof *f->test);
  if (!f->test || tests->pair_count > TESTS_MAX) {
    spec_error_no_memory(&f->diagnostics);
    return;
  }
  f->tests = tests->pair_count;
  for (size_t i = 0; i < f->tests; i++) read_test(f, &tests->pairs[i], path, &f->test[i]);
}

bool test_file_read(test_file *f, const char *path) {
  *f = (test_file){0};
  spec_diagnostics_init(&f->diagnostics);
  const int64_t n = files_read_all(path, FILE_LIMIT, &f->text);
  if (n < 0) {
    (void)fprintf(stderr, "weir: cannot read %s: %s\n", path, strerrordesc_np((int)-n));
    return false;
  }
  spec_diagnostics_set_source(&f->diagnostics, path, f->text, (size_t)n);
  if (spec_document_parse(&f->arena, path, f->text, (size_t)n, &f->diagnostics, &f->document))
    read_tests(f, f->document.root);
  return true;
}

void test_file_finish(test_file *f) {
  spec_diagnostics_finish(&f->diagnostics);
  spec_arena_finish(&f->arena);
  free(f->text);
  *f = (test_file){0};
}
