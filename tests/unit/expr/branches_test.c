/* SPDX-License-Identifier: Apache-2.0 */
/* Branches that are computed for their own rows only: a chunk gives what its rows give one by one, branches that no row
 * takes are not entered, and a function sees no row but those of its branch. */
#include "expr/evaluator_parts.h"
#include "fake.h"

typedef struct fixture {
  memory *memory;
  expr_compiler *compiler;
  evaluator *evaluator;
  fake_rows rows;
} fixture;

static int setup(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->memory = memory_create(1 << 30);
  f->compiler = expr_compiler_create(&fake_library);
  f->evaluator = evaluator_create(f->memory);
  fake_rows_init(&f->rows, f->memory, 300, 11);
  fake_calls = 0;
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  fake_rows_finish(&f->rows);
  evaluator_destroy(f->evaluator);
  expr_compiler_destroy(f->compiler);
  memory_unref(f->memory);
  free(f);
  return 0;
}

static bool same_value(const weir_column *a, uint32_t i, const weir_column *b, uint32_t k) {
  if (weir_is_null(a, i) || weir_is_null(b, k)) return weir_is_null(a, i) == weir_is_null(b, k);
  if (a->type == WEIR_STRING) return weir_str_equal((const weir_str *)a->data + i, (const weir_str *)b->data + k);
  if (a->type == WEIR_BOOL) return ((const uint8_t *)a->data)[i] == ((const uint8_t *)b->data)[k];
  if (a->type != WEIR_LIST)
    return memcmp((const uint64_t *)a->data + i, (const uint64_t *)b->data + k, sizeof(uint64_t)) == 0;
  const uint32_t from = i ? a->ends[i - 1] : a->first, other = k ? b->ends[k - 1] : b->first;
  bool same = a->ends[i] - from == b->ends[k] - other;
  for (uint32_t e = 0; same && e < a->ends[i] - from; e++) same = same_value(a->child, from + e, b->child, other + e);
  return same;
}

/* Every row alone against all of them together, by another evaluator, in chunks of several sizes. */
static void check(fixture *f, const char *text) {
  const weir_expression *x = fake_compile(f->compiler, text);
  evaluator *alone = evaluator_create(f->memory);
  for (uint32_t size = 300; size; size = size > 64 ? 64 : size > 7 ? 7 : 0)
    for (uint32_t first = 0; first < 300; first += size) {
      weir_chunk part, row;
      const uint32_t n = 300 - first < size ? 300 - first : size;
      assert_true(evaluator_slice(f->evaluator, &f->rows.chunk, first, n, &part));
      const weir_column *all = evaluator_eval(f->evaluator, x, &part);
      if (!all) fail_msg("%s: %s", text, evaluator_failure(f->evaluator));
      for (uint32_t i = 0; i < n; i++) {
        assert_true(evaluator_slice(alone, &f->rows.chunk, first + i, 1, &row));
        const weir_column *one = evaluator_eval(alone, x, &row);
        if (!one || !same_value(all, i, one, 0))
          fail_msg("%s: row %u of %u is another in chunks of %u", text, i, n, size);
      }
    }
  evaluator_destroy(alone);
}

static void a_chunk_gives_what_its_rows_give(void **state) {
  static const char *const texts[] = {
      "case when t then shout(word) when b then s else shout(u) end",
      "case when b then length(s) when c then length(u) when t then 7 end",
      "case length(word) when 3 then shout(word) when length(s) then 'same' else word end",
      "b and length(s) > 2",
      "b or length(s) > 2",
      "not (b and length(s) > 2 and length(u) < 3)",
      "coalesce(s, shout(u), shout(word))",
      "coalesce(i, length(s), j, length(u))",
      "if(b, words(s), list)",
      "case when b then words(word) when c then list end",
      "coalesce(if(b, words(s), null), list, words(word))",
      "if(b, if(c, shout(s), shout(word)), if(t, shout(u), 'x'))",
      "if(b, twice(n) + 1, twice(n) - 1)",
      "case when twice(n) > 0 then twice(n) + n else n end",
      "if(b, length(shout(s)) + length(shout(word)), length(shout(word)))",
      "nullif(if(t, length(word), 0), 3)",
      "if(length(s) > 3 and b, length(u), if(c or length(word) > 1, i, j))",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) check(*state, texts[i]);
}

static void a_branch_that_no_row_takes_is_not_entered(void **state) {
  fixture *f = *state;
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "if(n is distinct from n, twice(n), n)"), &f->rows.chunk);
  assert_int_equal(fake_calls, 0);
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "n = n or twice(t)"), &f->rows.chunk);
  assert_int_equal(fake_calls, 0);
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "coalesce(n, twice(n))"), &f->rows.chunk);
  assert_int_equal(fake_calls, 0);
}

static void a_function_that_fails_fails_only_where_it_is_reached(void **state) {
  fixture *f = *state;
  assert_non_null(evaluator_eval(f->evaluator, fake_compile(f->compiler, "if(n <> n, fails(n), n)"), &f->rows.chunk));
  assert_null(evaluator_eval(f->evaluator, fake_compile(f->compiler, "if(n = n, fails(n), n)"), &f->rows.chunk));
}

static void what_is_computed_already_is_not_computed_again_in_a_branch(void **state) {
  fixture *f = *state;
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "case when twice(n) > 0 then twice(n) + 1 else twice(n) end"),
                 &f->rows.chunk);
  assert_int_equal(fake_calls, 1);
}

static void results_are_nullable_only_when_a_branch_is(void **state) {
  fixture *f = *state;
  static const struct {
    const char *text;
    uint32_t flags;
  } types[] = {{"if(b, length(word), 1)", 0},    {"if(b, length(s), 1)", WEIR_NULLABLE},
               {"coalesce(i, length(word))", 0}, {"coalesce(i, length(s))", WEIR_NULLABLE},
               {"t and length(word) > 1", 0},    {"case when b then length(word) end", WEIR_NULLABLE}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if ((eval_service.type(fake_compile(f->compiler, types[i].text))->flags & WEIR_NULLABLE) != types[i].flags)
      fail_msg("%s", types[i].text);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_chunk_gives_what_its_rows_give),
      TEST(a_branch_that_no_row_takes_is_not_entered),
      TEST(a_function_that_fails_fails_only_where_it_is_reached),
      TEST(what_is_computed_already_is_not_computed_again_in_a_branch),
      TEST(results_are_nullable_only_when_a_branch_is),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
