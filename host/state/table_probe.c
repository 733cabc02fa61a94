/* SPDX-License-Identifier: Apache-2.0 */
/* Looking keys up: the hot loop of every aggregation.
 *
 * Where each row's slot should be is computed for the whole chunk at its first run and kept. A run's loop fetches lines
 * ahead (past the run's end, to the chunk's), takes the better of a line's two slots without a branch, and notes the
 * rows that did not hit; those – new, displaced and long keys – are looked up properly afterwards, their memory on its
 * way by then. One thread at a time. */
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

char *table_seek(const table *t, const weir_str *key, uint32_t place) {
  const uint64_t mask = t->capacity - 1;
  for (uint64_t line = place >> t->scale.left;; line = (line + 2) & mask)
    for (uint64_t side = 0; side < 2; side++) {
      char *slot = table_slot_at(t, line ^ side);
      if (table_word(slot) == 0 || slot_has(slot, key)) return slot;
    }
}

uint32_t table_places(const table *t, const weir_str *key, uint32_t n, uint32_t *place) {
  return hash_places(&t->config.seed, t->config.share, t->scale, key, n, place);
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
static inline void *upsert_one(table *t, const weir_str *key, uint32_t place, char *near) {
  if (table_word(key) == 0) return upsert_empty(t);
  if (key->len > 12 && slot_has(near, key)) return near + TABLE_KEY_SIZE;
  char *slot = table_seek(t, key, place);
  return table_word(slot) == 0 ? take_slot(t, slot, key) : slot + TABLE_KEY_SIZE;
}

/* ---- a run ---------------------------------------------------------------------------------------------------- */

typedef struct misses {
  uint32_t rows;
  uint16_t row[TABLE_RUN];
  char *near[TABLE_RUN];
} misses;

static inline char *slot_of_place(char *slots, uint32_t place) { return slots + (uint64_t)place * 8; }

/* The home slot or its sibling, whichever begins as the key does: chosen by arithmetic, for a branch would be
 * mispredicted once in ten keys. `size` is that of a slot. */
static inline char *near_slot(char *slots, uint64_t word, uint32_t place, uint64_t size) {
  uint64_t at = (uint64_t)place * 8;
  at ^= table_word(slots + at) != word ? size : 0;
  return slots + at;
}

/* A free slot looks like the empty key: `with_empty` is false where the chunk has none. */
static inline bool slot_is(const char *slot, uint64_t word, uint64_t rest, bool with_empty) {
  return __builtin_expect(table_word(slot) == word, 1) && __builtin_expect(table_word(slot + 8) == rest, 1) &&
         !(with_empty && word == 0);
}

static inline void note_miss(misses *missed, uint32_t row, char *near) {
  missed->row[missed->rows] = (uint16_t)row;
  missed->near[missed->rows++] = near;
}

/* Slots of those of n keys that are near. `shift` and `with_empty` are constants where this is called. */
static inline __attribute__((always_inline)) void find_run(const table *t, const weir_str *key, const uint32_t *place,
                                                           uint32_t n, void **slot, misses *missed, uint32_t shift,
                                                           bool with_empty) {
  char *slots = t->slots;
  for (uint32_t i = 0; i < n; i++) {
    __builtin_prefetch(slot_of_place(slots, place[i + TABLE_AHEAD]), 1);
    uint64_t word = table_word(&key[i]), rest = table_word((const char *)&key[i] + 8);
    char *near = near_slot(slots, word, place[i], UINT64_C(1) << shift);
    if (slot_is(near, word, rest, with_empty))
      slot[i] = near + TABLE_KEY_SIZE;
    else
      note_miss(missed, i, near);
  }
}

/* The bytes of long keys, and the lines that displaced and new keys go on to, are on their way before the first is
 * needed. */
static void prefetch_misses(const weir_str *key, const misses *missed) {
  for (uint32_t m = 0; m < missed->rows; m++) {
    const weir_str *k = &key[missed->row[m]], *stored = (const weir_str *)(const void *)missed->near[m];
    bool is_long = k->len > 12 && table_word(k) == table_word(stored);
    __builtin_prefetch(is_long ? stored->u.ptr : missed->near[m] + 64);
  }
}

static void upsert_run(table *t, const weir_str *key, const uint32_t *place, uint32_t n, void **slot) {
  misses missed;
  missed.rows = 0;
  if (t->slot_shift == 5 && !t->with_empty)
    find_run(t, key, place, n, slot, &missed, 5, false);
  else if (t->slot_shift == 5)
    find_run(t, key, place, n, slot, &missed, 5, true);
  else
    find_run(t, key, place, n, slot, &missed, t->slot_shift, true);
  prefetch_misses(key, &missed);
  for (uint32_t m = 0; m < missed.rows; m++) {
    const uint32_t row = missed.row[m];
    slot[row] = upsert_one(t, &key[row], place[row], missed.near[m]);
  }
  if (!t->stream) return;
  for (uint32_t i = 0; i < n; i++) {
    char *base = (char *)slot[i] - TABLE_KEY_SIZE;
    if (table_stamp(t, base) != t->stamp && base != t->scratch) table_touch(t, base);
  }
}

/* Wraps around, as all sums of int64 do here. */
static inline void add_one(void *slot, uint32_t offset) {
  char *at = (char *)slot + offset;
  uint64_t sum = table_word(at) + 1;
  memcpy(at, &sum, sizeof sum);
}

/* Upsert and addition in one, without slots in between: batch scope, slots of 32 bytes, no empty key in the chunk. */
static void count_run(table *t, const weir_str *key, const uint32_t *place, uint32_t n, uint32_t offset) {
  char *slots = t->slots;
  misses missed;
  missed.rows = 0;
  for (uint32_t i = 0; i < n; i++) {
    __builtin_prefetch(slot_of_place(slots, place[i + TABLE_AHEAD]), 1);
    uint64_t word = table_word(&key[i]), rest = table_word((const char *)&key[i] + 8);
    char *near = near_slot(slots, word, place[i], 32);
    if (slot_is(near, word, rest, false))
      add_one(near + TABLE_KEY_SIZE, offset);
    else
      note_miss(&missed, i, near);
  }
  prefetch_misses(key, &missed);
  for (uint32_t m = 0; m < missed.rows; m++) {
    const uint32_t row = missed.row[m];
    add_one(upsert_one(t, &key[row], place[row], missed.near[m]), offset);
  }
}

/* ---- a chunk -------------------------------------------------------------------------------------------------- */

static void prefetch_first(const table *t, const uint32_t *place, uint32_t n) {
  for (uint32_t i = 0; i < n && i < TABLE_AHEAD; i++) __builtin_prefetch(slot_of_place(t->slots, place[i]), 1);
}

/* Views and places of rows first .. first+n at least; *key is the view of row `first`, *place its place. False: out of
 * memory. */
static bool prepare(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const weir_str **key,
                    const uint32_t **place) {
  uint64_t serial = keys->host ? *(const uint64_t *)keys->host : 0;
  if (!keys->host || !t->kept || serial != t->serial) {
    uint32_t begin = keys->host ? 0 : first, rows = keys->host ? keys->rows : n;
    t->kept = false;
    t->view = keys_encode_part(&t->coder, keys, begin, rows);
    if (!t->view) return false;
    t->with_empty = table_places(t, t->view, rows, t->place) != 0;
    prefetch_first(t, t->place + (first - begin), rows - (first - begin));
    t->kept = keys->host != NULL;
    t->serial = serial;
  }
  *key = t->view + (t->kept ? first : 0);
  *place = t->place + (t->kept ? first : 0);
  return true;
}

/* What upserting n more rows needs. False: out of memory. */
static bool begin_upsert(table *t, uint32_t n) {
  table_take_back(t);
  if (t->strings_over) {
    arena_reset(&t->strings, table_strings_keep(t));
    t->strings_over = false;
  }
  return table_mend(t) && table_make_room(t, n);
}

static void all_scratch(table *t, uint32_t n, void **slot) {
  void *scratch = scratch_slot(t);
  t->failed = true;
  for (uint32_t i = 0; i < n; i++) slot[i] = scratch;
}

void table_upsert(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  const weir_str *key;
  const uint32_t *place;
  if (!begin_upsert(t, n)) {
    all_scratch(t, n, slot);
    return;
  }
  if (!keys || !t->config.key->count) {
    void *only = n ? upsert_empty(t) : NULL;
    for (uint32_t i = 0; i < n; i++) slot[i] = only;
    return;
  }
  if (!prepare(t, keys, first, n, &key, &place)) {
    all_scratch(t, n, slot);
    return;
  }
  for (uint32_t at = 0; at < n; at += TABLE_RUN)
    upsert_run(t, key + at, place + at, n - at < TABLE_RUN ? n - at : TABLE_RUN, slot + at);
}

static void count_by_slots(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, uint32_t offset) {
  void *slot[TABLE_RUN];
  table_upsert(t, keys, first, n, slot);
  for (uint32_t i = 0; i < n; i++) add_one(slot[i], offset);
}

void table_upsert_count(table *t, const weir_chunk *keys, uint32_t offset) {
  const weir_str *key;
  const uint32_t *place;
  const bool is_plain = !t->stream && t->slot_shift == 5 && t->config.key->count;
  for (uint32_t first = 0; first < keys->rows; first += TABLE_RUN) {
    const uint32_t n = keys->rows - first < TABLE_RUN ? keys->rows - first : TABLE_RUN;
    if (is_plain && begin_upsert(t, n) && prepare(t, keys, first, n, &key, &place) && !t->with_empty)
      count_run(t, key, place, n, offset);
    else
      count_by_slots(t, keys, first, n, offset);
  }
}

static const void *find_one(const table *t, const weir_str *key, uint32_t place) {
  const char *slot = table_word(key) == 0 ? table_empty_slot(t) : table_seek(t, key, place);
  return table_is_live(t, slot) ? slot + TABLE_KEY_SIZE : NULL;
}

void table_find(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const void **slot) {
  const weir_str *key;
  const uint32_t *place;
  table_take_back(t);
  bool keyed = keys && t->config.key->count;
  if (!table_mend(t) || (keyed && !prepare(t, keys, first, n, &key, &place))) {
    t->failed = true;
    for (uint32_t i = 0; i < n; i++) slot[i] = NULL;
    return;
  }
  const weir_str empty = {0};
  for (uint32_t i = 0; i < n; i++) slot[i] = keyed ? find_one(t, &key[i], place[i]) : find_one(t, &empty, 0);
}
