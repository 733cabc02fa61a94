/* SPDX-License-Identifier: Apache-2.0 */
/* Each test works in a private directory of its own; what the code under test does to it is checked with plain system
 * calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "data/files.h"
#include "data/files_path.h"
#include "failing_malloc.h"

typedef struct fixture {
  weir_dir *dir;
  char path[256];
} fixture;

static int begin(void **state) {
  static fixture x;
  x.dir = NULL;
  *state = &x;
  return files_private_dir(x.path, sizeof x.path, &x.dir);
}

static int end(void **state) {
  fixture *x = *state;
  files_fail_at(NULL, 0, 0, false);
  malloc_fail_at(0);
  path_avoid_openat2(false);
  files_remove_private(x->path, x->dir);
  return access(x->path, F_OK) == 0;
}

static const char *path_of(fixture *x, const char *name) {
  static char path[PATH_MAX];
  (void)snprintf(path, sizeof path, "%s/%s", x->path, name);
  return path;
}

static void put_file(fixture *x, const char *name, const char *text) {
  weir_file *f;
  assert_int_equal(files_open(x->dir, name, WEIR_FILE_REPLACE, &f), 0);
  assert_int_equal(files_write(f, text, strlen(text)), 0);
  assert_int_equal(files_close(f), 0);
}

static void expect_file(fixture *x, const char *name, const char *text) {
  char *got;
  assert_int_equal(files_read_all(path_of(x, name), 1000, &got), strlen(text));
  assert_string_equal(got, text);
  free(got);
}

static int join(void *context, const char *name) {
  strcat(strcat(context, name), " ");
  return 0;
}

static void expect_list(fixture *x, const char *name, const char *names) {
  char got[1000] = "";
  assert_int_equal(files_list(x->dir, name, join, got), 0);
  assert_string_equal(got, names);
}

/* ---- files ---- */

static void a_file_is_written_and_read(void **state) {
  fixture *x = *state;
  weir_file *f;
  struct stat st;
  char got[10] = "";
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_CREATE, &f), 0);
  assert_int_equal(files_write(f, "hello", 5), 0);
  assert_int_equal(files_sync(f), 0);
  assert_int_equal(files_chmod(f, 0600), 0);
  assert_int_equal(files_fstat(f, &st), 0);
  assert_int_equal(st.st_size, 5);
  assert_int_equal(st.st_mode & 0777, 0600);
  assert_int_equal(files_close(f), 0);
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_READ, &f), 0);
  assert_int_equal(files_read(f, got, sizeof got), 5);
  assert_string_equal(got, "hello");
  assert_int_equal(files_read(f, got, sizeof got), 0);
  assert_int_equal(files_write(f, "x", 1), -EBADF);
  assert_int_equal(files_close(f), 0);
  assert_int_equal(files_close(NULL), 0);
}

static void the_modes_of_opening_differ_in_what_they_do_to_a_file_that_exists(void **state) {
  fixture *x = *state;
  weir_file *f;
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_READ, &f), -ENOENT);
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_APPEND, &f), 0);
  assert_int_equal(files_write(f, "one", 3), 0);
  assert_int_equal(files_close(f), 0);
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_CREATE, &f), -EEXIST);
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_APPEND, &f), 0);
  assert_int_equal(files_write(f, "two", 3), 0);
  assert_int_equal(files_close(f), 0);
  expect_file(x, "f", "onetwo");
  put_file(x, "f", "3");
  expect_file(x, "f", "3");
  assert_int_equal(files_open(x->dir, "f", 4, &f), -EINVAL);
}

static void a_write_that_does_not_fit_is_an_error(void **state) {
  fixture *x = *state;
  weir_file *f;
  struct rlimit old, small = {.rlim_cur = 100};
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  small.rlim_max = old.rlim_max;
  char text[300] = "";
  assert_int_equal(files_open(x->dir, "f", WEIR_FILE_CREATE, &f), 0);
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
  int result = files_write(f, text, sizeof text);
  assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
  assert_int_equal(result, -EFBIG);
  assert_int_equal(files_close(f), 0);
}

static void whole_files_are_read_up_to_a_limit(void **state) {
  fixture *x = *state;
  char *got = NULL;
  static char big[20001];
  memset(big, 'b', 20000);
  put_file(x, "big", big);
  assert_int_equal(files_read_all(path_of(x, "big"), 20000, &got), 20000);
  assert_string_equal(got, big);
  free(got);
  assert_int_equal(files_read_all(path_of(x, "big"), UINT64_MAX, &got), 20000);
  free(got);
  got = NULL;
  assert_int_equal(files_read_all(path_of(x, "big"), 19999, &got), -EFBIG);
  assert_int_equal(files_read_all(path_of(x, "big"), 0, &got), -EFBIG);
  assert_int_equal(files_read_all(path_of(x, "absent"), 10, &got), -ENOENT);
  assert_int_equal(files_read_all(x->path, 10, &got), -EISDIR);
  assert_null(got);
  put_file(x, "empty", "");
  assert_int_equal(files_read_all(path_of(x, "empty"), 0, &got), 0);
  assert_string_equal(got, "");
  free(got);
}

static void a_dash_is_standard_input(void **state) {
  fixture *x = *state;
  char *got;
  put_file(x, "in", "from stdin");
  int old = dup(STDIN_FILENO), fd = open(path_of(x, "in"), O_RDONLY);
  dup2(fd, STDIN_FILENO);
  int64_t size = files_read_all("-", 100, &got);
  if (old >= 0) dup2(old, STDIN_FILENO);
  close(old);
  close(fd);
  assert_int_equal(size, 10);
  assert_string_equal(got, "from stdin");
  free(got);
}

/* ---- names ---- */

/* Names that lie elsewhere, for every function that takes one. */
static void expect_beneath(fixture *x) {
  static const char *const names[] = {"../out", "sub/../../out", "/etc/passwd", "link/passwd", "sub/up/out"};
  assert_true(mkdir(path_of(x, "sub"), 0777) == 0 || errno == EEXIST);
  assert_true(symlink("/etc", path_of(x, "link")) == 0 || errno == EEXIST);
  assert_true(symlink("../..", path_of(x, "sub/up")) == 0 || errno == EEXIST);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    weir_file *f;
    struct stat st;
    char got[100];
    assert_in_range(-files_open(x->dir, names[i], WEIR_FILE_READ, &f), 1, 200);
    assert_in_range(-files_open(x->dir, names[i], WEIR_FILE_REPLACE, &f), 1, 200);
    assert_in_range(-files_stat(x->dir, names[i], &st), 1, 200);
    assert_in_range(-files_make_dir(x->dir, names[i]), 1, 200);
    assert_in_range(-files_remove(x->dir, names[i]), 1, 200);
    assert_in_range(-files_rename(x->dir, "sub", names[i]), 1, 200);
    assert_in_range(-files_rename(x->dir, names[i], "sub"), 1, 200);
    assert_in_range(-files_sync_dir(x->dir, names[i]), 1, 200);
    assert_in_range(-files_list(x->dir, names[i], join, got), 1, 200);
  }
  assert_int_equal(access("/etc/passwd", F_OK), 0);
}

static void no_name_leads_out_of_its_directory(void **state) {
  fixture *x = *state;
  weir_file *f;
  expect_beneath(x);
  assert_int_equal(files_open(x->dir, "../out", WEIR_FILE_CREATE, &f), -EXDEV);
  assert_int_equal(files_open(x->dir, "link/passwd", WEIR_FILE_READ, &f), -EXDEV);
  assert_int_equal(files_make_dir(x->dir, "/out"), -EXDEV);
}

static void no_name_leads_out_without_openat2_either(void **state) {
  fixture *x = *state;
  weir_file *f;
  path_avoid_openat2(true);
  expect_beneath(x);
  assert_int_equal(files_open(x->dir, "../out", WEIR_FILE_CREATE, &f), -EXDEV);
  assert_int_equal(files_open(x->dir, "/out", WEIR_FILE_CREATE, &f), -EXDEV);
  assert_int_equal(files_open(x->dir, "sub/../f", WEIR_FILE_CREATE, &f), -EXDEV);
}

static void links_that_stay_beneath_are_followed(void **state) {
  fixture *x = *state;
  weir_file *f;
  put_file(x, "f", "text");
  assert_int_equal(symlink("f", path_of(x, "l")), 0);
  assert_int_equal(files_open(x->dir, "l", WEIR_FILE_READ, &f), 0);
  assert_int_equal(files_close(f), 0);
  path_avoid_openat2(true);
  assert_int_equal(files_open(x->dir, "l", WEIR_FILE_READ, &f), -ELOOP);
}

static void deep_names_work_with_and_without_openat2(void **state) {
  fixture *x = *state;
  struct stat st;
  for (int i = 0; i < 2; i++) {
    path_avoid_openat2(i == 1);
    assert_int_equal(files_make_dir(x->dir, "a"), 0);
    assert_int_equal(files_make_dir(x->dir, "a/b"), 0);
    assert_int_equal(files_make_dir(x->dir, "a/b"), -EEXIST);
    put_file(x, "a/b/f", "text");
    assert_int_equal(files_rename(x->dir, "a/b/f", "a//g"), 0);
    assert_int_equal(files_stat(x->dir, "a/g", &st), 0);
    assert_int_equal(st.st_size, 4);
    assert_int_equal(files_stat(x->dir, "a/b/f", &st), -ENOENT);
    assert_int_equal(files_sync_dir(x->dir, "a/b/"), 0);
    expect_list(x, "a", "b g ");
    expect_list(x, "", "a ");
    assert_int_equal(files_remove(x->dir, "a"), 0);
    expect_list(x, "", "");
  }
}

static void names_that_name_nothing_are_refused(void **state) {
  fixture *x = *state;
  struct stat st;
  static char long_name[PATH_MAX + 300], long_part[NAME_MAX + 10];
  memset(long_name, 'a', sizeof long_name - 1);
  for (size_t i = 100; i < sizeof long_name - 1; i += 100) long_name[i] = '/';
  memset(long_part, 'a', sizeof long_part - 1);
  weir_file *f;
  for (int i = 0; i < 2; i++) {
    path_avoid_openat2(i == 1);
    assert_int_equal(files_make_dir(x->dir, ""), -EINVAL);
    assert_int_equal(files_remove(x->dir, "."), -EINVAL);
    assert_int_equal(files_remove(x->dir, "a/"), -EINVAL);
    assert_int_equal(files_remove(x->dir, "a/.."), -EINVAL);
    assert_int_equal(files_stat(x->dir, long_name, &st), -ENAMETOOLONG);
    assert_int_equal(files_open(x->dir, long_part, WEIR_FILE_READ, &f), -ENAMETOOLONG);
    assert_int_equal(files_open(x->dir, "no/f", WEIR_FILE_READ, &f), -ENOENT);
  }
  assert_int_equal(files_stat(x->dir, "", &st), 0);
  assert_true(S_ISDIR(st.st_mode));
}

static void stat_follows_no_link(void **state) {
  fixture *x = *state;
  struct stat st;
  assert_int_equal(symlink("nowhere", path_of(x, "l")), 0);
  assert_int_equal(files_stat(x->dir, "l", &st), 0);
  assert_true(S_ISLNK(st.st_mode));
}

static void renaming_replaces_at_once(void **state) {
  fixture *x = *state;
  put_file(x, "new", "new");
  put_file(x, "old", "old");
  assert_int_equal(files_rename(x->dir, "new", "old"), 0);
  expect_file(x, "old", "new");
  assert_int_equal(files_rename(x->dir, "new", "old"), -ENOENT);
  assert_int_equal(files_rename(x->dir, "old", "no/where"), -ENOENT);
  assert_int_equal(files_rename(x->dir, "no/where", "old"), -ENOENT);
}

/* ---- directories ---- */

static void a_directory_is_made_with_its_parents(void **state) {
  fixture *x = *state;
  weir_dir *dir;
  char path[PATH_MAX];
  (void)snprintf(path, sizeof path, "%s/a//b/c/", x->path);
  assert_int_equal(files_open_dir(path, false, &dir), -ENOENT);
  assert_int_equal(files_open_dir(path, true, &dir), 0);
  files_close_dir(dir);
  assert_int_equal(files_open_dir(path, true, &dir), 0);
  files_close_dir(dir);
  files_close_dir(NULL);
  expect_list(x, "a/b", "c ");
}

static void a_relative_directory_is_made_where_the_process_is(void **state) {
  fixture *x = *state;
  weir_dir *dir;
  char old[PATH_MAX];
  assert_non_null(getcwd(old, sizeof old));
  assert_int_equal(chdir(x->path), 0);
  int result = files_open_dir("r/s", true, &dir);
  assert_int_equal(chdir(old), 0);
  assert_int_equal(result, 0);
  files_close_dir(dir);
  expect_list(x, "r", "s ");
}

static void what_is_no_directory_is_not_opened_as_one(void **state) {
  fixture *x = *state;
  weir_dir *dir;
  static char path[PATH_MAX + 10];
  put_file(x, "f", "");
  assert_int_equal(files_open_dir(path_of(x, "f"), true, &dir), -ENOTDIR);
  assert_int_equal(files_open_dir(path_of(x, "f/g"), true, &dir), -ENOTDIR);
  assert_int_equal(files_list(x->dir, "f", join, path), -ENOTDIR);
  assert_int_equal(files_sync_dir(x->dir, "f"), -ENOTDIR);
  memset(path, 'a', sizeof path - 1);
  assert_int_equal(files_open_dir(path, true, &dir), -ENAMETOOLONG);
}

static int stop_at_b(void *context, const char *name) {
  ++*(int *)context;
  return strcmp(name, "b") == 0 ? 42 : 0;
}

static void lists_are_sorted_and_end_when_told(void **state) {
  fixture *x = *state;
  int calls = 0;
  static const char *const names[] = {"c", "a", "B", "b", "a.1", "-", "z"};
  for (int i = 0; i < 7; i++) put_file(x, names[i], "");
  expect_list(x, "", "- B a a.1 b c z ");
  assert_int_equal(files_list(x->dir, "", stop_at_b, &calls), 42);
  assert_int_equal(calls, 5);
  assert_int_equal(files_list(x->dir, "none", stop_at_b, &calls), -ENOENT);
}

static void many_names_are_listed_and_removed(void **state) {
  fixture *x = *state;
  int calls = 0;
  assert_int_equal(files_make_dir(x->dir, "d"), 0);
  for (int i = 0; i < 300; i++) {
    char name[16];
    (void)snprintf(name, sizeof name, "d/%d", i);
    put_file(x, name, "");
  }
  assert_int_equal(files_list(x->dir, "d", stop_at_b, &calls), 0);
  assert_int_equal(calls, 300);
  assert_int_equal(files_remove(x->dir, "d"), 0);
}

static void removal_takes_links_but_not_what_they_lead_to(void **state) {
  fixture *x = *state;
  put_file(x, "kept", "text");
  assert_int_equal(files_make_dir(x->dir, "d"), 0);
  assert_int_equal(symlink("../kept", path_of(x, "d/file")), 0);
  assert_int_equal(symlink("..", path_of(x, "d/dir")), 0);
  assert_int_equal(files_remove(x->dir, "d"), 0);
  expect_file(x, "kept", "text");
  assert_int_equal(files_remove(x->dir, "d"), -ENOENT);
}

static void removal_gives_up_at_a_depth_of_64(void **state) {
  fixture *x = *state;
  char name[400] = "d";
  for (int i = 0; i < 70; i++) {
    assert_int_equal(files_make_dir(x->dir, name), 0);
    strcat(name, "/d");
  }
  assert_int_equal(files_remove(x->dir, "d"), -ELOOP);
  name[60 * 2 + 1] = '\0';
  assert_int_equal(files_remove(x->dir, name), 0);
  assert_int_equal(files_remove(x->dir, "d"), 0);
}

static void what_may_not_be_done_is_refused_to_who_is_not_root(void **state) {
  fixture *x = *state;
  weir_file *f;
  weir_dir *dir;
  char got[100], made[PATH_MAX];
  assert_int_equal(files_make_dir(x->dir, "locked"), 0);
  put_file(x, "locked/f", "");
  put_file(x, "unreadable", "");
  assert_int_equal(chmod(path_of(x, "locked"), 0500), 0);
  assert_int_equal(chmod(path_of(x, "unreadable"), 0), 0);
  assert_int_equal(chmod(x->path, 0755), 0);
  (void)snprintf(made, sizeof made, "%s/locked/made", x->path);
  uid_t user = geteuid();
  if (user == 0) {
    assert_int_equal(chown(path_of(x, "locked"), 65534, 65534), 0);
    assert_int_equal(seteuid(65534), 0);
  }
  int create = files_open(x->dir, "locked/g", WEIR_FILE_CREATE, &f), make = files_make_dir(x->dir, "locked/d"),
      removed = files_remove(x->dir, "locked"), opened = files_open(x->dir, "unreadable", WEIR_FILE_READ, &f),
      renamed = files_rename(x->dir, "locked/f", "locked/g"), made_dir = files_open_dir(made, true, &dir);
  chmod(path_of(x, "locked"), 0300);
  int listed = files_list(x->dir, "locked", join, got), cleared = files_remove(x->dir, "locked");
  chmod(path_of(x, "locked"), 0700);
  if (user == 0) assert_int_equal(seteuid(user), 0);
  assert_int_equal(create, -EACCES);
  assert_int_equal(make, -EACCES);
  assert_int_equal(removed, -EACCES);
  assert_int_equal(opened, -EACCES);
  assert_int_equal(renamed, -EACCES);
  assert_int_equal(made_dir, -EACCES);
  assert_int_equal(listed, -EACCES);
  assert_int_equal(cleared, -EACCES);
}

/* ---- private directories ---- */

static void a_private_directory_is_for_its_owner_alone_and_goes_with_all_in_it(void **state) {
  fixture *x = *state, y = {0};
  struct stat st;
  setenv("WEIR_RUNTIME_DIR", x->path, 1);
  assert_int_equal(files_private_dir(y.path, sizeof y.path, &y.dir), 0);
  assert_int_equal(strncmp(y.path, x->path, strlen(x->path)), 0);
  assert_int_equal(files_stat(y.dir, "", &st), 0);
  assert_int_equal(st.st_mode & 0777, 0700);
  assert_int_equal(files_make_dir(y.dir, "d"), 0);
  put_file(&y, "d/f", "");
  files_remove_private(y.path, y.dir);
  files_remove_private(y.path, NULL);
  expect_list(x, "", "");
  assert_int_equal(files_private_dir(y.path, 10, &y.dir), -ENAMETOOLONG);
  setenv("WEIR_RUNTIME_DIR", path_of(x, "none"), 1);
  assert_int_equal(files_private_dir(y.path, sizeof y.path, &y.dir), -ENOENT);
  unsetenv("WEIR_RUNTIME_DIR");
  setenv("XDG_RUNTIME_DIR", x->path, 1);
  assert_int_equal(files_private_dir(y.path, sizeof y.path, &y.dir), 0);
  assert_int_equal(strncmp(y.path, x->path, strlen(x->path)), 0);
  files_remove_private(y.path, y.dir);
  unsetenv("XDG_RUNTIME_DIR");
}

/* ---- failures ---- */

static int nothing(void *context, const char *name) {
  (void)context;
  (void)name;
  return 0;
}

/* Some of everything; gives the first error. */
static int do_everything(fixture *x) {
  weir_file *f = NULL;
  weir_dir *sub = NULL;
  char text[10], *all = NULL, path[PATH_MAX];
  fixture y = {0};
  struct stat st;
  int error = files_make_dir(x->dir, "d");
  if (!error) error = files_open(x->dir, "d/f", WEIR_FILE_CREATE, &f);
  if (!error) error = files_write(f, "text", 4);
  if (!error) error = files_sync(f);
  if (!error) error = files_chmod(f, 0600);
  if (!error) error = files_fstat(f, &st);
  int closed = f ? files_close(f) : 0;
  if (!error) error = closed;
  f = NULL;
  if (!error) error = files_rename(x->dir, "d/f", "d/g");
  if (!error) error = files_sync_dir(x->dir, "d");
  if (!error) error = files_stat(x->dir, "d/g", &st);
  if (!error) error = files_open(x->dir, "d/g", WEIR_FILE_READ, &f);
  if (!error) error = files_read(f, text, sizeof text) == 4 ? 0 : -EIO;
  closed = f ? files_close(f) : 0;
  if (!error) error = closed;
  (void)snprintf(path, sizeof path, "%s/d/e/f", x->path);
  if (!error) error = files_open_dir(path, true, &sub);
  files_close_dir(sub);
  if (!error) {
    int64_t size = files_read_all(path_of(x, "d/g"), 100, &all);
    error = size < 0 ? (int)size : 0;
  }
  free(all);
  if (!error) error = files_private_dir(y.path, sizeof y.path, &y.dir);
  files_remove_private(y.path, y.dir);
  if (!error) error = files_list(x->dir, "d", nothing, NULL);
  if (!error) error = files_remove(x->dir, "d");
  return error;
}

static void tidy(fixture *x) {
  files_fail_at(NULL, 0, 0, false);
  malloc_fail_at(0);
  int error = files_remove(x->dir, "d");
  assert_true(error == 0 || error == -ENOENT);
}

static int count_descriptors(void) {
  int n = 0;
  for (int fd = 0; fd < 256; fd++) n += fcntl(fd, F_GETFD) >= 0;
  return n;
}

static void every_call_may_fail(void **state) {
  fixture *x = *state;
  setenv("WEIR_RUNTIME_DIR", x->path, 1);
  int before = count_descriptors(), failures = 0;
  for (uint64_t n = 1;; n++) {
    files_fail_at(NULL, n, ENOSPC, false);
    int error = do_everything(x);
    tidy(x);
    assert_int_equal(count_descriptors(), before);
    if (error == 0 && ++failures > 3) break; /* removing a private directory reports nothing */
    assert_true(error == 0 || error == -ENOSPC || error == -EIO);
    assert_in_range(n, 1, 100);
  }
  unsetenv("WEIR_RUNTIME_DIR");
}

static void every_call_of_a_kind_may_fail(void **state) {
  fixture *x = *state;
  static const char *const kinds[] = {"open",  "read",     "write",  "sync",   "close", "stat",
                                      "chmod", "make_dir", "rename", "remove", "list"};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    files_fail_at(kinds[i], 1, ENOSPC, true);
    int error = do_everything(x);
    if (error == 0) fail_msg("no call of kind '%s' was made", kinds[i]);
    tidy(x);
  }
  files_fail_at("write", 1, ENOSPC, false);
  assert_int_equal(do_everything(x), -ENOSPC);
  tidy(x);
  assert_int_equal(do_everything(x), 0);
}

static void every_allocation_may_fail(void **state) {
  fixture *x = *state;
  int before = count_descriptors();
  for (uint64_t n = 1;; n++) {
    malloc_fail_at(n);
    int error = do_everything(x);
    tidy(x);
    assert_int_equal(count_descriptors(), before);
    if (error == 0) break;
    assert_int_equal(error, -ENOMEM);
  }
}

static void a_process_without_descriptors_gets_errors(void **state) {
  fixture *x = *state;
  struct rlimit old, small;
  char got[10];
  weir_file *f;
  assert_int_equal(files_make_dir(x->dir, "d"), 0);
  assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
  small = old;
  int next = dup(0), list, removed[3], rename;
  close(next);
  small.rlim_cur = (rlim_t)next;
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
  int open = files_open(x->dir, "d", WEIR_FILE_READ, &f);
  list = files_list(x->dir, "d", join, got);
  for (rlim_t i = 0; i < 3; i++) {
    small.rlim_cur = (rlim_t)next + i;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
    removed[i] = files_remove(x->dir, "d");
    if (i == 1) rename = files_rename(x->dir, "d", "e");
  }
  assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
  assert_int_equal(open, -EMFILE);
  assert_int_equal(list, -EMFILE);
  for (int i = 0; i < 3; i++) assert_int_equal(removed[i], -EMFILE);
  assert_int_equal(rename, -EMFILE);
}

static void the_service_does_the_same(void **state) {
  fixture *x = *state;
  weir_dir *dir;
  weir_file *f;
  char got[20] = "";
  const weir_files *s = &files_service;
  assert_int_equal(s->size, sizeof *s);
  assert_int_equal(s->open_dir(NULL, path_of(x, "d"), 0, &dir), -ENOENT);
  assert_int_equal(s->open_dir(NULL, path_of(x, "d"), 1, &dir), 0);
  assert_int_equal(s->open(dir, "f", WEIR_FILE_CREATE, &f), 0);
  assert_int_equal(s->write(f, "text", 4), 0);
  assert_int_equal(s->sync(f), 0);
  assert_int_equal(s->close(f), 0);
  assert_int_equal(s->make_dir(dir, "e"), 0);
  assert_int_equal(s->rename(dir, "f", "e/g"), 0);
  assert_int_equal(s->sync_dir(dir, ""), 0);
  assert_int_equal(s->list(dir, "e", join, got), 0);
  assert_string_equal(got, "g ");
  assert_int_equal(s->open(dir, "e/g", WEIR_FILE_READ, &f), 0);
  assert_int_equal(s->read(f, got, 20), 4);
  assert_int_equal(s->close(f), 0);
  assert_int_equal(s->remove(dir, "e"), 0);
  s->close_dir(dir);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_file_is_written_and_read),
      TEST(the_modes_of_opening_differ_in_what_they_do_to_a_file_that_exists),
      TEST(a_write_that_does_not_fit_is_an_error),
      TEST(whole_files_are_read_up_to_a_limit),
      TEST(a_dash_is_standard_input),
      TEST(no_name_leads_out_of_its_directory),
      TEST(no_name_leads_out_without_openat2_either),
      TEST(links_that_stay_beneath_are_followed),
      TEST(deep_names_work_with_and_without_openat2),
      TEST(names_that_name_nothing_are_refused),
      TEST(stat_follows_no_link),
      TEST(renaming_replaces_at_once),
      TEST(a_directory_is_made_with_its_parents),
      TEST(a_relative_directory_is_made_where_the_process_is),
      TEST(what_is_no_directory_is_not_opened_as_one),
      TEST(lists_are_sorted_and_end_when_told),
      TEST(many_names_are_listed_and_removed),
      TEST(removal_takes_links_but_not_what_they_lead_to),
      TEST(removal_gives_up_at_a_depth_of_64),
      TEST(what_may_not_be_done_is_refused_to_who_is_not_root),
      TEST(a_private_directory_is_for_its_owner_alone_and_goes_with_all_in_it),
      TEST(every_call_may_fail),
      TEST(every_call_of_a_kind_may_fail),
      TEST(every_allocation_may_fail),
      TEST(a_process_without_descriptors_gets_errors),
      TEST(the_service_does_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
