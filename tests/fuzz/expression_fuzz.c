/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as an expression: it is refused with a sentence and a place within the text, or it compiles, runs over a
 * few rows, and prints as a text that compiles to what prints the same. The first byte chooses what is compiled; 0x01
 * parts pieces, of which every second is a substituted constant. */
#include <stdlib.h>

#include "data/columns.h"
#include "expr/codes.h"
#include "expr/evaluator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                                                               \
  if (!(condition)) abort()

/* ---- a library of two -------------------------------------------------------------------------------------------- */

static weir_status bind_same(weir_call *call, weir_error *err) {
  (void)err;
  return call->args ? call->set_result(call, call->arg[0]) : WEIR_EINVAL;
}

static weir_status eval_same(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  (void)call;
  out->host->put_column(out, column, arg[0], NULL, rows);
  return WEIR_OK;
}

static weir_status bind_rows(weir_call *call, weir_error *err) {
  weir_field field = {.name = "n", .type = WEIR_I64};
  weir_schema state = {.size = sizeof state, .count = 1, .stride = sizeof field, .field = &field};
  (void)err;
  call->set_state(call, &state, 8);
  return call->set_result(call, &field);
}

static const weir_function same = {.size = sizeof same, .name = "same", .bind = bind_same, .eval = eval_same};
static const weir_aggregate rows_of = {.size = sizeof rows_of, .name = "rows", .bind = bind_rows};

static const weir_function *find_function(void *context, const char *name) {
  (void)context;
  return strcmp(name, "same") == 0 ? &same : NULL;
}

static const weir_aggregate *find_aggregate(void *context, const char *name) {
  (void)context;
  return strcmp(name, "rows") == 0 ? &rows_of : NULL;
}

static const char *const *names(void *context, bool aggregates) {
  static const char *const functions[] = {"same", NULL}, *const others[] = {"rows", NULL};
  (void)context;
  return aggregates ? others : functions;
}

static const expr_library library = {.function = find_function, .aggregate = find_aggregate, .names = names};

/* ---- a few rows -------------------------------------------------------------------------------------------------- */

static const weir_field element = {.name = "element", .type = WEIR_STRING};
static const weir_field fields[] = {
    {.name = "n", .type = WEIR_I64},
    {.name = "i", .type = WEIR_I64, .flags = WEIR_NULLABLE},
    {.name = "f", .type = WEIR_F64, .flags = WEIR_NULLABLE},
    {.name = "t", .type = WEIR_BOOL, .flags = WEIR_NULLABLE},
    {.name = "s", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    {.name = "l", .type = WEIR_LIST, .children = 1, .child = &element},
};
static const weir_schema schema_of_rows = {sizeof schema_of_rows, 6, sizeof *fields, 0, fields};
static const weir_schema *const input = &schema_of_rows;
static const char *const stream = "in";
static const expr_scope scope = {&input, &stream, 1};
enum { ROWS = 5 };

static void fill(columns *c) {
  for (uint32_t row = 0; row < ROWS; row++) {
    ((int64_t *)c->out[0].data)[row] = row == 0 ? INT64_MIN : (int64_t)row - 2;
    ((int64_t *)c->out[1].data)[row] = row == 1 ? 0 : row == 2 ? INT64_MAX : row;
    ((double *)c->out[2].data)[row] = row == 1 ? 0 : 1.0 / ((double)row - 2);
    ((uint8_t *)c->out[3].data)[row] = row > 2;
    ((weir_str *)c->out[4].data)[row] = row == 1 ? (weir_str){0} : weir_view("some thirteen", row * 3);
    uint32_t at = columns_list_reserve(c, 5, row);
    for (uint32_t k = 0; k < row; k++) ((weir_str *)c->out[5].child->data)[at + k] = weir_view("x", 1);
    c->out[5].ends[row] = at + row;
  }
  for (uint32_t column = 1; column < 5; column++) c->out[column].valid[0] &= ~UINT64_C(2);
}

/* ---- what must hold ---------------------------------------------------------------------------------------------- */

static void check_error(const expr_error *err, size_t size) {
  CHECK(err->code && err->code != EXPR_FOLLOWS && err->text[0]);
  CHECK(err->offset <= size && err->offset + err->length <= size);
}

static void check_reads_back(expr_compiler *c, const weir_expression *x) {
  size_t n = expr_print(x, NULL, 0);
  char *text = malloc(n + 1), *again = malloc(n + 1);
  CHECK(text && again);
  expr_print(x, text, n + 1);
  expr_piece piece = {.text = text, .size = (uint32_t)n};
  expr_text whole = {.piece = &piece, .pieces = 1};
  expr_error err;
  if (!strstr(text, "null")) { /* a null's type is not written */
    const weir_expression *y = expr_compile(c, &whole, &scope, 0, &err);
    CHECK(y || err.code == EXPR_E_TOO_DEEP); /* parentheses may have been added */
    if (y) {
      CHECK(expr_print(y, again, n + 1) == n);
      CHECK(strcmp(text, again) == 0);
    }
  }
  free(text);
  free(again);
}

static void run(expr_compiler *c, const weir_expression *x) {
  memory *m = memory_create(1 << 30);
  columns in;
  weir_chunk chunk;
  uint32_t row[ROWS];
  CHECK(m && columns_init(&in, m, &schema_of_rows, ROWS) == 0);
  fill(&in);
  columns_chunk(&in, ROWS, 0, NULL, &chunk);
  evaluator *e = evaluator_create(m);
  CHECK(e && (evaluator_eval(e, x, &chunk) || evaluator_failure(e))); /* a pattern out of a column may be wrong */
  if (eval_service.type(x)->type == WEIR_BOOL) CHECK(evaluator_select(e, x, &chunk, row) <= ROWS);
  evaluator_destroy(e);
  columns_finish(&in);
  memory_unref(m);
  check_reads_back(c, x);
}

static void compile(expr_compiler *c, const expr_text *text, size_t size, uint8_t what) {
  expr_error err = {.code = 0};
  uint32_t failed;
  expr_named named = {.name = "x", .text = *text};
  bool made = true;
  if (what % 4 == 0)
    made = expr_compile_aggregates(c, &named, 1, &scope, &failed, &err);
  else if (what % 4 == 1)
    made = expr_compile_list(c, &named, 1, &scope, EXPR_MAY_EXPLODE | EXPR_PURE, &failed, &err);
  const weir_expression *x = what % 4 > 1 ? expr_compile(c, text, &scope, what % 4 == 2 ? 0 : WEIR_BOOL, &err) : NULL;
  if (x)
    run(c, x);
  else if (what % 4 > 1 || !made)
    check_error(&err, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  expr_piece piece[64];
  expr_text text = {.piece = piece};
  if (size == 0 || size > 100000) return 0;
  const char *p = (const char *)data + 1, *end = (const char *)data + size;
  size_t joined = 0;
  while (text.pieces < 64) {
    const char *to = memchr(p, 1, (size_t)(end - p));
    if (!to) to = end;
    piece[text.pieces] = (expr_piece){p, (uint32_t)(to - p), text.pieces % 2};
    joined += piece[text.pieces++].size;
    if (to == end) break;
    p = to + 1;
  }
  expr_compiler *c = expr_compiler_create(&library);
  CHECK(c);
  compile(c, &text, joined, data[0]);
  expr_compiler_destroy(c);
  return 0;
}
