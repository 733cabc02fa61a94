/* SPDX-License-Identifier: Apache-2.0 */
/* cli/test_report: what a test gave against what it should have, in words. */
#ifndef CLI_TEST_REPORT_H
#define CLI_TEST_REPORT_H
#include <stdio.h>

#include "cli/test_run.h"

/* Writes each difference to `out`; the number of batches that differ. Numbers are equal up to rounding. */
size_t test_report_differences(const test_file *f, const test_case *t, const test_result *r, FILE *out);

/* One test in a report of the form that JUnit made common. */
typedef struct test_verdict {
  const char *file;
  char *name;
  double seconds;
  char *failure; /* NULL: it passed */
} test_verdict;

/* A JUnit report of all tests. 0, or -errno. */
int test_report_junit(const char *path, const test_verdict *verdict, size_t count);
#endif
