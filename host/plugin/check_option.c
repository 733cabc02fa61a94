/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/check_option: see check_option.h. */
#include "plugin/check_option.h"

#include <math.h>
#include <string.h>

#include "plugin/check_table.h"
#include "plugin/failure.h"
#include "plugin/option_type.h"

#define KNOWN_FLAGS (WEIR_REQUIRED | WEIR_MAIN | WEIR_BODY | WEIR_EXPLODES | WEIR_OVER_STATE)
#define INPUTS_MAX 16u

typedef struct option_table {
  const char *entry;
  const weir_option *option;
  uint32_t count, stride, instance_size;
  plugin_error *err;
} option_table;

static int32_t continuation(const char *p, int32_t n) {
  for (int32_t i = 1; i < n; i++)
    if (((unsigned char)p[i] & 0xc0) != 0x80) return 0;
  return n;
}

/* Bytes of the UTF-8 character at p, 0 when there is none. */
static int32_t character(const char *p) {
  unsigned char c = (unsigned char)p[0], next = c ? (unsigned char)p[1] : 0;
  if (c < 0x80) return c >= ' ' || c == '\n' ? 1 : 0;
  if (c >= 0xc2 && c < 0xe0) return continuation(p, 2);
  if (c == 0xe0 && next < 0xa0) return 0;
  if (c == 0xed && next >= 0xa0) return 0;
  if (c >= 0xe0 && c < 0xf0) return continuation(p, 3);
  if ((c == 0xf0 && next < 0x90) || (c == 0xf4 && next >= 0x90)) return 0;
  return c >= 0xf0 && c < 0xf5 ? continuation(p, 4) : 0;
}

bool check_text(const char *text) {
  size_t n = 0;
  while (n <= PLUGIN_HELP_MAX && text[n]) {
    int32_t bytes = character(text + n);
    if (bytes == 0) return false;
    n += (size_t)bytes;
  }
  return n <= PLUGIN_HELP_MAX;
}

static int refuse(const option_table *t, const weir_option *o, const char *why) {
  return plugin_fail(t->err, PLUGIN_E_BAD_OPTION, "option \"%s\" of %s %s", o->name, t->entry, why);
}

static int check_texts(const option_table *t, const weir_option *o, uint32_t i) {
  if (!o->name || !check_name(o->name))
    return plugin_fail(t->err, PLUGIN_E_BAD_OPTION, "option %u of %s has no name of letters, digits, _ and -", i,
                       t->entry);
  if (o->help && !check_text(o->help)) return refuse(t, o, "has a help that is not UTF-8 text of at most 4096 bytes");
  if (o->default_text && !check_text(o->default_text)) return refuse(t, o, "has a default that is not UTF-8 text");
  return 0;
}

static int check_place(const option_table *t, const weir_option *o, const option_type *type) {
  if (o->offset > t->instance_size || type->width > t->instance_size - o->offset)
    return plugin_fail(t->err, PLUGIN_E_BAD_OPTION,
                       "option \"%s\" of %s, a %s, takes bytes %u to %u of an instance that has %u", o->name, t->entry,
                       type->name, o->offset, o->offset + type->width, t->instance_size);
  if (o->offset % type->align)
    return plugin_fail(t->err, PLUGIN_E_BAD_OPTION, "option \"%s\" of %s, a %s, lies at %u, no multiple of %u", o->name,
                       t->entry, type->name, o->offset, type->align);
  return 0;
}

static int check_choices(const option_table *t, const weir_option *o, const option_type *type) {
  if (!type->has_choices) return o->choices ? refuse(t, o, "has choices, which its type does not use") : 0;
  if (!o->choices || !check_text(o->choices)) return refuse(t, o, "has no choices");
  size_t n = 0;
  const char *choice;
  for (uint32_t i = 0; (choice = option_choice(o->choices, i, &n)); i++) {
    if (n == 0) return refuse(t, o, "has an empty choice");
    if (option_choice_index(o->choices, choice, n) != (int32_t)i) return refuse(t, o, "has the same choice twice");
    if (o->type == WEIR_OPT_FORMAT && option_choice_index("text|csv|json|python|scala", choice, n) < 0)
      return refuse(t, o, "has another choice than text, csv, json, python, scala");
  }
  if (o->default_text && option_choice_index(o->choices, o->default_text, strlen(o->default_text)) < 0)
    return refuse(t, o, "has a default that is not among its choices");
  return 0;
}

static int check_meaning(const option_table *t, const weir_option *o, const option_type *type) {
  if (o->flags & ~KNOWN_FLAGS) return refuse(t, o, "has flags that this weir does not know");
  if (o->flags & WEIR_REQUIRED && o->default_text) return refuse(t, o, "is required and has a default");
  if (o->flags & WEIR_MAIN && o->flags & WEIR_BODY) return refuse(t, o, "is marked MAIN and BODY");
  if (o->flags & WEIR_BODY && !type->is_mapping) return refuse(t, o, "is marked BODY and is no mapping");
  if (o->flags & WEIR_BODY && t->count > 1) return refuse(t, o, "is marked BODY and is not the only one");
  if (isnan(o->min) || isnan(o->max)) return refuse(t, o, "has a range that is not a number");
  if (o->input >= INPUTS_MAX && o->input != WEIR_ALL_INPUTS)
    return refuse(t, o, "is typed against an input that no operator has");
  if (o->want > WEIR_STRUCT) return refuse(t, o, "wants a type of value that this weir does not know");
  return check_choices(t, o, type);
}

/* Against the options before it. */
static int check_neighbours(const option_table *t, const weir_option *o, const option_type *type, uint32_t i) {
  bool has_fields = false;
  for (uint32_t k = 0; k < i; k++) {
    const weir_option *before = plugin_option(t->option, t->stride, k);
    const option_type *its = option_type_of(before->type);
    has_fields = has_fields || before->type == WEIR_OPT_FIELDS;
    if (strcmp(before->name, o->name) == 0) return refuse(t, o, "is there twice");
    if (before->flags & o->flags & WEIR_MAIN) return refuse(t, o, "is the second that is marked MAIN");
    if (o->offset < before->offset + its->width && before->offset < o->offset + type->width)
      return plugin_fail(t->err, PLUGIN_E_BAD_OPTION, "options \"%s\" and \"%s\" of %s lie on the same bytes",
                         before->name, o->name, t->entry);
  }
  if (o->type == WEIR_OPT_ROWS && !has_fields)
    return refuse(t, o, "is rows, and no option of type fields is before it");
  return 0;
}

int check_options(const char *entry, const weir_option *option, uint32_t count, uint32_t stride, uint32_t instance_size,
                  plugin_error *err) {
  option_table t = {entry, option, count, stride, instance_size, err};
  for (uint32_t i = 0; i < count; i++) {
    const weir_option *o = plugin_option(option, stride, i);
    if (check_texts(&t, o, i) < 0) return -1;
    const option_type *type = option_type_of(o->type);
    if (!type) {
      (void)plugin_fail(err, PLUGIN_E_BAD_OPTION,
                        "option \"%s\" of %s has type %u, which this weir (ABI %d.%d) does not know", o->name, entry,
                        o->type, WEIR_ABI_MAJOR, WEIR_ABI_MINOR);
      return -1;
    }
    if (check_place(&t, o, type) < 0 || check_meaning(&t, o, type) < 0 || check_neighbours(&t, o, type, i) < 0)
      return -1;
  }
  return 0;
}
