/* SPDX-License-Identifier: Apache-2.0 */
/* weir test: the tests of pipelines, each a run on given rows. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/color.h"
#include "cli/plugin_options.h"
#include "cli/test_report.h"
#include "engine/log.h"

enum { OPTION_JUNIT = 1, OPTION_QUIET };

typedef struct session {
  plugin_catalog *catalog;
  bool quiet;
  const char *junit;
  test_verdict *verdict;
  size_t count, failed;
} session;

static bool add_verdict(session *s, const test_verdict *v) {
  test_verdict *grown = realloc(s->verdict, (s->count + 1) * sizeof *grown);
  if (!grown) return false;
  s->verdict = grown;
  s->verdict[s->count++] = *v;
  s->failed += v->failure != NULL;
  return true;
}

static void print_verdict(const session *s, const test_verdict *v) {
  const bool color = color_wanted(stdout);
  if (v->failure)
    (void)printf("%sFAIL%s %s\n%s", color ? "\033[1;31m" : "", color ? "\033[0m" : "", v->name, v->failure);
  else if (!s->quiet)
    (void)printf("%sok%s   %s\n", color ? "\033[32m" : "", color ? "\033[0m" : "", v->name);
}

/* What is wrong with the run, "" when nothing is. malloc'd; NULL: out of memory. */
static char *judge(test_file *f, const test_case *t, const test_result *r, size_t errors_before) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  if (f->diagnostics.errors > errors_before)
    (void)fputs("  the test itself is wrong, see below\n", out);
  else if (!r->ran)
    (void)fprintf(out, "  the pipeline cannot be run: weir check %s\n", t->pipeline ? t->pipeline : "");
  else if (r->why[0])
    (void)fprintf(out, "  it failed: %s\n", r->why);
  else
    (void)test_report_differences(f, t, r, out);
  if (fclose(out) == 0) return text;
  free(text);
  return NULL;
}

static bool run_one(session *s, test_file *f, const test_case *t, const char *path) {
  test_result r;
  const size_t errors = f->diagnostics.errors;
  test_run(f, t, s->catalog, &r);
  char *failure = judge(f, t, &r, errors);
  test_verdict v = {.file = path, .name = strdup(t->name), .seconds = r.seconds};
  test_result_finish(&r);
  if (failure && *failure) v.failure = failure;
  if (!v.failure) free(failure);
  if (failure && v.name) print_verdict(s, &v);
  if (failure && v.name && add_verdict(s, &v)) return true;
  free(v.name);
  free(v.failure);
  return false;
}

/* Errors of the file's own keys first: a test that cannot be read is not run. */
static bool run_file(session *s, const char *path) {
  test_file f;
  bool good = test_file_read(&f, path) && f.diagnostics.errors == 0;
  if (good && !s->quiet) (void)printf("%s\n", path);
  for (size_t i = 0; good && i < f.tests; i++) good = run_one(s, &f, &f.test[i], path);
  good &= f.diagnostics.errors == 0;
  (void)fflush(stdout);
  spec_diagnostics_sort(&f.diagnostics);
  spec_diagnostics_print(&f.diagnostics, stderr);
  test_file_finish(&f);
  return good;
}

static cli_exit run_files(session *s, char *const *path, int paths) {
  cli_exit result = CLI_DONE;
  for (int i = 0; i < paths; i++)
    if (!run_file(s, path[i])) result = CLI_NO;
  (void)printf("%zu test%s, %zu failed\n", s->count, s->count == 1 ? "" : "s", s->failed);
  const int status = s->junit ? test_report_junit(s->junit, s->verdict, s->count) : 0;
  if (status) (void)fprintf(stderr, "weir test: %s cannot be written: %s\n", s->junit, strerrordesc_np(-status));
  return status || s->failed ? CLI_NO : result;
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  session s = {0};
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id == OPTION_JUNIT)
      s.junit = a.value;
    else if (id == OPTION_QUIET)
      s.quiet = true;
    else if (!plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands == 0) return cli_usage_error(command, "which file?");
  log_configure(LOG_HUMAN, WEIR_LOG_ERROR);
  s.catalog = plugin_options_catalog(&plugins);
  const cli_exit result = s.catalog ? run_files(&s, a.operand, a.operands) : CLI_NO;
  for (size_t i = 0; i < s.count; i++) {
    free(s.verdict[i].name);
    free(s.verdict[i].failure);
  }
  free(s.verdict);
  plugin_catalog_destroy(s.catalog);
  return result;
}

static const cli_option options[] = {
    {.id = OPTION_JUNIT, .name = "junit-report", .value = "FILE", .help = "write a JUnit report to FILE"},
    {.id = OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "print failures and the count only"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_test = {
    .name = "test",
    .summary = "run the tests of pipelines: given rows in, expected rows out",
    .usage = "FILE… [option]…",
    .examples = "weir test word-count.test.yaml\nweir test tests/*.yaml --junit-report tests.xml\n",
    .options = options,
    .is_common = true,
    .run = run,
};
