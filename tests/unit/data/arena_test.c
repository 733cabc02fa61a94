/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/arena.h"
#include <weir/types.h>

enum { KB = 1 << 10 };

static int begin(void **state) {
  *state = memory_create((uint64_t)64 << 20);
  return 0;
}

static int end(void **state) {
  memory *m = *state;
  int left = memory_used(m, MEMORY_KEPT) != 0;
  memory_unref(m);
  return left;
}

static void pieces_keep_their_bytes_and_are_aligned(void **state) {
  arena a;
  char *piece[600];
  arena_init(&a, *state, MEMORY_KEPT);
  for (uint32_t i = 0; i < 600; i++) {
    uint64_t n = i * 7 % 300;
    piece[i] = arena_get(&a, n);
    assert_non_null(piece[i]);
    if (n >= 8) assert_int_equal((uintptr_t)piece[i] % 8, 0);
    memset(piece[i], (int)i & 0xff, n);
  }
  for (uint32_t i = 0; i < 600; i++)
    for (uint64_t j = 0; j < i * 7 % 300; j++) assert_int_equal((unsigned char)piece[i][j], i & 0xff);
  assert_int_equal(memory_used(*state, MEMORY_KEPT), a.held);
  arena_finish(&a);
  arena_finish(&a);
}

static void bytes_around_every_piece_can_be_read(void **state) {
  static const uint64_t sizes[] = {1, 13, 4000, 16 * KB, 100 * KB, 65000, 3};
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  for (uint32_t round = 0; round < 20; round++) {
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      volatile char *p = arena_get(&a, sizes[i]);
      for (uint32_t j = 1; j <= WEIR_PAD; j++) (void)(p[-(ptrdiff_t)j] + p[sizes[i] + j - 1]);
    }
  }
  arena_finish(&a);
}

static void a_large_piece_leaves_the_page_being_filled_alone(void **state) {
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  char *first = arena_get(&a, 16);
  char *large = arena_get(&a, 200 * KB);
  char *second = arena_get(&a, 16);
  memset(large, 1, 200 * KB);
  assert_ptr_equal(second, first + 16);
  assert_int_equal(a.bytes, 200 * KB + 32);
  arena_finish(&a);
}

static void a_large_piece_may_come_first(void **state) {
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  char *large = arena_get(&a, 20 * KB), *small = arena_get(&a, 20);
  memset(large, 1, 20 * KB);
  memset(small, 2, 20);
  assert_int_equal(large[20 * KB - 1], 1);
  arena_finish(&a);
}

static void reset_keeps_what_it_is_told_and_reuses_it(void **state) {
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  for (int i = 0; i < 200; i++) assert_non_null(arena_get(&a, 1000));
  uint64_t all = a.held;
  arena_reset(&a, all);
  assert_int_equal(a.held, all);
  assert_int_equal(a.bytes, 0);
  for (int i = 0; i < 200; i++) memset(arena_get(&a, 1000), 1, 1000);
  assert_int_equal(a.held, all);
  arena_reset(&a, 20 * KB);
  assert_in_range(a.held, 1, 20 * KB);
  arena_reset(&a, 0);
  assert_int_equal(a.held, 0);
  arena_finish(&a);
}

static void a_kept_page_that_is_too_small_is_passed_over(void **state) {
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  assert_non_null(arena_get(&a, 10));
  arena_reset(&a, 64 * KB);
  char *p = arena_get(&a, 10 * KB);
  memset(p, 1, 10 * KB);
  arena_finish(&a);
}

static void out_of_memory_gives_null_and_the_next_request_may_succeed(void **state) {
  static const uint64_t sizes[] = {10, 100 * KB};
  for (int i = 0; i < 2; i++) {
    arena a;
    arena_init(&a, *state, MEMORY_KEPT);
    memory_fail_at(1);
    assert_null(arena_get(&a, sizes[i]));
    assert_int_equal(a.bytes, 0);
    assert_non_null(arena_get(&a, sizes[i]));
    assert_null(arena_get(&a, UINT64_MAX));
    arena_finish(&a);
  }
  arena_finish(NULL);
}

static void pages_of_the_first_pieces_are_dropped_and_no_others(void **state) {
  enum { PIECES = 400 };
  static char *piece[PIECES];
  uint64_t upto[PIECES];
  arena a;
  arena_init(&a, *state, MEMORY_KEPT);
  arena_drop(&a, 100);
  for (int i = 0; i < PIECES; i++) {
    const uint64_t n = i % 50 == 49 ? 40 * KB : 1 * KB;
    piece[i] = arena_get(&a, n);
    memset(piece[i], i % 251, n);
    upto[i] = a.bytes;
  }
  for (int first = 0; first < PIECES; first += 30) {
    arena_drop(&a, first ? upto[first - 1] : 0);
    assert_true(a.held < upto[PIECES - 1] - (first ? upto[first - 1] : 0) + 192 * KB);
    for (int i = first; i < PIECES; i++) assert_int_equal((unsigned char)piece[i][1 * KB - 1], i % 251);
  }
  arena_drop(&a, UINT64_MAX);
  assert_true(a.held <= 64 * KB);
  assert_non_null(arena_get(&a, 100));
  arena_finish(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(pieces_keep_their_bytes_and_are_aligned, begin, end),
      cmocka_unit_test_setup_teardown(bytes_around_every_piece_can_be_read, begin, end),
      cmocka_unit_test_setup_teardown(a_large_piece_leaves_the_page_being_filled_alone, begin, end),
      cmocka_unit_test_setup_teardown(a_large_piece_may_come_first, begin, end),
      cmocka_unit_test_setup_teardown(reset_keeps_what_it_is_told_and_reuses_it, begin, end),
      cmocka_unit_test_setup_teardown(a_kept_page_that_is_too_small_is_passed_over, begin, end),
      cmocka_unit_test_setup_teardown(pages_of_the_first_pieces_are_dropped_and_no_others, begin, end),
      cmocka_unit_test_setup_teardown(out_of_memory_gives_null_and_the_next_request_may_succeed, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
