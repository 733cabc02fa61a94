/* SPDX-License-Identifier: Apache-2.0 */
#include "connection.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static void set_option(int fd, int level, int name, int value) {
  (void)setsockopt(fd, level, name, &value, sizeof value); /* a wish: the connection works without */
}

/* A peer that vanished without a word is noticed some time. */
static void tune(int fd) {
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
}

/* ---- taking connections
 * ---------------------------------------------------------------------------------------------- */

static int listen_at(const struct addrinfo *at) {
  const int fd = socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
  if (fd < 0) return -1;
  set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) return fd;
  const int error = errno;
  (void)close(fd);
  errno = error;
  return -1;
}

weir_status connection_listen(const address *a, int *fd, weir_error *err) {
  const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
  struct addrinfo *list = NULL;
  *fd = -1;
  const int unknown = getaddrinfo(a->host, a->port, &hints, &list);
  if (unknown) {
    (void)snprintf(err->text, sizeof err->text, "cannot listen on %s: %s", a->text, gai_strerror(unknown));
    return unknown == EAI_AGAIN ? WEIR_ERETRY : WEIR_EFAIL;
  }
  for (const struct addrinfo *at = list; at && *fd < 0; at = at->ai_next) *fd = listen_at(at);
  const int error = errno;
  freeaddrinfo(list);
  if (*fd >= 0) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "cannot listen on %s: %s%s", a->text, strerrordesc_np(error),
                 error == EADDRINUSE ? "; another process has the port" : "");
  return error == EADDRINUSE || error == EADDRNOTAVAIL ? WEIR_ERETRY : WEIR_EFAIL;
}

static uint16_t name_of(const struct sockaddr_storage *from, socklen_t size, char text[CONNECTION_PEER]) {
  char host[48], port[8];
  if (getnameinfo((const struct sockaddr *)from, size, host, sizeof host, port, sizeof port,
                  NI_NUMERICHOST | NI_NUMERICSERV)) {
    (void)snprintf(text, CONNECTION_PEER, "an unknown address");
    return 0;
  }
  (void)snprintf(text, CONNECTION_PEER, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
  unsigned number = 0;
  for (const char *p = port; *p; p++) number = number * 10 + (unsigned)(*p - '0');
  return (uint16_t)number;
}

int connection_accept(int listening, char peer[CONNECTION_PEER]) {
  struct sockaddr_storage from;
  socklen_t size = sizeof from;
  int fd;
  do {
    fd = accept4(listening, (struct sockaddr *)&from, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  } while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
  if (fd < 0) return -1;
  tune(fd);
  (void)name_of(&from, size, peer);
  return fd;
}

uint16_t connection_local(int fd, char text[CONNECTION_PEER]) {
  struct sockaddr_storage at;
  socklen_t size = sizeof at;
  if (getsockname(fd, (struct sockaddr *)&at, &size)) size = 0;
  return name_of(&at, size, text);
}

/* ---- making connections
 * ---------------------------------------------------------------------------------------------- */

static void note(dialer *d, const char *why) { (void)snprintf(d->why, sizeof d->why, "%s", why); }

int dialer_begin(dialer *d, const address *a) {
  *d = (dialer){.address = *a, .fd = -1};
  note(d, "it has no address");
  d->numeric = address_numeric(a);
  d->next = d->numeric;
  if (d->numeric) return 0;
  d->lookup = address_lookup_start(a);
  if (d->lookup) return 0;
  note(d, strerrordesc_np(errno));
  return -1;
}

int dialer_fd(const dialer *d, int *writable) {
  *writable = d->fd >= 0;
  if (d->fd >= 0) return d->fd;
  return d->lookup && !d->next ? address_lookup_fd(d->lookup) : -1;
}

void dialer_finish(dialer *d) {
  if (d->fd >= 0) (void)close(d->fd);
  if (d->numeric) freeaddrinfo(d->numeric);
  address_lookup_drop(d->lookup);
  d->fd = -1;
  d->numeric = NULL;
  d->lookup = NULL;
  d->next = NULL;
}

static int failed(dialer *d) {
  dialer_finish(d);
  return -2;
}

static int done(dialer *d) {
  const int fd = d->fd;
  d->fd = -1;
  dialer_finish(d);
  tune(fd);
  return fd;
}

/* Begins with the next address that does not fail at once. 1: connected; 0: under way; -1: none is left. */
static int try_next(dialer *d) {
  while (d->next) {
    const struct addrinfo *at = d->next;
    d->next = at->ai_next;
    d->fd = socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
    if (d->fd >= 0 && connect(d->fd, at->ai_addr, at->ai_addrlen) == 0) return 1;
    if (d->fd >= 0 && errno == EINPROGRESS) return 0;
    note(d, strerrordesc_np(errno));
    if (d->fd >= 0) (void)close(d->fd);
    d->fd = -1;
  }
  return -1;
}

static int ready(int fd, short events) {
  struct pollfd p = {.fd = fd, .events = events};
  return poll(&p, 1, 0) > 0;
}

/* 1: connected; 0: under way; -1: this address failed. */
static int outcome(dialer *d) {
  int error = 0;
  socklen_t size = sizeof error;
  if (!ready(d->fd, POLLOUT)) return 0;
  if (getsockopt(d->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return 1;
  note(d, strerrordesc_np(error));
  (void)close(d->fd);
  d->fd = -1;
  return -1;
}

int dialer_step(dialer *d) {
  if (d->fd >= 0) {
    const int result = outcome(d);
    if (result >= 0) return result ? done(d) : -1;
  } else if (d->lookup && !d->next) {
    const char *why;
    if (!ready(address_lookup_fd(d->lookup), POLLIN)) return -1;
    d->next = address_lookup_answer(d->lookup, &why);
    note(d, why);
  }
  const int result = try_next(d);
  return result < 0 ? failed(d) : result ? done(d) : -1;
}
