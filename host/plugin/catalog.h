/* SPDX-License-Identifier: Apache-2.0 */
/* Plugins: found by name in trusted directories, each load a private, hashed copy, so that the file may be replaced while its code
 * runs. Nothing is scanned to run a pipeline. A catalog is one thread's; what it has loaded is read-only, shared, and stays
 * mapped until the catalog's end (code is retired, not unmapped, under sanitizers not at all). */
#ifndef PLUGIN_CATALOG_H
#define PLUGIN_CATALOG_H
#include <stdbool.h>
#include <weir/weir.h>

typedef struct plugin_catalog plugin_catalog;
typedef struct plugin_error {
  char text[640], help[320]; /* what is wrong; what would be right (a command, the nearest name) */
  uint32_t code;             /* plugin/codes.h; printed E301 and so on */
} plugin_error;

/* A loaded file. */
typedef struct plugin {
  char *name, *path; /* of the original */
  char hash[33];     /* XXH3-128 or similar of the copy, hex */
  uint64_t generation;
  const weir_plugin *table;
} plugin;

/* Directories in order of search, copied; the caller adds --plugin-dir, WEIR_PLUGIN_PATH, the build's or installation's own.
 * `trusted`: --trust-plugins: accept another owner there. NULL: out of memory. */
plugin_catalog *plugin_catalog_create(void);
int plugin_catalog_add(plugin_catalog *c, const char *directory, bool trusted);
void plugin_catalog_destroy(plugin_catalog *c);

/* The file `name`.so, loaded at first use. NULL: see err. */
const plugin *plugin_catalog_load(plugin_catalog *c, const char *name, plugin_error *err);

/* Entries by kind; NULL when the plugin has none of that name. Tables are normalised: what an older plugin's are too short for is NULL or 0. */
const weir_source *plugin_source(const plugin *p, const char *entry);
const weir_operator *plugin_operator(const plugin *p, const char *entry);
const weir_sink *plugin_sink(const plugin *p, const char *entry);
const weir_aggregate *plugin_aggregate(const plugin *p, const char *entry);
const weir_function *plugin_function(const plugin *p, const char *entry);
/* Option i of an entry's table, whatever its stride. */
const weir_option *plugin_option(const weir_option *table, uint32_t stride, uint32_t i);

/* File names (without .so) in all directories, sorted, once each; for `weir plugins` and for the nearest name. free with plugin_names_free. */
char **plugin_catalog_names(plugin_catalog *c, uint32_t *count);
void plugin_names_free(char **names, uint32_t count);

/* Describe a plugin in a child process, which alone loads it: text as printed by `weir plugins describe`. *text is malloc'd. */
int plugin_describe_in_child(plugin_catalog *c, const char *name, bool json, char **text, plugin_error *err);
/* The same as describe_schema and describe_markdown give it. */
int plugin_schema_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err);
int plugin_markdown_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err);
/* The same, in one line without its end: "operator: Splits a text into words" or "source kafka, sink kafka". */
int plugin_summary_in_child(plugin_catalog *c, const char *name, char **text, plugin_error *err);
/* What is run as the child: `path` plugins --describe-child …, which must end in plugin_describe_child(), and how long it may
 * take; default: this process's executable, 10 s. `path` is borrowed until the catalog's end. */
void plugin_catalog_set_child(plugin_catalog *c, const char *path, int64_t deadline_us);
/* The child's side: main of `weir plugins --describe-child …`, with the arguments behind that; gives the exit code. */
int plugin_describe_child(int argc, char **argv);
#define PLUGIN_DESCRIBE_CHILD "--describe-child"
#endif
