/* SPDX-License-Identifier: Apache-2.0 */
/* Seeded hash of a 16-byte key view: two AES rounds, the same value in every body (VAES, AES-NI, ARMv8, portable C), since
 * partitions must agree across machines and reruns. 128 bits come out: combiner, final table and partition number each
 * use 32 of their own, for a table filled in another's scan order by the same bits turns quadratic. */
#ifndef STATE_HASH_H
#define STATE_HASH_H
#include <weir/types.h>

typedef enum hash_share { HASH_COMBINER, HASH_FINAL, HASH_PARTITION, HASH_OTHER } hash_share; /* which 32 bits */
typedef struct hash_seed {
  uint64_t word[2];
} hash_seed;

/* 32 bits for each of key[0..n) into hash[0..n). Keys over 12 bytes are hashed by content. Gives how many of the keys
 * are the empty string: tables keep that key apart. Any thread. */
uint32_t hash_views(const hash_seed *seed, hash_share share, const weir_str *key, uint32_t n, uint32_t *hash);

/* What a table makes of a hash: its upper bits, in units of the table's choice. */
typedef struct hash_scale {
  uint32_t right, left; /* 0 to 31 each */
} hash_scale;

/* The same, but hash[i] is (the 32 bits >> right) << left. Any thread. */
uint32_t hash_places(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                     uint32_t *place);

/* The body that hash_views calls is the best of the machine; WEIR_KERNELS=scalar|avx2|avx512 in the environment asks
 * for less. A body by level, NULL when this machine or build has it not. Any thread. */
enum { HASH_PORTABLE, HASH_AES, HASH_VAES, HASH_BODIES }; /* HASH_AES: one key at a time, on x86 and ARMv8 */
typedef uint32_t (*hash_fn)(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                            uint32_t *hash);
hash_fn hash_body(int level);
/* The level that hash_views uses. */
int hash_level(void);
#endif
