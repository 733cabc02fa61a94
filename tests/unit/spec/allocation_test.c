/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation of a load fails in turn: the answer is an error that says so, never a crash, a leak or a spec.
 */
#include "failing_malloc.h"
#include "fixture.h"

/* Enough streams that each part of the work needs blocks of its own. */
static char *large_pipeline(size_t *ret_size) {
  char *text = NULL;
  FILE *out = open_memstream(&text, ret_size);
  assert_non_null(out);
  fputs("pipeline: p\nbatch_interval: 1s\nstreams:\n", out);
  for (int i = 0; i < 300; i++) {
    fprintf(out, "  s%d: {from: [s%d], steps: [a.b: '${file:/large} ${HOST}', c: , d: {e: '${UNSET:-f}'}]}\n", i,
            i + 1);
  }
  fputs("  s300: {rate: {}}\noutputs: {o: {from: s0, print: {}}}\n", out);
  fclose(out);
  return text;
}

static void a_load_survives_the_failure_of_each_allocation(void **state) {
  (void)state;
  size_t size;
  char *text = large_pipeline(&size);
  int failing = 0;
  do {
    spec_diagnostics list;
    spec_diagnostics_init(&list);
    failing_malloc_after(failing++);
    spec *loaded = spec_load("a.yaml", text, size, &FIXTURE_ENVIRONMENT, &list);
    bool has_failed = failing_malloc_happened();
    failing_malloc_after(-1);
    assert_true(!has_failed || (loaded == NULL && list.errors > 0 && list.no_memory));
    spec_destroy(loaded);
    spec_diagnostics_finish(&list);
    if (!has_failed) {
      break;
    }
  } while (failing < 1000);
  assert_in_range(failing, 8, 999);
  free(text);
}

static void an_arena_gives_no_more_than_its_limit(void **state) {
  (void)state;
  spec_arena arena;
  spec_arena_init(&arena);
  assert_null(spec_arena_alloc(&arena, SPEC_ARENA_LIMIT + 1));
  assert_null(spec_arena_array(&arena, SIZE_MAX / 2, 4));
  assert_null(spec_arena_copy(&arena, "", SPEC_ARENA_LIMIT));
  assert_non_null(spec_arena_alloc(&arena, SPEC_ARENA_LIMIT / 2));
  assert_null(spec_arena_alloc(&arena, SPEC_ARENA_LIMIT / 2 + 16));
  spec_arena_finish(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_load_survives_the_failure_of_each_allocation),
      cmocka_unit_test(an_arena_gives_no_more_than_its_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
