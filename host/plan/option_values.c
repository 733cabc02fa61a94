/* SPDX-License-Identifier: Apache-2.0 */
/* Options that are numbers, words and texts: read by spec/read.h, held to the range and the choices of the table. */
#include "data/format.h"
#include "plan/options.h"
#include "plan/words.h"
#include "spec/read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHOICES_MAX 64u

/* ---- numbers ---- */

typedef char *(*number_text)(int64_t value, char *to, size_t n);

static char *plain_text(int64_t value, char *to, size_t n) {
  (void)snprintf(to, n, "%lld", (long long)value);
  return to;
}

static char *bytes_text(int64_t value, char *to, size_t n) {
  static const struct {
    int64_t bytes;
    const char *unit;
  } units[] = {{1 << 30, "GiB"}, {1000000000, "GB"}, {1 << 20, "MiB"}, {1000000, "MB"}, {1 << 10, "KiB"}, {1000, "KB"}};
  for (uint32_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    if (value == 0 || value % units[i].bytes) continue;
    (void)snprintf(to, n, "%lld%s", (long long)(value / units[i].bytes), units[i].unit);
    return to;
  }
  (void)snprintf(to, n, "%lldB", (long long)value);
  return to;
}

/* 2^63 as a double is one more than the largest int64. */
static int64_t to_i64(double value) {
  return value >= 0x1p63 ? INT64_MAX : value <= -0x1p63 ? INT64_MIN : (int64_t)value;
}

/* NULL when the option has no range. */
static const spec_range *range_of(const weir_option *o, number_text text, spec_range *range, char *said, size_t n) {
  char least[32], most[32];
  if (!(o->max > o->min)) return NULL;
  *range = (spec_range){.least = to_i64(ceil(o->min)), .most = to_i64(floor(o->max)), .text = said};
  (void)snprintf(said, n, "%s to %s", text(range->least, least, sizeof least), text(range->most, most, sizeof most));
  return range;
}

bool fill_bool(option_reader *r, void *to) {
  bool value = false;
  if (!spec_read_bool(r->b->list, r->node, r->option->name, &value)) return false;
  *(uint8_t *)to = value;
  return true;
}

bool fill_i64(option_reader *r, void *to) {
  spec_range range;
  char said[80];
  return spec_read_int64(r->b->list, r->node, r->option->name,
                         range_of(r->option, plain_text, &range, said, sizeof said), to);
}

bool fill_duration(option_reader *r, void *to) {
  spec_range range;
  char said[80];
  return spec_read_duration(r->b->list, r->node, r->option->name,
                            range_of(r->option, words_duration, &range, said, sizeof said), to);
}

bool fill_size(option_reader *r, void *to) {
  spec_range range;
  char said[80];
  return spec_read_size(r->b->list, r->node, r->option->name,
                        range_of(r->option, bytes_text, &range, said, sizeof said), to);
}

bool fill_f64(option_reader *r, void *to) {
  const weir_option *o = r->option;
  double value = 0;
  char shown[80];
  if (!spec_read_float64(r->b->list, r->node, o->name, &value)) return false;
  if (o->max > o->min && !(value >= o->min && value <= o->max)) {
    plan_error(r->b, SPEC_E_OUT_OF_RANGE, r->node->span, "%s: %s is out of range; it goes from %g to %g", o->name,
               spec_node_shown(r->node, shown, sizeof shown), o->min, o->max);
    return false;
  }
  *(double *)to = value;
  return true;
}

/* ---- one of several ---- */

/* "a|b|c" as names in the plan's memory; *count 0: reported. */
static const char *const *split_choices(option_reader *r, uint32_t *count) {
  char *text = plan_copy_text(r->b, r->option->choices, strlen(r->option->choices));
  const char **choice = plan_get(r->b, CHOICES_MAX, sizeof *choice);
  *count = 0;
  if (!text || !choice) return NULL;
  for (char *at = text; at && *count < CHOICES_MAX;) {
    char *bar = strchr(at, '|');
    if (bar) *bar = 0;
    choice[(*count)++] = at;
    at = bar ? bar + 1 : NULL;
  }
  return choice;
}

bool fill_choice(option_reader *r, void *to) {
  uint32_t count = 0;
  size_t index = 0;
  const char *const *choice = split_choices(r, &count);
  if (!choice || !spec_read_choice(r->b->list, r->node, r->option->name, choice, count, &index)) return false;
  *(uint32_t *)to = (uint32_t)index;
  return true;
}

bool fill_format(option_reader *r, void *to) {
  uint32_t index = 0, count = 0;
  if (!fill_choice(r, &index)) return false;
  const char *const *choice = split_choices(r, &count);
  if (!choice) return false;
  const weir_format *format = format_find(choice[index], strlen(choice[index]));
  if (!format) {
    plan_error(r->b, PLAN_E_BAD_BIND, r->node->span, "%s: this weir has no format \"%s\"", r->option->name,
               choice[index]);
    return false;
  }
  *(const weir_format **)to = format;
  return true;
}

/* ---- texts ---- */

static bool keep_text(option_reader *r, const char *text, size_t n, weir_str *to) {
  const char *copy = plan_copy_text(r->b, text, n);
  if (copy) *to = weir_view(copy, (uint32_t)n);
  return copy != NULL;
}

static bool read_one_text(option_reader *r, const spec_node *node, weir_str *to) {
  const char *text = NULL;
  return spec_read_text(r->b->list, node, r->option->name, &text) && keep_text(r, text, node->length, to);
}

bool fill_text(option_reader *r, void *to) { return read_one_text(r, r->node, to); }

/* scheme://… is no path of this machine. */
static bool is_url(const char *text) {
  const size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789+.-");
  return n > 0 && strncmp(text + n, "://", 3) == 0;
}

bool fill_path(option_reader *r, void *to) {
  const char *text = NULL;
  if (!spec_read_text(r->b->list, r->node, r->option->name, &text)) return false;
  if (!text[0] && !r->is_default) {
    plan_error(r->b, SPEC_E_WRONG_SHAPE, r->node->span, "%s: a path is needed, not an empty text", r->option->name);
    return false;
  }
  if (!text[0] || text[0] == '/' || is_url(text)) return keep_text(r, text, r->node->length, to);
  const size_t n = strlen(r->b->directory), slash = n > 0 && r->b->directory[n - 1] != '/';
  char *joined = plan_get(r->b, n + slash + r->node->length + 1, 1);
  if (!joined) return false;
  memcpy(joined, r->b->directory, n);
  if (slash) joined[n] = '/';
  memcpy(joined + n + slash, text, r->node->length);
  return keep_text(r, joined, n + slash + r->node->length, to);
}

bool fill_secret(option_reader *r, void *to) {
  bool is_put_in = r->is_default;
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_SCALAR)) return false;
  for (size_t i = 0; i < r->node->segment_count; i++) is_put_in |= r->node->segments[i].substituted;
  if (!is_put_in) {
    spec_diagnostic *error = plan_error(r->b, PLAN_E_SECRET_IN_FILE, r->node->span,
                                        "%s: a secret does not stand in the pipeline file", r->option->name);
    spec_help(r->b->list, error, "write %s: ${NAME} for an environment variable, or ${file:path}", r->option->name);
    return false;
  }
  return keep_text(r, r->node->text, r->node->length, to);
}

bool fill_texts(option_reader *r, void *to) {
  const bool is_list = r->node->kind == SPEC_SEQUENCE;
  const size_t count = is_list ? r->node->item_count : 1;
  weir_str *text = plan_get(r->b, count + 1, sizeof *text);
  bool good = text != NULL;
  for (size_t i = 0; text && i < count; i++) good &= read_one_text(r, is_list ? r->node->items[i] : r->node, &text[i]);
  *(weir_texts *)to = (weir_texts){.text = text, .count = (uint32_t)count};
  return good;
}

bool fill_text_map(option_reader *r, void *to) {
  if (!spec_expect_kind(r->b->list, r->node, r->option->name, SPEC_MAPPING)) return false;
  const size_t count = r->node->pair_count;
  weir_str *key = plan_get(r->b, count + 1, sizeof *key), *value = plan_get(r->b, count + 1, sizeof *value);
  bool good = key && value;
  for (size_t i = 0; key && value && i < count; i++) {
    good &= read_one_text(r, r->node->pairs[i].key, &key[i]);
    good &= read_one_text(r, r->node->pairs[i].value, &value[i]);
  }
  *(weir_text_map *)to = (weir_text_map){.key = key, .value = value, .count = (uint32_t)count};
  return good;
}
