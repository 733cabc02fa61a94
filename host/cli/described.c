/* SPDX-License-Identifier: Apache-2.0 */
/* cli/described: see described.h. */
#include "cli/described.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/color.h"
#include "plugin/codes.h"

static const char *const kinds[] = {"source", "operator", "sink", "aggregate", "function"};
#define KINDS (sizeof kinds / sizeof kinds[0])

void described_print_error(const plugin_error *err, const char *nearest) {
  const char *bold = color_wanted(stderr) ? "\033[1;31m" : "", *plain = *bold ? "\033[0m" : "";
  (void)fprintf(stderr, "weir: %serror[E%03u]:%s %s\n", bold, err->code, plain, err->text);
  if (nearest)
    (void)fprintf(stderr, "  = help: did you mean \"%s\"?\n", nearest);
  else if (*err->help)
    (void)fprintf(stderr, "  = help: %s\n", err->help);
}

static size_t kind_of(const char *line) {
  size_t k = 0;
  while (k < KINDS && (strncmp(line, kinds[k], strlen(kinds[k])) != 0 || line[strlen(kinds[k])] != '\t')) k++;
  return k;
}

static bool add(described_list *list, size_t kind, char *name, char *text) {
  if (list->count == list->capacity) {
    const size_t capacity = list->capacity ? list->capacity * 2 : 64;
    described *grown = realloc(list->entry, capacity * sizeof *grown);
    if (!grown) return false;
    list->entry = grown;
    list->capacity = capacity;
  }
  list->entry[list->count++] = (described){.kind = kinds[kind], .name = name, .text = text};
  return true;
}

/* Cuts an answer where its entries begin. */
static bool cut(described_list *list, char *answer) {
  for (char *line = answer, *next; line; line = next) {
    const size_t kind = kind_of(line);
    next = strchr(line, '\n');
    if (next) next++;
    if (kind == KINDS) continue;
    if (line > answer) line[-1] = 0;
    char *name = line + strlen(kinds[kind]) + 1;
    if (*name != '"' && next) next[-1] = 0;
    if (!add(list, kind, name, *name == '"' ? name : next ? next : name + strlen(name))) return false;
  }
  return true;
}

static int by_kind_and_name(const void *a, const void *b) {
  const described *x = a, *y = b;
  size_t kx = 0, ky = 0;
  while (kinds[kx] != x->kind) kx++;
  while (kinds[ky] != y->kind) ky++;
  return kx != ky ? (kx < ky ? -1 : 1) : strcmp(x->name, y->name);
}

static cli_exit read_one(described_list *list, plugin_catalog *c, describe_fn form, const char *name) {
  char *answer = NULL;
  plugin_error err = {0};
  if (form(c, name, &answer, &err) < 0) {
    if (err.code == PLUGIN_E_NO_SYMBOL) return CLI_DONE; /* a library that lies beside a plugin */
    described_print_error(&err, NULL);
    return CLI_NO;
  }
  list->kept[list->kept_count++] = answer;
  return cut(list, answer) ? CLI_DONE : CLI_NO;
}

cli_exit described_read(described_list *list, plugin_catalog *c, describe_fn form) {
  uint32_t count = 0;
  cli_exit result = CLI_DONE;
  *list = (described_list){0};
  char **names = plugin_catalog_names(c, &count);
  list->kept = calloc((size_t)count + 1, sizeof *list->kept);
  if (!names || !list->kept) {
    (void)fputs("weir: out of memory\n", stderr);
    count = 0;
    result = CLI_NO;
  }
  for (uint32_t i = 0; i < count; i++)
    if (read_one(list, c, form, names[i]) != CLI_DONE) result = CLI_NO;
  plugin_names_free(names, count);
  if (list->count) qsort(list->entry, list->count, sizeof *list->entry, by_kind_and_name);
  return result;
}

void described_finish(described_list *list) {
  for (size_t i = 0; i < list->kept_count; i++) free(list->kept[i]);
  free((void *)list->kept);
  free(list->entry);
  *list = (described_list){0};
}
