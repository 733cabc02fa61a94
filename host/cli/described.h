/* SPDX-License-Identifier: Apache-2.0 */
/* cli/described: what all plugins that are found say of themselves, line by line, for pages and schemas. */
#ifndef CLI_DESCRIBED_H
#define CLI_DESCRIBED_H
#include "cli/exit.h"
#include "plugin/catalog.h"

/* plugin_schema_in_child or plugin_markdown_in_child. */
typedef int (*describe_fn)(plugin_catalog *c, const char *name, char **text, plugin_error *err);

/* One entry: its kind, its name, and what was said behind that; texts live as long as the list. */
typedef struct described {
  const char *kind, *name, *text;
} described;

typedef struct described_list {
  described *entry; /* by kind (source, operator, sink, aggregate, function), then by name */
  size_t count, capacity;
  char **kept; /* the answers */
  size_t kept_count;
} described_list;

/* Asks all plugins. `form`: each entry begins with a line "kind<TAB>name", or "kind<TAB>"name":…" of JSON, which stays in
 * the text. Refused plugins are told on stderr and left out: CLI_NO then. */
cli_exit described_read(described_list *list, plugin_catalog *c, describe_fn form);
void described_finish(described_list *list);

/* An error about a plugin, on stderr; `nearest` may be NULL. */
void described_print_error(const plugin_error *err, const char *nearest);
#endif
