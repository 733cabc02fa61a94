/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "data/schema.h"
#include "failing_malloc.h"

static int parse(const char *text, weir_field *field) { return schema_parse_type(text, strlen(text), field); }

static void check_type(const char *text, const char *printed) {
  weir_field field;
  char to[128];
  assert_int_equal(parse(text, &field), 0);
  assert_int_equal(schema_type_text(&field, to, sizeof to), strlen(printed));
  assert_string_equal(to, printed);
  schema_field_finish(&field);
}

static void types_are_read_and_written(void **state) {
  (void)state;
  check_type("bool", "bool?");
  check_type("int64", "int64?");
  check_type("float64", "float64?");
  check_type(" timestamp ", "timestamp?");
  check_type("string", "string?");
  check_type("binary", "binary?");
  check_type("list<int64>", "list<int64?>?");
  check_type("list< list<string> >", "list<list<string?>?>?");
  check_type("map<string, string>", "map<string,string?>?");
  check_type("list<int64?>?", "list<int64?>?");
  check_type("struct<a:int64, b: list<string>>", "struct<a:int64?,b:list<string?>?>?");
  check_type("struct<`a b`:int64,`x``y` struct<c bool>>", "struct<`a b`:int64?,`x``y`:struct<c:bool?>?>?");
}

static void a_schema_is_a_list_of_names_and_types(void **state) {
  (void)state;
  schema s;
  char text[200];
  size_t at = 0;
  schema_init(&s);
  static const char columns[] = " a int64,b  struct<c:string>?,\n`d e` list<bool>";
  assert_int_equal(schema_parse(&s, columns, strlen(columns), &at), 0);
  schema_text(&s.schema, text, sizeof text);
  assert_string_equal(text, "a int64?, b struct<c:string?>?, d e list<bool?>?");
  schema_finish(&s);
}

static void a_wrong_schema_says_where(void **state) {
  static const struct {
    const char *text;
    size_t at;
  } wrong[] = {{"", 0},
               {"a", 0},
               {"a int64,", 8},
               {"a int64, b", 9},
               {"a int64, a bool", 9},
               {"a int64 b", 8},
               {"a int64, `b int64", 9},
               {"1", 0},
               {"a list<", 0},
               {"a, b int64", 0}};
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    schema s;
    size_t at = 99;
    schema_init(&s);
    if (schema_parse(&s, wrong[i].text, strlen(wrong[i].text), &at) != -1)
      fail_msg("'%s' was taken for a schema", wrong[i].text);
    if (at != wrong[i].at) fail_msg("'%s' is said to be wrong at %zu", wrong[i].text, at);
    schema_finish(&s);
  }
}

static void what_is_no_type_is_refused(void **state) {
  static const char *const wrong[] = {"",
                                      "text",
                                      "int",
                                      "list",
                                      "list<",
                                      "list<int64",
                                      "list<int64>>",
                                      "list<x>",
                                      "int64 int64",
                                      "map<string>",
                                      "map<string,",
                                      "map<int64,string>",
                                      "map",
                                      "<int64>",
                                      "list<>",
                                      "map<string,int64>",
                                      "string??",
                                      "struct",
                                      "struct<>",
                                      "struct<a>",
                                      "struct<a:int64,a:int64>",
                                      "struct<a:int64",
                                      "struct<`a:int64>",
                                      "INT64"};
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    weir_field field = {.type = 77};
    if (parse(wrong[i], &field) != -1) fail_msg("'%s' was taken for a type", wrong[i]);
    assert_int_equal(field.type, 77);
  }
}

static void types_that_nest_too_deep_are_refused(void **state) {
  (void)state;
  char text[256] = "";
  for (uint32_t i = 0; i < SCHEMA_MAX_DEPTH; i++) strcat(text, "list<");
  strcat(text, "bool");
  for (uint32_t i = 0; i < SCHEMA_MAX_DEPTH; i++) strcat(text, ">");
  weir_field field;
  assert_int_equal(parse(text, &field), 0);
  schema s;
  schema_init(&s);
  weir_field deeper = {.type = WEIR_LIST, .children = 1, .child = &field};
  assert_int_equal(schema_add(&s, "deep", &field), 0);
  field.name = "inner";
  assert_int_equal(schema_add(&s, "deeper", &deeper), -1);
  schema_finish(&s);
  schema_field_finish(&field);
  memmove(text + 5, text, strlen(text) + 1);
  memcpy(text, "list<", 5);
  strcat(text, ">");
  assert_int_equal(parse(text, &field), -1);
}

static void fields_are_copied_deep_and_found_by_name(void **state) {
  (void)state;
  schema s, copy;
  weir_field list;
  char name[] = "words";
  schema_init(&s);
  assert_int_equal(parse("list<string>", &list), 0);
  assert_int_equal(schema_add(&s, name, &list), 0);
  schema_field_finish(&list);
  name[0] = 'x';
  assert_int_equal(schema_add_type(&s, "count", WEIR_I64, 0), 0);
  assert_int_equal(schema_find(&s.schema, "words"), 0);
  assert_int_equal(schema_find(&s.schema, "count"), 1);
  assert_int_equal(schema_find(&s.schema, "xords"), UINT32_MAX);
  schema_init(&copy);
  assert_int_equal(schema_copy(&copy, &s.schema), 0);
  schema_finish(&s);
  char text[64];
  assert_int_equal(schema_text(&copy.schema, text, sizeof text), strlen("words list<string?>?, count int64"));
  assert_string_equal(text, "words list<string?>?, count int64");
  assert_string_equal(copy.schema.field[0].child[0].name, "element");
  schema_finish(&copy);
  schema_finish(NULL);
  schema_field_finish(NULL);
}

static void many_fields_find_room(void **state) {
  (void)state;
  schema s;
  schema_init(&s);
  for (int i = 0; i < 100; i++) {
    char name[8] = {'f', (char)('0' + i / 10), (char)('0' + i % 10)};
    assert_int_equal(schema_add_type(&s, name, WEIR_BOOL, WEIR_NULLABLE), 0);
  }
  assert_int_equal(schema_find(&s.schema, "f99"), 99);
  assert_ptr_equal(s.field, s.schema.field);
  schema_finish(&s);
}

static void a_name_that_exists_is_refused(void **state) {
  (void)state;
  schema s, copy;
  schema_init(&s);
  weir_field nameless = {.type = WEIR_I64};
  assert_int_equal(schema_add_type(&s, "a", WEIR_I64, 0), 0);
  assert_int_equal(schema_add_type(&s, "a", WEIR_F64, 0), -2);
  assert_int_equal(schema_add(&s, NULL, &nameless), 0);
  assert_string_equal(s.field[1].name, "");
  weir_field twice[] = {{.name = "b", .type = WEIR_I64}, {.name = "b", .type = WEIR_I64}};
  weir_schema bad = {.size = sizeof bad, .count = 2, .stride = sizeof twice[0], .field = twice};
  schema_init(&copy);
  assert_int_equal(schema_copy(&copy, &bad), -2);
  assert_int_equal(copy.schema.count, 0);
  schema_finish(&s);
}

static void types_are_compared_without_names_and_nullability(void **state) {
  (void)state;
  weir_field a, b, c;
  assert_int_equal(parse("list<int64>", &a), 0);
  assert_int_equal(parse("list<int64>", &b), 0);
  assert_int_equal(parse("list<string>", &c), 0);
  b.flags = 0;
  b.name = "b";
  assert_true(schema_same_type(&a, &b));
  assert_false(schema_same_type(&a, &c));
  weir_schema x = {.count = 1, .stride = sizeof a, .field = &a}, y = x, z = x, none = x;
  y.field = &b;
  z.field = &c;
  none.count = 0;
  assert_true(schema_same_types(&x, &y));
  assert_false(schema_same_types(&x, &z));
  assert_false(schema_same_types(&x, &none));
  schema_field_finish(&a);
  schema_field_finish(&b);
  schema_field_finish(&c);
}

static void text_is_cut_to_its_room_and_ends_with_a_nul(void **state) {
  (void)state;
  weir_field field = {.type = WEIR_TIME}, odd = {.type = 99};
  char to[6];
  assert_int_equal(schema_type_text(&field, to, sizeof to), strlen("timestamp"));
  assert_string_equal(to, "times");
  assert_int_equal(schema_type_text(&field, NULL, 0), strlen("timestamp"));
  assert_int_equal(schema_type_text(&odd, to, sizeof to), strlen("unknown"));
  weir_schema none = {.stride = sizeof field};
  assert_int_equal(schema_text(&none, to, sizeof to), 0);
  assert_string_equal(to, "");
}

static void widths_are_those_of_the_abi(void **state) {
  (void)state;
  assert_int_equal(schema_width(WEIR_BOOL), 1);
  assert_int_equal(schema_width(WEIR_I64), sizeof(int64_t));
  assert_int_equal(schema_width(WEIR_F64), sizeof(double));
  assert_int_equal(schema_width(WEIR_TIME), 8);
  assert_int_equal(schema_width(WEIR_STRING), sizeof(weir_str));
  assert_int_equal(schema_width(WEIR_BINARY), sizeof(weir_str));
  assert_int_equal(schema_width(WEIR_LIST), 0);
  assert_int_equal(schema_width(WEIR_MAP), 0);
  assert_int_equal(schema_width(99), 0);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  weir_field field;
  uint64_t n = 1;
  for (;; n++) {
    malloc_fail_at(n);
    int result = parse("struct<a:list<map<string,string>>,b:int64>", &field);
    if (result == 0) break;
    assert_int_equal(result, -2);
  }
  assert_true(n > 4);
  schema s, copy;
  for (n = 1;; n++) {
    schema_init(&s);
    malloc_fail_at(n);
    int result = schema_add(&s, "f", &field);
    if (result == 0) break;
    assert_int_equal(result, -1);
    assert_int_equal(s.schema.count, 0);
    schema_finish(&s);
  }
  for (n = 1;; n++) {
    schema_init(&copy);
    malloc_fail_at(n);
    int result = schema_copy(&copy, &s.schema);
    if (result == 0) break;
    assert_int_equal(result, -1);
    assert_int_equal(copy.schema.count, 0);
  }
  malloc_fail_at(0);
  schema_finish(&s);
  schema_finish(&copy);
  schema_field_finish(&field);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(types_are_read_and_written),
      cmocka_unit_test(what_is_no_type_is_refused),
      cmocka_unit_test(a_schema_is_a_list_of_names_and_types),
      cmocka_unit_test(a_wrong_schema_says_where),
      cmocka_unit_test(types_that_nest_too_deep_are_refused),
      cmocka_unit_test(fields_are_copied_deep_and_found_by_name),
      cmocka_unit_test(many_fields_find_room),
      cmocka_unit_test(a_name_that_exists_is_refused),
      cmocka_unit_test(types_are_compared_without_names_and_nullability),
      cmocka_unit_test(text_is_cut_to_its_room_and_ends_with_a_nul),
      cmocka_unit_test(widths_are_those_of_the_abi),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
