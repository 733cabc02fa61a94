/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/check_table: what a plugin says about itself, checked before anybody believes it, and brought to the length of the
 * tables that this host knows. */
#ifndef PLUGIN_CHECK_TABLE_H
#define PLUGIN_CHECK_TABLE_H
#include "plugin/catalog.h"

/* Memory of the tables that had to be copied. */
typedef struct table_memory {
  void **block;
  uint32_t count, capacity;
} table_memory;

void table_memory_finish(table_memory *memory);

/* Checks the ABI numbers, names, callbacks and option tables. *checked lives as long as `memory` and the loaded file: it has
 * arrays of its own; entries and option tables that are as long as ours, or longer, are the plugin's own, at their own
 * addresses, and only shorter ones are copied, their tails zero. `path` is for messages. 0, or -1 with err. */
int check_table(const char *path, const weir_plugin *table, table_memory *memory, const weir_plugin **checked,
                plugin_error *err);

/* [A-Za-z0-9_-]+, at most 64 of them. */
bool check_name(const char *name);
#endif
