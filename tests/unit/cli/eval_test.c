/* SPDX-License-Identifier: Apache-2.0 */
/* weir eval as a script sees it: rows in, values out, and what is said of what is wrong. */
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

enum { OUTPUT_MAX = 65536 };
static char out[OUTPUT_MAX], err[OUTPUT_MAX];

static void read_back(FILE *file, char *text) {
  rewind(file);
  text[fread(text, 1, OUTPUT_MAX - 1, file)] = 0;
  (void)fclose(file);
}

/* weir eval with these words and this input; fills out and err. */
static void eval(int expected, const char *input, const char *const *words) {
  const char *argv[16] = {"weir", "eval"};
  char **arguments;
  int status = 0;
  for (size_t i = 0; words[i]; i++) argv[i + 2] = words[i];
  memcpy(&arguments, &(const char **){argv}, sizeof arguments);
  FILE *from = tmpfile(), *to = tmpfile(), *errors = tmpfile();
  assert_true(from && to && errors);
  (void)fputs(input, from);
  rewind(from);
  (void)fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    (void)dup2(fileno(from), 0);
    (void)dup2(fileno(to), 1);
    (void)dup2(fileno(errors), 2);
    (void)execv(WEIR, arguments);
    _exit(126);
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  (void)fclose(from);
  read_back(to, out);
  read_back(errors, err);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != expected)
    fail_msg("status %d instead of exit %d; stdout:\n%s\nstderr:\n%s", status, expected, out, err);
}
#define EVAL(code, input, ...) eval(code, input, (const char *const[]){__VA_ARGS__, NULL})

/* One row in, one value out. */
static void expect(const char *expression, const char *columns, const char *row, const char *wanted) {
  char line[1024];
  EVAL(0, row, expression, "--schema", columns);
  (void)snprintf(line, sizeof line, "{\"value\":%s}\n", wanted);
  if (strcmp(out, line) != 0) fail_msg("%s over %s gives %s instead of %s", expression, row, out, wanted);
}

static void expect_words(const char *text, const char *words) {
  if (!strstr(text, words)) fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void every_type_comes_out_as_it_went_in(void **state) {
  (void)state;
  expect("a", "a int64", "[-9223372036854775808]", "-9223372036854775808");
  expect("a", "a int64", "[null]", "null");
  expect("a", "a bool", "[true]", "true");
  expect("a", "a float64", "[1e300]", "1e+300");
  expect("a", "a float64", "[\"NaN\"]", "\"NaN\"");
  expect("a", "a float64", "[\"-Infinity\"]", "\"-Infinity\"");
  expect("a", "a string", "[\"\\u00e4\\ud83d\\ude00\\n\\\"\"]", "\"ä😀\\n\\\"\"");
  expect("a", "a binary", "[\"00fFa0\"]", "\"00ffa0\"");
  expect("a", "a timestamp", "[1714564800000001]", "1714564800000001");
  expect("a", "a list<list<int64>>", "[[[1],[],null,[2,null]]]", "[[1],[],null,[2,null]]");
  expect("a", "a struct<x:int64,y:list<struct<z:bool>>>", "[{\"y\":[{\"z\":true},null,{}],\"x\":7}]",
         "{\"x\":7,\"y\":[{\"z\":true},null,{\"z\":null}]}");
  expect("struct(n, l, named_struct('s', l)).col3.s[1]", "n int64, l list<string>", "[1,[\"x\",\"y\"]]", "\"y\"");
  expect("struct(l, n)", "n int64, l list<string>", "[1,[\"x\"]]", "{\"l\":[\"x\"],\"n\":1}");
  expect("a", "a map<string,string>", "[{\"k\":\"v\",\"l\":null}]", "{\"k\":\"v\",\"l\":null}");
}

static void each_row_gives_one_line_and_empty_lines_give_none(void **state) {
  (void)state;
  EVAL(0, "[1]\n\n[2]\r\n[null]", "a + 1", "--schema", "a int64");
  assert_string_equal(out, "{\"value\":2}\n{\"value\":3}\n{\"value\":null}\n");
  EVAL(0, "", "a + 1", "--schema", "a int64");
  assert_string_equal(out, "");
  EVAL(0, "", "1 + 1"); /* without columns one row is enough */
  assert_string_equal(out, "{\"value\":2}\n");
  EVAL(0, "[]\n[]", "1 + 1");
  assert_string_equal(out, "{\"value\":2}\n{\"value\":2}\n");
  EVAL(0, "[]\n[]\n", "-1");
  assert_string_equal(out, "{\"value\":-1}\n{\"value\":-1}\n");
}

static void a_bad_row_is_told_and_the_next_one_goes_on(void **state) {
  (void)state;
  static const struct {
    const char *row, *columns, *why;
  } bad[] = {
      {"[1,2]", "a int64", "a row is a JSON array of 1 values"},
      {"{\"a\":1}", "a int64", "a row is a JSON array of 1 values"},
      {"[1.5]", "a int64", "a value of type int64? is a whole number of 64 bits"},
      {"[9223372036854775808]", "a int64", "a value of type int64? is a whole number of 64 bits"},
      {"[\"1\"]", "a timestamp", "a value of type timestamp? is a whole number of 64 bits"},
      {"[\"x\"]", "a float64", "a value of type float64? is a number, \\\"NaN\\\""},
      {"[1]", "a bool", "is true or false"},
      {"[1]", "a string", "a value of type string? is text"},
      {"[\"abc\"]", "a binary", "hexadecimal text"},
      {"[\"zz\"]", "a binary", "hexadecimal text"},
      {"[1]", "a list<int64>", "is an array"},
      {"[[1]]", "a map<string,string>", "is an object"},
      {"[1]", "a struct<x:int64>", "is an object"},
      {"[[\"x\"]]", "a list<int64>", "is a whole number"},
      {"[1", "a int64", "',' or ']' is missing at byte 3"},
      {"[{\"k\" 1}]", "a map<string,string>", "':' is missing"},
      {"[{1}]", "a map<string,string>", "a key in quotes is missing"},
      {"[{\"k\":1]", "a map<string,string>", "',' or '}' is missing"},
      {"[1] 2", "a int64", "more than one value at byte 5"},
      {"[01]", "a int64", "no JSON value"},
      {"[1.]", "a float64", "no JSON value"},
      {"[1e]", "a float64", "no JSON value"},
      {"[nul]", "a int64", "no JSON value"},
      {"[\"a]", "a string", "a string that is not closed"},
      {"[\"\\x\"]", "a string", "a wrong escape"},
      {"[\"\\u12\"]", "a string", "a wrong escape"},
      {"[\"\t\"]", "a string", "a bare control character"},
      {"[", "a int64", "a value is missing"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    EVAL(0, bad[i].row, "a", "--schema", bad[i].columns);
    expect_words(out, "{\"error\":\"");
    expect_words(out, bad[i].why);
  }
  EVAL(0, "[\"x\"]\n[2]\n", "a", "--schema", "a int64");
  expect_words(out, "\"}\n{\"value\":2}\n");
}

static void deep_json_is_refused(void **state) {
  (void)state;
  char row[210] = "";
  memset(row, '[', 100);
  memset(row + 100, ']', 100);
  EVAL(0, row, "a", "--schema", "a int64");
  expect_words(out, "nested deeper than 64");
}

static void a_wrong_expression_is_shown_on_stderr_and_exits_1(void **state) {
  (void)state;
  EVAL(1, "[1]\n", "a + wrd", "--schema", "a int64, word int64");
  assert_string_equal(out, "");
  expect_words(err, "expression:1:5: error[E107]: there is no column 'wrd'");
  expect_words(err, "1 | a + wrd");
  expect_words(err, "did you mean 'word'?");
}

static void the_type_is_printed_without_reading_rows(void **state) {
  (void)state;
  EVAL(0, "", "a", "--type", "--schema", "a list<map<string,string>>");
  assert_string_equal(out, "list<map<string,string?>?>?\n");
  EVAL(0, "", "n / 2", "--type", "--schema", "`a b` int64, n int64");
  assert_string_equal(out, "float64?\n");
}

static void a_wrong_command_line_is_explained(void **state) {
  (void)state;
  EVAL(2, "", "--schema", "a int64");
  expect_words(err, "which expression?");
  EVAL(2, "", "1", "2");
  expect_words(err, "it takes one expression; quote it");
  EVAL(2, "", "1", "--schema", "a int");
  expect_words(err, "--schema is wrong at \"a int\"");
  EVAL(2, "", "1", "--schema", "a int64, a string");
  expect_words(err, "--schema is wrong at \"a string\"");
  EVAL(2, "", "1", "--schema", "a int64 b");
  expect_words(err, "--schema is wrong at \"b\"");
  EVAL(2, "", "1", "--batch-time", "noon");
  expect_words(err, "--batch-time is a time such as");
  EVAL(0, "[]", "1", "--batch-time", "2024-05-01T12:00:00Z");
  EVAL(2, "", "1", "--scheme", "a int64");
  expect_words(err, "did you mean --schema?");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_type_comes_out_as_it_went_in),
      cmocka_unit_test(each_row_gives_one_line_and_empty_lines_give_none),
      cmocka_unit_test(a_bad_row_is_told_and_the_next_one_goes_on),
      cmocka_unit_test(deep_json_is_refused),
      cmocka_unit_test(a_wrong_expression_is_shown_on_stderr_and_exits_1),
      cmocka_unit_test(the_type_is_printed_without_reading_rows),
      cmocka_unit_test(a_wrong_command_line_is_explained),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
