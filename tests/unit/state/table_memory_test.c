/* SPDX-License-Identifier: Apache-2.0 */
/* Tables when memory is out: each allocation fails in turn; nothing crashes or leaks, and who asks is told. */
#include "sample_table.h"

/* Keys, strings, growth, a walk, two batches. Gives whether something failed and was said. */
static bool live_a_life(subject *s, uint32_t scope, bool *is_created) {
  static void *slot[256];
  table_config config = subject_config(s, scope, 100);
  table *t = table_create(&config);
  bool failed = false;
  *is_created = t != NULL;
  if (!t) return true;
  for (int64_t batch = 1; batch <= 3; batch++) {
    table_begin(t, batch * 10);
    for (uint32_t at = 0; at + 256 <= SAMPLE_KEYS; at += 256) {
      uint32_t key[256];
      for (uint32_t i = 0; i < 256; i++) key[i] = at + i;
      table_upsert(t, sample_make(s->sample, key, 256), 0, 256, slot);
      for (uint32_t i = 0; i < 256; i++) {
        value *v = slot[i];
        v->count++;
        if (s->values == SMALL_VALUE) continue;
        table_slot_string(t, &v->text, "a text of more than twelve bytes", 32);
        char *bytes = table_slot_reserve(t, &v->blob, v->blob.len + 20);
        if (bytes) bytes[0] = 'b';
      }
    }
    table_erase(t, slot, 100);
    weir_scan scan = {.size = sizeof scan, .flags = scope == WEIR_SCOPE_BATCH ? WEIR_SCAN_CLEAR : WEIR_SCAN_EXPIRED};
    while (table_scan(t, &scan) > 0) table_scan_chunk(t, &scan);
    failed = failed || table_failed(t);
    if (table_failed(t))
      table_rollback(t);
    else
      table_commit(t);
  }
  table_clear(t, 0);
  assert_false(table_failed(t));
  table_destroy(t);
  return failed;
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  for (int values = 0; values < VALUES; values++)
    for (int kind = 0; kind < SAMPLE_KINDS; kind++)
      for (uint32_t scope = WEIR_SCOPE_BATCH; scope <= WEIR_SCOPE_STREAM; scope++) {
        subject *s = subject_create((sample_kind)kind, values);
        bool is_created, any = false;
        for (uint64_t n = 1; n < 60; n++) {
          memory_fail_at(n);
          any = live_a_life(s, scope, &is_created) || any;
          memory_fail_at(0);
          assert_int_equal(memory_used(s->memory, MEMORY_KEPT), 0);
        }
        assert_true(any);
        assert_false(live_a_life(s, scope, &is_created));
        assert_true(is_created);
        subject_destroy(s);
      }
}

static void a_table_at_the_bound_gives_scratch_and_keeps_what_it_has(void **state) {
  (void)state;
  subject *s = subject_create(SAMPLE_NUMBERS, SMALL_VALUE);
  memory_unref(s->memory);
  s->memory = memory_create(400 << 10);
  table_config config = subject_config(s, WEIR_SCOPE_STREAM, 0);
  s->table = table_create(&config);
  assert_non_null(s->table);
  uint32_t key[256];
  for (uint32_t i = 0; i < 256; i++) key[i] = i;
  table_begin(s->table, 1);
  subject_upsert(s, key, 200);
  table_commit(s->table);
  memcpy(s->model->before, s->model->entry, sizeof s->model->before);
  table_begin(s->table, 2);
  for (int64_t at = 0; at < 100000 && !table_failed(s->table); at += 256) {
    int64_t number[256];
    void *slot[256];
    for (int64_t i = 0; i < 256; i++) number[i] = at + i;
    weir_column column = {.data = number, .type = WEIR_I64};
    weir_chunk chunk = {.size = sizeof chunk, .rows = 256, .columns = 1, .stride = sizeof column, .col = &column};
    table_upsert(s->table, &chunk, 0, 256, slot);
    for (uint32_t i = 0; i < 256; i++) ++*(int64_t *)slot[i];
  }
  assert_true(table_failed(s->table));
  assert_true(memory_was_refused(s->memory));
  table_rollback(s->table);
  table_begin(s->table, 2);
  assert_false(table_failed(s->table));
  subject_check(s);
  subject_destroy(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(a_table_at_the_bound_gives_scratch_and_keeps_what_it_has),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
