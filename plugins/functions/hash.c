/* SPDX-License-Identifier: Apache-2.0 */
/* hash (Murmur3, 32 bits), xxhash64 and crc32, as Spark computes them: the hash of one argument is the seed of the next,
 * nulls change nothing, lists and structs are hashed element by element. */
#include "functions.h"
#include <math.h>

/* ---- Murmur3 ----------------------------------------------------------------------------------------------------- */

static uint32_t left32(uint32_t x, uint32_t n) { return x << n | x >> (32 - n); }

static uint32_t murmur_mix(uint32_t hash, uint32_t word) {
  hash ^= left32(word * 0xCC9E2D51u, 15) * 0x1B873593u;
  return left32(hash, 13) * 5 + 0xE6546B64u;
}

static uint32_t murmur_finish(uint32_t hash, uint32_t bytes) {
  hash ^= bytes;
  hash = (hash ^ hash >> 16) * 0x85EBCA6Bu;
  hash = (hash ^ hash >> 13) * 0xC2B2AE35u;
  return hash ^ hash >> 16;
}

static uint64_t murmur_bool(uint64_t seed, uint32_t x) { return murmur_finish(murmur_mix((uint32_t)seed, x), 4); }

static uint64_t murmur_long(uint64_t seed, uint64_t x) {
  return murmur_finish(murmur_mix(murmur_mix((uint32_t)seed, (uint32_t)x), (uint32_t)(x >> 32)), 8);
}

/* The bytes behind the last whole word are words of their own, with their sign: Spark's way, not Murmur's. */
static uint64_t murmur_bytes(uint64_t seed, const char *p, uint32_t n) {
  uint32_t hash = (uint32_t)seed, i = 0, word;
  for (; n - i >= 4; i += 4) {
    memcpy(&word, p + i, 4);
    hash = murmur_mix(hash, word);
  }
  for (; i < n; i++) hash = murmur_mix(hash, (uint32_t)(int32_t)(signed char)p[i]);
  return murmur_finish(hash, n);
}

/* ---- XXH64 ------------------------------------------------------------------------------------------------------- */

#define P1 UINT64_C(0x9E3779B185EBCA87)
#define P2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define P3 UINT64_C(0x165667B19E3779F9)
#define P4 UINT64_C(0x85EBCA77C2B2AE63)
#define P5 UINT64_C(0x27D4EB2F165667C5)

static uint64_t left64(uint64_t x, uint32_t n) { return x << n | x >> (64 - n); }
static uint64_t word_at(const char *p) {
  uint64_t x;
  memcpy(&x, p, 8);
  return x;
}

static uint64_t xx_finish(uint64_t hash) {
  hash = (hash ^ hash >> 33) * P2;
  hash = (hash ^ hash >> 29) * P3;
  return hash ^ hash >> 32;
}
static uint64_t xx_round(uint64_t sum, uint64_t x) { return left64(sum + x * P2, 31) * P1; }
static uint64_t xx_word(uint64_t hash, uint64_t x) { return left64(hash ^ xx_round(0, x), 27) * P1 + P4; }
static uint64_t xx_half(uint64_t hash, uint32_t x) { return left64(hash ^ x * P1, 23) * P2 + P3; }

static uint64_t xx_bool(uint64_t seed, uint32_t x) { return xx_finish(xx_half(seed + P5 + 4, x)); }
static uint64_t xx_long(uint64_t seed, uint64_t x) { return xx_finish(xx_word(seed + P5 + 8, x)); }

/* Blocks of 32 bytes; *at is left behind the last. */
static uint64_t xx_blocks(uint64_t seed, const char **at, const char *end) {
  uint64_t sum[4] = {seed + P1 + P2, seed + P2, seed, seed - P1};
  for (; end - *at >= 32; *at += 32)
    for (uint32_t i = 0; i < 4; i++) sum[i] = xx_round(sum[i], word_at(*at + 8 * i));
  uint64_t hash = left64(sum[0], 1) + left64(sum[1], 7) + left64(sum[2], 12) + left64(sum[3], 18);
  for (uint32_t i = 0; i < 4; i++) hash = (hash ^ xx_round(0, sum[i])) * P1 + P4;
  return hash;
}

static uint64_t xx_bytes(uint64_t seed, const char *p, uint32_t n) {
  const char *end = p + n;
  uint64_t hash = (n >= 32 ? xx_blocks(seed, &p, end) : seed + P5) + n;
  uint32_t half;
  for (; end - p >= 8; p += 8) hash = xx_word(hash, word_at(p));
  if (end - p >= 4) {
    memcpy(&half, p, 4);
    hash = xx_half(hash, half);
    p += 4;
  }
  for (; p < end; p++) hash = left64(hash ^ (unsigned char)*p * P5, 11) * P1;
  return xx_finish(hash);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

typedef struct hasher {
  uint64_t (*of_bool)(uint64_t seed, uint32_t x);
  uint64_t (*of_long)(uint64_t seed, uint64_t x);
  uint64_t (*of_bytes)(uint64_t seed, const char *p, uint32_t n);
} hasher;

/* -0.0 is 0.0, and all NaN are one. */
static uint64_t real_bits(double x) {
  const double plain = x == 0 ? 0 : x;
  uint64_t bits;
  memcpy(&bits, &plain, 8);
  return isnan(x) ? UINT64_C(0x7FF8000000000000) : bits;
}

static uint64_t hash_value(const hasher *h, const weir_field *field, const weir_column *c, uint32_t r, uint64_t seed) {
  if (weir_is_null(c, r)) return seed;
  switch (field->type) {
  case WEIR_BOOL:
    return h->of_bool(seed, ((const uint8_t *)c->data)[r]);
  case WEIR_F64:
    return h->of_long(seed, real_bits(((const double *)c->data)[r]));
  case WEIR_STRING:
  case WEIR_BINARY: {
    const weir_str *s = (const weir_str *)c->data + r;
    return h->of_bytes(seed, weir_text(s), s->len);
  }
  case WEIR_LIST:
    for (uint32_t i = r > 0 ? c->ends[r - 1] : c->first; i < c->ends[r]; i++)
      seed = hash_value(h, field->child, c->child, i, seed);
    return seed;
  case WEIR_STRUCT:
    for (uint32_t i = 0; i < field->children; i++)
      seed = hash_value(h, field->child + i, c->child + i, c->first + r, seed);
    return seed;
  default:
    return h->of_long(seed, ((const uint64_t *)c->data)[r]);
  }
}

enum { SEED = 42 };

static weir_status hash_with(const hasher *h, const weir_call *call, const weir_column *const *arg, uint32_t rows,
                             uint64_t *to) {
  for (uint32_t r = 0; r < rows; r++) to[r] = SEED;
  for (uint32_t i = 0; i < call->args; i++)
    for (uint32_t r = 0; r < rows; r++) to[r] = hash_value(h, call->arg[i], arg[i], r, to[r]);
  return WEIR_OK;
}

/* The result is Spark's int: with its sign. */
static weir_status murmur(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                          uint32_t column) {
  static const hasher h = {murmur_bool, murmur_long, murmur_bytes};
  uint64_t *to = out->col[column].data;
  const weir_status status = hash_with(&h, call, arg, rows, to);
  for (uint32_t r = 0; r < rows; r++) to[r] = (uint64_t)(int64_t)(int32_t)(uint32_t)to[r];
  return status;
}

static weir_status xxhash64(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                            uint32_t column) {
  static const hasher h = {xx_bool, xx_long, xx_bytes};
  return hash_with(&h, call, arg, rows, out->col[column].data);
}

static int has_map(const weir_field *field) {
  if (field->type == WEIR_MAP) return 1;
  for (uint32_t i = 0; i < field->children; i++)
    if (has_map(field->child + i)) return 1;
  return 0;
}

static weir_status bind_hash(weir_call *call, weir_error *err) {
  for (uint32_t i = 0; i < call->args; i++)
    if (has_map(call->arg[i])) {
      err->option = (int32_t)i;
      return function_refuse(
          err, "maps have no hash, since equal ones may be in any order; hash map_keys(m) and map_values(m)");
    }
  const weir_field field = {.name = "hash", .type = WEIR_I64};
  return call->set_result(call, &field);
}

LENIENT_BOUND(hash, "hash(x, …): Spark's hash of the arguments, 32 bits with a sign (Murmur3); nulls change nothing",
              "(any, any...)", bind_hash, murmur);
LENIENT_BOUND(xxhash64, "xxhash64(x, …): Spark's hash of the arguments, 64 bits (XXH64); nulls change nothing",
              "(any, any...)", bind_hash, xxhash64);

/* ---- crc32 ------------------------------------------------------------------------------------------------------- */

static void crc_table(uint32_t table[256]) {
  for (uint32_t i = 0; i < 256; i++) {
    table[i] = i;
    for (int bit = 0; bit < 8; bit++) table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xEDB88320u : 0);
  }
}

static weir_status crc32(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                         uint32_t column) {
  uint32_t table[256];
  const weir_str *text = arg[0]->data;
  int64_t *to = out->col[column].data;
  (void)call;
  crc_table(table);
  for (uint32_t r = 0; r < rows; r++) {
    const char *p = weir_text(text + r);
    uint32_t sum = UINT32_MAX;
    for (uint32_t i = 0; i < text[r].len; i++) sum = sum >> 8 ^ table[(sum ^ (unsigned char)p[i]) & 255];
    to[r] = (int64_t)(sum ^ UINT32_MAX);
  }
  return WEIR_OK;
}

STRICT(crc32, "crc32(bytes): the CRC-32 (zlib's) of a string or binary", "(string|binary) -> int64", crc32);
