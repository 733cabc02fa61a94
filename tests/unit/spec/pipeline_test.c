/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pipelines that are right: what the structs hold, and what ${} has put in.
 */
#include "fixture.h"

static spec *load(const char *text) {
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec *loaded = spec_load("pipes/a.yaml", text, strlen(text), &FIXTURE_ENVIRONMENT, &list);
  if (list.errors > 0) {
    spec_diagnostics_print(&list, stderr);
  }
  assert_int_equal(list.errors, 0);
  assert_non_null(loaded);
  spec_diagnostics_finish(&list);
  return loaded;
}

static const char WORD_COUNT[] = "pipeline: word-count\n"
                                 "batch_interval: 1s\n"
                                 "streams:\n"
                                 "  lines:\n"
                                 "    socket: {connect: \"localhost:9999\"}\n"
                                 "    help: what people say\n"
                                 "  words:\n"
                                 "    from: lines\n"
                                 "    flatMap: {word: \"split(line, ' ')\"}\n"
                                 "    on_error: drop\n"
                                 "  both:\n"
                                 "    from: [lines, dead_letters]\n"
                                 "    steps:\n"
                                 "      - union:\n"
                                 "      - geo.locate: {}\n"
                                 "outputs:\n"
                                 "  console: {from: words, print: }\n"
                                 "  rest: {from: dead_letters, my.sink: ''}\n";

static void streams_and_outputs_stand_in_the_order_of_the_file(void **state) {
  (void)state;
  spec *loaded = load(WORD_COUNT);
  const spec_pipeline *pipeline = &loaded->pipeline;
  assert_string_equal(pipeline->name, "word-count");
  assert_int_equal(pipeline->stream_count, 3);
  assert_string_equal(pipeline->streams[0].name, "lines");
  assert_string_equal(pipeline->streams[0].help, "what people say");
  assert_int_equal(pipeline->streams[0].from_count, 0);
  assert_string_equal(pipeline->streams[0].entries[0].entry, "socket");
  assert_int_equal(pipeline->streams[1].on_error, SPEC_ON_ERROR_DROP);
  assert_ptr_equal(pipeline->streams[1].from[0].stream, &pipeline->streams[0]);
  assert_int_equal(pipeline->output_count, 2);
  assert_ptr_equal(pipeline->outputs[0].from.stream, &pipeline->streams[1]);
  assert_true(pipeline->outputs[1].from.is_dead_letters);
  assert_null(pipeline->outputs[1].from.stream);
  assert_ptr_equal(spec_find_stream(pipeline, "both"), &pipeline->streams[2]);
  assert_null(spec_find_stream(pipeline, "none"));
  spec_destroy(loaded);
}

static void steps_are_entries_of_plugins(void **state) {
  (void)state;
  spec *loaded = load(WORD_COUNT);
  const spec_stream *both = &loaded->pipeline.streams[2];
  assert_true(both->has_steps);
  assert_false(both->broken);
  assert_int_equal(both->entry_count, 2);
  assert_string_equal(both->entries[0].plugin, "union");
  assert_string_equal(both->entries[0].entry, "union");
  assert_string_equal(both->entries[1].plugin, "geo");
  assert_string_equal(both->entries[1].entry, "locate");
  assert_true(both->from[1].is_dead_letters);
  spec_destroy(loaded);
}

static void an_empty_body_is_an_empty_mapping_unless_quoted(void **state) {
  (void)state;
  spec *loaded = load(WORD_COUNT);
  const spec_output *outputs = loaded->pipeline.outputs;
  assert_int_equal(outputs[0].sink.body->kind, SPEC_MAPPING);
  assert_int_equal(outputs[0].sink.body->pair_count, 0);
  assert_int_equal(outputs[0].sink.body->span.start, outputs[0].sink.key->span.start);
  assert_int_equal(outputs[1].sink.body->kind, SPEC_SCALAR);
  spec_destroy(loaded);
}

static void keys_of_the_file_have_defaults(void **state) {
  (void)state;
  spec *loaded = load(WORD_COUNT);
  const spec_pipeline *pipeline = &loaded->pipeline;
  assert_int_equal(pipeline->batch_interval, 1000000);
  assert_int_equal(pipeline->lanes, 0);
  assert_int_equal(pipeline->partitions, 0);
  assert_int_equal(pipeline->memory, 0);
  assert_int_equal(pipeline->max_row, 1000000);
  assert_int_equal(pipeline->align, SPEC_ALIGN_START);
  assert_int_equal(pipeline->on_batch_failure, SPEC_FAILURE_STOP);
  spec_destroy(loaded);
}

static void keys_of_the_file_are_read(void **state) {
  (void)state;
  spec *loaded =
      load("pipeline: ${HOST}\nbatch_interval: 100ms\nlanes: 4\npartitions: 8\nmemory: 1GiB\nmax_row: 64MB\n"
           "align: clock\non_batch_failure: skip\nstreams: {a: {rate: {}}}\noutputs: {a: {from: a, print: {}}}\n");
  const spec_pipeline *pipeline = &loaded->pipeline;
  assert_string_equal(pipeline->name, "example");
  assert_int_equal(pipeline->batch_interval, 100000);
  assert_int_equal(pipeline->lanes, 4);
  assert_int_equal(pipeline->partitions, 8);
  assert_int_equal(pipeline->memory, 1 << 30);
  assert_int_equal(pipeline->max_row, 64000000);
  assert_int_equal(pipeline->align, SPEC_ALIGN_CLOCK);
  assert_int_equal(pipeline->on_batch_failure, SPEC_FAILURE_SKIP);
  spec_destroy(loaded);
}

/* A pipeline whose source has the option `x` written as given. */
static spec *load_value(const char *written, const spec_node **ret_value) {
  char text[400];
  snprintf(text, sizeof text,
           "pipeline: p\nbatch_interval: 1s\nstreams: {a: {rate: {x: %s}}}\noutputs: {a: {from: a, print: {}}}\n",
           written);
  spec *loaded = load(text);
  *ret_value = loaded->pipeline.streams[0].entries[0].body->pairs[0].value;
  return loaded;
}

static void assert_value(const char *written, const char *expected) {
  const spec_node *value;
  spec *loaded = load_value(written, &value);
  assert_string_equal(value->text, expected);
  assert_int_equal(value->length, strlen(expected));
  spec_destroy(loaded);
}

static void variables_defaults_files_and_literals_are_put_in(void **state) {
  (void)state;
  assert_value("'http://${HOST}:80/'", "http://example:80/");
  assert_value("'${UNSET:-a b}'", "a b");
  assert_value("'${UNSET:-}'", "");
  assert_value("'${EMPTY:-full}'", "full");
  assert_value("'${EMPTY}'", "");
  assert_value("'${HOST:-other}'", "example");
  assert_value("'${file:-no file}'", "no file");
  assert_value("'${file:key}'", "s3cret");
  assert_value("'a$${HOST}b'", "a${HOST}b");
  assert_value("'$HOST $5 a$'", "$HOST $5 a$");
}

static void a_value_put_in_is_never_read_again(void **state) {
  (void)state;
  const spec_node *value;
  spec *loaded = load_value("'${UNSET:-$HOST}'", &value);
  assert_string_equal(value->text, "$HOST");
  assert_int_equal(value->kind, SPEC_SCALAR);
  spec_destroy(loaded);
}

static void segments_tell_what_was_put_in(void **state) {
  (void)state;
  const spec_node *value;
  spec *loaded = load_value("\"x\\t${SECRET}$${${HOST}y\"", &value);
  assert_string_equal(value->text, "x\thunter2hunter2${exampley");
  assert_int_equal(value->segment_count, 5);
  static const struct {
    const char *text;
    bool substituted;
  } expected[] = {{"x\t", false}, {"hunter2hunter2", true}, {"${", false}, {"example", true}, {"y", false}};
  for (size_t i = 0; i < 5; i++) {
    const spec_segment *segment = &value->segments[i];
    assert_int_equal(segment->length, strlen(expected[i].text));
    assert_memory_equal(segment->text, expected[i].text, segment->length);
    assert_memory_equal(value->text + segment->at, expected[i].text, segment->length);
    assert_int_equal(segment->substituted, expected[i].substituted);
  }
  spec_destroy(loaded);
}

static void places_behind_a_value_put_in_are_found(void **state) {
  (void)state;
  const spec_node *value;
  spec *loaded = load_value("\"a${SECRET}b c\"", &value);
  const char *file = loaded->document.source.text;
  const char *quoted = strstr(file, "\"a${");
  assert_ptr_equal(file + spec_position_in(&loaded->document, value, 0), quoted + 1);
  assert_ptr_equal(file + spec_position_in(&loaded->document, value, 5), quoted + 2);
  assert_ptr_equal(file + spec_position_in(&loaded->document, value, 15), quoted + 11);
  spec_span span = spec_span_in(&loaded->document, value, 1, 15);
  assert_ptr_equal(file + span.end, quoted + 11);
  spec_destroy(loaded);
}

static void a_value_put_in_is_shown_as_written(void **state) {
  (void)state;
  const spec_node *value;
  char shown[40];
  spec *loaded = load_value("'a${SECRET}b'", &value);
  assert_string_equal(spec_node_shown(value, shown, sizeof shown), "a${SECRET}b");
  spec_destroy(loaded);
}

static void a_world_without_callbacks_has_no_variables_and_no_files(void **state) {
  (void)state;
  static const char text[] = "pipeline: ${HOST}\nbatch_interval: ${file:/x}\n";
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec_destroy(spec_load("a.yaml", text, sizeof text - 1, &(spec_environment){0}, &list));
  assert_string_equal(list.kept[0]->message, "environment variable HOST is not set");
  assert_string_equal(list.kept[1]->message, "cannot read \"/x\": files cannot be read here");
  spec_diagnostics_finish(&list);
}

static void what_reads_a_broken_stream_can_tell(void **state) {
  (void)state;
  static const char text[] =
      "streams:\n  a: {from: b, distinct: {}}\n  b: {from: a, distinct: {}}\n  c: {from: d, x: {}}\n"
      "  e: {rate: {}}\noutputs: {o: {from: d, print: {}}, p: {from: e, print: {}}}\n";
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec *loaded = spec_load("a.yaml", text, sizeof text - 1, &FIXTURE_ENVIRONMENT, &list);
  assert_non_null(loaded);
  assert_true(loaded->pipeline.streams[0].broken);
  assert_true(loaded->pipeline.streams[1].broken);
  assert_true(loaded->pipeline.streams[2].broken);
  assert_false(loaded->pipeline.streams[3].broken);
  assert_true(loaded->pipeline.outputs[0].broken);
  assert_false(loaded->pipeline.outputs[1].broken);
  spec_destroy(loaded);
  spec_diagnostics_finish(&list);
}

static void a_file_may_hold_1024_streams_and_no_more(void **state) {
  (void)state;
  for (int count = 1024; count <= 1025; count++) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs("pipeline: p\nbatch_interval: 1s\nstreams:\n", out);
    for (int i = 0; i < count; i++) {
      fprintf(out, "  s%d: {from: s%d, distinct: {}}\n", i, i == 1023 ? 0 : i + 1);
    }
    fputs("outputs: {o: {from: s0, print: {}}}\n", out);
    fclose(out);
    char *report = fixture_report("a.yaml", text, size);
    assert_non_null(
        strstr(report, count == 1024 ? "circle: s0 -> s1023 -> s1022" : "1025 streams; there are at most 1024"));
    free(report);
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(streams_and_outputs_stand_in_the_order_of_the_file),
      cmocka_unit_test(steps_are_entries_of_plugins),
      cmocka_unit_test(an_empty_body_is_an_empty_mapping_unless_quoted),
      cmocka_unit_test(keys_of_the_file_have_defaults),
      cmocka_unit_test(keys_of_the_file_are_read),
      cmocka_unit_test(variables_defaults_files_and_literals_are_put_in),
      cmocka_unit_test(a_value_put_in_is_never_read_again),
      cmocka_unit_test(segments_tell_what_was_put_in),
      cmocka_unit_test(places_behind_a_value_put_in_are_found),
      cmocka_unit_test(a_value_put_in_is_shown_as_written),
      cmocka_unit_test(a_world_without_callbacks_has_no_variables_and_no_files),
      cmocka_unit_test(what_reads_a_broken_stream_can_tell),
      cmocka_unit_test(a_file_may_hold_1024_streams_and_no_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
