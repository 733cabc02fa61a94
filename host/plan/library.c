/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and aggregates by name. */
#include "plan/library.h"
#include "plan/call_host.h"
#include "plugin/codes.h"

#include <string.h>

#define FILE_NAME_MAX 128

static const char *const files[] = {"functions", "aggregates", "regex"};
enum { FILES = sizeof files / sizeof *files };

/* NULL when there is no such file; the reason is kept for the message, unless it is only that regex.so is not
 * installed. */
static const plugin *load(function_library *l, const char *file) {
  plugin_error err = {0};
  const plugin *p = plugin_catalog_load(l->catalog, file, &err);
  const bool may_lack = err.code == PLUGIN_E_NO_PLUGIN && file == files[FILES - 1];
  if (!p && !may_lack) l->error = err;
  return p;
}

/* The file of "file.entry", loaded, and its entry. */
static const plugin *load_dotted(function_library *l, const char *name, const char *dot) {
  char file[FILE_NAME_MAX + 1];
  const size_t n = (size_t)(dot - name);
  if (n > FILE_NAME_MAX) return NULL;
  memcpy(file, name, n);
  file[n] = 0;
  return load(l, file);
}

static const weir_function *find_function(void *context, const char *name) {
  function_library *l = context;
  const char *dot = strchr(name, '.');
  const weir_function *found = NULL;
  const plugin *p = dot ? load_dotted(l, name, dot) : NULL;
  if (p) found = plugin_function(p, dot + 1);
  for (uint32_t i = 0; !dot && !found && i < FILES; i++)
    if ((p = load(l, files[i]))) found = plugin_function(p, name);
  return found;
}

static const weir_function *find_next(void *context, const char *name, const weir_function *passed) {
  function_library *l = context;
  bool is_behind = false;
  for (uint32_t i = 0; i < FILES; i++) {
    const plugin *p = load(l, files[i]);
    const weir_function *found = p ? plugin_function(p, name) : NULL;
    if (found && is_behind) return found;
    is_behind |= found && found == passed;
  }
  return NULL;
}

static const weir_aggregate *find_aggregate(void *context, const char *name) {
  function_library *l = context;
  const char *dot = strchr(name, '.');
  const weir_aggregate *found = NULL;
  const plugin *p = dot ? load_dotted(l, name, dot) : NULL;
  if (p) found = plugin_aggregate(p, dot + 1);
  for (uint32_t i = 0; !dot && !found && i < FILES; i++)
    if ((p = load(l, files[i]))) found = plugin_aggregate(p, name);
  return found;
}

static uint32_t count_names(const weir_plugin *t, bool aggregates) {
  uint32_t n = 0;
  if (aggregates ? !t->aggregate : !t->function) return 0;
  while (aggregates ? (const void *)t->aggregate[n] : (const void *)t->function[n]) n++;
  return n;
}

/* Of the files without a dot, into the arena: only asked for to make a message. */
static const char *const *names(void *context, bool aggregates) {
  function_library *l = context;
  const plugin *p[FILES];
  uint32_t count = 0, n = 0;
  for (uint32_t i = 0; i < FILES; i++)
    if ((p[i] = load(l, files[i]))) count += count_names(p[i]->table, aggregates);
  const char **to = spec_arena_array(&l->arena, count + 1, sizeof *to);
  for (uint32_t i = 0; to && i < FILES; i++)
    for (uint32_t k = 0; p[i] && k < count_names(p[i]->table, aggregates); k++)
      to[n++] = aggregates ? p[i]->table->aggregate[k]->name : p[i]->table->function[k]->name;
  return to;
}

void function_library_init(function_library *l, plugin_catalog *catalog) {
  *l = (function_library){.catalog = catalog};
  spec_arena_init(&l->arena);
  call_host_init(&l->frame);
}

void function_library_finish(function_library *l) { spec_arena_finish(&l->arena); }

expr_library function_library_of(function_library *l) {
  return (expr_library){.context = l,
                        .function = find_function,
                        .next = find_next,
                        .aggregate = find_aggregate,
                        .names = names,
                        .host = &l->frame.host};
}
