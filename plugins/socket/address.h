/* SPDX-License-Identifier: Apache-2.0 */
/* "host:port" as users write it, and what it stands for. */
#ifndef SOCKET_ADDRESS_H
#define SOCKET_ADDRESS_H
#include <netdb.h>
#include <weir/weir.h>

enum { ADDRESS_TEXT = 300 };

typedef struct address {
  char host[256]; /* without brackets */
  char port[8];
  char text[ADDRESS_TEXT]; /* as written */
} address;

/* Pure. WEIR_EINVAL with err->text: not host:port, or [address]:port for IPv6. */
weir_status address_parse(const weir_str *text, address *a, weir_error *err);

/* A lookup on a thread of its own, since the system's may take long and has no deadline. */
typedef struct address_lookup address_lookup;
/* NULL: errno. */
address_lookup *address_lookup_start(const address *a);
/* Readable once the answer is there; the lookup's own. */
int address_lookup_fd(const address_lookup *l);
/* The answer, freed with the lookup; NULL: *why says why. Only when the descriptor is readable. */
const struct addrinfo *address_lookup_answer(const address_lookup *l, const char **why);
/* Gives up waiting, too. NULL is fine. */
void address_lookup_drop(address_lookup *l);

/* Numeric addresses, without any waiting; NULL: it is a name. freeaddrinfo() it. */
struct addrinfo *address_numeric(const address *a);
#endif
