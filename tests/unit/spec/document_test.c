/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree of a YAML file: kinds, styles, and places of nodes and of bytes inside scalars.
 */
#include "fixture.h"

typedef struct parsed {
  spec_arena arena;
  spec_diagnostics list;
  spec_document document;
} parsed;

static void parse(parsed *p, const char *text) {
  spec_arena_init(&p->arena);
  spec_diagnostics_init(&p->list);
  spec_diagnostics_set_source(&p->list, "a.yaml", text, strlen(text));
  assert_true(spec_document_parse(&p->arena, "a.yaml", text, strlen(text), &p->list, &p->document));
  assert_int_equal(p->list.errors, 0);
}

static void finish(parsed *p) {
  spec_diagnostics_finish(&p->list);
  spec_arena_finish(&p->arena);
}

static const spec_node *value_of(const parsed *p, const char *key) {
  const spec_pair *pair = spec_mapping_find(p->document.root, key);
  assert_non_null(pair);
  return pair->value;
}

static void assert_place(const parsed *p, size_t offset, uint32_t line, uint32_t column) {
  spec_position position = spec_source_position(&p->document.source, offset);
  assert_int_equal(position.line, line);
  assert_int_equal(position.column, column);
}

/* `word` of the scalar's text is found in the file where `written` is. */
static void assert_found(const parsed *p, const char *key, const char *word, const char *written) {
  const spec_node *node = value_of(p, key);
  const char *within = strstr(node->text, word);
  assert_non_null(within);
  const char *file = p->document.source.text;
  uint32_t place = spec_position_in(&p->document, node, (size_t)(within - node->text));
  assert_ptr_equal(file + place, strstr(file, written));
}

static void every_kind_and_style_is_told_apart(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: b\nc: 'd'\ne: \"f\"\ng: |\n  h\ni: >\n  j\nk: {l: m}\nn: [o]\nq:\n  - r\n");
  const spec_node *root = p.document.root;
  assert_int_equal(root->kind, SPEC_MAPPING);
  assert_int_equal(root->style, SPEC_BLOCK);
  assert_int_equal(root->pair_count, 8);
  assert_int_equal(value_of(&p, "a")->style, SPEC_PLAIN);
  assert_int_equal(value_of(&p, "c")->style, SPEC_SINGLE_QUOTED);
  assert_int_equal(value_of(&p, "e")->style, SPEC_DOUBLE_QUOTED);
  assert_int_equal(value_of(&p, "g")->style, SPEC_LITERAL);
  assert_int_equal(value_of(&p, "i")->style, SPEC_FOLDED);
  assert_int_equal(value_of(&p, "k")->style, SPEC_FLOW);
  assert_int_equal(value_of(&p, "n")->kind, SPEC_SEQUENCE);
  assert_int_equal(value_of(&p, "q")->style, SPEC_BLOCK);
  assert_string_equal(value_of(&p, "q")->items[0]->text, "r");
  finish(&p);
}

static void yes_on_and_null_are_text(void **state) {
  (void)state;
  parsed p;
  parse(&p, "on: yes\n~: null\nempty:\n");
  assert_string_equal(value_of(&p, "on")->text, "yes");
  assert_string_equal(value_of(&p, "~")->text, "null");
  assert_int_equal(value_of(&p, "empty")->length, 0);
  assert_null(spec_mapping_find(p.document.root, "off"));
  finish(&p);
}

static void places_count_characters_from_one(void **state) {
  (void)state;
  parsed p;
  parse(&p, "\xEF\xBB\xBF\xC3\xB6: \xE6\xBC\xA2\r\nb: [x, 'y']\rc: d # e\n");
  assert_place(&p, p.document.root->span.start, 1, 1);
  assert_place(&p, value_of(&p, "\xC3\xB6")->span.start, 1, 4);
  assert_place(&p, value_of(&p, "\xC3\xB6")->span.end, 1, 5);
  assert_place(&p, value_of(&p, "b")->span.start, 2, 4);
  assert_place(&p, value_of(&p, "b")->items[1]->span.start, 2, 8);
  assert_place(&p, value_of(&p, "b")->items[1]->span.end, 2, 11);
  assert_place(&p, value_of(&p, "c")->span.start, 3, 4);
  assert_place(&p, 1000, 4, 1);
  finish(&p);
}

static void a_block_ends_with_its_last_child(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a:\n  - b\n  - cd\n\n# comment\ne: {}\n");
  assert_place(&p, value_of(&p, "a")->span.end, 3, 7);
  finish(&p);
}

static void a_byte_of_a_plain_scalar_is_found(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: upper(line) = X\nb: one\n  two\n  three\n");
  assert_found(&p, "a", "line", "line)");
  assert_found(&p, "a", " = X", " = X");
  assert_found(&p, "b", "three", "three");
  assert_int_equal(spec_position_in(&p.document, value_of(&p, "a"), 99), value_of(&p, "a")->span.end);
  finish(&p);
}

static void a_byte_of_a_single_quoted_scalar_is_found(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: 'split(line, '' '') = col'\nb: ''' x'\n");
  assert_found(&p, "a", "split", "split");
  assert_found(&p, "a", "col", "col");
  assert_found(&p, "a", ") = ", ") = ");
  assert_found(&p, "b", " x", " x'");
  finish(&p);
}

static void a_byte_of_a_double_quoted_scalar_is_found(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: \"x \\\"\\t\\x41\\u00e9\\U0001F600\\N\\L \xC3\xB6 lin \\\n   more\n\n   end\"\n");
  assert_found(&p, "a", "lin", "lin ");
  assert_found(&p, "a", "more", "more");
  assert_found(&p, "a", "end", "end");
  assert_found(&p, "a", "A", "\\x41");
  assert_found(&p, "a", "\xC3\xA9", "\\u00e9");
  assert_found(&p, "a", "\xF0\x9F\x98\x80", "\\U0001F600");
  assert_int_equal(spec_position_in(&p.document, value_of(&p, "a"), 99), value_of(&p, "a")->span.end - 1);
  finish(&p);
}

static void a_byte_of_a_block_scalar_is_found(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: |-  # comment\n    first(x)\n      second\nb: >\n  one\n  two\nc: |2\n    indented\n");
  assert_found(&p, "a", "first", "first");
  assert_found(&p, "a", "x)", "x)");
  assert_found(&p, "a", "second", "second");
  assert_found(&p, "b", "two", "two");
  assert_found(&p, "c", "indented", "indented");
  finish(&p);
}

static void a_span_covers_the_characters_it_names(void **state) {
  (void)state;
  parsed p;
  parse(&p, "a: \"f(\\x41b)\"\n");
  spec_span span = spec_span_in(&p.document, value_of(&p, "a"), 2, 4);
  assert_int_equal(span.start, 6);
  assert_int_equal(span.end, 11);
  span = spec_span_in(&p.document, value_of(&p, "a"), 2, 2);
  assert_int_equal(span.start, span.end);
  finish(&p);
}

static void depth_32_is_allowed_and_33_is_not(void **state) {
  (void)state;
  char text[80] = {0};
  memset(text, '[', 32);
  memset(text + 32, ']', 32);
  parsed p;
  parse(&p, text);
  finish(&p);
  memset(text, '[', 33);
  memset(text + 33, ']', 33);
  char *printed = fixture_report("a.yaml", text, strlen(text));
  assert_non_null(strstr(printed, "a.yaml:1:33: error[E005]"));
  free(printed);
}

static void a_tower_of_brackets_is_refused_at_once(void **state) {
  (void)state;
  char *text = malloc(200000);
  assert_non_null(text);
  memset(text, '[', 200000); /* libyaml alone takes most of a minute: the test's time limit is the assertion */
  char *printed = fixture_report("a.yaml", text, 200000);
  assert_non_null(strstr(printed, "error[E005]: mappings and lists are nested deeper than 32"));
  free(printed);
  free(text);
}

static void a_file_over_256_kilobytes_is_refused_unread(void **state) {
  (void)state;
  char *text = calloc(1, SPEC_FILE_LIMIT + 1);
  assert_non_null(text);
  char *printed = fixture_report("a.yaml", text, SPEC_FILE_LIMIT + 1);
  assert_string_equal(printed, "a.yaml: error[E001]: the file has 262145 bytes; a pipeline file has at most 262144\n"
                               "1 error in a.yaml; \"weir explain E001\" says more\n");
  free(printed);
  free(text);
}

static void a_shown_value_is_cut_between_characters(void **state) {
  (void)state;
  parsed p;
  char shown[8];
  parse(&p, "a: abc\xC3\xB6"
            "efghi\nb: {}\nc: []\n");
  assert_string_equal(spec_node_shown(value_of(&p, "a"), shown, sizeof shown), "abc...");
  assert_string_equal(spec_node_shown(value_of(&p, "b"), shown, sizeof shown), "{...}");
  assert_string_equal(spec_node_shown(value_of(&p, "c"), shown, sizeof shown), "[...]");
  finish(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_kind_and_style_is_told_apart),
      cmocka_unit_test(yes_on_and_null_are_text),
      cmocka_unit_test(places_count_characters_from_one),
      cmocka_unit_test(a_block_ends_with_its_last_child),
      cmocka_unit_test(a_byte_of_a_plain_scalar_is_found),
      cmocka_unit_test(a_byte_of_a_single_quoted_scalar_is_found),
      cmocka_unit_test(a_byte_of_a_double_quoted_scalar_is_found),
      cmocka_unit_test(a_byte_of_a_block_scalar_is_found),
      cmocka_unit_test(a_span_covers_the_characters_it_names),
      cmocka_unit_test(depth_32_is_allowed_and_33_is_not),
      cmocka_unit_test(a_tower_of_brackets_is_refused_at_once),
      cmocka_unit_test(a_file_over_256_kilobytes_is_refused_unread),
      cmocka_unit_test(a_shown_value_is_cut_between_characters),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
