/* SPDX-License-Identifier: Apache-2.0 */
/* The hash by ARMv8's AES instructions, one key at a time. Called only where the processor has them. */
#include "state/hash_fold.h"
#if defined(__aarch64__)
#include <arm_neon.h>

#define CRYPTO __attribute__((target("+crypto")))

CRYPTO static inline uint8x16_t as_vector(hash_block b) {
  return vreinterpretq_u8_u64(vcombine_u64(vcreate_u64(b.word[0]), vcreate_u64(b.word[1])));
}

/* AESE takes its key before the substitution, x86's AESENC after the mixing: so the keys move up by one. */
CRYPTO uint32_t hash_arm(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                         uint32_t *hash) {
  hash_block round[3];
  hash_round_keys(seed, round);
  const uint8x16_t first = as_vector(round[0]), second = as_vector(round[1]), last = as_vector(round[2]);
  uint32_t empty = 0;
  for (uint32_t i = 0; i < n; i++) {
    hash_block b = hash_load(&key[i]);
    empty += hash_is_empty(b);
    if (__builtin_expect(key[i].len > 12, 0)) b = hash_fold(seed, &key[i]);
    const uint8x16_t x = vaesmcq_u8(vaeseq_u8(as_vector(b), first));
    uint32_t word[4];
    vst1q_u32(word, vreinterpretq_u32_u8(veorq_u8(vaesmcq_u8(vaeseq_u8(x, second)), last)));
    hash[i] = word[share] >> scale.right << scale.left;
  }
  return empty;
}
#else
typedef int hash_arm_is_empty;
#endif
