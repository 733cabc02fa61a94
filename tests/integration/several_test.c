/* SPDX-License-Identifier: Apache-2.0 */
/* Several pipelines in one process, apart in all but the process. */
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

#define COUNTS                                                                                                         \
  "  words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}\n"                                                    \
  "  counts: {from: words, reduceByKey: {key: word, values: {count: \"count(*)\"}}}\n"                                 \
  "outputs:\n  console: {from: counts, print: {format: json, limit: 1000000}}\n"

static const char *write_feed(scene *s, uint16_t port, counts *expected) {
  enum { TEXT = 300000 };
  char *text = malloc(TEXT + 1);
  assert_non_null(text);
  text[counts_write(expected, text, TEXT)] = 0;
  (void)scene_write(s, "text.txt", "%s", text);
  free(text);
  return scene_write(
      s, "feed.yaml",
      "pipeline: feed\nbatch_interval: 50ms\nlanes: 1\nstreams:\n  lines: {lines: text.txt}\n"
      "outputs:\n  out: {from: lines, socket: {listen: \"127.0.0.1:%u\", value: line, wait_for_clients: 1}}\n",
      port);
}

static const char *write_count(scene *s, uint16_t port) {
  return scene_write(s, "word-count.yaml",
                     "pipeline: word-count\nbatch_interval: 50ms\nlanes: 2\nstreams:\n"
                     "  lines: {socket: {connect: \"127.0.0.1:%u\", reconnect: 20ms}}\n" COUNTS,
                     port);
}

/* The port is free once the test has let go of it; both pipelines take it with SO_REUSEADDR. */
static uint16_t free_port(scene *s) {
  uint16_t port;
  peer_reset(s, peer_reserve(s, &port));
  return port;
}

static void one_pipeline_feeds_another_in_the_same_process(void **state) {
  scene *s = *state;
  counts expected = {.seed = 17};
  const uint16_t port = free_port(s);
  const char *feed = write_feed(s, port, &expected);
  process *p = process_start(s, "run", feed, write_count(s, port), NULL);
  counts_expect(p, &expected);
  process_signal(p, SIGTERM);
  process_expect_end(p, 0);
  counts_expect(p, &expected);
  process_expect(p, PROCESS_ERR, "\"pipeline\":\"feed\"");
  process_expect(p, PROCESS_ERR, "\"pipeline\":\"word-count\"");
}

static void one_process_feeds_another(void **state) {
  scene *s = *state;
  counts expected = {.seed = 19};
  const uint16_t port = free_port(s);
  process *count = process_start(s, "run", write_count(s, port), NULL);
  process *feed = process_start(s, "run", write_feed(s, port, &expected), NULL);
  process_expect_end(feed, 0);
  counts_expect(count, &expected);
  process_signal(count, SIGTERM);
  process_expect_end(count, 0);
  counts_expect(count, &expected);
}

static void a_pipeline_that_fails_leaves_the_other_alone(void **state) {
  scene *s = *state;
  uint16_t port;
  (void)peer_listen(s, &port);
  const char *bad =
      scene_write(s, "bad.yaml",
                  "pipeline: taken\nbatch_interval: 50ms\nstreams:\n  lines: {socket: {listen: \"127.0.0.1:%u\"}}\n"
                  "outputs:\n  out: {from: lines, discard: {}}\n",
                  port);
  const char *good = scene_write(s, "good.yaml", "%s",
                                 "pipeline: good\nbatch_interval: 50ms\nstreams:\n"
                                 "  rows: {batches: {fields: {n: int64}, rows: [[1], [2], [3], [4], [5], [6]]}}\n"
                                 "outputs:\n  out: {from: rows, print: {format: json}}\n");
  process *p = process_start(s, "run", bad, good, NULL);
  process_expect_end(p, 75);
  assert_int_equal(process_count(p, PROCESS_OUT, "{\"n\":"), 6);
  process_expect(p, PROCESS_ERR, "another process has the port");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(one_pipeline_feeds_another_in_the_same_process, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(one_process_feeds_another, scene_setup, scene_teardown),
      cmocka_unit_test_setup_teardown(a_pipeline_that_fails_leaves_the_other_alone, scene_setup, scene_teardown),
  };
  return cmocka_run_group_tests_name("several", tests, NULL, NULL);
}
