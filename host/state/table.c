/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: birth and death, growth, emptying. See table_inside.h for the layout. One thread at a time. */
#include "state/table_inside.h"
#include <stdio.h>

/* ---- slots ---------------------------------------------------------------------------------------------------- */

static size_t slots_bytes(const table *t, uint64_t capacity) {
  /* The slot behind the last fills a line, so that line pairs stay pairs. */
  return (size_t)(capacity + 2) << t->slot_shift;
}

static uint64_t capacity_for(const table *t, uint64_t keys) {
  if (!t->config.key->count) return 2;
  uint64_t capacity = TABLE_MIN_SLOTS;
  while (capacity < keys * 2 && capacity < TABLE_MAX_SLOTS) capacity *= 2;
  return capacity;
}

static int take_slots(table *t, uint64_t capacity) {
  char *slots = memory_get_zero(t->config.memory, MEMORY_KEPT, slots_bytes(t, capacity));
  if (!slots) return -1;
  t->slots = slots;
  t->capacity = capacity;
  t->scale = (hash_scale){.right = 32 - (uint32_t)__builtin_ctzll(capacity), .left = t->slot_shift - 3};
  t->kept = false;
  return 0;
}

static void put_slots(table *t, char *slots, uint64_t capacity) {
  if (slots) memory_put(t->config.memory, MEMORY_KEPT, slots, slots_bytes(t, capacity));
}

/* Copies n slots to where they belong in the new array. */
static void move_run(table *t, char *const *from, const weir_str *key, uint32_t n) {
  uint32_t place[TABLE_RUN];
  (void)table_places(t, key, n, place);
  for (uint32_t i = 0; i < n; i++) memcpy(table_seek(t, &key[i], place[i]), from[i], table_slot_size(t));
}

/* A new array of `capacity` slots without free slots, graves and holes. Reads and writes in order, thanks to the high
 * bits. */
static int rebuild(table *t, uint64_t capacity) {
  char *old = t->slots;
  uint64_t old_capacity = t->capacity;
  if (take_slots(t, capacity) != 0) return -1;
  char *from[TABLE_RUN];
  weir_str key[TABLE_RUN];
  uint32_t n = 0;
  t->used = 0;
  for (uint64_t i = 0; i < old_capacity; i++) {
    char *slot = old + (i << t->slot_shift);
    uint64_t word = table_word(slot);
    if (word == 0 || word == TABLE_GRAVE) continue;
    from[n] = slot;
    memcpy(&key[n], slot, sizeof key[n]);
    t->used++;
    if (++n < TABLE_RUN) continue;
    move_run(t, from, key, n);
    n = 0;
  }
  move_run(t, from, key, n);
  memcpy(table_empty_slot(t), old + (old_capacity << t->slot_shift), table_slot_size(t));
  put_slots(t, old, old_capacity);
  t->graves = 0;
  t->holes = false;
  return 0;
}

bool table_make_room(table *t, uint64_t more) {
  if (t->stream && !table_reserve_undo(t, more)) return false;
  if (__builtin_expect((t->used + more) * 2 <= t->capacity || !t->config.key->count, 1)) return true;
  /* Room to spare, so that a table with many graves is not rebuilt at every call. */
  uint64_t keys = t->live + t->dead + more, capacity = capacity_for(t, keys + keys / 4);
  bool is_too_large = keys * 2 > TABLE_MAX_SLOTS || capacity << t->slot_shift > TABLE_MAX_BYTES;
  if (is_too_large || rebuild(t, capacity) != 0) t->failed = true;
  return !t->failed;
}

bool table_mend(table *t) {
  if (t->holes && rebuild(t, t->capacity) != 0) t->failed = true;
  return !t->holes;
}

/* ---- birth and death ------------------------------------------------------------------------------------------ */

static int join_schemas(table *t) {
  const weir_schema *part[2] = {t->config.key, t->config.value};
  uint32_t count = part[0]->count + part[1]->count, at = 0;
  t->schema = (weir_schema){.size = sizeof t->schema, .count = count, .stride = sizeof(weir_field)};
  size_t fields = (count + 1) * sizeof(weir_field), texts = (part[1]->count + 1) * sizeof *t->text_at;
  weir_field *field = memory_get(t->config.memory, MEMORY_KEPT, fields);
  t->schema.field = field;
  t->text_at = memory_get(t->config.memory, MEMORY_KEPT, texts);
  if (!field || !t->text_at) return -1;
  for (uint32_t p = 0; p < 2; p++)
    for (uint32_t i = 0; i < part[p]->count; i++) field[at++] = *weir_field_at(part[p], i);
  for (uint32_t i = 0; i < part[1]->count; i++) {
    const weir_field *f = weir_field_at(part[1], i);
    if (f->type == WEIR_STRING || f->type == WEIR_BINARY) t->text_at[t->text_fields++] = f->offset;
  }
  return 0;
}

static void size_slot(table *t) {
  uint32_t value = (t->config.value_size + 7) & ~7u;
  t->stamp_at = TABLE_KEY_SIZE + value;
  uint32_t size = t->stamp_at + (t->stream ? 8 : 0);
  for (t->slot_shift = 5; size > UINT32_C(1) << t->slot_shift;) t->slot_shift++;
}

table *table_create(const table_config *config) {
  table *t = memory_get_zero(config->memory, MEMORY_KEPT, sizeof *t);
  if (!t) return NULL;
  t->config = *config;
  t->stream = config->scope == WEIR_SCOPE_STREAM;
  t->stamp = TABLE_NO_STAMP;
  arena_init(&t->strings, config->memory, MEMORY_KEPT);
  size_slot(t);
  t->scratch = memory_get(config->memory, MEMORY_KEPT, table_slot_size(t));
  if (!t->scratch || join_schemas(t) != 0 || take_slots(t, capacity_for(t, 0)) != 0 ||
      (config->key->count && keys_coder_init(&t->coder, config->memory, config->key) != 0)) {
    table_destroy(t);
    return NULL;
  }
  return t;
}

static void put_array(table *t, const void *p, size_t size) {
  if (p) memory_put(t->config.memory, MEMORY_KEPT, (void *)(uintptr_t)p, size);
}

void table_destroy(table *t) {
  if (!t) return;
  put_slots(t, t->slots, t->capacity);
  table_drop_undo(t, 0);
  arena_finish(&t->strings);
  keys_coder_finish(&t->coder);
  if (t->column.memory) columns_finish(&t->column);
  put_array(t, t->scan_view, TABLE_SCAN_ROWS * sizeof *t->scan_view);
  put_array(t, t->scan_slot, TABLE_SCAN_ROWS * sizeof *t->scan_slot);
  put_array(t, t->schema.field, (t->schema.count + 1) * sizeof(weir_field));
  put_array(t, t->text_at, (t->config.value->count + 1) * sizeof *t->text_at);
  put_array(t, t->scratch, table_slot_size(t));
  memory_put(t->config.memory, MEMORY_KEPT, t, sizeof *t);
}

void table_clear(table *t, uint64_t keep_keys) {
  char *old = t->slots;
  uint64_t old_capacity = t->capacity, capacity = capacity_for(t, keep_keys);
  uint64_t keep = table_strings_keep(t);
  t->handed = TABLE_HANDED_NONE;
  if (capacity < old_capacity && take_slots(t, capacity) == 0) {
    put_slots(t, old, old_capacity);
    keep = keep / old_capacity * capacity;
  } else if (t->used || t->has_empty) {
    memset(t->slots, 0, slots_bytes(t, t->capacity));
  }
  arena_reset(&t->strings, keep);
  table_drop_undo(t, 0);
  t->used = t->live = t->graves = t->dead = t->garbage = t->garbage_at_begin = t->strings_at_begin = 0;
  t->has_empty = t->holes = t->failed = t->strings_over = false;
  t->why[0] = 0;
}

/* ---- questions ------------------------------------------------------------------------------------------------ */

bool table_failed(const table *t) { return t->failed; }

void table_fail(table *t, const char *why) {
  if (!t->failed) (void)snprintf(t->why, sizeof t->why, "%s", why);
  t->failed = true;
}

const char *table_failure(const table *t) { return t->failed && t->why[0] ? t->why : NULL; }

uint64_t table_keys(const table *t) {
  return t->live - (t->handed == TABLE_HANDED_NONE ? 0 : t->handed_rows); /* handed out to be taken back: not counted */
}

uint64_t table_bytes(const table *t) {
  return sizeof *t + slots_bytes(t, t->capacity) + t->strings.held + (t->undo_capacity << t->slot_shift);
}
