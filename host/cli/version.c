/* SPDX-License-Identifier: Apache-2.0 */
/* weir version: which weir this is. */
#include <gnu/libc-version.h>
#include <stdio.h>
#include <weir/weir.h>
#include <yaml.h>

#include "cli/cli.h"

enum { OPTION_VERBOSE = 1, OPTION_JSON };

static void print_text(bool verbose) {
  (void)printf("weir %s\n", WEIR_VERSION);
  if (!verbose) return;
  (void)printf("commit: %s\n", *WEIR_COMMIT ? WEIR_COMMIT : "unknown");
  (void)printf("ABI: %d.0 to %d.%d\n", WEIR_ABI_MAJOR, WEIR_ABI_MAJOR, WEIR_ABI_MINOR);
  (void)printf("libraries: glibc %s, libyaml %s\n", gnu_get_libc_version(), yaml_get_version_string());
}

static void print_json(void) {
  (void)printf("{\"version\":\"%s\",\"commit\":\"%s\",\"abi\":{\"major\":%d,\"minor_from\":0,\"minor_to\":%d},"
               "\"libraries\":{\"glibc\":\"%s\",\"libyaml\":\"%s\"}}\n",
               WEIR_VERSION, WEIR_COMMIT, WEIR_ABI_MAJOR, WEIR_ABI_MINOR, gnu_get_libc_version(),
               yaml_get_version_string());
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  bool verbose = false, json = false;
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    verbose = verbose || id == OPTION_VERBOSE;
    json = json || id == OPTION_JSON;
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands > 0) return cli_usage_error(command, "it takes no argument; \"%s\" is too much", a.operand[0]);
  if (json)
    print_json();
  else
    print_text(verbose);
  return CLI_DONE;
}

static const cli_option options[] = {
    {.id = OPTION_VERBOSE, .letter = 'v', .name = "verbose", .help = "print commit, ABI range and libraries too"},
    {.id = OPTION_JSON, .name = "json", .help = "print all of it as JSON"},
    {0},
};

const cli_command cli_version = {
    .name = "version",
    .summary = "print the version of weir",
    .usage = "[--verbose] [--json]",
    .examples = "weir version --verbose\nweir --version\n",
    .options = options,
    .run = run,
};
