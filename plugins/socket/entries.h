/* SPDX-License-Identifier: Apache-2.0 */
/* The two entries of socket.so. */
#ifndef SOCKET_ENTRIES_H
#define SOCKET_ENTRIES_H
#include <weir/weir.h>

extern const weir_source socket_source; /* source.c */
extern const weir_sink socket_sink;     /* sink.c */
#endif
