/* SPDX-License-Identifier: Apache-2.0 */
/* Text → tree, seen through its print; and what is no expression, with the place and the sentence. */
#include "fake.h"

static void prints(const char *text, const char *printed) {
  expr_compiler *c = expr_compiler_create(&fake_library);
  char got[400];
  assert_true(expr_print(fake_compile(c, text), got, sizeof got) < sizeof got);
  if (strcmp(got, printed) != 0) fail_msg("%s prints as %s, not as %s", text, got, printed);
  expr_print(fake_compile(c, printed), got, sizeof got);
  assert_string_equal(got, printed);
  expr_compiler_destroy(c);
}

static void operators_bind_as_in_spark(void **state) {
  (void)state;
  prints("n + n * n", "n + n * n");
  prints("(n + n) * n", "(n + n) * n");
  prints("n - (n - n) - n", "n - (n - n) - n");
  prints("n = n or n < n and t", "n = n or n < n and t");
  prints("(t or t) and t", "(t or t) and t");
  prints("not n = n", "not n = n");
  prints("! n == n", "not n = n");
  prints("not t and t", "not t and t");
  prints("NOT (t AND b)", "not (t and b)");
  prints("- n * n", "-n * n");
  prints("-(-n)", "- -n");
  prints("-(n + n)", "-(n + n)");
  prints("n div n % n / n", "n div n % n / n");
  prints("n <= n != t", "n <= n <> t");
  prints("+n", "n");
  prints("n <=> i", "n <=> i");
}

static void constants_stand_on_the_right(void **state) {
  (void)state;
  prints("3 < n", "n > 3");
  prints("3 <= n", "n >= 3");
  prints("3 > n", "n < 3");
  prints("3 >= n", "n <= 3");
  prints("3 = n", "n = 3");
  prints("3 - n", "3 - n");
}

static void constants_are_folded(void **state) {
  (void)state;
  prints("1 + 2 * 3", "7");
  prints("7 div 2", "3");
  prints("-7 % 3", "-1");
  prints("7.5 % 2", "1.5");
  prints("7 / 2", "3.5");
  prints("b or n = 7 div 0", "b or null");
  prints("b or n + null > 1", "b or null");
  prints("1 < 2 and t", "t");
  prints("t and 1 > 2", "false");
  prints("1 < 2 or b", "true");
  prints("null and null or b", "null or b");
  prints("not (1 = 1)", "false");
  prints("1 <=> 1", "true");
  prints("n = 1 <=> null", "n = 1 <=> null");
  prints("null <=> null", "true");
  prints("null <=> 1", "false");
  prints("-9223372036854775808 - 1", "9223372036854775807");
  prints("1e308 * 10", "1e+308 * 10.0");
  prints("'a' < 'b'", "true");
  prints("0.1 + 0.2", "0.30000000000000004");
  prints("-9223372036854775808 div -1", "-9223372036854775808");
  prints("true = 1", "true");
  prints("- (1.5)", "-1.5");
  prints("n - -1", "n - -1");
  prints("-(-1 * n)", "-(-1 * n)");
}

static void numbers_and_names_are_told_apart(void **state) {
  (void)state;
  prints("1L", "1");
  prints("2d", "2.0");
  prints("2.5f", "2.5");
  prints(".5", "0.5");
  prints("5.", "5.0");
  prints("1e3", "1000.0");
  prints("1E-3", "0.001");
  prints("1.e2", "100.0");
  prints("N + `n` + `N`", "n + n + n");
  prints("WORD", "word");
  prints("-9223372036854775808", "-9223372036854775808");
  prints("n/* a /* nested */ one */+ -- to the end\n n", "n + n");
}

static void strings_are_read_as_spark_does(void **state) {
  (void)state;
  prints("'it''s'", "'it\\'s'");
  prints("\"a\" 'b'  'c'", "'abc'");
  prints("r'\\d' R\"+\"", "'\\\\d+'");
  prints("'\\d\\%\\_\\n\\t\\Z\\\\'", "'d\\\\%\\\\_\\n\\t\\Z\\\\'");
  prints("'\\u00e4\\U0001F600\\uD83D\\uDE00\\uD83Dx'", "'\xc3\xa4\xf0\x9f\x98\x80\xf0\x9f\x98\x80?x'");
  prints("'\\u20ac\\101\\u12'", "'\xe2\x82\xac"
                                "Au12'");
  prints("'a\\0b\\u000012'", "'a\\u0000b\\u000012'");
  prints("'\\r\\b'", "'\\r\\b'");
}

static void calls_are_written_back(void **state) {
  (void)state;
  prints("Length( word ) + length(s)", "length(word) + length(s)");
  prints("geo.far(n)", "geo.far(n)");
  prints("twice(n)", "twice(n)");
  prints("twice(1)", "1");
}

static void a_print_that_is_too_long_is_cut_and_says_its_length(void **state) {
  (void)state;
  expr_compiler *c = expr_compiler_create(&fake_library);
  char got[4];
  const weir_expression *x = fake_compile(c, "n + n");
  assert_int_equal(expr_print(x, got, sizeof got), 5);
  assert_string_equal(got, "n +");
  assert_int_equal(expr_print(x, NULL, 0), 5);
  expr_compiler_destroy(c);
}

static void what_is_no_expression_is_refused_at_its_place(void **state) {
  (void)state;
  fake_refused("", 0, EXPR_E_SYNTAX, 0, 0, "the expression is empty", "");
  fake_refused("n +", 0, EXPR_E_SYNTAX, 3, 0, "expected a value, found the end", "");
  fake_refused("n n", 0, EXPR_E_SYNTAX, 2, 1, "expected an operator or the end, found n", "");
  fake_refused("(n", 0, EXPR_E_SYNTAX, 2, 0, "expected an operator or ')', found the end", "");
  fake_refused("twice(n n)", 0, EXPR_E_SYNTAX, 8, 1, "expected an operator, ',' or ')', found n", "");
  fake_refused("twice(n,)", 0, EXPR_E_SYNTAX, 8, 1, "expected a value, found )", "");
  fake_refused("n + ) ", 0, EXPR_E_SYNTAX, 4, 1, "expected a value, found )", "");
  fake_refused("a.", 0, EXPR_E_SYNTAX, 2, 0, "expected a name behind '.', found the end", "");
  fake_refused("a.b.c", 0, EXPR_E_SYNTAX, 3, 1, "expected stream.column or plugin.function, found .", "");
  fake_refused("``", 0, EXPR_E_SYNTAX, 0, 2, "a name is neither empty nor holds a zero byte", "");
  fake_refused("n + * ", 0, EXPR_E_SYNTAX, 4, 1, "'*' stands alone only in count(*)", "");
  fake_refused("twice(*)", 0, EXPR_E_SYNTAX, 6, 1, "'*' stands alone only in count(*)", "");
  fake_refused("n \x01", 0, EXPR_E_SYNTAX, 2, 1, "the byte 0x01 has no place in an expression", "");
}

static void what_is_not_closed_is_named(void **state) {
  (void)state;
  fake_refused("word = 'ab", 0, EXPR_E_OPEN_STRING, 7, 1, "this string is not closed: a second ' is missing", "");
  fake_refused("word = r\"ab", 0, EXPR_E_OPEN_STRING, 8, 1, "this string is not closed: a second \" is missing", "");
  fake_refused("'\\", 0, EXPR_E_OPEN_STRING, 0, 1, "this string is not closed: a second ' is missing", "");
  fake_refused("`n", 0, EXPR_E_OPEN_STRING, 0, 1, "this name is not closed: a second ` is missing", "");
  fake_refused("n /* n", 0, EXPR_E_OPEN_STRING, 2, 2, "this comment is not closed: '*/' is missing", "");
  fake_refused("'a' /*", 0, EXPR_E_OPEN_STRING, 4, 2, "this comment is not closed: '*/' is missing", "");
}

static void numbers_that_do_not_fit_are_refused(void **state) {
  (void)state;
  const char *help = "written with an exponent it is a float64: 1e19";
  fake_refused("1 + 99999999999999999999", 0, EXPR_E_NUMBER, 4, 20, "this number does not fit into int64", help);
  fake_refused("9223372036854775808", 0, EXPR_E_NUMBER, 0, 19, "this number does not fit into int64", help);
  fake_refused("1e999", 0, EXPR_E_NUMBER, 0, 5, "this number does not fit into float64", "");
}

static void what_is_not_there_yet_says_so(void **state) {
  (void)state;
  fake_refused("n is null", 0, EXPR_E_NOT_YET, 2, 2, "expressions do not have 'is' yet", "");
  fake_refused("word || word", 0, EXPR_E_NOT_YET, 5, 2, "expressions do not have '||' yet", "");
  fake_refused("(n in (1))", 0, EXPR_E_NOT_YET, 3, 2, "expressions do not have 'in' yet", "");
  fake_refused("twice(n::string)", 0, EXPR_E_NOT_YET, 7, 2, "expressions do not have '::' yet", "");
  fake_refused("case when n then n end", 0, EXPR_E_NOT_YET, 0, 4, "expressions do not have 'case' yet", "");
}

static void depth_and_size_are_bounded(void **state) {
  (void)state;
  char text[20000] = "";
  for (int i = 0; i < 64; i++) strcat(text, "(");
  strcat(text, "n");
  fake_refused(text, 0, EXPR_E_TOO_DEEP, 64, 1, "the expression is nested deeper than 64", "");
  text[0] = '\0';
  for (int i = 0; i < 600; i++) strcat(text, "n + ");
  strcat(text, "n");
  fake_refused(text, 0, EXPR_E_TOO_LARGE, 1998, 1, "the expression has more than 1000 parts", "");
  char *vast = malloc(70000);
  assert_non_null(vast);
  memset(vast, ' ', 69999);
  vast[69999] = '\0';
  fake_refused(vast, 0, EXPR_E_TOO_LARGE, 0, 0, "the expression has 69999 bytes; at most 65536 are allowed", "");
  free(vast);
}

/* Pieces: text, constant, text, constant … */
static void prints_pieces(const char *const *text, uint32_t pieces, const char *printed) {
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_piece piece[8];
  expr_error err;
  char got[600];
  for (uint32_t i = 0; i < pieces; i++)
    piece[i] = (expr_piece){.text = text[i], .size = (uint32_t)strlen(text[i]), .is_constant = i % 2};
  expr_text t = {.piece = piece, .pieces = pieces};
  const weir_expression *x = expr_compile(c, &t, &fake_scope, 0, &err);
  if (x)
    expr_print(x, got, sizeof got);
  else
    snprintf(got, sizeof got, "E%u %u+%u %s", err.code, err.offset, err.length, err.text);
  assert_string_equal(got, printed);
  expr_compiler_destroy(c);
}

static void substituted_text_is_a_string_whatever_it_holds(void **state) {
  (void)state;
  prints_pieces((const char *[]){"word = ", "a' or 1=1 --", ""}, 3, "word = 'a\\' or 1=1 --'");
  prints_pieces((const char *[]){"word = ", "x"}, 2, "word = 'x'");
  prints_pieces((const char *[]){"word = ", "", " and t"}, 3, "word = '' and t");
  prints_pieces((const char *[]){"word = ", ""}, 2, "word = ''");
  prints_pieces((const char *[]){"word = '<", "a'b", ">'"}, 3, "word = '<a\\'b>'");
  prints_pieces((const char *[]){"word = 'a' ", "b", " 'c'"}, 3, "word = 'abc'");
  prints_pieces((const char *[]){"t /* ", "*/", " */ and t -- ", "\n x", "\n and b"}, 5, "t and t and b");
  prints_pieces((const char *[]){"n", "x"}, 2, "E501 1+1 expected an operator or the end, found x");
  prints_pieces((const char *[]){"'a", "x"}, 2, "E502 0+1 this string is not closed: a second ' is missing");
  prints_pieces((const char *[]){""}, 0, "E501 0+0 the expression is empty");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(operators_bind_as_in_spark),
      cmocka_unit_test(constants_stand_on_the_right),
      cmocka_unit_test(constants_are_folded),
      cmocka_unit_test(numbers_and_names_are_told_apart),
      cmocka_unit_test(strings_are_read_as_spark_does),
      cmocka_unit_test(calls_are_written_back),
      cmocka_unit_test(a_print_that_is_too_long_is_cut_and_says_its_length),
      cmocka_unit_test(what_is_no_expression_is_refused_at_its_place),
      cmocka_unit_test(what_is_not_closed_is_named),
      cmocka_unit_test(numbers_that_do_not_fit_are_refused),
      cmocka_unit_test(what_is_not_there_yet_says_so),
      cmocka_unit_test(depth_and_size_are_bounded),
      cmocka_unit_test(substituted_text_is_a_string_whatever_it_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
