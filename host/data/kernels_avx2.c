/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for machines with AVX2: bits of 64-byte words to positions, positions to views. May read 63 bytes past the
 * end of a text. */
#include "data/kernels_x86.h"
#ifdef KERNELS_X86

/* The 64 bytes at p. */
typedef struct word {
  __m256i low, high;
} word;

INLINE_AVX2 word word_at(const char *p) {
  return (word){_mm256_loadu_si256((const __m256i *)(const void *)p),
                _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

/* A bit for each byte of w that is the one in all bytes of `same`. */
INLINE_AVX2 uint64_t word_equal(word w, __m256i same) {
  const uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(w.low, same));
  const uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(w.high, same));
  return (uint64_t)high << 32 | low;
}

/* The lowest `left` bits of mask, all from 64 on. */
INLINE_AVX2 uint64_t lowest(uint64_t mask, uint64_t left) { return left < 64 ? _bzhi_u64(mask, (uint32_t)left) : mask; }

TARGET_AVX2 static uint32_t lines(const char *text, uint64_t n, weir_str *line, uint32_t max, uint64_t *used) {
  const __m256i newline = _mm256_set1_epi8('\n'), carriage = _mm256_set1_epi8('\r');
  uint32_t end[KERNELS_ENDS + KERNELS_ENDS_ROOM];
  uint32_t count = 0, start = 0;
  uint64_t i = 0;
  while (i < n && count < max) {
    uint32_t found = 0;
    int any_return = 0;
    for (; i < n && found < KERNELS_ENDS; i += 64) {
      const word w = word_at(text + i);
      uint64_t ends = word_equal(w, newline);
      const uint64_t returns = lowest(word_equal(w, carriage), n - 1 - i);
      if (__builtin_expect(returns != 0, 0)) {
        ends = line_ends(ends, returns, i + 64 < n ? text[i + 64] : 0);
        any_return = 1;
      }
      found += ends_of_word(end + found, lowest(ends, n - i), (uint32_t)i, 4);
    }
    if (found > max - count) found = max - count;
    lines_put(line + count, text, end, found, &start, any_return);
    count += found;
  }
  *used = start;
  return count;
}

/* Both splits: parts between bytes that are `a` or `b`, the end of the text being a separator too. */
INLINE_AVX2 uint32_t cut(const char *text, uint64_t n, char a, char b, weir_str *part, uint32_t max, uint64_t *used) {
  const __m256i a_all = _mm256_set1_epi8(a), b_all = _mm256_set1_epi8(b);
  uint32_t end[KERNELS_ENDS + KERNELS_ENDS_ROOM];
  uint32_t count = 0, start = 0;
  uint64_t i = 0;
  while (i <= n && count < max) {
    uint32_t found = 0;
    for (; i <= n && found < KERNELS_ENDS; i += 64) {
      const word w = word_at(text + i);
      uint64_t ends = word_equal(w, a_all) | word_equal(w, b_all);
      if (__builtin_expect(n - i < 64, 0)) ends = lowest(ends, n - i) | UINT64_C(1) << (n - i);
      found += ends_of_word(end + found, ends, (uint32_t)i, 12);
    }
    if (found > max - count) found = max - count;
    parts_put(part + count, text, end, found, &start);
    count += found;
  }
  *used = start;
  return count;
}

TARGET_AVX2 static uint32_t split(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max,
                                  uint64_t *used) {
  return cut(text, n, separator, separator, part, max, used);
}

TARGET_AVX2 static uint32_t split_lines(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max,
                                        uint64_t *used) {
  return cut(text, n, separator, '\n', part, max, used);
}

TARGET_AVX2 static uint64_t count_byte(const char *text, uint64_t n, char byte) {
  const __m256i same = _mm256_set1_epi8(byte);
  uint64_t count = 0;
  for (uint64_t i = 0; i < n; i += 64)
    count += (uint64_t)_mm_popcnt_u64(lowest(word_equal(word_at(text + i), same), n - i));
  return count;
}

const weir_kernels kernels_avx2 = {
    .size = sizeof(weir_kernels), .lines = lines, .split = split, .count_byte = count_byte, .split_lines = split_lines};
#else
typedef int kernels_avx2_is_for_x86_64; /* a file must declare something */
#endif
