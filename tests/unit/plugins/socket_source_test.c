/* SPDX-License-Identifier: Apache-2.0 */
/* The source socket over the loopback, with a host of its own: blocks are never used again, rows are copied as they are
 * flushed. Nothing sleeps: each poll waits for the peer's bytes, and the clock is the test's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../../../plugins/socket/entries.h"
#include "../../../plugins/socket/input.h"
#include "data/kernels.h"
#include <arpa/inet.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BLOCK = 262144, BLOCKS = 64, ROWS = 64, KEPT = 1024, PARTS = 8, PATIENCE_US = 2000000, TRIES = 100 };

typedef struct carry {
  char *data;
  uint64_t size;
} carry;

static struct {
  weir_host host;
  weir_out out;
  weir_out_column column;
  weir_str row[ROWS + 8];
  char *block[BLOCKS], *at; /* at: what block_bytes gave last */
  uint32_t blocks;
  uint64_t used;
  carry part[PARTS];
  char *line[KEPT];
  uint32_t size[KEPT], lines, rejected;
  char why[128];
  uint64_t rejected_bytes;
  int64_t now_us;
} fake;

static void fake_flush(weir_out *out) {
  for (uint32_t r = 0; r < out->rows; r++) {
    assert_true(fake.lines < KEPT);
    const uint32_t n = fake.row[r].len;
    fake.line[fake.lines] = malloc(n + 1);
    assert_non_null(fake.line[fake.lines]);
    memcpy(fake.line[fake.lines], weir_text(&fake.row[r]), n);
    fake.line[fake.lines][n] = '\0';
    fake.size[fake.lines++] = n;
  }
  out->rows = 0;
  fake.used = BLOCK; /* the block may be gone: the next bytes go into another */
}

static char *new_block(void) {
  assert_true(fake.blocks < BLOCKS);
  char *b = calloc(1, BLOCK + 2 * WEIR_PAD);
  assert_non_null(b);
  fake.block[fake.blocks++] = b;
  fake.used = 0;
  return b + WEIR_PAD;
}

static char *fake_block_bytes(weir_out *out, uint32_t part, uint64_t want, uint64_t *carried, uint64_t *room) {
  carry *c = &fake.part[part];
  (void)out;
  assert_true(part < PARTS);
  if (!fake.blocks || fake.used + c->size + want > BLOCK) (void)new_block();
  char *p = fake.block[fake.blocks - 1] + WEIR_PAD + fake.used;
  if (c->size) memcpy(p, c->data, c->size);
  fake.at = p;
  *carried = c->size;
  *room = BLOCK - fake.used - c->size;
  return p;
}

static void fake_block_commit(weir_out *out, uint32_t part, uint64_t done, uint64_t left) {
  carry *c = &fake.part[part];
  (void)out;
  char *kept = malloc(left + 1);
  assert_non_null(kept);
  if (left) memcpy(kept, fake.at + done, left);
  memset(fake.at + done, 0xdb, left); /* what is not final may be gone */
  free(c->data);
  *c = (carry){kept, left};
  fake.used += done;
}

static void fake_reject_bytes(weir_out *out, const void *p, uint64_t n, const char *why) {
  (void)out;
  (void)p;
  fake.rejected++;
  fake.rejected_bytes = n;
  (void)snprintf(fake.why, sizeof fake.why, "%s", why);
}

static int64_t fake_now(const weir_host *host, uint32_t clock) {
  (void)host;
  (void)clock;
  return fake.now_us;
}

static void fake_log(const weir_host *host, uint32_t level, const char *text) {
  (void)host;
  (void)level;
  (void)text;
}

static const void *fake_extension(const weir_host *host, const char *id) {
  (void)host;
  return strcmp(id, WEIR_KERNELS_ID) == 0 ? kernels_best() : NULL;
}

static int set_up(void **state) {
  (void)state;
  memset(&fake, 0, sizeof fake);
  fake.host = (weir_host){.size = sizeof fake.host,
                          .flush = fake_flush,
                          .block_bytes = fake_block_bytes,
                          .block_commit = fake_block_commit,
                          .reject_bytes = fake_reject_bytes,
                          .now = fake_now,
                          .log = fake_log,
                          .extension = fake_extension};
  fake.column.data = fake.row;
  fake.out =
      (weir_out){.size = sizeof fake.out, .capacity = ROWS, .columns = 1, .col = &fake.column, .host = &fake.host};
  fake.now_us = 1000000;
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  for (uint32_t i = 0; i < fake.lines; i++) free(fake.line[i]);
  for (uint32_t i = 0; i < fake.blocks; i++) free(fake.block[i]);
  for (uint32_t i = 0; i < PARTS; i++) free(fake.part[i].data);
  return 0;
}

/* ---- source and peer
 * --------------------------------------------------------------------------------------------------- */

static void open_source(input *in) {
  const weir_open open = {.size = sizeof open, .lanes = 1, .host = &fake.host};
  weir_error err = {.option = -1};
  in->reconnect_us = 2000000;
  if (in->max == 0) in->max = 1000000;
  if (socket_source.open(in, &open, NULL, 0, &err)) fail_msg("%s", err.text);
}

static input *listening(int64_t max_line) {
  static input in;
  memset(&in, 0, sizeof in);
  in.listen = weir_view("127.0.0.1:0", 11);
  in.max = max_line;
  open_source(&in);
  return &in;
}

static struct sockaddr_in loopback(uint16_t port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int peer_of(const input *in) {
  char text[CONNECTION_PEER];
  const struct sockaddr_in to = loopback(connection_local(in->listening, text));
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_true(fd >= 0);
  assert_return_code(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
  return fd;
}

static void poll_once(input *in) {
  assert_true(socket_source.poll(in, &fake.out, PATIENCE_US) >= 0);
  fake_flush(&fake.out);
}

/* Whether the source has everything that the peer sent: it is on neither side of the kernel. */
static int has_all(const input *in, int peer) {
  int waiting = 0;
  assert_return_code(ioctl(peer, SIOCOUTQ, &waiting), 0);
  if (waiting) return 0;
  for (uint32_t i = 0; i < in->clients_max; i++) {
    if (in->client[i].fd < 0) continue;
    assert_return_code(ioctl(in->client[i].fd, FIONREAD, &waiting), 0);
    if (waiting) return 0;
  }
  return 1;
}

/* Sends, and polls until the source has all of it. */
static void say(input *in, int peer, const char *p, size_t n) {
  for (int i = 0; i < TRIES && !in->clients; i++) poll_once(in);
  assert_int_equal(send(peer, p, n, MSG_NOSIGNAL), (ssize_t)n);
  do poll_once(in);
  while (!has_all(in, peer));
}

static void hang_up(input *in, int peer) {
  (void)close(peer);
  for (int i = 0; i < TRIES && in->clients; i++) poll_once(in);
  assert_int_equal(in->clients, 0);
}

static void assert_line(uint32_t i, const char *expected, size_t n) {
  if (i >= fake.lines) fail_msg("there are only %u lines", fake.lines);
  if (fake.size[i] != n || memcmp(fake.line[i], expected, n) != 0)
    fail_msg("line %u is \"%s\" (%u bytes), not \"%s\"", i, fake.line[i], fake.size[i], expected);
}

#define SAY(in, peer, text) say(in, peer, text, sizeof(text) - 1)
#define LINE(i, text) assert_line(i, text, sizeof(text) - 1)

/* ---- tests
 * ---------------------------------------------------------------------------------------------------------------- */

static void lines_end_with_any_of_the_three_ends(void **state) {
  (void)state;
  input *in = listening(0);
  const int peer = peer_of(in);
  SAY(in, peer, "a\nb\r\nc\rd\n\n");
  assert_int_equal(fake.lines, 5);
  LINE(0, "a");
  LINE(1, "b");
  LINE(2, "c");
  LINE(3, "d");
  LINE(4, "");
  hang_up(in, peer);
  assert_int_equal(fake.lines, 5);
  socket_source.close(in);
}

static void a_return_and_a_newline_that_come_apart_end_one_line(void **state) {
  (void)state;
  input *in = listening(0);
  const int peer = peer_of(in);
  const char *text[] = {"one\r", "\ntwo\r", "three\n"};
  const uint32_t lines[] = {0, 1, 3};
  for (int i = 0; i < 3; i++) {
    say(in, peer, text[i], strlen(text[i])); /* a \r waits until the byte after it shows what it is */
    assert_int_equal(fake.lines, lines[i]);
  }
  assert_int_equal(fake.part[0].size, 0);
  LINE(0, "one");
  LINE(1, "two");
  LINE(2, "three");
  hang_up(in, peer);
  socket_source.close(in);
}

static void what_a_closed_connection_left_unfinished_is_a_line(void **state) {
  (void)state;
  input *in = listening(0);
  int peer = peer_of(in);
  SAY(in, peer, "whole\nhalf of a li");
  assert_int_equal(fake.lines, 1);
  hang_up(in, peer);
  assert_int_equal(fake.lines, 2);
  LINE(1, "half of a li");
  peer = peer_of(in);
  SAY(in, peer, "next\r");
  hang_up(in, peer);
  LINE(2, "next");
  socket_source.close(in);
}

static void bytes_that_are_nul_or_no_utf8_pass_unchanged(void **state) {
  (void)state;
  input *in = listening(0);
  const int peer = peer_of(in);
  SAY(in, peer, "a\0b\0\n\xff\xfe\n");
  LINE(0, "a\0b\0");
  LINE(1, "\xff\xfe");
  hang_up(in, peer);
  socket_source.close(in);
}

static void a_line_that_is_too_long_is_rejected_to_its_end(void **state) {
  (void)state;
  input *in = listening(10);
  const int peer = peer_of(in);
  SAY(in, peer, "0123456789\nabcdefghijk\nshort\n"); /* complete in one piece */
  assert_int_equal(fake.rejected, 1);
  assert_int_equal(fake.rejected_bytes, 11);
  assert_string_equal(fake.why, "a line is longer than 10 bytes");
  LINE(0, "0123456789");
  LINE(1, "short");
  SAY(in, peer, "abcdefgh"); /* and in pieces */
  SAY(in, peer, "ijklm");
  assert_int_equal(fake.rejected, 2);
  SAY(in, peer, "nop\r");
  SAY(in, peer, "\nafter\n");
  assert_int_equal(fake.rejected, 2);
  assert_int_equal(fake.lines, 3);
  LINE(2, "after");
  hang_up(in, peer);
  assert_int_equal(fake.lines, 3);
  socket_source.close(in);
}

static void a_connection_that_ends_within_a_rejected_line_adds_nothing(void **state) {
  (void)state;
  input *in = listening(10);
  int peer = peer_of(in);
  SAY(in, peer, "abcdefghijklmnop");
  hang_up(in, peer);
  assert_int_equal(fake.lines, 0);
  peer = peer_of(in);
  SAY(in, peer, "new\n");
  LINE(0, "new");
  hang_up(in, peer);
  socket_source.close(in);
}

static void more_lines_than_an_output_holds_all_arrive(void **state) {
  (void)state;
  input *in = listening(0);
  const int peer = peer_of(in);
  char text[ROWS * 10 * 8];
  size_t n = 0;
  for (int i = 0; i < ROWS * 10; i++) n += (size_t)snprintf(text + n, sizeof text - n, "l%d\n", i);
  say(in, peer, text, n);
  assert_int_equal(fake.lines, ROWS * 10);
  LINE(0, "l0");
  LINE(ROWS - 1, "l63");
  LINE(ROWS * 10 - 1, "l639");
  hang_up(in, peer);
  socket_source.close(in);
}

static void clients_are_streams_of_their_own(void **state) {
  (void)state;
  input *in = listening(0);
  const int a = peer_of(in), b = peer_of(in);
  for (int i = 0; i < TRIES && in->clients < 2; i++) poll_once(in);
  SAY(in, a, "from ");
  SAY(in, b, "of ");
  SAY(in, a, "a\n");
  SAY(in, b, "b\n");
  assert_int_equal(fake.lines, 2);
  LINE(0, "from a");
  LINE(1, "of b");
  (void)close(a);
  hang_up(in, b);
  socket_source.close(in);
}

static void a_long_line_in_many_pieces_is_whole(void **state) {
  (void)state;
  input *in = listening(0);
  const int peer = peer_of(in);
  char piece[1000], expected[20000];
  memset(piece, 'x', sizeof piece);
  memset(expected, 'x', sizeof expected);
  for (int i = 0; i < 20; i++) say(in, peer, piece, sizeof piece);
  assert_int_equal(fake.lines, 0);
  SAY(in, peer, "\nend\n");
  assert_line(0, expected, sizeof expected);
  LINE(1, "end");
  hang_up(in, peer);
  socket_source.close(in);
}

static void a_port_that_is_taken_is_said_with_its_address(void **state) {
  (void)state;
  input *in = listening(0);
  static input second;
  char text[CONNECTION_PEER];
  weir_error err = {.option = -1};
  const weir_open open = {.size = sizeof open, .lanes = 1, .host = &fake.host};
  memset(&second, 0, sizeof second);
  (void)connection_local(in->listening, text);
  second.listen = weir_view(text, (uint32_t)strlen(text));
  assert_int_equal(socket_source.open(&second, &open, NULL, 0, &err), WEIR_ERETRY);
  if (!strstr(err.text, text) || !strstr(err.text, "in use")) fail_msg("it says: %s", err.text);
  socket_source.close(in);
}

static int server_at(uint16_t *port) {
  struct sockaddr_in at = loopback(0);
  socklen_t n = sizeof at;
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  assert_return_code(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
  assert_return_code(listen(fd, 4), 0);
  assert_return_code(getsockname(fd, (struct sockaddr *)&at, &n), 0);
  *port = ntohs(at.sin_port);
  return fd;
}

static void a_lost_server_is_called_again_after_the_pause(void **state) {
  (void)state;
  uint16_t port;
  char text[64];
  static input in;
  const int server = server_at(&port);
  (void)snprintf(text, sizeof text, "localhost:%u", port);
  memset(&in, 0, sizeof in);
  in.connect = weir_view(text, (uint32_t)strlen(text));
  open_source(&in);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < TRIES && !in.clients; i++) poll_once(&in);
    const int peer = accept(server, NULL, NULL);
    assert_true(peer >= 0);
    SAY(&in, peer, "hello\ngood");
    hang_up(&in, peer);
    assert_int_equal(fake.lines, 2 * (uint32_t)round + 2);
    assert_int_equal(socket_source.poll(&in, &fake.out, 0), WEIR_IDLE);
    fake.now_us += 2000000;
  }
  LINE(2, "hello");
  LINE(3, "good");
  (void)close(server);
  socket_source.close(&in);
}

static void wake_ends_a_poll(void **state) {
  (void)state;
  input *in = listening(0);
  socket_source.wake(in);
  assert_int_equal(socket_source.poll(in, &fake.out, INT64_C(3600000000)), WEIR_OK);
  assert_int_equal(fake.lines, 0);
  socket_source.close(in);
}

static void addresses_are_checked(void **state) {
  (void)state;
  static const struct {
    const char *text, *host;
  } good[] = {
      {"localhost:9999", "localhost"}, {"[::1]:80", "::1"}, {"10.0.0.1:0", "10.0.0.1"}, {"abcdefg:9999", "abcdefg"}};
  static const char *const bad[] = {"localhost", "localhost:", ":9", "::1:80", "h:65536", "h:1x", "[]:80", "h:-1"};
  address a;
  weir_error err = {.option = -1};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    const weir_str s = weir_view(good[i].text, (uint32_t)strlen(good[i].text));
    assert_int_equal(address_parse(&s, &a, &err), WEIR_OK);
    assert_string_equal(a.host, good[i].host);
  }
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    const weir_str s = weir_view(bad[i], (uint32_t)strlen(bad[i]));
    if (address_parse(&s, &a, &err) != WEIR_EINVAL) fail_msg("%s is taken for an address", bad[i]);
  }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(lines_end_with_any_of_the_three_ends),
      TEST(a_return_and_a_newline_that_come_apart_end_one_line),
      TEST(what_a_closed_connection_left_unfinished_is_a_line),
      TEST(bytes_that_are_nul_or_no_utf8_pass_unchanged),
      TEST(a_line_that_is_too_long_is_rejected_to_its_end),
      TEST(a_connection_that_ends_within_a_rejected_line_adds_nothing),
      TEST(more_lines_than_an_output_holds_all_arrive),
      TEST(clients_are_streams_of_their_own),
      TEST(a_long_line_in_many_pieces_is_whole),
      TEST(a_port_that_is_taken_is_said_with_its_address),
      TEST(a_lost_server_is_called_again_after_the_pause),
      TEST(wake_ends_a_poll),
      TEST(addresses_are_checked),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
