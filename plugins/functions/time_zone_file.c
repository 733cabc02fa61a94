/* SPDX-License-Identifier: Apache-2.0 */
/* TZif files (RFC 8536): a block of 32-bit times, a block of 64-bit times, and a rule for the years behind them. Only the
 * latter two are read. Nothing in the file is trusted. */
#include "time_zone.h"
#include <string.h>

enum { HEADER = 44, TYPE = 6 };

/* Seconds of the last µs. */
static const int64_t last_second = INT64_MAX / 1000000;

typedef struct header {
  uint32_t utc_marks, standard_marks, leaps, times, types, characters;
} header;

static uint64_t big_endian(const uint8_t *p, uint32_t bytes) {
  uint64_t value = 0;
  for (uint32_t i = 0; i < bytes; i++) value = value << 8 | p[i];
  return value;
}

static int read_header(const uint8_t *p, size_t n, header *h) {
  if (n < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2') return 0;
  uint32_t *const count[] = {&h->utc_marks, &h->standard_marks, &h->leaps, &h->times, &h->types, &h->characters};
  for (uint32_t i = 0; i < 6; i++) {
    *count[i] = (uint32_t)big_endian(p + 20 + (size_t)4 * i, 4);
    if (*count[i] > 1 << 16) return 0;
  }
  return 1;
}

/* Bytes of the block behind a header; `width` of a time in it. */
static size_t block_size(const header *h, uint32_t width) {
  return (size_t)h->times * (width + 1) + (size_t)h->types * TYPE + h->characters + (size_t)h->leaps * (width + 4) +
         h->standard_marks + h->utc_marks;
}

static int add_shift(time_zone *z, int64_t at, int32_t offset) {
  time_zone_shift *last = &z->shift[z->count - 1];
  if (at > last_second) return 0;
  if (at < -last_second) { /* some files begin with the Big Bang */
    z->shift[0].offset = offset;
    return z->count == 1;
  }
  if (z->count > 1 && at <= last->at) return 0;
  if (last->offset == offset) return 1; /* only the name changes */
  if (z->count == TIME_ZONE_SHIFTS) return 0;
  z->shift[z->count++] = (time_zone_shift){at, offset};
  return 1;
}

/* Times are 8 bytes here; behind them an index of a type for each, then the types, which begin with their offset. */
static int read_block(time_zone *z, const uint8_t *block, const header *h) {
  const uint8_t *index = block + (size_t)h->times * 8, *type = index + h->times;
  if (h->types == 0) return 0;
  z->count = 1;
  z->cycles = 0;
  z->shift[0] = (time_zone_shift){INT64_MIN, (int32_t)big_endian(type, 4)};
  if (!time_zone_is_offset(z->shift[0].offset)) return 0;
  for (uint32_t i = 0; i < h->times; i++) {
    if (index[i] >= h->types) return 0;
    const int32_t offset = (int32_t)big_endian(type + (size_t)index[i] * TYPE, 4);
    if (!time_zone_is_offset(offset)) return 0;
    if (!add_shift(z, (int64_t)big_endian(block + (size_t)i * 8, 8), offset)) return 0;
  }
  return 1;
}

int time_zone_read(time_zone *zone, const uint8_t *bytes, size_t n) {
  header narrow, wide;
  if (!read_header(bytes, n, &narrow)) return 0;
  const size_t second = HEADER + block_size(&narrow, 4);
  if (second > n || !read_header(bytes + second, n - second, &wide)) return 0;
  const size_t footer = second + HEADER + block_size(&wide, 8);
  if (footer >= n || bytes[footer] != '\n' || !read_block(zone, bytes + second + HEADER, &wide)) return 0;
  const char *rule = (const char *)bytes + footer + 1;
  const char *end = memchr(rule, '\n', n - footer - 1);
  return end != NULL && (end == rule || time_zone_add_rule(zone, rule, (size_t)(end - rule)));
}
