/* SPDX-License-Identifier: Apache-2.0 */
/* JSON read into columns, told by the JSON of the rows that came out; what is bad, by the sentence. */
#include "data/format.h"
#include "data/json_reader.h"
#include "data/json_scan.h"
#include "sample.h"
#include <math.h>
#include <stdlib.h>

/* ---- an output that keeps its rows ------------------------------------------------------------------------------- */

typedef struct json_out {
  weir_host host;
  weir_out out;
  memory *memory;
  schema schema;
  columns columns;
  char *block[256]; /* string memory */
  uint32_t blocks;
  weir_json_reader *reader;
  weir_parsed parsed;
} json_out;

static json_out *of(weir_out *out) { return (json_out *)(void *)(uintptr_t)out->host; }

static char *bytes(weir_out *out, uint64_t n) {
  json_out *o = of(out);
  assert_true(o->blocks < 256);
  char *block = calloc(1, n + 2 * WEIR_PAD);
  assert_non_null(block);
  o->block[o->blocks++] = block;
  return block + WEIR_PAD;
}

static uint32_t list_reserve(weir_out *out, uint32_t column, uint32_t n) {
  return columns_list_reserve(&of(out)->columns, column, n);
}

static void begin_at(json_out *o, const char *fields, const char *const *path) {
  weir_error err = {.option = -1};
  *o = (json_out){.host = {.size = sizeof o->host, .bytes = bytes, .list_reserve = list_reserve}};
  o->memory = memory_create(1 << 26);
  sample_schema(&o->schema, fields);
  assert_int_equal(columns_init(&o->columns, o->memory, &o->schema.schema, 64), 0);
  o->out = (weir_out){.size = sizeof o->out,
                      .capacity = 64,
                      .columns = o->schema.schema.count,
                      .col = o->columns.out,
                      .host = &o->host};
  o->reader = json_service.open(&o->schema.schema, path, &err);
  if (!o->reader) fail_msg("not opened: %s", err.text);
}

static void begin(json_out *o, const char *fields) { begin_at(o, fields, NULL); }

static void finish(json_out *o) {
  json_service.close(o->reader);
  columns_finish(&o->columns);
  schema_finish(&o->schema);
  memory_unref(o->memory);
  for (uint32_t i = 0; i < o->blocks; i++) free(o->block[i]);
}

/* Reads texts, each in padded memory of its own; NULL is a null. */
static void read_texts(json_out *o, const char *const *text, uint32_t n) {
  weir_str str[64] = {0};
  uint64_t valid = UINT64_MAX;
  for (uint32_t i = 0; i < n; i++) {
    const uint32_t size = text[i] ? (uint32_t)strlen(text[i]) : 0;
    char *copy = bytes(&o->out, size);
    if (size) memcpy(copy, text[i], size);
    str[i] = weir_view(copy, size);
    if (!text[i]) valid &= ~(UINT64_C(1) << i);
  }
  const weir_column column = {.data = str, .valid = &valid, .type = WEIR_STRING};
  json_service.read(o->reader, &column, 0, n, &o->out, 0, &o->parsed);
  o->out.rows += o->parsed.good;
}

static void expect_rows(json_out *o, const char *want) {
  text_buffer got = {0};
  weir_chunk chunk;
  columns_chunk(&o->columns, o->out.rows, 0, NULL, &chunk);
  assert_int_equal(format_rows(format_find("json", 4), &o->schema.schema, &chunk, 0, o->out.rows, &got), 0);
  assert_int_equal(text_buffer_add(&got, "", 1), 0);
  assert_string_equal(got.data, want);
  text_buffer_finish(&got);
}

static void expect_row(const char *fields, const char *text, const char *want) {
  json_out o;
  begin(&o, fields);
  read_texts(&o, &text, 1);
  if (o.parsed.bad) fail_msg("%s: %s", text, o.parsed.why[0]);
  expect_rows(&o, want);
  finish(&o);
}

static void expect_bad(const char *fields, const char *text, const char *why) {
  json_out o;
  begin(&o, fields);
  read_texts(&o, &text, 1);
  if (o.parsed.good) fail_msg("%s is taken", text);
  assert_int_equal(o.parsed.bad, 1);
  assert_string_equal(o.parsed.why[0], why);
  finish(&o);
}

/* ---- tests -------------------------------------------------------------------------------------------------------- */

static void members_become_columns_whatever_their_order(void **state) {
  (void)state;
  expect_row("card string, amount float64, n int64", "{\"card\":\"4711\",\"amount\":12.5,\"n\":-3}",
             "{\"card\":\"4711\",\"amount\":12.5,\"n\":-3}\n");
  expect_row("card string, amount float64, n int64", " { \"n\" : 7 ,\t\"x\":[1,{\"y\":[]}], \"card\":\"a\" } \r\n",
             "{\"card\":\"a\",\"amount\":null,\"n\":7}\n");
  expect_row("a int64", "{}", "{\"a\":null}\n");
}

static void every_type_is_read(void **state) {
  (void)state;
  expect_row("b bool, c bool, t timestamp, y binary, l list<int64>, s list<string>, m map<string,string>",
             "{\"b\":true,\"c\":false,\"t\":\"2024-05-01T12:00:00.5+02:00\",\"y\":\"00fF\",\"l\":[1, -2,3],"
             "\"s\":[\"a string of some length\",null,\"\"],\"m\":{\"k\":\"v\",\"n\":[1, 2]}}",
             "{\"b\":true,\"c\":false,\"t\":\"2024-05-01T10:00:00.5Z\",\"y\":\"00ff\",\"l\":[1,-2,3],"
             "\"s\":[\"a string of some length\",null,\"\"],\"m\":{\"k\":\"v\",\"n\":\"[1, 2]\"}}\n");
  expect_row("l list<float64>, m map<string,string>", "{\"l\":[],\"m\":null}", "{\"l\":[],\"m\":null}\n");
}

static void a_string_field_takes_the_text_of_any_value(void **state) {
  (void)state;
  expect_row("a string, b string, c string", "{\"a\":{\"x\": 1},\"b\":1.50,\"c\":true}",
             "{\"a\":\"{\\\"x\\\": 1}\",\"b\":\"1.50\",\"c\":\"true\"}\n");
}

static void escapes_are_taken_out(void **state) {
  (void)state;
  expect_row("a string", "{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 and more text\"}",
             "{\"a\":\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\xc3\xa9\xf0\x9f\x98\x80 and more text\"}\n");
  expect_row("a string", "{\"a\":\"\\ud83d!\\ude00\"}", "{\"a\":\"\xef\xbf\xbd!\xef\xbf\xbd\"}\n");
}

static void paths_lead_into_objects(void **state) {
  static const char *const path[] = {"user.address.city", NULL, "user.name"};
  json_out o;
  (void)state;
  begin_at(&o, "city string, id int64, name string", path);
  const char *const text[] = {"{\"id\":1,\"user\":{\"name\":\"ann\",\"address\":{\"zip\":9,\"city\":\"Bonn\"}}}",
                              "{\"id\":2,\"user\":null}", "{\"user\":{\"address\":[]},\"id\":3}"};
  read_texts(&o, text, 3);
  expect_rows(&o, "{\"city\":\"Bonn\",\"id\":1,\"name\":\"ann\"}\n{\"city\":null,\"id\":2,\"name\":null}\n"
                  "{\"city\":null,\"id\":3,\"name\":null}\n");
  finish(&o);
}

static void a_path_that_cannot_be_followed_is_refused(void **state) {
  static const struct {
    const char *path[2], *why;
  } paths[] = {
      {{"a.b", "a.b.c"}, "the path 'a.b.c' goes through a field: a member is read whole or taken apart"},
      {{"a.b", "a"}, "the path 'a' is there twice, or goes through a field"},
      {{"a.b", "a..b"}, "the path 'a..b' has an empty name; write names with one dot between: address.city"},
      {{"a.b", "a."}, "the path 'a.' has an empty name; write names with one dot between: address.city"},
  };
  (void)state;
  schema s;
  sample_schema(&s, "x int64, y int64");
  for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
    weir_error err = {.option = -1};
    assert_null(json_service.open(&s.schema, paths[i].path, &err));
    assert_string_equal(err.text, paths[i].why);
  }
  schema_finish(&s);
}

static void a_field_that_no_reader_can_write_is_refused(void **state) {
  static const struct {
    const char *fields, *why;
  } cases[] = {
      {"a struct<b:int64>", "'a' is a struct"},
      {"a list<struct<b:int64>>", "'a' is a list of lists, maps or structs"},
      {"a list<list<int64>>", "'a' is a list of lists, maps or structs"},
      {"a list<map<string,string>>", "'a' is a list of lists, maps or structs"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    weir_error err = {.option = -1};
    schema s;
    sample_schema(&s, cases[i].fields);
    assert_null(json_service.open(&s.schema, NULL, &err));
    if (!strstr(err.text, cases[i].why)) fail_msg("%s: %s", cases[i].fields, err.text);
    schema_finish(&s);
  }
}

static void a_bad_text_leaves_its_place_to_the_next(void **state) {
  json_out o;
  (void)state;
  begin(&o, "a int64, l list<int64>, s string");
  const char *const text[] = {"{\"a\":null,\"l\":[1,2],\"s\":\"x\"}", "{\"a\":null,\"l\":[3],\"s\":null",
                              "{\"a\":5,\"l\":[4,5],\"s\":\"y\"}",    NULL,
                              "{\"s\":\"z\",\"l\":[\"no\"]}",         "{\"l\":[6],\"s\":\"w\"}"};
  read_texts(&o, text, 6);
  assert_int_equal(o.parsed.good, 3);
  assert_int_equal(o.parsed.bad, 3);
  assert_int_equal(o.parsed.good_row[1], 2);
  assert_int_equal(o.parsed.bad_row[0], 1);
  assert_string_equal(o.parsed.why[0], "malformed JSON");
  assert_string_equal(o.parsed.why[1], "null where a JSON object is wanted");
  assert_string_equal(o.parsed.why[2], "'l' is no list of its type");
  expect_rows(&o, "{\"a\":null,\"l\":[1,2],\"s\":\"x\"}\n{\"a\":5,\"l\":[4,5],\"s\":\"y\"}\n"
                  "{\"a\":null,\"l\":[6],\"s\":\"w\"}\n");
  finish(&o);
}

static void what_is_no_row_is_told_why(void **state) {
  static const struct {
    const char *text, *why;
  } bad[] = {
      {"", "an empty text where a JSON object is wanted"},
      {"  ", "an empty text where a JSON object is wanted"},
      {"[1]", "JSON, but no object"},
      {"nul", "malformed JSON"},
      {"{\"n\":1} x", "something follows the JSON object"},
      {"{\"n\":1", "malformed JSON"},
      {"{\"n\"", "malformed JSON"},
      {"{\"n\":", "malformed JSON"},
      {"{\"n\":1,}", "malformed JSON"},
      {"{n:1}", "malformed JSON"},
      {"{\"n\":01}", "malformed JSON"},
      {"{\"n\":+1}", "malformed JSON"},
      {"{\"x\":1.}", "malformed JSON"},
      {"{\"x\":\"\\x\"}", "malformed JSON"},
      {"{\"x\":\"\\u12g4\"}", "malformed JSON"},
      {"{\"x\":\"\xff\"}", "malformed JSON"},
      {"{\"x\":\"\t\"}", "malformed JSON"},
      {"{\"x\":\"", "malformed JSON"},
      {"{\"x\":[1,]}", "malformed JSON"},
      {"{\"x\":{\"a\":1 \"b\":2}}", "malformed JSON"},
      {"{\"n\":1.0}", "'n' is no int64: a whole number of 64 bits"},
      {"{\"n\":9223372036854775808}", "'n' is no int64: a whole number of 64 bits"},
      {"{\"n\":\"1\"}", "'n' is no int64: a whole number of 64 bits"},
      {"{\"n\":1,\"n\":1}", "'n' is there twice"},
      {"{\"f\":\"1\"}", "'f' is no float64: a number"},
      {"{\"b\":1}", "'b' is no bool: true or false"},
      {"{\"t\":1}", "'t' is no timestamp: a string such as \"2024-05-01T12:00:00Z\""},
      {"{\"t\":\"2024-02-30\"}", "'t' is no timestamp: a string such as \"2024-05-01T12:00:00Z\""},
      {"{\"y\":\"0\"}", "'y' is no binary: a string of hexadecimal digits"},
      {"{\"l\":{}}", "'l' is no list of its type"},
      {"{\"l\":[1,2.5]}", "'l' is no list of its type"},
      {"{\"m\":[]}", "'m' is no map: an object"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    expect_bad("n int64, f float64, b bool, t timestamp, y binary, l list<int64>, m map<string,string>", bad[i].text,
               bad[i].why);
}

static void numbers_are_read_to_the_last_bit(void **state) {
  static const char *const numbers[] = {"0",
                                        "-0",
                                        "0.1",
                                        "-1e-5",
                                        "123456789012345678",
                                        "1e22",
                                        "1e23",
                                        "4.9e-324",
                                        "1.7976931348623157e308",
                                        "5e-325",
                                        "9007199254740993",
                                        "0.000000000000000000000000000001",
                                        "3.141592653589793238462643383279502884197",
                                        "1E+2",
                                        "2e400"};
  (void)state;
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    char text[128] = {0};
    bool whole;
    memcpy(text, numbers[i], strlen(numbers[i]));
    const char *end = text + strlen(text);
    assert_ptr_equal(json_number_end(text, end, &whole), end);
    const double got = json_to_double(text, end), want = strtod(text, NULL);
    if (memcmp(&got, &want, sizeof got) != 0) fail_msg("%s is read as %.17g", text, got);
  }
}

static void the_largest_int64_is_one_and_the_next_is_none(void **state) {
  (void)state;
  expect_row("n int64, m int64", "{\"n\":9223372036854775807,\"m\":-9223372036854775808}",
             "{\"n\":9223372036854775807,\"m\":-9223372036854775808}\n");
  expect_bad("n int64", "{\"n\":-9223372036854775809}", "'n' is no int64: a whole number of 64 bits");
}

/* n times `open`, n times `close`, with room behind. */
static char *nested(uint32_t n, char open, char close) {
  char *text = calloc(1, 2 * (size_t)n + WEIR_PAD);
  assert_non_null(text);
  memset(text, open, n);
  memset(text + n, close, n);
  return text;
}

static void depth_has_a_bound(void **state) {
  (void)state;
  for (uint32_t n = JSON_DEPTH; n <= JSON_DEPTH + 1; n++) {
    char *text = nested(n, '[', ']');
    assert_ptr_equal(json_skip(text, text + 2 * n), n == JSON_DEPTH ? text + 2 * n : NULL);
    free(text);
  }
}

static void many_fields_are_found_in_any_order(void **state) {
  enum { FIELDS = 3000 };
  static char fields[FIELDS * 16], text[FIELDS * 16];
  (void)state;
  size_t f = 0, t = 0;
  for (uint32_t i = 0; i < FIELDS; i++) {
    f += (size_t)snprintf(fields + f, sizeof fields - f, "%sf%u int64", i ? ", " : "", i);
    t += (size_t)snprintf(text + t, sizeof text - t, "%c\"f%u\":%u", i ? ',' : '{', FIELDS - 1 - i, i);
  }
  (void)snprintf(text + t, sizeof text - t, "}");
  json_out o;
  const char *const one = text;
  begin(&o, fields);
  read_texts(&o, &one, 1);
  assert_int_equal(o.parsed.good, 1);
  assert_int_equal(((int64_t *)o.columns.out[0].data)[0], FIELDS - 1);
  assert_int_equal(((int64_t *)o.columns.out[FIELDS - 1].data)[0], 0);
  finish(&o);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_become_columns_whatever_their_order),
      cmocka_unit_test(every_type_is_read),
      cmocka_unit_test(a_string_field_takes_the_text_of_any_value),
      cmocka_unit_test(escapes_are_taken_out),
      cmocka_unit_test(paths_lead_into_objects),
      cmocka_unit_test(a_path_that_cannot_be_followed_is_refused),
      cmocka_unit_test(a_field_that_no_reader_can_write_is_refused),
      cmocka_unit_test(a_bad_text_leaves_its_place_to_the_next),
      cmocka_unit_test(what_is_no_row_is_told_why),
      cmocka_unit_test(numbers_are_read_to_the_last_bit),
      cmocka_unit_test(the_largest_int64_is_one_and_the_next_is_none),
      cmocka_unit_test(depth_has_a_bound),
      cmocka_unit_test(many_fields_are_found_in_any_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
