/* SPDX-License-Identifier: Apache-2.0 */
/* Lists as rows, through each of the three ways, at any size of the output: the same rows in the same order. */
#include "fake_out.h"

static const uint32_t capacities[] = {1, 7, 64, 2048, WEIR_MAX_ROWS};
enum { CAPACITIES = sizeof capacities / sizeof *capacities };

/* What the rows must be: the elements of a list column, `before` each a column if there is one. */
static char *expected(const weir_chunk *in, const weir_column *list, uint32_t beside) {
  static char text[1 << 16];
  size_t n = 0;
  uint32_t at = list->first;
  for (uint32_t row = 0; row < in->rows; row++)
    for (; at < list->ends[row]; at++) {
      const weir_str *s = (const weir_str *)list->child->data + at;
      if (beside != WEIR_NO_ROW) n += (size_t)sprintf(text + n, "%lld ", (long long)weir_i64(in, beside)[row]);
      if (weir_is_null(list->child, at))
        n += (size_t)sprintf(text + n, "~\n");
      else
        n += (size_t)sprintf(text + n, "%.*s\n", (int)s->len, weir_text(s));
    }
  text[n] = '\0';
  return text;
}

static const weir_expressions *compile(expr_compiler *c, const char *beside, const char *list) {
  expr_piece piece[2];
  expr_error err;
  uint32_t failed;
  expr_named named[] = {{.name = "n", .text = fake_text(&piece[0], beside ? beside : "n")},
                        {.name = "element", .text = fake_text(&piece[1], list)}};
  const weir_expressions *x =
      expr_compile_list(c, beside ? named : named + 1, beside ? 2 : 1, &fake_scope, EXPR_MAY_EXPLODE, &failed, &err);
  if (!x) fail_msg("%s: %s", list, err.text);
  return x;
}

/* Explode `list` beside n or alone, at all capacities, and compare. `same` is a list expression that means the same. */
static void check(const char *beside, const char *list, const char *same, uint32_t rows) {
  memory *m = memory_create(1 << 30);
  expr_compiler *c = expr_compiler_create(&fake_library);
  fake_rows in;
  fake_rows_init(&in, m, rows, 11);
  const weir_expressions *x = compile(c, beside, list);
  static fake_out o;
  for (uint32_t i = 0; i < CAPACITIES; i++) {
    fake_out_init(&o, m, expr_list_schema(x), capacities[i]);
    evaluator *e = evaluator_create(m);
    const weir_column *elements = evaluator_eval(e, fake_compile(c, same), &in.chunk);
    assert_int_equal(eval_service.explode(&o.frame.host, x, &in.chunk, &o.out), WEIR_OK);
    o.frame.host.flush(&o.out);
    assert_string_equal(o.text, expected(&in.chunk, elements, beside ? N : WEIR_NO_ROW));
    assert_true(o.most <= capacities[i]);
    evaluator_destroy(e);
    fake_out_finish(&o);
  }
  fake_rows_finish(&in);
  expr_compiler_destroy(c);
  memory_unref(m);
}

static void a_list_alone_gives_its_elements(void **state) {
  (void)state;
  check(NULL, "list", "list", 300);
  check(NULL, "explode(list)", "list", 3);
  check(NULL, "words(s)", "words(s)", 300);
  check(NULL, "list", "list", 1500);
}

static void a_function_that_explodes_writes_the_rows_itself(void **state) {
  (void)state;
  check(NULL, "parts(s)", "words(s)", 300);
  check(NULL, "parts(shout(shout(word)))", "words(shout(word))", 300);
}

static void other_columns_are_repeated_beside_the_elements(void **state) {
  (void)state;
  check("n", "explode(list)", "list", 300);
  check("n * 2 - n", "explode(parts(s))", "words(s)", 300);
}

static void no_rows_give_no_rows(void **state) {
  (void)state;
  check(NULL, "list", "list", 0);
  check("n", "explode(list)", "list", 0);
  check(NULL, "parts(s)", "words(s)", 0);
}

static void many_elements_are_handed_on_without_copying(void **state) {
  (void)state;
  memory *m = memory_create(1 << 30);
  expr_compiler *c = expr_compiler_create(&fake_library);
  fake_rows in;
  fake_rows_init(&in, m, 2000, 1);
  const weir_expressions *x = compile(c, NULL, "list");
  static fake_out o;
  fake_out_init(&o, m, expr_list_schema(x), 2048);
  eval_service.explode(&o.frame.host, x, &in.chunk, &o.out);
  assert_true(o.emits >= 1);
  assert_true(o.puts <= 1);
  fake_out_finish(&o);
  fake_rows_finish(&in);
  expr_compiler_destroy(c);
  memory_unref(m);
}

static void a_failure_is_told_to_the_output(void **state) {
  static const char *const list[] = {"words(fails(word))", "parts(fails(word))", "explode(twice(fails(list)))"};
  (void)state;
  memory *m = memory_create(1 << 30);
  expr_compiler *c = expr_compiler_create(&fake_library);
  fake_rows in;
  fake_rows_init(&in, m, 10, 1);
  static fake_out o;
  for (uint32_t i = 0; i < 3; i++) {
    const weir_expressions *x = compile(c, i == 2 ? "n" : NULL, list[i]);
    fake_out_init(&o, m, expr_list_schema(x), 8);
    assert_int_equal(eval_service.explode(&o.frame.host, x, &in.chunk, &o.out), WEIR_EFAIL);
    assert_int_equal(o.out.failed, WEIR_EFAIL);
    assert_string_equal(o.why, i == 2 ? "the moon is full" : "the function 'fails' failed");
    fake_out_finish(&o);
  }
  fake_rows_finish(&in);
  expr_compiler_destroy(c);
  memory_unref(m);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_list_alone_gives_its_elements),
      cmocka_unit_test(a_function_that_explodes_writes_the_rows_itself),
      cmocka_unit_test(other_columns_are_repeated_beside_the_elements),
      cmocka_unit_test(no_rows_give_no_rows),
      cmocka_unit_test(many_elements_are_handed_on_without_copying),
      cmocka_unit_test(a_failure_is_told_to_the_output),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
