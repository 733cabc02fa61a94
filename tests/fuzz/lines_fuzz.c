/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes over two connections, in any pieces: the lines are those that a look at one byte after another finds. Of the input
 * the first four bytes say how long a line may be, how large blocks and pieces are, and how the pieces fall; 0xfe and a byte n
 * stand for 37 n times the letter x. */
#include <stdlib.h>

#include "byte_host.h"
#include "sources/line_cutter.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STREAMS = BYTE_HOST_PARTS, TEXT_MAX = 1 << 16 };

typedef struct model {
  byte_text rows, line;
  uint32_t rejected;
  int after_cr;
} model;

static void end_line(model *m, uint64_t max) {
  if (m->line.size <= max)
    byte_text_add(&m->rows, m->line.data, m->line.size);
  else
    m->rejected++;
  m->line.size = 0;
}

static void model_take(model *m, char c, uint64_t max) {
  const int ends_before = m->after_cr;
  m->after_cr = c == '\r';
  if (ends_before) end_line(m, max);
  if (c == '\n' && ends_before) return;
  if (c == '\n') {
    end_line(m, max);
  } else if (c != '\r') {
    if (m->line.size == m->line.capacity) {
      m->line.capacity = m->line.capacity ? 2 * m->line.capacity : 64;
      m->line.data = realloc(m->line.data, m->line.capacity);
      if (!m->line.data) abort();
    }
    m->line.data[m->line.size++] = c;
  }
}

/* A line that is too long is rejected as soon as it is, also where nothing ends it. */
static void model_end(model *m, uint64_t max) {
  if (m->after_cr || m->line.size) end_line(m, max);
  m->after_cr = 0;
}

typedef struct stream {
  line_cutter cutter;
  byte_text rows;
  model model;
} stream;

static void feed(byte_host *h, stream *s, const char *p, uint64_t n) {
  h->rows = &s->rows;
  for (uint64_t i = 0; i < n; i++) model_take(&s->model, p[i], s->cutter.max_line);
  while (n) {
    uint64_t carry, room;
    char *to = line_cutter_room(&s->cutter, &h->out, &carry, &room);
    if (!to) abort();
    if (room > n) room = n;
    memcpy(to + carry, p, room);
    (void)line_cutter_take(&s->cutter, &h->out, to, carry + room, UINT64_MAX);
    p += room;
    n -= room;
  }
  byte_host_flush(h);
}

static void end(byte_host *h, stream *s) {
  h->rows = &s->rows;
  (void)line_cutter_end(&s->cutter, &h->out);
  byte_host_flush(h);
  model_end(&s->model, s->cutter.max_line);
  const byte_text *want = &s->model.rows;
  if (s->rows.size != want->size || (want->size && memcmp(s->rows.data, want->data, want->size) != 0)) abort();
}

static size_t expand(const uint8_t *data, size_t size, char *to) {
  size_t n = 0;
  for (size_t i = 0; i < size; i++) {
    const size_t times = data[i] == 0xfe && i + 1 < size ? 37u * data[++i] : 1;
    if (times > TEXT_MAX - n) return n;
    memset(to + n, times == 1 ? data[i] : 'x', times);
    n += times;
  }
  return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char text[TEXT_MAX];
  byte_host h;
  stream s[STREAMS] = {0};
  if (size < 4) return 0;
  const size_t total = expand(data + 4, size - 4, text);
  const uint64_t max_line = 1 + data[0] * (data[0] > 127 ? 257u : 1u), piece_max = 1u << data[2] % 16;
  uint32_t random = data[3] + 1u, rejected = 0;
  byte_host_init(&h, UINT64_C(16384) + data[1] * 64u, UINT64_C(1) << 24);
  for (uint32_t i = 0; i < STREAMS; i++) {
    s[i].cutter = (line_cutter){.part = i, .max_line = max_line};
    s[i].cutter.kernels = h.host.extension(&h.host, WEIR_KERNELS_ID);
  }
  for (size_t at = 0; at < total;) {
    random = random * 1664525u + 1013904223u;
    uint64_t n = 1 + (random >> 8) % piece_max;
    if (n > total - at) n = total - at;
    feed(&h, &s[random >> 31], text + at, n);
    at += n;
  }
  for (uint32_t i = 0; i < STREAMS; i++) end(&h, &s[i]);
  for (uint32_t i = 0; i < STREAMS; i++) {
    rejected += s[i].model.rejected;
    free(s[i].rows.data);
    free(s[i].model.rows.data);
    free(s[i].model.line.data);
  }
  if (h.out.failed || h.rejected != rejected) abort();
  byte_host_finish(&h);
  return 0;
}
