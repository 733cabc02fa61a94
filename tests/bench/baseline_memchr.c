/* SPDX-License-Identifier: Apache-2.0 */
/*
 * M, the floor: receive the bytes of a loopback connection and find the end of every line with memchr. One thread, one
 * file, nothing kept. "baseline_memchr PORT" reads until the peer closes and prints bytes, lines, and its own seconds.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { RECEIVE_BYTES = 256 * 1024 };

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

static double wall_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A connected descriptor, or -1 with errno. The caller closes it. */
static int connect_loopback(uint16_t port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, (const struct sockaddr *)&to, sizeof to) == 0) return fd;
  int failed = errno;
  close(fd);
  errno = failed;
  return -1;
}

static uint64_t count_lines(const char *text, size_t size) {
  uint64_t lines = 0;
  const char *end = text + size;
  while ((text = memchr(text, '\n', (size_t)(end - text)))) {
    lines++;
    text++;
  }
  return lines;
}

int main(int argc, char **argv) {
  unsigned long port = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
  if (port < 1 || port > UINT16_MAX) {
    fprintf(stderr, "usage: baseline_memchr PORT\n");
    return 2;
  }
  static char buffer[RECEIVE_BYTES];
  uint64_t bytes = 0, lines = 0;
  int fd = connect_loopback((uint16_t)port);
  if (fd < 0) {
    fprintf(stderr, "baseline_memchr: 127.0.0.1:%lu: %s\n", port, strerror(errno));
    return 1;
  }
  double began = wall_seconds();
  ssize_t got;
  while ((got = recv(fd, buffer, sizeof buffer, 0)) > 0) {
    lines += count_lines(buffer, (size_t)got);
    bytes += (uint64_t)got;
  }
  if (got < 0) fprintf(stderr, "baseline_memchr: receiving: %s\n", strerror(errno));
  close(fd);
  printf("bytes %llu\nlines %llu\ncpu_seconds %.6f\nwall_seconds %.6f\n", (unsigned long long)bytes,
         (unsigned long long)lines, cpu_seconds(), wall_seconds() - began);
  return got < 0;
}
