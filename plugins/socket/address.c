/* SPDX-License-Identifier: Apache-2.0 */
/* See address.h. A lookup belongs to two: the one who asked and the thread that asks the system; the last one frees it.
 */
#include "address.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

static weir_status refuse(weir_error *err, const char *why) {
  (void)snprintf(err->text, sizeof err->text, "%s; write host:port, or [address]:port for IPv6", why);
  return WEIR_EINVAL;
}

weir_status address_parse(const weir_str *text, address *a, weir_error *err) {
  if (text->len >= sizeof a->text) return refuse(err, "the address is too long");
  if (memchr(weir_text(text), 0, text->len)) return refuse(err, "the address has a NUL byte in it");
  (void)snprintf(a->text, sizeof a->text, "%.*s", (int)text->len, weir_text(text));
  const char *host = a->text, *colon = strrchr(a->text, ':');
  if (!colon) return refuse(err, "the address has no port");
  const char *port = colon + 1;
  size_t host_size = (size_t)(colon - host);
  const size_t port_size = strlen(port);
  const int brackets = host_size >= 2 && host[0] == '[' && host[host_size - 1] == ']';
  if (brackets) {
    host++;
    host_size -= 2;
  } else if (memchr(host, ':', host_size)) {
    return refuse(err, "an IPv6 address needs brackets");
  }
  if (host_size == 0 || host_size >= sizeof a->host) return refuse(err, "the address has no host");
  if (port_size == 0 || port_size > 5 || strspn(port, "0123456789") < port_size || strtoul(port, NULL, 10) > 65535)
    return refuse(err, "the port is no number up to 65535");
  (void)snprintf(a->host, sizeof a->host, "%.*s", (int)host_size, host);
  (void)snprintf(a->port, sizeof a->port, "%s", port);
  return WEIR_OK;
}

/* ---- lookup ---------------------------------------------------------------------------------------------------------
 */

struct address_lookup {
  address address;
  atomic_int owners;
  int fd; /* eventfd, written when error and list are set */
  int error;
  struct addrinfo *list;
};

static const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};

struct addrinfo *address_numeric(const address *a) {
  const struct addrinfo numeric = {
      .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
  struct addrinfo *list = NULL;
  return getaddrinfo(a->host, a->port, &numeric, &list) ? NULL : list;
}

static void *look_up(void *self) {
  address_lookup *l = self;
  const uint64_t one = 1;
  l->error = getaddrinfo(l->address.host, l->address.port, &hints, &l->list);
  const ssize_t n = write(l->fd, &one, sizeof one); /* the counter was 0: it cannot fail */
  (void)n;
  address_lookup_drop(l);
  return NULL;
}

/* Signals are the host's. */
static int start_thread(address_lookup *l) {
  pthread_t thread;
  sigset_t all, before;
  (void)sigfillset(&all);
  (void)pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread, NULL, look_up, l);
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!error) (void)pthread_detach(thread);
  return error;
}

address_lookup *address_lookup_start(const address *a) {
  address_lookup *l = calloc(1, sizeof *l);
  if (!l) return NULL;
  l->address = *a;
  atomic_init(&l->owners, 2);
  l->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int error = l->fd < 0 ? errno : start_thread(l);
  if (!error) return l;
  if (l->fd >= 0) (void)close(l->fd);
  free(l);
  errno = error;
  return NULL;
}

int address_lookup_fd(const address_lookup *l) { return l->fd; }

const struct addrinfo *address_lookup_answer(const address_lookup *l, const char **why) {
  uint64_t there;
  const ssize_t n = read(l->fd, &there, sizeof there); /* so that this thread sees what the other one wrote */
  (void)n;
  *why = l->error ? gai_strerror(l->error) : "no address belongs to it";
  return l->error ? NULL : l->list;
}

void address_lookup_drop(address_lookup *l) {
  if (!l || atomic_fetch_sub(&l->owners, 1) != 1) return;
  if (!l->error && l->list) freeaddrinfo(l->list);
  (void)close(l->fd);
  free(l);
}
