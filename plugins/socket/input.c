/* SPDX-License-Identifier: Apache-2.0 */
/* See input.h. */
#include "input.h"
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  WAKE = INPUT_CLIENTS, /* what an event is about: a client's place, or one of these */
  LISTENING,
  DIALING,
  POLL_BYTES = 262144,      /* received in one poll, about: a block */
  ACCEPTED = 16,            /* taken in one poll */
  ACCEPT_PAUSE_US = 1000000 /* after accept failed for want of descriptors or memory */
};

static int64_t steady(const input *in) { return in->host->now(in->host, WEIR_CLOCK_STEADY); }

__attribute__((format(printf, 3, 4))) static void say(const input *in, uint32_t level, const char *format, ...) {
  char text[480];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(text, sizeof text, format, args);
  va_end(args);
  in->host->log(in->host, level, text);
}

weir_status input_check(const input *in, weir_error *err) {
  address a;
  if ((in->connect.len == 0) == (in->listen.len == 0)) {
    (void)snprintf(err->text, sizeof err->text, "it needs either connect or listen, each with host:port");
    return WEIR_EINVAL;
  }
  err->option = in->connect.len ? 0 : 1;
  return address_parse(in->connect.len ? &in->connect : &in->listen, &a, err);
}

/* ---- clients
 * --------------------------------------------------------------------------------------------------------- */

static int watch(const input *in, int fd, uint32_t events, uint32_t about) {
  struct epoll_event e = {.events = events, .data.u32 = about};
  return epoll_ctl(in->epoll, EPOLL_CTL_ADD, fd, &e);
}

static input_client *add_client(input *in, int fd, const char *peer) {
  uint32_t i = 0;
  while (in->client[i].fd >= 0) i++;
  input_client *c = &in->client[i];
  if (watch(in, fd, EPOLLIN | EPOLLRDHUP, i)) {
    say(in, WEIR_LOG_WARNING, "%s is turned away: %s", peer, strerrordesc_np(errno));
    (void)close(fd);
    return NULL;
  }
  c->fd = fd;
  c->cutter = (line_cutter){.part = i};
  (void)snprintf(c->peer, sizeof c->peer, "%s", peer);
  in->framing->begin(in, c);
  in->clients++;
  return c;
}

static void retry_later(input *in, const char *what, const char *why) {
  in->retry_at_us = steady(in) + in->reconnect_us;
  say(in, WEIR_LOG_WARNING, "%s %s: %s; next try in %.3g s", what, in->address.text, why,
      (double)in->reconnect_us / 1e6);
}

/* Also takes it out of epoll. */
static void end_client(input *in, input_client *c, weir_out *out, const char *why) {
  in->framing->end(in, c, out);
  (void)close(c->fd);
  c->fd = -1;
  in->clients--;
  if (in->listening >= 0)
    say(in, WEIR_LOG_DEBUG, "%s is gone: %s", c->peer, why);
  else
    retry_later(in, "lost the connection to", why);
}

/* Gives the bytes that came. */
static uint64_t receive(input *in, input_client *c, weir_out *out) {
  uint64_t carry, room;
  char *p = in->framing->room(in, c, out, &carry, &room);
  if (!p) return 0;
  const ssize_t n = recv(c->fd, p + carry, room, 0);
  if (n > 0) {
    if (!in->framing->take(in, c, out, p, carry + (uint64_t)n) && !out->failed)
      end_client(in, c, out, "it sent a frame that is too large");
    return (uint64_t)n;
  }
  const int error = n < 0 ? errno : 0;
  out->host->block_commit(out, c->cutter.part, 0, carry);
  if (error == EAGAIN || error == EINTR) return 0;
  end_client(in, c, out, error ? strerrordesc_np(error) : "the peer closed it");
  return 0;
}

/* ---- taking connections
 * ---------------------------------------------------------------------------------------------- */

static void stop_accepting(input *in, int error) {
  (void)epoll_ctl(in->epoll, EPOLL_CTL_DEL, in->listening, NULL);
  in->retry_at_us = steady(in) + ACCEPT_PAUSE_US;
  say(in, WEIR_LOG_WARNING, "cannot take connections at %s: %s; next try in 1 s", in->address.text,
      strerrordesc_np(error));
}

static void accept_some(input *in) {
  char peer[CONNECTION_PEER];
  for (int i = 0; i < ACCEPTED; i++) {
    const int fd = connection_accept(in->listening, peer);
    if (fd < 0) {
      if (errno != EAGAIN) stop_accepting(in, errno);
      return;
    }
    if (in->clients == in->clients_max) {
      say(in, WEIR_LOG_WARNING, "%s is turned away: %u clients are connected, which is the limit", peer, in->clients);
      (void)close(fd);
    } else if (add_client(in, fd, peer)) {
      say(in, WEIR_LOG_DEBUG, "%s is connected", peer);
    }
  }
}

/* ---- making the connection
 * --------------------------------------------------------------------------------------------- */

static void step_dialing(input *in) {
  int writable, fd = dialer_fd(&in->dialer, &writable);
  if (in->watched && fd >= 0) (void)epoll_ctl(in->epoll, EPOLL_CTL_DEL, fd, NULL);
  in->watched = 0;
  const int result = dialer_step(&in->dialer);
  if (result == -1) { /* the descriptor may be another one now */
    fd = dialer_fd(&in->dialer, &writable);
    in->watched = fd >= 0 && watch(in, fd, writable ? EPOLLOUT : EPOLLIN, DIALING) == 0;
    if (in->watched) return;
    dialer_finish(&in->dialer);
    (void)snprintf(in->dialer.why, sizeof in->dialer.why, "%s", strerrordesc_np(errno));
  }
  in->dialing = 0;
  if (result < 0)
    retry_later(in, "cannot connect to", in->dialer.why);
  else if (add_client(in, result, in->address.text))
    say(in, WEIR_LOG_INFO, "connected to %s", in->address.text);
  else
    in->retry_at_us = steady(in) + in->reconnect_us;
}

static void begin_dialing(input *in) {
  if (dialer_begin(&in->dialer, &in->address)) {
    retry_later(in, "cannot connect to", in->dialer.why);
    return;
  }
  in->dialing = 1;
  int writable;
  if (dialer_fd(&in->dialer, &writable) < 0)
    step_dialing(in);
  else
    in->watched = watch(in, dialer_fd(&in->dialer, &writable), EPOLLIN, DIALING) == 0;
}

/* ---- the source
 * ------------------------------------------------------------------------------------------------------- */

static weir_status no_memory(weir_error *err) {
  (void)snprintf(err->text, sizeof err->text, "out of memory or descriptors: %s", strerrordesc_np(errno));
  return WEIR_EFAIL;
}

static weir_status listen_at(input *in, weir_error *err) {
  char local[CONNECTION_PEER];
  const weir_status s = connection_listen(&in->address, &in->listening, err);
  if (s) return s;
  if (watch(in, in->listening, EPOLLIN, LISTENING)) return no_memory(err);
  (void)connection_local(in->listening, local);
  say(in, WEIR_LOG_INFO, "listening on %s", local);
  return WEIR_OK;
}

weir_status input_open(input *in, const weir_open *open, const input_framing *framing, weir_error *err) {
  const int listens = in->listen.len > 0;
  in->framing = framing;
  in->host = open->host;
  in->kernels = open->host->extension(open->host, WEIR_KERNELS_ID);
  in->clients_max = listens ? INPUT_CLIENTS : 1;
  in->epoll = in->wake = in->listening = in->dialer.fd = -1;
  in->retry_at_us = listens ? 0 : 1; /* connect at once */
  weir_status s = address_parse(listens ? &in->listen : &in->connect, &in->address, err);
  if (s) return s;
  in->client = calloc(in->clients_max, sizeof *in->client);
  in->epoll = epoll_create1(EPOLL_CLOEXEC);
  in->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (!in->kernels || !in->client || in->epoll < 0 || in->wake < 0 || watch(in, in->wake, EPOLLIN, WAKE)) {
    s = no_memory(err);
  } else {
    for (uint32_t i = 0; i < in->clients_max; i++) in->client[i].fd = -1;
    s = listens ? listen_at(in, err) : WEIR_OK;
  }
  if (s) input_close(in);
  return s;
}

/* What was put off and is due now. Gives how long the next wait may be. */
static int64_t attend_timer(input *in, int64_t wait_us) {
  if (in->retry_at_us == 0) return wait_us;
  const int64_t left = in->retry_at_us - steady(in);
  if (left > 0) return left < wait_us ? left : wait_us;
  in->retry_at_us = 0;
  if (in->listening < 0)
    begin_dialing(in);
  else if (watch(in, in->listening, EPOLLIN, LISTENING))
    stop_accepting(in, errno);
  return in->retry_at_us && wait_us > 1000 ? 1000 : wait_us;
}

/* epoll_wait counts in milliseconds, which is too coarse for short batches. */
static void wait_for_events(input *in, int64_t wait_us) {
  in->served = in->events = 0;
  int n = epoll_wait(in->epoll, in->event, INPUT_EVENTS, 0);
  if (n == 0 && wait_us > 0) {
    struct pollfd p = {.fd = in->epoll, .events = POLLIN};
    const struct timespec wait = {.tv_sec = wait_us / 1000000, .tv_nsec = wait_us % 1000000 * 1000};
    if (ppoll(&p, 1, &wait, NULL) > 0) n = epoll_wait(in->epoll, in->event, INPUT_EVENTS, 0);
  }
  if (n > 0) in->events = (uint32_t)n;
}

weir_status input_poll(void *self, weir_out *out, int64_t wait_us) {
  input *in = self;
  uint64_t bytes = 0, woken;
  wait_us = attend_timer(in, wait_us);
  if (in->served == in->events) wait_for_events(in, wait_us);
  const uint32_t begin = in->served;
  while (in->served < in->events && bytes < POLL_BYTES && !out->failed) {
    const uint32_t about = in->event[in->served++].data.u32;
    if (about < in->clients_max)
      bytes += in->client[about].fd >= 0 ? receive(in, &in->client[about], out) : 0;
    else if (about == LISTENING)
      accept_some(in);
    else if (about == DIALING)
      step_dialing(in);
    else if (read(in->wake, &woken, sizeof woken) < 0)
      break;
  }
  if (out->failed) return WEIR_EFAIL;
  return in->served > begin ? WEIR_OK : WEIR_IDLE;
}

void input_wake(void *self) {
  const input *in = self;
  const uint64_t one = 1;
  const ssize_t n = write(in->wake, &one, sizeof one); /* fails only when a wake-up is there already */
  (void)n;
}

void input_close(void *self) {
  input *in = self;
  dialer_finish(&in->dialer);
  for (uint32_t i = 0; in->client && i < in->clients_max; i++)
    if (in->client[i].fd >= 0) (void)close(in->client[i].fd);
  if (in->listening >= 0) (void)close(in->listening);
  if (in->wake >= 0) (void)close(in->wake);
  if (in->epoll >= 0) (void)close(in->epoll);
  free(in->client);
  in->client = NULL;
}
