/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cli: the command line. A command is one file with one table of this type; the table says what the help says. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include <stdbool.h>

#include "cli/arguments.h"
#include "cli/exit.h"

typedef struct cli_command {
  const char *name;
  const char *summary;       /* one line, without a period: "run a pipeline" */
  const char *usage;         /* behind "weir NAME": "FILE [option]…"; one line a form */
  const char *examples;      /* whole lines, two of them at least, each ending in \n */
  const cli_option *options; /* ends with a row without a name; --help and --color are everybody's */
  bool is_common;            /* among the few that bare `weir` names */
  /* argv[0] is the command's name. stdout is data only; the rest goes to stderr. */
  cli_exit (*run)(const struct cli_command *command, int argc, char **argv);
} cli_command;

extern const cli_command cli_run, cli_check, cli_test, cli_explain, cli_schema, cli_graph, cli_completion, cli_plan,
    cli_eval, cli_plugins, cli_version;

/* Command i in the order of the help; NULL behind the last. */
const cli_command *cli_command_at(size_t i);

/* main() of weir. Gives the exit code, having flushed stdout: output that could not be written is CLI_NO. One thread. */
int cli_main(int argc, char **argv);

/* Prints "weir NAME: …" and where help is to stderr. Always CLI_USAGE. `command` NULL: just "weir: …". */
cli_exit cli_usage_error(const cli_command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
