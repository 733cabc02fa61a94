/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/value: numbers are read by hand, because strtoll and strtod take blanks, other bases and the locale's comma.
 */
#include "spec/value.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct unit {
  const char *name;
  int64_t factor;
} unit;

static const unit DURATIONS[] = {
    {"ms", 1000}, {"s", 1000000}, {"m", 60000000}, {"h", 3600000000}, {"d", 86400000000},
};

static const unit SIZES[] = {
    {"B", 1},           {"KB", 1000},       {"MB", 1000000},    {"GB", 1000000000},
    {"KiB", 1LL << 10}, {"MiB", 1LL << 20}, {"GiB", 1LL << 30},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static size_t digits_at(const char *text, size_t length, size_t at) {
  size_t end = at;
  while (end < length && is_digit(text[end])) {
    end++;
  }
  return end - at;
}

/* Digits to a number; false when it is larger than int64. */
static bool read_digits(const char *text, size_t count, int64_t *ret_value) {
  int64_t value = 0;
  for (size_t i = 0; i < count; i++) {
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text[i] - '0', &value)) {
      return false;
    }
  }
  *ret_value = value;
  return true;
}

static const unit *find_unit(const unit *units, size_t count, const char *text, size_t length) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(units[i].name) == length && memcmp(units[i].name, text, length) == 0) {
      return &units[i];
    }
  }
  return NULL;
}

typedef struct unit_messages {
  const char *form, *no_unit, *too_large;
} unit_messages;

static const char *parse_with_unit(const char *text, size_t length, const unit *units, size_t count,
                                   const unit_messages *messages, int64_t *ret_value) {
  size_t digits = digits_at(text, length, 0);
  if (digits == 0) {
    return messages->form;
  }
  if (digits == length) {
    return messages->no_unit;
  }
  const unit *found = find_unit(units, count, text + digits, length - digits);
  if (found == NULL) {
    return messages->form;
  }
  int64_t value;
  if (!read_digits(text, digits, &value) || __builtin_mul_overflow(value, found->factor, &value)) {
    return messages->too_large;
  }
  *ret_value = value;
  return NULL;
}

const char *spec_parse_duration(const char *text, size_t length, int64_t *ret_value) {
  static const unit_messages messages = {
      .form = "a duration is a whole number and one of ms, s, m, h, d: 500ms, 10s",
      .no_unit = "a number alone is no duration; add one of ms, s, m, h, d: 500ms, 10s",
      .too_large = "a duration is at most 106751991d",
  };
  return parse_with_unit(text, length, DURATIONS, COUNT(DURATIONS), &messages, ret_value);
}

const char *spec_parse_size(const char *text, size_t length, int64_t *ret_value) {
  static const unit_messages messages = {
      .form = "a size is a whole number and one of B, KB, MB, GB, KiB, MiB, GiB: 64KiB, 1GB",
      .no_unit = "a number alone is no size; add one of B, KB, MB, GB, KiB, MiB, GiB: 64KiB, 1GB",
      .too_large = "a size is at most 9223372036GB",
  };
  return parse_with_unit(text, length, SIZES, COUNT(SIZES), &messages, ret_value);
}

const char *spec_parse_int64(const char *text, size_t length, int64_t *ret_value) {
  bool negative = length > 0 && text[0] == '-';
  size_t start = negative || (length > 0 && text[0] == '+') ? 1 : 0;
  if (start == length || digits_at(text, length, start) != length - start) {
    return "a whole number has digits and perhaps a sign: 10, -3";
  }
  int64_t value = 0; /* downwards, because the smallest number has no positive twin */
  for (size_t i = start; i < length; i++) {
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, text[i] - '0', &value)) {
      return "a whole number lies between -9223372036854775808 and 9223372036854775807";
    }
  }
  if (!negative && __builtin_sub_overflow((int64_t)0, value, &value)) {
    return "a whole number lies between -9223372036854775808 and 9223372036854775807";
  }
  *ret_value = value;
  return NULL;
}

/* [sign] digits [. digits] [e [sign] digits], with a digit on one side of the point. */
static bool is_number(const char *text, size_t length) {
  size_t at = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  size_t whole = digits_at(text, length, at), fraction = 0;
  at += whole;
  if (at < length && text[at] == '.') {
    fraction = digits_at(text, length, at + 1);
    at += 1 + fraction;
  }
  if (whole + fraction == 0) {
    return false;
  }
  if (at < length && (text[at] == 'e' || text[at] == 'E')) {
    at++;
    at += at < length && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    size_t exponent = digits_at(text, length, at);
    at += exponent > 0 ? exponent : length;
  }
  return at == length;
}

const char *spec_parse_float64(const char *text, size_t length, double *ret_value) {
  char number[256];
  if (!is_number(text, length)) {
    return "a number is written 0.1, -3 or 1e-6";
  }
  if (length >= sizeof number) {
    return "a number has at most 255 characters";
  }
  memcpy(number, text, length);
  number[length] = '\0';
  locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (c_locale == (locale_t)0) {
    return "there is not enough memory to read the number";
  }
  double value = strtod_l(number, NULL, c_locale);
  freelocale(c_locale);
  if (!isfinite(value)) {
    return "a number is at most 1.7976931348623157e308";
  }
  *ret_value = value;
  return NULL;
}

const char *spec_parse_bool(const char *text, size_t length, bool *ret_value) {
  bool yes = length == 4 && memcmp(text, "true", 4) == 0;
  bool no = length == 5 && memcmp(text, "false", 5) == 0;
  if (!yes && !no) {
    return "it is written true or false";
  }
  *ret_value = yes;
  return NULL;
}
