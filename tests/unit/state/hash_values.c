/* SPDX-License-Identifier: Apache-2.0 */
/* Prints a digest of the hash of many keys, one line a share; exit status 1 where two bodies of this machine differ.
 * .ci/arm64 builds it for two processors and compares what they print. Uses no library, so that it is easily built for
 * another. */
#include "state/hash.h"
#include <inttypes.h>
#include <stdio.h>

enum { KEYS = 2200 };

static void make_keys(weir_str *key) {
  static char pool[64 + 64 + 128];
  for (uint32_t i = 0; i < sizeof pool; i++) pool[i] = (char)(i * 7 + i / 256);
  for (uint32_t i = 0; i < KEYS; i++) key[i] = weir_view(pool + 64 + i % 64, i * 13 % 101);
}

static uint64_t digest(const uint32_t *hash) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < KEYS; i++) sum = (sum ^ hash[i]) * UINT64_C(0x100000001b3);
  return sum;
}

int main(void) {
  static weir_str key[KEYS];
  static uint32_t hash[KEYS];
  const hash_seed seed = {{0x0123456789abcdefu, 42}};
  int status = 0;
  make_keys(key);
  for (int share = HASH_COMBINER; share <= HASH_OTHER; share++) {
    hash_body(HASH_PORTABLE)(&seed, (hash_share)share, (hash_scale){0, 0}, key, KEYS, hash);
    const uint64_t expected = digest(hash);
    printf("share %d: %016" PRIx64 "\n", share, expected);
    for (int level = HASH_AES; level < HASH_BODIES && hash_body(level); level++) {
      hash_body(level)(&seed, (hash_share)share, (hash_scale){0, 0}, key, KEYS, hash);
      if (digest(hash) == expected) continue;
      fprintf(stderr, "hash_values: body %d gives other values than the portable one for share %d\n", level, share);
      status = 1;
    }
  }
  fprintf(stderr, "hash_values: best body %d\n", hash_level());
  return status;
}
