/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spec/read: from nodes to values; the parsing itself is spec/value.h.
 */
#include "spec/read.h"

#include <string.h>

#include "data/near.h"
#include "spec/value.h"

#define SHOWN 80

static const char *kind_word(spec_kind kind) {
  return kind == SPEC_SCALAR ? "a text" : kind == SPEC_SEQUENCE ? "a list" : "a mapping";
}

bool spec_expect_kind(spec_diagnostics *list, const spec_node *node, const char *what, spec_kind kind) {
  if (node->kind == kind) {
    return !node->broken;
  }
  if (!node->broken) {
    spec_error(list, SPEC_E_WRONG_SHAPE, node->span, "%s needs %s, not %s", what, kind_word(kind),
               kind_word(node->kind));
  }
  return false;
}

bool spec_read_text(spec_diagnostics *list, const spec_node *node, const char *what, const char **ret_text) {
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  *ret_text = node->text;
  return true;
}

bool spec_is_name(const char *text, size_t length) {
  for (size_t i = 0; i < length; i++) {
    char c = text[i];
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!fits) {
      return false;
    }
  }
  return length > 0 && length <= SPEC_NAME_LIMIT;
}

bool spec_read_name(spec_diagnostics *list, const spec_node *node, const char *what, const char **ret_name) {
  char shown[SHOWN];
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  if (!spec_is_name(node->text, node->length)) {
    spec_diagnostic *error = spec_error(list, SPEC_E_BAD_NAME, node->span, "%s: \"%s\" is not a name", what,
                                        spec_node_shown(node, shown, sizeof shown));
    spec_help(list, error, "a name has 1 to %d letters, digits, _ and -", SPEC_NAME_LIMIT);
    return false;
  }
  *ret_name = node->text;
  return true;
}

static void refuse_value(spec_diagnostics *list, spec_code code, const spec_node *node, const char *what,
                         const char *noun, const char *help) {
  char shown[SHOWN];
  spec_diagnostic *error = spec_error(list, code, node->span, "%s: \"%s\" is not %s", what,
                                      spec_node_shown(node, shown, sizeof shown), noun);
  spec_help(list, error, "%s", help);
}

static bool within(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                   int64_t value) {
  char shown[SHOWN];
  if (range == NULL || (value >= range->least && value <= range->most)) {
    return true;
  }
  spec_error(list, SPEC_E_OUT_OF_RANGE, node->span, "%s: %s is out of range; it goes from %s", what,
             spec_node_shown(node, shown, sizeof shown), range->text);
  return false;
}

typedef const char *(*parse_whole)(const char *text, size_t length, int64_t *ret_value);

static bool read_whole(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                       parse_whole parse, spec_code code, const char *noun, int64_t *ret_value) {
  int64_t value;
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  const char *help = parse(node->text, node->length, &value);
  if (help != NULL) {
    refuse_value(list, code, node, what, noun, help);
    return false;
  }
  if (!within(list, node, what, range, value)) {
    return false;
  }
  *ret_value = value;
  return true;
}

bool spec_read_duration(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                        int64_t *ret_microseconds) {
  return read_whole(list, node, what, range, spec_parse_duration, SPEC_E_NOT_A_DURATION, "a duration",
                    ret_microseconds);
}

bool spec_read_size(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                    int64_t *ret_bytes) {
  return read_whole(list, node, what, range, spec_parse_size, SPEC_E_NOT_A_SIZE, "a size", ret_bytes);
}

bool spec_read_int64(spec_diagnostics *list, const spec_node *node, const char *what, const spec_range *range,
                     int64_t *ret_value) {
  return read_whole(list, node, what, range, spec_parse_int64, SPEC_E_NOT_AN_INTEGER, "a whole number", ret_value);
}

bool spec_read_float64(spec_diagnostics *list, const spec_node *node, const char *what, double *ret_value) {
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  const char *help = spec_parse_float64(node->text, node->length, ret_value);
  if (help != NULL) {
    refuse_value(list, SPEC_E_NOT_A_NUMBER, node, what, "a number", help);
  }
  return help == NULL;
}

bool spec_read_bool(spec_diagnostics *list, const spec_node *node, const char *what, bool *ret_value) {
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  const char *help = spec_parse_bool(node->text, node->length, ret_value);
  if (help != NULL) {
    refuse_value(list, SPEC_E_NOT_A_BOOL, node, what, "true or false", help);
  }
  return help == NULL;
}

const char *spec_join(char *buffer, size_t size, const char *const *names, size_t count) {
  size_t used = 0;
  buffer[0] = '\0';
  for (size_t i = 0; i < count; i++) {
    size_t length = strlen(names[i]);
    size_t comma = i > 0 ? 2 : 0;
    if (used + comma + length + 6 > size) { /* leaves room for ", ..." */
      memcpy(buffer + used, used > 0 ? ", ..." : "...", used > 0 ? 6 : 4);
      return buffer;
    }
    memcpy(buffer + used, ", ", comma);
    memcpy(buffer + used + comma, names[i], length + 1);
    used += comma + length;
  }
  return buffer;
}

static void help_with_names(spec_diagnostics *list, spec_diagnostic *error, const char *name, const char *const *known,
                            size_t count) {
  char joined[400];
  const char *nearest = error == NULL ? NULL : near_best(name, known, count);
  if (nearest != NULL) {
    spec_help(list, error, "did you mean \"%s\"?", nearest);
  } else if (error != NULL) {
    spec_help(list, error, "there are: %s", spec_join(joined, sizeof joined, known, count));
  }
}

bool spec_read_choice(spec_diagnostics *list, const spec_node *node, const char *what, const char *const *choices,
                      size_t count, size_t *ret_index) {
  char shown[SHOWN], joined[400];
  if (!spec_expect_kind(list, node, what, SPEC_SCALAR)) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (strcmp(choices[i], node->text) == 0) {
      *ret_index = i;
      return true;
    }
  }
  spec_diagnostic *error =
      spec_error(list, SPEC_E_NOT_A_CHOICE, node->span, "%s: \"%s\" is none of %s", what,
                 spec_node_shown(node, shown, sizeof shown), spec_join(joined, sizeof joined, choices, count));
  const char *nearest = node->segment_count > 0 ? NULL : near_best(node->text, choices, count);
  if (nearest != NULL) {
    spec_help(list, error, "did you mean \"%s\"?", nearest);
  }
  return false;
}

void spec_refuse_key(spec_diagnostics *list, const spec_node *key, const char *where, const char *const *known,
                     size_t count) {
  if (key->broken) {
    return;
  }
  spec_diagnostic *error =
      spec_error(list, SPEC_E_UNKNOWN_KEY, key->span, "unknown key \"%s\" in %s", key->text, where);
  help_with_names(list, error, key->text, known, count);
}
