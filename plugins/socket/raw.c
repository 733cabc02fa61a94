/* SPDX-License-Identifier: Apache-2.0 */
/* raw_socket.so: the source `raw_socket`. Frames over TCP, each 4 bytes of length, big-endian, and so many bytes. */
#include "input.h"
#include <stdio.h>

enum { HEADER = 4, WANT = 16384, REJECTED = 65536 };

static const weir_option options[] = {
    INPUT_OPTION_CONNECT,
    INPUT_OPTION_LISTEN,
    {.name = "max_frame",
     .help = "a larger frame is rejected and its connection closed; the pipeline's max_row is a limit too",
     .default_text = "1MB",
     .type = WEIR_OPT_SIZE,
     .offset = offsetof(input, max),
     .min = 1,
     .max = 64e6},
    INPUT_OPTION_RECONNECT,
};

static weir_status bind_columns(void *self, weir_plan *plan, weir_error *err) {
  const weir_status s = input_check(self, err);
  return s ? s : plan->add_field(plan, "frame", WEIR_BINARY, 0);
}

static void begin(const input *in, input_client *c) {
  (void)in;
  (void)c;
}

static uint64_t length_at(const char *p) {
  const unsigned char *b = (const unsigned char *)p;
  return (uint64_t)b[0] << 24 | (uint64_t)b[1] << 16 | (uint64_t)b[2] << 8 | b[3];
}

static void reject(weir_out *out, const char *p, uint64_t n, const char *why) {
  out->host->reject_bytes(out, p, n < REJECTED ? n : REJECTED, why);
}

static char *room(input *in, input_client *c, weir_out *out, uint64_t *carry, uint64_t *size) {
  (void)in;
  const uint32_t part = c->cutter.part;
  char *p = out->host->block_bytes(out, part, WANT, carry, size);
  if (p || out->failed) return p;
  p = out->host->block_bytes(out, part, 0, carry, size); /* the unfinished frame has outgrown the pipeline's max_row */
  if (p) reject(out, p, *carry, "a frame is larger than the pipeline's max_row");
  out->host->block_commit(out, part, 0, 0);
  c->cutter.dropping = 1;
  return out->host->block_bytes(out, part, WANT, carry, size);
}

/* 0: the frame at p is too large, and is dropped with all behind it; the `used` bytes before it are final. */
static int check(const input *in, const input_client *c, weir_out *out, const char *p, uint64_t total, uint64_t used) {
  char why[96];
  if (total < HEADER || length_at(p) <= (uint64_t)in->max) return 1;
  (void)snprintf(why, sizeof why, "a frame of %llu bytes is larger than max_frame, %llu",
                 (unsigned long long)length_at(p), (unsigned long long)in->max);
  reject(out, p, total, why);
  out->host->block_commit(out, c->cutter.part, used, 0);
  return 0;
}

/* Whole frames of p[0..total) that are small enough, as rows; gives how many bytes they took. */
static uint64_t put_frames(const input *in, weir_out *out, const char *p, uint64_t total) {
  uint64_t at = 0;
  while (out->rows < out->capacity && total - at >= HEADER) {
    const uint64_t n = length_at(p + at);
    if (n > (uint64_t)in->max || n > total - at - HEADER) break;
    weir_put_view(out, 0, weir_view(p + at + HEADER, (uint32_t)n));
    out->rows++;
    at += HEADER + n;
  }
  return at;
}

/* Bytes are committed before rows are flushed, since a flush may hand over the block they lie in. */
static int take(input *in, input_client *c, weir_out *out, char *p, uint64_t total) {
  const weir_host *host = out->host;
  const uint32_t part = c->cutter.part;
  uint64_t size;
  int full = 1;
  if (c->cutter.dropping) {
    host->block_commit(out, part, 0, 0);
    return 0;
  }
  while (full) {
    const uint64_t used = put_frames(in, out, p, total);
    full = out->rows == out->capacity;
    if (!check(in, c, out, p + used, total - used, used)) return 0;
    host->block_commit(out, part, used, total - used);
    if (full) host->flush(out);
    if (full) p = host->block_bytes(out, part, 0, &total, &size);
    if (!p && !out->failed) host->fail(out, "received bytes cannot be had again; a larger max_row may help");
    if (!p) return 1;
  }
  return 1;
}

static void end(input *in, input_client *c, weir_out *out) {
  uint64_t carry = 0, size;
  (void)in;
  const char *p = out->host->block_bytes(out, c->cutter.part, 0, &carry, &size);
  if (p && carry) reject(out, p, carry, "the connection ended within a frame");
  out->host->block_commit(out, c->cutter.part, 0, 0);
  c->cutter.dropping = 0;
}

const input_framing raw_frames = {.begin = begin, .room = room, .take = take, .end = end};

static weir_status open_frames(void *self, const weir_open *open, const weir_mark *last, uint32_t marks,
                               weir_error *err) {
  (void)last;
  (void)marks;
  return input_open(self, open, &raw_frames, err);
}

WEIR_SOURCE(raw_socket,
            .help = "Frames over TCP, in the column frame: 4 bytes of length, big-endian, and so many bytes",
            .instance_size = sizeof(input), WEIR_OPTIONS(options), .bind = bind_columns, .open = open_frames,
            .poll = input_poll, .wake = input_wake, .close = input_close);
