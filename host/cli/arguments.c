/* SPDX-License-Identifier: Apache-2.0 */
/* cli/arguments: see arguments.h. */
#include "cli/arguments.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/color.h"
#include "data/near.h"

#define OPTIONS_MAX 32
#define OPTION_HELP 1000
#define OPTION_COLOR 1001

static const cli_option common[] = {
    {.id = OPTION_COLOR,
     .name = "color",
     .value = "WHEN",
     .help = "colour messages: auto, always or never",
     .fallback = "auto",
     .environment = "NO_COLOR, FORCE_COLOR"},
    {.id = OPTION_HELP, .letter = 'h', .name = "help", .help = "print this help"},
    {0},
};

const cli_option *arguments_option(const cli_command *command, int i) {
  int own = 0;
  while (command->options && command->options[own].name) own++;
  if (i < own) return &command->options[i];
  const cli_option *o = &common[i - own];
  return o->name ? o : NULL;
}

void arguments_init(arguments *a, const cli_command *command, int argc, char **argv) {
  *a = (arguments){.command = command, .argc = argc, .argv = argv};
  optind = 0; /* glibc: begin anew */
  opterr = 0;
}

static void refuse_unknown(const arguments *a, const char *word) {
  const char *names[OPTIONS_MAX];
  size_t n = 0;
  char given[80];
  for (; n < OPTIONS_MAX && arguments_option(a->command, (int)n); n++)
    names[n] = arguments_option(a->command, (int)n)->name;
  const char *start = word + strspn(word, "-");
  (void)snprintf(given, sizeof given, "%.*s", (int)strcspn(start, "="), start);
  const char *nearest = strncmp(word, "--", 2) == 0 ? near_best(given, names, n) : NULL;
  if (nearest)
    (void)cli_usage_error(a->command, "there is no option %s; did you mean --%s?", word, nearest);
  else
    (void)cli_usage_error(a->command, "there is no option %s", word);
}

/* Fills getopt's tables, whose values are indices of option_at. */
static void fill(const cli_command *command, struct option *longs, char *shorts) {
  int n = 0;
  size_t k = 0;
  shorts[k++] = ':';
  for (const cli_option *o; (o = arguments_option(command, n)); n++) {
    assert(n < OPTIONS_MAX);
    longs[n] = (struct option){.name = o->name, .has_arg = o->value ? required_argument : no_argument, .val = n + 256};
    if (o->letter) shorts[k++] = o->letter;
    if (o->letter && o->value) shorts[k++] = ':';
  }
  longs[n] = (struct option){0};
  shorts[k] = 0;
}

static const cli_option *found(const cli_command *command, int value) {
  if (value >= 256) return arguments_option(command, value - 256);
  const cli_option *o;
  for (int i = 0; (o = arguments_option(command, i)); i++)
    if (o->letter == (char)value) return o;
  return NULL;
}

int arguments_next(arguments *a) {
  struct option longs[OPTIONS_MAX + 1];
  char shorts[2 * OPTIONS_MAX + 2];
  fill(a->command, longs, shorts);
  for (;;) {
    int word = optind ? optind : 1;
    int value = getopt_long(a->argc, a->argv, shorts, longs, NULL); // NOLINT(concurrency-mt-unsafe)
    if (value == -1) {
      a->operand = a->argv + optind;
      a->operands = a->argc - optind;
      return ARGUMENTS_END;
    }
    if (value == ':') {
      (void)cli_usage_error(a->command, "%s needs a value", a->argv[optind - 1]);
      return ARGUMENTS_BAD;
    }
    const cli_option *o = value == '?' ? NULL : found(a->command, value);
    if (!o) {
      refuse_unknown(a, optind > word ? a->argv[optind - 1] : a->argv[word]);
      return ARGUMENTS_BAD;
    }
    a->value = optarg;
    if (o->id == OPTION_HELP) {
      arguments_help(a->command, stdout);
      return ARGUMENTS_HELP;
    }
    if (o->id != OPTION_COLOR) return o->id;
    if (!color_set(optarg)) {
      (void)cli_usage_error(a->command, "--color is auto, always or never, not \"%s\"", optarg);
      return ARGUMENTS_BAD;
    }
  }
}

int arguments_exit(int step) { return step == ARGUMENTS_HELP ? CLI_DONE : CLI_USAGE; }

/* ---- help ------------------------------------------------------------------------------------------------------------ */

/* Each line of `text` behind `before`. */
static void print_lines(FILE *out, const char *before, const char *text) {
  while (*text) {
    size_t n = strcspn(text, "\n");
    (void)fprintf(out, "%s%.*s\n", before, (int)n, text);
    text += n + (text[n] == '\n');
  }
}

static void print_option(FILE *out, const cli_option *o) {
  char form[64];
  (void)snprintf(form, sizeof form, "%s%s%s%s", "--", o->name, o->value ? " " : "", o->value ? o->value : "");
  (void)fprintf(out, "  %c%c%c %-22s %s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ', o->letter ? ',' : ' ',
                form, o->help);
  if (o->fallback) (void)fprintf(out, " [default: %s]", o->fallback);
  if (o->environment) (void)fprintf(out, " [env: %s]", o->environment);
  (void)fputc('\n', out);
}

void arguments_help(const cli_command *command, FILE *out) {
  char before[64];
  (void)snprintf(before, sizeof before, "  weir %s ", command->name);
  (void)fprintf(out, "weir %s: %s\n\nUsage:\n", command->name, command->summary);
  print_lines(out, before, command->usage);
  (void)fputs("\nExamples:\n", out);
  print_lines(out, "  ", command->examples);
  (void)fputs("\nOptions:\n", out);
  const cli_option *o;
  for (int i = 0; (o = arguments_option(command, i)); i++) print_option(out, o);
}
