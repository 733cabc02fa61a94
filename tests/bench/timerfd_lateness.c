/* SPDX-License-Identifier: Apache-2.0 */
/*
 * timerfd_lateness: how late a thread that does nothing but wait for a timerfd wakes up on this machine, under the load
 * of the moment. "timerfd_lateness INTERVAL_MS SECONDS" waits for every multiple of the interval, measures from that
 * multiple to the return of read(2), prints "ticks", "missed" and the 50 %, 99 % and largest lateness in microseconds.
 * A tick that passes unseen counts with the lateness that it had when the thread was there again. One thread.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { TICKS_MAX = 10000000 };

static int64_t nanoseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

static int compare(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* Fills late[0..ticks) with nanoseconds. The number of ticks seen late enough to have been missed, or -1 with errno. */
static int64_t measure(int64_t interval, int64_t *late, size_t ticks) {
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  int64_t due = (nanoseconds_now() / interval + 1) * interval, missed = 0;
  struct itimerspec timer = {.it_value = timespec_of(due), .it_interval = timespec_of(interval)};
  if (fd < 0 || timerfd_settime(fd, TFD_TIMER_ABSTIME, &timer, NULL) < 0) return -1;
  for (size_t n = 0; n < ticks;) {
    uint64_t expired = 0;
    if (read(fd, &expired, sizeof expired) != sizeof expired) return -1;
    int64_t now = nanoseconds_now();
    missed += (int64_t)expired - 1;
    for (; expired && n < ticks; expired--, due += interval) late[n++] = now - due;
  }
  close(fd);
  return missed;
}

int main(int argc, char **argv) {
  double interval_ms = argc == 3 ? strtod(argv[1], NULL) : 0, seconds = argc == 3 ? strtod(argv[2], NULL) : 0;
  double wanted = interval_ms > 0 ? seconds * 1000 / interval_ms : 0;
  if (interval_ms < 0.1 || wanted < 1 || wanted > TICKS_MAX) {
    fprintf(stderr, "usage: timerfd_lateness INTERVAL_MS SECONDS (at least 0.1 ms, 1 to %d ticks)\n", TICKS_MAX);
    return 2;
  }
  size_t ticks = (size_t)wanted;
  int64_t *late = calloc(ticks, sizeof *late);
  int64_t missed = late ? measure((int64_t)(interval_ms * 1e6), late, ticks) : -1;
  if (missed < 0) {
    fprintf(stderr, "timerfd_lateness: %s\n", strerror(errno));
    free(late);
    return 1;
  }
  qsort(late, ticks, sizeof *late, compare);
  printf("ticks %zu\nmissed %lld\np50_us %.1f\np99_us %.1f\nmax_us %.1f\n", ticks, (long long)missed,
         (double)late[ticks / 2] / 1e3, (double)late[(ticks - 1) * 99 / 100] / 1e3, (double)late[ticks - 1] / 1e3);
  free(late);
  return 0;
}
