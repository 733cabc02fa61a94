/* SPDX-License-Identifier: Apache-2.0 */
/* Each body of the kernels against the scalar one, and the scalar one against what the header promises. Texts lie on
 * the heap with exactly WEIR_PAD bytes around them, full of separators, so that whoever reads too far is seen or
 * gives a wrong part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "data/kernels.h"

enum { LENGTHS = 300, ALIGNMENTS = 64, LONGEST = 40000, LINES_ROOM = 8, PARTS_ROOM = 64 };

/* xorshift: the same texts everywhere. */
static uint64_t random_next(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

typedef struct text {
  char *memory;
  const char *at;
  uint64_t n;
} text;

/* n bytes at an address with the given remainder by 64: letters, and one in `rare` of them one of `special`. */
static text text_create(uint64_t *seed, uint64_t n, uint32_t alignment, const char *special, uint32_t rare) {
  const uint64_t size = alignment + WEIR_PAD + n + WEIR_PAD;
  const size_t specials = strlen(special);
  text t = {.n = n};
  assert_int_equal(posix_memalign((void **)&t.memory, 64, (size_t)size), 0);
  for (uint64_t i = 0; i < size; i++) {
    const uint64_t r = random_next(seed) >> 20;
    const int inside = i >= alignment + WEIR_PAD && i < alignment + WEIR_PAD + n;
    t.memory[i] = inside && r % rare != 0 ? (char)('a' + r % 26) : special[(r >> 16) % specials];
  }
  t.at = t.memory + alignment + WEIR_PAD;
  return t;
}

typedef enum kind { LINES, SPLIT, SPLIT_LINES } kind;

static uint32_t cut(const weir_kernels *kernels, kind what, const char *at, uint64_t n, weir_str *view, uint32_t max,
                    uint64_t *used) {
  switch (what) {
  case LINES:
    return kernels->lines(at, n, view, max, used);
  case SPLIT:
    return kernels->split(at, n, ' ', view, max, used);
  case SPLIT_LINES:
    return kernels->split_lines(at, n, ' ', view, max, used);
  }
  return 0;
}

/* All views of t, at most `max` a call, each call given exactly the room it may use; gives how many, and where it
 * ended. */
static uint32_t cut_all(const weir_kernels *kernels, kind what, text t, uint32_t max, weir_str *all, uint64_t *end) {
  const uint32_t room = max + (what == LINES ? LINES_ROOM : PARTS_ROOM);
  weir_str *view = malloc(room * sizeof *view);
  uint32_t total = 0, count = 0;
  uint64_t at = 0;
  assert_non_null(view);
  do {
    uint64_t used = 0;
    count = cut(kernels, what, t.at + at, t.n - at, view, max, &used);
    assert_true(count <= max);
    memcpy(all + total, view, count * sizeof *view);
    total += count;
    at += used;
  } while (count == max && at <= t.n);
  free(view);
  *end = at;
  return total;
}

static void compare(const weir_kernels *kernels, kind what, text t, uint32_t max, weir_str *want, weir_str *got) {
  uint64_t want_end = 0, got_end = 0;
  const uint32_t wanted = cut_all(kernels_body(KERNELS_SCALAR), what, t, LONGEST + 1, want, &want_end);
  const uint32_t count = cut_all(kernels, what, t, max, got, &got_end);
  if (count != wanted || got_end != want_end || memcmp(want, got, wanted * sizeof *want) != 0) {
    print_error("kind %d, %llu bytes at %u, at most %u: %u views to %llu instead of %u to %llu\n", (int)what,
                (unsigned long long)t.n, (unsigned)((uintptr_t)t.at & 63), max, count, (unsigned long long)got_end,
                wanted, (unsigned long long)want_end);
    for (uint32_t i = 0; i < wanted && i < count; i++)
      if (memcmp(want + i, got + i, sizeof *want) != 0)
        fail_msg("view %u differs: length %u instead of %u", i, got[i].len, want[i].len);
    fail();
  }
}

static void compare_text(const weir_kernels *kernels, text t, uint32_t max, weir_str *want, weir_str *got) {
  compare(kernels, LINES, t, max, want, got);
  compare(kernels, SPLIT, t, max, want, got);
  compare(kernels, SPLIT_LINES, t, max, want, got);
  assert_int_equal(kernels->count_byte(t.at, t.n, ' '), kernels_body(KERNELS_SCALAR)->count_byte(t.at, t.n, ' '));
}

static void for_each_body(void (*check)(const weir_kernels *kernels, weir_str *want, weir_str *got)) {
  weir_str *want = malloc(2 * (LONGEST + 2) * sizeof *want);
  assert_non_null(want);
  for (int level = 0; level < KERNELS_BODIES; level++)
    if (kernels_body(level) != NULL) check(kernels_body(level), want, want + LONGEST + 2);
  free(want);
}

static void short_texts(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  static const uint32_t rare[] = {1, 2, 5, 7, 60, 1000};
  uint64_t seed = 88172645463325252u;
  for (uint64_t n = 0; n <= LENGTHS; n++) {
    for (uint32_t r = 0; r < sizeof rare / sizeof rare[0]; r++) {
      text t = text_create(&seed, n, (uint32_t)random_next(&seed) % ALIGNMENTS, " \n\r ", rare[r]);
      compare_text(kernels, t, LONGEST + 1, want, got);
      compare_text(kernels, t, 1 + (uint32_t)(random_next(&seed) % 40), want, got);
      free(t.memory);
    }
  }
}

static void every_body_cuts_short_texts_as_the_scalar_one_does(void **state) {
  (void)state;
  for_each_body(short_texts);
}

static void alignments(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  static const uint64_t lengths[] = {0, 1, 12, 13, 63, 64, 65, 127, 128, 129, 200};
  uint64_t seed = 1181783497276652981u;
  for (uint32_t alignment = 0; alignment < ALIGNMENTS; alignment++) {
    for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
      text t = text_create(&seed, lengths[l], alignment, "\r\n ", 4);
      compare_text(kernels, t, LONGEST + 1, want, got);
      free(t.memory);
    }
  }
}

static void every_body_cuts_texts_at_any_address(void **state) {
  (void)state;
  for_each_body(alignments);
}

static void limits(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  uint64_t seed = 2463534242u;
  text t = text_create(&seed, 1000, 3, " \n\r", 3);
  for (uint32_t max = 1; max <= 140; max++) compare_text(kernels, t, max, want, got);
  free(t.memory);
}

static void every_body_continues_where_any_limit_stopped_it(void **state) {
  (void)state;
  for_each_body(limits);
}

/* Enough lines for several rounds of positions, enough long parts for several rounds of notes. */
static void long_texts(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  static const uint32_t rare[] = {1, 6, 17, 70, 5000};
  uint64_t seed = 362436069362436069u;
  for (uint32_t r = 0; r < sizeof rare / sizeof rare[0]; r++) {
    text t = text_create(&seed, LONGEST, 17, "\n \r", rare[r]);
    compare_text(kernels, t, LONGEST + 1, want, got);
    compare_text(kernels, t, 2048, want, got);
    compare_text(kernels, t, 777, want, got);
    free(t.memory);
  }
}

static void every_body_cuts_long_texts_and_long_parts(void **state) {
  (void)state;
  for_each_body(long_texts);
}

static void pairs(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  for (uint64_t n = 0; n < 200; n++) {
    char *memory = malloc(WEIR_PAD + n + WEIR_PAD);
    assert_non_null(memory);
    memset(memory, '\n', WEIR_PAD + n + WEIR_PAD);
    for (uint64_t i = 0; i < n; i++) memory[WEIR_PAD + i] = i % 5 == 3 ? '\r' : i % 5 == 4 ? '\n' : 'x';
    compare_text(kernels, (text){memory, memory + WEIR_PAD, n}, LONGEST + 1, want, got);
    free(memory);
  }
}

static void every_body_joins_carriage_return_and_newline_across_words(void **state) {
  (void)state;
  for_each_body(pairs);
}

static void any_byte(const weir_kernels *kernels, weir_str *want, weir_str *got) {
  (void)want;
  uint64_t seed = 7, used = 0;
  text t = text_create(&seed, 150, 0, "\n", 9);
  char *bytes = t.memory + (t.at - t.memory);
  for (uint32_t i = 0; i < 150; i++) bytes[i] = (char)(i * 7);
  for (int byte = 0; byte < 256; byte++) {
    const uint64_t wanted = kernels_body(KERNELS_SCALAR)->count_byte(t.at, t.n, (char)byte);
    assert_int_equal(kernels->count_byte(t.at, t.n, (char)byte), wanted);
    assert_int_equal(kernels->split(t.at, t.n, (char)byte, got, LONGEST, &used), wanted + 1);
    assert_int_equal(used, t.n + 1);
  }
  free(t.memory);
}

static void every_body_takes_any_byte_as_separator(void **state) {
  (void)state;
  for_each_body(any_byte);
}

static const char *text_of(const char *literal, char *padded) {
  memset(padded, 0, 256);
  memcpy(padded + WEIR_PAD, literal, strlen(literal));
  return padded + WEIR_PAD;
}

static void empty_parts_are_kept_and_one_more_than_separators(void **state) {
  (void)state;
  char padded[256];
  weir_str part[8 + PARTS_ROOM];
  uint64_t used = 0;
  const char *p = text_of(",a,,b,", padded);
  assert_int_equal(kernels_best()->split(p, 6, ',', part, 8, &used), 5);
  assert_int_equal(used, 7);
  const weir_str empty = weir_view("", 0), a = weir_view("a", 1), b = weir_view("b", 1);
  const weir_str want[5] = {empty, a, empty, b, empty};
  assert_memory_equal(part, want, sizeof want);
  assert_int_equal(kernels_best()->split(p, 0, ',', part, 8, &used), 1);
  assert_int_equal(used, 1);
  assert_memory_equal(part, &empty, sizeof empty);
}

static void lines_end_in_three_ways_and_a_last_carriage_return_waits(void **state) {
  (void)state;
  char padded[256];
  weir_str line[8 + LINES_ROOM];
  uint64_t used = 0;
  const char *p = text_of("one\r\ntwo\rthree\n\r\rrest\r", padded);
  assert_int_equal(kernels_best()->lines(p, strlen(p), line, 8, &used), 5);
  assert_int_equal(used, strlen(p) - 5);
  const weir_str empty = weir_view("", 0);
  const weir_str want[5] = {weir_view("one", 3), weir_view("two", 3), weir_view("three", 5), empty, empty};
  assert_memory_equal(line, want, sizeof want);
}

static void a_body_that_is_not_there_is_null_and_the_best_one_is_there(void **state) {
  (void)state;
  assert_non_null(kernels_body(KERNELS_SCALAR));
  assert_null(kernels_body(KERNELS_BODIES));
  assert_null(kernels_body(-1));
  assert_non_null(kernels_best());
  assert_ptr_equal(kernels_best(), kernels_best());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_body_cuts_short_texts_as_the_scalar_one_does),
      cmocka_unit_test(every_body_cuts_texts_at_any_address),
      cmocka_unit_test(every_body_continues_where_any_limit_stopped_it),
      cmocka_unit_test(every_body_cuts_long_texts_and_long_parts),
      cmocka_unit_test(every_body_joins_carriage_return_and_newline_across_words),
      cmocka_unit_test(every_body_takes_any_byte_as_separator),
      cmocka_unit_test(empty_parts_are_kept_and_one_more_than_separators),
      cmocka_unit_test(lines_end_in_three_ways_and_a_last_carriage_return_waits),
      cmocka_unit_test(a_body_that_is_not_there_is_null_and_the_best_one_is_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
