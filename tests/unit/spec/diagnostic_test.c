/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of diagnostics and its two printed shapes.
 */
#include "fixture.h"

static char *print(const spec_diagnostics *list, void (*shape)(const spec_diagnostics *, FILE *)) {
  char *printed = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&printed, &size);
  assert_non_null(out);
  shape(list, out);
  assert_int_equal(fclose(out), 0);
  return printed;
}

static void assert_printed(spec_diagnostics *list, const char *expected) {
  char *printed = print(list, spec_diagnostics_print);
  assert_string_equal(printed, expected);
  free(printed);
  spec_diagnostics_finish(list);
}

static void begin(spec_diagnostics *list, const char *text) {
  spec_diagnostics_init(list);
  spec_diagnostics_set_source(list, "word-count.yaml", text, strlen(text));
}

/* The span of `word` in `text`. */
static spec_span span_of(const char *text, const char *word) {
  size_t start = (size_t)(strstr(text, word) - text);
  return (spec_span){(uint32_t)start, (uint32_t)(start + strlen(word))};
}

static const char WORD_COUNT[] = "streams:\n  lines: {}\n  words: {word: \"split(lin, ' ')\"}\n";

static void add_example(spec_diagnostics *list) {
  spec_diagnostic *error = spec_error(list, SPEC_E_NO_COLUMN, span_of(WORD_COUNT, "lin,"),
                                      "no column \"%s\" in stream \"%s\"; it has: %s", "lin", "lines", "line");
  error->where.end--;
  spec_label(list, error, "not a column");
  spec_note(list, error, span_of(WORD_COUNT, "lines"), "lines: declared at 2:3, schema (line: string)");
  spec_note(list, error, SPEC_NOWHERE, "a note without a place");
  spec_help(list, error, "did you mean \"%s\"?", "line");
}

static void an_error_is_printed_with_line_caret_notes_and_help(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, WORD_COUNT);
  add_example(&list);
  assert_printed(&list, "word-count.yaml:3:24: error[E107]: no column \"lin\" in stream \"lines\"; it has: line\n"
                        "  |\n"
                        "3 |   words: {word: \"split(lin, ' ')\"}\n"
                        "  |                        ^^^ not a column\n"
                        "  = lines: declared at 2:3, schema (line: string)\n"
                        "  = a note without a place\n"
                        "  = help: did you mean \"line\"?\n"
                        "1 error in word-count.yaml; \"weir explain E107\" says more\n");
}

static void the_json_form_holds_the_same(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, WORD_COUNT);
  add_example(&list);
  spec_warning(&list, SPEC_E_OUT_OF_RANGE, SPEC_NOWHERE, "back\\slash");
  char *printed = print(&list, spec_diagnostics_print_json);
  assert_string_equal(
      printed,
      "[{\"code\":\"E107\",\"severity\":\"error\",\"file\":\"word-count.yaml\",\"line\":3,\"column\":24,"
      "\"end\":{\"line\":3,\"column\":27},\"message\":\"no column \\\"lin\\\" in stream \\\"lines\\\"; it has: line\","
      "\"label\":\"not a column\",\"help\":\"did you mean \\\"line\\\"?\",\"related\":[{\"line\":2,\"column\":3,"
      "\"message\":\"lines: declared at 2:3, schema (line: string)\"},{\"message\":\"a note without a place\"}]},\n"
      "{\"code\":\"E206\",\"severity\":\"warning\",\"file\":\"word-count.yaml\",\"message\":\"back\\\\slash\","
      "\"label\":null,\"help\":null,\"related\":[]}]");
  free(printed);
  spec_diagnostics_finish(&list);
}

static void carets_stand_under_tabs_wide_and_combining_letters(void **state) {
  (void)state;
  spec_diagnostics list;
  const char *text = "\t\xE6\xBC\xA2"
                     "e\xCC\x81: \xE6\xBC\xA2\xE6\xBC\xA2 x\n";
  begin(&list, text);
  spec_error(&list, SPEC_E_BAD_NAME, span_of(text, "\xE6\xBC\xA2\xE6\xBC\xA2"), "wide");
  assert_printed(&list, "word-count.yaml:1:7: error[E104]: wide\n"
                        "  |\n"
                        "1 |     \xE6\xBC\xA2"
                        "e\xCC\x81: \xE6\xBC\xA2\xE6\xBC\xA2 x\n"
                        "  |          ^^^^\n"
                        "1 error in word-count.yaml; \"weir explain E104\" says more\n");
}

static void of_a_long_line_the_part_around_the_carets_is_shown(void **state) {
  (void)state;
  char text[1001];
  memset(text, 'a', 1000);
  memset(text + 500, 'b', 300);
  text[1000] = '\0';
  spec_diagnostics list;
  begin(&list, text);
  spec_error(&list, SPEC_E_BAD_NAME, (spec_span){500, 800}, "long");
  char *printed = print(&list, spec_diagnostics_print);
  assert_non_null(strstr(printed, "1 | ...aaaa"));
  assert_non_null(strstr(printed, "bbbb...\n"));
  assert_true(strlen(printed) < 500);
  free(printed);
  spec_diagnostics_finish(&list);
}

static void a_span_over_several_lines_is_underlined_to_the_end_of_the_first(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a: 'b\n  c'\n");
  spec_error(&list, SPEC_E_BAD_NAME, (spec_span){3, 10}, "two lines");
  assert_printed(&list, "word-count.yaml:1:4: error[E104]: two lines\n  |\n1 | a: 'b\n  |    ^^\n"
                        "1 error in word-count.yaml; \"weir explain E104\" says more\n");
}

static void the_same_cause_counts_once(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a\n");
  assert_non_null(spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "a"));
  assert_null(spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "a"));
  assert_non_null(spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "b"));
  assert_int_equal(list.errors, 2);
  spec_label(&list, NULL, "nothing");
  spec_note(&list, NULL, SPEC_NOWHERE, "nothing");
  spec_help(&list, NULL, "nothing");
  spec_diagnostics_finish(&list);
}

static void past_twenty_they_are_only_counted(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a\n");
  for (int i = 0; i < 20; i++) {
    assert_true(spec_diagnostics_have_room(&list));
    assert_non_null(spec_warning(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "%d", i));
  }
  assert_false(spec_diagnostics_have_room(&list));
  for (int i = 0; i < 5; i++) {
    assert_null(spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "more %d", i));
  }
  char *printed = print(&list, spec_diagnostics_print);
  assert_non_null(
      strstr(printed, "and 5 more\n5 errors and 20 warnings in word-count.yaml; \"weir explain E104\" says more\n"));
  free(printed);
  spec_diagnostics_finish(&list);
}

static void what_a_name_holds_cannot_move_the_cursor(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a\n");
  spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "\"%s\"", "\x1b[2J\n\xC2\x9B\xE2\x80\xAE\xFF");
  assert_printed(&list, "word-count.yaml: error[E104]: \"\\x1B[2J\\x0A\\x9B\\u202E\\xFF\"\n1 error in word-count.yaml; "
                        "\"weir explain E104\" says more\n");
}

static void a_long_message_is_cut(void **state) {
  (void)state;
  char name[3001];
  memset(name, 'x', 3000);
  name[3000] = '\0';
  spec_diagnostics list;
  begin(&list, "a\n");
  const spec_diagnostic *error = spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "%s", name);
  assert_int_equal(strlen(error->message), 1000);
  assert_string_equal(error->message + 995, "xx...");
  spec_diagnostics_finish(&list);
}

static void they_are_sorted_by_their_place(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "abc\n");
  spec_error(&list, SPEC_E_BAD_NAME, SPEC_NOWHERE, "last");
  spec_error(&list, SPEC_E_BAD_NAME, (spec_span){2, 3}, "c");
  spec_error(&list, SPEC_E_BAD_NAME, (spec_span){0, 1}, "a");
  spec_diagnostics_sort(&list);
  assert_string_equal(list.kept[0]->message, "a");
  assert_string_equal(list.kept[1]->message, "c");
  assert_string_equal(list.kept[2]->message, "last");
  assert_int_equal(spec_diagnostics_position(&list, 2).column, 3);
  spec_diagnostics_finish(&list);
}

static void missing_memory_is_said_once_in_both_forms(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a\n");
  spec_error_no_memory(&list);
  spec_error_no_memory(&list);
  char *json = print(&list, spec_diagnostics_print_json);
  assert_non_null(strstr(json, "\"code\":\"E020\""));
  free(json);
  assert_printed(&list, "word-count.yaml: error[E020]: not enough memory to read the file\n1 error in word-count.yaml; "
                        "\"weir explain E020\" says more\n");
}

static void nothing_is_printed_of_an_empty_list(void **state) {
  (void)state;
  spec_diagnostics list;
  begin(&list, "a\n");
  assert_printed(&list, "");
}

static void every_code_has_a_meaning(void **state) {
  (void)state;
  assert_string_equal(spec_code_meaning(SPEC_E_NO_COLUMN), "a column does not exist");
  assert_null(spec_code_meaning(999));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_error_is_printed_with_line_caret_notes_and_help),
      cmocka_unit_test(the_json_form_holds_the_same),
      cmocka_unit_test(carets_stand_under_tabs_wide_and_combining_letters),
      cmocka_unit_test(of_a_long_line_the_part_around_the_carets_is_shown),
      cmocka_unit_test(a_span_over_several_lines_is_underlined_to_the_end_of_the_first),
      cmocka_unit_test(the_same_cause_counts_once),
      cmocka_unit_test(past_twenty_they_are_only_counted),
      cmocka_unit_test(what_a_name_holds_cannot_move_the_cursor),
      cmocka_unit_test(a_long_message_is_cut),
      cmocka_unit_test(they_are_sorted_by_their_place),
      cmocka_unit_test(missing_memory_is_said_once_in_both_forms),
      cmocka_unit_test(nothing_is_printed_of_an_empty_list),
      cmocka_unit_test(every_code_has_a_meaning),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
