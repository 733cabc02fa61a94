/* SPDX-License-Identifier: Apache-2.0 */
/* cli/exit: the exit codes of every command. Scripts and units rely on them: a number never changes its meaning. */
#ifndef CLI_EXIT_H
#define CLI_EXIT_H

/* X(number, identifier, meaning) */
#define CLI_EXITS(X)                                                                                                   \
  X(0, DONE, "done, also after a drained SIGTERM")                                                                     \
  X(1, NO, "the answer is no: a check, a test or the job failed")                                                      \
  X(2, USAGE, "the command line is wrong")                                                                             \
  X(70, BUG, "a bug of weir or of a plugin")                                                                           \
  X(75, AGAIN, "try again: a lock is held, or a peer is away")                                                         \
  X(78, BAD_FILE, "run was given a bad pipeline file")

typedef enum cli_exit {
#define CLI_EXIT_MEMBER(number, identifier, meaning) CLI_##identifier = (number),
  CLI_EXITS(CLI_EXIT_MEMBER)
#undef CLI_EXIT_MEMBER
} cli_exit;

#endif
