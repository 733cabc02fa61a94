/* SPDX-License-Identifier: Apache-2.0 */
/* CPU nanoseconds a row of expressions over chunks of 2,048 rows, each beside the same loop written by hand, round by round in
 * the same run; both must give the same. The ratio is of the least of all rounds: neighbours on the machine only add. Exit
 * status 1: a ratio is above its limit. */
#include "expr/evaluator_parts.h"
#include "hand_written.h"
#include "plan/library.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 2048, ROUNDS = 401, WORDS_MAX = ROWS * 16, TEXT_MAX = 1 << 20 };

static double now_ns(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static _Noreturn void give_up(const char *why) {
  (void)fprintf(stderr, "expressions_bench: %s\n", why);
  exit(1);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

typedef struct bench {
  function_library library;
  expr_compiler *compiler;
  evaluator *evaluator;
  weir_chunk chunk;
  weir_column column[4];
  weir_field field[4];
  weir_schema schema;
  double amount[ROWS];
  weir_str a[ROWS], b[ROWS], line[ROWS];
  char *text, *bytes;
  uint32_t row[ROWS], other_row[ROWS];
  int64_t number[ROWS];
  weir_str joined[ROWS], part[WORDS_MAX], own_part[WORDS_MAX];
  uint32_t parts;
} bench;

static uint32_t next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

static weir_str word(uint64_t *state, char **at, uint32_t least, uint32_t most) {
  const uint32_t n = least + next(state) % (most - least + 1);
  char *from = *at;
  for (uint32_t i = 0; i < n; i++) *(*at)++ = (char)('a' + next(state) % 26);
  return weir_view(from, n);
}

static void fill(bench *b) {
  uint64_t state = 1;
  b->text = calloc(2, TEXT_MAX);
  b->bytes = calloc(1, TEXT_MAX);
  if (!b->text || !b->bytes) give_up("out of memory");
  char *at = b->text + WEIR_PAD;
  for (uint32_t r = 0; r < ROWS; r++) {
    b->amount[r] = next(&state) % 10000 / 100.0;
    b->a[r] = word(&state, &at, 3, 12);
    b->b[r] = word(&state, &at, 3, 20);
  }
  for (uint32_t r = 0; r < ROWS; r++) { /* lines of a block */
    char *begin = at;
    for (uint32_t k = 0; k < 10; k++) {
      (void)word(&state, &at, 2, 10);
      *at++ = k < 9 ? ' ' : '\n';
    }
    b->line[r] = weir_view(begin, (uint32_t)(at - begin) - 1);
  }
}

static void start(bench *b, plugin_catalog *catalog) {
  static const char *const name[] = {"amount", "a", "b", "line"};
  const void *const data[] = {b->amount, b->a, b->b, b->line};
  function_library_init(&b->library, catalog);
  const expr_library library = function_library_of(&b->library);
  b->compiler = expr_compiler_create(&library);
  b->evaluator = evaluator_create(memory_create(UINT64_MAX));
  if (!b->compiler || !b->evaluator) give_up("out of memory");
  fill(b);
  for (uint32_t i = 0; i < 4; i++) {
    b->field[i] = (weir_field){.name = name[i], .type = i ? WEIR_STRING : WEIR_F64};
    b->column[i] = (weir_column){.data = data[i], .type = b->field[i].type};
  }
  b->schema = (weir_schema){.size = sizeof b->schema, .count = 4, .stride = sizeof *b->field, .field = b->field};
  b->chunk =
      (weir_chunk){.size = sizeof b->chunk, .rows = ROWS, .columns = 4, .stride = sizeof *b->column, .col = b->column};
}

static const weir_expression *compile(bench *b, const char *text) {
  const weir_schema *input = &b->schema;
  const expr_scope scope = {.input = &input, .inputs = 1};
  const expr_piece piece = {.text = text, .size = (uint32_t)strlen(text)};
  const expr_text whole = {.piece = &piece, .pieces = 1};
  expr_error err = {.code = 0};
  const weir_expression *x = expr_compile(b->compiler, &whole, &scope, 0, &err);
  if (!x) give_up(err.text);
  return x;
}

/* ---- what is measured -------------------------------------------------------------------------------------------- */

static const weir_expression *filter, *cases, *upper_concat;
static const weir_expressions *words;

static void run_filter(bench *b) { (void)evaluator_select(b->evaluator, filter, &b->chunk, b->row); }
static void by_hand_filter(bench *b) { (void)hand_filter(b->amount, ROWS, b->other_row); }

static void run_case(bench *b) { (void)evaluator_eval(b->evaluator, cases, &b->chunk); }
static void by_hand_case(bench *b) { hand_case(b->amount, ROWS, b->number); }

static void run_upper(bench *b) {
  (void)evaluator_eval(b->evaluator, upper_concat, &b->chunk);
  evaluator_reset(b->evaluator);
}
static void by_hand_upper(bench *b) { hand_upper_concat(b->a, b->b, ROWS, b->bytes, b->joined); }

/* An output that keeps what is flushed, as a chunk's worth of columns behind an operator would. */
static bench *flushed_to;

static void flush(weir_out *out) {
  const weir_str *from = out->col[0].data;
  flushed_to->parts += out->rows;
  flushed_to->own_part[flushed_to->parts % 16] = from[0];
  out->rows = 0;
}

static void run_split(bench *b) {
  static weir_str room[WEIR_MAX_ROWS + 64];
  static const weir_host host = {.size = sizeof host, .flush = flush};
  weir_out_column column = {.data = room};
  weir_out out = {.size = sizeof out, .capacity = ROWS, .columns = 1, .col = &column, .host = &host};
  flushed_to = b;
  b->parts = 0;
  if (evaluator_explode(b->evaluator, words, &b->chunk, &out) < 0) give_up("split failed");
  if (out.rows) flush(&out);
}
static void by_hand_split(bench *b) { (void)hand_split(b->line, ROWS, b->part); }

/* ---- both give the same ------------------------------------------------------------------------------------------ */

static void check(bench *b) {
  run_filter(b);
  by_hand_filter(b);
  if (memcmp(b->row, b->other_row, hand_filter(b->amount, ROWS, b->other_row) * sizeof *b->row) != 0) give_up("filter");
  by_hand_case(b);
  if (memcmp(evaluator_eval(b->evaluator, cases, &b->chunk)->data, b->number, sizeof b->number) != 0) give_up("case");
  by_hand_upper(b);
  const weir_str *joined = evaluator_eval(b->evaluator, upper_concat, &b->chunk)->data;
  for (uint32_t r = 0; r < ROWS; r++)
    if (!weir_str_equal(&joined[r], &b->joined[r])) give_up("upper(concat)");
  run_split(b);
  if (b->parts != hand_split(b->line, ROWS, b->part)) give_up("split");
}

static double measure(bench *b, const char *what, double limit, void (*ours)(bench *), void (*hand)(bench *)) {
  double least[2] = {1e18, 1e18};
  for (int round = 0; round < ROUNDS; round++)
    for (int which = 0; which < 2; which++) {
      const double begin = now_ns();
      (which ? hand : ours)(b);
      const double ns = (now_ns() - begin) / ROWS;
      if (ns < least[which]) least[which] = ns;
    }
  const double ratio = least[0] / least[1];
  (void)printf("%-34s %8.2f ns a row, by hand %8.2f: %5.2f (limit %.1f)%s\n", what, least[0], least[1], ratio, limit,
               ratio > limit ? "  ABOVE" : "");
  return ratio > limit;
}

int main(void) {
  static bench b;
  plugin_catalog *catalog = plugin_catalog_create();
  if (!catalog || plugin_catalog_add(catalog, PLUGINS, true) < 0) give_up("no catalog");
  start(&b, catalog);
  filter = compile(&b, "amount * 1.1 > 50");
  cases = compile(&b, "case when amount > 50 then 3 when amount > 20 then 2 when amount > 5 then 1 else 0 end");
  upper_concat = compile(&b, "upper(concat(a, '-', b))");
  const weir_schema *input = &b.schema;
  const expr_scope scope = {.input = &input, .inputs = 1};
  const expr_piece piece = {.text = "split(line, ' ')", .size = 16};
  const expr_named named = {.name = "word", .text = {.piece = &piece, .pieces = 1}};
  expr_error err;
  uint32_t failed;
  words = expr_compile_list(b.compiler, &named, 1, &scope, EXPR_MAY_EXPLODE, &failed, &err);
  if (!words) give_up(err.text);
  check(&b);
  double above = measure(&b, "amount * 1.1 > 50", 2, run_filter, by_hand_filter);
  above += measure(&b, "case with three branches", 3, run_case, by_hand_case);
  above += measure(&b, "upper(concat(a, '-', b))", 2, run_upper, by_hand_upper);
  above += measure(&b, "split and explode", 1.1, run_split, by_hand_split);
  return above > 0;
}
