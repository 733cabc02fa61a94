/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/memory.h"
#include "failing_malloc.h"

enum { MB = 1 << 20 };

static bool is_zero(const char *p, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (p[i]) return false;
  return true;
}

static void bytes_are_counted_and_given_back(void **state) {
  (void)state;
  memory *m = memory_create(100 * MB);
  assert_int_equal(memory_limit(m), 100 * MB);
  void *a = memory_get(m, MEMORY_WAITING, 1000), *b = memory_get(m, MEMORY_KEPT, 500);
  assert_int_equal((uintptr_t)a % 64, 0);
  assert_int_equal(memory_used(m, MEMORY_WAITING), 1000);
  assert_int_equal(memory_used(m, MEMORY_KEPT), 500);
  memory_put(m, MEMORY_WAITING, a, 1000);
  memory_put(m, MEMORY_KEPT, b, 500);
  memory_put(m, MEMORY_KEPT, NULL, 500);
  assert_int_equal(memory_used(m, MEMORY_WAITING), 0);
  assert_int_equal(memory_used(m, MEMORY_KEPT), 0);
  assert_int_equal(memory_peak(m, MEMORY_WAITING), 1000);
  assert_int_equal(memory_peak(m, MEMORY_KEPT), 500);
  memory_unref(m);
}

static void big_requests_begin_at_a_huge_page_and_are_zero(void **state) {
  (void)state;
  memory *m = memory_create(100 * MB);
  size_t size = 5 * MB + 123;
  char *p = memory_get(m, MEMORY_WAITING, size);
  assert_int_equal((uintptr_t)p % (2 * MB), 0);
  assert_true(is_zero(p, 4096) && is_zero(p + size - 4096, 4096));
  p[0] = p[size - 1] = 1;
  assert_int_equal(memory_used(m, MEMORY_WAITING), size);
  memory_put(m, MEMORY_WAITING, p, size);
  assert_int_equal(memory_used(m, MEMORY_WAITING), 0);
  memory_unref(m);
}

static void zeroed_bytes_are_zero_whatever_their_size(void **state) {
  (void)state;
  memory *m = memory_create(100 * MB);
  static const size_t sizes[] = {1, 64, 100000, 3 * MB};
  for (size_t i = 0; i < 4; i++) {
    char *p = memory_get_zero(m, MEMORY_KEPT, sizes[i]);
    assert_true(is_zero(p, sizes[i]));
    memory_put(m, MEMORY_KEPT, p, sizes[i]);
  }
  memory_unref(m);
}

static void kept_bytes_are_refused_past_three_quarters(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  void *a = memory_get(m, MEMORY_KEPT, 750);
  assert_non_null(a);
  assert_null(memory_get(m, MEMORY_KEPT, 1));
  assert_true(memory_was_refused(m));
  assert_int_equal(memory_used(m, MEMORY_KEPT), 750);
  void *b = memory_get(m, MEMORY_WAITING, 2000);
  assert_non_null(b);
  memory_put(m, MEMORY_KEPT, a, 750);
  memory_put(m, MEMORY_WAITING, b, 2000);
  memory_unref(m);
}

static void memory_is_full_when_both_kinds_together_pass_the_limit(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  void *a = memory_get(m, MEMORY_KEPT, 500), *b = memory_get(m, MEMORY_WAITING, 500);
  assert_false(memory_is_full(m));
  void *c = memory_get(m, MEMORY_WAITING, 1);
  assert_true(memory_is_full(m));
  memory_put(m, MEMORY_KEPT, a, 500);
  memory_put(m, MEMORY_WAITING, b, 500);
  memory_put(m, MEMORY_WAITING, c, 1);
  memory_unref(m);
}

static void what_the_last_batch_kept_is_left_free_by_what_waits(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  memory_put(m, MEMORY_KEPT, memory_get(m, MEMORY_KEPT, 700), 700);
  void *waiting = memory_get(m, MEMORY_WAITING, 400);
  assert_false(memory_is_full(m));
  memory_rest(m);
  assert_true(memory_is_full(m));
  memory_rest(m);
  assert_false(memory_is_full(m));
  memory_put(m, MEMORY_WAITING, waiting, 400);
  memory_unref(m);
}

static void a_quarter_is_left_to_what_waits_whatever_is_kept(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  void *kept = memory_get(m, MEMORY_KEPT, 750), *waiting = memory_get(m, MEMORY_WAITING, 250);
  memory_rest(m);
  assert_false(memory_is_full(m));
  void *more = memory_get(m, MEMORY_WAITING, 1);
  assert_true(memory_is_full(m));
  memory_put(m, MEMORY_KEPT, kept, 750);
  memory_put(m, MEMORY_WAITING, waiting, 250);
  memory_put(m, MEMORY_WAITING, more, 1);
  memory_unref(m);
}

static void the_request_that_shall_fail_fails_once(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  memory_fail_at(2);
  void *a = memory_get(m, MEMORY_KEPT, 10);
  assert_non_null(a);
  assert_null(memory_get(m, MEMORY_KEPT, 10));
  assert_false(memory_was_refused(m));
  void *b = memory_get(m, MEMORY_KEPT, 10);
  assert_non_null(b);
  memory_put(m, MEMORY_KEPT, a, 10);
  memory_put(m, MEMORY_KEPT, b, 10);
  memory_unref(m);
}

static void a_failing_malloc_counts_nothing(void **state) {
  (void)state;
  malloc_fail_at(1);
  assert_null(memory_create(1000));
  memory *m = memory_create(100 * MB);
  static const size_t sizes[] = {10, 3 * MB};
  for (size_t i = 0; i < 2; i++) {
    malloc_fail_at(1);
    assert_null(memory_get(m, MEMORY_KEPT, sizes[i]));
    assert_false(memory_was_refused(m));
    assert_int_equal(memory_used(m, MEMORY_KEPT), 0);
  }
  assert_null(memory_get(m, MEMORY_WAITING, SIZE_MAX));
  memory_unref(m);
}

static void resized_bytes_keep_their_content_and_are_counted(void **state) {
  (void)state;
  static const size_t sizes[] = {10, 5000, 3 * MB, 7 * MB, 4 * MB, 100, 20 * MB};
  memory *m = memory_create(100 * MB);
  char *p = NULL;
  size_t from = 0;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    p = memory_resize(m, MEMORY_WAITING, p, from, sizes[i]);
    assert_non_null(p);
    if (from == 0) memset(p, 7, 10);
    assert_memory_equal(p, "\7\7\7\7\7\7\7\7\7\7", 10);
    p[sizes[i] - 1] = 7;
    from = sizes[i];
    assert_int_equal(memory_used(m, MEMORY_WAITING), from);
  }
  memory_fail_at(1);
  assert_null(memory_resize(m, MEMORY_WAITING, p, from, 30 * MB));
  memory_fail_at(0);
  assert_int_equal(p[0], 7);
  assert_null(memory_resize(m, MEMORY_WAITING, p, from, 0));
  assert_int_equal(memory_used(m, MEMORY_WAITING), 0);
  memory_trim(m);
  memory_unref(m);
}

static void kept_bytes_are_not_resized_past_three_quarters(void **state) {
  (void)state;
  memory *m = memory_create(8 * MB);
  char *p = memory_get(m, MEMORY_KEPT, 3 * MB);
  assert_null(memory_resize(m, MEMORY_KEPT, p, 3 * MB, 7 * MB));
  assert_true(memory_was_refused(m));
  assert_int_equal(memory_used(m, MEMORY_KEPT), 3 * MB);
  memory_put(m, MEMORY_KEPT, p, 3 * MB);
  memory_unref(m);
}

static void the_last_reference_frees(void **state) {
  (void)state;
  memory *m = memory_create(1000);
  assert_ptr_equal(memory_ref(m), m);
  memory_unref(m);
  assert_int_equal(memory_limit(m), 1000);
  memory_unref(m);
  memory_unref(NULL);
}

static void poison_fills_only_in_poison_builds(void **state) {
  (void)state;
  char p[4] = {1, 1, 1, 1};
  data_poison(p, 3);
#ifdef WEIR_POISON
  assert_memory_equal(p, "\xa5\xa5\xa5\x01", 4);
#else
  assert_memory_equal(p, "\x01\x01\x01\x01", 4);
#endif
  data_poison(NULL, 0);
}

static void what_is_given_back_is_taken_again_without_malloc(void **state) {
  (void)state;
  memory *m = memory_create(100 * MB);
  void *a = memory_get(m, MEMORY_KEPT, 4000), *b = memory_get(m, MEMORY_KEPT, 70000);
  memset(a, 1, 4000);
  memory_put(m, MEMORY_KEPT, a, 4000);
  memory_put(m, MEMORY_KEPT, b, 70000);
  malloc_fail_at(1);
  assert_ptr_equal(memory_get(m, MEMORY_WAITING, 70000), b);
  char *zero = memory_get_zero(m, MEMORY_WAITING, 3999); /* as large with its padding */
  assert_ptr_equal(zero, a);
  assert_true(is_zero(zero, 3999));
  assert_int_equal(memory_used(m, MEMORY_WAITING), 73999);
  assert_null(memory_get(m, MEMORY_WAITING, 4000)); /* there is no other */
  memory_put(m, MEMORY_WAITING, zero, 3999);
  memory_put(m, MEMORY_WAITING, b, 70000);
  memory_unref(m);
}

static void rest(memory *m, int times) {
  for (int i = 0; i < times; i++) memory_rest(m);
}

static void what_has_lain_unused_for_long_goes_back_to_malloc(void **state) {
  (void)state;
  memory *m = memory_create(100 * MB);
  void *a = memory_get(m, MEMORY_KEPT, 4000), *b = memory_get(m, MEMORY_KEPT, 4000);
  memory_put(m, MEMORY_KEPT, a, 4000);
  memory_put(m, MEMORY_KEPT, b, 4000);
  rest(m, 64); /* they came within this time */
  a = memory_get(m, MEMORY_KEPT, 4000);
  memory_put(m, MEMORY_KEPT, a, 4000);
  rest(m, 64); /* in which one of two was used */
  malloc_fail_at(1);
  a = memory_get(m, MEMORY_KEPT, 4000);
  assert_non_null(a);
  assert_null(memory_get(m, MEMORY_KEPT, 4000));
  memory_put(m, MEMORY_KEPT, a, 4000);
  memory_unref(m);
}

static void no_more_than_a_sixteenth_of_the_limit_lies_unused(void **state) {
  (void)state;
  memory *m = memory_create(64000);
  void *a = memory_get(m, MEMORY_WAITING, 2048), *b = memory_get(m, MEMORY_WAITING, 2048);
  memory_put(m, MEMORY_WAITING, a, 2048);
  memory_put(m, MEMORY_WAITING, b, 2048); /* 4,096 would pass 4,000 */
  malloc_fail_at(1);
  assert_ptr_equal(memory_get(m, MEMORY_WAITING, 2048), a);
  assert_null(memory_get(m, MEMORY_WAITING, 2048));
  memory_put(m, MEMORY_WAITING, a, 2048);
  memory_unref(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bytes_are_counted_and_given_back),
      cmocka_unit_test(big_requests_begin_at_a_huge_page_and_are_zero),
      cmocka_unit_test(zeroed_bytes_are_zero_whatever_their_size),
      cmocka_unit_test(kept_bytes_are_refused_past_three_quarters),
      cmocka_unit_test(memory_is_full_when_both_kinds_together_pass_the_limit),
      cmocka_unit_test(what_the_last_batch_kept_is_left_free_by_what_waits),
      cmocka_unit_test(a_quarter_is_left_to_what_waits_whatever_is_kept),
      cmocka_unit_test(the_request_that_shall_fail_fails_once),
      cmocka_unit_test(a_failing_malloc_counts_nothing),
      cmocka_unit_test(resized_bytes_keep_their_content_and_are_counted),
      cmocka_unit_test(kept_bytes_are_not_resized_past_three_quarters),
      cmocka_unit_test(the_last_reference_frees),
      cmocka_unit_test(what_is_given_back_is_taken_again_without_malloc),
      cmocka_unit_test(what_has_lain_unused_for_long_goes_back_to_malloc),
      cmocka_unit_test(no_more_than_a_sixteenth_of_the_limit_lies_unused),
      cmocka_unit_test(poison_fills_only_in_poison_builds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
