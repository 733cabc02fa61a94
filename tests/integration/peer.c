/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int new_socket(scene *s) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) scene_fail(s, "no socket: %s", strerrordesc_np(errno));
  return scene_keep(s, fd);
}

static struct sockaddr_in loopback(uint16_t port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

int peer_reserve(scene *s, uint16_t *port) {
  const int fd = new_socket(s);
  struct sockaddr_in at = loopback(0);
  socklen_t size = sizeof at;
  if (bind(fd, (struct sockaddr *)&at, size) || getsockname(fd, (struct sockaddr *)&at, &size))
    scene_fail(s, "no port: %s", strerrordesc_np(errno));
  *port = ntohs(at.sin_port);
  return fd;
}

void peer_open(scene *s, int reserved) {
  if (listen(reserved, 16)) scene_fail(s, "cannot listen: %s", strerrordesc_np(errno));
}

int peer_listen(scene *s, uint16_t *port) {
  const int fd = peer_reserve(s, port);
  peer_open(s, fd);
  return fd;
}

/* Waits until fd has one of the events; false: not before `until_us`. */
static bool wait_for(scene *s, int fd, short events, int64_t until_us) {
  while (!scene_wait(s, fd, events, until_us))
    if (scene_now() >= until_us) return false;
  return true;
}

int peer_accept(scene *s, int listening) {
  if (!wait_for(s, listening, POLLIN, scene_deadline())) scene_fail(s, "nobody connects to the test");
  const int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) scene_fail(s, "cannot accept: %s", strerrordesc_np(errno));
  return scene_keep(s, fd);
}

int peer_connect(scene *s, uint16_t port) {
  const int fd = new_socket(s);
  const struct sockaddr_in at = loopback(port);
  int error = 0;
  socklen_t size = sizeof error;
  if (connect(fd, (const struct sockaddr *)&at, sizeof at) == 0) return fd;
  if (errno != EINPROGRESS || !wait_for(s, fd, POLLOUT, scene_deadline()) ||
      getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) || error)
    scene_fail(s, "cannot connect to port %u: %s", port, strerrordesc_np(error ? error : errno));
  return fd;
}

size_t peer_send_some(scene *s, int fd, const char *bytes, size_t n, int64_t patience_us) {
  size_t sent = 0;
  while (sent < n) {
    const ssize_t some = send(fd, bytes + sent, n - sent, MSG_NOSIGNAL);
    if (some > 0)
      sent += (size_t)some;
    else if (errno != EAGAIN && errno != EINTR)
      scene_fail(s, "cannot send: %s", strerrordesc_np(errno));
    else if (!wait_for(s, fd, POLLOUT, scene_now() + patience_us))
      break;
  }
  return sent;
}

void peer_send(scene *s, int fd, const char *bytes, size_t n) {
  const size_t sent = peer_send_some(s, fd, bytes, n, (int64_t)SCENE_SECONDS * 1000000);
  if (sent < n) scene_fail(s, "of %zu bytes %zu were taken in %d s", n, sent, SCENE_SECONDS);
}

void peer_say(scene *s, int fd, const char *text) { peer_send(s, fd, text, strlen(text)); }

size_t peer_read(scene *s, int fd, char *bytes, size_t n) {
  const int64_t until = scene_deadline();
  for (;;) {
    const ssize_t some = recv(fd, bytes, n, 0);
    if (some >= 0) return (size_t)some;
    if (errno != EAGAIN && errno != EINTR) scene_fail(s, "cannot receive: %s", strerrordesc_np(errno));
    if (!wait_for(s, fd, POLLIN, until)) scene_fail(s, "nothing came in %d s", SCENE_SECONDS);
  }
}

void peer_finish(int fd) { (void)shutdown(fd, SHUT_WR); }

void peer_reset(scene *s, int fd) {
  const struct linger at_once = {.l_onoff = 1};
  (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  scene_close(s, fd);
}
