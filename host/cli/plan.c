/* SPDX-License-Identifier: Apache-2.0 */
/* weir plan: how a pipeline would run: stages, exchanges, combiners, windows, state. */
#include "cli/cli.h"
#include "cli/load.h"
#include <stdlib.h>

static cli_exit print_plan(const char *path, plugin_catalog *c) {
  loaded_pipeline p;
  cli_exit result = CLI_NO;
  if (pipeline_load(&p, path, c)) {
    pipeline_print_diagnostics(&p);
    char *text = p.plan ? plan_print(p.plan) : NULL;
    if (text) {
      (void)fputs(text, stdout);
      result = CLI_DONE;
    }
    free(text);
  }
  pipeline_unload(&p);
  return result;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0)
    if (!plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands != 1) return cli_usage_error(command, "it takes one file");
  plugin_catalog *c = plugin_options_catalog(&plugins);
  const cli_exit result = c ? print_plan(a.operand[0], c) : CLI_NO;
  plugin_catalog_destroy(c);
  return result;
}

static const cli_option options[] = {CLI_PLUGIN_OPTIONS, {0}};

const cli_command cli_plan = {
    .name = "plan",
    .summary = "print how a pipeline would run",
    .usage = "FILE [option]…",
    .examples = "weir plan word-count.yaml\nweir plan --plugin-dir build/plugins mine.yaml\n",
    .options = options,
    .run = run,
};
