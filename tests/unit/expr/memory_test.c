/* SPDX-License-Identifier: Apache-2.0 */
/* Each allocation fails in turn: compiling says that memory is out, evaluating fails with a sentence, and nothing
 * leaks. */
#include "fake_out.h"

/* One round of all there is. True: it went through. */
static bool compile_all(expr_compiler *c, const weir_expression **x, const weir_expressions **list,
                        const weir_aggregates **a) {
  expr_piece piece[3];
  expr_error err;
  uint32_t failed = 0;
  expr_text text = fake_text(&piece[0], "n + 1 > 2 and word = 'a string of some length' and length(shout(s)) <> 3");
  *x = expr_compile(c, &text, &fake_scope, WEIR_BOOL, &err);
  if (*x) {
    expr_named named[] = {{.name = "n", .text = fake_text(&piece[0], "twice('constant')")},
                          {.name = "w", .text = fake_text(&piece[1], "explode(words(s))")}};
    *list = expr_compile_list(c, named, 2, &fake_scope, EXPR_MAY_EXPLODE, &failed, &err);
  }
  if (*x && *list) {
    expr_named named[] = {{.name = "long", .text = fake_text(&piece[0], "longest(shout(word))")},
                          {.name = "sum", .text = fake_text(&piece[1], "sum(n + 1)")}};
    *a = expr_compile_aggregates(c, named, 2, &fake_scope, &failed, &err);
  }
  if (*x && *list && *a) return true;
  assert_int_equal(err.code, EXPR_E_OUT_OF_MEMORY);
  assert_string_equal(err.text, "there is not enough memory to compile this expression");
  return false;
}

static void compiling_fails_with_a_sentence(void **state) {
  (void)state;
  for (uint64_t n = 1;; n++) {
    const weir_expression *x = NULL;
    const weir_expressions *list = NULL;
    const weir_aggregates *a = NULL;
    assert_true(n < 1000);
    expr_compiler *c = expr_compiler_create(&fake_library);
    assert_non_null(c);
    memory_fail_at(n);
    bool done = compile_all(c, &x, &list, &a);
    memory_fail_at(0);
    expr_compiler_destroy(c);
    if (done) break;
  }
}

/* Evaluates all, the n-th allocation failing. True: none did. */
static bool evaluate_all(memory *m, const fake_rows *rows, uint64_t n, const weir_expression *x,
                         const weir_expressions *list, const weir_aggregates *a) {
  static fake_out o;
  static weir_table table;
  uint32_t row[300];
  memset(&table, 0, sizeof table);
  fake_out_init(&o, m, expr_list_schema(list), 300);
  evaluator_destroy(o.frame.evaluator);
  memory_fail_at(n);
  evaluator *e = o.frame.evaluator = evaluator_create(m);
  const char *why = "no evaluator";
  if (e) {
    evaluator_select(e, x, &rows->chunk, row);
    if (!evaluator_failure(e)) eval_service.explode(&o.frame.host, list, &rows->chunk, &o.out);
    if (!evaluator_failure(e)) aggregates_service.update(&o.frame.host, a, &table, NULL, &rows->chunk);
    why = evaluator_failure(e);
    assert_true(!o.why || (why && strcmp(o.why, why) == 0));
  }
  memory_fail_at(0);
  if (why && e) assert_non_null(strstr(why, "not enough memory"));
  fake_out_finish(&o);
  return !why;
}

static void evaluating_fails_with_a_sentence(void **state) {
  (void)state;
  const weir_expression *x = NULL;
  const weir_expressions *list = NULL;
  const weir_aggregates *a = NULL;
  memory *m = memory_create(1 << 30);
  expr_compiler *c = expr_compiler_create(&fake_library);
  fake_rows rows;
  fake_rows_init(&rows, m, 300, 2);
  assert_true(compile_all(c, &x, &list, &a));
  uint64_t n = 1;
  while (!evaluate_all(m, &rows, n, x, list, a)) assert_true(n++ < 1000);
  assert_true(n > 5);
  fake_rows_finish(&rows);
  expr_compiler_destroy(c);
  assert_int_equal(memory_used(m, MEMORY_WAITING), 0);
  memory_unref(m);
}

/* An arena asks for a page now and then, so it takes a while until one is refused. */
static void columns_and_keys_without_memory_are_none(void **state) {
  (void)state;
  const uint32_t column = N;
  const weir_schema *const both[] = {&fake_schema, &fake_schema};
  expr_scope two = {.input = both, .inputs = 2};
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_error err;
  memory_fail_at(1);
  assert_null(expr_column(c, &fake_scope, 0, N));
  assert_non_null(expr_column(c, &fake_scope, 0, N));
  for (int i = 0; i < 20; i++) {
    uint32_t tries = 0;
    memory_fail_at(1);
    while (expr_key_pairs(c, &two, &column, &column, 1, &err)) assert_true(tries++ < 10000);
    assert_int_equal(err.code, EXPR_E_OUT_OF_MEMORY);
    assert_non_null(expr_columns(c, &fake_scope, 0, &column, 1));
  }
  memory_fail_at(0);
  expr_compiler_destroy(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(compiling_fails_with_a_sentence),
      cmocka_unit_test(evaluating_fails_with_a_sentence),
      cmocka_unit_test(columns_and_keys_without_memory_are_none),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
