/* SPDX-License-Identifier: Apache-2.0 */
/* An example of pipelines/: it is good, and runs for a second. It lies in a copy of the folder, so that what it writes does not
 * stay. Usage: example-test NAME.yaml */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include "process.h"

static scene *copying; /* nftw gives its callback nothing */
static const char *example;

static int copy_one(const char *path, const struct stat *status, int type, struct FTW *at) {
  (void)at;
  const char *to = scene_path(copying, path + strlen(PIPELINES) + (path[strlen(PIPELINES)] == '/'));
  if (type == FTW_D) return mkdir(to, 0755) && errno != EEXIST ? -1 : 0;
  const int in = open(path, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  ssize_t n = 1;
  for (off_t done = 0; in >= 0 && out >= 0 && done < status->st_size && n > 0;)
    n = sendfile(out, in, &done, (size_t)(status->st_size - done));
  const bool good = in >= 0 && out >= 0 && n > 0;
  if (in >= 0) (void)close(in);
  if (out >= 0) (void)close(out);
  return good ? 0 : -1;
}

static void copy_all(scene *s) {
  copying = s;
  if (nftw(PIPELINES, copy_one, 8, FTW_PHYS))
    scene_fail(s, "%s cannot be copied: %s", PIPELINES, strerrordesc_np(errno));
}

static void an_example_is_good(void **state) {
  copy_all(*state);
  process *p = process_start(*state, "check", example, NULL);
  process_expect_end(p, 0);
  process_expect_nothing(p, PROCESS_ERR);
}

/* Examples use PORT: one that the system has free, not the default, which somebody else may have. */
static void choose_port(scene *s) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof at;
  char text[8];
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) || getsockname(fd, (struct sockaddr *)&at, &size))
    scene_fail(s, "there is no free port: %s", strerrordesc_np(errno));
  (void)close(fd);
  (void)snprintf(text, sizeof text, "%u", ntohs(at.sin_port));
  if (setenv("PORT", text, 1)) scene_fail(s, "PORT cannot be set");
}

static void an_example_runs(void **state) {
  copy_all(*state);
  choose_port(*state);
  process *p = process_start(*state, "run", example, "--for", "1s", NULL);
  process_expect_end_within(p, 0, scene_now(), 6000);
  assert_int_equal(process_count(p, PROCESS_ERR, "\"level\":\"error\""), 0);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(an_example_is_good, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(an_example_runs, scene_setup, scene_teardown),
  };
  if (argc != 2) return 2;
  example = argv[1];
  return cmocka_run_group_tests_name(example, tests, NULL, NULL);
}
