/* SPDX-License-Identifier: Apache-2.0 */
/* Looking keys up: the hot loop of every aggregation.
 *
 * Hashes of the whole chunk are computed at its first run and kept. A run's loop prefetches lines ahead (past the run's
 * end, to the chunk's), takes the better of a line's two slots without a branch, and notes the rows that did not hit,
 * again without one; those – new, displaced and long keys – are looked up properly afterwards. One
 * thread at a time. */
#include "state/table_inside.h"

/* ---- one key -------------------------------------------------------------------------------------------------- */

/* Both keys are over 12 bytes, of the same length and first four bytes. Up to 32 bytes: four overlapping words, no
 * branch. */
static inline bool long_equal(const weir_str *a, const weir_str *b) {
  const char *p = a->u.ptr, *q = b->u.ptr;
  uint32_t n = a->len;
  if (__builtin_expect(n > 32, 0)) return memcmp(p, q, n) == 0;
  uint32_t second = n >= 16 ? 8 : n - 8, third = n >= 16 ? n - 16 : 0, last = n - 8;
  return ((table_word(p) ^ table_word(q)) | (table_word(p + second) ^ table_word(q + second)) |
          (table_word(p + third) ^ table_word(q + third)) | (table_word(p + last) ^ table_word(q + last))) == 0;
}

static inline bool slot_has(const char *slot, const weir_str *key) {
  if (table_word(slot) != table_word(key)) return false;
  const weir_str *stored = (const weir_str *)(const void *)slot;
  return table_word(slot + 8) == table_word((const char *)key + 8) || (key->len > 12 && long_equal(stored, key));
}

char *table_seek(const table *t, const weir_str *key, uint32_t hash) {
  uint64_t mask = t->capacity - 1;
  for (uint64_t line = hash >> t->hash_shift;; line = (line + 2) & mask)
    for (uint64_t side = 0; side < 2; side++) {
      char *slot = table_slot_at(t, line ^ side);
      if (table_word(slot) == 0 || slot_has(slot, key)) return slot;
    }
}

static void *scratch_slot(table *t) {
  memset(t->scratch, 0, table_slot_size(t));
  return t->scratch + TABLE_KEY_SIZE;
}

/* The free slot becomes the key's. */
static void *take_slot(table *t, char *slot, const weir_str *key) {
  weir_str own = *key;
  if (key->len > 12) {
    char *bytes = arena_get(&t->strings, key->len);
    if (!bytes) {
      t->failed = true;
      return scratch_slot(t);
    }
    memcpy(bytes, key->u.ptr, key->len);
    own.u.ptr = bytes;
  }
  memcpy(slot, &own, sizeof own);
  t->used++;
  t->live++;
  if (t->stream) table_note_new(t, slot);
  return slot + TABLE_KEY_SIZE;
}

static void *upsert_empty(table *t) {
  char *slot = table_empty_slot(t);
  if (!t->has_empty) {
    t->has_empty = true;
    t->live++;
    if (t->stream) table_note_new(t, slot);
  } else if (t->stream && table_stamp(t, slot) != t->stamp) {
    table_touch(t, slot);
  }
  return slot + TABLE_KEY_SIZE;
}

/* A row that did not hit at once; `near` is the slot that was looked at. */
static inline void *upsert_one(table *t, const weir_str *key, uint32_t hash, void *near) {
  if (table_word(key) == 0) return upsert_empty(t);
  if (key->len > 12 && slot_has((const char *)near - TABLE_KEY_SIZE, key)) return near;
  char *slot = table_seek(t, key, hash);
  return table_word(slot) == 0 ? take_slot(t, slot, key) : slot + TABLE_KEY_SIZE;
}

/* ---- a run ---------------------------------------------------------------------------------------------------- */

/* Slots of n keys, right for those that hit; the others' rows into miss. Gives how many did not. `shift` and
 * `with_empty` are constants where this is called. */
static inline __attribute__((always_inline)) uint32_t probe_run(const table *t, const weir_str *key,
                                                                const uint32_t *hash, uint32_t n, void **slot,
                                                                uint16_t *miss, uint32_t shift, bool with_empty) {
  char *slots = t->slots;
  const uint32_t hash_shift = t->hash_shift;
  const uint64_t size = UINT64_C(1) << shift;
  uint32_t misses = 0;
  for (uint32_t i = 0; i < n; i++) {
    __builtin_prefetch(slots + ((uint64_t)(hash[i + TABLE_AHEAD] >> hash_shift) << shift), 1);
    uint64_t word = table_word(&key[i]), rest = table_word((const char *)&key[i] + 8);
    uint64_t at = (uint64_t)(hash[i] >> hash_shift) << shift;
    at ^= table_word(slots + at) != word ? size : 0;
    char *found = slots + at;
    slot[i] = found + TABLE_KEY_SIZE;
    miss[misses] = (uint16_t)i;
    uint32_t missed = ((table_word(found) ^ word) | (table_word(found + 8) ^ rest)) != 0;
    if (with_empty) missed |= word == 0; /* a free slot looks like the empty key */
    misses += missed;
  }
  return misses;
}

static uint32_t probe(const table *t, const weir_str *key, const uint32_t *hash, uint32_t n, void **slot,
                      uint16_t *miss) {
  if (t->slot_shift == 5 && !t->with_empty) return probe_run(t, key, hash, n, slot, miss, 5, false);
  if (t->slot_shift == 5) return probe_run(t, key, hash, n, slot, miss, 5, true);
  if (t->slot_shift == 6) return probe_run(t, key, hash, n, slot, miss, 6, true);
  return probe_run(t, key, hash, n, slot, miss, t->slot_shift, true);
}

/* The bytes of long keys, and the lines that displaced and new keys go on to, are on their way before the first is
 * needed. */
static void prefetch_misses(const weir_str *key, const uint16_t *miss, uint32_t misses, void *const *slot) {
  for (uint32_t m = 0; m < misses; m++) {
    const weir_str *k = &key[miss[m]], *stored = table_slot_key(slot[miss[m]]);
    bool is_long = k->len > 12 && table_word(k) == table_word(stored);
    __builtin_prefetch(is_long ? stored->u.ptr : (const char *)stored + 64);
  }
}

static void upsert_run(table *t, const weir_str *key, const uint32_t *hash, uint32_t n, void **slot) {
  uint16_t miss[TABLE_RUN + 1];
  uint32_t misses = probe(t, key, hash, n, slot, miss);
  prefetch_misses(key, miss, misses, slot);
  for (uint32_t m = 0; m < misses; m++) slot[miss[m]] = upsert_one(t, &key[miss[m]], hash[miss[m]], slot[miss[m]]);
  if (!t->stream) return;
  for (uint32_t i = 0; i < n; i++) {
    char *base = (char *)slot[i] - TABLE_KEY_SIZE;
    if (table_stamp(t, base) != t->stamp && base != t->scratch) table_touch(t, base);
  }
}

/* ---- a chunk -------------------------------------------------------------------------------------------------- */

static void prefetch_first(const table *t, const uint32_t *hash, uint32_t n) {
  for (uint32_t i = 0; i < n && i < TABLE_AHEAD; i++) __builtin_prefetch(table_slot_at(t, hash[i] >> t->hash_shift), 1);
}

/* Views and hashes of rows first .. first+n at least; *key is the view of row `first`, *hash its hash. False: out of
 * memory. */
static bool prepare(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const weir_str **key,
                    const uint32_t **hash) {
  uint64_t serial = keys->host ? *(const uint64_t *)keys->host : 0;
  if (!keys->host || !t->kept || serial != t->serial) {
    uint32_t begin = keys->host ? 0 : first, rows = keys->host ? keys->rows : n;
    t->kept = false;
    t->view = keys_encode_part(&t->coder, keys, begin, rows);
    if (!t->view) return false;
    t->with_empty = hash_views(&t->config.seed, t->config.share, t->view, rows, t->hash) != 0;
    prefetch_first(t, t->hash + (first - begin), rows - (first - begin));
    t->kept = keys->host != NULL;
    t->serial = serial;
  }
  *key = t->view + (t->kept ? first : 0);
  *hash = t->hash + (t->kept ? first : 0);
  return true;
}

static void all_scratch(table *t, uint32_t n, void **slot) {
  void *scratch = scratch_slot(t);
  t->failed = true;
  for (uint32_t i = 0; i < n; i++) slot[i] = scratch;
}

void table_upsert(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  const weir_str *key;
  const uint32_t *hash;
  table_take_back(t);
  if (t->strings_over) {
    arena_reset(&t->strings, table_strings_keep(t));
    t->strings_over = false;
  }
  if (!table_mend(t) || !table_make_room(t, n)) {
    all_scratch(t, n, slot);
    return;
  }
  if (!keys || !t->config.key->count) {
    void *only = n ? upsert_empty(t) : NULL;
    for (uint32_t i = 0; i < n; i++) slot[i] = only;
    return;
  }
  if (!prepare(t, keys, first, n, &key, &hash)) {
    all_scratch(t, n, slot);
    return;
  }
  for (uint32_t at = 0; at < n; at += TABLE_RUN)
    upsert_run(t, key + at, hash + at, n - at < TABLE_RUN ? n - at : TABLE_RUN, slot + at);
}

static const void *find_one(const table *t, const weir_str *key, uint32_t hash) {
  const char *slot = table_word(key) == 0 ? table_empty_slot(t) : table_seek(t, key, hash);
  return table_is_live(t, slot) ? slot + TABLE_KEY_SIZE : NULL;
}

void table_find(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const void **slot) {
  const weir_str *key;
  const uint32_t *hash;
  table_take_back(t);
  bool keyed = keys && t->config.key->count;
  if (!table_mend(t) || (keyed && !prepare(t, keys, first, n, &key, &hash))) {
    t->failed = true;
    for (uint32_t i = 0; i < n; i++) slot[i] = NULL;
    return;
  }
  const weir_str empty = {0};
  for (uint32_t i = 0; i < n; i++) slot[i] = keyed ? find_one(t, &key[i], hash[i]) : find_one(t, &empty, 0);
}
