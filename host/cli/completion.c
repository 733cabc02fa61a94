/* SPDX-License-Identifier: Apache-2.0 */
/* weir completion: a script with which bash completes commands and their options, made of the tables of the help. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static void put_options(const cli_command *command) {
  const cli_option *o = NULL;
  for (int i = 0; (o = arguments_option(command, i)); i++) (void)printf("%s--%s", i ? " " : "", o->name);
}

static void put_bash(void) {
  const cli_command *command = NULL;
  (void)fputs(
      "# bash completion of weir: . <(weir completion bash)\n_weir() {\n  local word=${COMP_WORDS[COMP_CWORD]}\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    COMPREPLY=($(compgen -W \"help",
      stdout);
  for (size_t i = 0; (command = cli_command_at(i)); i++) (void)printf(" %s", command->name);
  (void)fputs("\" -- \"$word\"))\n    return\n  fi\n  local options=\n  case ${COMP_WORDS[1]} in\n    help) options=\"",
              stdout);
  for (size_t i = 0; (command = cli_command_at(i)); i++) (void)printf("%s%s", i ? " " : "", command->name);
  (void)fputs("\" ;;\n", stdout);
  for (size_t i = 0; (command = cli_command_at(i)); i++) {
    (void)printf("    %s) options=\"", command->name);
    put_options(command);
    (void)fputs("\" ;;\n", stdout);
  }
  (void)fputs(
      "  esac\n  if [[ $word == -* || ${COMP_WORDS[1]} == help ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n  else\n    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n}\ncomplete -o filenames -F _weir weir\n",
      stdout);
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) continue;
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands != 1 || strcmp(a.operand[0], "bash") != 0)
    return cli_usage_error(command, "there is a completion for bash alone: weir completion bash");
  put_bash();
  return CLI_DONE;
}

static const cli_option options[] = {{0}};

const cli_command cli_completion = {
    .name = "completion",
    .summary = "print a script that completes weir's commands in bash",
    .usage = "bash",
    .examples = ". <(weir completion bash)\nweir completion bash > ~/.local/share/bash-completion/completions/weir\n",
    .options = options,
    .run = run,
};
