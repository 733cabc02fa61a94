/* SPDX-License-Identifier: Apache-2.0 */
/* A table and the naive map it is compared to: key i of sample_keys.h has a count, a text and a blob, or is not there.
 * */
#ifndef TESTS_STATE_SAMPLE_TABLE_H
#define TESTS_STATE_SAMPLE_TABLE_H
#include "sample_keys.h"
#include "state/table.h"

enum { SMALL_VALUE, TEXT_VALUE, BIG_VALUE, VALUES };

typedef struct value {
  int64_t count;
  weir_str text, blob;
  char padding[150];
} value;

typedef struct entry {
  bool is_there;
  int64_t count;
  uint32_t text_len, blob_len;
  char text[48], blob[256];
} entry;

typedef struct model {
  entry entry[SAMPLE_KEYS], before[SAMPLE_KEYS];
} model;

typedef struct subject {
  memory *memory;
  sample *sample, *probe; /* rows that go in; rows to ask with */
  model *model;
  table *table;
  weir_schema value_schema;
  weir_field value_field[3];
  int values;
  uint64_t random;
} subject;

static inline table_config subject_config(subject *s, uint32_t scope, int64_t ttl_us) {
  s->value_field[0] = (weir_field){.name = "count", .type = WEIR_I64, .offset = offsetof(value, count)};
  s->value_field[1] = (weir_field){.name = "text_value", .type = WEIR_STRING, .offset = offsetof(value, text)};
  s->value_field[2] = (weir_field){.name = "blob", .type = WEIR_BINARY, .offset = offsetof(value, blob)};
  s->value_schema = (weir_schema){.size = sizeof(weir_schema),
                                  .count = s->values == SMALL_VALUE ? 1 : 3,
                                  .stride = sizeof(weir_field),
                                  .field = s->value_field};
  uint32_t size = s->values == SMALL_VALUE ? 8 : s->values == TEXT_VALUE ? 40 : (uint32_t)sizeof(value);
  return (table_config){.key = &s->sample->schema,
                        .value = &s->value_schema,
                        .value_size = size,
                        .scope = scope,
                        .ttl_us = ttl_us,
                        .seed = {{3, 4}},
                        .share = HASH_FINAL,
                        .memory = s->memory};
}

static inline subject *subject_create(sample_kind kind, int values) {
  subject *s = calloc(1, sizeof *s);
  assert_non_null(s);
  s->memory = memory_create(UINT64_C(1) << 30);
  s->sample = sample_create(kind);
  s->probe = sample_create(kind);
  s->model = calloc(1, sizeof *s->model);
  s->values = values;
  s->random = 88172645463325252u + (uint64_t)kind * 77 + (uint64_t)values;
  assert_non_null(s->memory);
  assert_non_null(s->model);
  return s;
}

static inline void subject_destroy(subject *s) {
  table_destroy(s->table);
  assert_int_equal(memory_used(s->memory, MEMORY_KEPT), 0);
  assert_int_equal(memory_used(s->memory, MEMORY_WAITING), 0);
  memory_unref(s->memory);
  free(s->sample);
  free(s->probe);
  free(s->model);
  free(s);
}

static inline uint32_t some(subject *s, uint32_t below) { return (uint32_t)(sample_random(&s->random) % below); }

static inline void set_text(subject *s, value *v, entry *e) {
  char bytes[48];
  uint32_t n = some(s, sizeof bytes);
  memset(bytes, 'a' + (int)some(s, 26), n);
  table_slot_string(s->table, &v->text, bytes, n);
  memcpy(e->text, bytes, n);
  e->text_len = n;
}

static inline void grow_blob(subject *s, value *v, entry *e) {
  uint32_t n = some(s, 4) ? e->blob_len + some(s, 20) : some(s, 100);
  if (n > sizeof e->blob) n = some(s, 10);
  char *bytes = table_slot_reserve(s->table, &v->blob, n);
  assert_non_null(bytes);
  if (n > e->blob_len) memset(e->blob + e->blob_len, 0, n - e->blob_len);
  e->blob_len = n;
  for (uint32_t i = 0; i < n; i++)
    if (bytes[i] != e->blob[i]) fail_msg("byte %u of a blob of %u is %d, not %d", i, n, bytes[i], e->blob[i]);
  if (n) bytes[n - 1] = e->blob[n - 1] = (char)some(s, 100);
}

/* Upserts n keys and changes what they have. */
static inline void subject_upsert(subject *s, const uint32_t *key, uint32_t n) {
  static void *slot[SAMPLE_ROWS];
  const weir_chunk *chunk = sample_make(s->sample, key, n);
  for (uint32_t first = 0; first < n; first += 256) {
    uint32_t run = n - first < 256 ? n - first : 256;
    table_upsert(s->table, chunk, first, run, slot);
    assert_false(table_failed(s->table));
    for (uint32_t i = 0; i < run; i++) {
      entry *e = &s->model->entry[key[first + i]];
      value *v = slot[i];
      if (!e->is_there) *e = (entry){.is_there = true};
      if (v->count != e->count)
        fail_msg("key %u has count %lld, not %lld", key[first + i], (long long)v->count, (long long)e->count);
      e->count = ++v->count;
      if (s->values != SMALL_VALUE && some(s, 3) == 0) set_text(s, v, e);
      if (s->values != SMALL_VALUE && some(s, 3) == 0) grow_blob(s, v, e);
    }
  }
}

/* Upserts n keys and counts them, in one call. */
static inline void subject_count(subject *s, const uint32_t *key, uint32_t n) {
  table_upsert_count(s->table, sample_make(s->sample, key, n), offsetof(value, count));
  assert_false(table_failed(s->table));
  for (uint32_t i = 0; i < n; i++) {
    entry *e = &s->model->entry[key[i]];
    if (!e->is_there) *e = (entry){.is_there = true};
    e->count++;
  }
}

static inline void check_value(const subject *s, uint32_t key, const value *v) {
  const entry *e = &s->model->entry[key];
  if (v->count != e->count) fail_msg("key %u has count %lld, not %lld", key, (long long)v->count, (long long)e->count);
  if (s->values == SMALL_VALUE) return;
  assert_int_equal(v->text.len, e->text_len);
  assert_memory_equal(weir_text(&v->text), e->text, e->text_len);
  assert_int_equal(v->blob.len, e->blob_len);
  assert_memory_equal(weir_text(&v->blob), e->blob, e->blob_len);
}

/* Every key is found with what it has, and no other. */
static inline void subject_check(subject *s) {
  static const void *slot[SAMPLE_KEYS];
  uint32_t key[SAMPLE_KEYS];
  uint64_t live = 0;
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++) key[i] = i;
  table_find(s->table, sample_make(s->probe, key, SAMPLE_KEYS), 0, SAMPLE_KEYS, slot);
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++) {
    if ((slot[i] != NULL) != s->model->entry[i].is_there) fail_msg("key %u is %sfound", i, slot[i] ? "" : "not ");
    if (slot[i]) check_value(s, i, slot[i]);
    live += slot[i] != NULL;
  }
  assert_int_equal(table_keys(s->table), live);
}

/* Walks; marks each key that comes, once. Gives how many came. */
static inline uint32_t subject_walk(subject *s, uint32_t flags, bool *seen) {
  weir_scan scan = {.size = sizeof scan, .flags = flags};
  uint32_t total = 0;
  memset(seen, 0, SAMPLE_KEYS * sizeof *seen);
  for (uint32_t n; (n = table_scan(s->table, &scan)) > 0; total += n) {
    assert_int_equal(scan.rows, n);
    assert_int_equal(scan.keys->rows, n);
    const weir_chunk *rows = table_scan_chunk(s->table, &scan);
    assert_int_equal(rows->columns, table_scan_schema(s->table)->count);
    for (uint32_t i = 0; i < n; i++) {
      uint32_t key = sample_which(s->sample, scan.keys, i);
      if (seen[key]) fail_msg("key %u came twice", key);
      seen[key] = true;
      check_value(s, key, scan.slot[i]);
      assert_int_equal(weir_i64(rows, s->sample->schema.count)[i], s->model->entry[key].count);
      if (s->values == SMALL_VALUE) continue;
      const weir_str *text = &weir_strs(rows, s->sample->schema.count + 1)[i];
      assert_int_equal(text->len, s->model->entry[key].text_len);
      assert_memory_equal(weir_text(text), s->model->entry[key].text, text->len);
    }
  }
  return total;
}

/* Erases about one in `one_in` of these keys that are there. */
static inline void subject_erase(subject *s, const uint32_t *key, uint32_t n, uint32_t one_in) {
  static const void *found[SAMPLE_ROWS];
  static void *slot[SAMPLE_ROWS + 1];
  uint32_t slots = 0;
  table_find(s->table, sample_make(s->probe, key, n), 0, n, found);
  for (uint32_t i = 0; i < n; i++) {
    if (!found[i] || some(s, one_in)) continue;
    slot[slots++] = (void *)(uintptr_t)found[i];
    s->model->entry[key[i]].is_there = false;
  }
  if (slots) slot[slots++] = slot[0]; /* a key erased twice is erased once */
  table_erase(s->table, slot, slots);
}
#endif
