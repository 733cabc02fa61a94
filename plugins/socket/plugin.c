/* SPDX-License-Identifier: Apache-2.0 */
/* socket.so: the source and the sink `socket`. */
#include "entries.h"

static const weir_source *const sources[] = {&socket_source, NULL};
static const weir_sink *const sinks[] = {&socket_sink, NULL};

WEIR_PLUGIN(socket, .source = sources, .sink = sinks);
