/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a type, as columns with types, and as a timestamp: what is taken reads the same when it is written out and read
 * again, and a timestamp is the moment that the C library finds for its fields. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "data/schema.h"
#include "data/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXT = 1 << 16 };

static void expect(bool holds) {
  if (!holds) abort();
}

static void check_type(const char *text, size_t n) {
  static char once[TEXT], twice[TEXT];
  weir_field field = {0}, again = {0};
  const int result = schema_parse_type(text, n, &field);
  expect(result == 0 || result == -1);
  if (result == 0) {
    const size_t length = schema_type_text(&field, once, sizeof once);
    expect(length < sizeof once && length == strlen(once));
    expect(schema_parse_type(once, length, &again) == 0 && schema_same_type(&field, &again));
    expect(schema_type_text(&again, twice, sizeof twice) == length && strcmp(once, twice) == 0);
  }
  schema_field_finish(&again);
  schema_field_finish(&field);
}

static void check_columns(const char *text, size_t n) {
  static char type[TEXT];
  schema columns;
  size_t at = SIZE_MAX;
  schema_init(&columns);
  const int result = schema_parse(&columns, text, n, &at);
  expect(result == 0 || (result == -1 && at <= n));
  for (uint32_t i = 0; i < columns.schema.count; i++) {
    expect(schema_find(&columns.schema, columns.field[i].name) == i);
    check_type(type, schema_type_text(&columns.field[i], type, sizeof type));
  }
  schema_finish(&columns);
}

static void check_timestamp(const char *text, size_t n) {
  char copy[64] = {0}, sign = '+';
  struct tm t = {0};
  int64_t us = 0;
  int hours = 0, minutes = 0, used = 0;
  if (!timestamp_parse(text, n, &us) || n >= sizeof copy) return;
  memcpy(copy, text, n);
  expect(sscanf(copy, "%4d-%2d-%2d", &t.tm_year, &t.tm_mon, &t.tm_mday) == 3);
  if (n > 10) expect(sscanf(copy + 11, "%2d:%2d:%2d", &t.tm_hour, &t.tm_min, &t.tm_sec) == 3);
  used = n > 19 ? 19 + (copy[19] == '.') : (int)n;
  const size_t digits = strspn(copy + used, "0123456789");
  int64_t part = 0;
  for (size_t i = 0; i < 6; i++) part = part * 10 + (i < digits ? copy[(size_t)used + i] - '0' : 0);
  (void)sscanf(copy + used + digits, "%c%2d:%2d", &sign, &hours, &minutes);
  t.tm_year -= 1900;
  t.tm_mon -= 1;
  const int64_t offset = (sign == '-' ? -1 : 1) * (hours * 60 + minutes) * INT64_C(60);
  expect(us == ((int64_t)timegm(&t) - offset) * 1000000 + part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 2000) return 0;
  char *exact = malloc(size ? size : 1);
  if (!exact) return 0;
  memcpy(exact, data, size);
  check_type(exact, size);
  check_columns(exact, size);
  check_timestamp(exact, size);
  free(exact);
  return 0;
}
