/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of spec/ share: a world with a few variables and files, and pipelines checked against the text that a
 * person would see. Header only; each test program is one thread.
 */
#ifndef WEIR_TESTS_SPEC_FIXTURE_H
#define WEIR_TESTS_SPEC_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "spec/pipeline.h"

static const char *fixture_variable(void *context, const char *name) {
  (void)context;
  if (strcmp(name, "HOST") == 0) {
    return "example";
  }
  if (strcmp(name, "EMPTY") == 0) {
    return "";
  }
  return strcmp(name, "SECRET") == 0 ? "hunter2hunter2" : NULL;
}

/* Files: pipes/key ("s3cret" and a line end), huge (too large), large (60,000 bytes), binary (not UTF-8). */
static bool fixture_read_file(void *context, const char *path, char *buffer, size_t capacity, size_t *ret_size,
                              char *why, size_t why_size) {
  (void)context;
  if (strcmp(path, "pipes/key") == 0) {
    memcpy(buffer, "s3cret\r\n", 8);
    *ret_size = 8;
  } else if (strcmp(path, "/huge") == 0 || strcmp(path, "/large") == 0) {
    *ret_size = path[1] == 'h' ? capacity : 60000;
    memset(buffer, 'x', *ret_size);
  } else if (strcmp(path, "/binary") == 0) {
    buffer[0] = '\xFF';
    *ret_size = 1;
  } else {
    snprintf(why, why_size, "No such file or directory");
    return false;
  }
  return true;
}

static const spec_environment FIXTURE_ENVIRONMENT = {.variable = fixture_variable, .read_file = fixture_read_file};

/* The diagnostics of a file as text, to be freed. */
static inline char *fixture_report(const char *label, const char *text, size_t size) {
  char *printed = NULL;
  size_t printed_size = 0;
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec_destroy(spec_load(label, text, size, &FIXTURE_ENVIRONMENT, &list));
  FILE *out = open_memstream(&printed, &printed_size);
  assert_non_null(out);
  spec_diagnostics_print(&list, out);
  assert_int_equal(fclose(out), 0);
  spec_diagnostics_finish(&list);
  return printed;
}

/* The file, given as the array it is (it may hold NUL), is reported in exactly these words. */
#define assert_report(text, expected) fixture_assert_report((text), sizeof(text) - 1, (expected))

static inline void fixture_assert_report(const char *text, size_t size, const char *expected) {
  char *printed = fixture_report("a.yaml", text, size);
  assert_string_equal(printed, expected);
  free(printed);
}

#endif
