/* SPDX-License-Identifier: Apache-2.0 */
/* weir run: pipelines, until their sources end, a signal comes or the time is up. One process runs several, apart in memory, clock
 * and failure. */
#include "cli/cli.h"
#include "cli/load.h"
#include "data/files.h"
#include "engine/engine.h"
#include "engine/log.h"
#include "spec/value.h"
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPTION_FOR = 1, OPTION_BATCH_LOG, OPTION_LOG, OPTION_QUIET };

typedef struct running_pipeline {
  loaded_pipeline loaded;
  engine *engine;
  weir_file *batch_log; /* shared, borrowed; a line a write */
} running_pipeline;

typedef struct run_request {
  int64_t run_for_us;
  weir_dir *batch_log_dir;
  weir_file *batch_log;
  bool quiet;
  running_pipeline *pipeline;
  int pipelines;
} run_request;

/* ---- signals ------------------------------------------------------------------------------------------------------------------ */

#define SIGNAL_END SIGUSR2 /* from main to the waiting thread: all is over */

static void block_signals(sigset_t *set) {
  (void)sigemptyset(set);
  (void)sigaddset(set, SIGINT);
  (void)sigaddset(set, SIGTERM);
  (void)sigaddset(set, SIGNAL_END);
  (void)pthread_sigmask(SIG_BLOCK, set, NULL);
  (void)signal(SIGPIPE, SIG_IGN); /* a closed peer is an error of the call that writes to it */
}

/* The first signal asks for an orderly stop, the second ends the process. */
static void *wait_for_signals(void *request) {
  const run_request *r = request;
  sigset_t set;
  block_signals(&set);
  for (int stops = 0, number = 0; sigwait(&set, &number) == 0 && number != SIGNAL_END;) {
    if (stops++) _exit(128 + number);
    log_line(WEIR_LOG_INFO, NULL, NULL, "stopping; once more to stop at once");
    for (int i = 0; i < r->pipelines; i++) engine_stop(r->pipeline[i].engine);
  }
  return NULL;
}

/* ---- one pipeline --------------------------------------------------------------------------------------------------------------- */

static void log_batch(void *context, const engine_batch *b) {
  const running_pipeline *p = context;
  char line[512];
  if (!p->batch_log) return;
  const int n = snprintf(line, sizeof line,
                         "{\"pipeline\":\"%s\",\"batch\":%" PRIu64 ",\"time_us\":%" PRId64 ",\"rows\":%" PRIu64
                         ",\"rejected\":%" PRIu64 ",\"scheduling_delay_us\":%" PRId64 ",\"processing_us\":%" PRId64
                         ",\"total_delay_us\":%" PRId64 ",\"failed\":%s}\n",
                         p->loaded.plan->name, b->number, b->time_us, b->rows, b->rejected, b->scheduling_us,
                         b->processing_us, b->total_us, b->failed ? "true" : "false");
  if (n > 0 && n < (int)sizeof line && files_write(p->batch_log, line, (uint64_t)n))
    log_line(WEIR_LOG_WARNING, p->loaded.plan->name, NULL, "the batch log cannot be written");
}

static const char *plural(uint64_t n, const char *ending) { return n == 1 ? "" : ending; }

static void say_start(const running_pipeline *p) {
  const plan *what = p->loaded.plan;
  const double seconds = (double)what->interval_us / 1e6;
  const size_t streams = p->loaded.spec->pipeline.stream_count;
  log_line(WEIR_LOG_INFO, what->name, NULL, "%zu stream%s, every %gs, %u lane%s; Ctrl-C to stop", streams,
           plural(streams, "s"), seconds, what->lanes, plural(what->lanes, "s"));
}

static void say_end(const running_pipeline *p) {
  engine_totals t;
  engine_get_totals(p->engine, &t);
  log_line(WEIR_LOG_INFO, p->loaded.plan->name, NULL,
           "%" PRIu64 " batch%s, %" PRIu64 " row%s, %" PRIu64 " rejected, %" PRIu64
           " lost; worst delay %.1f ms, at most %.1f MB held",
           t.batches, plural(t.batches, "es"), t.rows, plural(t.rows, "s"), t.rejected, t.lost_rows,
           (double)t.worst_total_us / 1000, (double)t.memory_peak / 1e6);
}

static cli_exit load_one(running_pipeline *p, const char *path, plugin_catalog *c) {
  if (!pipeline_load(&p->loaded, path, c)) return CLI_BAD_FILE;
  pipeline_print_diagnostics(&p->loaded);
  return p->loaded.plan ? CLI_DONE : CLI_BAD_FILE;
}

static cli_exit create_one(running_pipeline *p, const run_request *r) {
  const engine_settings settings = {.run_for_us = r->run_for_us, .on_batch = log_batch, .context = p};
  char why[800];
  p->batch_log = r->batch_log;
  p->engine = engine_create(p->loaded.plan, &settings, why, sizeof why);
  if (p->engine) return CLI_DONE;
  log_line(WEIR_LOG_ERROR, p->loaded.plan->name, NULL, "%s", why);
  return CLI_NO;
}

static cli_exit finish_one(running_pipeline *p) {
  const engine_outcome outcome = engine_wait(p->engine);
  if (outcome != ENGINE_DONE) log_line(WEIR_LOG_ERROR, p->loaded.plan->name, NULL, "%s", engine_failure(p->engine));
  say_end(p);
  return outcome == ENGINE_DONE ? CLI_DONE : outcome == ENGINE_AGAIN ? CLI_AGAIN : CLI_NO;
}

/* A failure that trying again would not mend is the one to tell. */
static cli_exit worse(cli_exit a, cli_exit b) { return a == CLI_NO || b == CLI_DONE ? a : b; }

static cli_exit run_all(run_request *r) {
  char why[800];
  cli_exit result = CLI_DONE;
  pthread_t signals;
  for (int i = 0; i < r->pipelines; i++)
    if (create_one(&r->pipeline[i], r) != CLI_DONE) return CLI_NO;
  if (pthread_create(&signals, NULL, wait_for_signals, r)) return CLI_NO;
  for (int i = 0; i < r->pipelines; i++) {
    say_start(&r->pipeline[i]);
    if (engine_start(r->pipeline[i].engine, why, sizeof why)) result = CLI_NO;
  }
  for (int i = 0; i < r->pipelines; i++) result = worse(result, finish_one(&r->pipeline[i]));
  (void)pthread_kill(signals, SIGNAL_END);
  (void)pthread_join(signals, NULL);
  return result;
}

static cli_exit load_and_run(run_request *r, plugin_catalog *c, char *const *path, int paths) {
  cli_exit result = CLI_DONE;
  for (int i = 0; i < paths; i++) {
    r->pipelines++;
    if (load_one(&r->pipeline[i], path[i], c) != CLI_DONE) result = CLI_BAD_FILE;
  }
  if (result == CLI_DONE) result = run_all(r);
  for (int i = 0; i < r->pipelines; i++) {
    engine_destroy(r->pipeline[i].engine);
    pipeline_unload(&r->pipeline[i].loaded);
  }
  return result;
}

/* ---- the command ------------------------------------------------------------------------------------------------------------------ */

static const char *open_batch_log(run_request *r, const char *path) {
  char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL;
  if (!copy) return "out of memory";
  if (slash) *slash = 0;
  const char *directory = slash == copy ? "/" : slash ? copy : ".";
  int failed = files_open_dir(directory, false, &r->batch_log_dir);
  if (!failed) failed = files_open(r->batch_log_dir, slash ? slash + 1 : copy, WEIR_FILE_APPEND, &r->batch_log);
  free(copy);
  return failed ? strerrordesc_np(-failed) : NULL;
}

static void close_batch_log(run_request *r) {
  if (r->batch_log) (void)files_close(r->batch_log);
  if (r->batch_log_dir) files_close_dir(r->batch_log_dir);
}

static int take_option(run_request *r, int id, const char *value, const char **log) {
  const char *wrong = NULL;
  if (id == OPTION_FOR)
    wrong = spec_parse_duration(value, strlen(value), &r->run_for_us);
  else if (id == OPTION_LOG)
    *log = value;
  else if (id == OPTION_QUIET)
    r->quiet = true;
  else if (id == OPTION_BATCH_LOG)
    wrong = open_batch_log(r, value);
  if (wrong) (void)fprintf(stderr, "weir run: \"%s\": %s\n", value, wrong);
  return wrong ? -1 : 0;
}

static cli_exit run_command(const cli_command *command, int argc, char **argv) {
  arguments a;
  plugin_options plugins = {0};
  run_request r = {0};
  const char *log = isatty(STDERR_FILENO) ? "human" : "json";
  int id;
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id < CLI_PLUGIN_DIR && take_option(&r, id, a.value, &log)) return CLI_USAGE;
    if (id >= CLI_PLUGIN_DIR && !plugin_options_take(&plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (a.operands == 0) return cli_usage_error(command, "which file?");
  if (strcmp(log, "human") != 0 && strcmp(log, "json") != 0) return cli_usage_error(command, "--log is human or json");
  sigset_t set;
  block_signals(&set);
  log_configure(strcmp(log, "json") == 0 ? LOG_JSON : LOG_HUMAN, r.quiet ? WEIR_LOG_WARNING : WEIR_LOG_INFO);
  plugin_catalog *c = plugin_options_catalog(&plugins);
  r.pipeline = calloc((size_t)a.operands, sizeof *r.pipeline);
  const cli_exit result = c && r.pipeline ? load_and_run(&r, c, a.operand, a.operands) : CLI_NO;
  free(r.pipeline);
  plugin_catalog_destroy(c);
  close_batch_log(&r);
  return result;
}

static const cli_option options[] = {
    {.id = OPTION_FOR, .name = "for", .value = "TIME", .help = "stop in good order after TIME, as 10s or 5m"},
    {.id = OPTION_BATCH_LOG, .name = "batch-log", .value = "FILE", .help = "append a line of JSON a batch to FILE"},
    {.id = OPTION_LOG,
     .name = "log",
     .value = "STYLE",
     .help = "how the log looks: human or json",
     .fallback = "human on a terminal, else json"},
    {.id = OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "log warnings and errors only"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_run = {
    .name = "run",
    .summary = "run pipelines until their sources end or a signal comes",
    .usage = "FILE… [option]…",
    .examples = "weir run word-count.yaml\nweir run word-count.yaml feed.yaml --for 10s\n",
    .options = options,
    .is_common = true,
    .run = run_command,
};
