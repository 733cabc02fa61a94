/* SPDX-License-Identifier: Apache-2.0 */
/* TCP connections without blocking: one that is made (dialer) and ones that are taken (listening). For one thread at a
 * time. Every descriptor is non-blocking and closed on exec. */
#ifndef SOCKET_CONNECTION_H
#define SOCKET_CONNECTION_H
#include "address.h"

enum { CONNECTION_PEER = 64 };

/* *fd becomes a listening descriptor, or -1 with a sentence in err: WEIR_ERETRY where it may be possible soon. Names are looked
 * up here and now. */
weir_status connection_listen(const address *a, int *fd, weir_error *err);
/* The next client and its name; -1: errno, EAGAIN when nobody waits. */
int connection_accept(int listening, char peer[CONNECTION_PEER]);
/* The local address of a socket, for logs and tests. Gives its port, 0 when it has none. */
uint16_t connection_local(int fd, char text[CONNECTION_PEER]);

/* ---- making a connection: look the name up, then try its addresses one after another
 * ------------------------------------- */

typedef struct dialer {
  address address;
  address_lookup *lookup; /* one of them until the connection is made */
  struct addrinfo *numeric;
  const struct addrinfo *next; /* address to try after the one being tried */
  int fd;                      /* being connected, or -1 */
  char why[128];               /* the last failure */
} dialer;

/* 0: under way; -1: failed, see why. */
int dialer_begin(dialer *d, const address *a);
/* What to wait for before the next step: readable or (*writable) writable. -1: nothing, step at once. */
int dialer_fd(const dialer *d, int *writable);
/* A connected descriptor, which is the caller's; -1: not yet; -2: failed, see why. */
int dialer_step(dialer *d);
/* Gives up. Harmless when nothing is under way. */
void dialer_finish(dialer *d);
#endif
