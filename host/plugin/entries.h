/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/entries: a plugin's entries in one row, whatever their kind. Pure, any thread. */
#ifndef PLUGIN_ENTRIES_H
#define PLUGIN_ENTRIES_H
#include "plugin/catalog.h"

typedef struct plugin_entry {
  const char *kind, *name, *help; /* help: "" when there is none */
  const weir_option *option;
  uint32_t option_count, option_stride;
} plugin_entry;

uint32_t entries_count(const plugin *p);
/* Entry i: sources, operators, sinks, aggregates, functions. i < entries_count(p). */
plugin_entry entries_at(const plugin *p, uint32_t i);
#endif
