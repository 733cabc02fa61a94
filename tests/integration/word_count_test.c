/* SPDX-License-Identifier: Apache-2.0 */
/* The word count over real sockets: every word exactly once, whoever connects and however many lanes count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "counts.h"
#include "peer.h"

enum { TEXT = 400000, PACKET = 7001 };

static process *start(scene *s, const char *source, int lanes) {
  const char *file = scene_write(s, "word-count.yaml",
                                 "pipeline: word-count\nbatch_interval: 50ms\nlanes: %d\nstreams:\n"
                                 "  lines: {socket: {%s}}\n"
                                 "  words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}\n"
                                 "  counts: {from: words, reduceByKey: {key: word, values: {count: \"count(*)\"}}}\n"
                                 "outputs:\n  console: {from: counts, print: {format: json, limit: 1000000}}\n",
                                 lanes, source);
  return process_start(s, "run", file, NULL);
}

static void send_in_packets(scene *s, int fd, const char *text, size_t size) {
  for (size_t at = 0; at < size; at += PACKET) peer_send(s, fd, text + at, size - at < PACKET ? size - at : PACKET);
}

static void connects(void **state, int lanes) {
  static char text[TEXT];
  scene *s = *state;
  counts expected = {.seed = 7};
  char source[64];
  uint16_t port;
  const int listening = peer_listen(s, &port);
  (void)snprintf(source, sizeof source, "connect: \"127.0.0.1:%u\"", port);
  process *p = start(s, source, lanes);
  const int fd = peer_accept(s, listening);
  send_in_packets(s, fd, text, counts_write(&expected, text, TEXT));
  counts_expect(p, &expected);
  send_in_packets(s, fd, text, counts_write(&expected, text, TEXT));
  counts_expect(p, &expected);
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
  counts_expect(p, &expected);
}

static void listens(void **state, int lanes) {
  static char text[3][TEXT];
  scene *s = *state;
  counts expected = {.seed = 11};
  size_t size[3];
  int fd[3];
  process *p = start(s, "listen: \"127.0.0.1:0\"", lanes);
  const uint16_t port = process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:");
  for (int i = 0; i < 3; i++) {
    fd[i] = peer_connect(s, port);
    size[i] = counts_write(&expected, text[i], TEXT);
  }
  for (size_t at = 0; at < TEXT; at += PACKET) /* packets of all three, in turn */
    for (int i = 0; i < 3; i++)
      if (at < size[i]) peer_send(s, fd[i], text[i] + at, size[i] - at < PACKET ? size[i] - at : PACKET);
  peer_finish(fd[1]);
  counts_expect(p, &expected);
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
  counts_expect(p, &expected);
}

static void one_lane_counts_every_word_of_a_server_once(void **state) { connects(state, 1); }
static void two_lanes_count_every_word_of_a_server_once(void **state) { connects(state, 2); }
static void one_lane_counts_every_word_of_three_clients_once(void **state) { listens(state, 1); }
static void two_lanes_count_every_word_of_three_clients_once(void **state) { listens(state, 2); }

/* The stop comes while packets are still on their way through weir: what it has taken is counted, in whole lines. */
static void a_stop_works_off_what_has_come_in(void **state) {
  static char text[TEXT];
  scene *s = *state;
  counts expected = {.seed = 13};
  process *p = start(s, "listen: \"127.0.0.1:0\"", 2);
  const int fd = peer_connect(s, process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:"));
  const size_t size = counts_write(&expected, text, TEXT);
  peer_send(s, fd, text, size);
  (void)process_await(p, PROCESS_OUT, "\"word\"");
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
  process_expect(p, PROCESS_ERR, " 0 rejected, 0 lost; worst delay ");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(one_lane_counts_every_word_of_a_server_once, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(two_lanes_count_every_word_of_a_server_once, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(one_lane_counts_every_word_of_three_clients_once, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(two_lanes_count_every_word_of_three_clients_once, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_stop_works_off_what_has_come_in, scene_setup, scene_teardown),
  };
  return cmocka_run_group_tests_name("word_count", tests, NULL, NULL);
}
