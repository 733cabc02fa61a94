/* SPDX-License-Identifier: Apache-2.0 */
/* cli/cli: the first word chooses the command. */
#include "cli/cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/color.h"
#include "engine/crash.h"
#include "data/files.h"
#include "data/near.h"

/* In the order of the help. */
static const cli_command *const commands[] = {&cli_run,    &cli_check,      &cli_test,    &cli_plan,
                                              &cli_graph,  &cli_eval,       &cli_plugins, &cli_explain,
                                              &cli_schema, &cli_completion, &cli_version};
#define COMMANDS (sizeof commands / sizeof commands[0])

#define SENTENCE "weir: a micro-batch stream processor in one small process\n\n"
#define USAGE "Usage: weir COMMAND [argument]… [option]…\n\n"

const cli_command *cli_command_at(size_t i) { return i < COMMANDS ? commands[i] : NULL; }

static void print_command(FILE *out, const cli_command *command) {
  (void)fprintf(out, "  %-10s %s\n", command->name, command->summary);
}

/* Bare `weir`: ten lines at most, so that the next step is seen. */
static void print_short_help(FILE *out) {
  int left = 4;
  (void)fputs(SENTENCE USAGE, out);
  for (size_t i = 0; i < COMMANDS && left > 0; i++) {
    if (!commands[i]->is_common) continue;
    print_command(out, commands[i]);
    left--;
  }
  (void)fputs("\n\"weir help\" lists all commands, \"weir help COMMAND\" explains one.\n", out);
}

static void print_help(FILE *out) {
  (void)fputs(SENTENCE USAGE "Commands:\n", out);
  for (size_t i = 0; i < COMMANDS; i++) print_command(out, commands[i]);
  (void)fputs("  help       explain a command: weir help COMMAND\n\nExit codes:\n", out);
#define PRINT_EXIT(number, identifier, meaning) (void)fprintf(out, "  %-10d %s\n", number, meaning);
  CLI_EXITS(PRINT_EXIT)
#undef PRINT_EXIT
}

cli_exit cli_usage_error(const cli_command *command, const char *format, ...) {
  va_list values;
  const char *bold = color_wanted(stderr) ? "\033[1;31m" : "", *plain = *bold ? "\033[0m" : "";
  (void)fprintf(stderr, "weir%s%s: %serror:%s ", command ? " " : "", command ? command->name : "", bold, plain);
  va_start(values, format);
  (void)vfprintf(stderr, format, values);
  va_end(values);
  (void)fprintf(stderr, "\n\"weir help%s%s\" says more\n", command ? " " : "", command ? command->name : "");
  return CLI_USAGE;
}

static const cli_command *find(const char *word) {
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i]->name, word) == 0) return commands[i];
  return NULL;
}

static cli_exit refuse_word(const char *word) {
  const char *names[COMMANDS + 1] = {"help"};
  for (size_t i = 0; i < COMMANDS; i++) names[i + 1] = commands[i]->name;
  const char *nearest = near_best(word, names, COMMANDS + 1);
  if (nearest) return cli_usage_error(NULL, "there is no command \"%s\"; did you mean \"%s\"?", word, nearest);
  return cli_usage_error(NULL, "there is no command \"%s\"", word);
}

static cli_exit help(int argc, char **argv) {
  const char *word = NULL;
  for (int i = 1; i < argc && !word; i++)
    if (*argv[i] != '-') word = argv[i];
  if (!word) {
    print_help(stdout);
    return CLI_DONE;
  }
  const cli_command *command = find(word);
  if (!command) return refuse_word(word);
  arguments_help(command, stdout);
  return CLI_DONE;
}

static cli_exit dispatch(int argc, char **argv) {
  if (argc < 2) {
    print_short_help(stdout);
    return CLI_DONE;
  }
  const char *word = argv[1];
  if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
    return help(argc - 1, argv + 1);
  const cli_command *command = strcmp(word, "--version") == 0 ? &cli_version : find(word);
  if (!command && *word == '-')
    return cli_usage_error(NULL, "the command comes first; there is no option %s before it", word);
  if (command != &cli_plugins) crash_install(); /* which tells by its child's signal what became of a plugin */
  return command ? command->run(command, argc - 1, argv + 1) : refuse_word(word);
}

int cli_main(int argc, char **argv) {
  if (files_fill_standard()) return (int)CLI_NO; /* there may be nowhere to say it */
  cli_exit result = dispatch(argc, argv);
  if (fflush(stdout) == 0 && !ferror(stdout)) return (int)result;
  (void)fprintf(stderr, "weir: stdout cannot be written: %s\n", strerrordesc_np(errno));
  return result == CLI_DONE ? CLI_NO : (int)result;
}
