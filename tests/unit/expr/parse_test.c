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
  fake_refused("a.b.c", 0, EXPR_E_NO_STREAM, 0, 3, "there is no stream 'a' here", "");
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
  fake_refused("twice(n -> n)", 0, EXPR_E_NOT_YET, 8, 2, "expressions do not have '->' yet", "");
}

static void forms_are_written_back(void **state) {
  (void)state;
  prints("CASE WHEN t THEN 1 WHEN b then i end", "case when t then 1 when b then i else null end");
  prints("case n when 1 then 'x' else 'y' end", "case when n = 1 then 'x' else 'y' end");
  prints("if(b, n, i)", "case when b then n else i end");
  prints("coalesce(i, j, n, 1)", "coalesce(i, j, n)");
  prints("nullif(n, 1)", "case when n = 1 then null else n end");
  prints("n is null", "false");
  prints("i is not null", "not i is null");
  prints("n in (3, i, 1, null)", "n in (i, 1, 3, null)");
  prints("n not in (1, 2)", "not n in (1, 2)");
  prints("i between 1 and 2", "i >= 1 and i <= 2");
  prints("b is true", "b <=> true");
  prints("i is distinct from 2", "not i <=> 2");
  prints("s like 'a%' or s ilike 'b' escape '!'", "s like 'a%' or s ilike 'b' escape '!'");
  prints("cast(word as int)", "cast(word as int)");
  prints("s::double", "cast(s as float64)");
  prints("try_cast(n as tinyint)", "try_cast(n as tinyint)");
  prints("list[n]", "list[n]");
  prints("~n << 2 & 3 ^ 4 | 5", "~n << 2 & 3 ^ 4 | 5");
  prints("(n | 1) & 2", "(n | 1) & 2");
  prints("at + interval 2 days", "at + interval '172800000000' microseconds");
  prints("at - interval '1' month", "at + interval '-1' months");
  prints("interval 1 hour + at", "at + interval '3600000000' microseconds");
  prints("timestamp '2024-05-06 07:08:09.5' < at", "at > timestamp '2024-05-06 07:08:09.500000'");
  prints("X'0fF'", "X'00ff'");
  prints("'1e999'::double", "cast('Infinity' as double)");
  prints("n + word", "n + cast(word as float64)");
  prints("list = list", "list = list");
}

static void predicates_do_not_chain(void **state) {
  (void)state;
  fake_refused("i is null = t", 0, EXPR_E_SYNTAX, 10, 1, "expected an operator or the end, found =", "");
  fake_refused("n in (1) in (2)", 0, EXPR_E_SYNTAX, 9, 2, "expected an operator or the end, found in", "");
  fake_refused("n = not t", 0, EXPR_E_SYNTAX, 8, 1, "expected an operator or the end, found t", "");
  fake_refused("n not 1", 0, EXPR_E_SYNTAX, 6, 1, "expected in, like or between behind 'not', found 1", "");
  fake_refused("n is 1", 0, EXPR_E_SYNTAX, 5, 1, "expected null, true, false or 'distinct from' behind 'is', found 1",
               "");
  fake_refused("n between 1 or 2", 0, EXPR_E_SYNTAX, 12, 2, "expected 'and', found or", "");
  fake_refused("n in ()", 0, EXPR_E_SYNTAX, 6, 1, "expected a value, found )", "");
  fake_refused("case when t then 1", 0, EXPR_E_SYNTAX, 18, 0, "expected 'end', found the end", "");
  fake_refused("case n then 1 end", 0, EXPR_E_SYNTAX, 7, 4, "expected 'when', found then", "");
}

static void types_and_literals_are_checked_where_they_stand(void **state) {
  static const char types[] =
      "types are bool, bigint, int, double, string, binary, timestamp, date, array<…>, map<…>, struct<…>";
  (void)state;
  fake_refused("cast(n as nonsense)", 0, EXPR_E_NO_SUCH_TYPE, 10, 8, "there is no type 'nonsense'", types);
  fake_refused("cast(n as )", 0, EXPR_E_SYNTAX, 10, 1, "expected a type, found )", types);
  fake_refused("n::list<", 0, EXPR_E_SYNTAX, 8, 0, "expected a type, found the end", types);
  fake_refused("cast(t as binary)", 0, EXPR_E_CAST, 0, 17, "bool cannot be converted to binary", "");
  fake_refused("cast(list as int)", 0, EXPR_E_CAST, 0, 17, "list<string?> cannot be converted to int64", "");
  fake_refused("date '2024-13-01'", 0, EXPR_E_LITERAL, 5, 12, "this is no date", "write date '2024-05-01'");
  fake_refused("timestamp 'noon'", 0, EXPR_E_LITERAL, 10, 6, "this is no timestamp",
               "write timestamp '2024-05-01 12:00:00'");
  fake_refused("at + interval 'x' day", 0, EXPR_E_LITERAL, 14, 3, "this is no interval",
               "write interval 1 day, interval '2' hours or interval '1 day 2 hours'");
  fake_refused("at + interval 1 month 1 day", 0, EXPR_E_LITERAL, 5, 22,
               "years and months do not mix with days and shorter in one interval",
               "write two of them: t + interval 1 month + interval 1 day");
  fake_refused("X'0g'", 0, EXPR_E_SYNTAX, 0, 3, "X'…' holds hexadecimal digits and nothing else", "");
  fake_refused("s like 'a!b' escape '!'", 0, EXPR_E_PATTERN, 7, 5,
               "the escape of like stands only before %, _ and itself", "");
  fake_refused("s like 'a' escape 'xy'", 0, EXPR_E_PATTERN, 18, 4, "escape is a text of one character", "");
}

/* Many copies of a piece of text, then an end. */
static char *repeated(const char *piece, size_t n, const char *end) {
  const size_t size = strlen(piece);
  char *text = malloc(n * size + strlen(end) + 1);
  assert_non_null(text);
  for (size_t i = 0; i < n; i++) memcpy(text + i * size, piece, size);
  strcpy(text + n * size, end);
  return text;
}

static void depth_and_size_are_bounded(void **state) {
  (void)state;
  char *text = repeated("(", 10000, "n");
  fake_refused(text, 0, EXPR_E_TOO_DEEP, 200, 1, "the expression is nested deeper than 200", "");
  free(text);
  text = repeated("n + ", 2000, "n");
  fake_refused(text, 0, EXPR_E_TOO_DEEP, 4 * 1000 - 2, 1, "the expression is nested deeper than 1000", "");
  free(text);
  text = repeated("1, ", 9000, "1)");
  char *in = malloc(30000);
  snprintf(in, 30000, "n in (%s", text);
  fake_refused(in, 0, EXPR_E_TOO_LARGE, 24000, 1, "the expression has more than 8000 parts", "");
  free(in);
  free(text);
  text = repeated(" ", 262144, "n");
  fake_refused(text, 0, EXPR_E_TOO_LARGE, 0, 0, "the expression has 262145 bytes; at most 65536 are allowed", "");
  free(text);
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
      cmocka_unit_test(forms_are_written_back),
      cmocka_unit_test(predicates_do_not_chain),
      cmocka_unit_test(types_and_literals_are_checked_where_they_stand),
      cmocka_unit_test(depth_and_size_are_bounded),
      cmocka_unit_test(substituted_text_is_a_string_whatever_it_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
