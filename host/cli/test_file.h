/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_file: a file of tests of a pipeline, as `weir test` reads it.
 *
 *   pipeline: word-count.yaml          # for all tests; counts from this file
 *   tests:
 *     repeated words are counted:      # a sentence
 *       given:                         # by source stream: batches of rows; what is not given gives nothing
 *         lines: [["to be", "or not to be"], []]
 *       expect:                        # by stream or output: a batch each; null: nothing comes, off a window's slide
 *         counts:
 *           - [[to, 2], [be, 2], [or, 1], [not, 1]]
 *           - []
 *       batches: 2                     # how many run; default: as many as are given or expected
 *       ordered: true                  # rows must come in this order; default: in any
 *       start: 2026-01-01T00:00:00Z    # the first batch begins there; this is the default
 *       environment: {PORT: "9999"}    # what ${} sees, before the real environment */
#ifndef CLI_TEST_FILE_H
#define CLI_TEST_FILE_H
#include "spec/document.h"

#define TEST_BATCHES_MAX 100000

typedef struct test_case {
  const char *name;
  const spec_node *key;
  const char *pipeline;                          /* its path, from the working directory */
  const spec_node *given, *expect, *environment; /* mappings; NULL: not there */
  int64_t batches, start_us;
  bool ordered;
} test_case;

typedef struct test_file {
  char *text;
  spec_arena arena;
  spec_document document;
  spec_diagnostics diagnostics; /* of this file */
  test_case *test;
  size_t tests;
} test_file;

/* False: the file could not be read, and why is on stderr. What is wrong within is in the diagnostics. */
bool test_file_read(test_file *f, const char *path);
void test_file_finish(test_file *f);
#endif
