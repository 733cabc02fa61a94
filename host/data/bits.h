/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of up to 64 bits in validity bitmaps, at any bit. */
#ifndef DATA_BITS_H
#define DATA_BITS_H
#include <stdint.h>

static inline uint64_t bits_mask(uint32_t n) { return n >= 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1; }

/* n bits from bit `at` on, 1 <= n <= 64. Reads no word that holds none of them. */
static inline uint64_t bits_get(const uint64_t *map, uint32_t at, uint32_t n) {
  uint32_t shift = at & 63;
  uint64_t bits = map[at >> 6] >> shift;
  if (shift + n > 64) bits |= map[(at >> 6) + 1] << (64 - shift);
  return bits & bits_mask(n);
}

/* n bits into bit `at` on, all within one word: n <= 64 - at % 64. */
static inline void bits_put(uint64_t *map, uint32_t at, uint32_t n, uint64_t bits) {
  uint64_t mask = bits_mask(n) << (at & 63);
  map[at >> 6] = (map[at >> 6] & ~mask) | (bits << (at & 63) & mask);
}

/* How many of n bits from `at` on lie in the first word. */
static inline uint32_t bits_in_word(uint32_t at, uint32_t n) {
  uint32_t room = 64 - (at & 63);
  return n < room ? n : room;
}
#endif
