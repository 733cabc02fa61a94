/* SPDX-License-Identifier: Apache-2.0 */
/* Kernels for machines with AVX-512 and its byte permutations (VBMI, VBMI2). Words of 64 bytes are cut without a
 * branch that depends on the text; what is rare in a text – parts longer than 12 bytes – is noted and written later.
 * Reads nothing outside a text but, in `lines`, the four bytes before a line. */
#include "data/kernels_x86.h"
#ifdef KERNELS_X86

#define FEATURES "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2,popcnt"
#define TARGET_AVX512 __attribute__((target(FEATURES)))
#define INLINE_AVX512 __attribute__((always_inline, target(FEATURES))) static inline

/* The lowest `left` of 64 bits. */
INLINE_AVX512 uint64_t lowest(uint64_t left) {
  const uint64_t all = ~UINT64_C(0);
  return left < 64 ? _bzhi_u64(all, (uint32_t)left) : all;
}

/* The bytes of text[0..n) from i on, zeros behind its end. */
INLINE_AVX512 __m512i word_at(const char *text, uint64_t n, uint64_t i) {
  if (__builtin_expect(n - i >= 64, 1)) return _mm512_loadu_si512(text + i);
  return _mm512_maskz_loadu_epi8(lowest(n - i), text + i);
}

TARGET_AVX512 static uint32_t lines(const char *text, uint64_t n, weir_str *line, uint32_t max, uint64_t *used) {
  const __m512i newline = _mm512_set1_epi8('\n'), carriage = _mm512_set1_epi8('\r');
  uint32_t end[KERNELS_ENDS + KERNELS_ENDS_ROOM];
  uint32_t count = 0, start = 0;
  uint64_t i = 0;
  while (i < n && count < max) {
    uint32_t found = 0;
    int any_return = 0;
    for (; i < n && found < KERNELS_ENDS; i += 64) {
      const __m512i w = word_at(text, n, i);
      uint64_t ends = _mm512_cmpeq_epi8_mask(w, newline);
      const uint64_t returns = _mm512_cmpeq_epi8_mask(w, carriage) & lowest(n - 1 - i);
      if (__builtin_expect(returns != 0, 0)) {
        ends = line_ends(ends, returns, i + 64 < n ? text[i + 64] : 0);
        any_return = 1;
      }
      found += ends_of_word(end + found, ends, (uint32_t)i, 4);
    }
    if (found > max - count) found = max - count;
    lines_put(line + count, text, end, found, &start, any_return);
    count += found;
  }
  *used = start;
  return count;
}

/* ---- split ---- */

/* A word some of whose parts are too long for the views that were written: the parts' rows and where they end. */
typedef struct long_parts {
  uint64_t ends;  /* the word's separators, a bit each */
  uint64_t which; /* bit j: the part that ends at separator j */
  uint64_t at;    /* the word's offset in the text */
  uint64_t start; /* where part 0 begins */
  uint32_t row, reserved;
} long_parts;

enum { LONG_WORDS = 64 };

/* Where bit j (from 0) of those that are set in `bits` lies. */
INLINE_AVX512 uint64_t nth_bit(uint64_t bits, uint32_t j) { return _tzcnt_u64(_pdep_u64(UINT64_C(1) << j, bits)); }

TARGET_AVX512 static void put_long_parts(weir_str *part, const char *text, long_parts *note, uint32_t notes) {
  for (long_parts *w = note; w < note + notes; w++) {
    for (uint64_t which = w->which; which != 0; which = _blsr_u64(which)) {
      const uint32_t j = (uint32_t)_tzcnt_u64(which);
      const uint64_t start = j == 0 ? w->start : w->at + nth_bit(w->ends, j - 1) + 1;
      weir_str *view = part + w->row + j;
      view->len = (uint32_t)(w->at + nth_bit(w->ends, j) - start);
      memcpy(view->head, text + start, 4);
      view->u.ptr = text + start;
    }
  }
}

/* What goes from one word to the next, apart from the bytes themselves: gcc 12 misaligns a vector whose address is
 * taken when AddressSanitizer looks for use after return. */
typedef struct cutter {
  uint64_t start; /* where the part that is open begins */
  uint32_t rows;
  uint32_t notes;
} cutter;

/* The byte numbers 0, 1, 2 … of a vector. */
INLINE_AVX512 __m512i iota(void) {
  return _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40,
                         39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                         15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/* Views of four parts, the ones that bytes `first` .. first+3 of `start` and `length` tell of, out of the 128 bytes
 * [before | w]. Each of the four lanes of 16 bytes becomes a view:
 *
 *   byte of the lane   0       1 2 3   4      5          6            15
 *   taken from         length  zero    start  start + 1  start + 2 …  start + 11     zero from start + length on
 */
INLINE_AVX512 void put_four(weir_str *to, uint8_t first, __m512i start, __m512i length, __m512i before, __m512i w) {
  const __mmask64 text_bytes = 0xfff0fff0fff0fff0u, length_bytes = 0x0001000100010001u;
  const __m512i lane = _mm512_broadcast_i32x4(_mm_set_epi8(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, -1, -2, -3, -4));
  const __m512i which = _mm512_add_epi8(_mm512_srli_epi16(_mm512_and_si512(iota(), _mm512_set1_epi8(48)), 4),
                                        _mm512_set1_epi8((char)first));
  const __m512i lengths = _mm512_permutexvar_epi8(which, length);
  const __m512i from = _mm512_add_epi8(_mm512_permutexvar_epi8(which, start), lane);
  const __mmask64 keep = _mm512_mask_cmplt_epi8_mask(text_bytes, lane, lengths);
  const __m512i text = _mm512_maskz_permutex2var_epi8(keep, before, from, w);
  _mm512_storeu_si512(to, _mm512_mask_mov_epi8(text, length_bytes, lengths));
}

/* Cuts the word w at offset `at`, whose separators are `ends`. Positions are counted in [before | w]:
 *
 *   text    …  t h e _ q u i | c k _ f o x _ j u     | begin of the word, byte 64; the open part began at byte 60
 *   ends                          66      70
 *   starts                   60   67                 an end's start is the end before it + 1
 *   lengths                   6    3                 over 12: the view is wrong, so the word is noted
 */
INLINE_AVX512 void cut_word(cutter *c, weir_str *part, __m512i before, __m512i w, uint64_t ends, uint64_t at,
                            long_parts *note) {
  const uint32_t count = (uint32_t)_mm_popcnt_u64(ends);
  const int64_t open = (int64_t)c->start - (int64_t)at + 64; /* below 0: longer than 12 anyway */
  const __m512i end = _mm512_maskz_compress_epi8(ends, _mm512_add_epi8(iota(), _mm512_set1_epi8(64)));
  const __m512i one = _mm512_set1_epi8(1);
  __m512i start = _mm512_add_epi8(_mm512_permutexvar_epi8(_mm512_sub_epi8(iota(), one), end), one);
  start = _mm512_mask_mov_epi8(start, 1, _mm512_castsi128_si512(_mm_cvtsi32_si128(open < 0 ? 0 : (int)open)));
  const __m512i length = _mm512_sub_epi8(end, start);

  weir_str *to = part + c->rows;
  put_four(to, 0, start, length, before, w);
  put_four(to + 4, 4, start, length, before, w);
  put_four(to + 8, 8, start, length, before, w);
  if (__builtin_expect(count > 12, 0))
    for (uint32_t j = 12; j < count; j += 4) put_four(to + j, (uint8_t)j, start, length, before, w);

  const uint64_t which = _mm512_cmpgt_epu8_mask(length, _mm512_set1_epi8(12)) & lowest(count);
  note[c->notes] = (long_parts){.ends = ends, .which = which, .at = at, .start = c->start, .row = c->rows};
  c->notes += which != 0;
  c->start = ends != 0 ? at + 64 - (uint64_t)__builtin_clzll(ends | 1) : c->start;
  c->rows += count;
}

/* Both splits: parts between bytes that are `a` or `b`, the end of the text being a separator too. */
TARGET_AVX512 static uint32_t cut(const char *text, uint64_t n, char a, char b, weir_str *part, uint32_t max,
                                  uint64_t *used) {
  const __m512i a_all = _mm512_set1_epi8(a), b_all = _mm512_set1_epi8(b);
  long_parts note[LONG_WORDS + 1];
  cutter c = {.start = 0};
  __m512i before = _mm512_setzero_si512();
  uint32_t rows_before = 0;
  uint64_t ends = 0, i = 0;
  for (; i <= n && c.rows < max; i += 64) {
    const __m512i w = word_at(text, n, i);
    ends = _mm512_cmpeq_epi8_mask(w, a_all) | _mm512_cmpeq_epi8_mask(w, b_all);
    if (__builtin_expect(n - i < 64, 0)) ends = (ends & lowest(n - i)) | UINT64_C(1) << (n - i);
    rows_before = c.rows;
    cut_word(&c, part, before, w, ends, i, note);
    before = w;
    if (__builtin_expect(c.notes == LONG_WORDS, 0)) {
      put_long_parts(part, text, note, LONG_WORDS);
      c.notes = 0;
    }
  }
  put_long_parts(part, text, note, c.notes);
  if (c.rows > max) { /* the last word had more: what is beyond is cut again by the next call */
    c.rows = max;
    c.start = i - 64 + nth_bit(ends, max - rows_before - 1) + 1;
  }
  *used = c.start;
  return c.rows;
}

TARGET_AVX512 static uint32_t split(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max,
                                    uint64_t *used) {
  return cut(text, n, separator, separator, part, max, used);
}

TARGET_AVX512 static uint32_t split_lines(const char *text, uint64_t n, char separator, weir_str *part, uint32_t max,
                                          uint64_t *used) {
  return cut(text, n, separator, '\n', part, max, used);
}

TARGET_AVX512 static uint64_t count_byte(const char *text, uint64_t n, char byte) {
  const __m512i same = _mm512_set1_epi8(byte);
  uint64_t count = 0;
  for (uint64_t i = 0; i < n; i += 64)
    count += (uint64_t)_mm_popcnt_u64(_mm512_cmpeq_epi8_mask(word_at(text, n, i), same) & lowest(n - i));
  return count;
}

const weir_kernels kernels_avx512 = {
    .size = sizeof(weir_kernels), .lines = lines, .split = split, .count_byte = count_byte, .split_lines = split_lines};
#else
typedef int kernels_avx512_is_for_x86_64; /* a file must declare something */
#endif
