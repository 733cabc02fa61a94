/* SPDX-License-Identifier: Apache-2.0 */
/* The executable as a script sees it: exit code, stdout, stderr. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define OUTPUT_MAX 65536

static char out[OUTPUT_MAX], err[OUTPUT_MAX];

static void read_back(FILE *file, char *text) {
  rewind(file);
  text[fread(text, 1, OUTPUT_MAX - 1, file)] = 0;
  (void)fclose(file);
}

/* Runs weir with the given words, NULL behind the last; fills out and err. */
static void expect_exit(int expected, const char *const *words) {
  const char *argv[16] = {"weir"};
  char **arguments;
  int status = 0;
  for (size_t i = 0; words[i]; i++) argv[i + 1] = words[i];
  memcpy(&arguments, &(const char **){argv}, sizeof arguments);
  FILE *to = tmpfile(), *errors = tmpfile();
  assert_true(to && errors);
  (void)fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    (void)dup2(fileno(to), 1);
    (void)dup2(fileno(errors), 2);
    (void)execv(WEIR, arguments);
    _exit(126);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  read_back(to, out);
  read_back(errors, err);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != expected)
    fail_msg("status %d instead of exit %d; stdout:\n%s\nstderr:\n%s", status, expected, out, err);
}
#define EXPECT_EXIT(code, ...) expect_exit(code, (const char *const[]){__VA_ARGS__, NULL})

static void expect_words(const char *text, const char *words) {
  if (!strstr(text, words)) fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void bare_weir_prints_ten_lines_at_most(void **state) {
  (void)state;
  int lines = 0;
  expect_exit(0, (const char *const[]){NULL});
  for (const char *p = out; *p; p++) lines += *p == '\n';
  assert_in_range(lines, 5, 10);
  assert_string_equal(err, "");
}

static void help_goes_to_stdout_and_is_the_same_both_ways(void **state) {
  (void)state;
  static char first[OUTPUT_MAX];
  EXPECT_EXIT(0, "help", "plugins");
  expect_words(out, "weir plugins: ");
  expect_words(out, "Usage:\n  weir plugins ");
  expect_words(out, "Examples:\n");
  expect_words(out, "--plugin-dir DIR");
  expect_words(out, "[env: WEIR_PLUGIN_PATH]");
  memcpy(first, out, sizeof first);
  EXPECT_EXIT(0, "plugins", "--help");
  assert_string_equal(out, first);
  assert_string_equal(err, "");
  EXPECT_EXIT(0, "help");
  expect_words(out, "\n  version ");
  expect_words(out, "\n  78 ");
}

static void a_wrong_word_names_the_nearest_and_exits_2(void **state) {
  (void)state;
  EXPECT_EXIT(2, "plugin");
  expect_words(err, "there is no command \"plugin\"; did you mean \"plugins\"?");
  assert_string_equal(out, "");
  EXPECT_EXIT(2, "help", "versoin");
  expect_words(err, "did you mean \"version\"?");
  EXPECT_EXIT(2, "version", "--verbos3");
  expect_words(err, "there is no option --verbos3; did you mean --verbose?");
  EXPECT_EXIT(2, "version", "-x");
  expect_words(err, "there is no option -x");
  EXPECT_EXIT(2, "version", "now");
  expect_words(err, "\"now\" is too much");
  EXPECT_EXIT(2, "plugins", "--plugin-dir");
  expect_words(err, "--plugin-dir needs a value");
  EXPECT_EXIT(2, "version", "--color", "pink");
  expect_words(err, "auto, always or never");
  EXPECT_EXIT(2, "--json");
  assert_string_equal(out, "");
}

static void the_version_is_one_line_and_more_when_asked(void **state) {
  (void)state;
  EXPECT_EXIT(0, "--version");
  assert_memory_equal(out, "weir 0.", 7);
  assert_ptr_equal(strchr(out, '\n'), out + strlen(out) - 1);
  EXPECT_EXIT(0, "--version", "--verbose");
  expect_words(out, "\nABI: 0.0 to 0.");
  expect_words(out, "libyaml 0.");
  EXPECT_EXIT(0, "version", "--json");
  expect_words(out, "\"abi\":{\"major\":0,");
}

static void plugins_are_described_by_a_child(void **state) {
  (void)state;
  EXPECT_EXIT(0, "plugins", "describe", "good", "--plugin-dir", PLUGINS);
  expect_words(out, "\noperator good: Says something\n");
  assert_string_equal(err, "");
  EXPECT_EXIT(0, "plugins", "--plugin-dir", PLUGINS, "--json", "describe", "good");
  expect_words(out, "{\"name\":\"good\",");
  EXPECT_EXIT(1, "plugins", "describe", "goood", "--plugin-dir", PLUGINS);
  expect_words(err, "error[E301]:");
  expect_words(err, "did you mean \"good\"?");
  assert_string_equal(out, "");
  EXPECT_EXIT(1, "plugins", "describe", "crash", "--plugin-dir", PLUGINS);
  expect_words(err, "error[E316]: plugin \"crash\" ended the process that loaded it with SIGSEGV");
}

static void the_environment_names_directories_too(void **state) {
  (void)state;
  assert_int_equal(setenv("WEIR_PLUGIN_PATH", "/nonexistent:" PLUGINS, 1), 0);
  EXPECT_EXIT(0, "plugins", "describe", "good");
  assert_int_equal(unsetenv("WEIR_PLUGIN_PATH"), 0);
  EXPECT_EXIT(1, "plugins", "describe", "good");
}

static void a_full_disk_is_not_success(void **state) {
  (void)state;
  int status = system(WEIR " version >/dev/full 2>/dev/null");
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 1);
}

static void a_pipeline_is_drawn_for_two_programs(void **state) {
  (void)state;
  EXPECT_EXIT(0, "graph", WORD_COUNT);
  expect_words(out, "digraph pipeline {\n");
  expect_words(out, "  \"s:words\" [label=\"words: flatMap\"];\n");
  expect_words(out, "  \"s:lines\" -> \"s:words\";\n");
  expect_words(out, "  \"s:counts\" -> \"o:console\";\n");
  EXPECT_EXIT(0, "graph", WORD_COUNT, "--format", "mermaid");
  expect_words(out, "flowchart LR\n  s_lines[\"lines: socket\"]\n");
  expect_words(out, "  o_console([\"console: print\"])\n");
  EXPECT_EXIT(2, "graph", WORD_COUNT, "--format", "png");
}

static void check_prints_schemas_and_the_same_as_json(void **state) {
  (void)state;
  EXPECT_EXIT(0, "check", WORD_COUNT);
  expect_words(out, "words  (word string)  every 1s\n");
  EXPECT_EXIT(0, "check", "--json", WORD_COUNT);
  expect_words(out, "\"errors\":0,\"warnings\":0,\"diagnostics\":[],\"streams\":[");
  expect_words(out, "{\"name\":\"counts\",\"columns\":[{\"name\":\"word\",\"type\":\"string\",\"nullable\":false},"
                    "{\"name\":\"count\",\"type\":\"int64\",\"nullable\":false}],\"every\":1}");
}

static void bash_completes_all_commands_and_options(void **state) {
  (void)state;
  EXPECT_EXIT(0, "completion", "bash");
  expect_words(out, "compgen -W \"help run check ");
  expect_words(out, "    check) options=\"--json --quiet --plugin-dir --trust-plugins --color --help\" ;;\n");
  EXPECT_EXIT(2, "completion", "fish");
}

static void an_explanation_is_found_however_the_code_is_written(void **state) {
  (void)state;
  static char first[OUTPUT_MAX];
  EXPECT_EXIT(0, "explain", "E107");
  expect_words(out, "E107: a column does not exist\n");
  memcpy(first, out, sizeof first);
  EXPECT_EXIT(0, "explain", "107");
  assert_string_equal(out, first);
  EXPECT_EXIT(2, "explain", "E999");
  expect_words(err, "there is no code E999");
}

int main(void) {
  (void)unsetenv("WEIR_PLUGIN_PATH");
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bare_weir_prints_ten_lines_at_most),
      cmocka_unit_test(help_goes_to_stdout_and_is_the_same_both_ways),
      cmocka_unit_test(a_wrong_word_names_the_nearest_and_exits_2),
      cmocka_unit_test(the_version_is_one_line_and_more_when_asked),
      cmocka_unit_test(plugins_are_described_by_a_child),
      cmocka_unit_test(the_environment_names_directories_too),
      cmocka_unit_test(a_full_disk_is_not_success),
      cmocka_unit_test(a_pipeline_is_drawn_for_two_programs),
      cmocka_unit_test(check_prints_schemas_and_the_same_as_json),
      cmocka_unit_test(bash_completes_all_commands_and_options),
      cmocka_unit_test(an_explanation_is_found_however_the_code_is_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
