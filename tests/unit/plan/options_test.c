/* SPDX-License-Identifier: Apache-2.0 */
/* What each type of option leaves in the instance. */
#include "fixture.h"
#include "plugins/planner.h"

#include <stdio.h>
#include <string.h>

/* `x` reads events with the body of planner.types given. */
static planned plan_types(const char *body, const types **image) {
  char yaml[4000];
  const int n = snprintf(yaml, sizeof yaml, HEAD "  x: {from: [events, events], planner.types: %s}\n" OUTPUT, body);
  assert_in_range(n, 1, sizeof yaml - 1);
  const planned p = plan_good(yaml);
  *image = find_node(&p, "x", "planner.types", PLAN_OPERATOR)->image;
  return p;
}

static void assert_str(const weir_str *s, const char *expected) {
  assert_int_equal(s->len, strlen(expected));
  assert_memory_equal(weir_text(s), expected, s->len);
}

static void what_is_not_given_is_its_default_or_absent(void **state) {
  const types *t;
  planned p = plan_types("{}", &t);
  (void)state;
  assert_int_equal(t->flag, 1);
  assert_int_equal(t->number, 7);
  assert_int_equal(t->choice, 1);
  assert_int_equal(t->column, 0);
  assert_str(&t->text, ",");
  assert_int_equal(t->texts.count, 2);
  assert_str(&t->texts.text[1], "b");
  assert_int_equal(((const weir_format *)t->format) != NULL, 1);
  assert_int_equal(t->absent_column, WEIR_NO_ROW);
  assert_int_equal(t->stream, WEIR_NO_ROW);
  assert_null(t->expression);
  assert_null(t->key);
  assert_int_equal(t->rows.count, 0);
  planned_finish(&p);
}

static void numbers_and_words_are_read(void **state) {
  const types *t;
  planned p = plan_types("{flag: false, number: 10, real: 0.5, choice: blue, duration: 1m, size: 64KB, format: csv,\n"
                         "     text: a text of more than twelve bytes, texts: one}",
                         &t);
  (void)state;
  assert_int_equal(t->flag, 0);
  assert_int_equal(t->number, 10);
  assert_true(t->real == 0.5);
  assert_int_equal(t->choice, 2);
  assert_int_equal(t->duration, 60000000);
  assert_int_equal(t->size, 64000);
  assert_str(&t->text, "a text of more than twelve bytes");
  assert_int_equal(weir_text(&t->text)[t->text.len], 0);
  assert_int_equal(t->texts.count, 1);
  assert_str(&t->texts.text[0], "one");
  planned_finish(&p);
}

static void a_scalar_in_place_of_the_mapping_is_the_main_option(void **state) {
  const types *t;
  planned p = plan_types("hello", &t);
  (void)state;
  assert_str(&t->word, "hello");
  planned_finish(&p);
}

static void the_whole_mapping_is_the_body_option(void **state) {
  planned p = plan_good(HEAD "  x: {from: events, planner.rename: {word: w, n: count}}\n" OUTPUT);
  const weir_text_map *names = find_node(&p, "x", "planner.rename", PLAN_OPERATOR)->image;
  (void)state;
  assert_int_equal(names->count, 2);
  assert_str(&names->key[1], "n");
  assert_str(&names->value[1], "count");
  planned_finish(&p);
}

static void paths_begin_at_the_files_directory(void **state) {
  static const char *const cases[][2] = {{"data/log", "/pipelines/data/log"},
                                         {"/var/log/x", "/var/log/x"},
                                         {"\"webhdfs://node:9870/a\"", "webhdfs://node:9870/a"}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char body[100];
    const types *t;
    (void)snprintf(body, sizeof body, "{path: %s}", cases[i][0]);
    planned p = plan_types(body, &t);
    assert_str(&t->path, cases[i][1]);
    planned_finish(&p);
  }
}

static void secrets_come_from_outside(void **state) {
  planned p = plan_good(HEAD "outputs:\n  out: {from: events, planner.sink: {secret: \"${NAME}\"}}\n");
  const sink *s = find_node(&p, "out", "planner.sink", PLAN_SINK)->image;
  (void)state;
  assert_str(&s->secret, "it's");
  planned_finish(&p);
}

static void columns_are_found_by_name(void **state) {
  const types *t;
  planned p = plan_types("{column: At, any_column: events.tags, columns: [n, word]}", &t);
  (void)state;
  assert_int_equal(t->column, 2);
  assert_int_equal(t->any_column, 3);
  assert_int_equal(t->columns.count, 2);
  assert_int_equal(t->columns.index[0], 1);
  assert_int_equal(t->columns.index[1], 0);
  planned_finish(&p);
}

static void expressions_are_typed(void **state) {
  char text[200];
  const types *t;
  planned p = plan_types("{expression: \"word = ${NAME}\", expressions: {a: n + 1, b: word}, key: [word, n],\n"
                         "     values: {rows: count(*)}, on: {word: word, n: n}}",
                         &t);
  (void)state;
  (void)expr_print(t->expression, text, sizeof text);
  assert_non_null(strstr(text, "it"));
  (void)schema_text(expr_list_schema(t->expressions), text, sizeof text);
  assert_string_equal(text, "a int64?, b string");
  (void)schema_text(expr_list_schema(t->key), text, sizeof text);
  assert_string_equal(text, "word string, n int64?");
  (void)schema_text(expr_aggregates_schema(t->aggregates), text, sizeof text);
  assert_string_equal(text, "rows int64");
  assert_non_null(t->pairs);
  planned_finish(&p);
}

static void a_stream_becomes_a_further_input(void **state) {
  const types *t;
  planned p = plan_types("{stream: events}", &t);
  (void)state;
  assert_int_equal(t->stream, 2);
  assert_int_equal(find_node(&p, "x", "planner.types", PLAN_OPERATOR)->inputs, 3);
  planned_finish(&p);
}

static void fields_are_types_by_name(void **state) {
  char text[200];
  const types *t;
  planned p = plan_types("{fields: {a: int64, b: \"list<string>\", c: \"map<string,string>\"}}", &t);
  (void)state;
  (void)schema_text(t->fields, text, sizeof text);
  assert_string_equal(text, "a int64?, b list<string?>?, c map<string,string?>?");
  planned_finish(&p);
}

static void rows_become_chunks_of_their_fields(void **state) {
  const types *t;
  planned p =
      plan_types("{fields: {n: int64, s: string, l: \"list<int64>\", m: \"map<string,string>\", at: timestamp, f: "
                 "float64, b: bool},\n     rows: [[[1, a, [1, 2], {k: v}, \"1970-01-01T00:00:01Z\", 0.5, true], "
                 "[null, 'null', [], {}, ~, NaN, false]], []]}",
                 &t);
  (void)state;
  assert_int_equal(t->rows.count, 2);
  const weir_chunk *c = t->rows.batch[0];
  assert_int_equal(c->rows, 2);
  assert_int_equal(c->columns, 7);
  assert_int_equal(weir_i64(c, 0)[0], 1);
  assert_true(weir_null(c, 0, 1));
  assert_str(&weir_strs(c, 1)[1], "null");
  assert_false(weir_null(c, 1, 1));
  const weir_column *list = weir_col(c, 2);
  assert_int_equal(list->ends[0], 2);
  assert_int_equal(list->ends[1], 2);
  assert_int_equal(((const int64_t *)list->child[0].data)[1], 2);
  const weir_column *map = weir_col(c, 3);
  assert_str(&((const weir_str *)map->child[1].data)[0], "v");
  assert_int_equal(weir_i64(c, 4)[0], 1000000);
  assert_true(weir_null(c, 4, 1));
  assert_true(weir_f64(c, 5)[0] == 0.5);
  assert_true(weir_f64(c, 5)[1] != weir_f64(c, 5)[1]);
  assert_int_equal(weir_bool(c, 6)[0], 1);
  assert_int_equal(t->rows.batch[1]->rows, 0);
  planned_finish(&p);
}

static void bare_values_are_rows_of_one_field(void **state) {
  const types *t;
  planned p = plan_types("{fields: {n: int64}, rows: [[1, 2, [3]]]}", &t);
  (void)state;
  assert_int_equal(t->rows.batch[0]->rows, 3);
  assert_int_equal(weir_i64(t->rows.batch[0], 0)[2], 3);
  planned_finish(&p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_given_is_its_default_or_absent),
      cmocka_unit_test(numbers_and_words_are_read),
      cmocka_unit_test(a_scalar_in_place_of_the_mapping_is_the_main_option),
      cmocka_unit_test(the_whole_mapping_is_the_body_option),
      cmocka_unit_test(paths_begin_at_the_files_directory),
      cmocka_unit_test(secrets_come_from_outside),
      cmocka_unit_test(columns_are_found_by_name),
      cmocka_unit_test(expressions_are_typed),
      cmocka_unit_test(a_stream_becomes_a_further_input),
      cmocka_unit_test(fields_are_types_by_name),
      cmocka_unit_test(rows_become_chunks_of_their_fields),
      cmocka_unit_test(bare_values_are_rows_of_one_field),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
