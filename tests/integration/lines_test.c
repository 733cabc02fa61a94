/* SPDX-License-Identifier: Apache-2.0 */
/* Which bytes make a line, over a socket and out of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "peer.h"

#define HEAD "pipeline: lines\nbatch_interval: 50ms\n"
#define CONSOLE "outputs:\n  console: {from: lines, print: {format: json, limit: 100000}}\n"

static const char bytes[] = "unix\n"
                            "dos\r\n"
                            "mac\r"
                            "\n" /* ends the line above, since \r\n is one end */
                            "\n"
                            "a\0b\n"
                            "caf\xc3\xa9\n"
                            "broken \xff\xc3(\n"
                            "last";
static const char *const rows[] = {"{\"line\":\"unix\"}",
                                   "{\"line\":\"dos\"}",
                                   "{\"line\":\"mac\"}",
                                   "{\"line\":\"\"}",
                                   "{\"line\":\"a\\u0000b\"}",
                                   "{\"line\":\"caf\xc3\xa9\"}",
                                   "{\"line\":\"broken \xef\xbf\xbd\xef\xbf\xbd(\"}",
                                   "{\"line\":\"last\"}"};
enum { ROWS = sizeof rows / sizeof rows[0] };

static void expect_rows(process *p) {
  const char *at = process_text(p, PROCESS_OUT);
  for (int i = 0; i < ROWS; i++) {
    const char *found = strstr(at, rows[i]);
    if (!found) scene_fail(process_scene(p), "row %d, %s, is not behind the one before", i, rows[i]);
    at = found + strlen(rows[i]);
  }
  if (process_count(p, PROCESS_OUT, "{\"line\":") != ROWS)
    scene_fail(process_scene(p), "there are other rows than %d", ROWS);
}

static process *listen_for(scene *s, const char *more, int *fd) {
  const char *file =
      scene_write(s, "lines.yaml", HEAD "streams:\n  lines: {socket: {listen: \"127.0.0.1:0\"%s}}\n" CONSOLE, more);
  process *p = process_start(s, "run", file, NULL);
  *fd = peer_connect(s, process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:"));
  return p;
}

static void stop(process *p) {
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
}

static void every_kind_of_line_arrives_as_it_was_sent(void **state) {
  int fd;
  process *p = listen_for(*state, "", &fd);
  peer_send(*state, fd, bytes, sizeof bytes - 1);
  peer_finish(fd);
  (void)process_await(p, PROCESS_OUT, rows[ROWS - 1]);
  stop(p);
  expect_rows(p);
}

static void lines_are_the_same_when_they_come_byte_by_byte(void **state) {
  int fd;
  process *p = listen_for(*state, "", &fd);
  for (size_t i = 0; i < sizeof bytes - 1; i++) peer_send(*state, fd, bytes + i, 1);
  peer_finish(fd);
  (void)process_await(p, PROCESS_OUT, rows[ROWS - 1]);
  stop(p);
  expect_rows(p);
}

static void a_file_has_the_same_lines_as_a_socket(void **state) {
  FILE *file = fopen(scene_path(*state, "input.txt"), "we");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, sizeof bytes - 1, file), sizeof bytes - 1);
  assert_int_equal(fclose(file), 0);
  process *p = process_start(
      *state, "run", scene_write(*state, "lines.yaml", HEAD "streams:\n  lines: {lines: input.txt}\n" CONSOLE), NULL);
  process_expect_end(p, 0);
  expect_rows(p);
}

static void an_empty_file_has_no_lines(void **state) {
  (void)scene_write(*state, "input.txt", "%s", "");
  process *p = process_start(
      *state, "run", scene_write(*state, "lines.yaml", HEAD "streams:\n  lines: {lines: input.txt}\n" CONSOLE), NULL);
  process_expect_end(p, 0);
  assert_int_equal(process_count(p, PROCESS_OUT, "{\"line\":"), 0);
  process_expect(p, PROCESS_ERR, " 0 rows, 0 rejected, 0 lost");
}

static void a_missing_file_ends_weir_with_a_sentence(void **state) {
  process *p = process_start(
      *state, "run", scene_write(*state, "lines.yaml", HEAD "streams:\n  lines: {lines: none.txt}\n" CONSOLE), NULL);
  process_expect_end(p, 1);
  process_expect(p, PROCESS_ERR, "none.txt cannot be read: No such file or directory");
}

/* Of 1,000 bytes with max_line, of 2.5 MB with the default of 1 MB. */
static void expect_one_rejected(scene *s, const char *more, size_t size) {
  int fd;
  char *line = malloc(size + 1);
  assert_non_null(line);
  memset(line, 'x', size);
  line[size] = '\n';
  process *p = listen_for(s, more, &fd);
  peer_say(s, fd, "before\n");
  peer_send(s, fd, line, size + 1);
  free(line);
  peer_say(s, fd, "after\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"after\"}");
  stop(p);
  process_expect(p, PROCESS_OUT, "{\"line\":\"before\"}");
  assert_int_equal(process_count(p, PROCESS_OUT, "{\"line\":"), 2);
  process_expect(p, PROCESS_ERR, " 2 rows, 1 rejected, 0 lost");
}

static void a_line_longer_than_max_line_is_rejected_and_its_neighbours_survive(void **state) {
  expect_one_rejected(*state, ", max_line: 999B", 1000);
}
static void a_line_longer_than_a_block_is_rejected_and_its_neighbours_survive(void **state) {
  expect_one_rejected(*state, "", 2500000);
}

static void a_line_of_exactly_max_line_is_taken(void **state) {
  int fd;
  process *p = listen_for(*state, ", max_line: 8B", &fd);
  peer_say(*state, fd, "12345678\n123456789\n1234567\r\n12345678\r\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"1234567\"}");
  stop(p);
  assert_int_equal(process_count(p, PROCESS_OUT, "{\"line\":\"12345678\"}"), 2);
  process_expect(p, PROCESS_ERR, " 3 rows, 1 rejected, 0 lost");
}

static void rejected_lines_can_be_read_as_dead_letters(void **state) {
  const char *file = scene_write(*state, "dead.yaml", "%s",
                                 HEAD "streams:\n  lines: {socket: {listen: \"127.0.0.1:0\", max_line: 5B}}\n" CONSOLE
                                      "  dead: {from: dead_letters, print: {format: json}}\n");
  process *p = process_start(*state, "run", file, NULL);
  const int fd = peer_connect(*state, process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:"));
  peer_say(*state, fd, "short\nmuch too long\n");
  (void)process_await(p, PROCESS_OUT, "\"reason\":\"a line is longer than 5 bytes\"");
  process_expect(p, PROCESS_OUT, "{\"stream\":\"lines\",\"operator\":\"socket\"");
  stop(p);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(every_kind_of_line_arrives_as_it_was_sent),
      TEST(lines_are_the_same_when_they_come_byte_by_byte),
      TEST(a_file_has_the_same_lines_as_a_socket),
      TEST(an_empty_file_has_no_lines),
      TEST(a_missing_file_ends_weir_with_a_sentence),
      TEST(a_line_longer_than_max_line_is_rejected_and_its_neighbours_survive),
      TEST(a_line_longer_than_a_block_is_rejected_and_its_neighbours_survive),
      TEST(a_line_of_exactly_max_line_is_taken),
      TEST(rejected_lines_can_be_read_as_dead_letters),
  };
  return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
