/* SPDX-License-Identifier: Apache-2.0 */
/* What a key costs: Zipf-distributed words counted in a batch-scope table (upsert 256 rows, add 1 to each), the walk
 * that empties it, a stream-scope table with its undo log, the hash alone in every body, and the longest pause of a
 * table growing to a million keys. Prints minima and medians of nanoseconds a key. */
#include "state/table.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CHUNK = 2048, RUN = 256, ROUNDS = 11, KEYS = 100000, WORDS = 4 << 20, MANY = 1 << 20 };

typedef struct setup {
  memory *memory;
  weir_str *key; /* WORDS of them */
  weir_schema key_schema, value_schema;
  weir_field key_field, value_field;
} setup;

static double now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static double uniform(uint64_t *state) { return (double)(next_random(state) >> 11) / 9007199254740992.0; }

/* Words of 2 to 12 letters, one in fifty of 13 to 24. */
static void make_words(char (*word)[32], uint32_t *length, uint64_t *state) {
  for (uint32_t i = 0; i < KEYS; i++) {
    uint64_t r = next_random(state);
    length[i] = (uint32_t)(r % 50 == 0 ? 13 + r / 50 % 12 : 4 + r / 50 % 6);
    for (uint32_t c = 0; c < length[i]; c++) word[i][c] = (char)('a' + next_random(state) % 26);
  }
}

static weir_str *make_keys(void) {
  static char word[KEYS][32];
  static uint32_t length[KEYS];
  static double upto[KEYS];
  uint64_t state = 88172645463325252u;
  double sum = 0;
  make_words(word, length, &state);
  for (uint32_t i = 0; i < KEYS; i++) upto[i] = sum += 1.0 / (i + 1.0);
  weir_str *key = aligned_alloc(64, (WORDS + 64) * sizeof *key);
  for (uint32_t i = 0; key && i < WORDS; i++) {
    double u = uniform(&state) * sum;
    uint32_t low = 0, high = KEYS - 1;
    while (low < high) {
      uint32_t middle = (low + high) / 2;
      if (upto[middle] < u)
        low = middle + 1;
      else
        high = middle;
    }
    key[i] = weir_view(word[low], length[low]);
  }
  return key;
}

static table *make_table(const setup *s, uint32_t scope) {
  const table_config config = {.key = &s->key_schema,
                               .value = &s->value_schema,
                               .value_size = 8,
                               .scope = scope,
                               .seed = {{1, 2}},
                               .share = HASH_FINAL,
                               .memory = s->memory};
  return table_create(&config);
}

/* Counts n words, chunk by chunk; `serial` is another one for every chunk of the program. Gives the ns spent in it. As
 * in a pipeline a chunk's columns were written just before: that copy is not counted. */
static double count_words(table *t, const weir_str *key, uint32_t n, uint64_t *serial) {
  static _Alignas(64) weir_str buffer[CHUNK + 8];
  void *slot[RUN];
  double ns = 0;
  for (uint32_t at = 0; at < n; at += CHUNK) {
    weir_column column = {.data = buffer, .type = WEIR_STRING};
    weir_chunk chunk = {.size = sizeof chunk,
                        .rows = n - at < CHUNK ? n - at : CHUNK,
                        .columns = 1,
                        .stride = sizeof column,
                        .col = &column,
                        .host = serial};
    memcpy(buffer, key + at, chunk.rows * sizeof *key);
    ++*serial;
    double begin = now_ns();
    for (uint32_t first = 0; first < chunk.rows; first += RUN) {
      uint32_t run = chunk.rows - first < RUN ? chunk.rows - first : RUN;
      table_upsert(t, &chunk, first, run, slot);
      for (uint32_t i = 0; i < run; i++) ++*(int64_t *)slot[i];
    }
    ns += now_ns() - begin;
  }
  return ns;
}

static uint64_t walk(table *t, uint32_t flags) {
  weir_scan scan = {.size = sizeof scan, .flags = flags};
  uint64_t sum = 0;
  for (uint32_t n; (n = table_scan(t, &scan)) > 0;)
    for (uint32_t i = 0; i < n; i++) sum += *(const uint64_t *)scan.slot[i];
  return sum;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void print(const char *what, double *ns) {
  qsort(ns, ROUNDS, sizeof *ns, by_value);
  printf("%-44s %6.2f min %6.2f median ns/key\n", what, ns[0], ns[ROUNDS / 2]);
}

static void bench_hash(const setup *s) {
  static const char *const name[HASH_BODIES] = {"hash, portable", "hash, AES-NI", "hash, VAES"};
  uint32_t hash[CHUNK];
  hash_seed seed = {{1, 2}};
  for (int level = 0; level < HASH_BODIES; level++) {
    hash_fn body = hash_body(level);
    double ns[ROUNDS];
    if (!body) continue;
    for (int round = 0; round < ROUNDS; round++) {
      double begin = now_ns();
      for (uint32_t at = 0; at < WORDS; at += CHUNK)
        body(&seed, HASH_FINAL, (hash_scale){0, 0}, s->key + at % (8 * CHUNK), CHUNK, hash);
      ns[round] = (now_ns() - begin) / WORDS;
    }
    print(name[level], ns);
  }
}

static int bench_batch(const setup *s) {
  table *t = make_table(s, WEIR_SCOPE_BATCH);
  double fill[ROUNDS], empty[ROUNDS];
  uint64_t serial = 0, keys = 0, bytes = 0, sum = 0;
  if (!t) return 1;
  count_words(t, s->key, WORDS, &serial);
  walk(t, WEIR_SCAN_CLEAR);
  for (int round = 0; round < ROUNDS; round++) {
    fill[round] = count_words(t, s->key, WORDS, &serial) / WORDS;
    keys = table_keys(t);
    bytes = table_bytes(t);
    double begin = now_ns();
    sum = walk(t, WEIR_SCAN_CLEAR);
    empty[round] = (now_ns() - begin) / (double)keys;
  }
  print("batch scope, upsert and add", fill);
  print("batch scope, walk that clears", empty);
  printf("%llu keys, %llu KB, %s\n", (unsigned long long)keys, (unsigned long long)bytes >> 10,
         sum == WORDS && !table_failed(t) ? "counts right" : "COUNTS WRONG");
  table_destroy(t);
  return sum == WORDS ? 0 : 1;
}

static int bench_stream(const setup *s) {
  table *t = make_table(s, WEIR_SCOPE_STREAM);
  double fill[ROUNDS], commit[ROUNDS];
  uint64_t serial = 0;
  if (!t) return 1;
  for (int round = 0; round < ROUNDS; round++) {
    table_begin(t, round + 1);
    fill[round] = count_words(t, s->key, WORDS, &serial) / WORDS;
    double begin = now_ns();
    table_commit(t);
    commit[round] = (now_ns() - begin) / KEYS;
  }
  print("stream scope, upsert and add", fill);
  print("stream scope, commit", commit);
  bool good = walk(t, WEIR_SCAN_ALL) == (uint64_t)ROUNDS * WORDS;
  table_destroy(t);
  return good ? 0 : 1;
}

/* Distinct keys of 8 bytes, one run after another: the longest call is the last doubling. */
static int bench_growth(const setup *s) {
  table *t = make_table(s, WEIR_SCOPE_STREAM);
  weir_str key[CHUNK];
  uint64_t serial = 0;
  double longest = 0, all = now_ns();
  if (!t) return 1;
  table_begin(t, 1);
  for (uint32_t at = 0; at < MANY; at += RUN) {
    for (uint32_t i = 0; i < RUN; i++) {
      uint64_t value = (at + i) * UINT64_C(0x9e3779b97f4a7c15);
      key[i] = weir_view((const char *)&value, 8);
    }
    double ns = count_words(t, key, RUN, &serial);
    if (ns > longest) longest = ns;
    if (at % (1 << 16) == 0) {
      table_commit(t);
      table_begin(t, at + 2);
    }
  }
  printf("growth to %d keys: %.1f ms, longest pause %.2f ms\n", MANY, (now_ns() - all) / 1e6, longest / 1e6);
  bool good = table_keys(t) == MANY && !table_failed(t);
  table_destroy(t);
  return good ? 0 : 1;
}

int main(void) {
  setup s = {.memory = memory_create(UINT64_C(4) << 30), .key = make_keys()};
  s.key_field = (weir_field){.name = "word", .type = WEIR_STRING};
  s.value_field = (weir_field){.name = "count", .type = WEIR_I64};
  s.key_schema =
      (weir_schema){.size = sizeof(weir_schema), .count = 1, .stride = sizeof(weir_field), .field = &s.key_field};
  s.value_schema = s.key_schema;
  s.value_schema.field = &s.value_field;
  if (!s.memory || !s.key) return 1;
  printf("hash level in use: %d\n", hash_level());
  bench_hash(&s);
  int status = bench_batch(&s) | bench_stream(&s) | bench_growth(&s);
  free(s.key);
  memory_unref(s.memory);
  return status;
}
