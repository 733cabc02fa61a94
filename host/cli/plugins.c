/* SPDX-License-Identifier: Apache-2.0 */
/* weir plugins: which plugins there are, and what each brings. No plugin is loaded into this process: a child describes it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/described.h"
#include "cli/plugin_options.h"
#include "plugin/codes.h"
#include "plugin/describe.h"
#include "data/near.h"

enum { OPTION_JSON = 1 };

static cli_exit fail_memory(void) {
  (void)fputs("weir: out of memory\n", stderr);
  return CLI_NO;
}

static cli_exit list_as_text(plugin_catalog *c, char *const *names, uint32_t count) {
  cli_exit result = CLI_DONE;
  for (uint32_t i = 0; i < count; i++) {
    char *line = NULL;
    plugin_error err = {0};
    if (plugin_summary_in_child(c, names[i], &line, &err) == 0) {
      (void)printf("%-20s %s\n", names[i], line);
    } else if (err.code != PLUGIN_E_NO_SYMBOL) { /* a library that lies beside a plugin */
      described_print_error(&err, NULL);
      result = CLI_NO;
    }
    free(line);
  }
  return result;
}

/* An array of what `describe --json` gives; one that is refused has an error in place of its entries. */
static cli_exit list_as_json(plugin_catalog *c, char *const *names, uint32_t count) {
  cli_exit result = CLI_DONE;
  const char *between = "[";
  for (uint32_t i = 0; i < count; i++) {
    char *object = NULL;
    plugin_error err = {0};
    int status = plugin_describe_in_child(c, names[i], true, &object, &err);
    if (status < 0 && err.code == PLUGIN_E_NO_SYMBOL) continue;
    (void)fputs(between, stdout);
    between = ",\n";
    if (status == 0) {
      (void)printf("%.*s", (int)strcspn(object, "\n"), object);
    } else {
      describe_refusal_json(names[i], &err, stdout);
      result = CLI_NO;
    }
    free(object);
  }
  (void)fputs(*between == '[' ? "[]\n" : "]\n", stdout);
  return result;
}

static cli_exit list(plugin_catalog *c, bool json) {
  uint32_t count = 0;
  char **names = plugin_catalog_names(c, &count);
  if (!names) return fail_memory();
  if (count == 0) (void)fputs("weir: there is no plugin; --plugin-dir DIR adds a directory\n", stderr);
  cli_exit result = json ? list_as_json(c, names, count) : list_as_text(c, names, count);
  plugin_names_free(names, count);
  return result;
}

static cli_exit describe(plugin_catalog *c, const char *name, bool json) {
  char *text = NULL;
  plugin_error err = {0};
  if (plugin_describe_in_child(c, name, json, &text, &err) == 0) {
    (void)fputs(text, stdout);
    free(text);
    return CLI_DONE;
  }
  uint32_t count = 0;
  char **names = err.code == PLUGIN_E_NO_PLUGIN ? plugin_catalog_names(c, &count) : NULL;
  described_print_error(&err, names ? near_best(name, (const char *const *)names, count) : NULL);
  plugin_names_free(names, count);
  return CLI_NO;
}

/* ---- the reference ----------------------------------------------------------------------------------------------- */

static const struct {
  const char *kind, *head;
} chapters[] = {
    {"source", "## Sources\n\n"},
    {"operator", "## Operators\n\n"},
    {"sink", "## Sinks\n\n"},
    {"aggregate", "## Aggregates\n\n| | |\n|---|---|\n"},
    {"function", "## Functions\n\n| | |\n|---|---|\n"},
};

/* All that is found, as one page. */
static cli_exit reference(plugin_catalog *c) {
  described_list list;
  const cli_exit result = described_read(&list, c, plugin_markdown_in_child);
  (void)fputs(
      "<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- Made by: weir plugins reference -->\n"
      "# Sources, operators, sinks, aggregates and functions\n\n"
      "As their plugins describe themselves. *Main*: a value in place of the mapping is this option; *body*: the "
      "whole\nmapping is. `weir plugins describe NAME` prints the same for any plugin.\n",
      stdout);
  for (size_t k = 0, i = 0; k < sizeof chapters / sizeof chapters[0]; k++) {
    if (i < list.count && strcmp(list.entry[i].kind, chapters[k].kind) == 0) (void)printf("\n%s", chapters[k].head);
    for (; i < list.count && strcmp(list.entry[i].kind, chapters[k].kind) == 0; i++) {
      const size_t n = strlen(list.entry[i].text);
      (void)printf("%s%s", list.entry[i].text, n && list.entry[i].text[n - 1] == '\n' ? "" : "\n");
    }
  }
  described_finish(&list);
  return result;
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

/* The command line makes sense: `plugins`, `plugins describe NAME`, `plugins reference`. */
static cli_exit check_operands(const cli_command *command, const arguments *a) {
  const char *word = a->operands ? a->operand[0] : "describe";
  const bool is_reference = strcmp(word, "reference") == 0;
  if (!is_reference && strcmp(word, "describe") != 0)
    return cli_usage_error(command, "\"%s\" is nothing it does; \"describe NAME\" and \"reference\" are", word);
  if (is_reference && a->operands > 1)
    return cli_usage_error(command, "reference is of all plugins; \"%s\" is too much", a->operand[1]);
  if (!is_reference && a->operands == 1) return cli_usage_error(command, "describe needs the name of a plugin");
  if (a->operands > 2) return cli_usage_error(command, "one plugin at a time; \"%s\" is too much", a->operand[2]);
  return CLI_DONE;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  bool json = false;
  int id;
  if (argc > 1 && strcmp(argv[1], PLUGIN_DESCRIBE_CHILD) == 0)
    return (cli_exit)plugin_describe_child(argc - 2, argv + 2);
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id == OPTION_JSON)
      json = true;
    else if (!plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (check_operands(command, &a) != CLI_DONE) return CLI_USAGE;
  plugin_catalog *c = plugin_options_catalog(&plugins);
  if (!c) return fail_memory();
  const cli_exit result = a.operands == 2   ? describe(c, a.operand[1], json)
                          : a.operands == 1 ? reference(c)
                                            : list(c, json);
  plugin_catalog_destroy(c);
  return result;
}

static const cli_option options[] = {
    {.id = OPTION_JSON, .name = "json", .help = "print JSON"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_plugins = {
    .name = "plugins",
    .summary = "list plugins, or describe one with its options",
    .usage = "[option]…\ndescribe NAME [option]…\nreference [option]…",
    .examples = "weir plugins\nweir plugins describe socket\nweir plugins describe socket --json\n"
                "weir plugins reference > pipelines/reference.md\n",
    .options = options,
    .is_common = true,
    .run = run,
};
