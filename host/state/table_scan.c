/* SPDX-License-Identifier: Apache-2.0 */
/* Walks over a table, and what they hand out as columns. Slots are gathered without a branch a slot. Between two calls
 * of a walk nothing moves; what was handed out to be cleared or erased is so at the next call on the table. One thread
 * at a time. */
#include "state/table_inside.h"

#define STEP 8u /* slots gathered between two looks at the room that is left */

typedef struct gathered {
  weir_str *view;
  void **slot;
  uint32_t rows;
} gathered;

/* ---- taking back ---------------------------------------------------------------------------------------------- */

static void clear_slots(table *t, uint32_t n) {
  if (t->slot_shift == 5)
    for (uint32_t i = 0; i < n; i++) memset((char *)t->scan_slot[i] - TABLE_KEY_SIZE, 0, 32);
  else
    for (uint32_t i = 0; i < n; i++) memset((char *)t->scan_slot[i] - TABLE_KEY_SIZE, 0, table_slot_size(t));
  if ((char *)t->scan_slot[n - 1] - TABLE_KEY_SIZE == table_empty_slot(t)) t->has_empty = false;
  t->live -= n;
  t->holes = true;
}

void table_take_back(table *t) {
  table_handed handed = t->handed;
  if (handed == TABLE_HANDED_NONE) return;
  t->handed = TABLE_HANDED_NONE;
  if (handed == TABLE_HANDED_EXPIRED)
    table_erase_slots(t, t->scan_slot, t->handed_rows);
  else
    clear_slots(t, t->handed_rows);
}

/* A clearing walk has come to its end. What was handed out may still be on its way as views: the strings go with the next upsert. */
static void end_clear(table *t) {
  if (t->graves) memset(t->slots, 0, (size_t)t->capacity << t->slot_shift);
  t->used = t->graves = t->garbage = 0;
  t->holes = false;
  t->strings_over = true;
}

/* ---- gathering ------------------------------------------------------------------------------------------------ */

static inline bool takes(const table *t, const char *slot, int64_t oldest) {
  uint64_t word = table_word(slot);
  bool is_key = (word != 0) & (word != TABLE_GRAVE);
  if (!t->stream) return is_key;
  int64_t stamp = table_stamp(t, slot);
  return is_key & (stamp != TABLE_DEAD) & (stamp < oldest);
}

static inline void put(gathered *g, char *slot, bool is_taken) {
  memcpy(&g->view[g->rows], slot, sizeof *g->view);
  g->slot[g->rows] = slot + TABLE_KEY_SIZE;
  g->rows += is_taken;
}

/* Live keys with a stamp below `oldest` from slot `at` on; gives where to go on. */
static uint64_t gather_slots(const table *t, uint64_t at, int64_t oldest, gathered *g) {
  uint64_t end = t->config.key->count ? t->capacity : 0;
  for (; at < end && g->rows <= TABLE_SCAN_ROWS - STEP; at += STEP)
    for (uint64_t i = at; i < at + STEP; i++) {
      char *slot = table_slot_at(t, i);
      put(g, slot, takes(t, slot, oldest));
    }
  if (at < end || g->rows == TABLE_SCAN_ROWS) return at;
  char *last = table_empty_slot(t);
  bool is_taken = at == end && table_is_live(t, last) && (!t->stream || table_stamp(t, last) < oldest);
  put(g, last, is_taken);
  return end + 1;
}

static uint64_t gather_touched(table *t, uint64_t at, gathered *g) {
  char *slot[TABLE_RUN];
  while (at < t->undos && g->rows <= TABLE_SCAN_ROWS - TABLE_RUN) {
    uint32_t n = t->undos - at < TABLE_RUN ? (uint32_t)(t->undos - at) : TABLE_RUN;
    table_undo_slots(t, at, n, slot);
    for (uint32_t i = 0; i < n; i++) put(g, slot[i], table_is_live(t, slot[i]));
    at += n;
  }
  return at;
}

/* ---- the walk ------------------------------------------------------------------------------------------------- */

static void *take_array(const table *t, size_t size) { return memory_get(t->config.memory, MEMORY_KEPT, size); }

/* What only tables that are walked need. */
static int prepare_columns(table *t) {
  if (t->column.memory) return 0;
  if (!t->scan_slot) t->scan_slot = take_array(t, TABLE_SCAN_ROWS * sizeof *t->scan_slot);
  if (!t->scan_view) t->scan_view = take_array(t, TABLE_SCAN_ROWS * sizeof *t->scan_view);
  if (!t->scan_slot || !t->scan_view) return -1;
  columns made;
  if (columns_init(&made, t->config.memory, &t->schema, TABLE_SCAN_ROWS) != 0) return -1;
  t->column = made;
  return 0;
}

static void hand_out(table *t, weir_scan *scan, uint32_t rows) {
  columns_reset(&t->column, TABLE_SCAN_ROWS);
  if (t->config.key->count) keys_decode(t->config.key, t->scan_view, rows, &t->column, 0);
  columns_chunk(&t->column, rows, 0, NULL, &t->keys_chunk);
  t->keys_chunk.columns = t->config.key->count;
  scan->rows = rows;
  scan->keys = &t->keys_chunk;
  scan->slot = t->scan_slot;
  t->handed_rows = rows;
  if (!rows) return;
  if (scan->flags & WEIR_SCAN_CLEAR && !t->stream) t->handed = TABLE_HANDED_CLEAR;
  if (scan->flags & WEIR_SCAN_EXPIRED && t->stream) t->handed = TABLE_HANDED_EXPIRED;
}

uint32_t table_scan(table *t, weir_scan *scan) {
  table_take_back(t);
  scan->rows = 0;
  if (prepare_columns(t) != 0) {
    t->failed = true;
    return 0;
  }
  gathered g = {.view = t->scan_view, .slot = t->scan_slot};
  bool is_touched = t->stream && scan->flags & WEIR_SCAN_TOUCHED, is_expired = scan->flags & WEIR_SCAN_EXPIRED;
  int64_t oldest = is_expired ? t->stamp - t->config.ttl_us : INT64_MAX;
  if (is_expired && !(t->stream && t->config.ttl_us)) return 0;
  uint64_t end = is_touched ? t->undos : (t->config.key->count ? t->capacity : 0) + 1;
  while (scan->position < end && !g.rows)
    scan->position = is_touched ? gather_touched(t, scan->position, &g) : gather_slots(t, scan->position, oldest, &g);
  if (!g.rows && scan->flags & WEIR_SCAN_CLEAR && !t->stream) end_clear(t);
  hand_out(t, scan, g.rows);
  return g.rows;
}

/* ---- values as columns ---------------------------------------------------------------------------------------- */

const weir_schema *table_scan_schema(const table *t) { return &t->schema; }

static void gather_text(void *const *slot, uint32_t n, uint32_t offset, weir_str *to) {
  for (uint32_t i = 0; i < n; i++) {
    memcpy(&to[i], (const char *)slot[i] + offset, sizeof *to);
    /* Bytes that slot_reserve gave have been written since. */
    if (to[i].len > 12) memcpy(to[i].head, to[i].u.ptr, sizeof to[i].head);
  }
}

static void gather_field(void *const *slot, uint32_t n, const weir_field *f, void *to) {
  if (f->type == WEIR_STRING || f->type == WEIR_BINARY) {
    gather_text(slot, n, f->offset, to);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    uint64_t word = table_word((const char *)slot[i] + f->offset);
    if (f->type == WEIR_BOOL)
      ((uint8_t *)to)[i] = word != 0;
    else
      ((uint64_t *)to)[i] = word;
  }
}

const weir_chunk *table_scan_chunk(table *t, const weir_scan *scan) {
  uint32_t keys = t->config.key->count;
  for (uint32_t i = 0; i < t->config.value->count; i++)
    gather_field(scan->slot, scan->rows, weir_field_at(t->config.value, i), t->column.out[keys + i].data);
  columns_chunk(&t->column, scan->rows, 0, NULL, &t->scan_chunk);
  return &t->scan_chunk;
}
