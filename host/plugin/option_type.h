/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/option_type: what the host knows about each WEIR_OPT_…: its name for people, and how it lies in an instance. */
#ifndef PLUGIN_OPTION_TYPE_H
#define PLUGIN_OPTION_TYPE_H
#include <stdbool.h>
#include <weir/option.h>

typedef struct option_type {
  const char *name;      /* "duration" */
  uint32_t width, align; /* bytes at the option's offset */
  bool has_range, has_choices, is_mapping;
} option_type;

/* NULL for a type that this host does not know. */
const option_type *option_type_of(uint32_t type);

/* The i-th of "a|b|c": *n bytes from the result on; NULL past the last. */
const char *option_choice(const char *choices, uint32_t i, size_t *n);
/* Index of text[0, n) in choices, or -1. */
int32_t option_choice_index(const char *choices, const char *text, size_t n);
#endif
