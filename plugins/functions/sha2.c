/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-2 (FIPS 180-4). The two widths of words differ in sizes and turns, so each has its block function. The constants
 * of 32 bits are the upper halves of those of 64. */
#include "digest.h"
#include <string.h>

/* Fractional parts of the cube roots of the first 80 primes. */
static const uint64_t roots[80] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC, 0x3956C25BF348B538,
    0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118, 0xD807AA98A3030242, 0x12835B0145706FBE,
    0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2, 0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235,
    0xC19BF174CF692694, 0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5, 0x983E5152EE66DFAB,
    0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4, 0xC6E00BF33DA88FC2, 0xD5A79147930AA725,
    0x06CA6351E003826F, 0x142929670A0E6E70, 0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED,
    0x53380D139D95B3DF, 0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30, 0xD192E819D6EF5218,
    0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8, 0x19A4C116B8D2D0C8, 0x1E376C085141AB53,
    0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8, 0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373,
    0x682E6FF3D6B2B8A3, 0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B, 0xCA273ECEEA26619C,
    0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178, 0x06F067AA72176FBA, 0x0A637DC5A2C898A6,
    0x113F9804BEF90DAE, 0x1B710B35131C471B, 0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC,
    0x431D67C49C100D4C, 0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

/* Fractional parts of the square roots of the first 16 primes. */
static const uint64_t squares[16] = {
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
    0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
    0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
};

static uint32_t right32(uint32_t x, uint32_t n) { return x >> n | x << (32 - n); }
static uint64_t right64(uint64_t x, uint32_t n) { return x >> n | x << (64 - n); }

static uint64_t big_endian(const uint8_t *p, uint32_t bytes) {
  uint64_t x = 0;
  for (uint32_t i = 0; i < bytes; i++) x = x << 8 | p[i];
  return x;
}

static void block32(uint64_t *state, const uint8_t *block) {
  uint32_t w[64], s[8];
  for (uint32_t i = 0; i < 16; i++) w[i] = (uint32_t)big_endian(block + 4 * i, 4);
  for (uint32_t i = 16; i < 64; i++) {
    const uint32_t x = right32(w[i - 15], 7) ^ right32(w[i - 15], 18) ^ w[i - 15] >> 3;
    const uint32_t y = right32(w[i - 2], 17) ^ right32(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + x + w[i - 7] + y;
  }
  for (uint32_t i = 0; i < 8; i++) s[i] = (uint32_t)state[i];
  for (uint32_t i = 0; i < 64; i++) {
    const uint32_t sum1 = right32(s[4], 6) ^ right32(s[4], 11) ^ right32(s[4], 25);
    const uint32_t sum0 = right32(s[0], 2) ^ right32(s[0], 13) ^ right32(s[0], 22);
    const uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    const uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    const uint32_t t = s[7] + sum1 + choice + (uint32_t)(roots[i] >> 32) + w[i];
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += t;
    s[0] = t + sum0 + majority;
  }
  for (uint32_t i = 0; i < 8; i++) state[i] = (uint32_t)(state[i] + s[i]);
}

static void block64(uint64_t *state, const uint8_t *block) {
  uint64_t w[80], s[8];
  for (uint32_t i = 0; i < 16; i++) w[i] = big_endian(block + 8 * i, 8);
  for (uint32_t i = 16; i < 80; i++) {
    const uint64_t x = right64(w[i - 15], 1) ^ right64(w[i - 15], 8) ^ w[i - 15] >> 7;
    const uint64_t y = right64(w[i - 2], 19) ^ right64(w[i - 2], 61) ^ w[i - 2] >> 6;
    w[i] = w[i - 16] + x + w[i - 7] + y;
  }
  memcpy(s, state, sizeof s);
  for (uint32_t i = 0; i < 80; i++) {
    const uint64_t sum1 = right64(s[4], 14) ^ right64(s[4], 18) ^ right64(s[4], 41);
    const uint64_t sum0 = right64(s[0], 28) ^ right64(s[0], 34) ^ right64(s[0], 39);
    const uint64_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
    const uint64_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
    const uint64_t t = s[7] + sum1 + choice + roots[i] + w[i];
    memmove(s + 1, s, 7 * sizeof *s);
    s[4] += t;
    s[0] = t + sum0 + majority;
  }
  for (uint32_t i = 0; i < 8; i++) state[i] += s[i];
}

/* Whole blocks, then 0x80, zeros, and the length in bits. `word`: bytes of one. */
static void run_blocks(uint64_t *state, uint32_t word, const char *p, uint64_t n) {
  void (*const block)(uint64_t *, const uint8_t *) = word == 8 ? block64 : block32;
  const uint32_t size = 16 * word, rest = (uint32_t)(n % size), room = rest < size - 2 * word ? size : 2 * size;
  uint8_t last[256] = {0};
  memcpy(last, p + (n - rest), rest);
  last[rest] = 0x80;
  for (uint32_t i = 0; i < 8; i++) last[room - 1 - i] = (uint8_t)(n * 8 >> 8 * i);
  for (; n >= size; n -= size, p += size) block(state, (const uint8_t *)p);
  for (uint32_t i = 0; i < room; i += size) block(state, last + i);
}

uint32_t sha2_digest(const char *p, uint64_t n, int64_t bits, uint8_t digest[DIGEST_MAX]) {
  if (bits == 0) bits = 256;
  if (bits != 224 && bits != 256 && bits != 384 && bits != 512) return 0;
  const uint32_t word = bits > 256 ? 8 : 4, bytes = (uint32_t)bits / 8;
  const uint64_t *square = squares + (bits == 224 || bits == 384 ? 8 : 0);
  uint64_t state[8];
  for (uint32_t i = 0; i < 8; i++)
    state[i] = bits > 256 ? square[i] : bits == 256 ? square[i] >> 32 : square[i] & UINT32_MAX;
  run_blocks(state, word, p, n);
  for (uint32_t i = 0; i < bytes; i++) digest[i] = (uint8_t)(state[i / word] >> 8 * (word - 1 - i % word));
  return bytes;
}
