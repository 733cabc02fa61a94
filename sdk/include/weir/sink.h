/* SPDX-License-Identifier: Apache-2.0 */
/* Sinks: a batch's rows to the outside, as a transaction. One instance, on a thread of its own, behind a bounded queue:
 *
 *   write …  write  prepare  commit      or   write …  abort
 *
 * commit of the same batch time twice is the same as once. A batch is complete when all its sinks have committed; then come
 * the rows of the next. Empty batches have no write, but prepare and commit. WEIR_ERETRY repeats a call after a back-off;
 * WEIR_END says that the other end is gone for good. What is collected of a batch belongs into weir.memory/1. */
#ifndef WEIR_SINK_H
#define WEIR_SINK_H
#include <weir/operator.h>
#ifdef __cplusplus
extern "C" {
#endif

#define WEIR_TOKEN_MAX 4096u

typedef struct weir_token {
  const void *data; /* prepare: the sink's, valid until its next call; the host copies it */
  uint64_t size;    /* at most WEIR_TOKEN_MAX */
} weir_token;

typedef struct weir_sink {
  uint32_t size, instance_size, option_count, option_stride;
  const char *name, *help;
  const weir_option *option;
  uint32_t flags, reserved;
  weir_status (*bind)(void *self, weir_plan *plan, weir_error *err); /* [any & checked] */
  /* last: token of the last committed batch; NULL at the first start. Undo what is newer. */
  weir_status (*open)(void *self, const weir_open *open, const weir_token *last, weir_error *err);
  /* Rows of one partition, in order; partitions come one after another, 0 first. [sink & open] for all that follow */
  weir_status (*write)(void *self, const weir_batch *batch, uint32_t partition, const weir_chunk *in, weir_error *err);
  weir_status (*prepare)(void *self, const weir_batch *batch, weir_token *token, weir_error *err);
  weir_status (*commit)(void *self, const weir_batch *batch, weir_error *err);
  void (*abort)(void *self, const weir_batch *batch);
  void (*wake)(void *self); /* [any & open]: the host wants to stop: give up waiting for a peer */
  void (*close)(void *self);
} weir_sink;

#ifdef __cplusplus
}
#endif
#endif
