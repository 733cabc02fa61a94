/* SPDX-License-Identifier: Apache-2.0 */
/* Finding and loading plugins, and what is said of those that cannot be loaded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plugin/catalog.h"
#include "plugin/codes.h"
#include "scratch.h"

static plugin_catalog *catalog_of(const char *directory) {
  plugin_catalog *c = plugin_catalog_create();
  assert_non_null(c);
  assert_int_equal(plugin_catalog_add(c, directory, false), 0);
  return c;
}

static const plugin *load(plugin_catalog *c, const char *name) {
  plugin_error err = {0};
  const plugin *p = plugin_catalog_load(c, name, &err);
  if (!p) fail_msg("%s: E%u %s (%s)", name, err.code, err.text, err.help);
  return p;
}

/* The plugin is refused with this code, and the text holds these words. */
static void expect_refusal(const char *directory, const char *name, uint32_t code, const char *words) {
  plugin_error err = {0};
  plugin_catalog *c = catalog_of(directory);
  assert_null(plugin_catalog_load(c, name, &err));
  if (err.code != code || !strstr(err.text, words))
    fail_msg("%s: E%u \"%s\" instead of E%u with \"%s\"", name, err.code, err.text, code, words);
  plugin_catalog_destroy(c);
}

static void a_good_plugin_is_loaded_once(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  plugin_catalog *c = catalog_of(s->path);
  const plugin *p = load(c, "good");
  assert_string_equal(p->table->version, "1");
  assert_string_equal(p->path, scratch_path(s, "good.so"));
  assert_int_equal(strlen(p->hash), 32);
  assert_ptr_equal(load(c, "good"), p);
  assert_non_null(plugin_operator(p, "good"));
  assert_null(plugin_operator(p, "bad"));
  assert_null(plugin_source(p, "good"));
  assert_null(plugin_sink(p, "good"));
  assert_null(plugin_aggregate(p, "good"));
  assert_null(plugin_function(p, "good"));
  const weir_operator *o = plugin_operator(p, "good");
  assert_string_equal(plugin_option(o->option, o->option_stride, 1)->name, "wait");
  plugin_catalog_destroy(c);
}

static void a_file_that_was_replaced_gives_new_code_beside_the_old(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  plugin_catalog *before = catalog_of(s->path);
  const plugin *old = load(before, "good");
  scratch_put_plugin(s, "good_new.so", "good.so");
  plugin_catalog *after = catalog_of(s->path);
  const plugin *new = load(after, "good");
  assert_string_equal(old->table->version, "1");
  assert_string_equal(new->table->version, "2");
  assert_true(new->generation > old->generation);
  assert_string_not_equal(new->hash, old->hash);
  assert_ptr_not_equal(plugin_operator(new, "good")->process, plugin_operator(old, "good")->process);
  plugin_catalog_destroy(before);
  assert_string_equal(new->table->version, "2");
  plugin_catalog_destroy(after);
}

static void a_file_that_is_truncated_while_its_code_runs_harms_nobody(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  plugin_catalog *c = catalog_of(s->path);
  const plugin *p = load(c, "good");
  assert_int_equal(truncate(p->path, 0), 0);
  assert_int_equal(plugin_operator(p, "good")->process(NULL, 0, NULL, NULL), WEIR_OK);
  plugin_catalog_destroy(c);
}

static void the_first_directory_that_has_the_file_wins(void **state) {
  const scratch *s = *state;
  assert_int_equal(mkdir(scratch_path(s, "first"), 0755), 0);
  assert_int_equal(mkdir(scratch_path(s, "second"), 0755), 0);
  scratch_put_plugin(s, "good.so", "first/good.so");
  scratch_put_plugin(s, "good_new.so", "second/good.so");
  plugin_catalog *c = catalog_of(scratch_path(s, "missing"));
  assert_int_equal(plugin_catalog_add(c, scratch_path(s, "first/"), false), 0);
  assert_int_equal(plugin_catalog_add(c, scratch_path(s, "second"), false), 0);
  assert_string_equal(load(c, "good")->table->version, "1");
  plugin_catalog_destroy(c);
}

static void names_are_sorted_and_there_once(void **state) {
  const scratch *s = *state;
  uint32_t count = 0;
  scratch_put_bytes(s, "b.so", "", 0);
  scratch_put_bytes(s, "a.so", "", 0);
  scratch_put_bytes(s, "liba.so.1", "", 0);
  scratch_put_bytes(s, "not a name.so", "", 0);
  plugin_catalog *c = catalog_of(s->path);
  assert_int_equal(plugin_catalog_add(c, s->path, false), 0);
  char **names = plugin_catalog_names(c, &count);
  assert_int_equal(count, 2);
  assert_string_equal(names[0], "a");
  assert_string_equal(names[1], "b");
  plugin_names_free(names, count);
  plugin_catalog_destroy(c);
}

static void what_is_no_plugin_is_told_apart_in_words(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "other_symbol.so", "other_symbol.so");
  scratch_put_plugin(s, "other_major.so", "other_major.so");
  scratch_put_plugin(s, "needs_newer.so", "needs_newer.so");
  scratch_put_plugin(s, "no_symbol.so", "no_symbol.so");
  scratch_put_plugin(s, "empty_handed.so", "empty_handed.so");
  scratch_put_bytes(s, "text.so", "INPUT(libx.so)\n", 15);
  scratch_put_bytes(s, "nothing.so", "", 0);
  expect_refusal(s->path, "other_symbol", PLUGIN_E_OTHER_MAJOR, "was built for ABI 7; this weir has ABI 0");
  expect_refusal(s->path, "other_major", PLUGIN_E_OTHER_MAJOR, "says it is for ABI 3; this weir has ABI 0");
  expect_refusal(s->path, "needs_newer", PLUGIN_E_NEWER_MINOR, "needs ABI 0.99; this weir has 0.");
  expect_refusal(s->path, "no_symbol", PLUGIN_E_NO_SYMBOL, "exports no weir_plugin_v0");
  expect_refusal(s->path, "empty_handed", PLUGIN_E_BAD_TABLE, "brings nothing");
  expect_refusal(s->path, "text", PLUGIN_E_NOT_ELF, "is not an ELF file");
  expect_refusal(s->path, "nothing", PLUGIN_E_NOT_ELF, "is empty");
  expect_refusal(s->path, "missing", PLUGIN_E_NO_PLUGIN, "there is no missing.so in");
  expect_refusal(s->path, "../good", PLUGIN_E_BAD_NAME, "is no name of a plugin");
  expect_refusal(s->path, "", PLUGIN_E_BAD_NAME, "is no name of a plugin");
}

static void a_plugin_for_another_machine_is_told_apart(void **state) {
  const scratch *s = *state;
  size_t n = 0;
  unsigned char *bytes = scratch_read_plugin("good.so", &n);
  bytes[18] = 243; /* e_machine: RISC-V */
  scratch_put_bytes(s, "riscv.so", bytes, n);
  bytes[4] = 1; /* e_ident: 32-bit */
  bytes[18] = 3;
  scratch_put_bytes(s, "narrow.so", bytes, n);
  free(bytes);
#if !defined(__riscv)
  expect_refusal(s->path, "riscv", PLUGIN_E_OTHER_MACHINE, "was built for RISC-V; this is ");
#endif
  expect_refusal(s->path, "narrow", PLUGIN_E_OTHER_MACHINE, "was built for 32-bit 32-bit x86");
}

static void half_a_file_is_damaged(void **state) {
  const scratch *s = *state;
  size_t n = 0;
  unsigned char *bytes = scratch_read_plugin("good.so", &n);
  scratch_put_bytes(s, "half.so", bytes, 200);
  free(bytes);
  expect_refusal(s->path, "half", PLUGIN_E_DAMAGED, "is cut off or damaged");
}

static void a_library_beside_the_plugin_is_found(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "with_library.so", "with_library.so");
  expect_refusal(s->path, "with_library", PLUGIN_E_NOT_LOADABLE, "libaside.so");
  scratch_put_plugin(s, "libaside.so", "libaside.so");
  plugin_catalog *first = catalog_of(s->path), *second = catalog_of(s->path);
  assert_string_equal(load(first, "with_library")->table->version, "1");
  assert_string_equal(load(second, "with_library")->table->version, "1");
  plugin_catalog_destroy(first);
  plugin_catalog_destroy(second);
  scratch_put_plugin(s, "new/libaside.so", "libaside.so");
  expect_refusal(s->path, "with_library", PLUGIN_E_LIBRARY_CHANGED, "libaside.so changed");
}

static void copies_are_gone_with_their_catalog(void **state) {
  const scratch *s = *state;
  struct stat st;
  scratch_put_plugin(s, "good.so", "good.so");
  assert_int_equal(mkdir(scratch_path(s, "run"), 0700), 0);
  assert_int_equal(setenv("WEIR_RUNTIME_DIR", scratch_path(s, "run"), 1), 0);
  plugin_catalog *c = catalog_of(s->path);
  (void)load(c, "good");
  assert_int_equal(stat(scratch_path(s, "run"), &st), 0);
  assert_int_equal(st.st_nlink, 3); /* ., .. and one directory of copies */
  plugin_catalog_destroy(c);
  assert_int_equal(stat(scratch_path(s, "run"), &st), 0);
  assert_int_equal(st.st_nlink, 2);
  assert_int_equal(unsetenv("WEIR_RUNTIME_DIR"), 0);
}

/* A thread of the plugin's may still be in its code. */
static void code_can_run_when_its_catalog_is_gone(void **state) {
  const scratch *s = *state;
  scratch_put_plugin(s, "good.so", "good.so");
  plugin_catalog *c = catalog_of(s->path);
  weir_status (*process)(void *, uint32_t, const weir_chunk *, weir_out *) =
      plugin_operator(load(c, "good"), "good")->process;
  plugin_catalog_destroy(c);
  assert_int_equal(process(NULL, 0, NULL, NULL), WEIR_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_create, scratch_destroy)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_good_plugin_is_loaded_once),
      TEST(a_file_that_was_replaced_gives_new_code_beside_the_old),
      TEST(a_file_that_is_truncated_while_its_code_runs_harms_nobody),
      TEST(the_first_directory_that_has_the_file_wins),
      TEST(names_are_sorted_and_there_once),
      TEST(what_is_no_plugin_is_told_apart_in_words),
      TEST(a_plugin_for_another_machine_is_told_apart),
      TEST(half_a_file_is_damaged),
      TEST(a_library_beside_the_plugin_is_found),
      TEST(code_can_run_when_its_catalog_is_gone),
      TEST(copies_are_gone_with_their_catalog),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
