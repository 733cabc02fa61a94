/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "data/schema.h"
#include "engine/segments.h"
#include <cmocka.h>

typedef struct fixture {
  memory *memory;
  schema schema;
  segment_writer writer[2];
} fixture;

static int begin(void **state) {
  static fixture f;
  f.memory = memory_create(64 << 20);
  schema_init(&f.schema);
  if (schema_add_type(&f.schema, "n", WEIR_I64, 0)) return -1;
  for (int i = 0; i < 2; i++)
    if (segment_writer_init(&f.writer[i], f.memory, &f.schema.schema, 2)) return -1;
  *state = &f;
  return 0;
}

static int end(void **state) {
  fixture *f = *state;
  for (int i = 0; i < 2; i++) segment_writer_finish(&f->writer[i]);
  schema_finish(&f->schema);
  memory_unref(f->memory);
  return 0;
}

static void add(segment_writer *w, uint32_t share, int64_t first, uint32_t n) {
  int64_t value[64];
  for (uint32_t i = 0; i < n; i++) value[i] = first + i;
  const weir_column col = {.data = value, .type = WEIR_I64};
  const weir_chunk chunk = {.size = sizeof chunk, .rows = n, .columns = 1, .stride = sizeof col, .col = &col};
  assert_int_equal(segment_writer_append(w, share, &chunk, NULL, n), 0);
}

static void read_share(fixture *f, uint32_t share, int64_t *value, uint32_t *n) {
  segment_writer *const writers[] = {&f->writer[0], &f->writer[1]};
  segment_list list = {0};
  weir_column col[1];
  *n = 0;
  assert_int_equal(segment_list_collect(&list, writers, 2, share), 0);
  for (uint32_t i = 0; i < list.count; i++)
    for (uint64_t at = list.segment[i].first; at < list.segment[i].end;) {
      weir_chunk chunk;
      at += rows_chunk(list.segment[i].rows, at, list.segment[i].end, &chunk, col);
      for (uint32_t r = 0; r < chunk.rows; r++) value[(*n)++] = weir_i64(&chunk, 0)[r];
    }
  segment_list_finish(&list);
}

static void segments_of_two_lanes_are_read_in_the_order_of_their_tasks(void **state) {
  fixture *f = *state;
  int64_t value[64];
  uint32_t n;
  segment_writer_begin(&f->writer[1], 1);
  add(&f->writer[1], 0, 10, 3);
  assert_int_equal(segment_writer_end(&f->writer[1]), 0);
  segment_writer_begin(&f->writer[0], 2);
  add(&f->writer[0], 0, 20, 2);
  assert_int_equal(segment_writer_end(&f->writer[0]), 0);
  segment_writer_begin(&f->writer[1], 0);
  add(&f->writer[1], 0, 0, 2);
  assert_int_equal(segment_writer_end(&f->writer[1]), 0);
  read_share(f, 0, value, &n);
  const int64_t expected[] = {0, 1, 10, 11, 12, 20, 21};
  assert_int_equal(n, 7);
  assert_memory_equal(value, expected, sizeof expected);
}

static void a_task_that_writes_nothing_leaves_no_segment(void **state) {
  fixture *f = *state;
  segment_writer_begin(&f->writer[0], 0);
  assert_int_equal(segment_writer_end(&f->writer[0]), 0);
  assert_int_equal(f->writer[0].share[0].list.count, 0);
}

static void a_cleared_share_leaves_the_others_alone(void **state) {
  fixture *f = *state;
  int64_t value[64];
  uint32_t n;
  segment_writer_begin(&f->writer[0], 0);
  add(&f->writer[0], 0, 0, 4);
  add(&f->writer[0], 1, 7, 1);
  assert_int_equal(segment_writer_end(&f->writer[0]), 0);
  segment_writer_clear(&f->writer[0], 0, 0);
  read_share(f, 0, value, &n);
  assert_int_equal(n, 0);
  read_share(f, 1, value, &n);
  assert_int_equal(n, 1);
  assert_int_equal(value[0], 7);
}

/* Task 9 ran before task 1, on the same lane: its rows lie first, and are read last. */
static void a_segment_gives_back_only_what_nobody_needs(void **state) {
  fixture *f = *state;
  segment_writer *const writers[] = {&f->writer[0]};
  segment_list list = {0};
  for (uint64_t order = 9; order >= 1; order -= 4) {
    segment_writer_begin(&f->writer[0], order);
    for (int i = 0; i < 200; i++) add(&f->writer[0], 0, 64 * i, 64);
    assert_int_equal(segment_writer_end(&f->writer[0]), 0);
    if (order == 1) break;
  }
  assert_int_equal(segment_list_collect(&list, writers, 1, 0), 0);
  assert_int_equal(list.count, 3);
  assert_int_equal(segment_release(&list.segment[0], 0), 0);
  assert_int_equal(segment_release(&list.segment[1], 0), 0);
  assert_int_equal(segment_release(&list.segment[2], UINT64_MAX), 0);
  assert_true(segment_release(&list.segment[2], 0) > 18 * 2048 * sizeof(int64_t));
  segment_list_finish(&list);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(segments_of_two_lanes_are_read_in_the_order_of_their_tasks, begin, end),
      cmocka_unit_test_setup_teardown(a_task_that_writes_nothing_leaves_no_segment, begin, end),
      cmocka_unit_test_setup_teardown(a_segment_gives_back_only_what_nobody_needs, begin, end),
      cmocka_unit_test_setup_teardown(a_cleared_share_leaves_the_others_alone, begin, end),
  };
  return cmocka_run_group_tests_name("segments", tests, NULL, NULL);
}
