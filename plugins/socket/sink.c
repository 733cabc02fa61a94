/* SPDX-License-Identifier: Apache-2.0 */
/* The sink `socket`: each row a line, to all who are connected (listen), or to one server (connect).
 *
 * A batch is collected and sent at commit. At most once to a client that listens: who connects later gets later rows,
 * who reads too slowly is dropped. At least once to a server: after a lost connection the batch is sent again from its
 * beginning. */
#include "sinks/row_text.h"
#include "connection.h"
#include "entries.h"
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS = 1024, STEP_MS = 1000 /* between two looks at who has waited too long */ };

typedef struct client {
  int fd;
  uint64_t sent;       /* bytes of the batch */
  int64_t progress_us; /* when the last of them went */
  char peer[CONNECTION_PEER];
} client;

typedef struct socket_out {
  weir_str connect, listen;
  row_text rows;
  int64_t wait_for_clients, timeout_us;
  const weir_host *host;
  address address;
  int wake, listening;
  uint32_t clients, waited; /* waited: wait_for_clients is over */
  client *client;           /* CLIENTS */
  struct pollfd *poll;      /* CLIENTS + 2 */
  atomic_int stopping;
  text text;
} socket_out;

static const weir_option options[] = {
    {.name = "connect",
     .help = "host:port of a server to send to",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(socket_out, connect),
     .flags = WEIR_MAIN},
    {.name = "listen",
     .help = "host:port to take clients at, up to 1024",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(socket_out, listen)},
    {.name = "value",
     .help = "expression for a row's line; a null is an empty line",
     .type = WEIR_OPT_EXPRESSION,
     .offset = offsetof(socket_out, rows.value),
     .want = WEIR_STRING},
    {.name = "format",
     .help = "instead of value: whole rows; text puts a tab between columns",
     .choices = "text|csv|json",
     .type = WEIR_OPT_FORMAT,
     .offset = offsetof(socket_out, rows.format)},
    {.name = "wait_for_clients",
     .help = "listen: hold the first batch back until so many are connected",
     .default_text = "0",
     .type = WEIR_OPT_I64,
     .offset = offsetof(socket_out, wait_for_clients),
     .min = 0,
     .max = CLIENTS},
    {.name = "timeout",
     .help = "a peer that takes nothing for so long is given up",
     .default_text = "10s",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(socket_out, timeout_us),
     .min = 1000,
     .max = 3600e6},
};

static int64_t steady(const socket_out *self) { return self->host->now(self->host, WEIR_CLOCK_STEADY); }

__attribute__((format(printf, 3, 4))) static void say(const socket_out *self, uint32_t level, const char *format, ...) {
  char line[480];
  va_list args;
  va_start(args, format);
  (void)vsnprintf(line, sizeof line, format, args);
  va_end(args);
  self->host->log(self->host, level, line);
}

static weir_status bind_rows(void *instance, weir_plan *plan, weir_error *err) {
  socket_out *self = instance;
  address a;
  if ((self->connect.len == 0) == (self->listen.len == 0)) {
    (void)snprintf(err->text, sizeof err->text, "it needs either connect or listen, each with host:port");
    return WEIR_EINVAL;
  }
  err->option = self->connect.len ? 0 : 1;
  const weir_status s = address_parse(self->connect.len ? &self->connect : &self->listen, &a, err);
  if (s) return s;
  err->option = -1;
  return row_text_bind(&self->rows, plan, err);
}

static void close_out(void *instance) {
  socket_out *self = instance;
  for (uint32_t i = 0; i < self->clients; i++) (void)close(self->client[i].fd);
  if (self->listening >= 0) (void)close(self->listening);
  if (self->wake >= 0) (void)close(self->wake);
  free(self->client);
  free(self->poll);
  text_finish(&self->text);
}

static weir_status open_out(void *instance, const weir_open *open, const weir_token *last, weir_error *err) {
  socket_out *self = instance;
  char local[CONNECTION_PEER];
  (void)last;
  self->host = open->host;
  self->clients = 0;
  self->listening = -1;
  atomic_init(&self->stopping, 0);
  self->client = calloc(CLIENTS, sizeof *self->client);
  self->poll = calloc(CLIENTS + 2, sizeof *self->poll);
  self->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  weir_status s = text_init(&self->text, open->host, err);
  if (!s) s = address_parse(self->listen.len ? &self->listen : &self->connect, &self->address, err);
  if (!s && (!self->client || !self->poll || self->wake < 0)) {
    (void)snprintf(err->text, sizeof err->text, "out of memory or descriptors");
    s = WEIR_EFAIL;
  }
  if (!s && self->listen.len) s = connection_listen(&self->address, &self->listening, err);
  if (s) {
    close_out(self);
    return s;
  }
  if (self->listening < 0) return WEIR_OK;
  (void)connection_local(self->listening, local);
  say(self, WEIR_LOG_INFO, "listening on %s", local);
  return WEIR_OK;
}

static weir_status write_rows(void *instance, const weir_batch *batch, uint32_t partition, const weir_chunk *in,
                              weir_error *err) {
  socket_out *self = instance;
  (void)batch;
  (void)partition;
  return row_text_add(&self->rows, self->host, in, &self->text, err);
}

/* ---- clients
 * -------------------------------------------------------------------------------------------------------------- */

static void drop(socket_out *self, uint32_t i, uint32_t level, const char *why) {
  say(self, level, "%s is dropped: %s", self->client[i].peer, why);
  (void)close(self->client[i].fd);
  self->client[i] = self->client[--self->clients];
}

/* Places [0] and [1] are wake and the listening socket. */
static int wait_for(socket_out *self, uint32_t clients, int wait_ms) {
  self->poll[0] = (struct pollfd){.fd = self->wake, .events = POLLIN};
  self->poll[1] = (struct pollfd){.fd = self->listening, .events = POLLIN};
  return poll(self->poll, (nfds_t)clients + 2, wait_ms);
}

static void accept_waiting(socket_out *self) {
  char peer[CONNECTION_PEER];
  int fd;
  while (self->listening >= 0 && (fd = connection_accept(self->listening, peer)) >= 0) {
    if (self->clients == CLIENTS) {
      say(self, WEIR_LOG_WARNING, "%s is turned away: %u clients are connected, which is the limit", peer, CLIENTS);
      (void)close(fd);
      continue;
    }
    client *c = &self->client[self->clients++];
    *c = (client){.fd = fd};
    memcpy(c->peer, peer, sizeof c->peer);
    say(self, WEIR_LOG_DEBUG, "%s is connected", peer);
  }
}

static void wait_for_first(socket_out *self) {
  accept_waiting(self);
  while (!self->waited && self->clients < self->wait_for_clients && !atomic_load(&self->stopping)) {
    (void)wait_for(self, 0, STEP_MS);
    accept_waiting(self);
  }
  self->waited = 1;
}

/* As much as goes without waiting. 0, or the reason why the client is lost. */
static int send_some(socket_out *self, client *c) {
  while (c->sent < self->text.size) {
    const ssize_t n = send(c->fd, self->text.data + c->sent, self->text.size - c->sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno == EAGAIN ? 0 : errno;
    c->sent += (uint64_t)n;
    c->progress_us = steady(self);
  }
  return 0;
}

/* Sends to each client. Backwards, since a lost one gives its place to the last. Gives how many have to wait. */
static uint32_t send_to_all(socket_out *self) {
  uint32_t waiting = 0;
  for (uint32_t i = self->clients; i-- > 0;) {
    const int error = send_some(self, &self->client[i]);
    if (error)
      drop(self, i, WEIR_LOG_INFO, strerrordesc_np(error));
    else if (self->client[i].sent < self->text.size) {
      if (steady(self) - self->client[i].progress_us >= self->timeout_us)
        drop(self, i, WEIR_LOG_WARNING, "it reads too slowly");
      else
        waiting++;
    }
  }
  return waiting;
}

static void wait_for_readers(socket_out *self) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < self->clients; i++)
    if (self->client[i].sent < self->text.size)
      self->poll[2 + n++] = (struct pollfd){.fd = self->client[i].fd, .events = POLLOUT};
  const int64_t ms = self->timeout_us / 1000;
  (void)wait_for(self, n, ms < STEP_MS ? (int)ms + 1 : STEP_MS);
}

static void rewind_all(socket_out *self) {
  const int64_t now = steady(self);
  for (uint32_t i = 0; i < self->clients; i++) {
    self->client[i].sent = 0;
    self->client[i].progress_us = now;
  }
}

/* ---- the server
 * -------------------------------------------------------------------------------------------------------------- */

static weir_status not_connected(const socket_out *self, const char *why, weir_error *err) {
  (void)snprintf(err->text, sizeof err->text, "cannot connect to %s: %s", self->address.text, why);
  say(self, WEIR_LOG_WARNING, "%s; trying again", err->text);
  return WEIR_ERETRY;
}

static weir_status connect_to_server(socket_out *self, weir_error *err) {
  dialer d;
  int writable, fd = -1;
  const int64_t until = steady(self) + self->timeout_us;
  if (dialer_begin(&d, &self->address)) return not_connected(self, d.why, err);
  while ((fd = dialer_step(&d)) == -1 && steady(self) < until && !atomic_load(&self->stopping)) {
    const int waits = dialer_fd(&d, &writable);
    self->poll[2] = (struct pollfd){.fd = waits, .events = writable ? POLLOUT : POLLIN};
    (void)wait_for(self, 1, STEP_MS);
  }
  dialer_finish(&d);
  if (fd < 0) return not_connected(self, fd == -1 ? "no answer" : d.why, err);
  self->client[0] = (client){.fd = fd, .progress_us = steady(self)};
  memcpy(self->client[0].peer, self->address.text, sizeof self->client[0].peer - 1);
  self->clients = 1;
  return WEIR_OK;
}

/* ---- commit
 * --------------------------------------------------------------------------------------------------------------- */

static weir_status commit(void *instance, const weir_batch *batch, weir_error *err) {
  socket_out *self = instance;
  weir_status s = WEIR_OK;
  (void)batch;
  if (self->listening >= 0)
    wait_for_first(self);
  else if (self->text.size && self->clients == 0)
    s = connect_to_server(self, err);
  if (s) return s;
  rewind_all(self);
  while (send_to_all(self) && !atomic_load(&self->stopping)) wait_for_readers(self);
  if (self->listening < 0 && self->text.size && self->clients == 0)
    return not_connected(self, "the connection was lost", err);
  for (uint32_t i = self->clients; i-- > 0;)
    if (self->client[i].sent < self->text.size)
      drop(self, i, WEIR_LOG_WARNING, "the pipeline stops and it has not read all");
  text_clear(&self->text); /* the same batch again sends nothing */
  return WEIR_OK;
}

static void abort_batch(void *self, const weir_batch *batch) {
  (void)batch;
  text_clear(&((socket_out *)self)->text);
}

static void wake(void *instance) {
  socket_out *self = instance;
  const uint64_t one = 1;
  atomic_store(&self->stopping, 1);
  const ssize_t n = write(self->wake, &one, sizeof one); /* fails only when a wake-up is there already */
  (void)n;
}

const weir_sink socket_sink = {
    .size = sizeof socket_sink,
    .instance_size = sizeof(socket_out),
    WEIR_OPTIONS(options),
    .name = "socket",
    .help = "Each row a line over TCP, to all clients (listen) or to one server (connect)",
    .bind = bind_rows,
    .open = open_out,
    .write = write_rows,
    .commit = commit,
    .abort = abort_batch,
    .wake = wake,
    .close = close_out,
};
