/* SPDX-License-Identifier: Apache-2.0 */
/* What is expected of python was printed by CPython 3.11, of scala follows Java 19's Double.toString. */
#include "sample.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "data/format.h"
#include "failing_malloc.h"

/* A row at a time of any schema. */
typedef struct fixture {
  memory *memory;
  schema schema;
  columns columns;
} fixture;

static void begin(fixture *x, const char *text) {
  x->memory = memory_create((uint64_t)64 << 20);
  sample_schema(&x->schema, text);
  assert_int_equal(columns_init(&x->columns, x->memory, &x->schema.schema, 64), 0);
}

static void end(fixture *x) {
  columns_finish(&x->columns);
  schema_finish(&x->schema);
  memory_unref(x->memory);
}

static void put_null(fixture *x, uint32_t column, uint32_t row) {
  weir_out_column *out = &x->columns.out[column];
  out->valid[row / 64] &= ~(UINT64_C(1) << row % 64);
  if (out->ends) out->ends[row] = row ? out->ends[row - 1] : 0;
  if (out->data)
    memset((char *)out->data + row * schema_width(x->schema.field[column].type), 0,
           schema_width(x->schema.field[column].type));
}

static void put_str(fixture *x, uint32_t column, uint32_t row, const char *p, size_t n) {
  ((weir_str *)x->columns.out[column].data)[row] = weir_view(p, (uint32_t)n);
}

static void put_text(fixture *x, uint32_t column, uint32_t row, const char *p) {
  put_str(x, column, row, p, strlen(p));
}

static void put_i64(fixture *x, uint32_t column, uint32_t row, int64_t v) {
  ((int64_t *)x->columns.out[column].data)[row] = v;
}

static void put_f64(fixture *x, uint32_t column, uint32_t row, double v) {
  ((double *)x->columns.out[column].data)[row] = v;
}

/* Rows first .. first+n print so. */
static void expect(fixture *x, const char *kind, uint32_t first, uint32_t n, const char *text) {
  weir_chunk chunk;
  text_buffer b = {0};
  const weir_format *format = format_find(kind, strlen(kind));
  assert_non_null(format);
  columns_chunk(&x->columns, first + n, 0, NULL, &chunk);
  assert_int_equal(format_rows(format, &x->schema.schema, &chunk, first, n, &b), 0);
  assert_int_equal(text_buffer_add(&b, "", 1), 0);
  assert_string_equal(b.data, text);
  text_buffer_finish(&b);
}

static void expect_float(const char *kind, double v, const char *text) {
  fixture x;
  begin(&x, "f float64");
  put_f64(&x, 0, 0, v);
  char line[64];
  (void)snprintf(line, sizeof line, "%s\n", text);
  expect(&x, kind, 0, 1, line);
  end(&x);
}

static void expect_line(const char *kind, const char *p, size_t n, const char *text) {
  fixture x;
  begin(&x, "s string, i int64");
  put_str(&x, 0, 0, p, n);
  put_i64(&x, 1, 0, 3);
  expect(&x, kind, 0, 1, text);
  end(&x);
}
#define EXPECT_LINE(kind, text, line) expect_line(kind, text, sizeof text - 1, line)

static void expect_time(const char *kind, const char *schema_text, int64_t us, const char *text) {
  fixture x;
  begin(&x, schema_text);
  put_i64(&x, 0, 0, us);
  if (x.schema.schema.count > 1) put_i64(&x, 1, 0, 1);
  expect(&x, kind, 0, 1, text);
  end(&x);
}

static void formats_are_found_by_name(void **state) {
  (void)state;
  static const char *const names[] = {"text", "csv", "json", "python", "scala"};
  for (uint32_t i = 0; i < 5; i++) assert_int_equal(format_find(names[i], strlen(names[i]))->kind, i);
  assert_null(format_find("jsonl", 5));
  assert_null(format_find("js", 2));
  assert_null(format_find("", 0));
}

static void a_word_and_its_count_print_as_in_spark(void **state) {
  (void)state;
  EXPECT_LINE("python", "a", "('a', 3)\n");
  EXPECT_LINE("scala", "a", "(a,3)\n");
  EXPECT_LINE("json", "a", "{\"s\":\"a\",\"i\":3}\n");
  EXPECT_LINE("csv", "a", "a,3\n");
  EXPECT_LINE("text", "a", "a\t3\n");
}

static void one_column_prints_bare(void **state) {
  (void)state;
  fixture x;
  begin(&x, "s string");
  put_text(&x, 0, 0, "it's a \"line\" with more than twelve bytes");
  expect(&x, "python", 0, 1, "it's a \"line\" with more than twelve bytes\n");
  expect(&x, "scala", 0, 1, "it's a \"line\" with more than twelve bytes\n");
  expect(&x, "text", 0, 1, "it's a \"line\" with more than twelve bytes\n");
  end(&x);
}

static void only_the_rows_asked_for_are_printed(void **state) {
  (void)state;
  fixture x;
  begin(&x, "i int64");
  for (uint32_t i = 0; i < 10; i++) put_i64(&x, 0, i, i);
  expect(&x, "text", 3, 2, "3\n4\n");
  expect(&x, "text", 3, 0, "");
  end(&x);
}

static void strings_have_pythons_quotes_and_escapes(void **state) {
  (void)state;
  EXPECT_LINE("python", "it's", "(\"it's\", 3)\n");
  EXPECT_LINE("python", "say \"x\"", "('say \"x\"', 3)\n");
  EXPECT_LINE("python", "both ' and \"", "('both \\' and \"', 3)\n");
  EXPECT_LINE("python", "a\\b\n\r\t", "('a\\\\b\\n\\r\\t', 3)\n");
  EXPECT_LINE("python", "\x01\x1b\x7f\0z", "('\\x01\\x1b\\x7f\\x00z', 3)\n");
  EXPECT_LINE("python", "", "('', 3)\n");
}

static void printable_unicode_is_left_alone_and_other_is_escaped(void **state) {
  (void)state;
  EXPECT_LINE("python",
              "Gr\xc3\xbc\xc3\x9f"
              "e \xe2\x82\xac \xf0\x9f\x98\x80 \xe6\x97\xa5",
              "('Gr\xc3\xbc\xc3\x9f"
              "e \xe2\x82\xac \xf0\x9f\x98\x80 \xe6\x97\xa5', 3)\n");
  EXPECT_LINE("python", "\xc2\x80\xc2\xa0\xc2\xad", "('\\x80\\xa0\\xad', 3)\n");
  EXPECT_LINE("python", "\xe2\x80\x8b\xef\xbb\xbf\xee\x80\x80", "('\\u200b\\ufeff\\ue000', 3)\n");
  EXPECT_LINE("python", "\xf3\xa0\x80\x81\xf4\x8f\xbf\xbd", "('\\U000e0001\\U0010fffd', 3)\n");
}

static void bytes_that_are_no_utf8_show_as_escapes(void **state) {
  (void)state;
  EXPECT_LINE("python", "\xff\xc3", "('\\xff\\xc3', 3)\n");
  EXPECT_LINE("python", "\xc0\x80\xed\xa0\x80\xf5\x80", "('\\xc0\\x80\\xed\\xa0\\x80\\xf5\\x80', 3)\n");
  EXPECT_LINE("python", "\xe2\x82", "('\\xe2\\x82', 3)\n");
  EXPECT_LINE("python", "\xe0\x80\x80\xf0\x80\x80\x80\xf4\x90\x80\x80\xe2(\xa1",
              "('\\xe0\\x80\\x80\\xf0\\x80\\x80\\x80\\xf4\\x90\\x80\\x80\\xe2(\\xa1', 3)\n");
}

static void json_strings_are_valid_whatever_the_bytes(void **state) {
  (void)state;
  EXPECT_LINE("json", "q\" b\\ \n\r\t\x01 \x1f", "{\"s\":\"q\\\" b\\\\ \\n\\r\\t\\u0001 \\u001f\",\"i\":3}\n");
  EXPECT_LINE("json", "\xc3\xbc/\x7f", "{\"s\":\"\xc3\xbc/\x7f\",\"i\":3}\n");
  EXPECT_LINE("json",
              "a\xff"
              "b\xc3",
              "{\"s\":\"a\xef\xbf\xbd"
              "b\xef\xbf\xbd\",\"i\":3}\n");
  EXPECT_LINE("json", "\"\"", "{\"s\":\"\\\"\\\"\",\"i\":3}\n");
}

static void csv_fields_are_quoted_where_they_must_be(void **state) {
  (void)state;
  EXPECT_LINE("csv", "a,b", "\"a,b\",3\n");
  EXPECT_LINE("csv", "say \"x\"", "\"say \"\"x\"\"\",3\n");
  EXPECT_LINE("csv", "two\nlines", "\"two\nlines\",3\n");
  EXPECT_LINE("csv", "cr\r", "\"cr\r\",3\n");
  EXPECT_LINE("csv", "", "\"\",3\n");
  EXPECT_LINE("csv", " spaces ", " spaces ,3\n");
}

static void floats_print_as_pythons_repr(void **state) {
  (void)state;
  static const struct {
    double v;
    const char *text;
  } cases[] = {{0, "0.0"},
               {-0.0, "-0.0"},
               {1, "1.0"},
               {-2.5, "-2.5"},
               {0.1, "0.1"},
               {1.0 / 3, "0.3333333333333333"},
               {100, "100.0"},
               {123456789012345680.0, "1.2345678901234568e+17"},
               {999999999999999.9, "999999999999999.9"},
               {1e15, "1000000000000000.0"},
               {9007199254740993.0, "9007199254740992.0"},
               {1e16, "1e+16"},
               {1.5e300, "1.5e+300"},
               {1e100, "1e+100"},
               {0.0001, "0.0001"},
               {0.00001, "1e-05"},
               {0.00012345, "0.00012345"},
               {1.5e-7, "1.5e-07"},
               {5e-324, "5e-324"},
               {DBL_MAX, "1.7976931348623157e+308"},
               {DBL_MIN, "2.2250738585072014e-308"},
               {0x1p-44, "5.684341886080802e-14"},
               {0x1p-1017, "7.120236347223045e-307"},
               {INFINITY, "inf"},
               {-INFINITY, "-inf"},
               {NAN, "nan"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect_float("python", cases[i].v, cases[i].text);
  expect_float("text", 2.5, "2.5");
  expect_float("csv", INFINITY, "inf");
}

static void floats_print_as_java_does_in_scala(void **state) {
  (void)state;
  static const struct {
    double v;
    const char *text;
  } cases[] = {{0, "0.0"},
               {-0.0, "-0.0"},
               {1, "1.0"},
               {0.001, "0.001"},
               {0.0001, "1.0E-4"},
               {0.00015, "1.5E-4"},
               {9999999, "9999999.0"},
               {1e7, "1.0E7"},
               {1e10, "1.0E10"},
               {12345678.5, "1.23456785E7"},
               {1234567.25, "1234567.25"},
               {1.0 / 3, "0.3333333333333333"},
               {5e-324, "4.9E-324"},
               {2e-323, "2.0E-323"},
               {INFINITY, "Infinity"},
               {-INFINITY, "-Infinity"},
               {NAN, "NaN"}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) expect_float("scala", cases[i].v, cases[i].text);
}

static void json_has_no_nan_and_quotes_it(void **state) {
  (void)state;
  expect_float("json", NAN, "{\"f\":\"NaN\"}");
  expect_float("json", INFINITY, "{\"f\":\"Infinity\"}");
  expect_float("json", -INFINITY, "{\"f\":\"-Infinity\"}");
  expect_float("json", 1e16, "{\"f\":1e+16}");
}

static void integers_print_in_full(void **state) {
  (void)state;
  fixture x;
  begin(&x, "i int64, j int64");
  put_i64(&x, 0, 0, INT64_MIN);
  put_i64(&x, 1, 0, INT64_MAX);
  expect(&x, "json", 0, 1, "{\"i\":-9223372036854775808,\"j\":9223372036854775807}\n");
  expect(&x, "python", 0, 1, "(-9223372036854775808, 9223372036854775807)\n");
  end(&x);
}

static void nulls_print_in_every_kind(void **state) {
  (void)state;
  fixture x;
  begin(&x, SAMPLE_ALL);
  for (uint32_t c = 0; c < 9; c++) put_null(&x, c, 0);
  expect(&x, "python", 0, 1, "(None, None, None, None, None, None, None, None, None)\n");
  expect(&x, "scala", 0, 1, "(null,null,null,null,null,null,null,null,null)\n");
  expect(&x, "csv", 0, 1, ",,,,,,,,\n");
  expect(&x, "text", 0, 1, "\t\t\t\t\t\t\t\t\n");
  expect(&x, "json", 0, 1,
         "{\"b\":null,\"i\":null,\"f\":null,\"t\":null,\"s\":null,\"y\":null,\"l\":null,\"m\":null,\"n\":null}\n");
  end(&x);
}

static void booleans_and_binary_print_in_every_kind(void **state) {
  (void)state;
  fixture x;
  begin(&x, "b bool, c bool, y binary");
  ((uint8_t *)x.columns.out[0].data)[0] = 1;
  ((uint8_t *)x.columns.out[1].data)[0] = 0;
  put_str(&x, 2, 0, "a'\x00\xfe\n\\", 6);
  expect(&x, "python", 0, 1, "(True, False, b\"a'\\x00\\xfe\\n\\\\\")\n");
  expect(&x, "scala", 0, 1, "(true,false,612700fe0a5c)\n");
  expect(&x, "csv", 0, 1, "true,false,612700fe0a5c\n");
  expect(&x, "json", 0, 1, "{\"b\":true,\"c\":false,\"y\":\"612700fe0a5c\"}\n");
  end(&x);
}

/* Two rows: a list of two strings, a map of one entry, a list of lists; and empty ones. */
static void put_nested(fixture *x) {
  begin(x, "l list<string>, m map<string,string>, n list<list<int64>>");
  int64_t number[] = {1, 2, 3};
  uint32_t inner_ends[] = {1, 3}, ends[] = {2, 2};
  weir_column inner = {.data = number, .type = WEIR_I64};
  weir_column lists = {.ends = inner_ends, .child = &inner, .type = WEIR_LIST};
  weir_column nested = {.ends = ends, .child = &lists, .type = WEIR_LIST};
  assert_int_equal(columns_gather_run(&x->columns, 2, 0, &nested, 0, 2), 0);
  uint32_t first = columns_list_reserve(&x->columns, 0, 2);
  weir_str *element = x->columns.out[0].child[0].data;
  element[first] = weir_view("x", 1);
  element[first + 1] = weir_view("it's", 4);
  x->columns.out[0].ends[0] = x->columns.out[0].ends[1] = 2;
  first = columns_list_reserve(&x->columns, 1, 1);
  ((weir_str *)x->columns.out[1].child[0].data)[first] = weir_view("k", 1);
  ((weir_str *)x->columns.out[1].child[1].data)[first] = weir_view("", 0);
  x->columns.out[1].child[1].valid[0] &= ~UINT64_C(1);
  x->columns.out[1].ends[0] = x->columns.out[1].ends[1] = 1;
}

static void lists_and_maps_print_in_every_kind(void **state) {
  (void)state;
  fixture x;
  put_nested(&x);
  expect(&x, "python", 0, 2, "(['x', \"it's\"], {'k': None}, [[1], [2, 3]])\n([], {}, [])\n");
  expect(&x, "scala", 0, 2, "(List(x, it's),Map(k -> null),List(List(1), List(2, 3)))\n(List(),Map(),List())\n");
  expect(&x, "csv", 0, 2, "\"[\"\"x\"\",\"\"it's\"\"]\",\"{\"\"k\"\":null}\",\"[[1],[2,3]]\"\n[],{},[]\n");
  expect(&x, "json", 0, 2,
         "{\"l\":[\"x\",\"it's\"],\"m\":{\"k\":null},\"n\":[[1],[2,3]]}\n{\"l\":[],\"m\":{},\"n\":[]}\n");
  expect(&x, "text", 0, 1, "[\"x\",\"it's\"]\t{\"k\":null}\t[[1],[2,3]]\n");
  end(&x);
}

static void maps_of_more_entries_have_commas(void **state) {
  (void)state;
  fixture x;
  begin(&x, "m map<string,string>");
  weir_str key[] = {weir_view("a", 1), weir_view("b", 1)}, value[] = {weir_view("1", 1), weir_view("2", 1)};
  weir_column child[] = {{.data = key, .type = WEIR_STRING}, {.data = value, .type = WEIR_STRING}};
  uint32_t ends[] = {2};
  weir_column map = {.ends = ends, .child = child, .type = WEIR_MAP};
  assert_int_equal(columns_gather_run(&x.columns, 0, 0, &map, 0, 1), 0);
  expect(&x, "python", 0, 1, "{'a': '1', 'b': '2'}\n");
  expect(&x, "scala", 0, 1, "Map(a -> 1, b -> 2)\n");
  expect(&x, "json", 0, 1, "{\"m\":{\"a\":\"1\",\"b\":\"2\"}}\n");
  end(&x);
}

static void timestamps_are_rfc3339_in_utc_with_the_decimals_they_need(void **state) {
  (void)state;
  expect_time("json", "t timestamp", INT64_C(1795344800000000), "{\"t\":\"2026-11-22T10:53:20Z\"}\n");
  expect_time("text", "t timestamp", INT64_C(1795344800500000), "2026-11-22T10:53:20.5Z\n");
  expect_time("csv", "t timestamp", INT64_C(1795344800000001), "2026-11-22T10:53:20.000001Z\n");
  expect_time("text", "t timestamp", 0, "1970-01-01T00:00:00Z\n");
  expect_time("text", "t timestamp", -1, "1969-12-31T23:59:59.999999Z\n");
  expect_time("text", "t timestamp", INT64_C(951782400000000), "2000-02-29T00:00:00Z\n");
  expect_time("text", "t timestamp", INT64_C(4107542399000000), "2100-02-28T23:59:59Z\n");
  expect_time("text", "t timestamp", INT64_C(-62135596800000000), "0001-01-01T00:00:00Z\n");
  expect_time("text", "t timestamp", INT64_MAX, "294247-01-10T04:00:54.775807Z\n");
}

static void timestamps_are_local_datetimes_in_python(void **state) {
  (void)state;
  expect_time("python", "t timestamp", INT64_C(1795344800000000), "2026-11-22 11:53:20\n");
  expect_time("python", "t timestamp", INT64_C(1795344800000120), "2026-11-22 11:53:20.000120\n");
  expect_time("python", "t timestamp, i int64", INT64_C(1795344800000000),
              "(datetime.datetime(2026, 11, 22, 11, 53, 20), 1)\n");
  expect_time("python", "t timestamp, i int64", INT64_C(1795344780000000),
              "(datetime.datetime(2026, 11, 22, 11, 53), 1)\n");
  expect_time("python", "t timestamp, i int64", INT64_C(1795344780000007),
              "(datetime.datetime(2026, 11, 22, 11, 53, 0, 7), 1)\n");
  expect_time("python", "t timestamp, i int64", INT64_C(1782000000000000),
              "(datetime.datetime(2026, 6, 21, 2, 0), 1)\n");
}

static void timestamps_are_sql_timestamps_in_scala(void **state) {
  (void)state;
  expect_time("scala", "t timestamp", INT64_C(1795344800000000), "2026-11-22 10:53:20.0\n");
  expect_time("scala", "t timestamp", INT64_C(1795344800123400), "2026-11-22 10:53:20.1234\n");
}

static void names_are_escaped_in_json(void **state) {
  (void)state;
  fixture x;
  begin(&x, "a\"b int64");
  put_i64(&x, 0, 0, 1);
  expect(&x, "json", 0, 1, "{\"a\\\"b\":1}\n");
  end(&x);
}

static void types_unknown_to_this_host_print_as_null(void **state) {
  (void)state;
  weir_field field = {.name = "z", .type = 99};
  weir_field two[] = {field, field};
  weir_column column[] = {{.type = 99}, {.type = 99}};
  weir_schema s = {.size = sizeof s, .count = 2, .stride = sizeof field, .field = two};
  weir_chunk chunk = {.size = sizeof chunk, .rows = 1, .columns = 2, .stride = sizeof column[0], .col = column};
  text_buffer b = {0};
  assert_int_equal(format_rows(format_find("json", 4), &s, &chunk, 0, 1, &b), 0);
  assert_int_equal(format_rows(format_find("python", 6), &s, &chunk, 0, 1, &b), 0);
  static const char want[] = "{\"z\":null,\"z\":null}\n(None, None)\n";
  assert_int_equal(b.size, sizeof want - 1);
  assert_memory_equal(b.data, want, sizeof want - 1);
  text_buffer_finish(&b);
}

static void buffers_grow_and_take_formatted_text(void **state) {
  (void)state;
  text_buffer b = {0};
  assert_int_equal(text_buffer_add(&b, NULL, 0), 0);
  for (int i = 0; i < 1000; i++) assert_int_equal(text_buffer_printf(&b, "%03d,", i), 0);
  assert_int_equal(b.size, 4000);
  assert_memory_equal(b.data + 3996, "999,", 4);
  assert_int_equal(text_buffer_add(&b, "", SIZE_MAX / 2), -1);
  text_buffer_finish(&b);
  assert_null(b.data);
}

static void the_service_keeps_text_until_the_next_call(void **state) {
  (void)state;
  fixture x;
  host_frame frame = {.host = {.size = sizeof frame.host}};
  weir_chunk chunk;
  uint64_t size = 7;
  begin(&x, "i int64");
  put_i64(&x, 0, 0, 42);
  put_i64(&x, 0, 1, 43);
  columns_chunk(&x.columns, 2, 0, NULL, &chunk);
  const weir_format *text = format_find("text", 4);
  assert_int_equal(format_service.size, sizeof format_service);
  assert_string_equal(format_service.rows(&frame.host, text, &x.schema.schema, &chunk, 0, 0, &size), "");
  assert_int_equal(size, 0);
  malloc_fail_at(1);
  assert_null(format_service.rows(&frame.host, text, &x.schema.schema, &chunk, 0, 2, &size));
  for (int i = 0; i < 2; i++) {
    const char *got = format_service.rows(&frame.host, text, &x.schema.schema, &chunk, 0, 2, &size);
    assert_int_equal(size, 6);
    assert_memory_equal(got, "42\n43\n", 6);
  }
  text_buffer_finish(&frame.text);
  end(&x);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  static const char *const kinds[] = {"text", "csv", "json", "python", "scala"};
  fixture x;
  weir_chunk chunk;
  put_nested(&x);
  columns_chunk(&x.columns, 2, 0, NULL, &chunk);
  for (int k = 0; k < 5; k++) {
    const weir_format *format = format_find(kinds[k], strlen(kinds[k]));
    /* A buffer that is full but for `room` bytes: its growth fails at every place in turn. */
    for (uint64_t room = 0; room < 200; room++) {
      int result = -1;
      for (uint64_t n = 1; result != 0; n++) {
        text_buffer b = {.data = __real_malloc(256), .size = 256 - room, .capacity = 256};
        malloc_fail_at(n);
        result = format_rows(format, &x.schema.schema, &chunk, 0, 2, &b);
        malloc_fail_at(0);
        text_buffer_finish(&b);
        assert_in_range(n, 1, 10);
      }
    }
  }
  end(&x);
}

int main(void) {
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(formats_are_found_by_name),
      cmocka_unit_test(a_word_and_its_count_print_as_in_spark),
      cmocka_unit_test(one_column_prints_bare),
      cmocka_unit_test(only_the_rows_asked_for_are_printed),
      cmocka_unit_test(strings_have_pythons_quotes_and_escapes),
      cmocka_unit_test(printable_unicode_is_left_alone_and_other_is_escaped),
      cmocka_unit_test(bytes_that_are_no_utf8_show_as_escapes),
      cmocka_unit_test(json_strings_are_valid_whatever_the_bytes),
      cmocka_unit_test(csv_fields_are_quoted_where_they_must_be),
      cmocka_unit_test(floats_print_as_pythons_repr),
      cmocka_unit_test(floats_print_as_java_does_in_scala),
      cmocka_unit_test(json_has_no_nan_and_quotes_it),
      cmocka_unit_test(integers_print_in_full),
      cmocka_unit_test(nulls_print_in_every_kind),
      cmocka_unit_test(booleans_and_binary_print_in_every_kind),
      cmocka_unit_test(lists_and_maps_print_in_every_kind),
      cmocka_unit_test(maps_of_more_entries_have_commas),
      cmocka_unit_test(timestamps_are_rfc3339_in_utc_with_the_decimals_they_need),
      cmocka_unit_test(timestamps_are_local_datetimes_in_python),
      cmocka_unit_test(timestamps_are_sql_timestamps_in_scala),
      cmocka_unit_test(names_are_escaped_in_json),
      cmocka_unit_test(types_unknown_to_this_host_print_as_null),
      cmocka_unit_test(buffers_grow_and_take_formatted_text),
      cmocka_unit_test(the_service_keeps_text_until_the_next_call),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
