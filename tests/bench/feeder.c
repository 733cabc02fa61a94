/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feeder: sends a text over one loopback connection, as fast as it is taken or at a rate. A process of its own, so that
 * its CPU time is in nobody's figures. One thread.
 *
 *   feeder --text FILE --mb N [--rate MB_PER_S] [--seconds S] [--hold] (--listen PORT | --connect PORT)
 *
 * The text is read into memory beforehand and sent again and again until N million bytes are reached or the seconds are
 * over, ending behind a whole line. PORT 0 takes a free one. Speaks to its driver in lines on stdout: "port P" when it
 * listens, "connected" when the peer is there (with --hold it then waits for a line on stdin), at the end "bytes B",
 * "seconds S" and "megabytes_per_second R". Seconds run from the first byte until the peer has closed too, so until it
 * has read all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
  SEND_BYTES = 512 * 1024, /* a send at full speed */
  PACE_PER_SECOND = 4000,  /* sends a second at a rate: 0.25 ms apart, well below the shortest interval fed (5 ms) */
  LAST_BYTES = 16 * 1024,  /* sent when the time is over, to end behind a whole line */
  PEER_WAIT_MS = 60000,    /* for the peer to come, and at the end for it to close */
};

struct feed {
  const char *path;
  uint64_t bytes; /* to send; cut back to whole lines */
  double rate;    /* bytes a second; 0: no limit */
  double seconds; /* stop after so long; 0: no limit */
  bool hold;
  int listen_port;  /* -1: none */
  int connect_port; /* -1: none */
};

struct text {
  char *bytes;
  size_t size;
};

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void sleep_until(double when) {
  struct timespec at = {.tv_sec = (time_t)when, .tv_nsec = (long)((when - (double)(time_t)when) * 1e9)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) continue;
}

static int complain(const char *what) {
  fprintf(stderr, "feeder: %s: %s\n", what, strerror(errno));
  return -1;
}

/* Reads the whole file. 0, or -1 with a message; then *text is unchanged. The caller frees text->bytes. */
static int load_text(const char *path, struct text *text) {
  struct stat about;
  char *bytes = NULL;
  size_t size = 0, at = 0;
  int status = -1;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &about) < 0) {
    complain(path);
    goto done;
  }
  size = (size_t)about.st_size;
  bytes = malloc(size + 1);
  while (bytes && at < size) {
    ssize_t got = read(fd, bytes + at, size - at);
    if (got <= 0) break;
    at += (size_t)got;
  }
  if (!bytes || at < size || size == 0 || bytes[size - 1] != '\n') {
    fprintf(stderr, "feeder: %s: cannot be read whole, or does not end with a line end\n", path);
    goto done;
  }
  *text = (struct text){.bytes = bytes, .size = size};
  bytes = NULL;
  status = 0;
done:
  free(bytes);
  if (fd >= 0) close(fd);
  return status;
}

/* Waits for the one peer. A descriptor, or -1 with a message. */
static int accept_peer(int port) {
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int yes = 1, peer = -1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct pollfd wait = {.fd = fd, .events = POLLIN};
  if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0 ||
      bind(fd, (const struct sockaddr *)&at, sizeof at) < 0 || listen(fd, 1) < 0 ||
      getsockname(fd, (struct sockaddr *)&at, &length) < 0) {
    complain("listening");
    goto done;
  }
  printf("port %u\n", ntohs(at.sin_port));
  fflush(stdout);
  if (poll(&wait, 1, PEER_WAIT_MS) != 1) {
    fprintf(stderr, "feeder: nobody connected within %d s\n", PEER_WAIT_MS / 1000);
    goto done;
  }
  peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
  if (peer < 0) complain("accepting");
done:
  if (fd >= 0) close(fd);
  return peer;
}

static int connect_peer(int port) {
  struct sockaddr_in to = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0) return fd;
  complain("connecting");
  if (fd >= 0) close(fd);
  return -1;
}

/* Whole lines: sending so many bytes of the repeated text ends behind a line end. */
static uint64_t cut_to_lines(const struct text *text, uint64_t bytes) {
  uint64_t rounds = bytes / text->size;
  const char *end = memrchr(text->bytes, '\n', (size_t)(bytes % text->size));
  return rounds * text->size + (end ? (uint64_t)(end - text->bytes) + 1 : 0);
}

/* Sends until `bytes` or the time is over. 0, or -1 with a message; *sent is set either way. */
static int send_text(int peer, const struct text *text, const struct feed *feed, uint64_t *sent) {
  uint64_t total = cut_to_lines(text, feed->bytes), done = 0;
  double began = seconds_now();
  size_t most = SEND_BYTES;
  *sent = 0;
  if (feed->rate > 0) most = (size_t)(feed->rate / PACE_PER_SECOND) + 1;
  bool over = false;
  while (done < total) {
    if (!over && feed->seconds > 0 && seconds_now() - began >= feed->seconds) {
      uint64_t soon = cut_to_lines(text, done + LAST_BYTES);
      over = true;
      if (soon < total) total = soon;
      continue;
    }
    if (feed->rate > 0) sleep_until(began + (double)done / feed->rate);
    size_t at = (size_t)(done % text->size), n = text->size - at;
    if (n > most) n = most;
    if (n > total - done) n = (size_t)(total - done);
    ssize_t put = send(peer, text->bytes + at, n, MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return complain("sending");
    done += (uint64_t)put;
    *sent = done;
  }
  return 0;
}

/* The peer has read everything when it closes in its turn. */
static int wait_for_close(int peer) {
  struct pollfd wait = {.fd = peer, .events = POLLIN};
  char byte;
  shutdown(peer, SHUT_WR);
  if (poll(&wait, 1, PEER_WAIT_MS) == 1 && recv(peer, &byte, 1, 0) <= 0) return 0;
  fprintf(stderr, "feeder: the peer neither closed nor kept silent\n");
  return -1;
}

static int run(const struct feed *feed) {
  struct text text = {0};
  uint64_t sent = 0;
  double began, seconds;
  int status = 1;
  if (load_text(feed->path, &text) < 0) return 1;
  int peer = feed->listen_port >= 0 ? accept_peer(feed->listen_port) : connect_peer(feed->connect_port);
  if (peer < 0) goto done;
  printf("connected\n");
  fflush(stdout);
  if (feed->hold)
    while (getchar() != '\n' && !feof(stdin)) continue;

  began = seconds_now();
  if (send_text(peer, &text, feed, &sent) < 0 || wait_for_close(peer) < 0) goto done;
  seconds = seconds_now() - began;
  printf("bytes %llu\nseconds %.6f\nmegabytes_per_second %.3f\n", (unsigned long long)sent, seconds,
         (double)sent / 1e6 / seconds);
  status = 0;
done:
  if (peer >= 0) close(peer);
  free(text.bytes);
  return status;
}

static int usage(void) {
  fprintf(stderr, "usage: feeder --text FILE --mb N [--rate MB_PER_S] [--seconds S] [--hold] "
                  "(--listen PORT | --connect PORT)\n");
  return 2;
}

int main(int argc, char **argv) {
  static const struct option options[] = {
      {"text", required_argument, NULL, 't'},    {"mb", required_argument, NULL, 'm'},
      {"rate", required_argument, NULL, 'r'},    {"seconds", required_argument, NULL, 's'},
      {"hold", no_argument, NULL, 'h'},          {"listen", required_argument, NULL, 'l'},
      {"connect", required_argument, NULL, 'c'}, {0},
  };
  struct feed feed = {.listen_port = -1, .connect_port = -1};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    switch (option) {
    case 't':
      feed.path = optarg;
      break;
    case 'm':
      feed.bytes = (uint64_t)(strtod(optarg, NULL) * 1e6);
      break;
    case 'r':
      feed.rate = strtod(optarg, NULL) * 1e6;
      break;
    case 's':
      feed.seconds = strtod(optarg, NULL);
      break;
    case 'h':
      feed.hold = true;
      break;
    case 'l':
      feed.listen_port = atoi(optarg) & UINT16_MAX;
      break;
    case 'c':
      feed.connect_port = atoi(optarg) & UINT16_MAX;
      break;
    default:
      return usage();
    }
  }
  bool one_side = (feed.listen_port >= 0) != (feed.connect_port >= 0);
  if (optind != argc || !feed.path || feed.bytes == 0 || !one_side) return usage();
  return run(&feed);
}
