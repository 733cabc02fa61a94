/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the hand-written word count as its own process over loopback, at every level the processor has, and compares all
 * its counts with a naive count (sort the words, count the runs). Argument: the path of baseline_wordcount. Writes one
 * temporary file into the working directory.
 */
#include "text.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
  ZIPF_BYTES = 3000000,
  LONG_WORDS = 20000,
  LONG_WORD_MAX = 200,
  TEXT_BYTES = ZIPF_BYTES + LONG_WORDS * (LONG_WORD_MAX + 2),
  NO_SUCH_LEVEL = 3, /* baseline_wordcount's exit status */
};

struct counted {
  const char *word;
  unsigned long count;
};

static const char *program;
static char *text;
static size_t text_size;
static struct counted *naive; /* sorted by word */
static size_t naive_size;
static char *naive_words; /* the copy of the text that they point into */

/* Words of 1 to 200 bytes, some of them repeated, some differing only in their last byte; runs of separators too. */
static size_t put_long_words(char *to) {
  size_t at = 0;
  for (unsigned i = 0; i < LONG_WORDS; i++) {
    unsigned length = i % LONG_WORD_MAX + 1;
    for (unsigned j = 0; j + 1 < length; j++) to[at++] = (char)('a' + (i / 1000 + j) % 26);
    to[at++] = (char)('a' + i % 7);
    to[at++] = i % 10 == 9 ? '\n' : ' ';
    if (i % 31 == 0) to[at++] = ' ';
  }
  return at;
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static int by_word(const void *a, const void *b) {
  return strcmp(((const struct counted *)a)->word, ((const struct counted *)b)->word);
}

static void count_naively(void) {
  size_t n = 0, room = text_size / 2 + 1;
  const char **word = calloc(room, sizeof *word);
  naive = calloc(room, sizeof *naive);
  naive_words = malloc(text_size + 1);
  assert_true(word && naive && naive_words);
  memcpy(naive_words, text, text_size);
  naive_words[text_size] = '\0';
  char *rest = naive_words;
  for (char *one; (one = strtok_r(rest, " \n", &rest));) word[n++] = one;
  qsort(word, n, sizeof *word, by_text);
  for (size_t i = 0; i < n; i++) {
    if (i == 0 || strcmp(word[i], word[i - 1]) != 0) naive[naive_size++] = (struct counted){.word = word[i]};
    naive[naive_size - 1].count++;
  }
  free(word);
}

static int prepare(void **state) {
  (void)state;
  size_t written = 0;
  text = malloc(TEXT_BYTES);
  if (!text || !text_fill(TEXT_ZIPF, 7, text, ZIPF_BYTES, &written)) return -1;
  text_size = written + put_long_words(text + written);
  text_size--; /* the last word ends with the connection, not with a separator */
  count_naively();
  return 0;
}

static int clean_up(void **state) {
  (void)state;
  free(text);
  free(naive);
  free(naive_words);
  return 0;
}

static int listen_anywhere(char port[static 8]) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  assert_true(fd >= 0);
  assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
  assert_int_equal(listen(fd, 1), 0);
  assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &length), 0);
  snprintf(port, 8, "%u", ntohs(at.sin_port));
  return fd;
}

/* In pieces of many sizes, so that words and vectors are cut everywhere. Stops silently where the peer has gone. */
static void send_in_pieces(int peer) {
  size_t at = 0;
  for (size_t piece = 1; at < text_size; piece = piece * 3 % 65521 + 1) {
    size_t n = piece < text_size - at ? piece : text_size - at;
    ssize_t put = send(peer, text + at, n, MSG_NOSIGNAL);
    if (put <= 0) return;
    at += (size_t)put;
  }
}

/* The program's exit status; its counts are in the file. */
static int run_baseline(const char *level, const char *counts_path) {
  char port[8];
  int listener = listen_anywhere(port), status = -1;
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    if (!freopen("/dev/null", "w", stdout)) _exit(126);
    execl(program, program, port, "--level", level, "--all", counts_path, (char *)NULL);
    _exit(127);
  }
  /* A child that refuses to start never connects: see whether it lives before waiting for it. */
  int peer = -1;
  struct timeval patience = {.tv_usec = 20000};
  assert_int_equal(setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
  while (peer < 0 && waitpid(child, &status, WNOHANG) == 0) peer = accept(listener, NULL, NULL);
  if (peer >= 0) {
    send_in_pieces(peer);
    close(peer);
    assert_int_equal(waitpid(child, &status, 0), child);
  }
  close(listener);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void compare_counts(FILE *counts) {
  char line[LONG_WORD_MAX + 32];
  size_t lines = 0;
  for (; fgets(line, sizeof line, counts); lines++) {
    char *tab = strchr(line, '\t');
    assert_non_null(tab);
    *tab = '\0';
    struct counted wanted = {.word = line};
    const struct counted *found = bsearch(&wanted, naive, naive_size, sizeof *naive, by_word);
    unsigned long count = strtoul(tab + 1, NULL, 10);
    if (!found)
      fail_msg("the baseline counts \"%s\" (%lu), which is not in the text", line, count);
    else if (found->count != count)
      fail_msg("\"%s\": the baseline counts %lu, naively %lu", line, count, found->count);
  }
  assert_int_equal(lines, naive_size);
}

static void counts_match_at(const char *level) {
  char path[] = "baseline-counts-XXXXXX";
  int fd = mkstemp(path);
  assert_true(fd >= 0);
  int status = run_baseline(level, path);
  FILE *counts = fdopen(fd, "r");
  unlink(path);
  assert_non_null(counts);
  if (status == NO_SUCH_LEVEL && strcmp(level, "scalar") != 0) {
    print_message("this processor cannot run level %s\n", level);
    fclose(counts);
    return;
  }
  if (status != 0) fail_msg("%s --level %s: exit status %d", program, level, status);
  compare_counts(counts);
  fclose(counts);
}

static void scalar_counts_match_a_naive_count(void **state) {
  (void)state;
  counts_match_at("scalar");
}

static void avx2_counts_match_a_naive_count(void **state) {
  (void)state;
  counts_match_at("avx2");
}

static void avx512_counts_match_a_naive_count(void **state) {
  (void)state;
  counts_match_at("avx512");
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scalar_counts_match_a_naive_count),
      cmocka_unit_test(avx2_counts_match_a_naive_count),
      cmocka_unit_test(avx512_counts_match_a_naive_count),
  };
  if (argc != 2) {
    fprintf(stderr, "usage: baseline_test PATH_OF_BASELINE_WORDCOUNT\n");
    return 2;
  }
  program = argv[1];
  return cmocka_run_group_tests(tests, prepare, clean_up);
}
