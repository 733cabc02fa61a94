/* SPDX-License-Identifier: Apache-2.0 */
/* What evaluators give besides right values: borrowed columns, keys, calls of functions, failures, no allocation once
 * warm. */
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
  assert_non_null(f->evaluator);
  fake_rows_init(&f->rows, f->memory, 100, 3);
  fake_calls = 0;
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  fake_rows_finish(&f->rows);
  evaluator_destroy(f->evaluator);
  evaluator_destroy(NULL);
  expr_compiler_destroy(f->compiler);
  expr_compiler_destroy(NULL);
  assert_int_equal(memory_used(f->memory, MEMORY_WAITING), 0);
  memory_unref(f->memory);
  free(f);
  return 0;
}

static const weir_expressions *list_of(fixture *f, uint32_t count, const char *const *text) {
  expr_named named[8];
  expr_piece piece[8];
  expr_error err;
  uint32_t failed;
  static const char *const name[] = {"c0", "c1", "c2", "c3"};
  for (uint32_t i = 0; i < count; i++) named[i] = (expr_named){.name = name[i], .text = fake_text(&piece[i], text[i])};
  const weir_expressions *list = expr_compile_list(f->compiler, named, count, &fake_scope, 0, &failed, &err);
  if (!list) fail_msg("%s: %s", text[failed], err.text);
  return list;
}

static void a_bare_column_is_the_chunks_own(void **state) {
  fixture *f = *state;
  const weir_column *got = evaluator_eval(f->evaluator, fake_compile(f->compiler, "list"), &f->rows.chunk);
  assert_ptr_equal(got, weir_col(&f->rows.chunk, L));
  assert_null(evaluator_failure(f->evaluator));
}

static void a_constant_fills_its_column_once(void **state) {
  fixture *f = *state;
  const weir_expressions *list =
      list_of(f, 4, (const char *const[]){"42", "'a string of some length'", "1.5", "twice(null = 1)"});
  for (uint32_t round = 0; round < 2; round++) {
    const weir_column *const *got = evaluator_eval_all(f->evaluator, list, &f->rows.chunk);
    for (uint32_t i = 0; i < 100; i++) {
      assert_int_equal(((const int64_t *)got[0]->data)[i], 42);
      assert_int_equal(((const weir_str *)got[1]->data)[i].len, 23);
      assert_true(((const double *)got[2]->data)[i] > 1.4);
      assert_true(weir_is_null(got[3], i));
    }
  }
}

static void equal_calls_are_made_once(void **state) {
  fixture *f = *state;
  const weir_expressions *list =
      list_of(f, 3, (const char *const[]){"twice(n) + twice(n)", "twice(n)", "Twice(n) * 2"});
  const weir_column *const *got = evaluator_eval_all(f->evaluator, list, &f->rows.chunk);
  assert_int_equal(fake_calls, 1);
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(((const uint64_t *)got[2]->data)[i], (uint64_t)((const int64_t *)got[1]->data)[i] * 2);
}

static void calls_that_are_not_pure_are_each_made(void **state) {
  fixture *f = *state;
  const weir_column *got =
      evaluator_eval(f->evaluator, fake_compile(f->compiler, "random() = random()"), &f->rows.chunk);
  for (uint32_t i = 0; i < 100; i++) assert_int_equal(((const uint8_t *)got->data)[i], 0);
}

static void functions_get_nulls_constants_and_lists(void **state) {
  fixture *f = *state;
  const weir_expressions *list =
      list_of(f, 3, (const char *const[]){"length(s) + 1", "twice(list)", "length(shout(s))"});
  const weir_column *const *got = evaluator_eval_all(f->evaluator, list, &f->rows.chunk);
  const weir_column *s = weir_col(&f->rows.chunk, S), *l = weir_col(&f->rows.chunk, L);
  for (uint32_t i = 0; i < 100; i++) {
    assert_int_equal(weir_is_null(got[0], i), weir_is_null(s, i));
    assert_int_equal(((const int64_t *)got[0]->data)[i],
                     weir_is_null(s, i) ? 0 : ((const weir_str *)s->data)[i].len + 1);
    assert_int_equal(((const int64_t *)got[2]->data)[i], ((const weir_str *)s->data)[i].len);
    assert_int_equal(got[1]->ends[i], l->ends[i]);
  }
}

static void strings_that_a_function_makes_live_until_reset(void **state) {
  fixture *f = *state;
  const weir_expression *x = fake_compile(f->compiler, "shout(word)");
  weir_str first[100];
  memcpy(first, evaluator_eval(f->evaluator, x, &f->rows.chunk)->data, sizeof first);
  assert_non_null(evaluator_eval(f->evaluator, x, &f->rows.chunk));
  for (uint32_t i = 0; i < 100; i++) {
    const weir_str *word = weir_strs(&f->rows.chunk, W) + i;
    assert_int_equal(first[i].len, word->len);
    for (uint32_t k = 0; k < word->len; k++) assert_int_equal(weir_text(&first[i])[k] | 32, weir_text(word)[k] | 32);
  }
  evaluator_reset(f->evaluator);
}

static void failures_are_sentences_until_reset(void **state) {
  fixture *f = *state;
  uint32_t row[100];
  assert_null(evaluator_eval(f->evaluator, fake_compile(f->compiler, "fails(n) + 1"), &f->rows.chunk));
  assert_string_equal(evaluator_failure(f->evaluator), "the moon is full");
  assert_int_equal(evaluator_select(f->evaluator, fake_compile(f->compiler, "fails(t)"), &f->rows.chunk, row), 0);
  evaluator_reset(f->evaluator);
  assert_null(evaluator_failure(f->evaluator));
  assert_null(evaluator_keys(f->evaluator, list_of(f, 1, (const char *const[]){"fails(word)"}), &f->rows.chunk));
  assert_string_equal(evaluator_failure(f->evaluator), "the function 'fails' failed");
}

static void a_function_cannot_do_what_operators_do(void **state) {
  fixture *f = *state;
  assert_null(evaluator_eval(f->evaluator, fake_compile(f->compiler, "flushes(n)"), &f->rows.chunk));
  assert_string_equal(evaluator_failure(f->evaluator), "a function asks for a string of more than 64 MB");
}

static void keys_share_the_chunks_columns_when_they_are_bare(void **state) {
  fixture *f = *state;
  const weir_expressions *bare = list_of(f, 2, (const char *const[]){"word", "n"});
  const weir_chunk *keys = evaluator_keys(f->evaluator, bare, &f->rows.chunk);
  assert_int_equal(keys->columns, 2);
  assert_int_equal(keys->rows, 100);
  assert_ptr_equal(weir_col(keys, 0)->data, weir_col(&f->rows.chunk, W)->data);
  uint64_t serial = *(const uint64_t *)keys->host;
  keys = evaluator_keys(f->evaluator, list_of(f, 1, (const char *const[]){"n + 1"}), &f->rows.chunk);
  assert_int_not_equal(*(const uint64_t *)keys->host, serial);
  assert_int_equal(weir_i64(keys, 0)[7], (uint64_t)weir_i64(&f->rows.chunk, N)[7] + 1);
  evaluator_keys_come_first(f->evaluator, true);
  keys = evaluator_keys(f->evaluator, bare, &f->rows.chunk);
  assert_int_equal(keys->columns, 2);
  assert_ptr_equal(weir_col(keys, 1), weir_col(&f->rows.chunk, 1));
  evaluator *other = evaluator_create(f->memory);
  serial = *(const uint64_t *)keys->host;
  assert_int_not_equal(*(const uint64_t *)evaluator_keys(other, bare, &f->rows.chunk)->host, serial);
  evaluator_destroy(other);
}

static void keys_stay_while_other_expressions_are_evaluated(void **state) {
  fixture *f = *state;
  const weir_chunk *keys = evaluator_keys(f->evaluator, list_of(f, 1, (const char *const[]){"n + 1"}), &f->rows.chunk);
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "n + 2"), &f->rows.chunk);
  evaluator_eval(f->evaluator, fake_compile(f->compiler, "n + 1"), &f->rows.chunk);
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(weir_i64(keys, 0)[i], (uint64_t)weir_i64(&f->rows.chunk, N)[i] + 1);
}

static void scratch_columns_are_shared_by_what_does_not_live_together(void **state) {
  fixture *f = *state;
  char text[2000] = "n";
  for (int i = 0; i < 100; i++) strcat(text, " * n - i");
  const weir_expression *x = fake_compile(f->compiler, text);
  assert_true(x->program.slots <= 3);
  const weir_column *got = evaluator_eval(f->evaluator, x, &f->rows.chunk);
  assert_non_null(got);
}

static void nothing_is_allocated_once_warm(void **state) {
  fixture *f = *state;
  const weir_expression *x =
      fake_compile(f->compiler, "n * 2 / f > 3 and length(s) <> 2 or word = 'a' and length(shout(word)) > 1");
  const weir_expressions *list = list_of(f, 2, (const char *const[]){"words(s)", "twice(list)"});
  for (int round = 0; round < 3; round++) {
    if (round == 1) memory_fail_at(1);
    assert_non_null(evaluator_eval(f->evaluator, x, &f->rows.chunk));
    assert_non_null(evaluator_eval_all(f->evaluator, list, &f->rows.chunk));
    evaluator_reset(f->evaluator);
  }
  memory_fail_at(0);
}

static void the_service_uses_the_evaluator_of_its_caller(void **state) {
  fixture *f = *state;
  host_frame frame = {.evaluator = f->evaluator};
  uint32_t row[100];
  const weir_expression *x = fake_compile(f->compiler, "n > 1");
  uint32_t n = eval_service.select(&frame.host, x, &f->rows.chunk, row);
  for (uint32_t i = 0; i < n; i++) assert_true(weir_i64(&f->rows.chunk, N)[row[i]] > 1);
  assert_non_null(eval_service.eval(&frame.host, x, &f->rows.chunk));
  const weir_expressions *list = list_of(f, 2, (const char *const[]){"n", "n + 1"});
  assert_non_null(eval_service.eval_all(&frame.host, list, &f->rows.chunk));
  assert_int_equal(eval_service.keys(&frame.host, list, &f->rows.chunk)->columns, 2);
  assert_int_equal(eval_service.column(list, 0), N);
  assert_int_equal(eval_service.column(list, 1), WEIR_NO_ROW);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_bare_column_is_the_chunks_own),
      TEST(a_constant_fills_its_column_once),
      TEST(equal_calls_are_made_once),
      TEST(calls_that_are_not_pure_are_each_made),
      TEST(functions_get_nulls_constants_and_lists),
      TEST(strings_that_a_function_makes_live_until_reset),
      TEST(failures_are_sentences_until_reset),
      TEST(a_function_cannot_do_what_operators_do),
      TEST(keys_share_the_chunks_columns_when_they_are_bare),
      TEST(keys_stay_while_other_expressions_are_evaluated),
      TEST(scratch_columns_are_shared_by_what_does_not_live_together),
      TEST(nothing_is_allocated_once_warm),
      TEST(the_service_uses_the_evaluator_of_its_caller),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
