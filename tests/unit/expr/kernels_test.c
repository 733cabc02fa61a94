/* SPDX-License-Identifier: Apache-2.0 */
/* Random expressions over random rows with nulls, column by column, against an interpreter that goes value by value
 * and is written to be obvious. */
#include "fake.h"

typedef struct value {
  bool null;
  int64_t i;
  double d;
  uint8_t b;
  weir_str s;
} value;

typedef enum kind { INTEGER, REAL, BOOLEAN, TEXT, KINDS } kind;

/* A tree: a column, a constant, or an operator over one, two or three. */
typedef struct node {
  kind kind;
  const char *op; /* NULL: a leaf */
  int column;     /* -1: a constant */
  value constant;
  struct node *left, *right, *third;
} node;

typedef struct maker {
  uint32_t seed;
  node node[2048];
  uint32_t nodes;
  char text[65536];
} maker;

#define PICK(array, m) (array)[fake_random(&(m)->seed) % (sizeof(array) / sizeof *(array))]

static node *leaf(maker *m, kind k) {
  static const int column[KINDS][3] = {{I, J, N}, {R, Q, F}, {B, C, T}, {S, U, W}};
  static const int64_t integer[] = {0, 1, -1, 2, 7, INT64_MAX, INT64_MIN};
  static const double real[] = {0.0, 1.5, -2.0, 1e300};
  static const char *const text[] = {"", "a", "abc", "the quick brown fox", "the quick brown ape", "exactly12byt"};
  node *n = &m->node[m->nodes++];
  *n = (node){.kind = k, .column = -1};
  if (fake_random(&m->seed) % 4) {
    n->column = PICK(column[k], m);
    return n;
  }
  const char *s = PICK(text, m);
  n->constant = (value){.i = PICK(integer, m),
                        .d = PICK(real, m),
                        .b = fake_random(&m->seed) % 2,
                        .s = weir_view(s, (uint32_t)strlen(s))};
  n->constant.null = fake_random(&m->seed) % 8 == 0;
  return n;
}

static node *make(maker *m, kind k, uint32_t depth);

/* Forms, and a call of a function, for which branches are computed for their own rows. */
static node *make_form(maker *m, kind k, uint32_t depth) {
  static const char *const any[] = {"if", "if", "coalesce", "twice"}, *const boolean[] = {"if", "coalesce", "isnull",
                                                                                          "in", "twice"};
  const char *op = k == BOOLEAN ? PICK(boolean, m) : PICK(any, m);
  node *n = &m->node[m->nodes++];
  *n = (node){.kind = k, .op = op, .column = -1};
  const bool test = strcmp(op, "isnull") == 0 || strcmp(op, "in") == 0;
  const kind under = test ? (kind)(fake_random(&m->seed) % KINDS) : k;
  n->left = make(m, *op == 'i' && op[1] == 'f' ? BOOLEAN : under, depth - 1);
  if (*op == 't' && n->left->op == NULL) n->left->constant.null = false; /* twice(null) has no type */
  if (strcmp(op, "twice") == 0 || strcmp(op, "isnull") == 0) return n;
  n->right = make(m, under, depth - 1);
  if (*op == 'i') n->third = make(m, under, depth - 1);
  return n;
}

static node *make(maker *m, kind k, uint32_t depth) {
  static const char *const integer[] = {"+", "-", "*", "%", "div", "neg", "&", "|", "^", "<<", ">>"},
                           *const real[] = {"+", "-", "*", "/", "%", "neg"}, *const boolean[] = {"=",   "<>",  "<",
                                                                                                 "<=",  ">",   ">=",
                                                                                                 "<=>", "and", "or",
                                                                                                 "not", "=",   "and",
                                                                                                 "or"};
  if (depth == 0 || fake_random(&m->seed) % 5 == 0) return leaf(m, k);
  if (k == TEXT || fake_random(&m->seed) % 4 == 0) return make_form(m, k, depth);
  node *n = &m->node[m->nodes++];
  *n = (node){.kind = k,
              .op = k == INTEGER ? PICK(integer, m)
                    : k == REAL  ? PICK(real, m)
                                 : PICK(boolean, m),
              .column = -1};
  bool logic = *n->op == 'a' || *n->op == 'o' || strcmp(n->op, "not") == 0;
  kind under = k != BOOLEAN ? k : logic ? BOOLEAN : (kind)(fake_random(&m->seed) % KINDS);
  n->left = make(m, under, depth - 1);
  if (strcmp(n->op, "not") != 0 && strcmp(n->op, "neg") != 0) {
    /* int64 with float64 is widened. */
    bool mixed = under == REAL && fake_random(&m->seed) % 4 == 0;
    n->right = make(m, mixed ? INTEGER : under, depth - 1);
  }
  return n;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void write_leaf(maker *m, const node *n) {
  char *to = m->text + strlen(m->text);
  size_t room = sizeof m->text - strlen(m->text);
  if (n->column >= 0) snprintf(to, room, "%s", weir_field_at(&fake_schema, (uint32_t)n->column)->name);
  /* A bare null takes its type from beside it; arithmetic gives it one. */
  else if (n->constant.null && n->kind == INTEGER)
    snprintf(to, room, "(null + 1)");
  else if (n->constant.null && n->kind == REAL)
    snprintf(to, room, "(null / 1)");
  else if (n->constant.null && n->kind == BOOLEAN)
    snprintf(to, room, "(null = 1)");
  else if (n->constant.null)
    snprintf(to, room, "null");
  else if (n->kind == INTEGER)
    snprintf(to, room, "%lld", (long long)n->constant.i);
  else if (n->kind == REAL)
    snprintf(to, room, "%.17ge0", n->constant.d > 1e100 ? 1e300 : n->constant.d);
  else if (n->kind == BOOLEAN)
    snprintf(to, room, "%s", n->constant.b ? "true" : "false");
  else
    snprintf(to, room, "'%s'", weir_text(&n->constant.s));
  if (n->kind == REAL && n->column < 0 && !n->constant.null && n->constant.d > 1e100) snprintf(to, room, "1e300");
}

static void append(maker *m, const char *text) { strcat(m->text, text); }

static void write_text(maker *m, const node *n);

static bool is_form(const node *n) {
  static const char *const forms[] = {"if", "coalesce", "twice", "isnull", "in"};
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
    if (strcmp(n->op, forms[i]) == 0) return true;
  return false;
}

static void write_form(maker *m, const node *n) {
  const bool in = strcmp(n->op, "in") == 0;
  const node *const operand[] = {n->left, n->right, n->third};
  if (in) append(m, "(");
  if (in) write_text(m, n->left);
  append(m, in ? " in " : n->op);
  append(m, "(");
  for (int i = in; i < 3 && operand[i]; i++) {
    if (i > in) append(m, ", ");
    write_text(m, operand[i]);
  }
  append(m, in ? "))" : ")");
}

static void write_text(maker *m, const node *n) {
  assert_true(strlen(m->text) < sizeof m->text - 200);
  if (!n->op) {
    write_leaf(m, n);
    return;
  }
  if (is_form(n)) {
    write_form(m, n);
    return;
  }
  append(m, "(");
  if (!n->right) append(m, strcmp(n->op, "neg") == 0 ? "- " : "not ");
  write_text(m, n->left);
  if (n->right) {
    append(m, " ");
    append(m, n->op);
    append(m, " ");
    write_text(m, n->right);
  }
  append(m, ")");
}

/* ---- meaning ----------------------------------------------------------------------------------------------------- */

static value read_column(const weir_column *c, uint32_t row) {
  value v = {.null = weir_is_null(c, row)};
  if (v.null) return v;
  if (c->type == WEIR_I64) v.i = ((const int64_t *)c->data)[row];
  if (c->type == WEIR_F64) v.d = ((const double *)c->data)[row];
  if (c->type == WEIR_BOOL) v.b = ((const uint8_t *)c->data)[row];
  if (c->type == WEIR_STRING) v.s = ((const weir_str *)c->data)[row];
  return v;
}

/* -1, 0, 1 */
static int order(kind k, const value *a, const value *b) {
  if (k == INTEGER) return (a->i > b->i) - (a->i < b->i);
  if (k == BOOLEAN) return (a->b > b->b) - (a->b < b->b);
  if (k == REAL) {
    if (isnan(a->d) || isnan(b->d)) return !!isnan(a->d) - !!isnan(b->d);
    return (a->d > b->d) - (a->d < b->d);
  }
  uint32_t n = a->s.len < b->s.len ? a->s.len : b->s.len;
  int o = memcmp(weir_text(&a->s), weir_text(&b->s), n);
  if (o == 0) o = (a->s.len > b->s.len) - (a->s.len < b->s.len);
  return (o > 0) - (o < 0);
}

static value known(bool b) { return (value){.b = b}; }
static const value nothing = {.null = true};

static value logic(char op, value a, value b) {
  bool decides = op == 'o';
  if ((!a.null && a.b == decides) || (!b.null && b.b == decides)) return known(decides);
  return a.null || b.null ? nothing : known(!decides);
}

static value compare(const char *op, kind k, value a, value b) {
  if (strcmp(op, "<=>") == 0) return known(a.null || b.null ? a.null && b.null : order(k, &a, &b) == 0);
  if (a.null || b.null) return nothing;
  int o = order(k, &a, &b);
  if (strcmp(op, "=") == 0) return known(o == 0);
  if (strcmp(op, "<>") == 0) return known(o != 0);
  if (*op == '<') return known(op[1] ? o <= 0 : o < 0);
  return known(op[1] ? o >= 0 : o > 0);
}

static value integer(const char *op, value a, value b) {
  uint64_t x = (uint64_t)a.i, y = (uint64_t)b.i;
  if (a.null || b.null) return nothing;
  if (*op == '&') return (value){.i = (int64_t)(x & y)};
  if (*op == '|') return (value){.i = (int64_t)(x | y)};
  if (*op == '^') return (value){.i = (int64_t)(x ^ y)};
  if (*op == '<') return (value){.i = (int64_t)(x << (y & 63))};
  if (*op == '>') return (value){.i = a.i >> (y & 63)};
  if (a.null || b.null || ((*op == '%' || *op == 'd') && b.i == 0)) return nothing;
  if (*op == '+') return (value){.i = (int64_t)(x + y)};
  if (*op == '-') return (value){.i = (int64_t)(x - y)};
  if (*op == '*') return (value){.i = (int64_t)(x * y)};
  if (b.i == -1) return (value){.i = *op == '%' ? 0 : (int64_t)(0 - x)};
  return (value){.i = *op == '%' ? a.i % b.i : a.i / b.i};
}

static value real(const char *op, value a, value b) {
  if (a.null || b.null || ((*op == '%' || *op == '/') && b.d == 0)) return nothing;
  if (*op == '+') return (value){.d = a.d + b.d};
  if (*op == '-') return (value){.d = a.d - b.d};
  if (*op == '*') return (value){.d = a.d * b.d};
  return (value){.d = *op == '/' ? a.d / b.d : fmod(a.d, b.d)};
}

static value meaning(const node *n, const weir_chunk *in, uint32_t row);

static value among(kind k, value x, value a, value b) {
  if (x.null) return nothing;
  if ((!a.null && order(k, &x, &a) == 0) || (!b.null && order(k, &x, &b) == 0)) return known(true);
  return a.null || b.null ? nothing : known(false);
}

/* Branches that are not taken mean nothing here: they are not looked at. */
static value form(const node *n, const weir_chunk *in, uint32_t row) {
  const value first = meaning(n->left, in, row);
  if (strcmp(n->op, "twice") == 0) return first;
  if (strcmp(n->op, "isnull") == 0) return known(first.null);
  if (strcmp(n->op, "if") == 0) return meaning(!first.null && first.b ? n->right : n->third, in, row);
  if (strcmp(n->op, "coalesce") == 0) return first.null ? meaning(n->right, in, row) : first;
  return among(n->left->kind, first, meaning(n->right, in, row), meaning(n->third, in, row));
}

static value meaning(const node *n, const weir_chunk *in, uint32_t row) {
  if (!n->op)
    return n->column < 0 ? (n->constant.null ? nothing : n->constant)
                         : read_column(weir_col(in, (uint32_t)n->column), row);
  if (is_form(n)) return form(n, in, row);
  value a = meaning(n->left, in, row), b = n->right ? meaning(n->right, in, row) : a;
  if (n->right && n->left->kind == REAL && n->right->kind == INTEGER) b.d = (double)b.i;
  if (*n->op == 'a' || *n->op == 'o') return logic(*n->op, a, b);
  if (strcmp(n->op, "not") == 0) return a.null ? nothing : known(!a.b);
  if (strcmp(n->op, "neg") == 0) return a.null ? nothing : (value){.i = (int64_t)(0 - (uint64_t)a.i), .d = -a.d};
  if (n->kind == BOOLEAN) return compare(n->op, n->left->kind, a, b);
  return n->kind == INTEGER ? integer(n->op, a, b) : real(n->op, a, b);
}

/* ---- both -------------------------------------------------------------------------------------------------------- */

/* Same bits, but for the many ways to be no number; the data of a null is zero. */
static bool agree(kind k, value a, value b) {
  if (a.null || b.null) return a.null == b.null;
  if (k == REAL) return (isnan(a.d) && isnan(b.d)) || memcmp(&a.d, &b.d, sizeof a.d) == 0;
  return order(k, &a, &b) == 0;
}

static bool data_is_zero(const weir_column *c, uint32_t row) {
  static const char zero[16];
  uint32_t width = schema_width(c->type);
  return memcmp((const char *)c->data + (size_t)row * width, zero, width) == 0;
}

static void check(const maker *m, const node *n, const weir_chunk *in, const weir_column *got) {
  for (uint32_t row = 0; row < in->rows; row++) {
    value expected = meaning(n, in, row), is = read_column(got, row);
    if (!agree(n->kind, expected, is) || (is.null && !data_is_zero(got, row)))
      fail_msg("%s: row %u of %u: null %d, %lld, %g, %d; not null %d, %lld, %g, %d", m->text, row, in->rows, is.null,
               (long long)is.i, is.d, is.b, expected.null, (long long)expected.i, expected.d, expected.b);
  }
}

static void check_select(evaluator *e, const maker *m, const node *n, const weir_expression *x, const weir_chunk *in) {
  uint32_t *row = malloc((in->rows + 1) * sizeof *row), k = 0;
  assert_non_null(row);
  uint32_t selected = evaluator_select(e, x, in, row);
  for (uint32_t i = 0; i < in->rows; i++) {
    value v = meaning(n, in, i);
    if (v.null || !v.b) continue;
    if (k >= selected || row[k] != i) fail_msg("%s: row %u of %u is not selected", m->text, i, in->rows);
    k++;
  }
  assert_int_equal(k, selected);
  free(row);
}

static void columns_hold_what_each_row_means(void **state) {
  static const uint32_t sizes[] = {1, 7, 64, 2048, 0};
  memory *mem = memory_create(1 << 30);
  (void)state;
  fake_rows rows[5];
  for (uint32_t i = 0; i < 5; i++) fake_rows_init(&rows[i], mem, sizes[i], 17 + i);
  static maker m;
  for (uint32_t round = 0; round < 400; round++) {
    m.seed = round * 7919 + 1;
    m.nodes = 0;
    m.text[0] = '\0';
    node *top = make(&m, (kind)(round % KINDS), 1 + round % 5);
    if (!top->op) top->constant.null = false; /* a bare null has no type */
    write_text(&m, top);
    expr_compiler *c = expr_compiler_create(&fake_library);
    const weir_expression *x = fake_compile(c, m.text);
    evaluator *e = evaluator_create(mem);
    assert_non_null(e);
    for (uint32_t i = 0; i < 10; i++) {
      const weir_chunk *in = &rows[i % 5].chunk;
      if (in->rows > 64 && round % 8) continue;
      check(&m, top, in, evaluator_eval(e, x, in));
      if (top->kind == BOOLEAN) check_select(e, &m, top, x, in);
    }
    evaluator_destroy(e);
    expr_compiler_destroy(c);
  }
  for (uint32_t i = 0; i < 5; i++) fake_rows_finish(&rows[i]);
  assert_int_equal(memory_used(mem, MEMORY_WAITING), 0);
  memory_unref(mem);
}

/* Every operator over every pair of column and constant, without and with nulls. */
static void every_operator_is_right_for_every_kind_of_operand(void **state) {
  static const char *const ops[KINDS][16] = {{"+", "-", "*", "%", "div", "=", "<>", "<", "<=", ">", ">=", "<=>"},
                                             {"+", "-", "*", "%", "/", "=", "<>", "<", "<=", ">", ">=", "<=>"},
                                             {"and", "or", "=", "<>", "<", "<=", ">", ">=", "<=>"},
                                             {"=", "<>", "<", "<=", ">", ">=", "<=>"}};
  static const int nullable[] = {I, R, B, S}, other[] = {J, Q, C, U}, plain[] = {N, F, T, W};
  memory *mem = memory_create(1 << 30);
  (void)state;
  fake_rows rows;
  fake_rows_init(&rows, mem, 200, 5);
  evaluator *e = evaluator_create(mem);
  expr_compiler *c = expr_compiler_create(&fake_library);
  static maker m;
  for (uint32_t k = 0; k < KINDS; k++)
    for (uint32_t o = 0; ops[k][o]; o++)
      for (uint32_t shape = 0; shape < 6; shape++) {
        bool arithmetic = k < BOOLEAN && o < 5;
        node column = {.kind = (kind)k, .column = shape < 3 ? nullable[k] : plain[k]},
             constant = {.kind = (kind)k, .column = -1};
        node second = {.kind = (kind)k, .column = shape < 3 ? other[k] : plain[k]};
        constant.constant = (value){.i = 7, .d = 1.5, .b = 1, .s = weir_view("the quick brown dog", 19)};
        node top = {.kind = arithmetic ? (kind)k : BOOLEAN, .op = ops[k][o], .column = -1};
        top.left = shape % 3 == 2 ? &constant : &column;
        top.right = shape % 3 == 0 ? &second : shape % 3 == 1 ? &constant : &column;
        m.text[0] = '\0';
        write_text(&m, &top);
        check(&m, &top, &rows.chunk, evaluator_eval(e, fake_compile(c, m.text), &rows.chunk));
      }
  evaluator_destroy(e);
  expr_compiler_destroy(c);
  fake_rows_finish(&rows);
  memory_unref(mem);
}

static void timestamps_compare_and_booleans_count_as_numbers(void **state) {
  memory *mem = memory_create(1 << 30);
  (void)state;
  fake_rows rows;
  fake_rows_init(&rows, mem, 100, 9);
  evaluator *e = evaluator_create(mem);
  expr_compiler *c = expr_compiler_create(&fake_library);
  const weir_column *at = weir_col(&rows.chunk, AT), *till = weir_col(&rows.chunk, TILL), *got;
  got = evaluator_eval(e, fake_compile(c, "at < till"), &rows.chunk);
  for (uint32_t i = 0; i < 100; i++) {
    bool null = weir_is_null(at, i) || weir_is_null(till, i);
    assert_int_equal(weir_is_null(got, i), null);
    assert_int_equal(((const uint8_t *)got->data)[i],
                     !null && ((const int64_t *)at->data)[i] < ((const int64_t *)till->data)[i]);
  }
  got = evaluator_eval(e, fake_compile(c, "t = n and 1.0 = t"), &rows.chunk);
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(((const uint8_t *)got->data)[i],
                     weir_i64(&rows.chunk, N)[i] == weir_bool(&rows.chunk, T)[i] && weir_bool(&rows.chunk, T)[i]);
  evaluator_destroy(e);
  expr_compiler_destroy(c);
  fake_rows_finish(&rows);
  memory_unref(mem);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(columns_hold_what_each_row_means),
      cmocka_unit_test(every_operator_is_right_for_every_kind_of_operand),
      cmocka_unit_test(timestamps_compare_and_booleans_count_as_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
