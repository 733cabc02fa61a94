/* SPDX-License-Identifier: Apache-2.0 */
/* The other end of weir's connections, on the loopback. Descriptors belong to the scene, which closes them at its end; all
 * waiting has scene_wait's deadline and reads what the children print meanwhile. */
#ifndef INTEGRATION_PEER_H
#define INTEGRATION_PEER_H
#include "process.h"

/* Listens; *port is what the system chose. */
int peer_listen(scene *s, uint16_t *port);
/* Takes a port that nobody else gets; whoever connects to it is refused until peer_open. */
int peer_reserve(scene *s, uint16_t *port);
void peer_open(scene *s, int reserved);
int peer_accept(scene *s, int listening);
int peer_connect(scene *s, uint16_t port);

void peer_send(scene *s, int fd, const char *bytes, size_t n);
void peer_say(scene *s, int fd, const char *text);
/* As much as goes while the peer makes room at least every `patience_us`. Gives how much. */
size_t peer_send_some(scene *s, int fd, const char *bytes, size_t n, int64_t patience_us);
/* What there is, at most n bytes; waits for the first. 0: the other end has closed it. */
size_t peer_read(scene *s, int fd, char *bytes, size_t n);

/* An orderly end: what was sent arrives. */
void peer_finish(int fd);
/* Ends it at once: the other end gets a reset. The descriptor is closed. */
void peer_reset(scene *s, int fd);
#endif
