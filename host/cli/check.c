/* SPDX-License-Identifier: Apache-2.0 */
/* weir check: everything that is wrong with a pipeline file, without a row or a socket. */
#include "cli/cli.h"
#include "cli/load.h"
#include "data/json_print.h"
#include <stdlib.h>

enum { OPTION_JSON = 1, OPTION_QUIET };

/* One object a file. */
static void print_json(loaded_pipeline *p) {
  (void)fputs("{\"file\":", stdout);
  json_print_text(stdout, p->diagnostics.source.label);
  (void)printf(",\"errors\":%zu,\"warnings\":%zu,\"diagnostics\":", p->diagnostics.errors, p->diagnostics.warnings);
  spec_diagnostics_sort(&p->diagnostics);
  spec_diagnostics_print_json(&p->diagnostics, stdout);
  (void)fputs(",\"streams\":", stdout);
  if (p->plan)
    plan_print_streams_json(p->plan, stdout);
  else
    (void)fputs("[]", stdout);
  (void)fputs("}\n", stdout);
}

static cli_exit check_one(const char *path, plugin_catalog *c, bool json, bool quiet) {
  loaded_pipeline p;
  if (!pipeline_load(&p, path, c)) {
    pipeline_unload(&p);
    return CLI_NO;
  }
  const bool good = p.plan != NULL;
  if (json)
    print_json(&p);
  else
    pipeline_print_diagnostics(&p);
  char *streams = good && !json && !quiet ? plan_print_streams(p.plan) : NULL;
  if (streams) (void)fputs(streams, stdout);
  free(streams);
  pipeline_unload(&p);
  return good ? CLI_DONE : CLI_NO;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  bool json = false, quiet = false;
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id == OPTION_JSON)
      json = true;
    else if (id == OPTION_QUIET)
      quiet = true;
    else if (!plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands == 0) return cli_usage_error(command, "which file?");
  plugin_catalog *c = plugin_options_catalog(&plugins);
  cli_exit result = c ? CLI_DONE : CLI_NO;
  for (int i = 0; c && i < a.operands; i++)
    if (check_one(a.operand[i], c, json, quiet) != CLI_DONE) result = CLI_NO;
  plugin_catalog_destroy(c);
  return result;
}

static const cli_option options[] = {
    {.id = OPTION_JSON, .name = "json", .help = "print an object a file: diagnostics and streams"},
    {.id = OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "do not print the streams of a good file"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_check = {
    .name = "check",
    .summary = "say what is wrong with a pipeline file, and the schema of every stream",
    .usage = "FILE… [option]…",
    .examples = "weir check word-count.yaml\nweir check --json word-count.yaml\n",
    .options = options,
    .is_common = true,
    .run = run,
};
