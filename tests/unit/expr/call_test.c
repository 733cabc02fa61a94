/* SPDX-License-Identifier: Apache-2.0 */
/* What the authors of functions are promised: signatures, conversions, strictness, what bind keeps, memory of a lane,
 * calls that share one evaluation. The functions are this test's own. */
#include "fake.h"

static uint32_t evaluated, released, opened, closed;

/* ---- functions --------------------------------------------------------------------------------------------------- */

/* n copies of a text, each followed by `with` ('.' if it is left out). */
static weir_status eval_times(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  const weir_str *text = arg[0]->data, dot = weir_view(".", 1);
  const int64_t *times = arg[1]->data;
  for (uint32_t i = 0; i < rows; i++) {
    const weir_str *with = call->args > 2 ? (const weir_str *)arg[2]->data + i : &dot;
    const uint32_t one = text[i].len + with->len, n = one * (uint32_t)(times[i] & 3);
    char *to = out->host->bytes(out, n + 1);
    for (uint32_t at = 0; at < n; at += one) {
      memcpy(to + at, weir_text(&text[i]), text[i].len);
      memcpy(to + at + text[i].len, weir_text(with), with->len);
    }
    ((weir_str *)out->col[column].data)[i] = weir_view(to, n);
  }
  return WEIR_OK;
}

/* How many arguments, all texts, there are. */
static weir_status eval_arity(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  for (uint32_t i = 0; i < call->args; i++)
    if (arg[i]->type != WEIR_STRING) return WEIR_EFAIL;
  for (uint32_t i = 0; i < rows; i++) ((int64_t *)out->col[column].data)[i] = call->args;
  return WEIR_OK;
}

static weir_status eval_first(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)call;
  out->host->put_column(out, column, arg[0], NULL, rows);
  return WEIR_OK;
}

/* Null where it is odd, though its argument is not null. */
static weir_status eval_even(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  (void)call;
  for (uint32_t i = 0; i < rows; i++) {
    const int64_t v = ((const int64_t *)arg[0]->data)[i];
    ((int64_t *)out->col[column].data)[i] = v & 1 ? 0 : v;
    if (v & 1) out->col[column].valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
  }
  return WEIR_OK;
}

static weir_status bind_unified(weir_call *call, weir_error *err) {
  (void)err;
  const uint32_t flags = call->function->name[0] == 't' ? WEIR_UNIFY_TEXT : 0;
  const weir_status status = call->unify(call, 0, call->args, flags);
  return status == WEIR_OK ? call->set_result(call, call->arg[0]) : status;
}

static weir_status bind_cast(weir_call *call, weir_error *err) {
  static const weir_field element = {.name = "element", .type = WEIR_F64, .flags = WEIR_NULLABLE};
  const weir_field list = {.name = "", .type = WEIR_LIST, .children = 1, .child = &element};
  (void)err;
  const weir_status status = call->cast(call, 0, &list);
  return status == WEIR_OK ? call->set_result(call, call->arg[0]) : status;
}

static void release(void *data) {
  released++;
  free(data);
}

static weir_status bind_kept(weir_call *call, weir_error *err) {
  int64_t *number = malloc(sizeof *number);
  const weir_field result = {.name = "", .type = WEIR_I64};
  if (!call->constant[0]) {
    free(number);
    snprintf(err->text, sizeof err->text, "a constant is needed");
    err->option = 0;
    return WEIR_EINVAL;
  }
  *number = *(const int64_t *)call->constant[0]->data * 10;
  if (call->keep(call, number, release) != WEIR_OK) return WEIR_EINVAL;
  return call->set_result(call, &result);
}

static weir_status eval_kept(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  (void)arg;
  for (uint32_t i = 0; i < rows; i++) ((int64_t *)out->col[column].data)[i] = *(const int64_t *)call->data;
  return WEIR_OK;
}

static weir_status bind_keeps_twice(weir_call *call, weir_error *err) {
  (void)err;
  const weir_field result = {.name = "", .type = WEIR_I64};
  call->keep(call, malloc(1), release);
  call->keep(call, malloc(1), release);
  return call->set_result(call, &result);
}

/* Rows seen by this call on this lane so far. */
static weir_status eval_seen(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  (void)call, (void)arg;
  int64_t *seen = out->host->lane_memory(out);
  if (!seen) return WEIR_EFAIL;
  opened += *seen == 0;
  for (uint32_t i = 0; i < rows; i++) ((int64_t *)out->col[column].data)[i] = ++*seen;
  return WEIR_OK;
}

static void close_seen(const weir_call *call, void *lane) {
  (void)call;
  closed += *(const int64_t *)lane > 0;
}

static weir_status eval_batch_time(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                   uint32_t column) {
  (void)call, (void)arg;
  for (uint32_t i = 0; i < rows; i++) ((int64_t *)out->col[column].data)[i] = out->batch->time_us;
  return WEIR_OK;
}

/* {half, rest} of a number. */
static weir_status eval_halves(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  (void)call;
  evaluated++;
  for (uint32_t i = 0; i < rows; i++) {
    const int64_t v = ((const int64_t *)arg[0]->data)[i];
    ((int64_t *)out->col[column].child[0].data)[i] = v / 2;
    ((int64_t *)out->col[column].child[1].data)[i] = v % 2;
  }
  return WEIR_OK;
}

static const weir_function halves = {.size = sizeof halves,
                                     .name = "halves",
                                     .flags = WEIR_FUNCTION_STRICT,
                                     .signature = "(int64) -> struct<half:int64,rest:int64>",
                                     .eval = eval_halves};

static weir_status bind_half(weir_call *call, weir_error *err) {
  static const uint32_t first[] = {0};
  (void)err;
  return call->be_element(call, &halves, first, 1, (uint32_t) * (const int64_t *)call->constant[1]->data);
}

#define FUNCTION(id, ...)                                                                                              \
  { .size = sizeof(weir_function), .name = #id, __VA_ARGS__ }
static const weir_function functions[] = {
    FUNCTION(times, .signature = "(string, int64, [string]) -> string", .flags = WEIR_FUNCTION_STRICT,
             .eval = eval_times),
    FUNCTION(arity, .signature = "(string...) -> int64", .eval = eval_arity),
    FUNCTION(number, .signature = "(float64|int64) -> $1", .flags = WEIR_FUNCTION_STRICT, .eval = eval_first),
    FUNCTION(even, .signature = "(int64) -> int64?", .flags = WEIR_FUNCTION_STRICT, .eval = eval_even),
    FUNCTION(unified, .bind = bind_unified, .eval = eval_first),
    FUNCTION(text_or_number, .bind = bind_unified, .eval = eval_first),
    FUNCTION(reals, .bind = bind_cast, .eval = eval_first),
    FUNCTION(kept, .signature = "(int64)", .bind = bind_kept, .eval = eval_kept),
    FUNCTION(keeps_twice, .bind = bind_keeps_twice, .eval = eval_kept),
    FUNCTION(seen, .signature = "(any) -> int64", .eval = eval_seen, .lane_size = 8, .lane_close = close_seen),
    FUNCTION(batch_time, .signature = "() -> timestamp", .flags = WEIR_FUNCTION_TIMED, .eval = eval_batch_time),
    FUNCTION(half, .signature = "(int64, int64)", .bind = bind_half, .eval = eval_first),
    FUNCTION(open_end, .signature = "(int64 -> int64", .eval = eval_first),
    FUNCTION(no_type, .signature = "(integer) -> int64", .eval = eval_first),
    FUNCTION(behind_more, .signature = "(int64..., string) -> int64", .eval = eval_first),
};

static const weir_function *find(void *context, const char *name) {
  (void)context;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strcmp(functions[i].name, name) == 0) return &functions[i];
  return NULL;
}
static const expr_library library = {.function = find};

/* ---- the frame --------------------------------------------------------------------------------------------------- */

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
  f->compiler = expr_compiler_create(&library);
  f->evaluator = evaluator_create(f->memory);
  fake_rows_init(&f->rows, f->memory, 100, 3);
  evaluated = released = opened = closed = 0;
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

static const weir_column *eval(fixture *f, const char *text) {
  const weir_column *got = evaluator_eval(f->evaluator, fake_compile(f->compiler, text), &f->rows.chunk);
  if (!got) fail_msg("%s: %s", text, evaluator_failure(f->evaluator));
  return got;
}

static void gives_text(fixture *f, const char *text, const char *wanted) {
  const weir_str *got = eval(f, text)->data;
  if (got->len != strlen(wanted) || memcmp(weir_text(got), wanted, got->len) != 0)
    fail_msg("%s gives '%.*s', not '%s'", text, (int)got->len, weir_text(got), wanted);
}

static void has_type(fixture *f, const char *text, const char *wanted) {
  char type[100];
  schema_type_text(eval_service.type(fake_compile(f->compiler, text)), type, sizeof type);
  if (strcmp(type, wanted) != 0) fail_msg("%s has type %s, not %s", text, type, wanted);
}

static void refused(fixture *f, const char *text, uint32_t offset, const char *why) {
  expr_piece piece;
  expr_error err;
  const expr_text t = fake_text(&piece, text);
  if (expr_compile(f->compiler, &t, &fake_scope, 0, &err)) fail_msg("%s: was accepted", text);
  if (strcmp(err.text, why) != 0 || err.offset != offset) fail_msg("%s: at %u: %s", text, err.offset, err.text);
}

/* ---- promises ---------------------------------------------------------------------------------------------------- */

static void arguments_are_converted_and_may_be_left_out(void **state) {
  gives_text(*state, "times(12, '2')", "12.12.");
  gives_text(*state, "times('ab', 1.9, true)", "abtrue");
  gives_text(*state, "times(null, 1)", "");
  has_type(*state, "times('a', 1)", "string");
  has_type(*state, "times('a', i)", "string?");
  has_type(*state, "number(n)", "int64");
  has_type(*state, "number(word)", "float64?");
  has_type(*state, "number(null)", "float64?");
  has_type(*state, "even(n)", "int64?");
  assert_int_equal(((const int64_t *)eval(*state, "arity(n, f, word, null)")->data)[0], 4);
  assert_int_equal(((const int64_t *)eval(*state, "arity()")->data)[99], 0);
}

static void wrong_arguments_are_named(void **state) {
  refused(*state, "times('a')", 0, "times: it takes 2 to 3 arguments, (string, int64, [string]); here are 1");
  refused(*state, "number()", 0, "number: it takes 1 argument, (float64|int64); here are 0");
  refused(*state, "times('a', list)", 11, "times: argument 2 must be int64; this is list<string?>");
  refused(*state, "number(true)", 7, "number: argument 1 must be float64; this is bool");
  refused(*state, "unified(n, word)", 11, "unified: argument 2 must be int64; this is string");
  refused(*state, "kept(n)", 5, "kept: a constant is needed");
}

static void wrong_signatures_are_the_plugins_fault(void **state) {
  refused(*state, "open_end(1)", 0, "the function 'open_end' has a signature that is none");
  refused(*state, "no_type(1)", 0, "the function 'no_type' has a signature that is none");
  refused(*state, "behind_more(1)", 0, "the function 'behind_more' has a signature that is none");
}

static void several_arguments_find_one_type(void **state) {
  has_type(*state, "unified(n, f)", "float64");
  has_type(*state, "unified(null, i)", "int64?");
  has_type(*state, "text_or_number(n, word)", "string");
  gives_text(*state, "text_or_number(7, word)", "7");
  has_type(*state, "reals(list)", "list<float64?>?");
}

static void lists_are_converted_element_by_element(void **state) {
  fixture *f = *state;
  const weir_column *got = eval(f, "reals(list)"), *from = weir_col(&f->rows.chunk, L);
  for (uint32_t i = 0; i < 100; i++) assert_int_equal(got->ends[i] - got->first, from->ends[i] - from->first);
  assert_int_equal(got->child->type, WEIR_F64);
}

static void strict_functions_need_not_look_for_nulls(void **state) {
  fixture *f = *state;
  const weir_column *got = eval(f, "times(s, i)"), *s = weir_col(&f->rows.chunk, S), *i = weir_col(&f->rows.chunk, I);
  const weir_column *even = eval(f, "even(i)");
  for (uint32_t k = 0; k < 100; k++) {
    if (weir_is_null(even, k) != (weir_is_null(i, k) || (((const int64_t *)i->data)[k] & 1)))
      fail_msg("even: row %u", k);
  }
  got = eval(f, "times(s, i)");
  for (uint32_t k = 0; k < 100; k++) {
    const bool null = weir_is_null(s, k) || weir_is_null(i, k);
    assert_int_equal(weir_is_null(got, k), null);
    if (null) assert_int_equal(((const weir_str *)got->data)[k].len, 0);
  }
}

static void what_bind_keeps_goes_with_the_compiler(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&library);
  expr_piece piece;
  expr_error err;
  const expr_text twice = fake_text(&piece, "keeps_twice(n)");
  fake_compile(c, "kept(4) + n");
  assert_null(expr_compile(c, &twice, &fake_scope, 0, &err));
  assert_string_equal(err.text, "the function 'keeps_twice' keeps two things");
  assert_int_equal(released, 1);
  expr_compiler_destroy(c);
  assert_int_equal(released, 3);
}

static void constant_arguments_are_seen_by_bind_and_eval_sees_what_it_kept(void **state) {
  assert_int_equal(((const int64_t *)eval(*state, "kept(2 + 2)")->data)[0], 40);
}

static void a_call_has_memory_of_its_own_on_each_lane(void **state) {
  fixture *f = *state;
  const weir_expression *x = fake_compile(f->compiler, "seen(n) - seen(f)");
  evaluator *other = evaluator_create(f->memory);
  for (int round = 0; round < 2; round++) {
    assert_non_null(evaluator_eval(f->evaluator, x, &f->rows.chunk));
    assert_non_null(evaluator_eval(other, x, &f->rows.chunk));
  }
  assert_int_equal(opened, 4);
  evaluator_destroy(other);
  assert_int_equal(closed, 2);
}

static void functions_see_the_time_of_the_batch(void **state) {
  fixture *f = *state;
  weir_batch batch = {.size = sizeof batch, .time_us = 77};
  evaluator_set_batch(f->evaluator, &batch);
  const weir_expression *x = fake_compile(f->compiler, "batch_time()");
  assert_int_equal(((const int64_t *)evaluator_eval(f->evaluator, x, &f->rows.chunk)->data)[5], 77);
  batch.time_us = 78;
  assert_int_equal(((const int64_t *)evaluator_eval(f->evaluator, x, &f->rows.chunk)->data)[5], 78);
}

static void elements_of_one_call_share_its_evaluation(void **state) {
  fixture *f = *state;
  const weir_column *got = eval(f, "half(i, 0) * 2 + half(i, 1)"), *i = weir_col(&f->rows.chunk, I);
  assert_int_equal(evaluated, 1);
  for (uint32_t k = 0; k < 100; k++) {
    assert_int_equal(weir_is_null(got, k), weir_is_null(i, k));
    assert_int_equal(((const int64_t *)got->data)[k], ((const int64_t *)i->data)[k]);
  }
  refused(f, "half(i, 2)", 0, "the function 'half' stands for element 2 of what 'halves' gives, and there is none");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TEST(arguments_are_converted_and_may_be_left_out),
      TEST(wrong_arguments_are_named),
      TEST(wrong_signatures_are_the_plugins_fault),
      TEST(several_arguments_find_one_type),
      TEST(lists_are_converted_element_by_element),
      TEST(strict_functions_need_not_look_for_nulls),
      TEST(what_bind_keeps_goes_with_the_compiler),
      TEST(constant_arguments_are_seen_by_bind_and_eval_sees_what_it_kept),
      TEST(a_call_has_memory_of_its_own_on_each_lane),
      TEST(functions_see_the_time_of_the_batch),
      TEST(elements_of_one_call_share_its_evaluation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
