/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_run: one test, run on a clock that nobody waits for: given rows in, what streams and outputs give out. */
#ifndef CLI_TEST_RUN_H
#define CLI_TEST_RUN_H
#include "cli/test_file.h"
#include "data/format.h"
#include "plugin/catalog.h"

/* What a stream or output gave in one batch. */
typedef struct test_batch {
  bool came;        /* not: off a window's slide */
  text_buffer rows; /* JSON, a line a row */
} test_batch;

/* A stream or output that is looked at. */
typedef struct test_seen {
  const char *name;
  const spec_pair *expected; /* in the test file */
  test_batch *got, *want;    /* [batches] */
} test_seen;

typedef struct test_result {
  bool ran;        /* else: see the diagnostics of the test file, or what is on stderr of the pipeline's */
  char why[1000];  /* "": it ran to its end */
  test_seen *seen; /* [expect->pair_count] */
  size_t count;
  int64_t batches;
  double seconds;
} test_result;

/* Errors of the test file are added to f->diagnostics, those of the pipeline are printed. Finish the result in any case. */
void test_run(test_file *f, const test_case *t, plugin_catalog *c, test_result *r);
void test_result_finish(test_result *r);
#endif
