/* SPDX-License-Identifier: Apache-2.0 */
/* The word count for SOAK_SECONDS with peers that behave badly by chance: lines in pieces, connections that stall, that close in
 * the middle of a line, that reset, that come back; and with weir itself stopped for a while by the system. At the end every word
 * that was sent is counted, once. SOAK_SEED repeats a run: the same decisions, if not the same moments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "counts.h"
#include "peer.h"

enum { CLIENTS = 12, PIECE = 20000 };

typedef struct client {
  int fd; /* -1: not connected */
  char text[2 * PIECE];
  size_t size, sent;
} client;

typedef struct soak {
  scene *scene;
  process *weir;
  uint64_t random;
  uint16_t port;
  int listening; /* -1: weir listens */
  client client[CLIENTS];
  counts written, expected; /* words of the texts; of what was sent */
  unsigned closed, cut, reset, stopped;
} soak;

static uint64_t chance(soak *k, uint64_t n) {
  k->random = k->random * 6364136223846793005u + 1442695040888963407u;
  return (k->random >> 33) % n;
}

/* ---- what was sent ---------------------------------------------------------------------------------------------------- */

/* Counts the words of what is sent, up to where it is cut. */
static void count_sent(soak *k, const client *c, size_t from, size_t to) {
  for (size_t at = from; at < to; at++) {
    if (c->text[at] != 'w') continue;
    k->expected.of[strtoul(c->text + at + 1, NULL, 10)]++;
    k->expected.total++;
  }
}

static void connect_one(soak *k, client *c) {
  if (k->listening >= 0)
    c->fd = peer_accept(k->scene, k->listening);
  else
    c->fd = peer_connect(k->scene, k->port);
  c->size = c->sent = 0;
}

static void send_some(soak *k, client *c) {
  if (c->sent == c->size) {
    c->size = counts_write(&k->written, c->text, 1000 + chance(k, PIECE));
    c->text[c->size] = 0;
    c->sent = 0;
  }
  size_t n = 1 + chance(k, chance(k, 4) ? 300 : PIECE);
  if (n > c->size - c->sent) n = c->size - c->sent;
  peer_send(k->scene, c->fd, c->text + c->sent, n);
  count_sent(k, c, c->sent, c->sent + n);
  c->sent += n;
}

/* A word that is cut would be another word: sends the rest of the one at hand, and what ends it where a line is to be whole. */
static void send_upto(soak *k, client *c, const char *ends) {
  const size_t from = c->sent;
  while (c->sent < c->size && c->sent > 0 && !strchr(ends, c->text[c->sent - 1])) c->sent++;
  peer_send(k->scene, c->fd, c->text + from, c->sent - from);
  count_sent(k, c, from, c->sent);
}

/* ---- what goes wrong -------------------------------------------------------------------------------------------------- */

static void close_one(soak *k, client *c) {
  const bool cuts = chance(k, 2);
  send_upto(k, c, cuts ? " \n" : "\n");
  k->cut += cuts;
  k->closed++;
  scene_close(k->scene, c->fd);
  c->fd = -1;
}

/* What is under way when a connection is reset is lost, and rightly so: all is counted before. */
static void reset_one(soak *k, client *c) {
  for (int i = 0; i < CLIENTS; i++)
    if (k->client[i].fd >= 0) send_upto(k, &k->client[i], "\n");
  counts_expect(k->weir, &k->expected);
  peer_reset(k->scene, c->fd);
  k->reset++;
  c->fd = -1;
}

static void stop_weir(soak *k) {
  process_signal(k->weir, SIGSTOP);
  (void)scene_wait(k->scene, -1, 0, scene_now() + 1000 * (int64_t)(20 + chance(k, 200)));
  process_signal(k->weir, SIGCONT);
  k->stopped++;
}

static void step(soak *k) {
  client *c = &k->client[k->listening >= 0 ? 0 : chance(k, CLIENTS)];
  const uint64_t what = chance(k, 1000);
  if (c->fd < 0)
    connect_one(k, c);
  else if (what < 20)
    close_one(k, c);
  else if (what < 24)
    reset_one(k, c);
  else if (what < 28)
    stop_weir(k);
  else
    send_some(k, c);
  (void)scene_wait(k->scene, -1, 0, scene_now() + (int64_t)chance(k, 3000));
}

/* ---- a run ------------------------------------------------------------------------------------------------------------ */

static const char *number_from(const char *name, const char *otherwise) {
  const char *value = getenv(name); /* NOLINT(concurrency-mt-unsafe) */
  return value ? value : otherwise;
}

static void start(soak *k, const char *source) {
  const char *file = scene_write(k->scene, "word-count.yaml",
                                 "pipeline: word-count\nbatch_interval: 200ms\nlanes: 2\nstreams:\n"
                                 "  lines: {socket: {%s}}\n"
                                 "  words: {from: lines, flatMap: {word: \"split(line, ' ')\"}}\n"
                                 "  counts: {from: words, reduceByKey: {key: word, values: {count: \"count(*)\"}}}\n"
                                 "outputs:\n  console: {from: counts, print: {format: json, limit: 1000000}}\n",
                                 source);
  k->weir = process_start(k->scene, "run", file, NULL);
}

static void run(soak *k) {
  const int64_t until = scene_now() + 1000000 * strtoll(number_from("SOAK_SECONDS", "60"), NULL, 10);
  while (scene_now() < until) step(k);
  for (int i = 0; i < CLIENTS; i++)
    if (k->client[i].fd >= 0) close_one(k, &k->client[i]);
  counts_expect(k->weir, &k->expected);
  process_signal(k->weir, SIGTERM);
  process_expect_end(k->weir, 0);
  counts_expect(k->weir, &k->expected);
  process_expect(k->weir, PROCESS_ERR, " 0 rejected, 0 lost");
  (void)printf("%llu words; %u connections closed, %u of them within a line, %u reset; weir stopped %u times\n",
               (unsigned long long)k->expected.total, k->closed, k->cut, k->reset, k->stopped);
}

static void init(soak *k, scene *s) {
  *k = (soak){.scene = s, .listening = -1, .written = {.seed = 17}};
  k->random = strtoull(number_from("SOAK_SEED", "1"), NULL, 10);
  for (int i = 0; i < CLIENTS; i++) k->client[i].fd = -1;
}

static void many_clients_come_and_go_and_every_word_is_counted_once(void **state) {
  static soak k;
  init(&k, *state);
  start(&k, "listen: \"127.0.0.1:0\"");
  k.port = process_await_number(k.weir, PROCESS_ERR, "listening on 127.0.0.1:");
  run(&k);
}

static void a_server_comes_and_goes_and_every_word_is_counted_once(void **state) {
  static soak k;
  char source[64];
  init(&k, *state);
  k.listening = peer_listen(k.scene, &k.port);
  (void)snprintf(source, sizeof source, "connect: \"127.0.0.1:%u\", reconnect: 10ms", k.port);
  start(&k, source);
  run(&k);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(many_clients_come_and_go_and_every_word_is_counted_once, scene_setup,
                                      scene_teardown),
      cmocka_unit_test_setup_teardown(a_server_comes_and_goes_and_every_word_is_counted_once, scene_setup,
                                      scene_teardown),
  };
  return cmocka_run_group_tests_name("soak", tests, NULL, NULL);
}
