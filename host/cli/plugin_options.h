/* SPDX-License-Identifier: Apache-2.0 */
/* cli/plugin_options: --plugin-dir and --trust-plugins, for every command that loads plugins, and the catalog they make.
 *
 *   static const cli_option options[] = {{.id = 1, .name = "json", …}, CLI_PLUGIN_OPTIONS, {0}};
 *   …
 *   case CLI_PLUGIN_DIR: case CLI_TRUST_PLUGINS: plugin_options_take(&plugins, id, a.value); */
#ifndef CLI_PLUGIN_OPTIONS_H
#define CLI_PLUGIN_OPTIONS_H
#include "plugin/catalog.h"

#define CLI_PLUGIN_DIR 901
#define CLI_TRUST_PLUGINS 902
#define CLI_PLUGIN_OPTIONS                                                                                             \
  {.id = CLI_PLUGIN_DIR,                                                                                               \
   .name = "plugin-dir",                                                                                               \
   .value = "DIR",                                                                                                     \
   .help = "look for plugins in DIR first (repeatable)",                                                               \
   .environment = "WEIR_PLUGIN_PATH"},                                                                                 \
  {                                                                                                                    \
    .id = CLI_TRUST_PLUGINS, .name = "trust-plugins", .value = "DIR",                                                  \
    .help = "look there too, whoever owns what is in it (repeatable)"                                                  \
  }

#define PLUGIN_OPTIONS_DIRS_MAX 64

/* Zero it. */
typedef struct plugin_options {
  const char *directory[PLUGIN_OPTIONS_DIRS_MAX]; /* borrowed from argv */
  bool trusted[PLUGIN_OPTIONS_DIRS_MAX];
  uint32_t count;
} plugin_options;

/* False: more directories than a command line may have. */
bool plugin_options_take(plugin_options *o, int id, const char *value);

/* A catalog of the directories given, those of WEIR_PLUGIN_PATH (with ':' between), and ../lib/weir/plugins beside the
 * executable, in this order. --trust-plugins with a directory that is named elsewhere too trusts it in its place. NULL: out of
 * memory. */
plugin_catalog *plugin_options_catalog(const plugin_options *o);
#endif
