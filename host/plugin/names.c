/* SPDX-License-Identifier: Apache-2.0 */
/* plugin/names: which plugins there are, by file name alone: nothing is opened. */
#include <stdlib.h>
#include <string.h>

#include "data/files.h"
#include "plugin/catalog_state.h"

#define NAMES_MAX 10000u

typedef struct name_list {
  char **name;
  uint32_t count, capacity;
  bool out_of_memory;
} name_list;

static bool add_name(name_list *list, const char *name, size_t n) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? list->capacity * 2 : 64;
    char **grown = realloc((void *)list->name, capacity * sizeof *grown);
    if (!grown) return false;
    list->name = grown;
    list->capacity = capacity;
  }
  char *copy = strndup(name, n);
  if (copy) list->name[list->count++] = copy;
  return copy != NULL;
}

static int see_name(void *context, const char *name) {
  name_list *list = context;
  size_t n = strlen(name);
  if (n <= 3 || strcmp(name + n - 3, ".so") != 0 || list->count == NAMES_MAX) return 0;
  list->out_of_memory = !add_name(list, name, n - 3);
  if (!list->out_of_memory && !check_name(list->name[list->count - 1])) free(list->name[--list->count]);
  return list->out_of_memory;
}

static int by_name(const void *a, const void *b) {
  const char *const *x = a, *const *y = b;
  return strcmp(*x, *y);
}

static void drop_repeated(name_list *list) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    if (kept > 0 && strcmp(list->name[kept - 1], list->name[i]) == 0)
      free(list->name[i]);
    else
      list->name[kept++] = list->name[i];
  }
  list->count = kept;
}

char **plugin_catalog_names(plugin_catalog *c, uint32_t *count) {
  name_list list = {.name = calloc(1, sizeof *list.name), .capacity = 1};
  if (!list.name) return NULL;
  for (uint32_t i = 0; i < c->directories && !list.out_of_memory; i++) {
    weir_dir *dir = NULL;
    if (files_open_dir(c->directory[i].path, false, &dir) < 0) continue;
    (void)files_list(dir, "", see_name, &list);
    files_close_dir(dir);
  }
  if (list.out_of_memory) {
    plugin_names_free(list.name, list.count);
    return NULL;
  }
  qsort((void *)list.name, list.count, sizeof *list.name, by_name);
  drop_repeated(&list);
  *count = list.count;
  return list.name;
}

void plugin_names_free(char **names, uint32_t count) {
  for (uint32_t i = 0; names && i < count; i++) free(names[i]);
  free((void *)names);
}
