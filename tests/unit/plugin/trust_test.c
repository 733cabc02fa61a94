/* SPDX-License-Identifier: Apache-2.0 */
/* Whose plugins are loaded. As root the tests of owners run as an unprivileged user too, in a child. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "plugin/catalog.h"
#include "plugin/codes.h"
#include "scratch.h"

#define SOMEBODY 12345u
#define NOBODY 65534u

/* Prepares <scratch>/parent/plugins/good.so. */
static void put_good(const scratch *s) {
  assert_int_equal(mkdir(scratch_path(s, "parent"), 0755), 0);
  assert_int_equal(mkdir(scratch_path(s, "parent/plugins"), 0755), 0);
  scratch_put_plugin(s, "good.so", "parent/plugins/good.so");
}

static uint32_t code_of_load(const char *directory, bool trusted, plugin_error *err) {
  plugin_catalog *c = plugin_catalog_create();
  uint32_t code = UINT32_MAX;
  if (c && plugin_catalog_add(c, directory, trusted) == 0) code = plugin_catalog_load(c, "good", err) ? 0 : err->code;
  plugin_catalog_destroy(c);
  return code;
}

static void expect_loads(const scratch *s, bool trusted) {
  plugin_error err = {0};
  if (code_of_load(scratch_path(s, "parent/plugins"), trusted, &err) != 0)
    fail_msg("E%u %s (%s)", err.code, err.text, err.help);
}

/* Refused; the text says path, reason and mode, the help is the command. */
static void expect_refusal(const scratch *s, const char *path, bool trusted, const char *words, const char *help) {
  plugin_error err = {0};
  uint32_t code = code_of_load(scratch_path(s, "parent/plugins"), trusted, &err);
  if (code != PLUGIN_E_NOT_TRUSTED || !strstr(err.text, words) || !strstr(err.text, "(owner ") ||
      strncmp(err.text, path, strlen(path)) != 0 || strncmp(err.help, help, strlen(help)) != 0)
    fail_msg("E%u \"%s\", help \"%s\"", code, err.text, err.help);
}

static void root_and_the_user_of_weir_are_trusted(void **state) {
  put_good(*state);
  expect_loads(*state, false);
}

static void what_others_may_write_is_refused_and_how_to_repair_it_said(void **state) {
  const scratch *s = *state;
  put_good(s);
  const char *file = scratch_path(s, "parent/plugins/good.so"), *directory = scratch_path(s, "parent/plugins");
  char help[PATH_MAX + 32];
  (void)snprintf(help, sizeof help, "chmod go-w %s", directory);
  assert_int_equal(chmod(directory, 0775), 0);
  expect_refusal(s, directory, false, "its group may write it", help);
  assert_int_equal(chmod(directory, 01777), 0);
  expect_refusal(s, directory, true, "everybody may write it", help);
  assert_int_equal(chmod(directory, 0755), 0);
  (void)snprintf(help, sizeof help, "chmod go-w %s", file);
  assert_int_equal(chmod(file, 0757), 0);
  expect_refusal(s, file, true, "everybody may write it", help);
  assert_int_equal(chmod(file, 0765), 0);
  expect_refusal(s, file, false, "mode 0765", help);
  assert_int_equal(chmod(file, 0755), 0);
  expect_loads(s, false);
}

static void a_parent_that_all_may_write_needs_the_sticky_bit(void **state) {
  const scratch *s = *state;
  put_good(s);
  const char *parent = scratch_path(s, "parent");
  assert_int_equal(chmod(parent, 0777), 0);
  expect_refusal(s, parent, true, "everybody may replace what is in it", "chmod o-w ");
  assert_int_equal(chmod(parent, 01777), 0);
  expect_loads(s, false);
}

static void a_parent_behind_a_link_is_looked_at_too(void **state) {
  const scratch *s = *state;
  put_good(s);
  char inner[PATH_MAX + 64];
  plugin_error err = {0};
  assert_int_equal(mkdir(scratch_path(s, "links"), 0755), 0);
  assert_int_equal(symlink(scratch_path(s, "parent"), scratch_path(s, "links/parent")), 0);
  (void)snprintf(inner, sizeof inner, "%s/links/parent/plugins", s->path);
  assert_int_equal(code_of_load(inner, false, &err), 0);
  assert_int_equal(chmod(scratch_path(s, "parent"), 0777), 0);
  assert_int_equal(code_of_load(inner, false, &err), PLUGIN_E_NOT_TRUSTED);
}

static void links_are_not_followed(void **state) {
  const scratch *s = *state;
  plugin_error err = {0};
  put_good(s);
  assert_int_equal(symlink("parent/plugins", scratch_path(s, "link")), 0);
  assert_int_equal(code_of_load(scratch_path(s, "link"), false, &err), PLUGIN_E_NOT_A_FILE);
  assert_int_equal(rename(scratch_path(s, "parent/plugins/good.so"), scratch_path(s, "real.so")), 0);
  assert_int_equal(symlink("../../real.so", scratch_path(s, "parent/plugins/good.so")), 0);
  assert_int_equal(code_of_load(scratch_path(s, "parent/plugins"), false, &err), PLUGIN_E_NOT_A_FILE);
  assert_non_null(strstr(err.text, "is a symbolic link"));
  assert_int_equal(unlink(scratch_path(s, "parent/plugins/good.so")), 0);
  assert_int_equal(mkfifo(scratch_path(s, "parent/plugins/good.so"), 0600), 0);
  assert_int_equal(code_of_load(scratch_path(s, "parent/plugins"), false, &err), PLUGIN_E_NOT_A_FILE);
}

static void another_owner_is_accepted_only_where_the_command_line_says_so(void **state) {
  const scratch *s = *state;
  if (geteuid() != 0) return; /* nobody else can give files away */
  put_good(s);
  const char *file = scratch_path(s, "parent/plugins/good.so"), *directory = scratch_path(s, "parent/plugins");
  assert_int_equal(chown(file, SOMEBODY, SOMEBODY), 0);
  expect_refusal(s, file, false, "neither to root nor to the user weir runs as (owner 12345, mode 0755)",
                 "chown root ");
  expect_loads(s, true);
  assert_int_equal(chown(directory, SOMEBODY, SOMEBODY), 0);
  expect_refusal(s, directory, false, "(owner 12345, mode 0755)", "chown root ");
  expect_loads(s, true);
}

/* 0: as it should be. Runs as an unprivileged user, so that it must not touch cmocka. */
static int look_as_nobody(const char *own, const char *somebodys, const char *roots) {
  plugin_error err = {0};
  if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0) return 1;
  if (code_of_load(own, false, &err) != 0) return 2;
  if (code_of_load(roots, false, &err) != 0) return 3;
  if (code_of_load(somebodys, false, &err) != PLUGIN_E_NOT_TRUSTED) return 4;
  if (strncmp(err.help, "sudo chown 65534 ", 17) != 0) return 5;
  return code_of_load(somebodys, true, &err) != 0 ? 6 : 0;
}

static void an_unprivileged_user_trusts_root_and_itself(void **state) {
  const scratch *s = *state;
  int status = 0;
  if (geteuid() != 0) return; /* then all tests here ran as one */
  const char *names[] = {"own", "somebodys", "roots"};
  const unsigned owners[] = {NOBODY, SOMEBODY, 0};
  char paths[3][PATH_MAX + 64];
  for (int i = 0; i < 3; i++) {
    char file[32];
    (void)snprintf(paths[i], sizeof paths[i], "%s/%s", s->path, names[i]);
    (void)snprintf(file, sizeof file, "%s/good.so", names[i]);
    assert_int_equal(mkdir(paths[i], 0755), 0);
    scratch_put_plugin(s, "good.so", file);
    assert_int_equal(chown(scratch_path(s, file), owners[i], owners[i]), 0);
    assert_int_equal(chown(paths[i], owners[i], owners[i]), 0);
  }
  (void)fflush(NULL);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) _exit(look_as_nobody(paths[0], paths[1], paths[2]));
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_create, scratch_destroy)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(root_and_the_user_of_weir_are_trusted),
      TEST(what_others_may_write_is_refused_and_how_to_repair_it_said),
      TEST(a_parent_that_all_may_write_needs_the_sticky_bit),
      TEST(a_parent_behind_a_link_is_looked_at_too),
      TEST(links_are_not_followed),
      TEST(another_owner_is_accepted_only_where_the_command_line_says_so),
      TEST(an_unprivileged_user_trusts_root_and_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
