/* SPDX-License-Identifier: Apache-2.0 */
/* Peers that come, go, say nothing and are not there; ports that are taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "peer.h"

enum { END_MS = 2000 };

static process *start(scene *s, const char *source) {
  const char *file = scene_write(s, "lines.yaml",
                                 "pipeline: lines\nbatch_interval: 50ms\nstreams:\n  lines: {socket: {%s}}\n"
                                 "outputs:\n  console: {from: lines, print: {format: json, limit: 1000}}\n",
                                 source);
  return process_start(s, "run", file, NULL);
}

static process *start_connecting(scene *s, uint16_t port, const char *reconnect) {
  char source[96];
  (void)snprintf(source, sizeof source, "connect: \"127.0.0.1:%u\", reconnect: %s", port, reconnect);
  return start(s, source);
}

static void expect_stop(process *p) {
  const int64_t since = scene_now();
  process_signal(p, SIGTERM);
  process_expect_end_within(p, 0, since, END_MS);
}

static void a_line_that_a_closing_peer_leaves_unfinished_is_a_line(void **state) {
  scene *s = *state;
  uint16_t port;
  const int listening = peer_listen(s, &port);
  process *p = start_connecting(s, port, "50ms");
  const int first = peer_accept(s, listening);
  peer_say(s, first, "whole\nhalf");
  peer_finish(first);
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"half\"}");
  const int second = peer_accept(s, listening);
  peer_say(s, second, "of the second\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"of the second\"}");
  expect_stop(p);
  process_expect(p, PROCESS_ERR, "lost the connection to 127.0.0.1:");
  process_expect(p, PROCESS_ERR, "the peer closed it; next try in 0.05 s");
}

static void a_peer_that_resets_costs_its_connection_only(void **state) {
  scene *s = *state;
  process *p = start(s, "listen: \"127.0.0.1:0\"");
  const uint16_t port = process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:");
  const int bad = peer_connect(s, port), good = peer_connect(s, port);
  peer_say(s, bad, "before the reset\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"before the reset\"}");
  peer_say(s, good, "one\n");
  peer_reset(s, bad);
  peer_say(s, good, "two\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"two\"}");
  expect_stop(p);
}

static void a_server_that_resets_is_connected_to_again(void **state) {
  scene *s = *state;
  uint16_t port;
  const int listening = peer_listen(s, &port);
  process *p = start_connecting(s, port, "50ms");
  const int first = peer_accept(s, listening);
  peer_say(s, first, "one\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"one\"}");
  peer_reset(s, first);
  peer_say(s, peer_accept(s, listening), "two\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"two\"}");
  process_expect(p, PROCESS_ERR, "Connection reset by peer; next try in 0.05 s");
  expect_stop(p);
}

static void a_silent_peer_does_not_keep_weir_from_ending(void **state) {
  scene *s = *state;
  uint16_t port;
  const int listening = peer_listen(s, &port);
  process *p = start_connecting(s, port, "2s");
  (void)peer_accept(s, listening);
  (void)process_await(p, PROCESS_ERR, "connected to 127.0.0.1:");
  (void)process_await(p, PROCESS_OUT, "\"rows\":[]}");
  expect_stop(p);
}

static void a_silent_client_does_not_keep_weir_from_ending(void **state) {
  scene *s = *state;
  process *p = start(s, "listen: \"127.0.0.1:0\"");
  (void)peer_connect(s, process_await_number(p, PROCESS_ERR, "listening on 127.0.0.1:"));
  (void)process_await(p, PROCESS_OUT, "\"rows\":[]}");
  expect_stop(p);
}

static void where_nobody_listens_one_line_says_address_cause_and_next_try(void **state) {
  scene *s = *state;
  uint16_t port;
  char line[128];
  (void)peer_reserve(s, &port);
  process *p = start_connecting(s, port, "20ms");
  (void)snprintf(line, sizeof line, "cannot connect to 127.0.0.1:%u: Connection refused; next try in 0.02 s", port);
  (void)process_await(p, PROCESS_ERR, line);
  for (int batches = 0; batches < 5; batches++) /* five batches, and many tries, later */
    (void)process_await(p, PROCESS_OUT, "\"rows\":[]}");
  expect_stop(p);
  assert_int_equal(process_count(p, PROCESS_ERR, "cannot connect"), 1);
}

static void a_name_that_does_not_exist_is_said_once_too(void **state) {
  process *p = start(*state, "connect: \"nobody.invalid:9999\", reconnect: 20ms");
  (void)process_await(p, PROCESS_ERR, "cannot connect to nobody.invalid:9999: ");
  process_expect(p, PROCESS_ERR, "; next try in 0.02 s");
  expect_stop(p);
}

static void a_server_that_comes_later_is_found(void **state) {
  scene *s = *state;
  uint16_t port;
  const int reserved = peer_reserve(s, &port);
  process *p = start_connecting(s, port, "50ms");
  (void)process_await(p, PROCESS_ERR, "Connection refused");
  peer_open(s, reserved);
  peer_say(s, peer_accept(s, reserved), "here\n");
  (void)process_await(p, PROCESS_OUT, "{\"line\":\"here\"}");
  expect_stop(p);
}

static void a_port_that_another_process_has_ends_weir_with_a_sentence(void **state) {
  scene *s = *state;
  uint16_t port;
  char source[64], line[128];
  (void)peer_listen(s, &port);
  (void)snprintf(source, sizeof source, "listen: \"127.0.0.1:%u\"", port);
  (void)snprintf(line, sizeof line,
                 "cannot listen on 127.0.0.1:%u: Address already in use; another process has the port", port);
  process *p = start(s, source);
  process_expect_end_within(p, 75, scene_now(), END_MS);
  process_expect(p, PROCESS_ERR, line);
  process_expect(p, PROCESS_ERR, "stream \\\"lines\\\"");
}

static void a_taken_port_of_a_sink_ends_weir_with_a_sentence(void **state) {
  scene *s = *state;
  uint16_t port;
  (void)peer_listen(s, &port);
  const char *file = scene_write(s, "sink.yaml",
                                 "pipeline: sink\nbatch_interval: 50ms\nstreams:\n  lines: {demo: {}}\n"
                                 "outputs:\n  out: {from: lines, socket: {listen: \"127.0.0.1:%u\", format: text}}\n",
                                 port);
  process *p = process_start(s, "run", file, NULL);
  process_expect_end_within(p, 75, scene_now(), END_MS);
  process_expect(p, PROCESS_ERR, "Address already in use; another process has the port");
}

static void a_sink_that_waits_for_its_first_client_does_not_keep_weir_from_ending(void **state) {
  const char *file = scene_write(
      *state, "sink.yaml", "%s",
      "pipeline: sink\nbatch_interval: 50ms\nstreams:\n  lines: {demo: {}}\n"
      "outputs:\n  out: {from: lines, socket: {listen: \"127.0.0.1:0\", format: text, wait_for_clients: 1}}\n");
  process *p = process_start(*state, "run", file, NULL);
  (void)process_await(p, PROCESS_ERR, "listening on 127.0.0.1:");
  const int64_t since = scene_now();
  process_signal(p, SIGTERM);
  process_expect_end_within(p, 1, since, END_MS); /* what the client was to get is lost */
}

/* At least once: each batch is tried again until the server is there; who stops weir does not want to wait for it. */
static process *stop_without_server(scene *s) {
  uint16_t port;
  (void)peer_reserve(s, &port);
  const char *file =
      scene_write(s, "sink.yaml",
                  "pipeline: sink\nbatch_interval: 50ms\nstreams:\n  lines: {demo: {lines_per_second: 1000}}\n"
                  "outputs:\n  out: {from: lines, socket: {connect: \"127.0.0.1:%u\", format: text}}\n",
                  port);
  process *p = process_start(s, "run", file, NULL);
  (void)process_await(p, PROCESS_ERR, "cannot connect to 127.0.0.1:");
  const int64_t since = scene_now();
  process_signal(p, SIGTERM);
  process_expect_end_within(p, 1, since, END_MS);
  return p;
}

static void a_sink_without_its_server_does_not_keep_weir_from_ending(void **state) {
  process *p = stop_without_server(*state);
  process_expect(p, PROCESS_ERR, "it did not come to an end in time: an output still waits for its peer");
}

static void rows_that_a_stop_throws_away_are_counted_as_lost(void **state) {
  process *p = stop_without_server(*state);
  if (process_count(p, PROCESS_ERR, " 0 lost"))
    scene_fail(*state, "its rows were not sent, and it says that none is lost");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)
int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_line_that_a_closing_peer_leaves_unfinished_is_a_line),
      TEST(a_peer_that_resets_costs_its_connection_only),
      TEST(a_server_that_resets_is_connected_to_again),
      TEST(a_silent_peer_does_not_keep_weir_from_ending),
      TEST(a_silent_client_does_not_keep_weir_from_ending),
      TEST(where_nobody_listens_one_line_says_address_cause_and_next_try),
      TEST(a_name_that_does_not_exist_is_said_once_too),
      TEST(a_server_that_comes_later_is_found),
      TEST(a_port_that_another_process_has_ends_weir_with_a_sentence),
      TEST(a_taken_port_of_a_sink_ends_weir_with_a_sentence),
      TEST(a_sink_that_waits_for_its_first_client_does_not_keep_weir_from_ending),
      TEST(a_sink_without_its_server_does_not_keep_weir_from_ending),
      TEST(rows_that_a_stop_throws_away_are_counted_as_lost),
  };
  return cmocka_run_group_tests_name("connection", tests, NULL, NULL);
}
