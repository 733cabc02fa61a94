/* SPDX-License-Identifier: Apache-2.0 */
/* weir explain: what a code means, with an example that is wrong and the same mended. */
#include "cli/cli.h"
#include "cli/explanation.h"
#include "data/json_print.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_JSON = 1, OPTION_MARKDOWN };

typedef void (*print_one)(const explanation *e);

/* ---- as text ----------------------------------------------------------------------------------------------------- */

static void print_indented(const char *title, const char *text) {
  if (!text) return;
  (void)printf("\n%s:\n\n", title);
  while (*text) {
    const size_t n = strcspn(text, "\n");
    (void)printf("    %.*s\n", (int)n, text);
    text += n + (text[n] == '\n');
  }
}

static void print_text(const explanation *e) {
  (void)printf("E%03u: %s\n\n%s\n", e->code, explanation_meaning(e->code), e->text);
  print_indented("wrong", e->wrong);
  print_indented("right", e->right);
}

static void print_line(const explanation *e) { (void)printf("E%03u  %s\n", e->code, explanation_meaning(e->code)); }

/* ---- for machines and for the documents -------------------------------------------------------------------------- */

static void print_json(const explanation *e) {
  (void)printf("{\"code\":\"E%03u\",\"meaning\":", e->code);
  json_print_text(stdout, explanation_meaning(e->code));
  (void)fputs(",\"text\":", stdout);
  json_print_text(stdout, e->text);
  (void)fputs(",\"wrong\":", stdout);
  json_print_text(stdout, e->wrong);
  (void)fputs(",\"right\":", stdout);
  json_print_text(stdout, e->right);
  (void)fputc('}', stdout);
}

static void print_block(const char *title, const char *text) {
  if (text) (void)printf("%s:\n\n```%s\n%s\n```\n\n", title, strncmp(text, "$ ", 2) == 0 ? "sh" : "yaml", text);
}

static void print_markdown(const explanation *e) {
  (void)printf("## E%03u: %s\n\n%s\n\n", e->code, explanation_meaning(e->code), e->text);
  print_block("Wrong", e->wrong);
  print_block("Right", e->right);
}

#define PAGE_HEAD                                                                                                      \
  "<!-- SPDX-License-Identifier: Apache-2.0 -->\n<!-- Made by: weir explain --markdown -->\n# Errors and warnings\n\n" \
  "Every code that weir prints about a pipeline file, as `weir explain CODE` tells it. A code never changes its "      \
  "meaning.\nExamples are lines of a stream, behind `lines: {demo: {}}`, unless they are whole files or commands.\n\n"

static void print_all(print_one print, const char *before, const char *between, const char *after) {
  const explanation *e = NULL;
  (void)fputs(before, stdout);
  for (size_t i = 0; (e = explanation_at(i)); i++) {
    if (i) (void)fputs(between, stdout);
    print(e);
  }
  (void)fputs(after, stdout);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

/* E107, e107 and 107. NULL: no code. */
static const explanation *find(const char *word) {
  char *end = NULL;
  const char *digits = word + (*word == 'E' || *word == 'e');
  if (!isdigit((unsigned char)*digits)) return NULL;
  const unsigned long code = strtoul(digits, &end, 10);
  return *end || code > 999 ? NULL : explanation_find((uint32_t)code);
}

static cli_exit explain(const cli_command *command, const arguments *a, bool json) {
  for (int i = 0; i < a->operands; i++) {
    const explanation *e = find(a->operand[i]);
    if (!e) return cli_usage_error(command, "there is no code %s; \"weir explain\" lists them", a->operand[i]);
    if (i) (void)fputc('\n', stdout);
    (json ? print_json : print_text)(e);
  }
  if (json) (void)fputc('\n', stdout);
  return CLI_DONE;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  bool json = false, markdown = false;
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    json = json || id == OPTION_JSON;
    markdown = markdown || id == OPTION_MARKDOWN;
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands) return explain(command, &a, json);
  if (json)
    print_all(print_json, "[", ",\n", "]\n");
  else if (markdown)
    print_all(print_markdown, PAGE_HEAD, "", "");
  else
    print_all(print_line, "", "", "");
  return CLI_DONE;
}

static const cli_option options[] = {
    {.id = OPTION_JSON, .name = "json", .help = "print JSON"},
    {.id = OPTION_MARKDOWN, .name = "markdown", .help = "print all as a page: pipelines/errors.md"},
    {0},
};

const cli_command cli_explain = {
    .name = "explain",
    .summary = "explain the code of an error or a warning",
    .usage = "[CODE…] [option]…",
    .examples = "weir explain E107\nweir explain\n",
    .options = options,
    .run = run,
};
