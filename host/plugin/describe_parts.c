/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/describe_parts: see describe_parts.h. */
#include "plugin/describe_parts.h"

#include <stdlib.h>
#include <string.h>

#include "plugin/option_type.h"

typedef struct unit {
  const char *name;
  double factor;
} unit;

/* Largest first; the last has factor 1. */
static const unit durations[] = {{"d", 864e8}, {"h", 36e8}, {"m", 6e7}, {"s", 1e6}, {"ms", 1e3}, {"us", 1}};
static const unit sizes[] = {{"GiB", 1073741824}, {"GB", 1e9}, {"MiB", 1048576}, {"MB", 1e6},
                             {"KiB", 1024},       {"KB", 1e3}, {"B", 1}};
static const unit numbers[] = {{"", 1}};

static bool is_whole(double value) {
  return value > -1e15 && value < 1e15 && !((double)(int64_t)value < value) && !((double)(int64_t)value > value);
}

void describe_number(FILE *out, double value) {
  char text[40];
  (void)snprintf(text, sizeof text, "%.0f", value);
  for (int digits = 1; digits <= 17 && !is_whole(value); digits++) {
    (void)snprintf(text, sizeof text, "%.*g", digits, value);
    if (!(strtod(text, NULL) < value) && !(strtod(text, NULL) > value)) break;
  }
  (void)fputs(text, out);
}

static bool divides(double value, double factor) { return value / factor >= 1 && is_whole(value / factor); }

void describe_bound(FILE *out, const weir_option *o, double value) {
  const unit *u = o->type == WEIR_OPT_DURATION ? durations : o->type == WEIR_OPT_SIZE ? sizes : numbers;
  while (u->factor > 1 && !divides(value, u->factor)) u++;
  describe_number(out, value / u->factor);
  (void)fputs(u->name, out);
}

bool describe_has_range(const weir_option *o) {
  const option_type *type = option_type_of(o->type);
  return type && type->has_range && o->max > o->min;
}

const char *describe_type(const weir_option *o) {
  const option_type *type = option_type_of(o->type);
  return type ? type->name : "unknown";
}

const weir_option *describe_flagged(const plugin_entry *entry, uint32_t flag) {
  for (uint32_t k = 0; k < entry->option_count; k++) {
    const weir_option *o = plugin_option(entry->option, entry->option_stride, k);
    if (o->flags & flag) return o;
  }
  return NULL;
}

void describe_label(FILE *out, const plugin *p, const plugin_entry *entry) {
  const bool is_library =
      strcmp(p->name, "functions") == 0 || strcmp(p->name, "aggregates") == 0 || strcmp(p->name, "regex") == 0;
  const bool is_called = !entry->option && (*entry->kind == 'f' || *entry->kind == 'a');
  if (strcmp(p->name, entry->name) == 0 || (is_called && is_library))
    (void)fputs(entry->name, out);
  else
    (void)fprintf(out, "%s.%s", p->name, entry->name);
}
