/* SPDX-License-Identifier: Apache-2.0 */
/* What all bodies of the hash share: the round keys made of the seed, and the folding of long keys to 16 bytes by
 * content. Assumes a little-endian machine. */
#ifndef STATE_HASH_FOLD_H
#define STATE_HASH_FOLD_H
#include "state/hash.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "views and their hashes are little-endian"
#endif

typedef struct hash_block {
  uint64_t word[2];
} hash_block;

/* Digits of pi and e: any odd-looking constants do. */
#define HASH_C1 UINT64_C(0xa0761d6478bd642f)
#define HASH_C2 UINT64_C(0xe7037ed1a0b428db)
#define HASH_C3 UINT64_C(0x9e3779b97f4a7c15)

static inline void hash_round_keys(const hash_seed *seed, hash_block key[3]) {
  key[0] = (hash_block){{seed->word[0] ^ HASH_C1, seed->word[1] ^ HASH_C2}};
  key[1] = (hash_block){{seed->word[1] ^ HASH_C2, seed->word[0] ^ HASH_C3}};
  key[2] = (hash_block){{HASH_C1, HASH_C3}};
}

static inline hash_block hash_load(const weir_str *key) {
  hash_block b;
  memcpy(&b, key, sizeof b);
  return b;
}

static inline uint64_t hash_word(const char *p) {
  uint64_t w;
  memcpy(&w, p, sizeof w);
  return w;
}

__extension__ typedef unsigned __int128 hash_product;

static inline uint64_t hash_multiply(uint64_t a, uint64_t b) {
  hash_product r = (hash_product)a * b;
  return (uint64_t)r ^ (uint64_t)(r >> 64);
}

/* More than 32 bytes; out of line, for such keys are rare. */
hash_block hash_fold_long(const hash_seed *seed, const char *p, uint32_t n);

/* 13 bytes and more. Up to 32 are four overlapping words, chosen without a branch. */
static inline hash_block hash_fold(const hash_seed *seed, const weir_str *key) {
  const char *p = key->u.ptr;
  uint32_t n = key->len;
  if (__builtin_expect(n > 32, 0)) return hash_fold_long(seed, p, n);
  uint32_t second = n >= 16 ? 8 : n - 8, third = n >= 16 ? n - 16 : 0;
  return (hash_block){{hash_multiply(hash_word(p) ^ seed->word[0] ^ HASH_C1, hash_word(p + second) ^ HASH_C2 ^ n),
                       hash_multiply(hash_word(p + third) ^ seed->word[1] ^ HASH_C2, hash_word(p + n - 8) ^ HASH_C3)}};
}

/* 1: the view is the empty string; 0: any other, the null key's among them. */
static inline uint32_t hash_is_empty(hash_block b) { return b.word[0] == 0; }

uint32_t hash_portable(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                       uint32_t *hash);
#if defined(__x86_64__)
uint32_t hash_aes(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                  uint32_t *hash);
uint32_t hash_vaes(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                   uint32_t *hash);
#elif defined(__aarch64__)
uint32_t hash_arm(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                  uint32_t *hash);
#endif
#endif
