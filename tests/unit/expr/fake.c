/* SPDX-License-Identifier: Apache-2.0 */
#include "fake.h"

/* ---- functions --------------------------------------------------------------------------------------------------- */

uint32_t fake_calls;

static weir_status give(weir_call *call, uint32_t type, uint32_t flags) {
  weir_field field = {.name = "", .type = type, .flags = flags};
  return call->set_result(call, &field);
}

static weir_status bind_length(weir_call *call, weir_error *err) {
  if (call->args != 1 || call->arg[0]->type != WEIR_STRING) {
    snprintf(err->text, sizeof err->text, "length takes one string");
    return WEIR_EINVAL;
  }
  return give(call, WEIR_I64, call->arg[0]->flags);
}

static weir_status eval_length(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  (void)call;
  const weir_str *in = arg[0]->data;
  for (uint32_t i = 0; i < rows; i++) {
    ((int64_t *)out->col[column].data)[i] = in[i].len;
    if (weir_is_null(arg[0], i)) out->col[column].valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
  }
  return WEIR_OK;
}

static weir_status bind_same(weir_call *call, weir_error *err) {
  (void)err;
  return call->set_result(call, call->arg[0]);
}

static weir_status eval_twice(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)call;
  fake_calls++;
  out->host->put_column(out, column, arg[0], NULL, rows);
  return WEIR_OK;
}

static weir_status bind_words(weir_call *call, weir_error *err) {
  static const weir_field word = {.name = "element", .type = WEIR_STRING};
  (void)err;
  weir_field list = {.name = "", .type = WEIR_LIST, .flags = call->arg[0]->flags, .children = 1, .child = &word};
  return call->set_result(call, &list);
}

/* The next word of a text from *at on; 0: none. */
static int next_word(const weir_str *text, uint32_t *at, weir_str *word) {
  const char *p = weir_text(text);
  while (*at < text->len && p[*at] == ' ') ++*at;
  uint32_t first = *at;
  while (*at < text->len && p[*at] != ' ') ++*at;
  *word = weir_view(p + first, *at - first);
  return *at > first;
}

static weir_status eval_words(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)call;
  uint32_t end = 0;
  for (uint32_t i = 0; i < rows; i++) {
    const weir_str *text = (const weir_str *)arg[0]->data + i;
    weir_str word;
    for (uint32_t at = 0; !weir_is_null(arg[0], i) && next_word(text, &at, &word);) {
      end = out->host->list_reserve(out, column, 1);
      if (end == WEIR_NO_ROW) return WEIR_EFAIL;
      ((weir_str *)out->col[column].child[0].data)[end++] = word;
    }
    if (weir_is_null(arg[0], i)) out->col[column].valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
    out->col[column].ends[i] = end;
  }
  return WEIR_OK;
}

static weir_status explode_words(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                 uint32_t column) {
  (void)call;
  for (uint32_t i = 0; i < rows; i++) {
    weir_str word;
    for (uint32_t at = 0; !weir_is_null(arg[0], i) && next_word((const weir_str *)arg[0]->data + i, &at, &word);) {
      weir_put_view(out, column, word);
      weir_end_row(out);
    }
  }
  return WEIR_OK;
}

static weir_status bind_nothing(weir_call *call, weir_error *err) {
  (void)err;
  return give(call, WEIR_I64, 0);
}

static weir_status eval_random(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                               uint32_t column) {
  static int64_t next;
  (void)call, (void)arg;
  for (uint32_t i = 0; i < rows; i++) ((int64_t *)out->col[column].data)[i] = next++;
  return WEIR_OK;
}

static weir_status bind_refuses(weir_call *call, weir_error *err) {
  if (call->args && call->arg[0]->type == WEIR_STRING && call->constant[0]) return give(call, WEIR_I64, 0);
  if (call->args) err->option = 0;
  if (call->args) snprintf(err->text, sizeof err->text, "this must be a string literal");
  return WEIR_EINVAL;
}

static weir_status bind_silent(weir_call *call, weir_error *err) {
  (void)call, (void)err;
  return WEIR_OK;
}

static weir_status bind_odd(weir_call *call, weir_error *err) {
  (void)err;
  give(call, 99, 0);
  return give(call, WEIR_LIST, 0); /* no element; the first complaint counts */
}

static weir_status eval_fails(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)call, (void)rows, (void)column;
  if (arg[0]->type == WEIR_STRING) return WEIR_EFAIL;
  (out->host->fail)(out, "the moon is full"); /* cmocka has a macro of this name */
  return WEIR_EFAIL;
}

static weir_status eval_flushes(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                                uint32_t column) {
  (void)column, (void)rows;
  uint32_t row = 0;
  out->host->now(out->host, WEIR_CLOCK_WALL);
  out->host->log(out->host, WEIR_LOG_INFO, "here");
  out->host->count(out->host, out->host->counter(out->host, "n", "n"), 1);
  out->host->extension(out->host, WEIR_EVAL_ID);
  out->host->bytes(out, 1ull << 40)[0] = 'x';
  out->host->flush(out);
  out->host->emit(out, arg, 1);
  out->host->take(out, NULL, &row, 1);
  out->host->reject(out, NULL, 0, "no");
  out->host->reject_bytes(out, "x", 1, "no");
  /* Setters are for bind: what is said now is not heard. */
  weir_call late = *call;
  return late.set_traits == NULL;
}

static weir_status eval_shout(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                              uint32_t column) {
  (void)call;
  for (uint32_t i = 0; i < rows; i++) {
    const weir_str *in = (const weir_str *)arg[0]->data + i;
    char *to = out->host->bytes(out, in->len);
    for (uint32_t k = 0; k < in->len; k++) {
      char c = weir_text(in)[k];
      to[k] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    ((weir_str *)out->col[column].data)[i] = weir_view(to, in->len);
    if (weir_is_null(arg[0], i)) out->col[column].valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
  }
  return WEIR_OK;
}

#define FUNCTION(id, ...)                                                                                              \
  { .size = sizeof(weir_function), .name = #id, __VA_ARGS__ }
static const weir_function functions[] = {
    FUNCTION(length, .bind = bind_length, .eval = eval_length),
    FUNCTION(twice, .bind = bind_same, .eval = eval_twice),
    FUNCTION(words, .bind = bind_words, .eval = eval_words),
    FUNCTION(parts, .bind = bind_words, .eval = eval_words, .explode = explode_words),
    FUNCTION(random, .bind = bind_nothing, .eval = eval_random, .flags = WEIR_FUNCTION_IMPURE),
    FUNCTION(refuses, .bind = bind_refuses, .eval = eval_random),
    FUNCTION(silent, .bind = bind_silent, .eval = eval_random),
    FUNCTION(odd, .bind = bind_odd, .eval = eval_random),
    FUNCTION(fails, .bind = bind_same, .eval = eval_fails),
    FUNCTION(flushes, .bind = bind_same, .eval = eval_flushes),
    FUNCTION(shout, .bind = bind_same, .eval = eval_shout),
    FUNCTION(geo.far, .bind = bind_same, .eval = eval_twice),
};

/* ---- aggregates -------------------------------------------------------------------------------------------------- */

static void *at(const weir_call *call, void *slot) { return (char *)slot + call->offset; }

static weir_status bind_integer(weir_call *call, const char *name) {
  weir_field field = {.name = name, .type = WEIR_I64};
  weir_schema state = {.size = sizeof state, .count = 1, .stride = sizeof field, .field = &field};
  if (call->set_traits(call, WEIR_CALL_EXACT) != WEIR_OK) return WEIR_EINVAL;
  return call->set_state(call, &state, 8) == WEIR_OK ? give(call, WEIR_I64, 0) : WEIR_EINVAL;
}

static weir_status bind_count(weir_call *call, weir_error *err) {
  const weir_status s = bind_integer(call, "n");
  (void)err;
  return s || call->args ? s : call->set_traits(call, WEIR_CALL_EXACT | WEIR_CALL_COUNTS);
}

static void update_count(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                         uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) *(int64_t *)at(call, slot[i]) += !call->args || !weir_is_null(arg[0], first + i);
}

static weir_status bind_sum(weir_call *call, weir_error *err) {
  if (call->args != 1 || call->arg[0]->type != WEIR_I64) {
    snprintf(err->text, sizeof err->text, "sum takes one number");
    return WEIR_EINVAL;
  }
  return bind_integer(call, "sum");
}

static void update_sum(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                       uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) *(uint64_t *)at(call, slot[i]) += ((const uint64_t *)arg[0]->data)[first + i];
}

static void retract_sum(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                        uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) *(uint64_t *)at(call, slot[i]) -= ((const uint64_t *)state[0]->data)[first + i];
}

static void result_integer(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++) ((int64_t *)out->col[column].data)[out->rows + i] = *(int64_t *)at(call, slot[i]);
}

typedef struct longest {
  weir_str text;
  int64_t rows;
} longest;

static weir_status bind_longest(weir_call *call, weir_error *err) {
  const weir_field field[] = {{.name = "text", .type = WEIR_STRING, .offset = offsetof(longest, text)},
                              {.name = "rows", .type = WEIR_I64, .offset = offsetof(longest, rows)}};
  weir_schema state = {.size = sizeof state, .count = 2, .stride = sizeof *field, .field = field};
  (void)err;
  call->set_traits(call, WEIR_CALL_EXACT | WEIR_CALL_ORDERED);
  return call->set_state(call, &state, sizeof(longest)) == WEIR_OK ? give(call, WEIR_STRING, 0) : WEIR_EINVAL;
}

static void update_longest(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                           uint32_t first, uint32_t n) {
  (void)table;
  for (uint32_t i = 0; i < n; i++) {
    longest *state = at(call, slot[i]);
    weir_str text = ((const weir_str *)arg[0]->data)[first + i];
    if (text.len > state->text.len) state->text = text;
    state->rows++;
  }
}

static void merge_longest(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *state,
                          uint32_t first, uint32_t n) {
  update_longest(call, table, slot, state, first, n);
  for (uint32_t i = 0; i < n; i++)
    ((longest *)at(call, slot[i]))->rows += ((const int64_t *)state[1]->data)[first + i] - 1;
}

static void result_longest(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  for (uint32_t i = 0; i < n; i++)
    ((weir_str *)out->col[column].data)[out->rows + i] = ((longest *)at(call, slot[i]))->text;
}

static weir_status bind_without_state(weir_call *call, weir_error *err) {
  (void)err;
  return give(call, WEIR_I64, 0);
}

/* States that are wrong: a string, and a second field that is odd. */
static weir_status bad_state(weir_call *call, uint32_t second, uint32_t size, uint32_t type, const char *name) {
  const weir_field field[] = {{.name = "a", .type = WEIR_STRING}, {.name = name, .type = type, .offset = second}};
  weir_schema state = {.size = sizeof state, .count = 2, .stride = sizeof *field, .field = field};
  call->set_state(call, &state, size);
  return give(call, WEIR_I64, 0);
}

static weir_status bind_crooked(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 20, 32, WEIR_I64, "b");
}
static weir_status bind_beyond(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 16, 16, WEIR_I64, "b");
}
static weir_status bind_overlap(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 8, 24, WEIR_I64, "b");
}
static weir_status bind_named_twice(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 16, 24, WEIR_I64, "a");
}
static weir_status bind_nameless(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 16, 24, WEIR_I64, "");
}
static weir_status bind_list_state(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 16, 24, WEIR_LIST, "b");
}
static weir_status bind_vast(weir_call *call, weir_error *err) {
  (void)err;
  return bad_state(call, 16, 1 << 20, WEIR_I64, "b");
}

#define AGGREGATE(id, ...)                                                                                             \
  { .size = sizeof(weir_aggregate), .name = #id, __VA_ARGS__ }
#define INTEGER .merge = update_sum, .retract = retract_sum, .result = result_integer
static const weir_aggregate aggregates[] = {
    AGGREGATE(count, .bind = bind_count, .update = update_count, INTEGER),
    AGGREGATE(sum, .bind = bind_sum, .update = update_sum, INTEGER),
    AGGREGATE(count_distinct, .bind = bind_count, .update = update_count, INTEGER),
    AGGREGATE(most, .flags = WEIR_AGGREGATE_IDEMPOTENT, .bind = bind_sum, .update = update_sum, INTEGER),
    AGGREGATE(longest, .bind = bind_longest, .update = update_longest, .merge = merge_longest,
              .result = result_longest),
    AGGREGATE(without_state, .bind = bind_without_state, .update = update_sum, INTEGER),
    AGGREGATE(crooked, .bind = bind_crooked),
    AGGREGATE(beyond, .bind = bind_beyond),
    AGGREGATE(overlap, .bind = bind_overlap),
    AGGREGATE(named_twice, .bind = bind_named_twice),
    AGGREGATE(nameless, .bind = bind_nameless),
    AGGREGATE(list_state, .bind = bind_list_state),
    AGGREGATE(vast, .bind = bind_vast),
};

/* ---- the library ------------------------------------------------------------------------------------------------- */

static const weir_function *find_function(void *context, const char *name) {
  (void)context;
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (strcmp(functions[i].name, name) == 0) return &functions[i];
  return NULL;
}

static const weir_aggregate *find_aggregate(void *context, const char *name) {
  (void)context;
  for (size_t i = 0; i < sizeof aggregates / sizeof *aggregates; i++)
    if (strcmp(aggregates[i].name, name) == 0) return &aggregates[i];
  return NULL;
}

static const char *const *names(void *context, bool of_aggregates) {
  static const char *const function_names[] = {"length", "words", NULL}, *const aggregate_names[] = {"count", "sum",
                                                                                                     NULL};
  (void)context;
  return of_aggregates ? aggregate_names : function_names;
}

static int64_t fake_now(const weir_host *host, uint32_t clock) {
  (void)host, (void)clock;
  return 1;
}
static void fake_log(const weir_host *host, uint32_t level, const char *text) { (void)host, (void)level, (void)text; }
static uint32_t fake_counter(const weir_host *host, const char *name, const char *help) {
  (void)host, (void)name, (void)help;
  return 0;
}
static void fake_count(const weir_host *host, uint32_t counter, uint64_t n) { (void)host, (void)counter, (void)n; }
static const void *fake_extension(const weir_host *host, const char *id) {
  (void)host, (void)id;
  return NULL;
}

static const weir_host host = {.size = sizeof host,
                               .now = fake_now,
                               .log = fake_log,
                               .counter = fake_counter,
                               .count = fake_count,
                               .extension = fake_extension};
const expr_library fake_library = {
    .function = find_function, .aggregate = find_aggregate, .names = names, .host = &host};

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static const weir_field element = {.name = "element", .type = WEIR_STRING, .flags = WEIR_NULLABLE};
static const weir_field fields[] = {
    [I] = {.name = "i", .type = WEIR_I64, .flags = WEIR_NULLABLE},
    [J] = {.name = "j", .type = WEIR_I64, .flags = WEIR_NULLABLE},
    [N] = {.name = "n", .type = WEIR_I64},
    [R] = {.name = "r", .type = WEIR_F64, .flags = WEIR_NULLABLE},
    [Q] = {.name = "q", .type = WEIR_F64, .flags = WEIR_NULLABLE},
    [F] = {.name = "f", .type = WEIR_F64},
    [B] = {.name = "b", .type = WEIR_BOOL, .flags = WEIR_NULLABLE},
    [C] = {.name = "c", .type = WEIR_BOOL, .flags = WEIR_NULLABLE},
    [T] = {.name = "t", .type = WEIR_BOOL},
    [S] = {.name = "s", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    [U] = {.name = "u", .type = WEIR_STRING, .flags = WEIR_NULLABLE},
    [W] = {.name = "word", .type = WEIR_STRING},
    [L] = {.name = "list", .type = WEIR_LIST, .flags = WEIR_NULLABLE, .children = 1, .child = &element},
    [AT] = {.name = "at", .type = WEIR_TIME, .flags = WEIR_NULLABLE},
    [TILL] = {.name = "till", .type = WEIR_TIME, .flags = WEIR_NULLABLE},
};
const weir_schema fake_schema = {
    .size = sizeof fake_schema, .count = FAKE_COLUMNS, .stride = sizeof *fields, .field = fields};
static const weir_schema *const inputs[] = {&fake_schema};
const expr_scope fake_scope = {.input = inputs, .inputs = 1};

uint32_t fake_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static const int64_t integers[] = {0, 1, -1, 2, 7, -7, 3, INT64_MAX, INT64_MIN, 1000000007};
static const double reals[] = {0.0, -0.0, 1.5, -1.5, 2, 7, 1e300, -1e-300, INFINITY, -INFINITY, NAN};
static const char *const strings[] = {"",
                                      "a",
                                      "ab",
                                      "abc",
                                      "abd",
                                      "b",
                                      "the",
                                      "the quick",
                                      "exactly12byt",
                                      "the quick brown fox",
                                      "the quick brown dog",
                                      "thf"};
#define PICK(array, state) (array)[fake_random(state) % (sizeof(array) / sizeof *(array))]

static void put_list(fake_rows *r, uint32_t row, bool null, uint32_t *state) {
  uint32_t n = null ? 0 : fake_random(state) % 4, first = columns_list_reserve(&r->columns, L, n);
  assert_int_not_equal(first, WEIR_NO_ROW);
  weir_out_column *list = &r->columns.out[L];
  for (uint32_t i = first; i < first + n; i++) {
    const char *text = PICK(strings, state);
    bool gone = fake_random(state) % 5 == 0;
    ((weir_str *)list->child->data)[i] = gone ? (weir_str){0} : weir_view(text, (uint32_t)strlen(text));
    if (gone) list->child->valid[i >> 6] &= ~(UINT64_C(1) << (i & 63));
  }
  list->ends[row] = first + n;
}

static void put_value(fake_rows *r, uint32_t column, uint32_t row, uint32_t *state) {
  weir_out_column *out = &r->columns.out[column];
  bool null = fields[column].flags && fake_random(state) % 3 == 0;
  const char *text = PICK(strings, state);
  switch (fields[column].type) {
  case WEIR_I64:
  case WEIR_TIME:
    ((int64_t *)out->data)[row] = null ? 0 : PICK(integers, state);
    break;
  case WEIR_F64:
    ((double *)out->data)[row] = null ? 0 : PICK(reals, state);
    break;
  case WEIR_BOOL:
    ((uint8_t *)out->data)[row] = !null && fake_random(state) % 2;
    break;
  case WEIR_LIST:
    put_list(r, row, null, state);
    break;
  default:
    ((weir_str *)out->data)[row] = null ? (weir_str){0} : weir_view(text, (uint32_t)strlen(text));
  }
  if (null) out->valid[row >> 6] &= ~(UINT64_C(1) << (row & 63));
}

void fake_rows_init(fake_rows *r, memory *m, uint32_t rows, uint32_t seed) {
  assert_int_equal(columns_init(&r->columns, m, &fake_schema, rows ? rows : 1), 0);
  for (uint32_t c = 0; c < FAKE_COLUMNS; c++)
    for (uint32_t i = 0; i < rows; i++) put_value(r, c, i, &seed);
  columns_chunk(&r->columns, rows, 0, NULL, &r->chunk);
}

void fake_rows_finish(fake_rows *r) { columns_finish(&r->columns); }

/* ---- compiling --------------------------------------------------------------------------------------------------- */

expr_text fake_text(expr_piece *piece, const char *text) {
  *piece = (expr_piece){.text = text, .size = (uint32_t)strlen(text)};
  return (expr_text){.piece = piece, .pieces = 1};
}

const weir_expression *fake_compile(expr_compiler *c, const char *text) {
  expr_piece piece;
  expr_error err;
  expr_text t = fake_text(&piece, text);
  const weir_expression *x = expr_compile(c, &t, &fake_scope, 0, &err);
  if (!x) fail_msg("%s: E%u at %u+%u: %s (%s)", text, err.code, err.offset, err.length, err.text, err.help);
  return x;
}

void fake_refused(const char *text, uint32_t want, expr_code code, uint32_t offset, uint32_t length, const char *why,
                  const char *help) {
  expr_compiler *c = expr_compiler_create(&fake_library);
  expr_piece piece;
  expr_error err;
  expr_text t = fake_text(&piece, text);
  if (expr_compile(c, &t, &fake_scope, want, &err)) fail_msg("%s: was accepted", text);
  if (strcmp(err.text, why) || strcmp(err.help, help) || err.code != (uint32_t)code || err.offset != offset ||
      err.length != length)
    fail_msg("%s:\n  E%u at %u+%u: %s (%s), not\n  E%u at %u+%u: %s (%s)", text, err.code, err.offset, err.length,
             err.text, err.help, (unsigned)code, offset, length, why, help);
  expr_compiler_destroy(c);
}
