/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/entries: see entries.h. */
#include "plugin/entries.h"

#define COUNT(array, n)                                                                                                \
  for (uint32_t k = 0; (array)[k]; k++) (n)++

uint32_t entries_count(const plugin *p) {
  uint32_t n = 0;
  COUNT(p->table->source, n);
  COUNT(p->table->op, n);
  COUNT(p->table->sink, n);
  COUNT(p->table->aggregate, n);
  COUNT(p->table->function, n);
  return n;
}

#define WITH_OPTIONS(array, kind_name)                                                                                 \
  for (uint32_t k = 0; (array)[k]; k++)                                                                                \
    if (i-- == 0) return (plugin_entry) {                                                                              \
        .kind = (kind_name), .name = (array)[k]->name, .help = (array)[k]->help ? (array)[k]->help : "",               \
        .option = (array)[k]->option, .option_count = (array)[k]->option_count,                                        \
        .option_stride = (array)[k]->option_stride                                                                     \
      }
#define WITHOUT_OPTIONS(array, kind_name)                                                                              \
  for (uint32_t k = 0; (array)[k]; k++)                                                                                \
    if (i-- == 0) return (plugin_entry) {                                                                              \
        .kind = (kind_name), .name = (array)[k]->name, .help = (array)[k]->help ? (array)[k]->help : ""                \
      }

plugin_entry entries_at(const plugin *p, uint32_t i) {
  WITH_OPTIONS(p->table->source, "source");
  WITH_OPTIONS(p->table->op, "operator");
  WITH_OPTIONS(p->table->sink, "sink");
  WITHOUT_OPTIONS(p->table->aggregate, "aggregate");
  WITHOUT_OPTIONS(p->table->function, "function");
  return (plugin_entry){.kind = "", .name = "", .help = ""};
}
