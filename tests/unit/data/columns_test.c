/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <stdlib.h>

enum { ROWS = 300 };

typedef struct fixture {
  memory *memory;
  schema schema;
  columns columns;
  sample_rows *sample;
} fixture;

static void begin(fixture *x, const char *text, uint32_t capacity) {
  x->memory = memory_create((uint64_t)256 << 20);
  sample_schema(&x->schema, text);
  x->sample = sample_create(&x->schema.schema, 0, ROWS);
  assert_int_equal(columns_init(&x->columns, x->memory, &x->schema.schema, capacity), 0);
}

static void end(fixture *x) {
  columns_finish(&x->columns);
  sample_destroy(x->sample);
  schema_finish(&x->schema);
  assert_int_equal(memory_used(x->memory, MEMORY_WAITING), 0);
  memory_unref(x->memory);
}

static void gather_all(fixture *x, uint32_t at, const uint32_t *row, uint32_t n) {
  for (uint32_t c = 0; c < x->schema.schema.count; c++)
    assert_int_equal(columns_gather(&x->columns, c, at, weir_col(&x->sample->chunk, c), row, n), 0);
}

static void only_nullable_columns_have_a_bitmap_and_all_bits_are_set(void **state) {
  (void)state;
  fixture x;
  begin(&x, "a int64, b int64!, l list<int64>!", 130);
  assert_null(x.columns.out[1].valid);
  assert_null(x.columns.out[2].valid);
  assert_null(x.columns.out[2].data);
  for (uint32_t i = 0; i < 130; i++) assert_true(x.columns.out[0].valid[i / 64] >> i % 64 & 1);
  assert_int_equal(memory_used(x.memory, MEMORY_WAITING), x.columns.bytes);
  end(&x);
}

static void bytes_around_every_array_can_be_read(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL, 100);
  for (uint32_t c = 0; c < x.schema.schema.count; c++) {
    const volatile char *p = x.columns.out[c].data;
    size_t size = schema_width(x.schema.field[c].type) * 100u;
    for (uint32_t i = 1; p && i <= WEIR_PAD; i++) (void)(p[-(ptrdiff_t)i] + p[size + i - 1]);
  }
  end(&x);
}

static void whole_columns_are_gathered_in_runs_at_any_row(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  static const uint32_t cuts[] = {0, 1, 63, 64, 65, 130, 200, ROWS};
  begin(&x, SAMPLE_ALL, ROWS);
  for (size_t i = 0; i + 1 < sizeof cuts / sizeof cuts[0]; i++)
    for (uint32_t c = 0; c < x.schema.schema.count; c++)
      assert_int_equal(
          columns_gather_run(&x.columns, c, cuts[i], weir_col(&x.sample->chunk, c), cuts[i], cuts[i + 1] - cuts[i]), 0);
  columns_chunk(&x.columns, ROWS, 77, &x, &chunk);
  assert_int_equal(chunk.sequence, 77);
  assert_ptr_equal(chunk.host, &x);
  sample_check(&x.schema.schema, &chunk, 0);
  end(&x);
}

static void picked_rows_arrive_in_their_order(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  uint32_t row[ROWS];
  begin(&x, SAMPLE_ALL, ROWS);
  gather_all(&x, 0, NULL, 5);
  for (uint32_t i = 0; i < 250; i++) row[i] = i * 37 % ROWS;
  gather_all(&x, 5, row, 250);
  columns_chunk(&x.columns, 255, 0, NULL, &chunk);
  for (uint32_t c = 0; c < chunk.columns; c++)
    for (uint32_t i = 0; i < 255; i++)
      sample_check_cell(&x.schema.field[c], weir_col(&chunk, c), i, sample_number(i < 5 ? i : row[i - 5], c));
  end(&x);
}

static void no_row_gives_a_null_or_a_zero(void **state) {
  (void)state;
  static const char *const schemas[] = {
      SAMPLE_ALL, "b bool!, i int64!, f float64!, s string!, l list<string>!, m map<string,string>!"};
  for (int k = 0; k < 2; k++) {
    fixture x;
    weir_chunk chunk;
    uint32_t row[100];
    begin(&x, schemas[k], 100);
    for (uint32_t i = 0; i < 100; i++) row[i] = i % 3 ? i : WEIR_NO_ROW;
    gather_all(&x, 0, row, 100);
    columns_chunk(&x.columns, 100, 0, NULL, &chunk);
    for (uint32_t c = 0; c < chunk.columns; c++) {
      for (uint32_t i = 0; i < 100; i++) {
        if (row[i] == WEIR_NO_ROW) {
          sample_check_null(&x.schema.field[c], weir_col(&chunk, c), i);
        } else {
          sample_check_cell(&x.schema.field[c], weir_col(&chunk, c), i, sample_number(i, c));
        }
      }
    }
    end(&x);
  }
}

static void rows_may_be_gathered_again(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  uint32_t none[64];
  begin(&x, SAMPLE_ALL, ROWS);
  memset(none, 0xff, sizeof none);
  gather_all(&x, 0, NULL, 10);
  gather_all(&x, 10, none, 64);
  gather_all(&x, 0, NULL, ROWS);
  columns_chunk(&x.columns, ROWS, 0, NULL, &chunk);
  sample_check(&x.schema.schema, &chunk, 0);
  end(&x);
}

static void a_bitmap_without_a_null_is_left_out_of_the_chunk(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  begin(&x, "a int64", 100);
  columns_chunk(&x.columns, 70, 0, NULL, &chunk);
  assert_null(weir_col(&chunk, 0)->valid);
  x.columns.out[0].valid[1] &= ~UINT64_C(32);
  columns_chunk(&x.columns, 69, 0, NULL, &chunk);
  assert_null(weir_col(&chunk, 0)->valid);
  columns_chunk(&x.columns, 70, 0, NULL, &chunk);
  assert_true(weir_null(&chunk, 0, 69));
  end(&x);
}

static void reset_forgets_nulls_and_elements(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  begin(&x, SAMPLE_ALL, ROWS);
  for (int i = 0; i < 3; i++) {
    gather_all(&x, 0, NULL, ROWS);
    columns_reset(&x.columns, ROWS);
    assert_int_equal(columns_list_reserve(&x.columns, 6, 3), 0);
    columns_reset(&x.columns, 0);
  }
  for (uint32_t i = 0; i < ROWS; i++) assert_true(x.columns.out[1].valid[i / 64] >> i % 64 & 1);
  gather_all(&x, 0, NULL, ROWS);
  columns_chunk(&x.columns, ROWS, 0, NULL, &chunk);
  sample_check(&x.schema.schema, &chunk, 0);
  end(&x);
}

static void a_null_of_a_row_that_was_given_up_is_forgotten_too(void **state) {
  (void)state;
  fixture x;
  begin(&x, "a int64", 100);
  x.columns.out[0].valid[1] &= ~UINT64_C(1);
  columns_reset(&x.columns, 64);
  assert_true(x.columns.out[0].valid[1] & 1);
  end(&x);
}

static void elements_are_written_where_list_reserve_says(void **state) {
  (void)state;
  fixture x;
  weir_chunk chunk;
  begin(&x, "i int64!, l list<int64>!", 100);
  uint32_t total = 0;
  for (uint32_t r = 0; r < 100; r++) {
    uint32_t first = columns_list_reserve(&x.columns, 1, r);
    assert_int_equal(first, total);
    for (uint32_t e = 0; e < r; e++) ((int64_t *)x.columns.out[1].child[0].data)[first + e] = r * 1000 + e;
    x.columns.out[1].ends[r] = total += r;
  }
  columns_chunk(&x.columns, 100, 0, NULL, &chunk);
  const weir_column *l = weir_col(&chunk, 1);
  for (uint32_t r = 1; r < 100; r++)
    for (uint32_t e = 0; e < r; e++)
      assert_int_equal(((const int64_t *)l->child[0].data)[l->ends[r - 1] + e], r * 1000 + e);
  assert_int_equal(columns_list_reserve(&x.columns, 0, 1), WEIR_NO_ROW);
  assert_int_equal(columns_list_reserve(&x.columns, 1, UINT32_MAX - 1), WEIR_NO_ROW);
  end(&x);
}

static void big_list_children_are_freed_by_reset(void **state) {
  (void)state;
  fixture x;
  begin(&x, "l list<string>", 10);
  uint64_t before = x.columns.bytes;
  assert_int_equal(columns_list_reserve(&x.columns, 0, 100000), 0);
  assert_true(x.columns.bytes > before + 1600000);
  columns_reset(&x.columns, 0);
  assert_int_equal(x.columns.bytes, before);
  assert_int_equal(columns_list_reserve(&x.columns, 0, 3), 0);
  end(&x);
}

static void slices_share_arrays_at_any_row(void **state) {
  (void)state;
  static const uint32_t first[] = {0, 1, 63, 64, 128, 129, 299};
  fixture x;
  weir_column col[9];
  uint64_t *scratch = calloc(9 * WEIR_MAX_ROWS / 64, 8);
  begin(&x, SAMPLE_ALL, 10);
  for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
    for (uint32_t n = 0; n <= ROWS - first[i]; n += n < 3 ? 1 : 33) {
      weir_chunk slice;
      chunk_slice(&x.sample->chunk, first[i], n, col, scratch, &slice);
      assert_int_equal(slice.rows, n);
      assert_int_equal(slice.sequence, first[i]);
      assert_ptr_equal(weir_strs(&slice, 4), weir_strs(&x.sample->chunk, 4) + first[i]);
      sample_check(&x.schema.schema, &slice, first[i]);
    }
  }
  free(scratch);
  end(&x);
}

static void a_slice_is_gathered_like_any_chunk(void **state) {
  (void)state;
  fixture x;
  weir_chunk slice, chunk;
  weir_column col[9];
  uint64_t *scratch = calloc(9 * WEIR_MAX_ROWS / 64, 8);
  uint32_t row[50];
  begin(&x, SAMPLE_ALL, 100);
  chunk_slice(&x.sample->chunk, 77, 100, col, scratch, &slice);
  for (uint32_t i = 0; i < 50; i++) row[i] = i;
  for (uint32_t c = 0; c < slice.columns; c++) {
    assert_int_equal(columns_gather(&x.columns, c, 0, weir_col(&slice, c), row, 50), 0);
    assert_int_equal(columns_gather_run(&x.columns, c, 50, weir_col(&slice, c), 50, 50), 0);
  }
  columns_chunk(&x.columns, 100, 0, NULL, &chunk);
  sample_check(&x.schema.schema, &chunk, 77);
  free(scratch);
  end(&x);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  fixture x;
  uint32_t row[ROWS];
  for (uint32_t i = 0; i < ROWS; i++) row[i] = i;
  begin(&x, SAMPLE_ALL, 10);
  uint64_t used = memory_used(x.memory, MEMORY_WAITING), n = 1;
  for (bool done = false; !done; n++) {
    columns c;
    memory_fail_at(n);
    if (columns_init(&c, x.memory, &x.schema.schema, ROWS) == 0) {
      done = true;
      for (uint32_t i = 0; i < x.schema.schema.count && done; i++)
        done = columns_gather(&c, i, 0, weir_col(&x.sample->chunk, i), n & 1 ? NULL : row, ROWS) == 0;
    }
    columns_finish(&c);
    assert_int_equal(memory_used(x.memory, MEMORY_WAITING), used);
  }
  memory_fail_at(0);
  assert_true(n > 5);
  columns_finish(NULL);
  end(&x);
}

static void structs_in_a_list_have_room_again_after_memory_was_refused(void **state) {
  (void)state;
  for (uint64_t refused = 1; refused <= 2; refused++) {
    memory *m = memory_create(1 << 26);
    schema s;
    columns c;
    sample_schema(&s, "l list<struct<n:int64>>");
    assert_int_equal(columns_init(&c, m, &s.schema, 8), 0);
    assert_int_equal(columns_list_reserve(&c, 0, 64), 0);
    const void *before = c.out[0].child[0].child[0].data;
    memory_fail_at(refused);
    assert_int_equal(columns_list_reserve(&c, 0, 1), WEIR_NO_ROW);
    memory_fail_at(0);
    assert_int_equal(columns_list_reserve(&c, 0, 64), 64);
    int64_t *n = c.out[0].child[0].child[0].data;
    assert_ptr_not_equal(n, before);
    for (int64_t i = 0; i < 128; i++) n[i] = i;
    columns_finish(&c);
    schema_finish(&s);
    memory_unref(m);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(only_nullable_columns_have_a_bitmap_and_all_bits_are_set),
      cmocka_unit_test(bytes_around_every_array_can_be_read),
      cmocka_unit_test(whole_columns_are_gathered_in_runs_at_any_row),
      cmocka_unit_test(picked_rows_arrive_in_their_order),
      cmocka_unit_test(no_row_gives_a_null_or_a_zero),
      cmocka_unit_test(rows_may_be_gathered_again),
      cmocka_unit_test(a_bitmap_without_a_null_is_left_out_of_the_chunk),
      cmocka_unit_test(reset_forgets_nulls_and_elements),
      cmocka_unit_test(a_null_of_a_row_that_was_given_up_is_forgotten_too),
      cmocka_unit_test(elements_are_written_where_list_reserve_says),
      cmocka_unit_test(big_list_children_are_freed_by_reset),
      cmocka_unit_test(slices_share_arrays_at_any_row),
      cmocka_unit_test(a_slice_is_gathered_like_any_chunk),
      cmocka_unit_test(every_allocation_may_fail),
      cmocka_unit_test(structs_in_a_list_have_room_again_after_memory_was_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
