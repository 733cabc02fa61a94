/* SPDX-License-Identifier: Apache-2.0 */
/* What the bodies for x86-64 share: the tables they export, and two steps in which lines and words are cut,
 *
 *   text        a b _ c _ _ d .      the end of the text counts as a separator
 *   separators  0 0 1 0 1 1 0 1      a bit a byte
 *   ends        2 4 5 7              1. their offsets
 *   views       ab c "" d            2. of what lies between
 *
 * apart from each other, so that neither has a branch that depends on the text. Included by the bodies only. */
#ifndef DATA_KERNELS_X86_H
#define DATA_KERNELS_X86_H
#if defined(__x86_64__)
#define KERNELS_X86 1
#include "data/kernels.h"
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define INLINE_AVX2 __attribute__((always_inline, target("avx2,bmi,bmi2,popcnt"))) static inline

extern const weir_kernels kernels_avx2;
extern const weir_kernels kernels_avx512;

enum {
  KERNELS_ENDS = 512,     /* how many ends are collected before views are made of them */
  KERNELS_ENDS_ROOM = 80, /* what one 64-byte word may write behind the ends so far */
};

/* The offsets of the lowest four bits of `mask` to `to`, whatever is there for bits that are not; gives `mask`
 * without them. */
INLINE_AVX2 uint64_t ends_four(uint32_t *to, uint64_t mask, uint32_t base) {
  to[0] = base + (uint32_t)_tzcnt_u64(mask);
  mask = _blsr_u64(mask);
  to[1] = base + (uint32_t)_tzcnt_u64(mask);
  mask = _blsr_u64(mask);
  to[2] = base + (uint32_t)_tzcnt_u64(mask);
  mask = _blsr_u64(mask);
  to[3] = base + (uint32_t)_tzcnt_u64(mask);
  return _blsr_u64(mask);
}

/* For a 64-byte word at offset `base` of a text: the offsets of its bits to `to`; gives how many. `usual`, a multiple
 * of 4 known to the compiler, is how many are written without looking. */
INLINE_AVX2 uint32_t ends_of_word(uint32_t *to, uint64_t mask, uint32_t base, uint32_t usual) {
  const uint32_t count = (uint32_t)_mm_popcnt_u64(mask);
  mask = ends_four(to, mask, base);
  if (usual > 4) mask = ends_four(to + 4, mask, base);
  if (usual > 8) mask = ends_four(to + 8, mask, base);
  for (uint32_t done = usual; __builtin_expect(done < count, 0); done += 4) mask = ends_four(to + done, mask, base);
  return count;
}

/* Row l: which of the 16 bytes before which 4 lie a view of l bytes keeps; 13 stands for longer ones, which keep
 * their head. */
extern const uint8_t kernels_view_masks[14][16];

/* Writes the view of p[0..n). The bytes p[-4 .. 12) must be readable.
 *
 *   p-4            p                      p+8
 *   [. . . .][a b c d][e f g h i j k l]   & mask,   n into the first four; longer than 12: | p into the last eight */
INLINE_AVX2 void view_put(weir_str *to, const char *p, uint32_t n) {
  const uint32_t row = n < 13 ? n : 13;
  const __m128i keep = _mm_loadu_si128((const __m128i *)(const void *)kernels_view_masks[row]);
  __m128i view = _mm_and_si128(_mm_loadu_si128((const __m128i *)(const void *)(p - 4)), keep);
  const long long pointer = n < 13 ? 0 : (long long)(uintptr_t)p;
  view = _mm_insert_epi32(view, (int)n, 0);
  view = _mm_or_si128(view, _mm_insert_epi64(_mm_setzero_si128(), pointer, 1));
  _mm_storeu_si128((__m128i *)(void *)to, view);
}

/* Where lines end in a 64-byte word: at '\n', and at '\r' without '\n' behind it. `next` is the first byte after the
 * word. */
static inline uint64_t line_ends(uint64_t newlines, uint64_t returns, char next) {
  const uint64_t before_newline = newlines >> 1 | (uint64_t)(next == '\n') << 63;
  return newlines | (returns & ~before_newline);
}

/* Views of the lines between *start and end[0], end[0] + 1 and end[1] …; moves *start behind the last. `returns`:
 * some of the text's bytes are '\r', so that a line that ends at '\n' may have one to be dropped. */
INLINE_AVX2 void lines_put(weir_str *line, const char *text, const uint32_t *end, uint32_t count, uint32_t *start,
                           int returns) {
  uint32_t from = *start;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t n = end[i] - from;
    if (returns && n > 0 && text[end[i]] == '\n' && text[end[i] - 1] == '\r') n--;
    view_put(line + i, text + from, n);
    from = end[i] + 1;
  }
  *start = from;
}

/* The same for parts, whose separators are single bytes. */
INLINE_AVX2 void parts_put(weir_str *part, const char *text, const uint32_t *end, uint32_t count, uint32_t *start) {
  uint32_t from = *start;
  for (uint32_t i = 0; i < count; i++) {
    view_put(part + i, text + from, end[i] - from);
    from = end[i] + 1;
  }
  *start = from;
}
#endif
#endif
