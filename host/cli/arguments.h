/* SPDX-License-Identifier: Apache-2.0 */
/* cli/arguments: a command's options from one table, from which its help is printed too. Options stand in any order among the
 * other arguments; "--" ends them. One thread: getopt_long has a state of the process. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H
#include <stdbool.h>
#include <stdio.h>

typedef struct cli_option {
  int id;                  /* from 1; what arguments_next gives */
  char letter;             /* short form, or 0 */
  const char *name;        /* long form */
  const char *value;       /* what it takes, in capitals: "DIR"; NULL: nothing */
  const char *help;        /* one line, without a period */
  const char *fallback;    /* printed as the default, or NULL */
  const char *environment; /* variable that says the same, or NULL */
} cli_option;

struct cli_command;

typedef enum arguments_step {
  ARGUMENTS_END = -1,  /* no more options: operand[0, operands) are the other arguments */
  ARGUMENTS_HELP = -2, /* help was asked for and is printed: CLI_DONE */
  ARGUMENTS_BAD = -3   /* refused, and said why: CLI_USAGE */
} arguments_step;

typedef struct arguments {
  const struct cli_command *command;
  int argc;
  char **argv;
  char **operand;
  int operands;
  const char *value; /* of the option at hand */
} arguments;

/* argv[0] is the command's name; argv is put into another order. */
void arguments_init(arguments *a, const struct cli_command *command, int argc, char **argv);

/* The id of the next option, or an arguments_step. --color is taken here. */
int arguments_next(arguments *a);

/* Option i of a command: its own, then the common ones; NULL behind the last. */
const cli_option *arguments_option(const struct cli_command *command, int i);

/* What a command returns for ARGUMENTS_HELP and ARGUMENTS_BAD. */
int arguments_exit(int step);

/* The help of a command, as `weir help NAME` and `weir NAME --help` print it. */
void arguments_help(const struct cli_command *command, FILE *out);
#endif
