/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and aggregates by name: without a dot from the files that come with weir, p.x from p.so. */
#include "plan/builder.h"
#include "plugin/codes.h"

#include <string.h>

#define FILE_NAME_MAX 128

static const char *const function_files[] = {"functions", "regex", NULL};
static const char *const aggregate_files[] = {"aggregates", NULL};

/* NULL when there is no such file; the reason is kept for the message, unless it is only that regex.so is not
 * installed. */
static const plugin *load(plan_owner *owner, const char *file) {
  plugin_error err = {0};
  const plugin *p = plugin_catalog_load(owner->catalog, file, &err);
  const bool may_lack = err.code == PLUGIN_E_NO_PLUGIN && file == function_files[1];
  if (!p && !may_lack) owner->library_error = err;
  return p;
}

/* The file of "file.entry", loaded, and its entry. */
static const plugin *load_dotted(plan_owner *owner, const char *name, const char *dot) {
  char file[FILE_NAME_MAX + 1];
  const size_t n = (size_t)(dot - name);
  if (n > FILE_NAME_MAX) return NULL;
  memcpy(file, name, n);
  file[n] = 0;
  return load(owner, file);
}

static const weir_function *find_function(void *context, const char *name) {
  plan_owner *owner = context;
  const char *dot = strchr(name, '.');
  const weir_function *found = NULL;
  const plugin *p = dot ? load_dotted(owner, name, dot) : NULL;
  if (p) found = plugin_function(p, dot + 1);
  for (uint32_t i = 0; !dot && !found && function_files[i]; i++)
    if ((p = load(owner, function_files[i]))) found = plugin_function(p, name);
  return found;
}

static const weir_aggregate *find_aggregate(void *context, const char *name) {
  plan_owner *owner = context;
  const char *dot = strchr(name, '.');
  const weir_aggregate *found = NULL;
  const plugin *p = dot ? load_dotted(owner, name, dot) : NULL;
  if (p) found = plugin_aggregate(p, dot + 1);
  for (uint32_t i = 0; !dot && !found && aggregate_files[i]; i++)
    if ((p = load(owner, aggregate_files[i]))) found = plugin_aggregate(p, name);
  return found;
}

static uint32_t count_names(const weir_plugin *t, bool aggregates) {
  uint32_t n = 0;
  while (aggregates ? (const void *)t->aggregate[n] : (const void *)t->function[n]) n++;
  return n;
}

/* Of the files without a dot, into the plan's arena: only asked for to make a message. */
static const char *const *names(void *context, bool aggregates) {
  plan_owner *owner = context;
  const char *const *file = aggregates ? aggregate_files : function_files;
  const plugin *p[2] = {NULL, NULL};
  uint32_t count = 0, n = 0;
  for (uint32_t i = 0; i < 2 && file[i]; i++)
    if ((p[i] = load(owner, file[i]))) count += count_names(p[i]->table, aggregates);
  const char **to = spec_arena_array(&owner->arena, count + 1, sizeof *to);
  for (uint32_t i = 0; to && i < 2; i++)
    for (uint32_t k = 0; p[i] && k < count_names(p[i]->table, aggregates); k++)
      to[n++] = aggregates ? p[i]->table->aggregate[k]->name : p[i]->table->function[k]->name;
  return to;
}

expr_library plan_library(plan_owner *owner) {
  return (expr_library){.context = owner,
                        .function = find_function,
                        .aggregate = find_aggregate,
                        .names = names,
                        .host = &owner->frame.host};
}
