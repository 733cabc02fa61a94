/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that are not the YAML weir reads, and the exact words in which that is said.
 */
#include "fixture.h"

#define QUOTING "  = help: " SPEC_QUOTING_HELP "\n"

static void an_unquoted_expression_with_a_comma_in_braces_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    flatMap: {word: split(line, ' ')}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:31: error[E013]: this comma ends the value; it was \"split(line\" up to here\n"
                "  |\n"
                "8 |     flatMap: {word: split(line, ' ')}\n"
                "  |                               ^\n" QUOTING "1 error in a.yaml; \"weir explain E013\" says more\n");
}

static void a_call_cut_by_a_comma_in_braces_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    flatMap: {word: substring(line, 3)}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:35: error[E013]: this comma ends the value; it was \"substring(line\" up to here\n"
                "  |\n"
                "8 |     flatMap: {word: substring(line, 3)}\n"
                "  |                                   ^\n" QUOTING
                "1 error in a.yaml; \"weir explain E013\" says more\n");
}

static void a_string_cut_by_a_comment_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: line = 'a # b'\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:23: error[E013]: this comment ends the value; it was \"line = 'a\" up to here\n"
                "  |\n"
                "8 |     filter: line = 'a # b'\n"
                "  |                       ^\n" QUOTING "1 error in a.yaml; \"weir explain E013\" says more\n");
}

static void an_expression_with_a_colon_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: line = a: b\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:21: error[E004]: not YAML: mapping values are not allowed in this context\n"
                "  |\n"
                "8 |     filter: line = a: b\n"
                "  |                     ^\n" QUOTING "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void an_expression_that_begins_with_a_quoted_name_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: \"a\" = line\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:17: error[E004]: not YAML: did not find expected key\n"
                "  |\n"
                "8 |     filter: \"a\" = line\n"
                "  |                 ^\n"
                "  = while parsing a block mapping that begins at 7:5\n" QUOTING
                "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void an_expression_that_begins_with_an_exclamation_mark_is_a_tag(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: !flag and x\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E007]: tags are not allowed: \"!flag\"\n"
                "  |\n"
                "8 |     filter: !flag and x\n"
                "  |             ^\n" QUOTING "1 error in a.yaml; \"weir explain E007\" says more\n");
}

static void an_expression_that_begins_with_a_star_is_an_alias(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: *a\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E006]: aliases are not allowed: \"*a\"\n"
                "  |\n"
                "8 |     filter: *a\n"
                "  |             ^^\n" QUOTING "1 error in a.yaml; \"weir explain E006\" says more\n");
}

static void a_reference_in_braces_is_told_to_be_quoted(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: ${HOST}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:33: error[E004]: not YAML: did not find expected ',' or '}'\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ${HOST}}\n"
                "  |                                 ^\n"
                "  = while parsing a flow mapping that begins at 6:10\n"
                "  = help: in { } and [ ] a value with ${} must be quoted: \"${NAME}\"\n"
                "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void an_anchor_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: &a x\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E006]: anchors are not allowed: \"&a\"\n"
                "  |\n"
                "8 |     filter: &a x\n"
                "  |             ^\n" QUOTING "1 error in a.yaml; \"weir explain E006\" says more\n");
}

static void a_percent_sign_cannot_begin_a_value(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: %x\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E004]: not YAML: found character that cannot start any token\n"
                "  |\n"
                "8 |     filter: %x\n"
                "  |             ^\n" QUOTING "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void a_tab_in_the_indentation_is_refused_with_its_place(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "\tlines: {}\n",
                "a.yaml:4:1: error[E004]: not YAML: found character that cannot start any token\n"
                "  |\n"
                "4 |     lines: {}\n"
                "  | ^^^^\n"
                "  = help: indentation is made of blanks, not of tabs\n"
                "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void a_key_written_twice_names_both_places(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  lines: {from: lines, distinct: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:3: error[E008]: key \"lines\" is written twice\n"
                "  |\n"
                "6 |   lines: {from: lines, distinct: {}}\n"
                "  |   ^^^^^\n"
                "  = first at 4:3\n"
                "1 error in a.yaml; \"weir explain E008\" says more\n");
}

static void a_second_document_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n"
                "---\n"
                "pipeline: q\n",
                "a.yaml:8:1: error[E009]: a second document begins here; a file holds one\n"
                "  |\n"
                "8 | ---\n"
                "  | ^^^\n"
                "  = help: write each pipeline to a file of its own\n"
                "1 error in a.yaml; \"weir explain E009\" says more\n");
}

static void text_behind_the_end_of_the_document_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n"
                "...\n"
                "more\n",
                "a.yaml:9:1: error[E004]: not YAML: the document has ended before this\n"
                "  |\n"
                "9 | more\n"
                "  | ^^^^\n"
                "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void a_directive_is_refused(void **state) {
  (void)state;
  assert_report("%YAML 1.1\n"
                "---\n"
                "pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:1:1: error[E010]: YAML directives are not allowed\n"
                "  |\n"
                "1 | %YAML 1.1\n"
                "  | ^^^^^^^^^\n"
                "1 error in a.yaml; \"weir explain E010\" says more\n");
}

static void a_key_that_is_a_list_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "? [a]\n"
                ": b\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:3:3: error[E012]: a key is a text, not a list\n"
                "  |\n"
                "3 | ? [a]\n"
                "  |   ^^^\n"
                "1 error in a.yaml; \"weir explain E012\" says more\n");
}

static void an_unfinished_flow_mapping_says_where_it_began(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams: {a: {\n",
                "a.yaml:4:1: error[E004]: not YAML: did not find expected node content\n"
                "  |\n"
                "4 | \n"
                "  | ^\n" QUOTING "1 error in a.yaml; \"weir explain E004\" says more\n");
}

static void bytes_that_are_not_utf8_are_refused_with_their_place(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lé\377:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:4:5: error[E002]: the file is not UTF-8: byte 0xFF\n"
                "  |\n"
                "4 |   lé�:\n"
                "  |     ^\n"
                "1 error in a.yaml; \"weir explain E002\" says more\n");
}

static void a_nul_byte_is_refused_with_its_place(void **state) {
  (void)state;
  assert_report("pipeline: p\000\n", "a.yaml:1:12: error[E003]: control character U+0000\n"
                                     "  |\n"
                                     "1 | pipeline: p�\n"
                                     "  |            ^\n"
                                     "  = help: in double quotes it can be written \"\\x00\"\n"
                                     "1 error in a.yaml; \"weir explain E003\" says more\n");
}

static void an_escaped_nul_is_refused_with_its_place(void **state) {
  (void)state;
  assert_report("pipeline: \"p\\0\"\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:1:11: error[E003]: a text may not hold the character NUL\n"
                "  |\n"
                "1 | pipeline: \"p\\0\"\n"
                "  |           ^^^^^\n"
                "1 error in a.yaml; \"weir explain E003\" says more\n");
}

static void an_empty_file_is_refused(void **state) {
  (void)state;
  assert_report("# nothing\n", "a.yaml: error[E011]: the file is empty\n"
                               "1 error in a.yaml; \"weir explain E011\" says more\n");
}

static void a_file_that_is_a_list_is_refused(void **state) {
  (void)state;
  assert_report("- a\n", "a.yaml:1:1: error[E103]: a pipeline file needs a mapping, not a list\n"
                         "  |\n"
                         "1 | - a\n"
                         "  | ^^^\n"
                         "1 error in a.yaml; \"weir explain E103\" says more\n");
}

static void brackets_nested_too_deep_are_refused_at_the_first_too_many(void **state) {
  (void)state;
  assert_report("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
                "a.yaml:1:35: error[E005]: mappings and lists are nested deeper than 32\n"
                "  |\n"
                "1 | a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n"
                "  |                                   ^\n"
                "1 error in a.yaml; \"weir explain E005\" says more\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unquoted_expression_with_a_comma_in_braces_is_told_to_be_quoted),
      cmocka_unit_test(a_call_cut_by_a_comma_in_braces_is_told_to_be_quoted),
      cmocka_unit_test(a_string_cut_by_a_comment_is_told_to_be_quoted),
      cmocka_unit_test(an_expression_with_a_colon_is_told_to_be_quoted),
      cmocka_unit_test(an_expression_that_begins_with_a_quoted_name_is_told_to_be_quoted),
      cmocka_unit_test(an_expression_that_begins_with_an_exclamation_mark_is_a_tag),
      cmocka_unit_test(an_expression_that_begins_with_a_star_is_an_alias),
      cmocka_unit_test(a_reference_in_braces_is_told_to_be_quoted),
      cmocka_unit_test(an_anchor_is_refused),
      cmocka_unit_test(a_percent_sign_cannot_begin_a_value),
      cmocka_unit_test(a_tab_in_the_indentation_is_refused_with_its_place),
      cmocka_unit_test(a_key_written_twice_names_both_places),
      cmocka_unit_test(a_second_document_is_refused),
      cmocka_unit_test(text_behind_the_end_of_the_document_is_refused),
      cmocka_unit_test(a_directive_is_refused),
      cmocka_unit_test(a_key_that_is_a_list_is_refused),
      cmocka_unit_test(an_unfinished_flow_mapping_says_where_it_began),
      cmocka_unit_test(bytes_that_are_not_utf8_are_refused_with_their_place),
      cmocka_unit_test(a_nul_byte_is_refused_with_its_place),
      cmocka_unit_test(an_escaped_nul_is_refused_with_its_place),
      cmocka_unit_test(an_empty_file_is_refused),
      cmocka_unit_test(a_file_that_is_a_list_is_refused),
      cmocka_unit_test(brackets_nested_too_deep_are_refused_at_the_first_too_many),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
