/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a table, for the files table*.c and the stores built on them.
 *
 * A slot is {16-byte key view, value, stamp}, a power of two long; `stamp` in stream scope only: the time of the batch
 * that last upserted the key. A free slot is all zero. A key whose first word is zero is the empty string, which
 * therefore lives in a slot of its own behind the others, as does the one slot of a table without key. Where a key was
 * removed a grave stays, so that those behind it are still found; graves go when the table is rebuilt.
 *
 * Stream scope: a key that is erased stays in its slot, its stamp TABLE_DEAD, until commit; so every key is at most
 * once in the undo log. */
#ifndef STATE_TABLE_INSIDE_H
#define STATE_TABLE_INSIDE_H
#include "data/arena.h"
#include "state/table.h"

#define TABLE_KEY_SIZE 16u
#define TABLE_MIN_SLOTS 1024u
#define TABLE_MAX_SLOTS (UINT64_C(1) << 31) /* the index is 31 of a hash's 32 bits */
#define TABLE_MAX_BYTES (UINT64_C(1) << 35) /* a place is 32 bits */
#define TABLE_RUN 256u                      /* rows that are looked up in one go */
#define TABLE_AHEAD 96u                     /* rows between a slot's prefetch and its use */
#define TABLE_SCAN_ROWS 2048u
#define TABLE_GRAVE (UINT64_C(2) << 56) /* first word of a view without bytes: no key of keys.h is so */
#define TABLE_DEAD INT64_MIN            /* stamp of an erased key */
#define TABLE_ABSENT (INT64_MIN + 1)    /* stamp in the undo log: the key was not there */
#define TABLE_NO_STAMP (INT64_MIN + 2)

typedef enum table_handed { TABLE_HANDED_NONE, TABLE_HANDED_CLEAR, TABLE_HANDED_EXPIRED } table_handed;

struct table {
  table_config config;
  char *slots;
  uint64_t capacity; /* without the slot behind the last */
  uint64_t used;     /* slots that are not free */
  uint64_t live;     /* keys */
  uint64_t graves;
  uint32_t slot_shift; /* log2 of a slot's size */
  hash_scale scale;    /* of a hash to a place: where a key's home slot begins, in words of 8 bytes from `slots` on */
  bool stream, has_empty, failed;
  char why[160];     /* of table_fail(); empty: memory is out */
  bool strings_over; /* all of `strings` is garbage, though views of it may be about */
  bool holes;        /* a clearing walk has begun: keys may be unreachable until the next rebuild */
  char *scratch;
  arena strings;
  uint64_t garbage;  /* bytes in `strings` that nothing refers to */
  uint32_t *text_at; /* offsets of string and binary fields in a value */
  uint32_t text_fields;

  /* the chunk at hand */
  keys_coder coder;
  const weir_str *view; /* of row 0; NULL: nothing kept */
  uint64_t serial;
  bool kept, with_empty;

  /* the batch at hand; stream scope */
  int64_t stamp, stamp_before;
  uint32_t stamp_at; /* in a slot */
  char *undo;        /* slots as they were */
  uint64_t undos, undo_capacity;
  uint32_t undo_unused; /* batches since a good part of it was used */
  uint64_t dead;
  uint64_t garbage_at_begin, strings_at_begin;

  /* the scan at hand */
  weir_schema schema; /* key, then value */
  columns column;     /* made at the first scan */
  weir_chunk keys_chunk, scan_chunk;
  weir_str *scan_view; /* where the key is not its own view */
  void **scan_slot;
  table_handed handed;
  uint32_t handed_rows;

  uint32_t place[WEIR_MAX_ROWS + TABLE_AHEAD]; /* of its rows */
};

static inline uint64_t table_word(const void *p) {
  uint64_t w;
  memcpy(&w, p, sizeof w);
  return w;
}
static inline size_t table_slot_size(const table *t) { return (size_t)1 << t->slot_shift; }
static inline char *table_slot_at(const table *t, uint64_t i) { return t->slots + (i << t->slot_shift); }
static inline char *table_empty_slot(const table *t) { return table_slot_at(t, t->capacity); }
/* The key of a slot that upsert, find or scan gave. */
static inline const weir_str *table_slot_key(const void *value) {
  return (const weir_str *)(const void *)((const char *)value - TABLE_KEY_SIZE);
}
static inline int64_t table_stamp(const table *t, const char *slot) {
  int64_t stamp;
  memcpy(&stamp, slot + t->stamp_at, sizeof stamp);
  return stamp;
}
static inline void table_set_stamp(const table *t, char *slot, int64_t stamp) {
  memcpy(slot + t->stamp_at, &stamp, sizeof stamp);
}
/* Pages of the arena that the next batch will need if it is like this one. */
static inline uint64_t table_strings_keep(const table *t) { return t->strings.bytes + t->strings.bytes / 4 + 8192; }
static inline bool table_is_live(const table *t, const char *slot) {
  uint64_t word = table_word(slot);
  if (word == 0 && (slot != table_empty_slot(t) || !t->has_empty)) return false;
  return word != TABLE_GRAVE && (!t->stream || table_stamp(t, slot) != TABLE_DEAD);
}

/* table.c: mends holes. False: out of memory, and `failed` is set. */
bool table_mend(table *t);
/* Slots for `more` further keys, and room in the undo log. False: out of memory, and `failed` is set. */
bool table_make_room(table *t, uint64_t more);

/* table_probe.c: the slot of a key that is not empty, or where it would go. */
char *table_seek(const table *t, const weir_str *key, uint32_t place);
/* Places of n keys. Gives how many are the empty string, which has a slot of its own. */
uint32_t table_places(const table *t, const weir_str *key, uint32_t n, uint32_t *place);

/* table_scan.c: what the last scan handed out is cleared or erased, as its flags say. */
void table_take_back(table *t);

/* table_undo.c: erase, where what was handed out has been taken back. */
void table_erase_slots(table *t, void *const *slot, uint32_t n);
/* The first touch of a slot in this batch, or the revival of an erased key. Room is there. */
void table_touch(table *t, char *slot);
void table_note_new(table *t, char *slot);
bool table_reserve_undo(table *t, uint64_t more);
void table_drop_undo(table *t, uint64_t keep);
/* Find the slots of n (at most TABLE_RUN) entries of the undo log from `first` on. */
void table_undo_slots(table *t, uint64_t first, uint32_t n, char **slot);

/* table_strings.c: the bytes of a slot's strings are garbage from now on. */
void table_forget_strings(table *t, const char *slot);
void table_compact(table *t);
#endif
