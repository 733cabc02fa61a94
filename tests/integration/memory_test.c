/* SPDX-License-Identifier: Apache-2.0 */
/* The bound of memory, reached by rows that wait, where whoever sends is pushed back and nothing is lost, and by keys, which
 * waiting cannot shrink. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "peer.h"

enum {
  MEMORY = 64000000,
  ALLOWED = MEMORY + 24000000, /* code, stacks, and what malloc holds between two calls */
  LINE = 100,
  PIECE = 65500,
  PUSHED_BACK_US = 1500000,
  MUCH = 400000000
};

/* Numbered lines of LINE bytes: their text follows from where they lie. */
static void write_lines(char *to, size_t from, size_t n) {
  char line[LINE + 1];
  for (size_t i = 0; i < n; i += LINE) {
    const int digits = snprintf(line, sizeof line, "%zu ", (from + i) / LINE);
    memset(line + digits, 'a' + (int)((from + i) / LINE % 26), (size_t)(LINE - 1 - digits));
    line[LINE - 1] = '\n';
    memcpy(to + i, line, LINE);
  }
}

/* Reads bytes from..to of what was sent, and compares them. */
static void read_range(scene *s, int fd, size_t at, size_t to) {
  static char found[PIECE], expected[PIECE + 2 * LINE];
  while (at < to) {
    const size_t n = peer_read(s, fd, found, to - at < PIECE ? to - at : PIECE), begin = at / LINE * LINE;
    if (n == 0) scene_fail(s, "it closed the connection after %zu bytes; %zu were sent", at, to);
    write_lines(expected, begin, (at - begin + n + LINE - 1) / LINE * LINE);
    if (memcmp(found, expected + (at - begin), n) != 0)
      scene_fail(s, "behind byte %zu stands \"%.60s\" and not \"%.60s\"", at, found, expected + (at - begin));
    at += n;
  }
}

static process *start(scene *s, int *to, int *from, int lanes) {
  const char *file = scene_write(
      s, "slow.yaml",
      "pipeline: slow\nbatch_interval: 500ms\nlanes: %d\nmemory: 64MB\nstreams:\n"
      "  lines: {socket: {listen: \"127.0.0.1:0\"}}\noutputs:\n"
      "  out: {from: lines, socket: {listen: \"127.0.0.1:0\", format: text, wait_for_clients: 1, timeout: 1m}}\n",
      lanes);
  static const char said[] = "listening on 127.0.0.1:", source[] = "stream \\\"lines\\\"";
  process *p = process_start(s, "run", file, NULL);
  const int64_t until = scene_deadline();
  while (process_count(p, PROCESS_ERR, said) < 2 && scene_now() < until) (void)scene_wait(s, -1, 0, until);
  const char *first = process_await(p, PROCESS_ERR, said), *second = strstr(first + 1, said);
  if (!second) scene_fail(s, "it does not listen on two ports");
  const char *place = strstr(first, source);
  const bool source_first = place && place < strchr(first, '\n');
  uint16_t port[2];
  (void)sscanf(first + sizeof said - 1, "%hu", &port[0]);  /* NOLINT(cert-err34-c): digits, or no connection */
  (void)sscanf(second + sizeof said - 1, "%hu", &port[1]); /* NOLINT(cert-err34-c) */
  *to = peer_connect(s, port[source_first ? 0 : 1]);
  *from = peer_connect(s, port[source_first ? 1 : 0]);
  return p;
}

static void expect_bound(process *p, const char *when) {
  const uint64_t peak = process_peak(p);
  if (peak > ALLOWED && !SANITIZED)
    scene_fail(process_scene(p), "when %s, its memory has reached %lu", when, (unsigned long)peak);
}

static void expect_push_back(scene *s, int lanes) {
  static char piece[PIECE];
  int to, from;
  size_t sent = 0, n = PIECE;
  process *p = start(s, &to, &from, lanes);
  while (n == PIECE && sent < MUCH) {
    write_lines(piece, sent, PIECE);
    n = peer_send_some(s, to, piece, PIECE, PUSHED_BACK_US);
    sent += n;
  }
  if (n == PIECE) scene_fail(s, "it has taken %zu bytes, and nobody reads them", sent);
  expect_bound(p, "nobody reads");
  const size_t whole_lines = sent / LINE * LINE;
  read_range(s, from, 0, whole_lines);
  peer_send(s, to, piece + n, PIECE - n);
  read_range(s, from, whole_lines, sent - n + PIECE);
  expect_bound(p, "all is read");
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
}

static void a_sender_is_pushed_back_on_one_lane(void **state) { expect_push_back(*state, 1); }
static void a_sender_is_pushed_back_on_two_lanes(void **state) { expect_push_back(*state, 2); }

/* A window of an hour holds all keys there have been, however fast they come. */
static void keys_that_pass_the_bound_end_weir_with_a_sentence_and_without_their_batch(void **state) {
  const char *file = scene_write(
      *state, "keys.yaml", "%s",
      "pipeline: keys\nbatch_interval: 500ms\nlanes: 2\nmemory: 32MB\nstreams:\n"
      "  numbers: {rate: {rows_per_second: 4000000}}\n"
      "  counts: {from: numbers, reduceByKeyAndWindow: {key: value, window: 1h, values: {n: \"count(*)\"}}}\n"
      "outputs:\n  out: {from: counts, print: {format: json}}\n");
  process *p = process_start(*state, "run", file, NULL);
  process_expect_end(p, 1);
  process_expect(p, PROCESS_ERR, "stream \\\"counts\\\", reduceByKeyAndWindow: its ");
  process_expect(p, PROCESS_ERR, " would pass three quarters of `memory`");
  process_expect(p, PROCESS_ERR, "; allow more memory or ");
  process_expect(p, PROCESS_ERR, "is lost with ");
}

/* What a lost batch has made larger is given back or, if not, keeps no source from the next one. */
static void batches_that_pass_the_bound_are_skipped_and_their_successors_have_rows(void **state) {
  const char *file =
      scene_write(*state, "skip.yaml", "%s",
                  "pipeline: skip\nbatch_interval: 200ms\nlanes: 2\nmemory: 16MB\non_batch_failure: skip\nstreams:\n"
                  "  numbers: {rate: {rows_per_second: 500000}}\n"
                  "  counts: {from: numbers, reduceByKeyAndWindow: {key: value, window: 10s, slide: 200ms, values: {n: "
                  "\"count(*)\"}}}\n"
                  "outputs:\n  out: {from: counts, discard: {}}\n");
  process *p = process_start(*state, "run", file, NULL);
  (void)process_await(p, PROCESS_ERR, "batch 10 is lost with ");
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(keys_that_pass_the_bound_end_weir_with_a_sentence_and_without_their_batch,
                                      scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(batches_that_pass_the_bound_are_skipped_and_their_successors_have_rows,
                                      scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_sender_is_pushed_back_on_one_lane, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_sender_is_pushed_back_on_two_lanes, scene_setup, scene_teardown),
  };
  return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
