/* SPDX-License-Identifier: Apache-2.0 */
/* Sources: rows from outside. An instance lives on a thread of its own (on one lane the lane may be that thread).
 *
 * poll writes rows and returns: WEIR_OK having written some (or for a change), WEIR_IDLE when nothing came within wait_us,
 * WEIR_END when nothing will come any more. It never blocks for longer than wait_us; `wake`, from any thread, ends it early.
 * Its rows belong to the batch that out->batch says, the one whose interval the host was in when poll was called. */
#ifndef WEIR_SOURCE_H
#define WEIR_SOURCE_H
#include <weir/operator.h>
#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_SOURCE_MARKS 1u      /* gives marks: blocks end at marks only */
#define WEIR_SOURCE_REPLAYABLE 3u /* and can give the rows between two marks of a channel again */

/* A position is the source's own bytes and says by itself which channel's it is (a file's name and offset). */
typedef struct weir_position {
  const void *data;
  uint64_t size;
} weir_position;

typedef struct weir_mark {
  uint32_t channel, reserved;
  weir_position position;
} weir_mark;

typedef struct weir_source {
  uint32_t size, instance_size, option_count, option_stride;
  const char *name, *help;
  const weir_option *option;
  uint32_t flags, reserved;
  weir_status (*bind)(void *self, weir_plan *plan, weir_error *err); /* [any & checked]: add_field only */
  /* last: the last safe mark of every channel, none at the first start. */
  weir_status (*open)(void *self, const weir_open *open, const weir_mark *last, uint32_t marks, weir_error *err);
  weir_status (*poll)(void *self, weir_out *out, int64_t wait_us); /* [source & open] */
  /* Write the rows of `channel` from one mark (NULL: where the channel began) to another, exactly as they were. Between polls. */
  weir_status (*replay)(void *self, uint32_t channel, const weir_position *from, const weir_position *to,
                        weir_out *out);
  /* The rows before this mark are safe: the peer may forget them. Once a mark, in order, between polls. */
  weir_status (*ack)(void *self, uint32_t channel, const weir_position *upto, weir_error *err);
  void (*wake)(void *self);  /* [any & open] */
  void (*close)(void *self); /* [source & open] */
} weir_source;

#ifdef __cplusplus
}
#endif
#endif
