/* SPDX-License-Identifier: Apache-2.0 */
/* A bad file and exactly what `weir check` says of it: exit 1, nothing on stdout, NAME.expected on stderr.
 * Usage: check-bad-file NAME, in the folder of the files */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "process.h"

enum { TEXT = 20000 };
static const char *name;

static void read_file(const char *ending, char *text) {
  char path[4096];
  (void)snprintf(path, sizeof path, "%s/%s.%s", BAD_FILES, name, ending);
  FILE *file = fopen(path, "re");
  if (!file) fail_msg("%s cannot be read", path);
  text[fread(text, 1, TEXT - 1, file)] = 0;
  (void)fclose(file);
}

/* @PLUGINS@ in what is expected is the folder of the built-in plugins, wherever this is built. */
static void put_plugins(char *text) {
  static const char mark[] = "@PLUGINS@";
  for (char *at = strstr(text, mark); at; at = strstr(at, mark)) {
    char rest[TEXT];
    (void)snprintf(rest, sizeof rest, "%s", at + sizeof mark - 1);
    (void)snprintf(at, (size_t)(text + TEXT - at), "%s%s", PLUGINS, rest);
  }
}

static void a_bad_file_is_refused_in_these_words(void **state) {
  static char text[TEXT];
  char file[256];
  (void)snprintf(file, sizeof file, "%s.yaml", name);
  read_file("yaml", text);
  (void)scene_write(*state, file, "%s", text);
  process *p = process_start(*state, "check", file, NULL);
  process_expect_end(p, 1);
  process_expect_nothing(p, PROCESS_OUT);
  read_file("expected", text);
  put_plugins(text);
  if (strcmp(process_text(p, PROCESS_ERR), text) != 0) scene_fail(*state, "it should say:\n%s", text);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_bad_file_is_refused_in_these_words, scene_setup, scene_teardown),
  };
  if (argc != 2) return 2;
  name = argv[1];
  return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}
