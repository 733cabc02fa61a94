/* SPDX-License-Identifier: Apache-2.0 */
/* What fails in silence is counted, and named row by row where that is asked for; rows of branches that are not taken do not
 * fail. */
#include "expr/failures.h"
#include "fake.h"

enum { ROWS = 5 };

typedef struct fixture {
  memory *memory;
  expr_compiler *compiler;
  evaluator *evaluator;
} fixture;

static int setup(void **state) {
  fixture *f = calloc(1, sizeof *f);
  assert_non_null(f);
  f->memory = memory_create(1 << 30);
  f->compiler = expr_compiler_create(&fake_library);
  f->evaluator = evaluator_create(f->memory);
  *state = f;
  return 0;
}

static int teardown(void **state) {
  fixture *f = *state;
  evaluator_destroy(f->evaluator);
  expr_compiler_destroy(f->compiler);
  memory_unref(f->memory);
  free(f);
  return 0;
}

/* a: 1, max, min, 0, null; b: 0, 1, -1, 2, 3; s: '1', 'x', '', '2.5', null */
static weir_chunk chunk_of(weir_column *column) {
  static const int64_t a[ROWS] = {1, INT64_MAX, INT64_MIN, 0, 0}, b[ROWS] = {0, 1, -1, 2, 3};
  static const uint64_t valid = 15;
  static weir_str s[ROWS];
  static const char *const text[] = {"1", "x", "", "2.5"};
  for (int i = 0; i < 4; i++) s[i] = weir_view(text[i], (uint32_t)strlen(text[i]));
  column[0] = (weir_column){.data = a, .valid = &valid, .type = WEIR_I64};
  column[1] = (weir_column){.data = b, .type = WEIR_I64};
  column[2] = (weir_column){.data = s, .valid = &valid, .type = WEIR_STRING};
  return (weir_chunk){.size = sizeof(weir_chunk), .rows = ROWS, .columns = 3, .stride = sizeof *column, .col = column};
}

static const weir_expression *compile(fixture *f, const char *text) {
  static const weir_field field[] = {{.name = "a", .type = WEIR_I64, .flags = WEIR_NULLABLE},
                                     {.name = "b", .type = WEIR_I64},
                                     {.name = "s", .type = WEIR_STRING, .flags = WEIR_NULLABLE}};
  static const weir_schema of = {.size = sizeof of, .count = 3, .stride = sizeof *field, .field = field};
  static const weir_schema *const input[] = {&of};
  const expr_scope scope = {.input = input, .inputs = 1};
  expr_piece piece;
  expr_error err;
  const expr_text t = fake_text(&piece, text);
  const weir_expression *x = expr_compile(f->compiler, &t, &scope, 0, &err);
  if (!x) fail_msg("%s: %s", text, err.text);
  return x;
}

/* The letters w, z, c or - of each row. */
static void rejects(fixture *f, const char *text, const char *wanted) {
  weir_column column[3];
  const weir_chunk chunk = chunk_of(column);
  char got[ROWS + 1] = "-----";
  expr_rejects r = {.row = {0}};
  expr_compiler_check(f->compiler, true);
  const weir_expression *x = compile(f, text);
  expr_compiler_check(f->compiler, false);
  const struct expr_program *program = expr_can_fail(x);
  if (program) assert_true(evaluator_check(f->evaluator, program, &chunk, &r));
  for (uint32_t i = 0; i < ROWS; i++)
    if (r.row[0] >> i & 1) got[i] = "wzc"[r.why[i]];
  if (strcmp(got, wanted) != 0) fail_msg("%s rejects %s, not %s", text, got, wanted);
}

static void rows_that_fail_are_named(void **state) {
  rejects(*state, "a + b", "-ww--");
  rejects(*state, "a - b", "-----");
  rejects(*state, "b - a", "-----");
  rejects(*state, "a * 2", "-ww--");
  rejects(*state, "2 * a", "-ww--");
  rejects(*state, "-a", "--w--");
  rejects(*state, "a div b", "z-w--");
  rejects(*state, "a / b", "z----");
  rejects(*state, "a % b", "z----");
  rejects(*state, "a % 0", "zzzz-");
  rejects(*state, "a / 0", "zzzz-");
  rejects(*state, "9223372036854775807 + 1", "wwwww");
  rejects(*state, "cast(s as bigint)", "-cc--");
  rejects(*state, "cast('x' as bigint)", "ccccc");
  rejects(*state, "try_cast(s as bigint)", "-----");
  rejects(*state, "cast(a as int)", "-ww--");
  rejects(*state, "cast(a * 1.5 as bigint)", "-ww--");
  rejects(*state, "(a + b) * 2 > 0 or a / b > 1", "-ww--");
}

static void rows_of_other_branches_do_not_fail(void **state) {
  rejects(*state, "case when b <> 0 then a div b else 0 end", "--w--");
  rejects(*state, "if(b = 0, 1 / b, 0)", "z----");
  rejects(*state, "b <> 0 and a % b = 0", "-----");
  rejects(*state, "coalesce(a, 1 div (b - 3))", "----z");
  rejects(*state, "case when a is null then 0 when b = 1 then 5 else if(b = 2, a % 0, 1) end", "---z-");
}

static void what_fails_otherwise_is_counted(void **state) {
  fixture *f = *state;
  weir_column column[3];
  const weir_chunk chunk = chunk_of(column);
  uint64_t count[EXPR_FAILURES];
  assert_non_null(evaluator_eval(f->evaluator, compile(f, "(a + 1) div b = cast(s as bigint)"), &chunk));
  evaluator_take_failures(f->evaluator, count);
  assert_int_equal(count[EXPR_WRAPPED], 1);
  assert_int_equal(count[EXPR_ZERO_DIVISOR], 1);
  assert_int_equal(count[EXPR_NOT_CONVERTED], 2);
  evaluator_take_failures(f->evaluator, count);
  assert_int_equal(count[EXPR_WRAPPED] + count[EXPR_ZERO_DIVISOR] + count[EXPR_NOT_CONVERTED], 0);
}

static void programs_without_failure_are_not_tried(void **state) {
  assert_null(expr_can_fail(compile(*state, "a > b and s = 'x' and a * 1.5 > 2 and try_cast(s as double) is null")));
  assert_non_null(expr_can_fail(compile(*state, "a + 1 > b")));
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(rows_that_fail_are_named),
      TEST(rows_of_other_branches_do_not_fail),
      TEST(what_fails_otherwise_is_counted),
      TEST(programs_without_failure_are_not_tried),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
