/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a duration, a size, a number or a truth value: refused with a sentence, or what a second reading of it gives. The
 * text has no end but its length. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "spec/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct unit {
  const char *name;
  int64_t of;
} unit;

static const unit durations[] = {{"ms", 1000}, {"s", 1000000}, {"m", 60000000}, {"h", 3600000000}, {"d", 86400000000}};
static const unit sizes[] = {{"B", 1},      {"KB", 1000},     {"MB", 1000000},    {"GB", 1000000000},
                             {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}};

static void expect(bool holds) {
  if (!holds) abort();
}

/* Digits and one of the units, nothing else; INT64_MIN: it is not. */
static int64_t read_again(const char *text, const unit *units, size_t n) {
  size_t digits = strspn(text, "0123456789");
  if (digits == 0) return INT64_MIN;
  for (size_t i = 0; i < n; i++) {
    int64_t value = 0;
    bool fits = true;
    if (strcmp(text + digits, units[i].name) != 0) continue;
    for (size_t k = 0; k < digits; k++)
      fits =
          fits && !__builtin_mul_overflow(value, 10, &value) && !__builtin_add_overflow(value, text[k] - '0', &value);
    return fits && !__builtin_mul_overflow(value, units[i].of, &value) ? value : INT64_MIN;
  }
  return INT64_MIN;
}

static void with_unit(const char *text, const char *no, int64_t value, const unit *units, size_t n) {
  const int64_t again = read_again(text, units, n);
  expect(no ? *no != 0 : value == again);
  if (again == INT64_MIN) expect(no != NULL);
}

static void numbers(const char *bytes, size_t n, const char *text) {
  int64_t whole = 0;
  double real = 0;
  bool truth = false;
  char *end;
  const char *no = spec_parse_int64(bytes, n, &whole);
  if (!no) {
    errno = 0;
    expect(strtoll(text, &end, 10) == whole && *end == 0 && errno == 0 && end > text);
  }
  no = spec_parse_float64(bytes, n, &real);
  if (!no) expect(strtod(text, &end) == real && *end == 0 && end > text && real - real == 0);
  no = spec_parse_bool(bytes, n, &truth);
  expect(!no == (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) && (no || truth == (text[0] == 't')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 200 || memchr(data, 0, size)) return 0;
  int64_t value = 0;
  char *exact = malloc(size ? size : 1), text[201];
  if (!exact) return 0;
  memcpy(exact, data, size);
  memcpy(text, data, size);
  text[size] = 0;
  const char *no = spec_parse_duration(exact, size, &value);
  with_unit(text, no, value, durations, sizeof durations / sizeof *durations);
  no = spec_parse_size(exact, size, &value);
  with_unit(text, no, value, sizes, sizeof sizes / sizeof *sizes);
  numbers(exact, size, text);
  free(exact);
  return 0;
}
