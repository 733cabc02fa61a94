/* SPDX-License-Identifier: Apache-2.0 */
/* Tables, compared to a naive map: both scopes, all kinds of keys, small and big values. */
#include "sample_table.h"

typedef void (*subject_test)(subject *s);

static void for_all(uint32_t scope, int64_t ttl_us, subject_test test) {
  for (int kind = 0; kind < SAMPLE_KINDS; kind++)
    for (int values = 0; values < VALUES; values++) {
      subject *s = subject_create((sample_kind)kind, values);
      table_config config = subject_config(s, scope, ttl_us);
      s->table = table_create(&config);
      assert_non_null(s->table);
      test(s);
      subject_destroy(s);
    }
}

static uint32_t some_keys(subject *s, uint32_t *key) {
  uint32_t n = 1 + some(s, 500), range = 1 + some(s, SAMPLE_KEYS);
  for (uint32_t i = 0; i < n; i++) key[i] = some(s, range);
  return n;
}

/* ---- batch scope ---------------------------------------------------------------------------------------------- */

static void batches(subject *s) {
  uint32_t key[SAMPLE_ROWS];
  bool seen[SAMPLE_KEYS];
  for (int batch = 0; batch < 12; batch++) {
    for (int chunk = 0; chunk < 6; chunk++) {
      uint32_t n = some_keys(s, key);
      subject_upsert(s, key, n);
      if (some(s, 3) == 0) subject_erase(s, key, n, 3);
      for (uint32_t i = 0; i < n; i++) key[i] += !key[i] && chunk % 2; /* without the empty key, every other time */
      if (some(s, 2)) subject_count(s, key, n);
      subject_check(s);
    }
    uint64_t live = table_keys(s->table);
    assert_int_equal(subject_walk(s, WEIR_SCAN_ALL, seen), live);
    subject_check(s);
    if (batch % 4 == 3) {
      table_clear(s->table, batch % 8 == 3 ? 0 : SAMPLE_KEYS);
    } else {
      assert_int_equal(subject_walk(s, WEIR_SCAN_CLEAR, seen), live);
    }
    memset(s->model->entry, 0, sizeof s->model->entry);
    subject_check(s);
  }
}

static void a_batch_table_is_a_map_that_its_clearing_walk_empties(void **state) {
  (void)state;
  for_all(WEIR_SCOPE_BATCH, 0, batches);
}

/* ---- stream scope --------------------------------------------------------------------------------------------- */

static uint32_t differing(const subject *s, const bool *touched) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++) n += touched[i] && s->model->entry[i].is_there;
  return n;
}

static void one_batch(subject *s) {
  uint32_t key[SAMPLE_ROWS];
  bool touched[SAMPLE_KEYS] = {false}, seen[SAMPLE_KEYS];
  for (int chunk = 0; chunk < 4; chunk++) {
    uint32_t n = some_keys(s, key);
    subject_upsert(s, key, n);
    for (uint32_t i = 0; i < n; i++) touched[key[i]] = true;
    if (some(s, 2)) subject_erase(s, key, n, 2);
    if (some(s, 4) == 0) subject_upsert(s, key, n / 2);
    if (some(s, 4) == 0) subject_count(s, key, n / 2);
    if (some(s, 4) == 0) {
      for (uint32_t i = 0; i < n; i++) key[i] = some(s, SAMPLE_KEYS);
      subject_erase(s, key, n, 2);
    }
  }
  assert_int_equal(subject_walk(s, WEIR_SCAN_TOUCHED, seen), differing(s, touched));
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++)
    if (touched[i] && s->model->entry[i].is_there && !seen[i]) fail_msg("key %u was touched and did not come", i);
  assert_int_equal(subject_walk(s, WEIR_SCAN_ALL, seen), table_keys(s->table));
  subject_check(s);
}

static void batches_with_rollback(subject *s) {
  int64_t time_us = 1000;
  for (int batch = 0; batch < 30; batch++) {
    memcpy(s->model->before, s->model->entry, sizeof s->model->before);
    table_begin(s->table, time_us);
    one_batch(s);
    if (some(s, 3) == 0) {
      table_rollback(s->table);
      memcpy(s->model->entry, s->model->before, sizeof s->model->before);
      if (some(s, 2)) continue; /* the rerun has the same time */
    } else {
      table_commit(s->table);
    }
    subject_check(s);
    time_us += 1000;
  }
  table_clear(s->table, 0);
  memset(s->model->entry, 0, sizeof s->model->entry);
  subject_check(s);
}

static void a_stream_table_is_a_map_whose_batches_can_be_undone(void **state) {
  (void)state;
  for_all(WEIR_SCOPE_STREAM, 0, batches_with_rollback);
}

static void idle_keys(subject *s) {
  int64_t last[SAMPLE_KEYS] = {0};
  bool seen[SAMPLE_KEYS];
  uint32_t key[SAMPLE_ROWS];
  for (int64_t time_us = 10; time_us < 200; time_us += 10) {
    table_begin(s->table, time_us);
    uint32_t n = some_keys(s, key) / 4 + 1, due = 0;
    subject_upsert(s, key, n);
    for (uint32_t i = 0; i < n; i++) last[key[i]] = time_us;
    for (uint32_t i = 0; i < SAMPLE_KEYS; i++) due += s->model->entry[i].is_there && time_us - last[i] > 30;
    assert_int_equal(subject_walk(s, WEIR_SCAN_EXPIRED, seen), due);
    memcpy(s->model->before, s->model->entry, sizeof s->model->before);
    for (uint32_t i = 0; i < SAMPLE_KEYS; i++) {
      if (!seen[i]) continue;
      assert_true(time_us - last[i] > 30);
      s->model->entry[i].is_there = false;
    }
    subject_check(s);
    table_commit(s->table);
    subject_check(s);
  }
}

static void keys_that_are_idle_too_long_come_once_and_are_erased(void **state) {
  (void)state;
  for_all(WEIR_SCOPE_STREAM, 30, idle_keys);
}

static void expired_keys_come_back(subject *s) {
  uint32_t key[3] = {0, 3, 4};
  bool seen[SAMPLE_KEYS];
  table_begin(s->table, 10);
  subject_upsert(s, key, 3);
  table_commit(s->table);
  table_begin(s->table, 100);
  assert_int_equal(subject_walk(s, WEIR_SCAN_EXPIRED, seen), 3);
  assert_int_equal(table_keys(s->table), 0);
  table_rollback(s->table);
  subject_check(s);
}

static void a_rollback_brings_expired_keys_back(void **state) {
  (void)state;
  for_all(WEIR_SCOPE_STREAM, 30, expired_keys_come_back);
}

static void without_a_time_to_live_nothing_expires(void **state) {
  (void)state;
  subject *s = subject_create(SAMPLE_TEXTS, SMALL_VALUE);
  table_config config = subject_config(s, WEIR_SCOPE_STREAM, 0);
  uint32_t key[2] = {1, 2};
  bool seen[SAMPLE_KEYS];
  s->table = table_create(&config);
  table_begin(s->table, 1);
  subject_upsert(s, key, 2);
  table_commit(s->table);
  table_begin(s->table, INT64_MAX / 2);
  assert_int_equal(subject_walk(s, WEIR_SCAN_EXPIRED, seen), 0);
  subject_destroy(s);
}

/* ---- corners -------------------------------------------------------------------------------------------------- */

static void a_table_without_key_has_one_slot(void **state) {
  (void)state;
  const weir_schema none = {.size = sizeof none, .stride = sizeof(weir_field)};
  for (uint32_t scope = WEIR_SCOPE_BATCH; scope <= WEIR_SCOPE_STREAM; scope++) {
    subject *s = subject_create(SAMPLE_TEXTS, SMALL_VALUE);
    table_config config = subject_config(s, scope, 0);
    config.key = &none;
    s->table = table_create(&config);
    void *slot[3];
    const void *found[1];
    weir_scan scan = {.size = sizeof scan};
    table_begin(s->table, 1);
    table_find(s->table, NULL, 0, 1, found);
    assert_null(found[0]);
    assert_int_equal(table_scan(s->table, &scan), 0);
    table_upsert(s->table, NULL, 0, 3, slot);
    assert_ptr_equal(slot[0], slot[2]);
    *(int64_t *)slot[0] = 5;
    scan = (weir_scan){.size = sizeof scan, .flags = scope == WEIR_SCOPE_BATCH ? WEIR_SCAN_CLEAR : WEIR_SCAN_TOUCHED};
    assert_int_equal(table_scan(s->table, &scan), 1);
    assert_int_equal(scan.keys->columns, 0);
    assert_int_equal(weir_i64(table_scan_chunk(s->table, &scan), 0)[0], 5);
    assert_int_equal(table_scan(s->table, &scan), 0);
    if (scope == WEIR_SCOPE_STREAM) table_rollback(s->table);
    table_find(s->table, NULL, 0, 1, found);
    assert_null(found[0]);
    assert_int_equal(table_keys(s->table), 0);
    subject_destroy(s);
  }
}

static const weir_chunk *numbers(weir_column *column, weir_chunk *chunk, const int64_t *number, uint32_t n) {
  *column = (weir_column){.data = number, .type = WEIR_I64};
  *chunk = (weir_chunk){.size = sizeof *chunk, .rows = n, .columns = 1, .stride = sizeof *column, .col = column};
  return chunk;
}

static void a_table_grows_and_walks_in_pieces(void **state) {
  (void)state;
  enum { MANY = 50000, PIECE = 1000 };
  for (uint32_t scope = WEIR_SCOPE_BATCH; scope <= WEIR_SCOPE_STREAM; scope++) {
    subject *s = subject_create(SAMPLE_NUMBERS, SMALL_VALUE);
    table_config config = subject_config(s, scope, 0);
    s->table = table_create(&config);
    static void *slot[PIECE];
    int64_t number[PIECE];
    weir_column column;
    weir_chunk chunk;
    table_begin(s->table, 1);
    for (int round = 0; round < 2; round++)
      for (int64_t at = 0; at < MANY; at += PIECE) {
        for (int64_t i = 0; i < PIECE; i++) number[i] = at + i;
        table_upsert(s->table, numbers(&column, &chunk, number, PIECE), 0, PIECE, slot);
        for (int64_t i = 0; i < PIECE; i++) *(int64_t *)slot[i] += at + i;
      }
    assert_int_equal(table_keys(s->table), MANY);
    uint32_t flags = scope == WEIR_SCOPE_BATCH ? WEIR_SCAN_CLEAR : WEIR_SCAN_TOUCHED;
    weir_scan scan = {.size = sizeof scan, .flags = flags};
    int64_t total = 0, expected = 0;
    for (uint32_t n; (n = table_scan(s->table, &scan)) > 0; total += n) {
      assert_true(n <= 2048);
      for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(*(int64_t *)scan.slot[i], 2 * weir_i64(scan.keys, 0)[i]);
        if (scope == WEIR_SCOPE_STREAM) assert_int_equal(weir_i64(scan.keys, 0)[i], expected++);
      }
    }
    assert_int_equal(total, MANY);
    uint64_t big = table_bytes(s->table);
    table_clear(s->table, 0);
    assert_true(table_bytes(s->table) < big / 4);
    assert_int_equal(table_keys(s->table), 0);
    subject_destroy(s);
  }
}

static void a_clearing_walk_may_stop_half_way(void **state) {
  (void)state;
  enum { MANY = 6000 };
  subject *s = subject_create(SAMPLE_NUMBERS, SMALL_VALUE);
  table_config config = subject_config(s, WEIR_SCOPE_BATCH, 0);
  s->table = table_create(&config);
  static void *slot[MANY];
  static const void *found[MANY];
  static int64_t number[MANY];
  static bool gone[MANY];
  weir_column column;
  weir_chunk chunk;
  for (int64_t i = 0; i < MANY; i++) number[i] = i;
  for (uint32_t at = 0; at < MANY; at += 3000) {
    table_upsert(s->table, numbers(&column, &chunk, number + at, 3000), 0, 3000, slot);
    for (uint32_t i = 0; i < 3000; i++) *(int64_t *)slot[i] = 7;
  }
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  uint32_t n = table_scan(s->table, &scan);
  assert_true(n > 1000 && n < MANY);
  for (uint32_t i = 0; i < n; i++) gone[weir_i64(scan.keys, 0)[i]] = true;
  assert_int_equal(table_keys(s->table), MANY - n);
  for (uint32_t at = 0; at < MANY; at += 3000)
    table_find(s->table, numbers(&column, &chunk, number + at, 3000), 0, 3000, found + at);
  for (uint32_t i = 0; i < MANY; i++) assert_int_equal(found[i] == NULL, gone[i]);
  subject_destroy(s);
}

static void erasing_again_and_again_does_not_make_a_table_grow(void **state) {
  (void)state;
  enum { PIECE = 200 };
  for (uint32_t scope = WEIR_SCOPE_BATCH; scope <= WEIR_SCOPE_STREAM; scope++) {
    subject *s = subject_create(SAMPLE_NUMBERS, SMALL_VALUE);
    table_config config = subject_config(s, scope, 0);
    s->table = table_create(&config);
    uint64_t small = 0;
    for (int64_t round = 0; round < 200; round++) {
      int64_t number[PIECE];
      void *slot[PIECE];
      weir_column column;
      weir_chunk chunk;
      table_begin(s->table, round + 1);
      for (int64_t i = 0; i < PIECE; i++) number[i] = round * PIECE + i;
      table_upsert(s->table, numbers(&column, &chunk, number, PIECE), 0, PIECE, slot);
      table_erase(s->table, slot, PIECE);
      table_commit(s->table);
      if (round == 20) small = table_bytes(s->table);
    }
    assert_int_equal(table_keys(s->table), 0);
    assert_int_equal(table_bytes(s->table), small);
    subject_destroy(s);
  }
}

static void replaced_strings_do_not_pile_up(void **state) {
  (void)state;
  subject *s = subject_create(SAMPLE_TEXTS, TEXT_VALUE);
  table_config config = subject_config(s, WEIR_SCOPE_STREAM, 0);
  s->table = table_create(&config);
  uint32_t key[100];
  for (uint32_t i = 0; i < 100; i++) key[i] = i;
  for (int64_t time_us = 1; time_us < 400; time_us++) {
    table_begin(s->table, time_us);
    subject_upsert(s, key, 100);
    table_commit(s->table);
  }
  subject_check(s);
  assert_true(table_bytes(s->table) < 1 << 18);
  subject_destroy(s);
}

static void a_blob_that_is_appended_to_is_not_copied_each_time(void **state) {
  (void)state;
  subject *s = subject_create(SAMPLE_TEXTS, TEXT_VALUE);
  table_config config = subject_config(s, WEIR_SCOPE_BATCH, 0);
  s->table = table_create(&config);
  void *slot[1];
  uint32_t key = 5;
  table_upsert(s->table, sample_make(s->sample, &key, 1), 0, 1, slot);
  value *v = slot[0];
  for (uint32_t n = 8; n <= 80000; n += 8) {
    char *bytes = table_slot_reserve(s->table, &v->blob, n);
    assert_non_null(bytes);
    memcpy(bytes + n - 8, &n, sizeof n);
  }
  for (uint32_t n = 8; n <= 80000; n += 8) assert_memory_equal(weir_text(&v->blob) + n - 8, &n, sizeof n);
  assert_true(table_bytes(s->table) < 1 << 20);
  subject_destroy(s);
}

static void hashes_are_kept_only_while_the_serial_stays(void **state) {
  (void)state;
  subject *s = subject_create(SAMPLE_TEXTS, SMALL_VALUE);
  table_config config = subject_config(s, WEIR_SCOPE_BATCH, 0);
  s->table = table_create(&config);
  uint32_t key[40];
  for (uint32_t i = 0; i < 40; i++) key[i] = i;
  subject_upsert(s, key, 40);
  s->sample->chunk.host = NULL;
  for (uint32_t i = 0; i < 40; i++) key[i] = i + 20;
  subject_upsert(s, key, 40);
  subject_check(s);
  subject_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_batch_table_is_a_map_that_its_clearing_walk_empties),
      cmocka_unit_test(a_stream_table_is_a_map_whose_batches_can_be_undone),
      cmocka_unit_test(keys_that_are_idle_too_long_come_once_and_are_erased),
      cmocka_unit_test(a_rollback_brings_expired_keys_back),
      cmocka_unit_test(without_a_time_to_live_nothing_expires),
      cmocka_unit_test(a_table_without_key_has_one_slot),
      cmocka_unit_test(a_table_grows_and_walks_in_pieces),
      cmocka_unit_test(a_clearing_walk_may_stop_half_way),
      cmocka_unit_test(erasing_again_and_again_does_not_make_a_table_grow),
      cmocka_unit_test(replaced_strings_do_not_pile_up),
      cmocka_unit_test(a_blob_that_is_appended_to_is_not_copied_each_time),
      cmocka_unit_test(hashes_are_kept_only_while_the_serial_stays),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
