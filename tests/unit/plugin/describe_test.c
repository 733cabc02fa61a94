/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins described by a child, which is this program again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plugin/catalog.h"
#include "plugin/codes.h"
#include "scratch.h"

static plugin_catalog *catalog_of(const scratch *s) {
  plugin_catalog *c = plugin_catalog_create();
  assert_non_null(c);
  assert_int_equal(plugin_catalog_add(c, s->path, false), 0);
  return c;
}

static char *describe(const scratch *s, const char *name, bool json) {
  char *text = NULL;
  plugin_error err = {0};
  plugin_catalog *c = catalog_of(s);
  if (plugin_describe_in_child(c, name, json, &text, &err) < 0) fail_msg("E%u %s (%s)", err.code, err.text, err.help);
  plugin_catalog_destroy(c);
  return text;
}

static void expect_words(const char *text, const char *words) {
  if (!strstr(text, words)) fail_msg("\"%s\" is not in:\n%s", words, text);
}

static void a_description_has_all_that_the_tables_say(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  char *text = describe(s, "good", false);
  expect_words(text, "good 1\n  file  ");
  expect_words(text, "\noperator good: Says something\n");
  expect_words(text,
               "\n  text: text, required, main: may stand in place of the mapping\n      What to say, \"quoted\"\n");
  expect_words(text, "\n  wait: duration, 1ms to 1m, default 500ms\n");
  expect_words(text, "\n  room: size, 1B to 1MB, default 64KB\n");
  expect_words(text, "\n  dialect: choice, one of python|scala, default python\n");
  expect_words(text, "\n  loud: bool\n");
  free(text);
}

static void the_json_form_has_the_same(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  char *text = describe(s, "good", true);
  expect_words(text, "{\"name\":\"good\",\"version\":\"1\",\"path\":\"");
  expect_words(text, "\"entries\":[{\"kind\":\"operator\",\"name\":\"good\",\"help\":\"Says something\",\"options\":[");
  expect_words(text, "{\"name\":\"text\",\"type\":\"text\",\"required\":true,\"main\":true,\"body\":false,"
                     "\"help\":\"What to say, \\\"quoted\\\"\"}");
  expect_words(text, "\"default\":\"500ms\",\"min\":0.001,\"max\":60}");
  expect_words(text, "\"choices\":[\"python\",\"scala\"]}");
  free(text);
}

static void short_option_tables_are_read_by_their_stride(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "short_tables.so", "short_tables.so");
  char *text = describe(s, "short_tables", false);
  expect_words(text, "\n  first: int64\n  second: float64\n");
  free(text);
}

static void a_summary_is_one_line(void **state) {
  const scratch *s = *state;
  char *text = NULL;
  plugin_error err = {0};
  scratch_put_plugin(s, "good.so", "good.so");
  scratch_put_plugin(s, "good.so", "renamed.so");
  plugin_catalog *c = catalog_of(s);
  assert_int_equal(plugin_summary_in_child(c, "good", &text, &err), 0);
  assert_string_equal(text, "operator: Says something");
  free(text);
  assert_int_equal(plugin_summary_in_child(c, "renamed", &text, &err), 0);
  assert_string_equal(text, "operator good");
  free(text);
  plugin_catalog_destroy(c);
}

/* What the plugin does to its process is an error here, with these words. */
static void expect_refusal(const scratch *s, const char *name, int64_t deadline_us, uint32_t code, const char *words) {
  char *text = NULL;
  plugin_error err = {0};
  plugin_catalog *c = catalog_of(s);
  plugin_catalog_set_child(c, "/proc/self/exe", deadline_us);
  assert_int_equal(plugin_describe_in_child(c, name, false, &text, &err), -1);
  if (err.code != code || !strstr(err.text, words)) fail_msg("E%u \"%s\" instead of \"%s\"", err.code, err.text, words);
  assert_null(text);
  plugin_catalog_destroy(c);
}

static void a_crash_names_plugin_and_signal(void **state) {
  scratch_put_plugin(*state, "crash.so", "crash.so");
  expect_refusal(*state, "crash", INT64_C(10000000), PLUGIN_E_CRASHED,
                 "plugin \"crash\" ended the process that loaded it "
                 "with SIGSEGV");
}

static void a_plugin_that_ends_the_process_is_not_taken_for_described(void **state) {
  scratch_put_plugin(*state, "leaves.so", "leaves.so");
  expect_refusal(*state, "leaves", INT64_C(10000000), PLUGIN_E_CRASHED, "with exit code 0");
}

static void a_plugin_that_hangs_is_killed_when_late(void **state) {
  scratch_put_plugin(*state, "hang.so", "hang.so");
  expect_refusal(*state, "hang", INT64_C(300000), PLUGIN_E_TOO_LATE, "within 0.3 s");
}

static void the_child_s_refusal_is_passed_on(void **state) {
  scratch_put_plugin(*state, "no_symbol.so", "no_symbol.so");
  expect_refusal(*state, "no_symbol", INT64_C(10000000), PLUGIN_E_NO_SYMBOL, "exports no weir_plugin_v0");
}

static void a_child_that_cannot_be_run_is_said(void **state) {
  char *text = NULL;
  plugin_error err = {0};
  plugin_catalog *c = catalog_of(*state);
  plugin_catalog_set_child(c, "/nonexistent", INT64_C(1000000));
  assert_int_equal(plugin_describe_in_child(c, "good", false, &text, &err), -1);
  assert_int_equal(err.code, PLUGIN_E_NO_CHILD);
  plugin_catalog_destroy(c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_create, scratch_destroy)

int main(int argc, char **argv) {
  if (argc > 2 && strcmp(argv[2], PLUGIN_DESCRIBE_CHILD) == 0) return plugin_describe_child(argc - 3, argv + 3);
  const struct CMUnitTest tests[] = {
      TEST(a_description_has_all_that_the_tables_say),
      TEST(the_json_form_has_the_same),
      TEST(short_option_tables_are_read_by_their_stride),
      TEST(a_summary_is_one_line),
      TEST(a_crash_names_plugin_and_signal),
      TEST(a_plugin_that_ends_the_process_is_not_taken_for_described),
      TEST(a_plugin_that_hangs_is_killed_when_late),
      TEST(the_child_s_refusal_is_passed_on),
      TEST(a_child_that_cannot_be_run_is_said),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
