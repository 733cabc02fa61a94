/* SPDX-License-Identifier: Apache-2.0 */
/* The regular expressions of regex.so, below its functions, which tests/spark compares with Java's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include "regex/replacement.h"

static regex *make(const char *pattern, uint32_t flags) {
  regex_error error;
  regex *x = regex_create(pattern, strlen(pattern), flags, &error);
  if (x == NULL) fail_msg("'%s': %s", pattern, error.text);
  return x;
}

/* All matches as "0-2 3-5", or "… gave up". */
static void find_all(const regex *x, const char *text, size_t n, char *to, size_t size) {
  regex_lane lane;
  int found;
  size_t used = 0;
  memset(&lane, 0, sizeof lane);
  to[0] = 0;
  assert_true(regex_lane_open(&lane, x));
  regex_begin(&lane, text, n);
  for (size_t from = 0; (found = regex_find(&lane, from)) > 0; from = regex_next(&lane))
    used += (size_t)snprintf(to + used, size - used, "%s%zu-%zu", used > 0 ? " " : "", lane.span[0], lane.span[1]);
  if (found < 0) (void)snprintf(to + used, size - used, " gave up");
  regex_lane_close(&lane);
}

static void check(const char *pattern, const char *text, size_t n, const char *want) {
  for (uint32_t flags = 0; flags <= REGEX_NO_JIT; flags++) {
    char got[400];
    regex *x = make(pattern, flags);
    find_all(x, text, n, got, sizeof got);
    if (strcmp(got, want) != 0) fail_msg("'%s' in '%s' (flags %u): %s, not %s", pattern, text, flags, got, want);
    regex_destroy(x);
  }
}

#define CHECK(pattern, text, want) check(pattern, text, sizeof(text) - 1, want)

static void with_and_without_the_compiler_the_same_is_found(void **state) {
  (void)state;
  CHECK("b", "abcb", "1-2 3-4");
  CHECK("a*", "baac", "0-0 1-3 3-3 4-4");
  CHECK("", "a\xC3\xA4", "0-0 1-1 3-3");
  CHECK("\\S+", "\xC3\xA4\xC3\xB6 b", "0-4 5-6");
  CHECK("\\W", "\xC3\xA4_", "0-2");
  CHECK("\\bb",
        "\xC3\xA4"
        "b b",
        "4-5");
  CHECK("\xC3\xA4?b",
        "b\xC3\xA4"
        "b",
        "0-1 1-4");
  CHECK("[\xC3\xA0-\xC3\xBC]", "a\xC3\xA4", "1-3");
}

static void texts_that_are_no_utf8_are_searched_all_the_same(void **state) {
  (void)state;
  CHECK("b+",
        "\xFF\xFE"
        "abb\xC3",
        "3-5");
  CHECK("[b]+",
        "\xFF\xFE"
        "abb\xC3",
        "3-5");
  CHECK("\\S",
        "\xFF"
        "a",
        "1-2");
  CHECK("^.*$", "\xC3", "");
}

static void a_search_that_would_not_end_is_given_up(void **state) {
  (void)state;
  CHECK("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", " gave up");
  CHECK("(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", " gave up");
  CHECK("(a++)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "");
}

static void check_wrong(const char *pattern, size_t offset, const char *part_of_why) {
  regex_error error;
  regex *x = regex_create(pattern, strlen(pattern), 0, &error);
  if (x != NULL) fail_msg("'%s' is taken", pattern);
  if (strstr(error.text, part_of_why) == NULL)
    fail_msg("'%s': '%s' does not say '%s'", pattern, error.text, part_of_why);
  if (error.offset != offset) fail_msg("'%s': at %zu, not %zu", pattern, error.offset, offset);
}

static void a_wrong_pattern_is_refused_where_it_is_wrong(void **state) {
  (void)state;
  check_wrong("ab(c", 4, "parenthesis");
  check_wrong("\\bx[z-a]", 6, "range");
  check_wrong("a[b[c]]", 3, "class within a class");
  check_wrong("[a-z&&[^b]]", 4, "intersections");
  check_wrong("x{y", 1, "count");
  check_wrong("a(?R)", 3, "kind of group");
  check_wrong("\\p{InGreek}", 0, "blocks");
  check_wrong("ab\\", 2, "backslash");
  check_wrong("a\\y", 1, "escape");
}

static void a_pattern_is_bounded(void **state) {
  (void)state;
  static char pattern[REGEX_PATTERN_MAX + 2];
  memset(pattern, 'a', REGEX_PATTERN_MAX + 1);
  check_wrong(pattern, 0, "too long");
  memset(pattern, '(', REGEX_PATTERN_MAX);
  pattern[REGEX_PATTERN_MAX] = 0;
  regex_error error;
  assert_null(regex_create(pattern, REGEX_PATTERN_MAX, 0, &error));
}

static void check_replacement(const char *text, const char *part_of_why) {
  replacement parsed;
  regex_error error;
  regex *x = make("(a)(?<name>b)", 0);
  const int is_right = replacement_parse(&parsed, text, strlen(text), x, &error);
  regex_destroy(x);
  if (is_right != (part_of_why == NULL)) fail_msg("'%s' is %s", text, is_right ? "taken" : error.text);
  if (!is_right && strstr(error.text, part_of_why) == NULL)
    fail_msg("'%s': '%s' does not say '%s'", text, error.text, part_of_why);
}

static void replacements_name_groups_that_there_are(void **state) {
  (void)state;
  check_replacement("$0$1$2$10${name}\\$x", NULL);
  check_replacement("$3", "number");
  check_replacement("${other}", "name");
  check_replacement("${", "name");
  check_replacement("$", "behind $");
  check_replacement("$x", "behind $");
  check_replacement("a\\", "backslash");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(with_and_without_the_compiler_the_same_is_found),
      cmocka_unit_test(texts_that_are_no_utf8_are_searched_all_the_same),
      cmocka_unit_test(a_search_that_would_not_end_is_given_up),
      cmocka_unit_test(a_wrong_pattern_is_refused_where_it_is_wrong),
      cmocka_unit_test(a_pattern_is_bounded),
      cmocka_unit_test(replacements_name_groups_that_there_are),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
