/* SPDX-License-Identifier: Apache-2.0 */
/* What the sources socket and raw_socket have in common: bytes of one connection that is made, or of many that are
 * taken, each a byte stream of its own. The framing makes rows of them.
 *
 * A poll receives from each ready connection once, until a block's worth has come in; who was not served is served
 * first by the next poll. Connections that are silent are not looked at. All but wake on the source's thread. */
#ifndef SOCKET_INPUT_H
#define SOCKET_INPUT_H
#include "sources/line_cutter.h"
#include "connection.h"
#include <sys/epoll.h>

enum { INPUT_CLIENTS = 1024, INPUT_EVENTS = 64 };

typedef struct input input;

typedef struct input_client {
  int fd;             /* -1: free */
  line_cutter cutter; /* of socket; its part is the client's everywhere */
  char peer[CONNECTION_PEER];
} input_client;

typedef struct input_framing {
  /* A new connection. */
  void (*begin)(const input *in, input_client *c);
  /* Where to receive, as line_cutter_room. */
  char *(*room)(input *in, input_client *c, weir_out *out, uint64_t *carry, uint64_t *room);
  /* total bytes at p: rows out of what is whole. 0: close the connection. */
  int (*take)(input *in, input_client *c, weir_out *out, char *p, uint64_t total);
  /* The connection is over: what becomes of the unfinished bytes. */
  void (*end)(input *in, input_client *c, weir_out *out);
} input_framing;

extern const input_framing raw_frames; /* of raw_socket: raw.c */

struct input {
  /* options */
  weir_str connect, listen;
  int64_t max, reconnect_us;
  /* set in open */
  const input_framing *framing;
  const weir_host *host;
  const weir_kernels *kernels;
  address address;
  int epoll, wake, listening;
  uint32_t clients_max, clients;
  input_client *client; /* clients_max */
  /* what the last wait gave and is not served yet */
  uint32_t events, served;
  struct epoll_event event[INPUT_EVENTS];
  /* connect mode */
  dialer dialer;
  uint32_t dialing, watched; /* watched: the dialer's descriptor is in epoll */
  int64_t retry_at_us;       /* steady clock; connect: next try; listen: accept again after an error; 0: no such wait */
};

/* Exactly one of connect (option 0) and listen (option 1), and an address in it. */
weir_status input_check(const input *in, weir_error *err);
weir_status input_open(input *in, const weir_open *open, const input_framing *framing, weir_error *err);
/* These are a source's callbacks as they are. */
weir_status input_poll(void *self, weir_out *out, int64_t wait_us);
void input_wake(void *self);
void input_close(void *self);

#define INPUT_OPTION_CONNECT                                                                                           \
  {                                                                                                                    \
    .name = "connect", .help = "host:port to connect to; again after `reconnect` when the connection is lost",         \
    .type = WEIR_OPT_TEXT, .offset = offsetof(input, connect), .flags = WEIR_MAIN                                      \
  }
#define INPUT_OPTION_LISTEN                                                                                            \
  {                                                                                                                    \
    .name = "listen", .help = "host:port to take connections at, up to 1024 at a time", .type = WEIR_OPT_TEXT,         \
    .offset = offsetof(input, listen)                                                                                  \
  }
#define INPUT_OPTION_RECONNECT                                                                                         \
  {                                                                                                                    \
    .name = "reconnect", .help = "how long to wait before connecting again", .default_text = "2s",                     \
    .type = WEIR_OPT_DURATION, .offset = offsetof(input, reconnect_us), .min = 1000, .max = 3600e6                     \
  }
#endif
