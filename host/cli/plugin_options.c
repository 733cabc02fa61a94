/* SPDX-License-Identifier: Apache-2.0 */
/* cli/plugin_options: see plugin_options.h. */
#include "cli/plugin_options.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define OWN_DIRECTORY "/lib/weir/plugins"

bool plugin_options_take(plugin_options *o, int id, const char *value) {
  if (o->count == PLUGIN_OPTIONS_DIRS_MAX) return false;
  o->directory[o->count] = value;
  o->trusted[o->count++] = id == CLI_TRUST_PLUGINS;
  return true;
}

static bool is_same_path(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  while (n > 1 && a[n - 1] == '/') n--;
  while (m > 1 && b[m - 1] == '/') m--;
  return n == m && memcmp(a, b, n) == 0;
}

static bool is_trusted(const plugin_options *o, const char *directory) {
  for (uint32_t i = 0; i < o->count; i++)
    if (o->trusted[i] && is_same_path(o->directory[i], directory)) return true;
  return false;
}

/* `root`/lib/weir/plugins where the executable is `root`/bin/weir; false: it cannot be told. */
static bool own_directory(char *path, size_t size) {
  ssize_t n = readlink("/proc/self/exe", path, size - sizeof OWN_DIRECTORY);
  if (n <= 0) return false;
  path[n] = 0;
  for (int up = 0; up < 2; up++) {
    char *slash = strrchr(path, '/');
    if (!slash) return false;
    *slash = 0;
  }
  memcpy(path + strlen(path), OWN_DIRECTORY, sizeof OWN_DIRECTORY);
  return true;
}

static int add_search_path(plugin_catalog *c, const plugin_options *o, const char *list) {
  int status = 0;
  while (list && *list && status == 0) {
    char directory[PATH_MAX];
    size_t n = strcspn(list, ":");
    if (n > 0 && n < sizeof directory) {
      memcpy(directory, list, n);
      directory[n] = 0;
      status = plugin_catalog_add(c, directory, is_trusted(o, directory));
    }
    list += n + (list[n] == ':');
  }
  return status;
}

plugin_catalog *plugin_options_catalog(const plugin_options *o) {
  char own[PATH_MAX];
  plugin_catalog *c = plugin_catalog_create();
  if (!c) return NULL;
  int status = 0;
  for (uint32_t i = 0; i < o->count && status == 0; i++)
    status = plugin_catalog_add(c, o->directory[i], is_trusted(o, o->directory[i]));
  if (status == 0) status = add_search_path(c, o, getenv("WEIR_PLUGIN_PATH")); // NOLINT(concurrency-mt-unsafe)
  if (status == 0 && own_directory(own, sizeof own)) status = plugin_catalog_add(c, own, is_trusted(o, own));
  if (status == 0) return c;
  plugin_catalog_destroy(c);
  return NULL;
}
