/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/check_table: see check_table.h. The five kinds of entry differ in a row of `kinds`; sources, operators and sinks begin
 * alike (weir_operator's first members), aggregates and functions too (weir_function's). */
#include "plugin/check_table.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin/check_option.h"
#include "plugin/failure.h"

#define NAME_MAX_BYTES 64u
#define ENTRIES_MAX 1024u
#define INSTANCE_MAX (64u << 20)
#define TABLE_MAX 65536u /* no table of a sane plugin is longer */

static_assert(offsetof(weir_operator, name) == offsetof(weir_source, name) &&
                  offsetof(weir_operator, name) == offsetof(weir_sink, name) &&
                  offsetof(weir_operator, flags) == offsetof(weir_source, flags) &&
                  offsetof(weir_operator, flags) == offsetof(weir_sink, flags) &&
                  offsetof(weir_aggregate, name) == offsetof(weir_function, name),
              "entries begin alike");

typedef int (*check_callbacks_fn)(const char *label, const void *entry, plugin_error *err);

typedef struct kind {
  const char *name;
  size_t member; /* of weir_plugin */
  size_t known, shortest;
  bool has_options;
  uint32_t space; /* names are unique in it: what could stand in the same place of a pipeline */
  check_callbacks_fn check;
} kind;

typedef struct checking {
  const char *path;
  table_memory *memory;
  plugin_error *err;
  weir_plugin *table;
} checking;

/* ---- memory ---------------------------------------------------------------------------------------------------------- */

static void *take(table_memory *m, size_t size) {
  if (m->count == m->capacity) {
    uint32_t capacity = m->capacity ? m->capacity * 2 : 8;
    void **block = realloc(m->block, capacity * sizeof *block);
    if (!block) return NULL;
    m->block = block;
    m->capacity = capacity;
  }
  void *p = calloc(1, size ? size : 1);
  if (p) m->block[m->count++] = p;
  return p;
}

void table_memory_finish(table_memory *memory) {
  for (uint32_t i = 0; i < memory->count; i++) free(memory->block[i]);
  free(memory->block);
  *memory = (table_memory){0};
}

/* ---- callbacks that must be there ------------------------------------------------------------------------------------ */

static int need(const char *label, const char *callback, bool there, plugin_error *err) {
  return there ? 0 : plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has no %s", label, callback);
}

static int check_source(const char *label, const void *entry, plugin_error *err) {
  const weir_source *s = entry;
  if (s->flags != 0 && s->flags != WEIR_SOURCE_MARKS && s->flags != WEIR_SOURCE_REPLAYABLE)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has flags that this weir does not know", label);
  if (s->flags == WEIR_SOURCE_REPLAYABLE && need(label, "replay, and says it is replayable", s->replay, err) < 0)
    return -1;
  return need(label, "poll", s->poll, err);
}

static int check_operator(const char *label, const void *entry, plugin_error *err) {
  const weir_operator *o = entry;
  if (o->flags & ~WEIR_ROW_WISE)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has flags that this weir does not know", label);
  return need(label, "process, no bind and no batch_end", o->process || o->bind || o->batch_end, err);
}

static int check_sink(const char *label, const void *entry, plugin_error *err) {
  const weir_sink *s = entry;
  if (s->flags) return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has flags that this weir does not know", label);
  return need(label, "write, no bind and no commit", s->write || s->bind || s->commit, err);
}

static int check_aggregate(const char *label, const void *entry, plugin_error *err) {
  const weir_aggregate *a = entry;
  if (a->flags & ~WEIR_AGGREGATE_IDEMPOTENT)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has flags that this weir does not know", label);
  if (need(label, "bind", a->bind, err) < 0 || need(label, "update", a->update, err) < 0) return -1;
  return need(label, "merge", a->merge, err) < 0 ? -1 : need(label, "result", a->result, err);
}

static int check_function(const char *label, const void *entry, plugin_error *err) {
  const weir_function *f = entry;
  if (f->flags & ~(WEIR_FUNCTION_IMPURE | WEIR_FUNCTION_STRICT | WEIR_FUNCTION_TIMED))
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s has flags that this weir does not know", label);
  if (need(label, "bind and no signature", f->bind || f->signature, err) < 0) return -1;
  return need(label, "eval", f->eval, err);
}

#define HEAD_END (offsetof(weir_operator, flags) + sizeof(uint32_t))
#define CALL_HEAD_END (offsetof(weir_function, help) + sizeof(char *))
static const kind kinds[] = {
    {"source", offsetof(weir_plugin, source), sizeof(weir_source), HEAD_END, true, 1, check_source},
    {"operator", offsetof(weir_plugin, op), sizeof(weir_operator), HEAD_END, true, 1, check_operator},
    {"sink", offsetof(weir_plugin, sink), sizeof(weir_sink), HEAD_END, true, 2, check_sink},
    {"aggregate", offsetof(weir_plugin, aggregate), sizeof(weir_aggregate), CALL_HEAD_END, false, 3, check_aggregate},
    {"function", offsetof(weir_plugin, function), sizeof(weir_function), CALL_HEAD_END, false, 3, check_function},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

/* ---- entries --------------------------------------------------------------------------------------------------------- */

bool check_name(const char *name) {
  size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
  return n > 0 && n <= NAME_MAX_BYTES && !name[n];
}

/* The array of a kind. All are arrays of pointers to tables. */
static const void *const *entries_of(const weir_plugin *table, const kind *k) {
  const void *const *entries;
  memcpy(&entries, (const char *)table + k->member, sizeof entries);
  return entries;
}

static const char *name_of(const kind *k, const void *entry) {
  return k->has_options ? ((const weir_operator *)entry)->name : ((const weir_function *)entry)->name;
}

static const char *help_of(const kind *k, const void *entry) {
  return k->has_options ? ((const weir_operator *)entry)->help : ((const weir_function *)entry)->help;
}

static uint32_t size_of(const void *table) {
  uint32_t size;
  memcpy(&size, table, sizeof size);
  return size;
}

/* The entry itself, or a copy as long as ours. NULL: out of memory. */
static const void *whole_entry(checking *c, const kind *k, const void *entry) {
  uint32_t size = size_of(entry);
  if (size >= k->known) return entry;
  void *copy = take(c->memory, k->known);
  if (copy) memcpy(copy, entry, size);
  return copy;
}

/* The entry with options as long as ours. NULL: out of memory. */
static const void *with_whole_options(checking *c, const kind *k, const void *entry) {
  const weir_operator *head = entry;
  if (head->option_count == 0 || head->option_stride >= sizeof(weir_option)) return entry;
  weir_option *options = take(c->memory, head->option_count * sizeof *options);
  void *copy = take(c->memory, k->known);
  if (!options || !copy) return NULL;
  for (uint32_t i = 0; i < head->option_count; i++)
    memcpy(&options[i], (const char *)head->option + (size_t)i * head->option_stride, head->option_stride);
  memcpy(copy, entry, k->known);
  weir_operator *changed = copy;
  changed->option = options;
  changed->option_stride = sizeof *options;
  return copy;
}

static int check_option_numbers(const char *label, const weir_operator *head, plugin_error *err) {
  if (head->instance_size > INSTANCE_MAX)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s wants instances of %u bytes; %u are the most", label,
                       head->instance_size, INSTANCE_MAX);
  if (head->option_count == 0) return 0;
  if (head->option_count > PLUGIN_OPTIONS_MAX || !head->option)
    return plugin_fail(err, PLUGIN_E_BAD_OPTION, "%s says it has %u options%s", label, head->option_count,
                       head->option ? "; 64 are the most" : ", and there is no table of them");
  if (head->option_stride < offsetof(weir_option, input) || head->option_stride % sizeof(void *) ||
      head->option_stride > TABLE_MAX)
    return plugin_fail(err, PLUGIN_E_BAD_OPTION, "%s has options of %u bytes, which cannot be", label,
                       head->option_stride);
  return 0;
}

/* Checks one entry; *checked is what stands for it from now on. */
static int check_entry(checking *c, const kind *k, const void *entry, const void **checked) {
  char label[400];
  uint32_t size = size_of(entry);
  if (size < k->shortest || size > TABLE_MAX)
    return plugin_fail(c->err, PLUGIN_E_BAD_TABLE, "%s has a %s whose table says it has %u bytes, which cannot be",
                       c->path, k->name, size);
  const char *name = name_of(k, entry), *help = help_of(k, entry);
  if (!name || !check_name(name))
    return plugin_fail(c->err, PLUGIN_E_BAD_TABLE, "%s has a %s without a name of letters, digits, _ and -", c->path,
                       k->name);
  (void)snprintf(label, sizeof label, "%s \"%s\" of %s", k->name, name, c->path);
  if (help && !check_text(help))
    return plugin_fail(c->err, PLUGIN_E_BAD_TABLE, "%s has a help that is not UTF-8 text of at most 4096 bytes", label);
  entry = whole_entry(c, k, entry);
  if (!entry) return plugin_fail_memory(c->err);
  if (k->has_options) {
    if (check_option_numbers(label, entry, c->err) < 0) return -1;
    entry = with_whole_options(c, k, entry);
    if (!entry) return plugin_fail_memory(c->err);
    const weir_operator *head = entry;
    if (check_options(label, head->option, head->option_count, head->option_stride, head->instance_size, c->err) < 0)
      return -1;
  }
  *checked = entry;
  return k->check(label, entry, c->err);
}

/* Whether a name is in the first `n` kinds' arrays, in the same space. */
static const kind *find_name(const checking *c, size_t n, uint32_t space, const char *name) {
  for (size_t i = 0; i < n; i++) {
    const void *const *entries = entries_of(c->table, &kinds[i]);
    for (; kinds[i].space == space && entries && *entries; entries++)
      if (strcmp(name_of(&kinds[i], *entries), name) == 0) return &kinds[i];
  }
  return NULL;
}

/* Replaces the array of a kind by one of checked entries. */
static int check_kind(checking *c, size_t which) {
  const kind *k = &kinds[which];
  const void *const *theirs = entries_of(c->table, k);
  uint32_t count = 0;
  while (theirs && count <= ENTRIES_MAX && theirs[count]) count++;
  if (count > ENTRIES_MAX)
    return plugin_fail(c->err, PLUGIN_E_BAD_TABLE, "%s has more than %u of kind %s", c->path, ENTRIES_MAX, k->name);
  const void **ours = take(c->memory, (count + 1) * sizeof *ours);
  if (!ours) return plugin_fail_memory(c->err);
  memcpy((char *)c->table + k->member, &ours, sizeof ours);
  for (uint32_t i = 0; i < count; i++) {
    const void *entry = NULL;
    if (check_entry(c, k, theirs[i], &entry) < 0 || !entry) return -1;
    const kind *other = find_name(c, which + 1, k->space, name_of(k, entry));
    if (other)
      return plugin_fail(c->err, PLUGIN_E_BAD_TABLE, "%s has a %s and a %s that are both called \"%s\"", c->path,
                         other->name, k->name, name_of(k, entry));
    ours[i] = entry;
  }
  return 0;
}

static int check_versions(const char *path, const weir_plugin *table, plugin_error *err) {
  if (table->size < offsetof(weir_plugin, source) || table->size > TABLE_MAX)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s says that its table has %u bytes, which cannot be", path,
                       table->size);
  if (table->abi_major != WEIR_ABI_MAJOR)
    return plugin_fail(err, PLUGIN_E_OTHER_MAJOR, "%s says it is for ABI %u; this weir has ABI %d", path,
                       table->abi_major, WEIR_ABI_MAJOR);
  if (table->needs_minor > WEIR_ABI_MINOR) {
    (void)plugin_fail(err, PLUGIN_E_NEWER_MINOR, "%s needs ABI %u.%u; this weir has %d.%d", path, table->abi_major,
                      table->needs_minor, WEIR_ABI_MAJOR, WEIR_ABI_MINOR);
    return plugin_help(err, "install a newer weir, or build the plugin with .needs_minor = %d if it can do without",
                       WEIR_ABI_MINOR);
  }
  if (!table->name || !check_name(table->name))
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s gives itself no name of letters, digits, _ and -", path);
  if (!table->version || !check_text(table->version))
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s gives itself no version", path);
  return 0;
}

int check_table(const char *path, const weir_plugin *table, table_memory *memory, const weir_plugin **checked,
                plugin_error *err) {
  if (!table)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s gives no table: %s() returned NULL", path, WEIR_PLUGIN_SYMBOL);
  if (check_versions(path, table, err) < 0) return -1;
  checking c = {.path = path, .memory = memory, .err = err};
  c.table = take(memory, sizeof *c.table);
  if (!c.table) return plugin_fail_memory(err);
  memcpy(c.table, table, table->size < sizeof *table ? table->size : sizeof *table);
  uint32_t entries = 0;
  for (size_t i = 0; i < KINDS; i++) {
    if (check_kind(&c, i) < 0) return -1;
    for (const void *const *entry = entries_of(c.table, &kinds[i]); *entry; entry++) entries++;
  }
  if (entries == 0)
    return plugin_fail(err, PLUGIN_E_BAD_TABLE, "%s brings nothing: no source, operator, sink, aggregate, function",
                       path);
  *checked = c.table;
  return 0;
}
