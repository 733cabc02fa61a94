/* SPDX-License-Identifier: Apache-2.0 */
/* MD5 (RFC 1321) and SHA-1 (RFC 3174): both work on blocks of 64 bytes, padded alike but for the order of bytes. */
#include "digest.h"
#include <string.h>

enum { BLOCK = 64 };

static uint32_t left(uint32_t x, uint32_t n) { return x << n | x >> (32 - n); }

/* What is behind the last whole block: 0x80, zeros, the length in bits. Gives how many bytes (64 or 128). */
static uint32_t last_blocks(const char *p, uint64_t n, int big_endian, uint8_t last[2 * BLOCK]) {
  const uint32_t rest = (uint32_t)(n % BLOCK), size = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
  memset(last, 0, 2 * BLOCK);
  memcpy(last, p + (n - rest), rest);
  last[rest] = 0x80;
  for (uint32_t i = 0; i < 8; i++) last[big_endian ? size - 1 - i : size - 8 + i] = (uint8_t)(n * 8 >> 8 * i);
  return size;
}

typedef void (*block_fn)(uint32_t *state, const uint8_t *block);

static void run_blocks(uint32_t *state, block_fn block, int big_endian, const char *p, uint64_t n) {
  uint8_t last[2 * BLOCK];
  const uint32_t size = last_blocks(p, n, big_endian, last);
  for (; n >= BLOCK; n -= BLOCK, p += BLOCK) block(state, (const uint8_t *)p);
  for (uint32_t i = 0; i < size; i += BLOCK) block(state, last + i);
}

/* ---- MD5 --------------------------------------------------------------------------------------------------------- */

/* floor(2^32 * abs(sin(i + 1))) */
static const uint32_t md5_sines[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};

static void md5_block(uint32_t *state, const uint8_t *block) {
  static const uint8_t turn[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  static const uint8_t step[4] = {1, 5, 3, 7}, start[4] = {0, 1, 5, 0};
  uint32_t word[16], a = state[0], b = state[1], c = state[2], d = state[3];
  for (uint32_t i = 0; i < 16; i++)
    word[i] = block[4 * i] | (uint32_t)block[4 * i + 1] << 8 | (uint32_t)block[4 * i + 2] << 16 |
              (uint32_t)block[4 * i + 3] << 24;
  for (uint32_t i = 0; i < 64; i++) {
    const uint32_t round = i / 16;
    const uint32_t f = round == 0   ? (b & c) | (~b & d)
                       : round == 1 ? (d & b) | (~d & c)
                       : round == 2 ? b ^ c ^ d
                                    : c ^ (b | ~d);
    const uint32_t sum = a + f + md5_sines[i] + word[(start[round] + step[round] * i) % 16];
    a = d, d = c, c = b;
    b += left(sum, turn[round][i % 4]);
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
}

void md5_digest(const char *p, uint64_t n, uint8_t digest[MD5_SIZE]) {
  uint32_t state[4] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  run_blocks(state, md5_block, 0, p, n);
  for (uint32_t i = 0; i < MD5_SIZE; i++) digest[i] = (uint8_t)(state[i / 4] >> 8 * (i % 4));
}

/* ---- SHA-1 ------------------------------------------------------------------------------------------------------- */

static void sha1_block(uint32_t *state, const uint8_t *block) {
  static const uint32_t constant[4] = {0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xCA62C1D6};
  uint32_t word[80], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
  for (uint32_t i = 0; i < 16; i++)
    word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
              block[4 * i + 3];
  for (uint32_t i = 16; i < 80; i++) word[i] = left(word[i - 3] ^ word[i - 8] ^ word[i - 14] ^ word[i - 16], 1);
  for (uint32_t i = 0; i < 80; i++) {
    const uint32_t round = i / 20;
    const uint32_t f = round == 0 ? (b & c) | (~b & d) : round == 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    const uint32_t sum = left(a, 5) + f + e + constant[round] + word[i];
    e = d, d = c, c = left(b, 30), b = a, a = sum;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d, state[4] += e;
}

void sha1_digest(const char *p, uint64_t n, uint8_t digest[SHA1_SIZE]) {
  uint32_t state[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  run_blocks(state, sha1_block, 1, p, n);
  for (uint32_t i = 0; i < SHA1_SIZE; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}
