/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ${} cannot put in, and the exact words in which that is said.
 */
#include "fixture.h"

static void an_unset_variable_is_an_error_with_its_place(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: {a: \"x${NOT_SET}y\"}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:38: error[E016]: environment variable NOT_SET is not set\n"
                "  |\n"
                "6 |   words: {from: lines, filter: {a: \"x${NOT_SET}y\"}}\n"
                "  |                                      ^^^^^^^^^^\n"
                "  = help: set it, or write ${NOT_SET:-default}\n"
                "1 error in a.yaml; \"weir explain E016\" says more\n");
}

static void a_reference_in_a_key_is_an_error(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: {\"${SET}\": x}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:33: error[E015]: a key may hold no ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: {\"${SET}\": x}}\n"
                "  |                                 ^^^^^^^^\n"
                "  = help: ${} is put into values only\n"
                "1 error in a.yaml; \"weir explain E015\" says more\n");
}

static void a_file_that_cannot_be_read_is_an_error_with_the_reason(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: '${file:absent}'}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:33: error[E017]: cannot read \"absent\": No such file or directory\n"
                "  |\n"
                "6 |   words: {from: lines, filter: '${file:absent}'}\n"
                "  |                                 ^^^^^^^^^^^^^^\n"
                "1 error in a.yaml; \"weir explain E017\" says more\n");
}

static void a_file_over_64_kilobytes_is_an_error(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: '${file:/huge}'}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:33: error[E018]: \"/huge\" is larger than 64KiB, the most that ${file:} puts in\n"
                "  |\n"
                "6 |   words: {from: lines, filter: '${file:/huge}'}\n"
                "  |                                 ^^^^^^^^^^^^^\n"
                "1 error in a.yaml; \"weir explain E018\" says more\n");
}

static void a_file_that_is_not_text_is_an_error(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: '${file:/binary}'}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:33: error[E019]: what is put in here is not UTF-8 text\n"
                "  |\n"
                "6 |   words: {from: lines, filter: '${file:/binary}'}\n"
                "  |                                 ^^^^^^^^^^^^^^^\n"
                "1 error in a.yaml; \"weir explain E019\" says more\n");
}

static void forms_that_do_not_exist_are_errors(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:34: error[E014]: this ${ has no }\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                  ^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:40: error[E014]: this is no form of ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                        ^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:47: error[E014]: this is no form of ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                               ^^^^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:57: error[E014]: a default holds no { of its own\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                                         ^^^^^^^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:71: error[E014]: this is no form of ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                                                       ^^^^^^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:83: error[E014]: this is no form of ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                                                                   ^^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "a.yaml:6:91: error[E014]: this is no form of ${}\n"
                "  |\n"
                "6 |   words: {from: lines, filter: ['${', '${}', '${a-b}', '${A:-${B}}', '${file:}', '${9}',"
                " '${A:?x}']}\n"
                "  |                                                                                          "
                " ^^^^^^^\n"
                "  = help: ${NAME}, ${NAME:-default} and ${file:path} are put in; $${ is a literal ${\n"
                "7 errors in a.yaml; \"weir explain E014\" says more\n");
}

static void a_secret_in_a_wrong_value_is_shown_as_written(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "lanes: ${SECRET}\n"
                "align: a${SECRET}b\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: '${SECRET}', print: {}}\n",
                "a.yaml:3:8: error[E203]: lanes: \"${SECRET}\" is not a whole number\n"
                "  |\n"
                "3 | lanes: ${SECRET}\n"
                "  |        ^^^^^^^^^\n"
                "  = help: a whole number has digits and perhaps a sign: 10, -3\n"
                "a.yaml:4:8: error[E207]: align: \"a${SECRET}b\" is none of start, clock\n"
                "  |\n"
                "4 | align: a${SECRET}b\n"
                "  |        ^^^^^^^^^^^\n"
                "a.yaml:9:19: error[E108]: no stream \"${SECRET}\"\n"
                "  |\n"
                "9 |   console: {from: '${SECRET}', print: {}}\n"
                "  |                   ^^^^^^^^^^^\n"
                "  = help: there are: lines, dead_letters\n"
                "3 errors in a.yaml; \"weir explain E203\" says more\n");
}

static void more_than_a_megabyte_in_all_is_an_error(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, filter: ['${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}', '${file:/large}']}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:340: error[E018]: all that ${} puts in is larger than 1MiB\n"
                "  |\n"
                "6 | ...e}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}', '${file:/large}']}\n"
                "  |                                                                ^^^^^^^^^^^^^^\n"
                "a.yaml:6:358: error[E018]: all that ${} puts in is larger than 1MiB\n"
                "  |\n"
                "6 | ...e}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}',"
                " '${file:/large}']}\n"
                "  |                                                                ^^^^^^^^^^^^^^\n"
                "a.yaml:6:376: error[E018]: all that ${} puts in is larger than 1MiB\n"
                "  |\n"
                "6 | ...e}', '${file:/large}', '${file:/large}', '${file:/large}', '${file:/large}']}\n"
                "  |                                                                ^^^^^^^^^^^^^^\n"
                "3 errors in a.yaml; \"weir explain E018\" says more\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unset_variable_is_an_error_with_its_place),
      cmocka_unit_test(a_reference_in_a_key_is_an_error),
      cmocka_unit_test(a_file_that_cannot_be_read_is_an_error_with_the_reason),
      cmocka_unit_test(a_file_over_64_kilobytes_is_an_error),
      cmocka_unit_test(a_file_that_is_not_text_is_an_error),
      cmocka_unit_test(forms_that_do_not_exist_are_errors),
      cmocka_unit_test(a_secret_in_a_wrong_value_is_shown_as_written),
      cmocka_unit_test(more_than_a_megabyte_in_all_is_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
