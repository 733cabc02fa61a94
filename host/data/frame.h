/* SPDX-License-Identifier: Apache-2.0 */
/* Every host table that a plugin is given is the first member of a frame: the pointer a plugin passes back says whose call it
 * is, and what it may use. */
#ifndef DATA_FRAME_H
#define DATA_FRAME_H
#include <weir/host.h>

struct evaluator;
typedef struct text_buffer {
  char *data;
  uint64_t size, capacity;
} text_buffer;

typedef struct host_frame {
  weir_host host;
  struct evaluator *evaluator; /* expressions of this instance; NULL during bind */
  text_buffer text;            /* what weir.format/1 gave last; freed by text_buffer_finish */
} host_frame;

static inline host_frame *host_frame_of(const weir_host *host) {
  return (host_frame *)(uintptr_t)host; /* a frame is never const; plugins see it so */
}
#endif
