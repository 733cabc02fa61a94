/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipelines that are wrong, and the exact words in which that is said.
 */
#include "fixture.h"

static void keys_that_do_not_exist_are_told_the_nearest(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "batch_intervall: 1s\n"
                "foo: bar\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:3:1: error[E101]: unknown key \"batch_intervall\" in the file\n"
                "  |\n"
                "3 | batch_intervall: 1s\n"
                "  | ^^^^^^^^^^^^^^^\n"
                "  = help: did you mean \"batch_interval\"?\n"
                "a.yaml:4:1: error[E101]: unknown key \"foo\" in the file\n"
                "  |\n"
                "4 | foo: bar\n"
                "  | ^^^\n"
                "  = help: there are: pipeline, batch_interval, lanes, partitions, memory, max_row, align,"
                " on_batch_failure, checkpoint, streams, outputs\n"
                "2 errors in a.yaml; \"weir explain E101\" says more\n");
}

static void missing_keys_are_all_named(void **state) {
  (void)state;
  assert_report("lanes: 2\n", "a.yaml: error[E102]: the key \"pipeline\" is missing\n"
                              "  = help: such as: pipeline: word-count\n"
                              "a.yaml: error[E102]: the key \"batch_interval\" is missing\n"
                              "  = help: such as: batch_interval: 1s\n"
                              "a.yaml: error[E102]: the key \"streams\" is missing\n"
                              "  = help: such as: streams: {lines: {socket: {connect: \"localhost:9999\"}}}\n"
                              "a.yaml: error[E102]: the key \"outputs\" is missing\n"
                              "  = help: such as: outputs: {console: {from: lines, print: {}}}\n"
                              "4 errors in a.yaml; \"weir explain E102\" says more\n");
}

static void values_of_the_file_are_checked(void **state) {
  (void)state;
  assert_report("pipeline: \"a b\"\n"
                "batch_interval: 10\n"
                "lanes: 0\n"
                "partitions: many\n"
                "memory: 1MB\n"
                "max_row: 65MB\n"
                "align: clokc\n"
                "on_batch_failure: retry\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:1:11: error[E104]: pipeline: \"a b\" is not a name\n"
                "  |\n"
                "1 | pipeline: \"a b\"\n"
                "  |           ^^^^^\n"
                "  = help: a name has 1 to 128 letters, digits, _ and -\n"
                "a.yaml:2:17: error[E201]: batch_interval: \"10\" is not a duration\n"
                "  |\n"
                "2 | batch_interval: 10\n"
                "  |                 ^^\n"
                "  = help: a number alone is no duration; add one of ms, s, m, h, d: 500ms, 10s\n"
                "a.yaml:3:8: error[E206]: lanes: 0 is out of range; it goes from 1 to 256\n"
                "  |\n"
                "3 | lanes: 0\n"
                "  |        ^\n"
                "a.yaml:4:13: error[E203]: partitions: \"many\" is not a whole number\n"
                "  |\n"
                "4 | partitions: many\n"
                "  |             ^^^^\n"
                "  = help: a whole number has digits and perhaps a sign: 10, -3\n"
                "a.yaml:5:9: error[E206]: memory: 1MB is out of range; it goes from 16MB to 1048576GiB\n"
                "  |\n"
                "5 | memory: 1MB\n"
                "  |         ^^^\n"
                "a.yaml:6:10: error[E206]: max_row: 65MB is out of range; it goes from 1KB to 64MB\n"
                "  |\n"
                "6 | max_row: 65MB\n"
                "  |          ^^^^\n"
                "a.yaml:7:8: error[E207]: align: \"clokc\" is none of start, clock\n"
                "  |\n"
                "7 | align: clokc\n"
                "  |        ^^^^^\n"
                "  = help: did you mean \"clock\"?\n"
                "a.yaml:8:19: error[E207]: on_batch_failure: \"retry\" is none of stop, skip\n"
                "  |\n"
                "8 | on_batch_failure: retry\n"
                "  |                   ^^^^^\n"
                "8 errors in a.yaml; \"weir explain E104\" says more\n");
}

static void a_checkpoint_is_said_not_to_be_there_yet(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "checkpoint: {directory: x}\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:3:1: error[E111]: checkpoint is not there yet: nothing is kept over a restart\n"
                "  |\n"
                "3 | checkpoint: {directory: x}\n"
                "  | ^^^^^^^^^^\n"
                "  = help: leave the key out to run without durability\n"
                "1 error in a.yaml; \"weir explain E111\" says more\n");
}

static void two_operators_in_a_stream_are_both_named(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: a\n"
                "    distinct: {}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:9:5: error[E105]: stream \"words\" has \"filter\" and \"distinct\"; it has one source or"
                " operator, or steps\n"
                "  |\n"
                "9 |     distinct: {}\n"
                "  |     ^^^^^^^^\n"
                "  = \"filter\" is at 8:5\n"
                "  = help: write several operators as a list: steps: [...]\n"
                "1 error in a.yaml; \"weir explain E105\" says more\n");
}

static void steps_beside_an_operator_are_both_named(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    filter: a\n"
                "    steps: [distinct: {}]\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:9:5: error[E105]: stream \"words\" has \"filter\" and \"steps\"; it has one source or"
                " operator, or steps\n"
                "  |\n"
                "9 |     steps: [distinct: {}]\n"
                "  |     ^^^^^\n"
                "  = \"filter\" is at 8:5\n"
                "  = help: write several operators as a list: steps: [...]\n"
                "1 error in a.yaml; \"weir explain E105\" says more\n");
}

static void a_misspelled_from_is_told_before_two_operators(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {form: lines, filter: a}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:11: error[E101]: unknown key \"form\" in stream \"words\"\n"
                "  |\n"
                "6 |   words: {form: lines, filter: a}\n"
                "  |           ^^^^\n"
                "  = help: did you mean \"from\"?\n"
                "1 error in a.yaml; \"weir explain E101\" says more\n");
}

static void a_stream_without_an_operator_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:3: error[E106]: stream \"words\" has no source, no operator and no steps\n"
                "  |\n"
                "6 |   words: {from: lines}\n"
                "  |   ^^^^^\n"
                "  = help: such as: words: {from: lines, distinct: {}}\n"
                "1 error in a.yaml; \"weir explain E106\" says more\n");
}

static void an_empty_stream_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:3: error[E106]: stream \"words\" is empty\n"
                "  |\n"
                "6 |   words:\n"
                "  |   ^^^^^\n"
                "1 error in a.yaml; \"weir explain E106\" says more\n");
}

static void a_stream_that_is_a_text_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: lines\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:10: error[E103]: a stream needs a mapping, not a text\n"
                "  |\n"
                "6 |   words: lines\n"
                "  |          ^^^^^\n"
                "1 error in a.yaml; \"weir explain E103\" says more\n");
}

static void empty_steps_are_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps: []\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:12: error[E106]: the steps of stream \"words\" are empty\n"
                "  |\n"
                "8 |     steps: []\n"
                "  |            ^^\n"
                "1 error in a.yaml; \"weir explain E106\" says more\n");
}

static void a_bare_step_is_told_its_colon(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps: [distinct]\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E103]: a step is a mapping of one operator, not a text\n"
                "  |\n"
                "8 |     steps: [distinct]\n"
                "  |             ^^^^^^^^\n"
                "  = help: write it with a colon: distinct:\n"
                "1 error in a.yaml; \"weir explain E103\" says more\n");
}

static void a_step_that_is_a_list_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps: [[distinct]]\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E103]: a step is a mapping of one operator, not a list\n"
                "  |\n"
                "8 |     steps: [[distinct]]\n"
                "  |             ^^^^^^^^^^\n"
                "1 error in a.yaml; \"weir explain E103\" says more\n");
}

static void a_step_of_two_operators_is_told_how_to_part_them(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps:\n"
                "      - window: 10s\n"
                "        slide: 5s\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:10:9: error[E105]: a step has one operator, this one has \"window\" and \"slide\"\n"
                "   |\n"
                "10 |         slide: 5s\n"
                "   |         ^^^^^\n"
                "   = help: put \"- \" before \"slide\" for a step of its own, or indent it to make it an option of"
                " \"window\"\n"
                "1 error in a.yaml; \"weir explain E105\" says more\n");
}

static void a_step_that_is_empty_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps: [{}]\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E106]: this step is empty\n"
                "  |\n"
                "8 |     steps: [{}]\n"
                "  |             ^^\n"
                "1 error in a.yaml; \"weir explain E106\" says more\n");
}

static void a_reserved_key_as_a_step_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words:\n"
                "    from: lines\n"
                "    steps: [from: lines]\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:8:13: error[E109]: \"from\" is a key of the stream, not an operator\n"
                "  |\n"
                "8 |     steps: [from: lines]\n"
                "  |             ^^^^\n"
                "1 error in a.yaml; \"weir explain E109\" says more\n");
}

static void a_stream_that_does_not_exist_is_told_the_nearest(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: line, distinct: {}}\n"
                "outputs:\n"
                "  console: {from: nothing_like_it, print: {}}\n",
                "a.yaml:6:17: error[E108]: no stream \"line\"\n"
                "  |\n"
                "6 |   words: {from: line, distinct: {}}\n"
                "  |                 ^^^^\n"
                "  = help: did you mean \"lines\"?\n"
                "a.yaml:8:19: error[E108]: no stream \"nothing_like_it\"\n"
                "  |\n"
                "8 |   console: {from: nothing_like_it, print: {}}\n"
                "  |                   ^^^^^^^^^^^^^^^\n"
                "  = help: there are: lines, words, dead_letters\n"
                "2 errors in a.yaml; \"weir explain E108\" says more\n");
}

static void an_empty_list_of_inputs_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: [], union: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:17: error[E102]: from names no stream\n"
                "  |\n"
                "6 |   words: {from: [], union: {}}\n"
                "  |                 ^^\n"
                "1 error in a.yaml; \"weir explain E102\" says more\n");
}

static void an_input_that_is_no_name_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: [lines, {a: b}, 'a b'], union: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:25: error[E103]: from needs a text, not a mapping\n"
                "  |\n"
                "6 |   words: {from: [lines, {a: b}, 'a b'], union: {}}\n"
                "  |                         ^^^^^^\n"
                "a.yaml:6:33: error[E104]: from: \"a b\" is not a name\n"
                "  |\n"
                "6 |   words: {from: [lines, {a: b}, 'a b'], union: {}}\n"
                "  |                                 ^^^^^\n"
                "  = help: a name has 1 to 128 letters, digits, _ and -\n"
                "2 errors in a.yaml; \"weir explain E103\" says more\n");
}

static void a_stream_that_reads_itself_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: words, distinct: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:17: error[E401]: streams read each other in a circle: words -> words\n"
                "  |\n"
                "6 |   words: {from: words, distinct: {}}\n"
                "  |                 ^^^^^\n"
                "1 error in a.yaml; \"weir explain E401\" says more\n");
}

static void streams_in_a_circle_are_written_out(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  a: {from: c, distinct: {}}\n"
                "  b: {from: [lines, a], union: {}}\n"
                "  c: {from: b, distinct: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:7:21: error[E401]: streams read each other in a circle: a -> b -> c -> a\n"
                "  |\n"
                "7 |   b: {from: [lines, a], union: {}}\n"
                "  |                     ^\n"
                "1 error in a.yaml; \"weir explain E401\" says more\n");
}

static void dead_letters_is_a_reserved_name(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  dead_letters: {from: lines, distinct: {}}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:3: error[E109]: \"dead_letters\" is the built-in stream of rows that could not be"
                " processed\n"
                "  |\n"
                "6 |   dead_letters: {from: lines, distinct: {}}\n"
                "  |   ^^^^^^^^^^^^\n"
                "  = help: read it with from: dead_letters, and give this stream another name\n"
                "1 error in a.yaml; \"weir explain E109\" says more\n");
}

static void names_with_other_characters_are_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  'a b': {from: lines, distinct: {}}\n"
                "  c: {from: lines, geo.a.b: {}}\n"
                "outputs:\n"
                "  ö: {from: lines, print: {}}\n",
                "a.yaml:6:3: error[E104]: \"a b\" is not a name for a stream\n"
                "  |\n"
                "6 |   'a b': {from: lines, distinct: {}}\n"
                "  |   ^^^^^\n"
                "  = help: a name has 1 to 128 letters, digits, _ and -\n"
                "a.yaml:7:20: error[E104]: \"geo.a.b\" is not the name of a plugin's entry\n"
                "  |\n"
                "7 |   c: {from: lines, geo.a.b: {}}\n"
                "  |                    ^^^^^^^\n"
                "  = help: it is written name or plugin.name, each of 1 to 128 letters, digits, _ and -\n"
                "a.yaml:9:3: error[E104]: \"ö\" is not a name for an output\n"
                "  |\n"
                "9 |   ö: {from: lines, print: {}}\n"
                "  |   ^\n"
                "  = help: a name has 1 to 128 letters, digits, _ and -\n"
                "3 errors in a.yaml; \"weir explain E104\" says more\n");
}

static void an_output_without_a_sink_or_a_stream_is_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  a: {from: lines}\n"
                "  b: {print: {}}\n"
                "  c: {}\n"
                "  d: {form: lines, print: {}}\n"
                "  e: {from: [lines], print: {}}\n"
                "  f: text\n",
                "a.yaml:7:3: error[E106]: output \"a\" has no sink\n"
                "  |\n"
                "7 |   a: {from: lines}\n"
                "  |   ^\n"
                "  = help: such as: a: {from: counts, print: {}}\n"
                "a.yaml:8:3: error[E102]: output \"b\" has no \"from\"\n"
                "  |\n"
                "8 |   b: {print: {}}\n"
                "  |   ^\n"
                "  = help: such as: b: {from: counts, print: {}}\n"
                "a.yaml:9:3: error[E106]: output \"c\" has no sink\n"
                "  |\n"
                "9 |   c: {}\n"
                "  |   ^\n"
                "  = help: such as: c: {from: counts, print: {}}\n"
                "a.yaml:10:7: error[E101]: unknown key \"form\" in output \"d\"\n"
                "   |\n"
                "10 |   d: {form: lines, print: {}}\n"
                "   |       ^^^^\n"
                "   = help: did you mean \"from\"?\n"
                "a.yaml:11:13: error[E103]: an output reads one stream, not a list\n"
                "   |\n"
                "11 |   e: {from: [lines], print: {}}\n"
                "   |             ^^^^^^^\n"
                "   = help: write an output for each, or join them in a stream with union\n"
                "a.yaml:12:6: error[E103]: an output needs a mapping, not a text\n"
                "   |\n"
                "12 |   f: text\n"
                "   |      ^^^^\n"
                "6 errors in a.yaml; \"weir explain E106\" says more\n");
}

static void two_sinks_in_an_output_are_both_named(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "outputs:\n"
                "  a: {from: lines, print: {}, text_files: {path: x}}\n",
                "a.yaml:7:31: error[E105]: output \"a\" has \"print\" and \"text_files\"; it has one sink\n"
                "  |\n"
                "7 |   a: {from: lines, print: {}, text_files: {path: x}}\n"
                "  |                               ^^^^^^^^^^\n"
                "  = \"print\" is at 7:20\n"
                "  = help: write an output for each sink\n"
                "1 error in a.yaml; \"weir explain E105\" says more\n");
}

static void on_error_of_a_stream_has_three_choices(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, distinct: {}, on_error: dropp}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:48: error[E207]: on_error: \"dropp\" is none of dead_letter, drop, fail\n"
                "  |\n"
                "6 |   words: {from: lines, distinct: {}, on_error: dropp}\n"
                "  |                                                ^^^^^\n"
                "  = help: did you mean \"drop\"?\n"
                "1 error in a.yaml; \"weir explain E207\" says more\n");
}

static void help_of_a_stream_is_a_text(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams:\n"
                "  lines:\n"
                "    socket: {connect: \"localhost:9999\"}\n"
                "  words: {from: lines, distinct: {}, help: [a]}\n"
                "outputs:\n"
                "  console: {from: lines, print: {}}\n",
                "a.yaml:6:44: error[E103]: help needs a text, not a list\n"
                "  |\n"
                "6 |   words: {from: lines, distinct: {}, help: [a]}\n"
                "  |                                            ^^^\n"
                "1 error in a.yaml; \"weir explain E103\" says more\n");
}

static void streams_and_outputs_are_not_empty(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams: {}\n"
                "outputs: {}\n",
                "a.yaml:3:10: error[E102]: there are no streams\n"
                "  |\n"
                "3 | streams: {}\n"
                "  |          ^^\n"
                "a.yaml:4:10: error[E102]: there are no outputs\n"
                "  |\n"
                "4 | outputs: {}\n"
                "  |          ^^\n"
                "2 errors in a.yaml; \"weir explain E102\" says more\n");
}

static void streams_that_are_a_list_are_refused(void **state) {
  (void)state;
  assert_report("pipeline: p\n"
                "batch_interval: 1s\n"
                "streams: [a]\n"
                "outputs: b\n",
                "a.yaml:3:10: error[E103]: streams needs a mapping, not a list\n"
                "  |\n"
                "3 | streams: [a]\n"
                "  |          ^^^\n"
                "a.yaml:4:10: error[E103]: outputs needs a mapping, not a text\n"
                "  |\n"
                "4 | outputs: b\n"
                "  |          ^\n"
                "2 errors in a.yaml; \"weir explain E103\" says more\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keys_that_do_not_exist_are_told_the_nearest),
      cmocka_unit_test(missing_keys_are_all_named),
      cmocka_unit_test(values_of_the_file_are_checked),
      cmocka_unit_test(a_checkpoint_is_said_not_to_be_there_yet),
      cmocka_unit_test(two_operators_in_a_stream_are_both_named),
      cmocka_unit_test(steps_beside_an_operator_are_both_named),
      cmocka_unit_test(a_misspelled_from_is_told_before_two_operators),
      cmocka_unit_test(a_stream_without_an_operator_is_refused),
      cmocka_unit_test(an_empty_stream_is_refused),
      cmocka_unit_test(a_stream_that_is_a_text_is_refused),
      cmocka_unit_test(empty_steps_are_refused),
      cmocka_unit_test(a_bare_step_is_told_its_colon),
      cmocka_unit_test(a_step_that_is_a_list_is_refused),
      cmocka_unit_test(a_step_of_two_operators_is_told_how_to_part_them),
      cmocka_unit_test(a_step_that_is_empty_is_refused),
      cmocka_unit_test(a_reserved_key_as_a_step_is_refused),
      cmocka_unit_test(a_stream_that_does_not_exist_is_told_the_nearest),
      cmocka_unit_test(an_empty_list_of_inputs_is_refused),
      cmocka_unit_test(an_input_that_is_no_name_is_refused),
      cmocka_unit_test(a_stream_that_reads_itself_is_refused),
      cmocka_unit_test(streams_in_a_circle_are_written_out),
      cmocka_unit_test(dead_letters_is_a_reserved_name),
      cmocka_unit_test(names_with_other_characters_are_refused),
      cmocka_unit_test(an_output_without_a_sink_or_a_stream_is_refused),
      cmocka_unit_test(two_sinks_in_an_output_are_both_named),
      cmocka_unit_test(on_error_of_a_stream_has_three_choices),
      cmocka_unit_test(help_of_a_stream_is_a_text),
      cmocka_unit_test(streams_and_outputs_are_not_empty),
      cmocka_unit_test(streams_that_are_a_list_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
