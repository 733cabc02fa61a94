/* SPDX-License-Identifier: Apache-2.0 */
/* The hash by AES instructions: one key at a time (AES-NI), or sixteen (VAES with AVX-512). Called only where the
 * processor has them. */
#include "state/hash_fold.h"
#if defined(__x86_64__)
#include <immintrin.h>

#define ONE __attribute__((target("aes,sse4.1")))
#define WIDE __attribute__((target("avx512f,avx512bw,vaes,aes")))
#define SLAB 1024u /* rows at a time, so that the list of odd keys fits on the stack */

typedef struct rounds {
  __m128i key[3];
} rounds;

static inline __m128i as_vector(hash_block b) { return _mm_set_epi64x((long long)b.word[1], (long long)b.word[0]); }

static rounds rounds_of(const hash_seed *seed) {
  hash_block key[3];
  hash_round_keys(seed, key);
  return (rounds){{as_vector(key[0]), as_vector(key[1]), as_vector(key[2])}};
}

ONE static inline uint32_t hash_one(const rounds *r, hash_share share, __m128i x) {
  x = _mm_aesenc_si128(_mm_aesenc_si128(_mm_xor_si128(x, r->key[0]), r->key[1]), r->key[2]);
  uint32_t word[4];
  _mm_storeu_si128((__m128i *)(void *)word, x);
  return word[share];
}

ONE uint32_t hash_aes(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                      uint32_t *hash) {
  rounds r = rounds_of(seed);
  uint32_t empty = 0;
  for (uint32_t i = 0; i < n; i++) {
    hash_block b = hash_load(&key[i]);
    empty += hash_is_empty(b);
    if (__builtin_expect(key[i].len > 12, 0)) b = hash_fold(seed, &key[i]);
    hash[i] = hash_one(&r, share, as_vector(b)) >> scale.right << scale.left;
  }
  return empty;
}

typedef struct wide {
  __m512i round[3], word; /* word: which of a state's four, for both halves of a permutation */
  __m128i right, left;
} wide;

/* Hashes of 16 keys as if all were short; gives a bit for each that is not 1 to 12 bytes long. */
WIDE static inline uint32_t hash_sixteen(const wide *w, const weir_str *key, uint32_t *hash) {
  const __m512i length = _mm512_set_epi32(28, 24, 20, 16, 12, 8, 4, 0, 28, 24, 20, 16, 12, 8, 4, 0);
  __m512i x[4];
  for (int i = 0; i < 4; i++) x[i] = _mm512_loadu_si512(key + 4 * i);
  __m512i len = _mm512_mask_blend_epi32(0xff00, _mm512_permutex2var_epi32(x[0], length, x[1]),
                                        _mm512_permutex2var_epi32(x[2], length, x[3]));
  for (int i = 0; i < 4; i++)
    x[i] = _mm512_aesenc_epi128(_mm512_aesenc_epi128(_mm512_xor_si512(x[i], w->round[0]), w->round[1]), w->round[2]);
  __m512i value = _mm512_mask_blend_epi32(0xff00, _mm512_permutex2var_epi32(x[0], w->word, x[1]),
                                          _mm512_permutex2var_epi32(x[2], w->word, x[3]));
  _mm512_storeu_si512(hash, _mm512_sll_epi32(_mm512_srl_epi32(value, w->right), w->left));
  return _mm512_cmpgt_epu32_mask(_mm512_sub_epi32(len, _mm512_set1_epi32(1)), _mm512_set1_epi32(11));
}

/* n is a multiple of 16. Odd keys are listed without a branch and seen to afterwards: a branch a group costs more than
 * they do. */
WIDE static uint32_t hash_slab(const hash_seed *seed, const rounds *r, hash_share share, hash_scale scale,
                               const weir_str *key, uint32_t n, uint32_t *hash) {
  const __m512i iota = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i first = _mm512_set_epi32(28, 24, 20, 16, 12, 8, 4, 0, 28, 24, 20, 16, 12, 8, 4, 0);
  const wide w = {.round = {_mm512_broadcast_i32x4(r->key[0]), _mm512_broadcast_i32x4(r->key[1]),
                            _mm512_broadcast_i32x4(r->key[2])},
                  .word = _mm512_add_epi32(first, _mm512_set1_epi32((int)share)),
                  .right = _mm_cvtsi32_si128((int)scale.right),
                  .left = _mm_cvtsi32_si128((int)scale.left)};
  uint32_t odd[SLAB + 16], odds = 0, empty = 0;
  for (uint32_t i = 0; i < n; i += 16) {
    uint32_t mask = hash_sixteen(&w, key + i, hash + i);
    __m512i row = _mm512_add_epi32(iota, _mm512_set1_epi32((int)i));
    _mm512_storeu_si512(odd + odds, _mm512_maskz_compress_epi32((__mmask16)mask, row));
    odds += (uint32_t)__builtin_popcount(mask);
  }
  for (uint32_t i = 0; i < odds; i++) {
    const weir_str *k = &key[odd[i]];
    if (k->len)
      hash[odd[i]] = hash_one(r, share, as_vector(hash_fold(seed, k))) >> scale.right << scale.left;
    else
      empty += hash_is_empty(hash_load(k));
  }
  return empty;
}

WIDE uint32_t hash_vaes(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                        uint32_t *hash) {
  rounds r = rounds_of(seed);
  uint32_t empty = 0, whole = n & ~15u;
  for (uint32_t at = 0; at < whole; at += SLAB)
    empty += hash_slab(seed, &r, share, scale, key + at, whole - at < SLAB ? whole - at : SLAB, hash + at);
  if (n > whole) {
    weir_str last[16] = {0};
    uint32_t value[16];
    for (uint32_t i = 0; i < 16; i++) last[i].len = 1; /* what fills up is neither long nor empty */
    memcpy(last, key + whole, (n - whole) * sizeof *key);
    empty += hash_slab(seed, &r, share, scale, last, 16, value);
    memcpy(hash + whole, value, (n - whole) * sizeof *hash);
  }
  return empty;
}
#else
typedef int hash_x86_is_empty;
#endif
