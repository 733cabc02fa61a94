/* SPDX-License-Identifier: Apache-2.0 */
/* The hash's choice of body, and the folding of very long keys. The choice is made at the first call, by whichever
 * thread: all make the same. */
#include "state/hash.h"
#include "state/hash_fold.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

hash_block hash_fold_long(const hash_seed *seed, const char *p, uint32_t n) {
  uint64_t a = seed->word[0] ^ HASH_C1, b = seed->word[1] ^ n;
  for (uint32_t at = 0; at + 16 < n; at += 16) {
    uint64_t x = hash_word(p + at), y = hash_word(p + at + 8);
    a = hash_multiply(a ^ x, y ^ HASH_C2);
    b = hash_multiply(b ^ y, x ^ HASH_C3);
  }
  uint64_t x = hash_word(p + n - 16), y = hash_word(p + n - 8);
  return (hash_block){{hash_multiply(a ^ x, y ^ HASH_C3), hash_multiply(b ^ y, x ^ HASH_C1)}};
}

#if defined(__x86_64__)
static const hash_fn bodies[HASH_BODIES] = {hash_portable, hash_aes, hash_vaes};

static int best_level(void) {
  unsigned a, b, c = 0, d;
  if (!__builtin_cpu_supports("aes")) return HASH_PORTABLE;
  bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c & bit_VAES);
  return wide ? HASH_VAES : HASH_AES;
}
#elif defined(__aarch64__)
static const hash_fn bodies[HASH_BODIES] = {hash_portable, hash_arm};
static int best_level(void) { return getauxval(AT_HWCAP) & HWCAP_AES ? HASH_AES : HASH_PORTABLE; }
#else
static const hash_fn bodies[HASH_BODIES] = {hash_portable};
static int best_level(void) { return HASH_PORTABLE; }
#endif

hash_fn hash_body(int level) { return level >= 0 && level <= best_level() ? bodies[level] : NULL; }

int hash_level(void) {
  const char *wish = getenv("WEIR_KERNELS");
  int most = HASH_VAES, best = best_level();
  if (wish && strcmp(wish, "scalar") == 0) most = HASH_PORTABLE;
  if (wish && strcmp(wish, "avx2") == 0) most = HASH_AES;
  return most < best ? most : best;
}

uint32_t hash_places(const hash_seed *seed, hash_share share, hash_scale scale, const weir_str *key, uint32_t n,
                     uint32_t *place) {
  static _Atomic(hash_fn) chosen;
  hash_fn body = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (!body) {
    body = hash_body(hash_level());
    atomic_store_explicit(&chosen, body, memory_order_relaxed);
  }
  return body(seed, share, scale, key, n, place);
}

uint32_t hash_views(const hash_seed *seed, hash_share share, const weir_str *key, uint32_t n, uint32_t *hash) {
  return hash_places(seed, share, (hash_scale){0, 0}, key, n, hash);
}
