/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include "data/rows.h"

enum { ROWS = 300 };

typedef struct fixture {
  memory *memory;
  schema schema;
  rows *rows;
  weir_column col[9];
} fixture;

static void begin(fixture *x, const char *text) {
  x->memory = memory_create((uint64_t)256 << 20);
  sample_schema(&x->schema, text);
  x->rows = rows_create(x->memory, MEMORY_KEPT, &x->schema.schema);
  assert_non_null(x->rows);
}

static void end(fixture *x) {
  assert_int_equal(memory_used(x->memory, MEMORY_KEPT), rows_bytes(x->rows));
  rows_destroy(x->rows);
  schema_finish(&x->schema);
  assert_int_equal(memory_used(x->memory, MEMORY_KEPT) + memory_used(x->memory, MEMORY_WAITING), 0);
  memory_unref(x->memory);
}

/* Rows count .. count+n of the sample, whose own memory is gone afterwards. */
static void append(fixture *x, uint32_t n) {
  sample_rows *s = sample_create(&x->schema.schema, rows_count(x->rows), n);
  assert_int_equal(rows_append(x->rows, &s->chunk, NULL, n), 0);
  sample_destroy(s);
}

static void check_from(fixture *x, uint64_t at, uint64_t stop) {
  weir_chunk chunk;
  uint32_t n;
  while ((n = rows_chunk(x->rows, at, stop, &chunk, x->col)) > 0) {
    assert_int_equal(chunk.rows, n);
    assert_int_equal(chunk.sequence, at);
    sample_check(&x->schema.schema, &chunk, at);
    at += n;
  }
  assert_int_equal(at, stop);
}

static void rows_outlive_what_they_were_appended_from(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL);
  for (int i = 0; i < 20; i++) append(&x, ROWS - 7);
  assert_int_equal(rows_count(x.rows), 20 * (ROWS - 7));
  check_from(&x, 0, rows_count(x.rows));
  end(&x);
}

static void reading_may_begin_and_end_at_any_row(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL);
  for (int i = 0; i < 10; i++) append(&x, ROWS);
  for (uint64_t at = 0; at < 3000; at += 331) check_from(&x, at, at + 400 < 3000 ? at + 400 : 3000);
  weir_chunk chunk;
  assert_int_equal(rows_chunk(x.rows, 2000, 5000, &chunk, x.col), 48);
  assert_int_equal(rows_chunk(x.rows, 2990, 5000, &chunk, x.col), 10);
  assert_int_equal(rows_chunk(x.rows, 3000, 5000, &chunk, x.col), 0);
  assert_int_equal(chunk.rows, 0);
  assert_int_equal(rows_chunk(x.rows, 20, 10, &chunk, x.col), 0);
  end(&x);
}

static void rows_without_nullable_columns_need_no_bitmaps(void **state) {
  (void)state;
  fixture x;
  begin(&x, "i int64!, s string!, b bool!, f float64!");
  for (int i = 0; i < 20; i++) append(&x, ROWS);
  check_from(&x, 0, 6000);
  check_from(&x, 4001, 5999);
  end(&x);
}

static void picked_rows_are_appended_in_their_order(void **state) {
  (void)state;
  fixture x;
  uint32_t row[3 * ROWS];
  begin(&x, SAMPLE_ALL);
  sample_rows *s = sample_create(&x.schema.schema, 0, ROWS);
  for (uint32_t i = 0; i < 3 * ROWS; i++) row[i] = i * 7 % ROWS;
  for (int i = 0; i < 4; i++) assert_int_equal(rows_append(x.rows, &s->chunk, row, 3 * ROWS), 0);
  sample_destroy(s);
  for (uint64_t at = 0; at < rows_count(x.rows);) {
    weir_chunk chunk;
    uint32_t n = rows_chunk(x.rows, at, UINT64_MAX, &chunk, x.col);
    for (uint32_t i = 0; i < n; i++)
      for (uint32_t c = 0; c < chunk.columns; c++)
        sample_check_cell(&x.schema.field[c], weir_col(&chunk, c), i, sample_number(row[(at + i) % (3 * ROWS)], c));
    at += n;
  }
  end(&x);
}

static void long_strings_lie_in_the_store(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  begin(&x, "s string!");
  char big[100000];
  memset(big, 'x', sizeof big);
  weir_str in[] = {weir_view("short", 5), weir_view("a little longer than inline", 27), weir_view(big, sizeof big)};
  weir_column column = {.data = in, .type = WEIR_STRING};
  weir_chunk from = {.size = sizeof from, .rows = 3, .columns = 1, .stride = sizeof column, .col = &column};
  assert_int_equal(rows_append(x.rows, &from, NULL, 3), 0);
  assert_int_equal(rows_chunk(x.rows, 0, 3, &chunk, x.col), 3);
  for (uint32_t i = 0; i < 3; i++) {
    assert_true(weir_str_equal(&weir_strs(&chunk, 0)[i], &in[i]));
    if (i) assert_ptr_not_equal(weir_text(&weir_strs(&chunk, 0)[i]), weir_text(&in[i]));
  }
  end(&x);
}

static void truncated_rows_are_written_anew(void **state) {
  (void)state;
  static const uint64_t counts[] = {2990, 2048, 2047, 100, 64, 1, 0};
  fixture x;
  begin(&x, SAMPLE_ALL);
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    while (rows_count(x.rows) < 3000) append(&x, 250);
    rows_truncate(x.rows, counts[i]);
    assert_int_equal(rows_count(x.rows), counts[i]);
    rows_truncate(x.rows, 5000);
    check_from(&x, 0, counts[i]);
  }
  append(&x, 100);
  check_from(&x, 0, 100);
  end(&x);
}

static void clear_keeps_as_much_as_it_is_told(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL);
  uint64_t least = rows_bytes(x.rows);
  for (int i = 0; i < 10; i++) append(&x, ROWS);
  uint64_t all = rows_bytes(x.rows);
  rows_clear(x.rows, UINT64_MAX);
  assert_int_equal(rows_count(x.rows), 0);
  assert_int_equal(rows_bytes(x.rows), all);
  for (int i = 0; i < 10; i++) append(&x, ROWS);
  check_from(&x, 0, 3000);
  rows_clear(x.rows, all / 2);
  assert_in_range(rows_bytes(x.rows), least, all / 2 + least + 4096);
  append(&x, 10);
  check_from(&x, 0, 10);
  rows_clear(x.rows, 0);
  append(&x, 10);
  check_from(&x, 0, 10);
  end(&x);
}

static void a_store_of_few_rows_is_small(void **state) {
  (void)state;
  fixture x;
  begin(&x, "word string!, count int64!");
  append(&x, 5);
  assert_in_range(rows_bytes(x.rows), 1, 8192);
  end(&x);
}

static void any_rows_are_gathered_into_columns(void **state) {
  (void)state;
  fixture x;
  columns to;
  weir_chunk chunk;
  uint64_t row[700];
  begin(&x, SAMPLE_ALL);
  for (int i = 0; i < 15; i++) append(&x, ROWS);
  for (uint64_t i = 0; i < 700; i++) row[i] = i % 11 == 0 ? UINT64_MAX : i % 2 ? i * 611 % 4500 : i;
  assert_int_equal(columns_init(&to, x.memory, &x.schema.schema, 710), 0);
  assert_int_equal(rows_gather(x.rows, row, 300, &to, 0), 0);
  assert_int_equal(rows_gather(x.rows, row + 300, 400, &to, 300), 0);
  columns_chunk(&to, 700, 0, NULL, &chunk);
  for (uint32_t c = 0; c < chunk.columns; c++) {
    for (uint32_t i = 0; i < 700; i++) {
      if (row[i] == UINT64_MAX) {
        sample_check_null(&x.schema.field[c], weir_col(&chunk, c), i);
      } else {
        sample_check_cell(&x.schema.field[c], weir_col(&chunk, c), i, sample_number(row[i], c));
      }
    }
  }
  columns_finish(&to);
  end(&x);
}

static void absent_rows_alone_are_gathered_as_nulls(void **state) {
  (void)state;
  fixture x;
  columns to;
  weir_chunk chunk;
  uint64_t row[] = {UINT64_MAX, UINT64_MAX};
  begin(&x, SAMPLE_ALL);
  assert_int_equal(columns_init(&to, x.memory, &x.schema.schema, 2), 0);
  assert_int_equal(rows_gather(x.rows, row, 2, &to, 0), 0);
  columns_chunk(&to, 2, 0, NULL, &chunk);
  for (uint32_t c = 0; c < chunk.columns; c++) sample_check_null(&x.schema.field[c], weir_col(&chunk, c), 1);
  columns_finish(&to);
  end(&x);
}

static void every_allocation_of_an_append_may_fail_and_truncate_undoes_it(void **state) {
  (void)state;
  fixture x;
  uint64_t n = 1;
  for (;; n++) {
    begin(&x, SAMPLE_ALL);
    append(&x, 50);
    sample_rows *s = sample_create(&x.schema.schema, 50, 2500);
    memory_fail_at(n);
    int result = rows_append(x.rows, &s->chunk, NULL, 2500);
    memory_fail_at(0);
    sample_destroy(s);
    if (result == 0) break;
    assert_int_equal(result, -1);
    rows_truncate(x.rows, 50);
    check_from(&x, 0, 50);
    append(&x, 250);
    check_from(&x, 0, 300);
    end(&x);
  }
  assert_true(n > 10);
  check_from(&x, 0, 2550);
  end(&x);
}

static void every_allocation_of_a_gather_may_fail(void **state) {
  (void)state;
  fixture x;
  columns to;
  uint64_t row[200], n = 1;
  begin(&x, "l list<string>, m map<string,string>");
  append(&x, 200);
  for (uint32_t i = 0; i < 200; i++) row[i] = i;
  for (;; n++) {
    assert_int_equal(columns_init(&to, x.memory, &x.schema.schema, 200), 0);
    memory_fail_at(n);
    int result = rows_gather(x.rows, row, 200, &to, 0);
    memory_fail_at(0);
    columns_finish(&to);
    if (result == 0) break;
    assert_int_equal(result, -1);
  }
  assert_int_equal(n, 3);
  memory_fail_at(1);
  assert_null(rows_create(x.memory, MEMORY_KEPT, &x.schema.schema));
  rows_destroy(NULL);
  end(&x);
}

static void what_has_been_read_is_given_back_and_the_rest_stays(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL);
  for (int round = 0; round < 2; round++) {
    for (int i = 0; i < 40; i++) append(&x, ROWS);
    uint64_t held = rows_bytes(x.rows);
    rows_release(x.rows, 2047);
    assert_int_equal(rows_bytes(x.rows), held);
    for (uint64_t before = 2500; before < 12000; before += 2500) {
      rows_release(x.rows, before);
      assert_true(rows_bytes(x.rows) < held);
      held = rows_bytes(x.rows);
      assert_int_equal(memory_used(x.memory, MEMORY_KEPT), held);
      check_from(&x, before, 12000);
    }
    rows_release(x.rows, 12000);
    rows_clear(x.rows, 1 << 20);
  }
  end(&x);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_outlive_what_they_were_appended_from),
      cmocka_unit_test(reading_may_begin_and_end_at_any_row),
      cmocka_unit_test(rows_without_nullable_columns_need_no_bitmaps),
      cmocka_unit_test(picked_rows_are_appended_in_their_order),
      cmocka_unit_test(long_strings_lie_in_the_store),
      cmocka_unit_test(truncated_rows_are_written_anew),
      cmocka_unit_test(clear_keeps_as_much_as_it_is_told),
      cmocka_unit_test(a_store_of_few_rows_is_small),
      cmocka_unit_test(what_has_been_read_is_given_back_and_the_rest_stays),
      cmocka_unit_test(any_rows_are_gathered_into_columns),
      cmocka_unit_test(absent_rows_alone_are_gathered_as_nulls),
      cmocka_unit_test(every_allocation_of_an_append_may_fail_and_truncate_undoes_it),
      cmocka_unit_test(every_allocation_of_a_gather_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
