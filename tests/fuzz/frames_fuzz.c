/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as frames of raw_socket, in any pieces: the rows are the frames that reading one after another gives, until one is
 * too large. Of the input the first four bytes say how large a frame may be, how large blocks and pieces are, and how the
 * pieces fall. */
#include <stdlib.h>

#include "byte_host.h"
#include "socket/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER = 4, TEXT_MAX = 1 << 16 };

/* Gives how many frames are rejected. */
static uint32_t expect(byte_text *rows, const uint8_t *p, size_t size, uint64_t max) {
  while (size >= HEADER) {
    const uint64_t n = (uint64_t)p[0] << 24 | (uint64_t)p[1] << 16 | (uint64_t)p[2] << 8 | p[3];
    if (n > max) return 1;
    if (n > size - HEADER) break;
    byte_text_add(rows, (const char *)p + HEADER, n);
    p += HEADER + n;
    size -= HEADER + n;
  }
  return size ? 1 : 0; /* the connection ended within a frame */
}

/* False: the connection is to be closed. */
static int feed(byte_host *h, input *in, input_client *c, const uint8_t *p, uint64_t n) {
  int goes_on = 1;
  while (n && goes_on) {
    uint64_t carry, room;
    char *to = raw_frames.room(in, c, &h->out, &carry, &room);
    if (!to) abort();
    if (room > n) room = n;
    memcpy(to + carry, p, room);
    goes_on = raw_frames.take(in, c, &h->out, to, carry + room);
    p += room;
    n -= room;
  }
  return goes_on;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  byte_host h;
  byte_text rows = {0}, want = {0};
  if (size < 4 || size > TEXT_MAX) return 0;
  input in = {.max = 1 + data[0] * (data[0] > 127 ? 257 : 1)};
  input_client client = {.fd = -1};
  const uint64_t piece_max = 1u << data[2] % 16;
  uint32_t random = data[3] + 1u;
  byte_host_init(&h, UINT64_C(16384) + data[1] * 64u, UINT64_C(1) << 24);
  h.rows = &rows;
  raw_frames.begin(&in, &client);
  for (size_t at = 4; at < size;) {
    random = random * 1664525u + 1013904223u;
    uint64_t n = 1 + (random >> 8) % piece_max;
    if (n > size - at) n = size - at;
    if (!feed(&h, &in, &client, data + at, n)) break;
    at += n;
  }
  raw_frames.end(&in, &client, &h.out);
  byte_host_flush(&h);
  const uint32_t rejected = expect(&want, data + 4, size - 4, (uint64_t)in.max);
  if (h.out.failed || h.rejected != rejected || rows.size != want.size ||
      (want.size && memcmp(rows.data, want.data, want.size) != 0))
    abort();
  byte_host_finish(&h);
  free(rows.data);
  free(want.data);
  return 0;
}
