/* SPDX-License-Identifier: Apache-2.0 */
/* String and binary fields of slots. Their bytes lie in the table's arena behind a head that says how much room there
 * is and in which batch it was taken: bytes of an earlier batch are never written again, since the undo log refers to
 * them. What nothing refers to any more is garbage; when that is more than half, commit copies the rest. One thread at
 * a time. */
#include "state/table_inside.h"

#define INLINE_BYTES 12u

typedef struct blob {
  int64_t stamp;     /* of the batch */
  uint32_t capacity; /* bytes behind the head */
  uint32_t reserved;
} blob;

static const blob *blob_of(const weir_str *field) { return (const blob *)(const void *)(field->u.ptr - sizeof(blob)); }
static uint64_t blob_bytes(const weir_str *field) {
  return field->len > INLINE_BYTES ? sizeof(blob) + blob_of(field)->capacity : 0;
}
static char *inline_bytes(weir_str *field) { return (char *)field + offsetof(weir_str, head); }

/* n bytes of room; NULL: out of memory. */
static char *take_blob(table *t, uint64_t n) {
  char *p = n <= UINT32_MAX - sizeof(blob) ? arena_get(&t->strings, sizeof(blob) + n) : NULL;
  if (!p) {
    t->failed = true;
    return NULL;
  }
  blob head = {.stamp = t->stamp, .capacity = (uint32_t)n};
  memcpy(p, &head, sizeof head);
  return p + sizeof head;
}

/* Whether n > 12 bytes can be written where the field's bytes are now. */
static bool fits(const table *t, const weir_str *field, uint64_t n) {
  return field->len > INLINE_BYTES && blob_of(field)->capacity >= n &&
         (!t->stream || blob_of(field)->stamp == t->stamp);
}

static void point_to(weir_str *field, char *p, uint32_t n) {
  memcpy(field->head, p, sizeof field->head);
  field->len = n;
  field->u.ptr = p;
}

void table_slot_string(table *t, weir_str *field, const char *p, uint64_t n) {
  if (n <= INLINE_BYTES) {
    weir_str value = {.len = (uint32_t)n};
    if (n) memcpy(inline_bytes(&value), p, n);
    t->garbage += blob_bytes(field);
    *field = value;
    return;
  }
  bool in_place = fits(t, field, n);
  char *to = in_place ? (char *)(uintptr_t)field->u.ptr : take_blob(t, n);
  if (!to) return;
  memmove(to, p, n);
  if (!in_place) t->garbage += blob_bytes(field);
  point_to(field, to, (uint32_t)n);
}

char *table_slot_reserve(table *t, weir_str *field, uint64_t n) {
  uint64_t had = field->len, kept = had < n ? had : n;
  if (n <= INLINE_BYTES) {
    weir_str value = {.len = (uint32_t)n};
    memcpy(inline_bytes(&value), weir_text(field), kept);
    t->garbage += blob_bytes(field);
    *field = value;
    return inline_bytes(field);
  }
  char *to = (char *)(uintptr_t)field->u.ptr;
  if (!fits(t, field, n)) {
    /* Twice the room that is asked for while it grows, so that appending is linear. */
    uint64_t room = n > had && had > INLINE_BYTES && n <= UINT32_MAX / 4 ? n * 2 : n;
    to = take_blob(t, room);
    if (!to) return NULL;
    memcpy(to, weir_text(field), kept);
    t->garbage += blob_bytes(field);
  }
  memset(to + kept, 0, n - kept);
  field->len = (uint32_t)n;
  field->u.ptr = to;
  memcpy(field->head, to, sizeof field->head);
  return to;
}

/* ---- garbage -------------------------------------------------------------------------------------------------- */

void table_forget_strings(table *t, const char *slot) {
  for (uint32_t f = 0; f < t->text_fields; f++) {
    weir_str field;
    memcpy(&field, slot + TABLE_KEY_SIZE + t->text_at[f], sizeof field);
    t->garbage += blob_bytes(&field);
  }
}

static uint64_t aligned(uint64_t n) { return (n + 7) & ~UINT64_C(7); }

/* Bytes in the arena that the slot's key and strings need. */
static uint64_t bytes_of_slot(const table *t, const char *slot) {
  const weir_str *key = (const weir_str *)(const void *)slot;
  uint64_t bytes = key->len > INLINE_BYTES ? aligned(key->len) : 0;
  for (uint32_t f = 0; f < t->text_fields; f++) {
    weir_str field;
    memcpy(&field, slot + TABLE_KEY_SIZE + t->text_at[f], sizeof field);
    if (field.len > INLINE_BYTES) bytes += sizeof(blob) + aligned(field.len);
  }
  return bytes;
}

/* Copies the slot's key and strings to `to`, giving what follows them. */
static char *move_slot(const table *t, char *slot, char *to) {
  weir_str key, field;
  memcpy(&key, slot, sizeof key);
  if (key.len > INLINE_BYTES) {
    memcpy(to, key.u.ptr, key.len);
    key.u.ptr = to;
    memcpy(slot, &key, sizeof key);
    to += aligned(key.len);
  }
  for (uint32_t f = 0; f < t->text_fields; f++) {
    char *at = slot + TABLE_KEY_SIZE + t->text_at[f];
    memcpy(&field, at, sizeof field);
    if (field.len <= INLINE_BYTES) continue;
    blob head = {.stamp = TABLE_NO_STAMP, .capacity = field.len};
    memcpy(to, &head, sizeof head);
    memcpy(to + sizeof head, field.u.ptr, field.len);
    field.u.ptr = to + sizeof head;
    memcpy(at, &field, sizeof field);
    to += sizeof head + aligned(field.len);
  }
  return to;
}

/* One piece for everything, so that it either is there or not; without memory the garbage stays. */
void table_compact(table *t) {
  uint64_t bytes = 0;
  for (uint64_t i = 0; i <= t->capacity; i++)
    if (table_is_live(t, table_slot_at(t, i))) bytes += bytes_of_slot(t, table_slot_at(t, i));
  arena fresh;
  arena_init(&fresh, t->config.memory, MEMORY_KEPT);
  char *to = bytes ? arena_get(&fresh, bytes) : NULL;
  if (bytes && !to) {
    arena_finish(&fresh);
    return;
  }
  for (uint64_t i = 0; i <= t->capacity; i++)
    if (table_is_live(t, table_slot_at(t, i))) to = move_slot(t, table_slot_at(t, i), to);
  arena_finish(&t->strings);
  t->strings = fresh;
  t->garbage = t->garbage_at_begin = 0;
  t->strings_at_begin = fresh.bytes;
}
