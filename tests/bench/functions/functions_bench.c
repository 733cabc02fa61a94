/* SPDX-License-Identifier: Apache-2.0 */
/* Nanoseconds a row of expressions that call functions of plugins, over chunks of 2,048 rows. Six regexp_extract of one pattern
 * stand beside a bare loop around PCRE2's compiled code in the same run, upper(concat(a, '-', b)) beside a loop that does both
 * at once. The least of several rounds counts. */
#include "access_log.h"
#include "expr/evaluator.h"
#include "plan/library.h"
#include "regex_loop.h"
#include "text_loop.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROWS = 2048, ROUNDS = 201, GROUPS = 6, COLUMNS = 4 };

static double now_ns(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static _Noreturn void give_up(const char *why) {
  (void)fprintf(stderr, "functions_bench: %s\n", why);
  exit(1);
}

/* ---- expressions ------------------------------------------------------------------------------------------------- */

typedef struct bench {
  function_library library;
  expr_compiler *compiler;
  evaluator *evaluator;
  weir_chunk chunk;
  weir_column column[COLUMNS];
  weir_field field[COLUMNS];
  weir_schema schema;
  weir_str line[ROWS], client[ROWS], tail[ROWS];
  int64_t time[ROWS];
} bench;

/* Two texts of 8 to 40 bytes out of each line: its first word, and the end of it. */
static void cut_lines(bench *b) {
  for (uint32_t r = 0; r < ROWS; r++) {
    const char *p = weir_text(b->line + r);
    const uint32_t n = b->line[r].len, tail = 8 + r % 33 < n ? 8 + r % 33 : n;
    const char *blank = memchr(p, ' ', n);
    b->client[r] = weir_view(p, blank != NULL ? (uint32_t)(blank - p) : n);
    b->tail[r] = weir_view(p + n - tail, tail);
  }
}

static void start(bench *b, plugin_catalog *catalog) {
  function_library_init(&b->library, catalog);
  const expr_library library = function_library_of(&b->library);
  b->compiler = expr_compiler_create(&library);
  b->evaluator = evaluator_create(memory_create(UINT64_MAX));
  if (b->compiler == NULL || b->evaluator == NULL || !access_log_lines(b->line, ROWS)) give_up("out of memory");
  cut_lines(b);
  for (uint32_t r = 0; r < ROWS; r++) b->time[r] = INT64_C(1700000000000000) + r * INT64_C(7654321987);
  b->field[0] = (weir_field){.name = "line", .type = WEIR_STRING};
  b->field[1] = (weir_field){.name = "t", .type = WEIR_TIME};
  b->field[2] = (weir_field){.name = "a", .type = WEIR_STRING};
  b->field[3] = (weir_field){.name = "b", .type = WEIR_STRING};
  b->schema = (weir_schema){.size = sizeof b->schema, .count = COLUMNS, .stride = sizeof *b->field, .field = b->field};
  b->column[0] = (weir_column){.data = b->line, .type = WEIR_STRING};
  b->column[1] = (weir_column){.data = b->time, .type = WEIR_TIME};
  b->column[2] = (weir_column){.data = b->client, .type = WEIR_STRING};
  b->column[3] = (weir_column){.data = b->tail, .type = WEIR_STRING};
  b->chunk = (weir_chunk){
      .size = sizeof b->chunk, .rows = ROWS, .columns = COLUMNS, .stride = sizeof *b->column, .col = b->column};
}

static const weir_expressions *compile(bench *b, const char *const *text, uint32_t count) {
  static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
  const weir_schema *input = &b->schema;
  const expr_scope scope = {.input = &input, .inputs = 1};
  expr_piece piece[GROUPS];
  expr_named named[GROUPS];
  expr_error err = {.code = 0};
  uint32_t failed;
  for (uint32_t i = 0; i < count; i++) {
    piece[i] = (expr_piece){.text = text[i], .size = (uint32_t)strlen(text[i])};
    named[i] = (expr_named){.name = names[i], .text = {.piece = &piece[i], .pieces = 1}};
  }
  const weir_expressions *list = expr_compile_list(b->compiler, named, count, &scope, 0, &failed, &err);
  if (list == NULL) give_up(err.text);
  return list;
}

static const weir_column *const *run(bench *b, const weir_expressions *list) {
  const weir_column *const *column = evaluator_eval_all(b->evaluator, list, &b->chunk);
  if (column == NULL) give_up(evaluator_failure(b->evaluator));
  return column;
}

static double expressions_ns(bench *b, const char *const *text, uint32_t count) {
  const weir_expressions *list = compile(b, text, count);
  double least = 1e18;
  for (int round = 0; round < ROUNDS; round++) {
    const double begin = now_ns();
    (void)run(b, list);
    const double ns = now_ns() - begin;
    evaluator_reset(b->evaluator);
    if (ns < least) least = ns;
  }
  return least / ROWS;
}

/* ---- six groups -------------------------------------------------------------------------------------------------- */

static weir_str group_room[GROUPS][ROWS];
static weir_str *const group[GROUPS] = {group_room[0], group_room[1], group_room[2],
                                        group_room[3], group_room[4], group_room[5]};

static double loop_ns(regex_loop *loop, const weir_str *line, int with_groups) {
  double least = 1e18;
  for (int round = 0; round < ROUNDS; round++) {
    const double begin = now_ns();
    if (with_groups)
      regex_loop_run(loop, line, ROWS, group, GROUPS);
    else if (regex_loop_match(loop, line, ROWS) != ROWS)
      give_up("the pattern does not fit the lines");
    const double ns = now_ns() - begin;
    if (ns < least) least = ns;
  }
  return least / ROWS;
}

static void check_same(bench *b, const char *const *text) {
  const weir_column *const *column = run(b, compile(b, text, GROUPS));
  for (uint32_t g = 0; g < GROUPS; g++)
    for (uint32_t r = 0; r < ROWS; r++)
      if (!weir_str_equal((const weir_str *)column[g]->data + r, &group[g][r])) give_up("the two do not find the same");
}

static void six_groups(bench *b) {
  static char text[GROUPS][sizeof ACCESS_LOG_PATTERN + 60];
  const char *list[GROUPS];
  regex_loop *loop = regex_loop_create(ACCESS_LOG_PATTERN);
  if (loop == NULL) give_up("there is no just-in-time compiler here");
  for (uint32_t g = 0; g < GROUPS; g++) {
    (void)snprintf(text[g], sizeof text[g], "regexp_extract(line, r'%s', %u)", ACCESS_LOG_PATTERN, g + 1);
    list[g] = text[g];
  }
  const double bare = loop_ns(loop, b->line, 0), loop_all = loop_ns(loop, b->line, 1);
  check_same(b, list);
  const double ours = expressions_ns(b, list, GROUPS);
  (void)printf("%-44s %8.1f ns a row\n", "six regexp_extract", ours);
  (void)printf("%-44s %8.1f ns a row: %.2f times\n", "loop that matches and keeps six groups", loop_all,
               ours / loop_all);
  (void)printf("%-44s %8.1f ns a row: %.2f times\n", "loop that only matches", bare, ours / bare);
}

/* ---- two texts --------------------------------------------------------------------------------------------------- */

static void upper_of_two(bench *b) {
  static const char *const text[] = {"upper(concat(a, '-', b))"};
  static weir_str made[ROWS];
  static char room[ROWS * 128];
  double least = 1e18;
  for (int round = 0; round < ROUNDS; round++) {
    const double begin = now_ns();
    text_loop_run(b->client, b->tail, ROWS, room, made);
    const double ns = now_ns() - begin;
    if (ns < least) least = ns;
  }
  const weir_str *ours = run(b, compile(b, text, 1))[0]->data;
  for (uint32_t r = 0; r < ROWS; r++)
    if (!weir_str_equal(ours + r, made + r)) give_up("the two do not make the same");
  const double expression = expressions_ns(b, text, 1);
  (void)printf("%-44s %8.1f ns a row\n", text[0], expression);
  (void)printf("%-44s %8.1f ns a row: %.2f times\n", "loop that does both at once", least / ROWS,
               expression * ROWS / least);
}

int main(void) {
  static const char *const others[] = {"rlike(line, 'POST')",
                                       "rlike(line, r'\" 5\\d\\d ')",
                                       "regexp_replace(line, r'\\d+', '#')",
                                       "year(t)",
                                       "dayofweek(t)",
                                       "date_trunc('hour', t)",
                                       "date_trunc('month', t)",
                                       "add_months(t, 1)",
                                       "date_format(t, 'yyyy-MM-dd HH:mm:ss')",
                                       "to_timestamp(date_format(t, 'yyyy-MM-dd HH:mm:ss'), 'yyyy-MM-dd HH:mm:ss')",
                                       "from_utc_timestamp(t, 'America/New_York')",
                                       "lower(line)",
                                       "substring(line, 5, 20)",
                                       "split_part(line, ' ', 4)",
                                       "replace(line, 'GET', 'get')",
                                       "md5(line)",
                                       "hash(line)",
                                       "xxhash64(line)"};
  static bench b;
  plugin_catalog *catalog = plugin_catalog_create();
  if (catalog == NULL || plugin_catalog_add(catalog, PLUGINS, true) < 0) give_up("out of memory");
  start(&b, catalog);
  six_groups(&b);
  upper_of_two(&b);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    (void)printf("%-44.44s %8.1f ns a row\n", others[i], expressions_ns(&b, &others[i], 1));
  return 0;
}
