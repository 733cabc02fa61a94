/* SPDX-License-Identifier: Apache-2.0 */
/* approx_count_distinct(x, error): HyperLogLog with Ertl's estimator (New cardinality estimation algorithms for
 * HyperLogLog sketches, 2017), which needs no tables of corrections and has no bias at any size. The standard error is
 * `error`, 0.05 unless given; a key takes (1.106 / error)² bytes, rounded up to a power of two: 512 for 0.05.
 *
 * The first few values are kept as hashes, and counted exactly:
 *     head │ hashes …        EXACT
 *     head │ registers …     REGISTERS, one byte each */
#include "value_bytes.h"
#include <math.h>

enum { EXACT, REGISTERS, MAX_HASHES = 32, HASH_BITS = 64 };

typedef struct sketch {
  weir_str bytes;
} sketch;

typedef struct head {
  uint32_t form, hashes;
} head;

static const weir_field fields[] = {{.name = "sketch", .type = WEIR_BINARY, .offset = offsetof(sketch, bytes)}};

/* ---- bind ---- */

static double error_of(const weir_call *call) { return call->args == 2 ? aggregate_real(call->constant[1], 0) : 0.05; }

/* log2 of the number of registers: as in Spark. */
static uint32_t bits_of(const weir_call *call) {
  const double bits = ceil(2 * log2(1.106 / error_of(call)));
  return bits < 4 ? 4 : (uint32_t)bits;
}

static weir_status bind(weir_call *call, weir_error *err) {
  if (call->args < 1 || call->args > 2 || !aggregate_is_single(call->arg[0]))
    return aggregate_refuse(err, "approx_count_distinct takes one argument, which must not be a list, map or struct, "
                                 "and the standard error");
  if (call->args == 2 && (call->arg[1]->type != WEIR_F64 || !call->constant[1] || weir_is_null(call->constant[1], 0) ||
                          !(error_of(call) >= 0.0045 && error_of(call) <= 0.39)))
    return aggregate_refuse(err, "the second argument is the standard error, a number from 0.0045 to 0.39");
  return aggregate_bound(call, WEIR_I64, 0, fields, 1, sizeof(sketch), 0);
}

/* ---- states ---- */

/* A register holds how many zeros a hash's rest began with, at most, plus one. */
static void set_register(char *registers, uint32_t bits, uint64_t hash) {
  const uint64_t rest = hash << bits | UINT64_C(1) << (bits - 1);
  const char zeros = (char)(__builtin_clzll(rest) + 1);
  char *to = registers + (hash >> (HASH_BITS - bits));
  if (*to < zeros) *to = zeros;
}

static uint32_t max_hashes(uint32_t bits) {
  const uint32_t fit = (1u << bits) / sizeof(uint64_t);
  return fit < MAX_HASHES ? fit : MAX_HASHES;
}

/* The registers of a sketch, writable, made of its hashes if need be; NULL: out of memory. */
static char *to_registers(const weir_call *call, weir_table *table, weir_str *bytes, uint32_t bits) {
  uint64_t hash[MAX_HASHES] = {0};
  head h = {0, 0};
  if (bytes->len) memcpy(&h, weir_text(bytes), sizeof h);
  if (h.form == EXACT && h.hashes) memcpy(hash, weir_text(bytes) + sizeof h, h.hashes * sizeof *hash);
  char *p = call->host->slot_reserve(table, bytes, sizeof h + (UINT64_C(1) << bits));
  if (!p || h.form == REGISTERS) return p ? p + sizeof h : NULL;
  const head now = {.form = REGISTERS};
  memcpy(p, &now, sizeof now);
  p += sizeof now;
  memset(p, 0, (size_t)1 << bits);
  for (uint32_t i = 0; i < h.hashes; i++) set_register(p, bits, hash[i]);
  return p;
}

static int has_hash(const char *hashes, uint32_t n, uint64_t hash) {
  for (uint32_t i = 0; i < n; i++)
    if (memcmp(hashes + i * sizeof hash, &hash, sizeof hash) == 0) return 1;
  return 0;
}

static int add(const weir_call *call, weir_table *table, weir_str *bytes, uint32_t bits, uint64_t hash) {
  head h = {0, 0};
  if (bytes->len) memcpy(&h, weir_text(bytes), sizeof h);
  if (h.form == EXACT && has_hash(weir_text(bytes) + sizeof h, h.hashes, hash)) return 1;
  if (h.form == EXACT && h.hashes < max_hashes(bits)) {
    char *p = call->host->slot_reserve(table, bytes, sizeof h + (h.hashes + 1) * sizeof hash);
    if (!p) return 0;
    memcpy(p + sizeof h + h.hashes++ * sizeof hash, &hash, sizeof hash);
    memcpy(p, &h, sizeof h);
    return 1;
  }
  char *registers = to_registers(call, table, bytes, bits);
  if (registers) set_register(registers, bits, hash);
  return registers != NULL;
}

static void fail(const weir_call *call, weir_table *table) {
  call->host->table_fail(table, "there is not enough memory for approx_count_distinct");
}

static void update(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                   uint32_t first, uint32_t n) {
  const uint32_t bits = bits_of(call);
  value_bytes room = {0};
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++) {
    uint64_t size;
    if (weir_is_null(arg[0], first + i)) continue;
    const char *bytes = value_bytes_of(&room, arg, 1, first + i, &size);
    sketch *s = aggregate_state(slot[i], call->offset);
    good = bytes && add(call, table, &s->bytes, bits, value_hash(bytes, size));
  }
  if (!good) fail(call, table);
  value_bytes_finish(&room);
}

static int merge_one(const weir_call *call, weir_table *table, weir_str *to, const weir_str *from, uint32_t bits) {
  head h;
  if (from->len == 0) return 1;
  memcpy(&h, weir_text(from), sizeof h);
  const char *p = weir_text(from) + sizeof h;
  for (uint32_t i = 0; i < h.hashes; i++) {
    uint64_t hash;
    memcpy(&hash, p + i * sizeof hash, sizeof hash);
    if (!add(call, table, to, bits, hash)) return 0;
  }
  if (h.form == EXACT) return 1;
  char *registers = to_registers(call, table, to, bits);
  if (!registers) return 0;
  for (uint32_t i = 0; i < 1u << bits; i++) registers[i] = registers[i] > p[i] ? registers[i] : p[i];
  return 1;
}

static void merge(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                  uint32_t first, uint32_t n) {
  const weir_str *from = (const weir_str *)state[0]->data + first;
  const uint32_t bits = bits_of(call);
  int good = 1;
  for (uint32_t i = 0; i < n && good; i++)
    good = merge_one(call, table, &((sketch *)aggregate_state(slot[i], call->offset))->bytes, &from[i], bits);
  if (!good) fail(call, table);
}

/* ---- the estimate ---- */

/* x + Σ x^(2^k) 2^(k-1) */
static double sigma(double x) {
  double sum = x, weight = 1, before;
  if (x >= 1) return (double)INFINITY;
  do {
    x *= x;
    before = sum;
    sum += x * weight;
    weight += weight;
  } while (sum > before);
  return sum;
}

/* (1 - x - Σ (1 - x^(2^-k))² 2^-k) / 3 */
static double tau(double x) {
  if (x <= 0 || x >= 1) return 0;
  double sum = 1 - x, weight = 1, before;
  do {
    x = sqrt(x);
    before = sum;
    weight *= 0.5;
    sum -= (1 - x) * (1 - x) * weight;
  } while (sum < before);
  return sum / 3;
}

static double estimate(const char *registers, uint32_t bits) {
  uint32_t count[HASH_BITS + 2] = {0};
  const double m = (double)(1u << bits);
  const uint32_t most = HASH_BITS - bits;
  for (uint32_t i = 0; i < 1u << bits; i++) count[(uint8_t)registers[i]]++;
  double z = m * tau(1 - count[most + 1] / m);
  for (uint32_t k = most; k >= 1; k--) z = 0.5 * (z + count[k]);
  z += m * sigma(count[0] / m);
  return m * m / (2 * log(2.0)) / z;
}

static void result(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  int64_t *to = (int64_t *)out->col[column].data + out->rows;
  const uint32_t bits = bits_of(call);
  for (uint32_t i = 0; i < n; i++) {
    const weir_str *bytes = &((const sketch *)aggregate_state(slot[i], call->offset))->bytes;
    head h = {0, 0};
    if (bytes->len) memcpy(&h, weir_text(bytes), sizeof h);
    to[i] = h.form == EXACT ? h.hashes : (int64_t)(estimate(weir_text(bytes) + sizeof h, bits) + 0.5);
  }
}

const weir_aggregate aggregate_approx_count_distinct = {
    .size = sizeof(weir_aggregate),
    .flags = WEIR_AGGREGATE_IDEMPOTENT,
    .name = "approx_count_distinct",
    .help = "about how many different values there are; the standard error is the second argument, or 0.05",
    .bind = bind,
    .update = update,
    .merge = merge,
    .result = result};
