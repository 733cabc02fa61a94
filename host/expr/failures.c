/* SPDX-License-Identifier: Apache-2.0 */
/* Failures are looked for behind each kernel that can have them: a quick pass over the whole column first, which nearly always
 * finds nothing. */
#include "expr/failures.h"
#include "expr/cast.h"
#include "expr/evaluator_parts.h"

const char *expr_failure_text(expr_failure why) {
  static const char *const text[] = {"a whole number of the expression does not fit into its type",
                                     "the expression divides by zero", "the expression cannot convert a value"};
  return text[why];
}

const char *expr_failure_counter(expr_failure why) {
  static const char *const name[] = {"wrapped_integers", "zero_divisors", "failed_casts"};
  return name[why];
}

/* ---- which programs ---------------------------------------------------------------------------------------------- */

static bool is_cast(const expr_node *n) { return n->op == EXPR_FORM && strcmp(n->form->name, "cast") == 0; }

static bool can_fail(const expr_program *p, const expr_node *n) {
  if (is_cast(n)) return !(n->param & CAST_TRY);
  const bool arithmetic = n->op >= EXPR_ADD && n->op <= EXPR_NEG;
  const bool divides = n->op == EXPR_DIV || n->op == EXPR_MOD || n->op == EXPR_IDIV;
  return arithmetic && (divides || p->node[n->arg[0]]->field.type == WEIR_I64);
}

static const expr_program *if_can_fail(const expr_program *p) {
  for (uint32_t i = 0; i < p->steps; i++)
    if (can_fail(p, p->node[p->step[i]])) return p;
  return NULL;
}

const struct expr_program *expr_can_fail(const weir_expression *x) { return if_can_fail(&x->program); }
const struct expr_program *expr_list_can_fail(const weir_expressions *x) { return if_can_fail(&x->program); }
const struct expr_program *expr_aggregates_can_fail(const weir_aggregates *a) { return if_can_fail(&a->program); }

/* ---- marking ----------------------------------------------------------------------------------------------------- */

/* Row i of a region as a row of the chunk. */
static uint32_t chunk_row(const expr_instance *x, uint32_t region, uint32_t i) {
  for (; region; region = x->program->parent[region]) i = x->region[region].row[i];
  return i;
}

static void mark(evaluator *e, const expr_instance *x, const expr_node *n, uint32_t i, expr_failure why) {
  if (!e->rejects) {
    e->failed[why]++;
    return;
  }
  const uint32_t row = chunk_row(x, n->region, i);
  uint64_t *word = &e->rejects->row[row >> 6], bit = UINT64_C(1) << (row & 63);
  if (!(*word & bit)) e->rejects->why[row] = (uint8_t)why;
  *word |= bit;
}

/* ---- arithmetic -------------------------------------------------------------------------------------------------- */

/* An operand of an operator: a column, or one value for all rows. */
typedef struct operand {
  const int64_t *data;
  const uint64_t *valid;
  uint32_t step;
} operand;

static operand operand_of(const expr_instance *x, uint32_t node) {
  const weir_column *c = x->at[node];
  if (!c) return (operand){.data = &x->program->node[node]->value.integer};
  return (operand){c->data, c->valid, 1};
}

static bool is_valid(const operand *o, uint32_t i) { return !o->valid || o->valid[i >> 6] >> (i & 63) & 1; }

static bool wraps(expr_op op, int64_t a, int64_t b) {
  int64_t r;
  switch ((int)op) {
  case EXPR_ADD:
    return __builtin_add_overflow(a, b, &r);
  case EXPR_SUB:
    return __builtin_sub_overflow(a, b, &r);
  case EXPR_MUL:
    return __builtin_mul_overflow(a, b, &r);
  case EXPR_NEG:
    return a == INT64_MIN;
  default:
    return a == INT64_MIN && b == -1;
  }
}

#define ANY(name, test)                                                                                                \
  static bool name(operand a, operand b, uint32_t rows) {                                                              \
    uint64_t any = 0;                                                                                                  \
    for (uint32_t i = 0; i < rows; i++) {                                                                              \
      const int64_t x = a.data[i * a.step], y = b.data[i * b.step];                                                    \
      any |= (uint64_t)(test);                                                                                         \
    }                                                                                                                  \
    return any != 0;                                                                                                   \
  }
#define SUM ((int64_t)((uint64_t)x + (uint64_t)y))
#define DIFFERENCE ((int64_t)((uint64_t)x - (uint64_t)y))
ANY(any_add, ((x ^ SUM) & (y ^ SUM)) < 0)
ANY(any_sub, ((x ^ y) & (x ^ DIFFERENCE)) < 0)
ANY(any_mul, wraps(EXPR_MUL, x, y))
ANY(any_least, x == INT64_MIN || y == INT64_MIN)

static bool any_wraps(expr_op op, operand a, operand b, uint32_t rows) {
  if (op == EXPR_ADD) return any_add(a, b, rows);
  if (op == EXPR_SUB) return any_sub(a, b, rows);
  return op == EXPR_MUL ? any_mul(a, b, rows) : any_least(a, b, rows);
}

static void check_wraps(evaluator *e, const expr_instance *x, const expr_node *n, uint32_t rows) {
  const operand a = operand_of(x, n->arg[0]), b = n->args > 1 ? operand_of(x, n->arg[1]) : a;
  if (!any_wraps(n->op, a, b, rows)) return;
  for (uint32_t i = 0; i < rows; i++)
    if (wraps(n->op, a.data[i * a.step], b.data[i * b.step])) mark(e, x, n, i, EXPR_WRAPPED);
}

static bool is_zero(const operand *o, uint32_t i, uint32_t type) {
  if (type != WEIR_F64) return o->data[i * o->step] == 0;
  return ((uint64_t)o->data[i * o->step] << 1) == 0; /* 0.0 and -0.0 */
}

/* Where the result is null and no operand is. */
static void check_divisor(evaluator *e, const expr_instance *x, uint32_t node, uint32_t rows) {
  const expr_node *n = x->program->node[node];
  const uint64_t *valid = x->own[node].valid;
  const operand a = operand_of(x, n->arg[0]), b = operand_of(x, n->arg[1]);
  const uint32_t type = x->program->node[n->arg[1]]->field.type;
  for (uint32_t w = 0; valid && w < (rows + 63) / 64; w++) {
    const uint64_t shown = rows - w * 64 < 64 ? (UINT64_C(1) << (rows - w * 64)) - 1 : UINT64_MAX;
    for (uint64_t nulls = ~valid[w] & shown; nulls; nulls &= nulls - 1) {
      const uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(nulls);
      if (is_valid(&a, i) && is_valid(&b, i) && is_zero(&b, i, type)) mark(e, x, n, i, EXPR_ZERO_DIVISOR);
    }
  }
}

void evaluator_check_operator(evaluator *e, const expr_instance *x, uint32_t node, uint32_t rows) {
  const expr_node *n = x->program->node[node];
  if (n->op < EXPR_ADD || n->op > EXPR_NEG) return;
  const bool whole = x->program->node[n->arg[0]]->field.type == WEIR_I64;
  if (whole && n->op != EXPR_MOD && n->op != EXPR_DIV) check_wraps(e, x, n, rows);
  if (n->op == EXPR_DIV || n->op == EXPR_MOD || n->op == EXPR_IDIV) check_divisor(e, x, node, rows);
}

/* ---- casts ------------------------------------------------------------------------------------------------------- */

/* The value that was given does not come back. */
static bool is_changed(const expr_node *n, const weir_column *from, const void *to, uint32_t i) {
  if (from->type == WEIR_I64) return ((const int64_t *)from->data)[i] != ((const int64_t *)to)[i];
  const double v = ((const double *)from->data)[i];
  if (!(v >= -9223372036854775808.0 && v < 9223372036854775808.0)) return true;
  return int_narrowed((int64_t)v, n->param) != (int64_t)v;
}

void evaluator_check_cast(evaluator *e, const expr_instance *x, uint32_t node, uint32_t rows) {
  const expr_node *n = x->program->node[node];
  const weir_column *from = x->at[n->arg[0]];
  if (!is_cast(n) || (n->param & CAST_TRY) || n->made) return;
  const uint64_t *valid = x->own[node].valid;
  for (uint32_t i = 0; valid && valid != from->valid && i < rows; i++)
    if (!(valid[i >> 6] >> (i & 63) & 1) && !weir_is_null(from, i)) mark(e, x, n, i, EXPR_NOT_CONVERTED);
  const bool narrows =
      n->field.type == WEIR_I64 && (from->type == WEIR_F64 || (from->type == WEIR_I64 && n->param & CAST_NARROW));
  for (uint32_t i = 0; narrows && i < rows; i++)
    if (is_changed(n, from, x->own[node].data, i) && !weir_is_null(from, i)) mark(e, x, n, i, EXPR_WRAPPED);
}

/* ---- the evaluator ----------------------------------------------------------------------------------------------- */

bool evaluator_check(evaluator *e, const expr_program *program, const weir_chunk *in, expr_rejects *to) {
  e->rejects = to;
  const bool good = evaluator_run(e, program, in, program->steps) != NULL;
  e->rejects = NULL;
  return good;
}

void evaluator_take_failures(evaluator *e, uint64_t count[EXPR_FAILURES]) {
  memcpy(count, e->failed, sizeof e->failed);
  memset(e->failed, 0, sizeof e->failed);
}
