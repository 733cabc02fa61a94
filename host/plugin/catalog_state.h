/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/catalog_state: what a catalog holds, for the files of this layer. */
#ifndef PLUGIN_CATALOG_STATE_H
#define PLUGIN_CATALOG_STATE_H
#include "plugin/catalog.h"
#include "plugin/check_table.h"
#include "plugin/private_copy.h"

typedef struct plugin_directory {
  char *path; /* absolute, without a slash at its end */
  bool trusted;
} plugin_directory;

/* `plugin` comes first: users hold its address. */
typedef struct loaded_plugin {
  plugin plugin;
  void *handle;
  table_memory memory;
} loaded_plugin;

struct plugin_catalog {
  plugin_directory *directory;
  uint32_t directories;
  loaded_plugin **loaded;
  uint32_t count;
  private_copies copies;
  const char *child; /* executable that describes plugins */
  int64_t child_deadline_us;
};
#endif
