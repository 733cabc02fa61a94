/* SPDX-License-Identifier: Apache-2.0 */
#include "value_set.h"

enum { FIRST_SLOTS = 8 };

typedef struct head {
  uint32_t values, slots;
  uint64_t used; /* bytes of entries */
} head;

typedef struct entry_head {
  uint64_t hash, size, count;
} entry_head;

static head head_of(const weir_str *set) {
  head h = {0, 0, 0};
  if (set->len) memcpy(&h, weir_text(set), sizeof h);
  return h;
}

static uint64_t padded(uint64_t n) { return (n + 7) & ~UINT64_C(7); }
static uint64_t index_bytes(const head *h) { return (uint64_t)h->slots * sizeof(uint32_t); }
static const char *entries_of(const weir_str *set, const head *h) {
  return weir_text(set) + sizeof *h + index_bytes(h);
}

uint32_t value_set_values(const weir_str *set) { return head_of(set).values; }

int value_set_next(const weir_str *set, value_entry *e) {
  const head h = head_of(set);
  entry_head at;
  if (e->next >= h.used) return 0;
  const char *p = entries_of(set, &h) + e->next;
  memcpy(&at, p, sizeof at);
  *e = (value_entry){.bytes = p + sizeof at, .size = at.size, .hash = at.hash, .count = at.count};
  e->next = (uint64_t)(p - entries_of(set, &h)) + sizeof at + padded(at.size);
  return 1;
}

static void put_slot(char *index, uint32_t slots, uint64_t hash, uint64_t place) {
  uint32_t i = (uint32_t)hash & (slots - 1), taken;
  for (;; i = (i + 1) & (slots - 1)) {
    memcpy(&taken, index + i * sizeof taken, sizeof taken);
    if (taken == 0) break;
  }
  taken = 1 + (uint32_t)(place / 8);
  memcpy(index + i * sizeof taken, &taken, sizeof taken);
}

/* The place of a value among the entries, or UINT64_MAX. */
static uint64_t find(const weir_str *set, const head *h, const char *bytes, uint64_t n, uint64_t hash) {
  if (h->slots == 0) return UINT64_MAX;
  const char *index = weir_text(set) + sizeof *h, *entries = entries_of(set, h);
  for (uint32_t i = (uint32_t)hash & (h->slots - 1), taken;; i = (i + 1) & (h->slots - 1)) {
    entry_head at;
    memcpy(&taken, index + i * sizeof taken, sizeof taken);
    if (taken == 0) return UINT64_MAX;
    const uint64_t place = (uint64_t)(taken - 1) * 8;
    memcpy(&at, entries + place, sizeof at);
    if (at.hash == hash && at.size == n && memcmp(entries + place + sizeof at, bytes, n) == 0) return place;
  }
}

/* Twice the slots: the entries move up, and are entered anew. */
static void widen(char *p, head *h, uint32_t slots) {
  const uint64_t before = index_bytes(h);
  h->slots = slots;
  char *index = p + sizeof *h, *entries = index + index_bytes(h);
  memmove(entries, index + before, h->used);
  memset(index, 0, index_bytes(h));
  entry_head at;
  for (uint64_t place = 0; place < h->used; place += sizeof at + padded(at.size)) {
    memcpy(&at, entries + place, sizeof at);
    put_slot(index, slots, at.hash, place);
  }
}

static int add_new(const weir_call *call, weir_table *table, weir_str *set, head h, const char *bytes,
                   const entry_head *entry) {
  const uint32_t slots = (h.values + 1) * 2 <= h.slots ? h.slots : h.slots ? h.slots * 2 : FIRST_SLOTS;
  const uint64_t more = sizeof *entry + padded(entry->size);
  const uint64_t size = sizeof h + (uint64_t)slots * sizeof(uint32_t) + h.used + more;
  if (entry->size > VALUE_SET_MAX_BYTES || size > VALUE_SET_MAX_BYTES) return 0;
  char *p = call->host->slot_reserve(table, set, size);
  if (!p) return 0;
  if (slots != h.slots) widen(p, &h, slots);
  char *to = p + sizeof h + index_bytes(&h) + h.used;
  memset(to, 0, more);
  memcpy(to, entry, sizeof *entry);
  memcpy(to + sizeof *entry, bytes, entry->size);
  put_slot(p + sizeof h, slots, entry->hash, h.used);
  h.used += more;
  h.values++;
  memcpy(p, &h, sizeof h);
  return 1;
}

int value_set_add(const weir_call *call, weir_table *table, weir_str *set, const char *bytes, uint64_t n, uint64_t hash,
                  uint64_t count, uint32_t max) {
  const head h = head_of(set);
  const uint64_t place = find(set, &h, bytes, n, hash);
  entry_head at = {.hash = hash, .size = n, .count = count};
  if (place == UINT64_MAX) return h.values >= max || add_new(call, table, set, h, bytes, &at);
  if (count == 0) return 1;
  char *p = call->host->slot_reserve(table, set, set->len); /* to write where an earlier batch may have written */
  if (!p) return 0;
  p += sizeof h + index_bytes(&h) + place;
  memcpy(&at, p, sizeof at);
  at.count += count;
  memcpy(p, &at, sizeof at);
  return 1;
}
