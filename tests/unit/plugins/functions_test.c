/* SPDX-License-Identifier: Apache-2.0 */
/* split and length of functions.so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "data/kernels.h"
#include "fake_host.h"

static const weir_field string_field = {.name = "s", .type = WEIR_STRING};
static const weir_field nullable_field = {.name = "s", .type = WEIR_STRING, .flags = WEIR_NULLABLE};
static const weir_plugin *plugin;

static const weir_function *function_named(const char *name) {
  for (uint32_t i = 0; plugin->function[i] != NULL; i++)
    if (strcmp(plugin->function[i]->name, name) == 0) return plugin->function[i];
  fail_msg("functions.so has no %s", name);
  return NULL;
}

/* A bound call split(s, separator); the columns it points to live in it. */
typedef struct bound {
  fake_host host;
  fake_call call;
  const weir_field *field[2];
  const weir_column *constant[2];
  weir_column separator;
  weir_status status;
} bound;

static void bind_split(bound *b, const weir_field *text, const char *separator) {
  *b = (bound){.field = {text, &string_field}};
  fake_host_init(&b->host);
  if (separator != NULL) {
    b->separator = fake_strings(&b->host, &separator, 1);
    b->constant[1] = &b->separator;
  }
  fake_call_init(&b->call, &b->host, b->field, b->constant, 2);
  b->status = function_named("split")->bind(&b->call.call, &b->call.err);
}

static void finish(bound *b) { fake_host_finish(&b->host); }

/* The parts of row `row` as "[a|b|]". */
static const char *list_text(const fake_out *out, uint32_t row, char *to) {
  const weir_str *part = out->child.data;
  uint32_t n = 0, first = row == 0 ? 3 : out->column.ends[row - 1];
  to[n++] = '[';
  for (uint32_t i = first; i < out->column.ends[row]; i++) {
    if (i > first) to[n++] = '|';
    memcpy(to + n, weir_text(part + i), part[i].len);
    n += part[i].len;
  }
  to[n++] = ']';
  to[n] = 0;
  return to;
}

static void check_split(const char *text, const char *separator, const char *want) {
  bound b;
  fake_out out;
  char got[300];
  bind_split(&b, &string_field, separator);
  assert_int_equal(b.status, WEIR_OK);
  const weir_column column = fake_strings(&b.host, &text, 1);
  const weir_column *arg[2] = {&column, NULL};
  fake_out_init(&out, &b.host, 16);
  assert_int_equal(function_named("split")->eval(&b.call.call, arg, 1, &out.out, 0), WEIR_OK);
  assert_string_equal(list_text(&out, 0, got), want);
  finish(&b);
}

static void split_keeps_empty_parts_at_both_ends(void **state) {
  (void)state;
  check_split("a,,b,", ",", "[a||b|]");
  check_split(",a", ",", "[|a]");
  check_split("", ",", "[]");
  check_split(",", ",", "[|]");
  check_split("no separator in this text", ",", "[no separator in this text]");
  check_split("a line of some length, with a part that is long,", ",",
              "[a line of some length| with a part that is long|]");
}

static void split_takes_separators_of_several_bytes(void **state) {
  (void)state;
  check_split("a, b, , c", ", ", "[a|b||c]");
  check_split("", "--", "[]");
  check_split("--", "--", "[|]");
  check_split("---", "--", "[|-]");
  check_split("x→y→a much longer last part", "→", "[x|y|a much longer last part]");
}

static void split_takes_escaped_metacharacters_as_themselves(void **state) {
  (void)state;
  check_split("a|b|c", "\\|", "[a|b|c]");
  check_split("1.2.3", "\\.", "[1|2|3]");
  check_split("a\tb", "\\t", "[a|b]");
  check_split("a.*b", "\\.\\*", "[a|b]");
}

static void check_passed_on(const weir_field *text, const char *separator, const char *part_of_why) {
  bound b;
  bind_split(&b, text, separator);
  assert_int_equal(b.status, WEIR_PASS);
  if (strstr(b.call.err.text, part_of_why) == NULL) fail_msg("'%s' does not say '%s'", b.call.err.text, part_of_why);
  finish(&b);
}

static void split_passes_on_what_is_no_plain_text_in_words(void **state) {
  (void)state;
  check_passed_on(&string_field, "[,;]", "plugin regex");
  check_passed_on(&string_field, ".", "plugin regex");
  check_passed_on(&string_field, "\\s", "plugin regex");
  check_passed_on(&string_field, "a\\", "backslash");
  check_passed_on(&string_field, "", "empty");
  check_passed_on(&string_field, NULL, "constant");
}

static void split_of_null_is_null_and_types_say_so(void **state) {
  (void)state;
  bound b;
  fake_out out;
  char got[100];
  const char *text[] = {"a b", NULL, "c"};
  bind_split(&b, &nullable_field, " ");
  assert_int_equal(b.call.result.type, WEIR_LIST);
  assert_int_equal(b.call.result.flags, WEIR_NULLABLE);
  assert_int_equal(b.call.element.type, WEIR_STRING);
  const weir_column column = fake_strings(&b.host, text, 3);
  const weir_column *arg[2] = {&column, NULL};
  fake_out_init(&out, &b.host, 16);
  assert_int_equal(function_named("split")->eval(&b.call.call, arg, 3, &out.out, 0), WEIR_OK);
  assert_string_equal(list_text(&out, 0, got), "[a|b]");
  assert_string_equal(list_text(&out, 1, got), "[]");
  assert_string_equal(list_text(&out, 2, got), "[c]");
  assert_int_equal(out.column.valid[0] & 7, 5);
  finish(&b);
}

/* explode(split(column, separator)) against the scalar kernel, row by row. */
static void check_explode(bound *b, const weir_column *column, uint32_t rows, char separator, uint32_t capacity) {
  fake_out out;
  static weir_str want[70000 + 64];
  const weir_str *text = column->data;
  const weir_column *arg[2] = {column, NULL};
  uint32_t wanted = 0;
  uint64_t used = 0;
  for (uint32_t r = 0; r < rows; r++)
    if (!weir_is_null(column, r))
      wanted += kernels_body(KERNELS_SCALAR)
                    ->split(weir_text(text + r), text[r].len, separator, want + wanted, 70000 - wanted, &used);
  fake_out_init(&out, &b->host, capacity);
  assert_int_equal(function_named("split")->explode(&b->call.call, arg, rows, &out.out, 0), WEIR_OK);
  b->host.host.flush(&out.out);
  assert_int_equal(out.row_count, wanted);
  for (uint32_t i = 0; i < wanted; i++)
    if (!weir_str_equal(want + i, out.rows + i))
      fail_msg("part %u of %u is '%.*s' instead of '%.*s'", i, wanted, (int)out.rows[i].len, weir_text(out.rows + i),
               (int)want[i].len, weir_text(want + i));
}

/* A block of `size` bytes as a source fills it: words, line ends once in `rare` of them; gives its lines as a column.
 * */
static weir_column block_of_lines(bound *b, uint32_t size, uint32_t rare, const char *line_end, uint32_t *rows) {
  char *block = fake_host_memory(&b->host, size);
  weir_str *line = fake_host_memory(&b->host, (WEIR_MAX_ROWS + 8) * sizeof *line);
  uint64_t seed = size, used = 0;
  uint32_t n = 0;
  while (n + 24 < size) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    for (uint32_t l = 0; l < (seed >> 60); l++) block[n++] = (char)('a' + l);
    if ((seed >> 40) % rare == 0) {
      for (const char *p = line_end; *p != 0; p++) block[n++] = *p;
    } else {
      block[n++] = ' ';
    }
  }
  *rows = kernels_best()->lines(block, n, line, WEIR_MAX_ROWS, &used);
  return (weir_column){.data = line, .type = WEIR_STRING};
}

static void explode_gives_the_parts_of_all_rows(void **state) {
  (void)state;
  static const uint32_t rare[] = {1, 2, 3, 10, 100}, capacity[] = {1, 70, 255, 256, 300, 2048};
  static const char *const line_end[] = {"\n", "\r\n", "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n"};
  for (uint32_t r = 0; r < 5; r++) {
    for (uint32_t c = 0; c < 6; c++) {
      for (uint32_t e = 0; e < 3; e++) {
        bound b;
        uint32_t rows = 0;
        bind_split(&b, &string_field, " ");
        const weir_column column = block_of_lines(&b, 5000 + r * 1000 + c, rare[r], line_end[e], &rows);
        check_explode(&b, &column, rows, ' ', capacity[c]);
        finish(&b);
      }
    }
  }
}

/* Rows out of one buffer with any byte between them, and newlines within. */
static void explode_does_not_take_newlines_within_rows_for_separators(void **state) {
  (void)state;
  static const char *const text[] = {"one two three four\nfive six seven,eight nine ten eleven",
                                     "first line here\nsecond line", "a longer row it is\nshort\nanother longer row"};
  static const uint32_t cut_at[][3] = {{32, 33, 0}, {15, 16, 0}, {18, 19, 0}};
  for (uint32_t t = 0; t < 3; t++) {
    bound b;
    bind_split(&b, &string_field, " ");
    const uint32_t n = (uint32_t)strlen(text[t]);
    char *buffer = fake_host_memory(&b.host, n);
    memcpy(buffer, text[t], n);
    weir_str *row = fake_host_memory(&b.host, 3 * sizeof *row);
    row[0] = weir_view(buffer, cut_at[t][0]);
    row[1] = weir_view(buffer + cut_at[t][1], n - cut_at[t][1]);
    row[2] = weir_view("inline row", 10);
    const weir_column column = {.data = row, .type = WEIR_STRING};
    check_explode(&b, &column, 3, ' ', 300);
    finish(&b);
  }
}

static void explode_sees_short_rows_that_only_seem_to_lie_in_the_text(void **state) {
  (void)state;
  bound b;
  bind_split(&b, &string_field, " ");
  char *buffer = fake_host_memory(&b.host, 64);
  memcpy(buffer, "a long line of text\nabcde\nanother long line of text", 51);
  weir_str row[3] = {weir_view(buffer, 19), weir_view("v wxy", 5), weir_view(buffer + 26, 25)};
  weir_str *copy = fake_host_memory(&b.host, sizeof row);
  memcpy(copy, row, sizeof row);
  const weir_column column = {.data = copy, .type = WEIR_STRING};
  check_explode(&b, &column, 3, ' ', 300);
  finish(&b);
}

static void explode_leaves_nulls_out_and_takes_long_separators(void **state) {
  (void)state;
  bound b;
  fake_out out;
  const char *text[] = {"a::b", NULL, "", "c::"};
  bind_split(&b, &nullable_field, "::");
  const weir_column column = fake_strings(&b.host, text, 4);
  const weir_column *arg[2] = {&column, NULL};
  fake_out_init(&out, &b.host, 16);
  assert_int_equal(function_named("split")->explode(&b.call.call, arg, 4, &out.out, 0), WEIR_OK);
  b.host.host.flush(&out.out);
  const weir_str empty = weir_view("", 0);
  const weir_str want[5] = {weir_view("a", 1), weir_view("b", 1), empty, weir_view("c", 1), empty};
  assert_int_equal(out.row_count, 5);
  assert_memory_equal(out.rows, want, sizeof want);
  finish(&b);
}

static void length_counts_characters(void **state) {
  (void)state;
  fake_host host;
  fake_call call;
  fake_out out;
  const char *text[] = {"", "abc", "größer als 1 Wort, länger", "日本語", NULL, "12345678é"};
  const int64_t want[] = {0, 3, 25, 3, 0, 9};
  const weir_field *field[] = {&nullable_field};
  const weir_column *constant[] = {NULL};
  fake_host_init(&host);
  fake_call_init(&call, &host, field, constant, 1);
  const weir_column column = fake_strings(&host, text, 6);
  const weir_column *arg[] = {&column};
  fake_out_init(&out, &host, 6);
  assert_int_equal(function_named("length")->eval(&call.call, arg, 6, &out.out, 0), WEIR_OK);
  assert_memory_equal(out.column.data, want, sizeof want);
  fake_host_finish(&host);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(split_keeps_empty_parts_at_both_ends),
      cmocka_unit_test(split_takes_separators_of_several_bytes),
      cmocka_unit_test(split_takes_escaped_metacharacters_as_themselves),
      cmocka_unit_test(split_passes_on_what_is_no_plain_text_in_words),
      cmocka_unit_test(split_of_null_is_null_and_types_say_so),
      cmocka_unit_test(explode_gives_the_parts_of_all_rows),
      cmocka_unit_test(explode_does_not_take_newlines_within_rows_for_separators),
      cmocka_unit_test(explode_sees_short_rows_that_only_seem_to_lie_in_the_text),
      cmocka_unit_test(explode_leaves_nulls_out_and_takes_long_separators),
      cmocka_unit_test(length_counts_characters),
  };
  plugin = fake_load(FUNCTIONS_SO);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
