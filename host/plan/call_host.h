/* SPDX-License-Identifier: Apache-2.0 */
/* The host of binds, functions and aggregates: see call_host.c. */
#ifndef PLAN_CALL_HOST_H
#define PLAN_CALL_HOST_H
#include "data/frame.h"

/* Fills an embedded frame; it needs no finish. */
void call_host_init(host_frame *frame);
/* host->extension of every host: the services that need no instance of the engine's. NULL: there is none of that id. */
const void *call_host_extension(const weir_host *host, const char *id);
#endif
