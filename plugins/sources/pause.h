/* SPDX-License-Identifier: Apache-2.0 */
/* Waiting in a source until time has passed or another thread calls `wake`. */
#ifndef SOURCES_PAUSE_H
#define SOURCES_PAUSE_H
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>
#include <weir/weir.h>

typedef struct pause_event {
  int fd; /* an eventfd */
} pause_event;

static inline weir_status pause_init(pause_event *p, weir_error *err) {
  p->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (p->fd >= 0) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "no event descriptor can be had: %s", strerrordesc_np(errno));
  return WEIR_EFAIL;
}

static inline void pause_finish(pause_event *p) { (void)close(p->fd); }

/* [any & open] */
static inline void pause_wake(const pause_event *p) {
  const uint64_t one = 1;
  const ssize_t n = write(p->fd, &one, sizeof one); /* fails only when a wake-up is there already */
  (void)n;
}

/* Up to wait_us, or until `fd` (-1: none) can be read or has failed. 1: it can. */
static inline int pause_until_readable(const pause_event *p, int fd, int64_t wait_us) {
  struct pollfd poll_fd[2] = {{.fd = p->fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
  if (wait_us < 0) wait_us = 0;
  const struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
  uint64_t woken;
  if (ppoll(poll_fd, 2, &wait, NULL) <= 0) return 0;
  if (poll_fd[0].revents) {
    const ssize_t n = read(p->fd, &woken, sizeof woken); /* so that the next pause is one again */
    (void)n;
  }
  return poll_fd[1].revents != 0;
}

static inline void pause_for(const pause_event *p, int64_t wait_us) { (void)pause_until_readable(p, -1, wait_us); }
#endif
