/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of stream-scope tables: the undo log, commit, rollback, and erasing.
 *
 * The log holds slots as they were at begin, one a key that was touched, in order of first touch; it finds them again
 * by key, for slots move when the table grows. One thread at a time. */
#include "state/table_inside.h"

enum { UNDO_KEPT = 64 /* batches */ };

/* ---- the log -------------------------------------------------------------------------------------------------- */

static char *undo_at(const table *t, uint64_t i) { return t->undo + (i << t->slot_shift); }

void table_drop_undo(table *t, uint64_t keep) {
  t->undos = 0;
  if (t->undo_capacity <= keep) return;
  memory_put(t->config.memory, MEMORY_KEPT, t->undo, t->undo_capacity << t->slot_shift);
  t->undo = NULL;
  t->undo_capacity = 0;
  t->undo_unused = 0;
}

bool table_reserve_undo(table *t, uint64_t more) {
  uint64_t need = t->undos + more, capacity = t->undo_capacity ? t->undo_capacity : TABLE_RUN;
  if (need <= t->undo_capacity) return true;
  while (capacity < need) capacity *= 2;
  char *undo = memory_get(t->config.memory, MEMORY_KEPT, capacity << t->slot_shift);
  if (!undo) {
    t->failed = true;
    return false;
  }
  if (t->undo) {
    memcpy(undo, t->undo, t->undos << t->slot_shift);
    memory_put(t->config.memory, MEMORY_KEPT, t->undo, t->undo_capacity << t->slot_shift);
  }
  t->undo = undo;
  t->undo_capacity = capacity;
  return true;
}

void table_note_new(table *t, char *slot) {
  char *entry = undo_at(t, t->undos++);
  memcpy(entry, slot, TABLE_KEY_SIZE);
  table_set_stamp(t, entry, TABLE_ABSENT);
  table_set_stamp(t, slot, t->stamp);
}

void table_touch(table *t, char *slot) {
  if (table_stamp(t, slot) == TABLE_DEAD) {
    t->live++;
    t->dead--;
  } else {
    memcpy(undo_at(t, t->undos++), slot, table_slot_size(t));
  }
  table_set_stamp(t, slot, t->stamp);
}

void table_undo_slots(table *t, uint64_t first, uint32_t n, char **slot) {
  weir_str key[TABLE_RUN] = {0};
  uint32_t place[TABLE_RUN];
  for (uint32_t i = 0; i < n; i++) memcpy(&key[i], undo_at(t, first + i), sizeof key[i]);
  (void)table_places(t, key, n, place);
  for (uint32_t i = 0; i < n; i++)
    slot[i] = table_word(&key[i]) == 0 ? table_empty_slot(t) : table_seek(t, &key[i], place[i]);
}

/* ---- erasing -------------------------------------------------------------------------------------------------- */

/* The slot is no key's any more; what its strings held is garbage already. */
static void bury(table *t, char *slot) {
  const weir_str *key = (const weir_str *)(const void *)slot;
  uint64_t grave = TABLE_GRAVE;
  if (slot == table_empty_slot(t)) {
    t->has_empty = false;
    memset(slot, 0, table_slot_size(t));
    return;
  }
  if (key->len > 12) t->garbage += key->len;
  memset(slot, 0, table_slot_size(t));
  memcpy(slot, &grave, sizeof grave);
  t->graves++;
}

static bool is_ours(const table *t, const char *slot) {
  uintptr_t at = (uintptr_t)slot, begin = (uintptr_t)t->slots;
  return at >= begin && at <= (uintptr_t)table_empty_slot(t);
}

void table_erase_slots(table *t, void *const *slot, uint32_t n) {
  if (t->stream && !table_reserve_undo(t, n)) return;
  for (uint32_t i = 0; i < n; i++) {
    char *base = (char *)slot[i] - TABLE_KEY_SIZE;
    if (!is_ours(t, base) || !table_is_live(t, base)) continue;
    if (t->stream && table_stamp(t, base) != t->stamp) table_touch(t, base);
    table_forget_strings(t, base);
    t->live--;
    if (!t->stream) {
      bury(t, base);
      continue;
    }
    memset(base + TABLE_KEY_SIZE, 0, t->stamp_at - TABLE_KEY_SIZE);
    table_set_stamp(t, base, TABLE_DEAD);
    t->dead++;
  }
}

void table_erase(table *t, void *const *slot, uint32_t n) {
  table_take_back(t);
  table_erase_slots(t, slot, n);
}

/* ---- batches -------------------------------------------------------------------------------------------------- */

/* Calls `each` for every entry of the log and its slot. */
static void walk_log(table *t, void (*each)(table *t, const char *entry, char *slot)) {
  char *slot[TABLE_RUN];
  for (uint64_t at = 0; at < t->undos; at += TABLE_RUN) {
    uint32_t n = t->undos - at < TABLE_RUN ? (uint32_t)(t->undos - at) : TABLE_RUN;
    table_undo_slots(t, at, n, slot);
    for (uint32_t i = 0; i < n; i++) each(t, undo_at(t, at + i), slot[i]);
  }
}

static void bury_dead(table *t, const char *entry, char *slot) {
  (void)entry;
  if (table_stamp(t, slot) == TABLE_DEAD) bury(t, slot);
}

static void restore(table *t, const char *entry, char *slot) {
  bool is_dead = table_stamp(t, slot) == TABLE_DEAD, was_there = table_stamp(t, entry) != TABLE_ABSENT;
  t->live = t->live - !is_dead + was_there;
  if (was_there)
    memcpy(slot, entry, table_slot_size(t));
  else
    bury(t, slot);
}

/* The log is empty from here on; its memory goes when no batch has used a good part of it for long: large and small ones may
 * alternate. */
static void end_batch(table *t) {
  t->dead = 0;
  const bool is_used = t->undos * 4 > t->undo_capacity || t->undo_capacity <= TABLE_RUN;
  t->undo_unused = is_used ? 0 : t->undo_unused + 1;
  table_drop_undo(t, t->undo_unused == UNDO_KEPT ? 0 : UINT64_MAX);
  t->garbage_at_begin = t->garbage;
  t->strings_at_begin = t->strings.bytes;
}

void table_begin(table *t, int64_t time_us) {
  t->failed = false;
  t->why[0] = 0;
  if (!t->stream) return;
  t->stamp_before = t->stamp;
  t->stamp = time_us > t->stamp ? time_us : t->stamp + 1;
}

void table_commit(table *t) {
  if (!t->stream) return;
  table_take_back(t);
  if (t->dead) walk_log(t, bury_dead);
  end_batch(t);
  if (t->garbage > t->strings.bytes / 2) table_compact(t);
}

void table_rollback(table *t) {
  if (!t->stream) return;
  t->handed = TABLE_HANDED_NONE;
  uint64_t garbage = t->garbage_at_begin + (t->strings.bytes - t->strings_at_begin);
  walk_log(t, restore);
  t->garbage = garbage;
  t->stamp = t->stamp_before; /* a rerun of the batch has its time again */
  end_batch(t);
}
