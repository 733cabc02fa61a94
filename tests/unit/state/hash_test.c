/* SPDX-License-Identifier: Apache-2.0 */
/* The hash: all bodies give the same, by content, for every length and number of keys. */
#include "state/hash.h"
#include "sample_keys.h"

enum { MOST = 2200 };
static char pool[2][128 + 400];

static void fill(weir_str *key, uint32_t n, int copy) {
  for (uint32_t i = 0; i < sizeof pool[0]; i++) pool[copy][i] = (char)(i * 7 + i / 256);
  for (uint32_t i = 0; i < n; i++) key[i] = weir_view(pool[copy] + 64 + i % 64, i % 7 == 3 ? 0 : i * 13 % 101);
}

static const hash_scale as_is;

static void all_bodies_give_the_same(void **state) {
  (void)state;
  static weir_str key[MOST], other[MOST];
  static uint32_t expected[MOST], hash[MOST];
  hash_seed seed = {{0x0123456789abcdefu, 42}};
  fill(key, MOST, 0);
  fill(other, MOST, 1);
  uint32_t counts[] = {0, 1, 15, 16, 17, 40, 1024, 1025, MOST};
  for (int level = 0; level < HASH_BODIES; level++) {
    hash_fn body = hash_body(level);
    if (!body) continue;
    for (int share = HASH_COMBINER; share <= HASH_OTHER; share++)
      for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        uint32_t n = counts[c], empty = hash_body(HASH_PORTABLE)(&seed, (hash_share)share, as_is, key, n, expected);
        assert_int_equal(body(&seed, (hash_share)share, as_is, other, n, hash), empty);
        for (uint32_t i = 0; i < n; i++)
          if (hash[i] != expected[i])
            fail_msg("body %d, share %d, key %u of %u bytes: %08x, not %08x", level, share, i, key[i].len, hash[i],
                     expected[i]);
      }
  }
}

static void every_body_gives_places_as_it_gives_hashes(void **state) {
  static const hash_scale scale[] = {{0, 0}, {1, 2}, {14, 2}, {22, 5}, {31, 0}, {31, 31}};
  static weir_str key[70];
  uint32_t hash[70], place[70];
  hash_seed seed = {{9, 1}};
  (void)state;
  fill(key, 70, 0);
  hash_body(HASH_PORTABLE)(&seed, HASH_FINAL, as_is, key, 70, hash);
  for (int level = 0; level < HASH_BODIES; level++)
    for (size_t s = 0; s < sizeof scale / sizeof *scale && hash_body(level); s++) {
      hash_body(level)(&seed, HASH_FINAL, scale[s], key, 70, place);
      for (uint32_t i = 0; i < 70; i++)
        if (key[i].len && place[i] != hash[i] >> scale[s].right << scale[s].left)
          fail_msg("body %d, scale %zu, key %u of %u bytes: %08x of %08x", level, s, i, key[i].len, place[i], hash[i]);
    }
}

static void the_value_is_that_of_two_aes_rounds(void **state) {
  (void)state;
  hash_seed seed = {{0, 0}};
  weir_str key[2] = {weir_view("weir", 4), weir_view("a word of more than twelve bytes and then more", 46)};
  uint32_t hash[2];
  hash_views(&seed, HASH_PARTITION, key, 2, hash);
  /* Stored state depends on these: they never change. */
  assert_int_equal(hash[0], UINT32_C(3054815858));
  assert_int_equal(hash[1], UINT32_C(3913124569));
}

static void the_empty_keys_are_counted_and_the_null_key_is_not(void **state) {
  (void)state;
  weir_str key[40] = {0};
  uint32_t hash[40];
  hash_seed seed = {{1, 2}};
  for (uint32_t i = 0; i < 40; i++) key[i] = i % 4 == 0 ? weir_view("", 0) : weir_view("abc", i % 4);
  key[4].head[3] = 1;
  for (int level = 0; level < HASH_BODIES; level++)
    if (hash_body(level)) assert_int_equal(hash_body(level)(&seed, HASH_FINAL, as_is, key, 40, hash), 9);
  assert_int_not_equal(hash[0], hash[4]);
}

static void high_bits_spread_evenly(void **state) {
  (void)state;
  enum { KEYS = 1 << 16, BUCKETS = 256 };
  hash_seed seed = {{7, 8}};
  for (int share = HASH_COMBINER; share <= HASH_OTHER; share++) {
    uint32_t count[BUCKETS] = {0}, hash;
    for (uint64_t i = 0; i < KEYS; i++) {
      weir_str key = weir_view((const char *)&i, 8);
      hash_views(&seed, (hash_share)share, &key, 1, &hash);
      count[hash >> 24]++;
    }
    for (int b = 0; b < BUCKETS; b++)
      if (count[b] < 160 || count[b] > 352)
        fail_msg("share %d: %u of 256 expected keys in bucket %d", share, count[b], b);
  }
}

static void less_can_be_asked_for(void **state) {
  (void)state;
  assert_null(hash_body(HASH_BODIES));
  assert_null(hash_body(-1));
  setenv("WEIR_KERNELS", "scalar", 1);
  assert_int_equal(hash_level(), HASH_PORTABLE);
  setenv("WEIR_KERNELS", "avx2", 1);
  assert_true(hash_level() <= HASH_AES);
  unsetenv("WEIR_KERNELS");
  assert_non_null(hash_body(hash_level()));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_bodies_give_the_same),
      cmocka_unit_test(every_body_gives_places_as_it_gives_hashes),
      cmocka_unit_test(the_value_is_that_of_two_aes_rounds),
      cmocka_unit_test(the_empty_keys_are_counted_and_the_null_key_is_not),
      cmocka_unit_test(high_bits_spread_evenly),
      cmocka_unit_test(less_can_be_asked_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
