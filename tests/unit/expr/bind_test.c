/* SPDX-License-Identifier: Apache-2.0 */
/* Names, types, lists, keys: what is accepted and what is refused, with the place and the sentence. */
#include "fake.h"

static const char condition[] = "a condition is a bool: a comparison, or a bool column";

static void has_type(const char *text, const char *type) {
  expr_compiler *c = expr_compiler_create(&fake_library);
  char got[80];
  schema_type_text(eval_service.type(fake_compile(c, text)), got, sizeof got);
  if (strcmp(got, type) != 0) fail_msg("%s is %s, not %s", text, got, type);
  expr_compiler_destroy(c);
}

static void types_and_nullability_follow_from_the_operands(void **state) {
  (void)state;
  has_type("n", "int64");
  has_type("i", "int64?");
  has_type("n + n", "int64");
  has_type("n + i", "int64?");
  has_type("n + f", "float64");
  has_type("n / 2", "float64");
  has_type("n / n", "float64?");
  has_type("n % 2", "int64");
  has_type("n % f", "float64?");
  has_type("n div n", "int64?");
  has_type("n = f", "bool");
  has_type("i = 1", "bool?");
  has_type("i <=> 1", "bool");
  has_type("at < till", "bool?");
  has_type("t and b", "bool?");
  has_type("not t", "bool");
  has_type("-f", "float64");
  has_type("list", "list<string?>?");
  has_type("length(word)", "int64");
  has_type("words(s)", "list<string>?");
  has_type("t = 1", "bool");
  has_type("t = 1.5", "bool");
  has_type("1 = t", "bool");
}

static void a_wanted_type_is_widened_to_or_asked_for(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_piece piece;
  expr_error err;
  expr_text text = fake_text(&piece, "n");
  assert_int_equal(eval_service.type(expr_compile(c, &text, &fake_scope, WEIR_F64, &err))->type, WEIR_F64);
  text = fake_text(&piece, "null");
  assert_int_equal(eval_service.type(expr_compile(c, &text, &fake_scope, WEIR_STRING, &err))->type, WEIR_STRING);
  expr_compiler_destroy(c);
  fake_refused("n", WEIR_BOOL, EXPR_E_RESULT, 0, 1, "this must be bool; it is int64", condition);
  fake_refused(" 'a'", WEIR_I64, EXPR_E_RESULT, 1, 3, "this must be int64; it is string", "");
  fake_refused("null", 0, EXPR_E_NO_TYPE, 0, 4, "this null has no type: nothing says what it is a null of", "");
}

static void wrong_operands_are_refused_where_they_stand(void **state) {
  (void)state;
  fake_refused("n > 1 and word", 0, EXPR_E_TYPE, 10, 4, "'and' needs a condition; this is string", condition);
  fake_refused("not n", 0, EXPR_E_TYPE, 4, 1, "'not' needs a condition; this is int64", condition);
  fake_refused("-(t)", 0, EXPR_E_TYPE, 1, 3, "'-' needs numbers; this is bool", "");
  fake_refused("at + 1", 0, EXPR_E_TYPE, 0, 2, "'+' needs numbers; this is timestamp",
               "a timestamp is moved by an interval: t + interval 1 day");
  fake_refused("n div 1.5", 0, EXPR_E_TYPE, 6, 3, "'div' needs int64; this is float64", "'/' divides float64");
  fake_refused("t < 1", 0, EXPR_E_TYPE, 0, 5, "bool cannot be compared with int64", "");
  fake_refused("at = n", 0, EXPR_E_TYPE, 0, 6, "timestamp cannot be compared with int64", "");
  fake_refused("case when n then 1 end", 0, EXPR_E_TYPE, 10, 1, "a condition is needed; this is int64", condition);
  fake_refused("case when null then 1 end", 0, EXPR_E_TYPE, 10, 4, "a condition is needed behind when; this is null",
               "");
  fake_refused("coalesce(t, n)", 0, EXPR_E_TYPE, 0, 14, "there is no type for both bool and int64",
               "convert one of them: cast(… as string)");
  fake_refused("n in ('a', true)", 0, EXPR_E_TYPE, 0, 16, "there is no type for both string and bool",
               "convert one of them: cast(… as string)");
  fake_refused("n[0]", 0, EXPR_E_TYPE, 0, 1, "only lists and maps have elements; this is int64", "");
  fake_refused("list[t]", 0, EXPR_E_TYPE, 5, 1, "the index must be int64; this is bool", "");
  fake_refused("(n).x", 0, EXPR_E_NO_FIELD, 4, 1, "only structs have fields; this is int64", "");
  fake_refused("n & 1.5", 0, EXPR_E_TYPE, 4, 3, "'&' needs int64; this is float64", "");
  fake_refused("n + interval 1 day", 0, EXPR_E_TYPE, 0, 1, "an interval moves a timestamp; this is int64", "");
  fake_refused("- interval 1 day", 0, EXPR_E_TYPE, 2, 14, "an interval can be added to a timestamp or taken from it",
               "");
  fake_refused("interval 1 day", 0, EXPR_E_TYPE, 0, 14, "an interval can be added to a timestamp or taken from it", "");
  fake_refused("if(t, 1)", 0, EXPR_E_ARGUMENTS, 0, 8, "if: it takes 3 arguments; here are 2", "");
  fake_refused("list like 'a'", 0, EXPR_E_TYPE, 0, 4, "like compares texts; this is none", "");
}

static void unknown_names_are_answered_with_the_nearest(void **state) {
  (void)state;
  fake_refused("n + wrod", 0, EXPR_E_NO_COLUMN, 4, 4, "there is no column 'wrod'", "did you mean 'word'?");
  fake_refused("n + something", 0, EXPR_E_NO_COLUMN, 4, 9, "there is no column 'something'",
               "columns here: i, j, n, r, q, f, b, c, t, s, u, word, list, at, till");
  fake_refused("x.n", 0, EXPR_E_NO_STREAM, 0, 3, "there is no stream 'x' here", "");
  fake_refused("lenght(word)", 0, EXPR_E_NO_FUNCTION, 0, 6, "there is no function 'lenght'", "did you mean 'length'?");
  fake_refused("t and nothing_like(word)", 0, EXPR_E_NO_FUNCTION, 6, 12, "there is no function 'nothing_like'", "");
}

static void calls_that_do_not_bind_are_refused(void **state) {
  (void)state;
  fake_refused("n = length(n)", 0, EXPR_E_ARGUMENTS, 4, 9, "length: length takes one string", "");
  fake_refused("refuses(n)", 0, EXPR_E_ARGUMENTS, 8, 1, "refuses: this must be a string literal", "");
  fake_refused("refuses()", 0, EXPR_E_ARGUMENTS, 0, 9, "refuses: these arguments do not fit", "");
  fake_refused("silent(n)", 0, EXPR_E_BAD_FUNCTION, 0, 9,
               "the function 'silent' does not say what it gives: its bind sets no result", "");
  fake_refused("odd(n)", 0, EXPR_E_BAD_FUNCTION, 0, 6, "the function 'odd' sets a result that is not a type", "");
  fake_refused("1 + SUM(n)", 0, EXPR_E_AGGREGATE, 4, 6,
               "'SUM' is an aggregate: it stands where rows become one, as in values, and not within another", "");
  fake_refused("length(distinct word)", 0, EXPR_E_AGGREGATE, 0, 21,
               "'length' is a function: only aggregates take distinct", "");
  fake_refused("length(word) filter (where n > 1)", 0, EXPR_E_AGGREGATE, 0, 33,
               "'length' is a function: only aggregates take filter (where …)", "");
  fake_refused("explode(list)", 0, EXPR_E_EXPLODE, 0, 13, "explode stands only at the top of one entry of flatMap", "");
  has_type("refuses('x')", "int64");
}

/* ---- several inputs ---------------------------------------------------------------------------------------------- */

static const weir_field left_fields[] = {
    {.name = "user", .type = WEIR_STRING}, {.name = "Ad", .type = WEIR_I64}, {.name = "ad", .type = WEIR_I64}};
static const weir_field right_fields[] = {{.name = "user", .type = WEIR_STRING}, {.name = "price", .type = WEIR_F64}};
static const weir_schema left = {sizeof left, 3, sizeof *left_fields, 0, left_fields};
static const weir_schema right = {sizeof right, 2, sizeof *right_fields, 0, right_fields};
static const weir_schema *const both[] = {&left, &right};
static const char *const streams[] = {"shown", "clicked"};
static const expr_scope two = {.input = both, .stream = streams, .inputs = 2};

static const char *compiled(const char *text) {
  static char got[900];
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_piece piece;
  expr_error err;
  expr_text t = fake_text(&piece, text);
  const weir_expression *x = expr_compile(c, &t, &two, 0, &err);
  if (x)
    expr_print(x, got, sizeof got);
  else
    snprintf(got, sizeof got, "E%u %u+%u %s (%s)", err.code, err.offset, err.length, err.text, err.help);
  expr_compiler_destroy(c);
  return got;
}

static void columns_of_several_inputs_are_told_apart_by_stream(void **state) {
  (void)state;
  assert_string_equal(compiled("PRICE > 1"), "clicked.price > 1.0");
  assert_string_equal(compiled("Clicked.user = `shown`.`USER`"), "clicked.user = shown.user");
  assert_string_equal(compiled("user"), "E506 0+4 there are 2 columns 'user' (write which one: shown.user)");
  assert_string_equal(compiled("ad + Ad"), "shown.ad + shown.Ad");
  assert_string_equal(compiled("shown.AD"),
                      "E506 0+8 there are 2 columns 'AD' (upper and lower case tell them apart when "
                      "the name is written exactly)");
  assert_string_equal(compiled("clickt.price"),
                      "E108 0+12 there is no stream 'clickt' here (did you mean 'clicked.price'?)");
  assert_string_equal(compiled("clicked.ad"), "E107 0+10 there is no column 'ad' (columns here: user, price)");
}

static void a_column_of_the_second_input_comes_behind_those_of_the_first(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_named named = {.name = "p"};
  expr_piece piece;
  expr_error err;
  uint32_t failed;
  named.text = fake_text(&piece, "price");
  const weir_expressions *list = expr_compile_list(c, &named, 1, &two, 0, &failed, &err);
  assert_int_equal(eval_service.column(list, 0), 4);
  expr_compiler_destroy(c);
}

static void keys_of_joins_have_the_names_of_the_first_input(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_error err;
  const uint32_t user = 0, price = 1, ad = 2;
  const weir_key_pairs *pairs = expr_key_pairs(c, &two, &user, &user, 1, &err);
  assert_non_null(pairs);
  assert_int_equal(eval_service.column(eval_service.pair_key(pairs, 1), 0), 0);
  assert_string_equal(eval_service.field(eval_service.pair_key(pairs, 1), 0)->name, "user");
  assert_null(expr_key_pairs(c, &two, &ad, &price, 1, &err));
  assert_string_equal(err.text, "'ad' is int64 and 'price' is float64: a pair must be of one type");
  assert_int_equal(err.code, EXPR_E_KEY_PAIR);
  expr_compiler_destroy(c);
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

/* Entries "name", "expression", …, NULL. "" is no name. What was compiled, with its schema, or what was wrong. */
static const char *listed(uint32_t flags, ...) {
  static char got[900];
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_named named[8];
  expr_piece piece[8];
  expr_error err;
  uint32_t n = 0, failed;
  va_list list;
  va_start(list, flags);
  for (const char *name; (name = va_arg(list, const char *)) != NULL; n++) {
    named[n].name = *name ? name : NULL;
    named[n].text = fake_text(&piece[n], va_arg(list, const char *));
  }
  va_end(list);
  const weir_expressions *x = expr_compile_list(c, named, n, &fake_scope, flags, &failed, &err);
  if (x) {
    size_t at = expr_list_print(x, got, sizeof got);
    memcpy(got + at, " | ", 3);
    schema_text(expr_list_schema(x), got + at + 3, sizeof got - at - 3);
  } else {
    snprintf(got, sizeof got, "%u: E%u %u+%u %s (%s)", failed, err.code, err.offset, err.length, err.text, err.help);
  }
  expr_compiler_destroy(c);
  return got;
}

static void lists_have_the_names_that_were_given(void **state) {
  (void)state;
  assert_string_equal(listed(0, "a", "n + 1", "", "WORD", "c", "word", NULL),
                      "a: n + 1, word, c: word | a int64, word string, c string");
  assert_string_equal(listed(0, "", "n + 1", NULL),
                      "0: E514 0+5 this is no plain column, so it needs a name (write {name: expression})");
  assert_string_equal(listed(0, "", "n", "n", "word", NULL), "1: E515 0+0 the name 'n' is given twice ()");
  assert_string_equal(listed(0, "a", "n", "b", "n +", NULL), "1: E501 3+0 expected a value, found the end ()");
  assert_string_equal(listed(0, NULL), " | ");
}

static void functions_that_are_not_pure_are_refused_in_keys(void **state) {
  (void)state;
  assert_string_equal(listed(EXPR_PURE, "a", "n + random()", NULL),
                      "0: E519 4+8 'random' does not give the same for the same arguments: a key cannot use it ()");
  assert_string_equal(listed(0, "a", "n + random()", NULL), "a: n + random() | a int64");
}

static void one_list_is_exploded(void **state) {
  (void)state;
  uint32_t may = EXPR_MAY_EXPLODE;
  assert_string_equal(listed(may, "w", "words(word)", NULL), "w: explode(words(word)) | w string");
  assert_string_equal(listed(may, "w", "explode(list)", NULL), "w: explode(list) | w string?");
  assert_string_equal(listed(may, "", "list", NULL), "list: explode(list) | list string?");
  assert_string_equal(listed(may, "n", "n", "w", "EXPLODE(list)", NULL), "n, w: explode(list) | n int64, w string?");
  assert_string_equal(listed(may, "w", "n", NULL), "0: E513 0+1 only a list can be exploded; this is int64 ()");
  assert_string_equal(
      listed(may, "w", "explode(word)", NULL),
      "0: E513 8+4 only a list can be exploded; this is string (split(text, ' ') makes a list of a string)");
  assert_string_equal(
      listed(may, "n", "n", "w", "list", NULL),
      "0: E513 0+0 none of the entries is a list to be exploded (write one of them explode(list); the others "
      "are repeated for each element)");
  assert_string_equal(listed(may, "v", "explode(list)", "w", "explode(list)", NULL),
                      "1: E513 0+13 only one entry can be exploded, and one before this is ()");
  assert_string_equal(listed(may, "v", "explode()", NULL), "0: E513 0+9 explode takes one list ()");
  assert_string_equal(listed(may, "v", "explode(*)", NULL), "0: E513 0+10 explode takes one list ()");
  assert_string_equal(listed(may, "", "explode(list)", "n", "n", NULL),
                      "0: E514 8+4 this is no plain column, so it needs a name (write {name: expression})");
  assert_string_equal(listed(0, "w", "explode(list)", NULL),
                      "0: E513 0+13 explode stands only at the top of one entry of flatMap ()");
}

static void a_list_without_end_is_refused(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_error err;
  uint32_t failed;
  assert_null(expr_compile_list(c, NULL, 100000, &fake_scope, 0, &failed, &err));
  assert_string_equal(err.text, "there are 100000 entries; at most 1024 are allowed");
  assert_null(expr_compile_aggregates(c, NULL, 100000, &fake_scope, &failed, &err));
  assert_string_equal(err.text, "there are 100000 aggregates; at most 1024 are allowed");
  expr_compiler_destroy(c);
}

static void columns_are_named_by_index_too(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  const uint32_t column[] = {W, N}, twice[] = {W, W};
  const weir_expressions *list = expr_columns(c, &fake_scope, 0, column, 2);
  assert_int_equal(eval_service.count(list), 2);
  assert_int_equal(eval_service.column(list, 0), W);
  assert_string_equal(eval_service.field(list, 1)->name, "n");
  assert_int_equal(eval_service.exploded(list), WEIR_NO_ROW);
  assert_null(expr_columns(c, &fake_scope, 0, twice, 2));
  assert_int_equal(eval_service.type(expr_column(c, &fake_scope, 0, L))->type, WEIR_LIST);
  expr_compiler_destroy(c);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(types_and_nullability_follow_from_the_operands),
      cmocka_unit_test(a_wanted_type_is_widened_to_or_asked_for),
      cmocka_unit_test(wrong_operands_are_refused_where_they_stand),
      cmocka_unit_test(unknown_names_are_answered_with_the_nearest),
      cmocka_unit_test(calls_that_do_not_bind_are_refused),
      cmocka_unit_test(columns_of_several_inputs_are_told_apart_by_stream),
      cmocka_unit_test(a_column_of_the_second_input_comes_behind_those_of_the_first),
      cmocka_unit_test(keys_of_joins_have_the_names_of_the_first_input),
      cmocka_unit_test(lists_have_the_names_that_were_given),
      cmocka_unit_test(functions_that_are_not_pure_are_refused_in_keys),
      cmocka_unit_test(one_list_is_exploded),
      cmocka_unit_test(a_list_without_end_is_refused),
      cmocka_unit_test(columns_are_named_by_index_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
