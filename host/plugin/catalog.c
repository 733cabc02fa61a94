/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/catalog: find → trust → read and hash → inspect → copy → load → check. See catalog.h. */
#include "plugin/catalog.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin/catalog_state.h"
#include "plugin/failure.h"
#include "plugin/shared_code.h"

#define CHILD_DEADLINE_US INT64_C(10000000)

/* Of the process: no two loads share one, whichever catalog they are in. */
static _Atomic uint64_t last_generation;

plugin_catalog *plugin_catalog_create(void) {
  plugin_catalog *c = calloc(1, sizeof *c);
  if (c) plugin_catalog_set_child(c, "/proc/self/exe", CHILD_DEADLINE_US);
  return c;
}

void plugin_catalog_set_child(plugin_catalog *c, const char *path, int64_t deadline_us) {
  c->child = path;
  c->child_deadline_us = deadline_us;
}

/* `directory` from the root, without slashes at its end; links in it stay. */
static char *absolute_path(const char *directory) {
  char here[PATH_MAX], *path = NULL;
  if (*directory != '/' && !getcwd(here, sizeof here)) return NULL;
  int n = *directory == '/' ? asprintf(&path, "%s", directory) : asprintf(&path, "%s/%s", here, directory);
  if (n < 0) return NULL;
  for (; n > 1 && path[n - 1] == '/'; n--) path[n - 1] = 0;
  return path;
}

int plugin_catalog_add(plugin_catalog *c, const char *directory, bool trusted) {
  plugin_directory *directories = realloc(c->directory, (c->directories + 1) * sizeof *directories);
  if (!directories) return -ENOMEM;
  c->directory = directories;
  char *path = absolute_path(directory);
  if (!path) return -ENOMEM;
  directories[c->directories++] = (plugin_directory){.path = path, .trusted = trusted};
  return 0;
}

static void destroy_loaded(loaded_plugin *l) {
  if (!l) return;
  shared_code_close(l->handle);
  table_memory_finish(&l->memory);
  free(l->plugin.name);
  free(l->plugin.path);
  free(l);
}

void plugin_catalog_destroy(plugin_catalog *c) {
  if (!c) return;
  for (uint32_t i = 0; i < c->count; i++) destroy_loaded(c->loaded[i]);
  for (uint32_t i = 0; i < c->directories; i++) free(c->directory[i].path);
  private_copies_finish(&c->copies);
  free((void *)c->loaded);
  free(c->directory);
  free(c);
}

/* ---- find ------------------------------------------------------------------------------------------------------------ */

static int fail_not_found(const plugin_catalog *c, const char *name, plugin_error *err) {
  char list[400] = "";
  size_t n = 0;
  for (uint32_t i = 0; i < c->directories && n < sizeof list; i++)
    n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", i ? ", " : "", c->directory[i].path);
  (void)plugin_fail(err, PLUGIN_E_NO_PLUGIN, "no plugin \"%s\": there is no %s.so in %s", name, name,
                    c->directories ? list : "any directory, since none was named");
  return plugin_help(err, "\"weir plugins\" lists those that are there; --plugin-dir DIR adds a directory");
}

/* Opens the first directory that has the file and lets it pass; the caller closes found->dir. */
static int find(const plugin_catalog *c, const char *name, const char *file, trusted_dir *found, plugin_error *err) {
  for (uint32_t i = 0; i < c->directories; i++) {
    struct stat st;
    trusted_dir d = {.path = c->directory[i].path, .other_owner = c->directory[i].trusted};
    int status = files_open_dir(d.path, false, &d.dir);
    if (status == -ENOENT) continue;
    if (status < 0)
      return plugin_fail(err, PLUGIN_E_UNREADABLE, "%s cannot be opened: %s", d.path, strerrordesc_np(-status));
    status = files_stat(d.dir, file, &st);
    if (status == -ENOENT) {
      files_close_dir(d.dir);
      continue;
    }
    if (trust_check_dir(&d, err) < 0) {
      files_close_dir(d.dir);
      return -1;
    }
    *found = d;
    return 0;
  }
  return fail_not_found(c, name, err);
}

/* ---- load ------------------------------------------------------------------------------------------------------------ */

/* No symbol of ours: told apart from a plugin of another generation. */
static int check_symbol(const char *path, const elf_info *info, plugin_error *err) {
  if (info->exports_plugin) return 0;
  if (info->exports_other) {
    (void)plugin_fail(err, PLUGIN_E_OTHER_MAJOR, "%s was built for ABI %u; this weir has ABI %d", path,
                      info->other_major, WEIR_ABI_MAJOR);
    return plugin_help(err, info->other_major > WEIR_ABI_MAJOR ? "install a newer weir"
                                                               : "build it with the SDK of this weir");
  }
  (void)plugin_fail(err, PLUGIN_E_NO_SYMBOL, "%s is a shared library, but no weir plugin: it exports no %s", path,
                    WEIR_PLUGIN_SYMBOL);
  return plugin_help(err, "WEIR_PLUGIN, WEIR_OPERATOR and their like of <weir/weir.h> export it");
}

/* The loader hands out the old code where it takes two files for one. */
static int check_is_new(const plugin_catalog *c, const loaded_plugin *l, plugin_error *err) {
  for (uint32_t i = 0; i < c->count; i++)
    if (c->loaded[i]->handle == l->handle)
      return plugin_fail(err, PLUGIN_E_NOT_LOADABLE, "%s: the system's loader gave the code of %s", l->plugin.path,
                         c->loaded[i]->plugin.path);
  return 0;
}

static int call_and_check(const plugin_catalog *c, loaded_plugin *l, plugin_error *err) {
  weir_plugin_fn function = NULL;
  if (check_is_new(c, l, err) < 0) {
    l->handle = NULL;
    return -1;
  }
  void *symbol = dlsym(l->handle, WEIR_PLUGIN_SYMBOL);
  if (!symbol)
    return plugin_fail(err, PLUGIN_E_NO_SYMBOL, "%s: the system's loader finds no %s", l->plugin.path,
                       WEIR_PLUGIN_SYMBOL);
  memcpy(&function, &symbol, sizeof function);
  return check_table(l->plugin.path, function(), &l->memory, &l->plugin.table, err);
}

static int load_from(plugin_catalog *c, const trusted_dir *from, const char *file, loaded_plugin *l,
                     plugin_error *err) {
  char copy_name[128];
  file_bytes bytes = {0};
  elf_info info;
  int result = -1;
  if (asprintf(&l->plugin.path, "%s/%s", from->path, file) < 0) {
    l->plugin.path = NULL;
    return plugin_fail_memory(err);
  }
  if (private_copy_read(from, file, &bytes, err) < 0) return -1;
  memcpy(l->plugin.hash, bytes.hash, sizeof bytes.hash);
  (void)snprintf(copy_name, sizeof copy_name, "%llu-%s", (unsigned long long)l->plugin.generation, file);
  if (shared_code_inspect(l->plugin.path, &bytes, &info, err) < 0) goto out;
  if (check_symbol(l->plugin.path, &info, err) < 0) goto out;
  if (shared_code_open(&c->copies, from, l->plugin.path, copy_name, &bytes, &info, &l->handle, err) < 0) goto out;
  result = call_and_check(c, l, err);
out:
  free(bytes.bytes);
  return result;
}

static const plugin *find_loaded(const plugin_catalog *c, const char *name) {
  for (uint32_t i = 0; i < c->count; i++)
    if (strcmp(c->loaded[i]->plugin.name, name) == 0) return &c->loaded[i]->plugin;
  return NULL;
}

static bool keep(plugin_catalog *c, loaded_plugin *l) {
  size_t size = (c->count + 1) * sizeof *c->loaded; // NOLINT(bugprone-sizeof-expression): of pointers
  loaded_plugin **loaded = realloc((void *)c->loaded, size);
  if (!loaded) return false;
  c->loaded = loaded;
  loaded[c->count++] = l;
  return true;
}

static int load(plugin_catalog *c, const char *name, loaded_plugin *l, plugin_error *err) {
  char file[96];
  trusted_dir from = {0};
  l->plugin.name = strdup(name);
  if (!l->plugin.name) return plugin_fail_memory(err);
  l->plugin.generation = atomic_fetch_add(&last_generation, 1) + 1;
  (void)snprintf(file, sizeof file, "%s.so", name);
  if (find(c, name, file, &from, err) < 0) return -1;
  int result = load_from(c, &from, file, l, err);
  files_close_dir(from.dir);
  return result;
}

const plugin *plugin_catalog_load(plugin_catalog *c, const char *name, plugin_error *err) {
  const plugin *known = find_loaded(c, name);
  if (known) return known;
  if (!check_name(name)) {
    (void)plugin_fail(err, PLUGIN_E_BAD_NAME, "\"%.100s\" is no name of a plugin", name);
    (void)plugin_help(err, "names have letters, digits, _ and -, at most 64 of them");
    return NULL;
  }
  loaded_plugin *l = calloc(1, sizeof *l);
  if (!l) {
    (void)plugin_fail_memory(err);
    return NULL;
  }
  bool kept = load(c, name, l, err) == 0;
  if (kept && !keep(c, l)) {
    (void)plugin_fail_memory(err);
    kept = false;
  }
  if (kept) return &l->plugin;
  destroy_loaded(l);
  return NULL;
}

/* ---- entries --------------------------------------------------------------------------------------------------------- */

#define FIND_ENTRY(array, entry)                                                                                       \
  for (uint32_t i = 0; (array)[i]; i++)                                                                                \
    if (strcmp((array)[i]->name, (entry)) == 0) return (array)[i];                                                     \
  return NULL

const weir_source *plugin_source(const plugin *p, const char *entry) { FIND_ENTRY(p->table->source, entry); }
const weir_operator *plugin_operator(const plugin *p, const char *entry) { FIND_ENTRY(p->table->op, entry); }
const weir_sink *plugin_sink(const plugin *p, const char *entry) { FIND_ENTRY(p->table->sink, entry); }
const weir_aggregate *plugin_aggregate(const plugin *p, const char *entry) { FIND_ENTRY(p->table->aggregate, entry); }
const weir_function *plugin_function(const plugin *p, const char *entry) { FIND_ENTRY(p->table->function, entry); }

const weir_option *plugin_option(const weir_option *table, uint32_t stride, uint32_t i) {
  return (const weir_option *)(const void *)((const char *)table + (size_t)i * stride);
}
