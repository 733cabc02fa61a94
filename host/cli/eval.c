/* SPDX-License-Identifier: Apache-2.0 */
/* weir eval: one expression over rows from stdin, as a pipeline would compute it. */
#include "cli/cli.h"
#include "cli/json_chunk.h"
#include "cli/plugin_options.h"
#include "data/format.h"
#include "data/schema.h"
#include "expr/evaluator.h"
#include "plan/library.h"
#include "data/timestamp.h"
#include "spec/diagnostic.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OPTION_SCHEMA = 1, OPTION_TYPE, OPTION_BATCH_TIME, INTERVAL_US = 1000000, KEEP = 1 << 20 };

/* All that one expression needs, from its text to its rows. */
typedef struct session {
  schema schema;
  function_library library;
  memory *memory;
  expr_compiler *compiler;
  evaluator *evaluator;
  const weir_expression *expression;
  weir_batch batch;
  arena row;
  text_buffer text;
} session;

/* ---- compiling --------------------------------------------------------------------------------------------------- */

static bool fail_memory(void) {
  (void)fputs("weir: there is not enough memory\n", stderr);
  return false;
}

static void print_error(session *s, const char *expression, const expr_error *err) {
  spec_diagnostics list;
  spec_diagnostics_init(&list);
  spec_diagnostics_set_source(&list, "expression", expression, strlen(expression));
  const spec_span where = {err->offset, err->offset + err->length};
  spec_diagnostic *error = spec_error(&list, (spec_code)err->code, where, "%s", err->text);
  if (s->library.error.code) spec_note(&list, error, SPEC_NOWHERE, "%s", s->library.error.text);
  if (err->help[0]) spec_help(&list, error, "%s", err->help);
  spec_diagnostics_print(&list, stderr);
  spec_diagnostics_finish(&list);
}

static bool compile(session *s, const char *expression) {
  const expr_library library = function_library_of(&s->library);
  const weir_schema *input = &s->schema.schema;
  const expr_scope scope = {.input = &input, .inputs = 1};
  const expr_piece piece = {.text = expression, .size = (uint32_t)strlen(expression)};
  const expr_text text = {.piece = &piece, .pieces = 1};
  expr_error err = {.code = 0};
  s->compiler = expr_compiler_create(&library);
  if (!s->compiler) return fail_memory();
  s->expression = expr_compile(s->compiler, &text, &scope, 0, &err);
  if (!s->expression) print_error(s, expression, &err);
  return s->expression != NULL;
}

static bool print_type(const session *s) {
  char type[1024];
  (void)schema_type_text(eval_service.type(s->expression), type, sizeof type);
  (void)printf("%s\n", type);
  return true;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static bool put_line(session *s, const char *key, const char *text) {
  return !format_json_text(&s->text, key, strlen(key)) && !text_buffer_add(&s->text, ":", 1) &&
         !format_json_text(&s->text, text, strlen(text));
}

/* One line of input into s->text, without its end. False: out of memory. */
static bool eval_row(session *s, const char *line, size_t n) {
  char why[200];
  weir_chunk chunk;
  s->text.size = 0;
  if (text_buffer_add(&s->text, "{", 1)) return false;
  const json_node *row = json_parse(&s->row, line, n, why, sizeof why);
  if (!row || !json_chunk(&s->row, &s->schema.schema, row, &chunk, why, sizeof why))
    return put_line(s, "error", why) && !text_buffer_add(&s->text, "}\n", 2);
  const weir_column *value = evaluator_eval(s->evaluator, s->expression, &chunk);
  if (!value) {
    const char *failure = evaluator_failure(s->evaluator);
    return put_line(s, "error", failure ? failure : "it failed") && !text_buffer_add(&s->text, "}\n", 2);
  }
  return !text_buffer_printf(&s->text, "\"value\":") &&
         !format_json_exact(&s->text, eval_service.type(s->expression), value, 0) &&
         !text_buffer_add(&s->text, "}\n", 2);
}

static bool eval_line(session *s, const char *line, size_t n) {
  const bool good = eval_row(s, line, n) || fail_memory();
  if (good) (void)fwrite(s->text.data, 1, s->text.size, stdout);
  evaluator_reset(s->evaluator);
  arena_reset(&s->row, KEEP);
  return good;
}

/* Without columns nobody types rows: where none come, one is enough. */
static bool eval_rows(session *s) {
  const bool is_plain = s->schema.schema.count == 0;
  char *line = NULL;
  size_t capacity = 0, rows = 0;
  ssize_t n;
  bool good = true;
  if (is_plain && isatty(STDIN_FILENO)) return eval_line(s, "[]", 2);
  while (good && (n = getline(&line, &capacity, stdin)) >= 0) {
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r')) n--;
    if (n == 0) continue;
    good = eval_line(s, line, (size_t)n);
    rows++;
  }
  free(line);
  return good && (rows || !is_plain || eval_line(s, "[]", 2));
}

static bool start(session *s) {
  s->memory = memory_create(UINT64_MAX);
  s->evaluator = s->memory ? evaluator_create(s->memory) : NULL;
  if (!s->evaluator) return fail_memory();
  evaluator_set_batch(s->evaluator, &s->batch);
  arena_init(&s->row, s->memory, MEMORY_WAITING);
  return true;
}

static void finish(session *s) {
  if (s->evaluator) arena_finish(&s->row);
  evaluator_destroy(s->evaluator);
  expr_compiler_destroy(s->compiler);
  if (s->memory) memory_unref(s->memory);
  text_buffer_finish(&s->text);
  function_library_finish(&s->library);
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

typedef struct request {
  const char *expression, *schema;
  bool only_type;
  int64_t time_us;
  plugin_options plugins;
} request;

static cli_exit eval(const request *r, const schema *input) {
  plugin_catalog *catalog = plugin_options_catalog(&r->plugins);
  if (!catalog) {
    (void)fail_memory();
    return CLI_NO;
  }
  session s = {.schema = *input, .batch = {.size = sizeof s.batch, .time_us = r->time_us, .interval_us = INTERVAL_US}};
  function_library_init(&s.library, catalog);
  bool good = compile(&s, r->expression);
  if (good) good = r->only_type ? print_type(&s) : start(&s) && eval_rows(&s);
  finish(&s);
  plugin_catalog_destroy(catalog);
  return good ? CLI_DONE : CLI_NO;
}

static cli_exit eval_with_schema(const cli_command *command, const request *r) {
  schema input;
  size_t at = 0;
  cli_exit result;
  schema_init(&input);
  const int status = *r->schema ? schema_parse(&input, r->schema, strlen(r->schema), &at) : 0;
  if (status == -2) {
    (void)fail_memory();
    result = CLI_NO;
  } else if (status < 0) {
    result =
        cli_usage_error(command, "--schema is wrong at \"%.40s\"; it looks like \"a int64, s string\"", r->schema + at);
  } else {
    result = eval(r, &input);
  }
  schema_finish(&input);
  return result;
}

/* µs since 1970, or RFC 3339. */
static bool read_time(const char *text, int64_t *us) {
  char *end;
  *us = strtoll(text, &end, 10);
  return (end > text && !*end) || timestamp_parse(text, strlen(text), us);
}

/* The expression is the first word, even if it begins with a minus. */
static bool is_expression(const char *word) {
  return strcmp(word, "-h") != 0 && !(word[0] == '-' && word[1] == '-' && word[2] >= 'a' && word[2] <= 'z');
}

static cli_exit run(const cli_command *command, int argc, char **argv) {
  arguments a;
  request r = {.schema = "", .time_us = (int64_t)time(NULL) * INTERVAL_US};
  int id;
  if (argc > 1 && is_expression(argv[1])) {
    r.expression = argv[1];
    argv[1] = argv[0];
    argc--;
    argv++;
  }
  arguments_init(&a, command, argc, argv);
  while ((id = arguments_next(&a)) > 0) {
    if (id == OPTION_SCHEMA)
      r.schema = a.value;
    else if (id == OPTION_TYPE)
      r.only_type = true;
    else if (id == OPTION_BATCH_TIME) {
      if (!read_time(a.value, &r.time_us))
        return cli_usage_error(command, "--batch-time is a time such as 2024-05-01T12:00:00Z, not \"%s\"", a.value);
    } else if (!plugin_options_take(&r.plugins, id, a.value))
      return cli_usage_error(command, "more than %d directories of plugins", PLUGIN_OPTIONS_DIRS_MAX);
  }
  if (id != ARGUMENTS_END) return (cli_exit)arguments_exit(id);
  if (!r.expression && a.operands > 0) r.expression = a.operand[0], a.operands--;
  if (!r.expression) return cli_usage_error(command, "which expression?");
  if (a.operands > 0) return cli_usage_error(command, "it takes one expression; quote it");
  return eval_with_schema(command, &r);
}

static const cli_option options[] = {
    {.id = OPTION_SCHEMA,
     .letter = 's',
     .name = "schema",
     .value = "COLUMNS",
     .help = "the columns of the rows, such as 'a int64, s string'",
     .fallback = "none"},
    {.id = OPTION_TYPE, .letter = 't', .name = "type", .help = "print the expression's type and read no rows"},
    {.id = OPTION_BATCH_TIME,
     .name = "batch-time",
     .value = "TIME",
     .help = "what current_timestamp() is, such as 2024-05-01T12:00:00Z",
     .fallback = "now"},
    CLI_PLUGIN_OPTIONS,
    {0},
};

const cli_command cli_eval = {
    .name = "eval",
    .summary = "try an expression on rows from stdin",
    .usage = "EXPRESSION [option]…",
    .examples = "weir eval \"upper('a') || 1 + 1\"\n"
                "echo '[3, \"a\"]' | weir eval 'n + length(s)' --schema 'n int64, s string'\n"
                "weir eval \"split('a b', ' ')\" --type\n",
    .options = options,
    .run = run,
};
