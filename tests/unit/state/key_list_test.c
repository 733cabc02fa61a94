/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "data/schema.h"
#include "state/key_list.h"
#include <cmocka.h>
#include <stdio.h>

enum { ROWS = 1000 };

typedef struct value {
  int64_t n;
  weir_str text;
} value;

typedef struct fixture {
  memory *memory;
  schema key, value;
  key_list *list;
  weir_str word[ROWS];
  char text[ROWS][40];
} fixture;

static int begin(void **state) {
  static fixture f;
  f.memory = memory_create(64 << 20);
  schema_init(&f.key);
  schema_init(&f.value);
  if (schema_add_type(&f.key, "word", WEIR_STRING, 0)) return -1;
  const weir_field fields[] = {{.name = "n", .type = WEIR_I64, .offset = offsetof(value, n)},
                               {.name = "text", .type = WEIR_STRING, .offset = offsetof(value, text)}};
  for (int i = 0; i < 2; i++)
    if (schema_add(&f.value, fields[i].name, &fields[i])) return -1;
  const table_config config = {
      .key = &f.key.schema, .value = &f.value.schema, .value_size = sizeof(value), .memory = f.memory};
  f.list = key_list_create(&config);
  for (uint32_t i = 0; i < ROWS; i++) /* each key twice in a row, some of them long */
    f.word[i] = weir_view(f.text[i], (uint32_t)snprintf(f.text[i], sizeof f.text[i], "%s%u",
                                                        i % 4 < 2 ? "" : "a rather long key ", i / 2));
  *state = &f;
  return f.list ? 0 : -1;
}

static int end(void **state) {
  fixture *f = *state;
  key_list_destroy(f->list);
  schema_finish(&f->key);
  schema_finish(&f->value);
  const bool all = memory_used(f->memory, MEMORY_WAITING) == 0 && memory_used(f->memory, MEMORY_KEPT) == 0;
  memory_unref(f->memory);
  return all ? 0 : -1;
}

/* All rows, in runs as the aggregates work; row i's value is from + i, its text its key's. */
static void add(const fixture *f, int64_t from) {
  const weir_column col = {.data = f->word, .type = WEIR_STRING};
  const weir_chunk keys = {.size = sizeof keys, .rows = ROWS, .columns = 1, .stride = sizeof col, .col = &col};
  for (uint32_t first = 0; first < ROWS; first += 256) {
    void *slot[256];
    const uint32_t n = ROWS - first < 256 ? ROWS - first : 256;
    key_list_upsert(f->list, &keys, first, n, slot);
    for (uint32_t i = 0; i < n; i++) {
      value *v = slot[i];
      const weir_str *text = &f->word[first + i];
      assert_int_equal(v->n, 0);
      v->n = from + first + i;
      if (i % 2)
        key_list_slot_string(f->list, &v->text, weir_text(text), text->len);
      else
        memcpy(key_list_slot_reserve(f->list, &v->text, text->len), weir_text(text), text->len);
    }
  }
}

static void expect_rows(const fixture *f, uint64_t rows) {
  weir_scan scan = {.size = sizeof scan};
  uint64_t at = 0;
  while (key_list_scan(f->list, &scan)) {
    const weir_chunk *all = key_list_scan_chunk(f->list, &scan);
    assert_int_equal(all->columns, 3);
    for (uint32_t i = 0; i < scan.rows; i++, at++) {
      assert_true(weir_str_equal(&weir_strs(all, 0)[i], &f->word[at % ROWS]));
      assert_true(weir_str_equal(&weir_strs(scan.keys, 0)[i], &f->word[at % ROWS]));
      assert_int_equal(weir_i64(all, 1)[i], at);
      assert_true(weir_str_equal(&weir_strs(all, 2)[i], &f->word[at % ROWS]));
      assert_memory_equal(weir_strs(all, 2)[i].head, f->word[at % ROWS].head, 4);
    }
  }
  assert_int_equal(at, rows);
}

static void each_row_has_a_slot_of_its_own_in_order(void **state) {
  const fixture *f = *state;
  expect_rows(f, 0);
  for (int round = 0; round < 2; round++) {
    for (int64_t i = 0; i < 10; i++) add(f, i * ROWS); /* more than a page */
    expect_rows(f, 10 * ROWS);
    key_list_clear(f->list);
    expect_rows(f, 0);
  }
}

static void rows_are_counted_one_by_one(void **state) {
  const fixture *f = *state;
  const weir_column col = {.data = f->word, .type = WEIR_STRING};
  const weir_chunk keys = {.size = sizeof keys, .rows = ROWS, .columns = 1, .stride = sizeof col, .col = &col};
  weir_scan scan = {.size = sizeof scan};
  key_list_upsert_count(f->list, &keys, offsetof(value, n));
  assert_int_equal(key_list_scan(f->list, &scan), ROWS);
  for (uint32_t i = 0; i < ROWS; i++) assert_int_equal(((const value *)scan.slot[i])->n, 1);
}

static void without_memory_slots_are_scratch_until_the_next_clear(void **state) {
  const fixture *f = *state;
  const weir_column col = {.data = f->word, .type = WEIR_STRING};
  const weir_chunk keys = {.size = sizeof keys, .rows = ROWS, .columns = 1, .stride = sizeof col, .col = &col};
  static void *slot[WEIR_MAX_ROWS];
  for (int i = 0; i < 4; i++) add(f, i * ROWS);
  memory_fail_at(1);
  key_list_upsert(f->list, &keys, 0, ROWS, slot);
  memory_fail_at(0);
  assert_true(key_list_failed(f->list));
  memset(slot[ROWS - 1], 7, sizeof(value));
  key_list_clear(f->list);
  assert_false(key_list_failed(f->list));
  add(f, 0);
  expect_rows(f, ROWS);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(each_row_has_a_slot_of_its_own_in_order, begin, end),
      cmocka_unit_test_setup_teardown(rows_are_counted_one_by_one, begin, end),
      cmocka_unit_test_setup_teardown(without_memory_slots_are_scratch_until_the_next_clear, begin, end),
  };
  return cmocka_run_group_tests_name("key_list", tests, NULL, NULL);
}
