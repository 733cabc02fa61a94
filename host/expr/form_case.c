/* SPDX-License-Identifier: Apache-2.0 */
/* case and coalesce: results of all branches are there; each row takes its own. From the last branch to the first, so that
 * the first that holds is the one that stays. Data of a condition that is null is 0, which is what case wants. */
#include "data/schema.h"
#include "expr/bind_forms.h"
#include "expr/evaluator_parts.h"

enum { BRANCHES_MAX = 32 };

/* to[i] = which[i] ? from[i] : to[i] */
static void blend_bytes(uint8_t *restrict to, const uint8_t *restrict which, const uint8_t *restrict from, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) to[i] = which[i] ? from[i] : to[i];
}

static void blend_words(uint64_t *restrict to, const uint8_t *restrict which, const uint64_t *restrict from,
                        uint32_t n) {
  for (uint32_t i = 0; i < n; i++) to[i] = which[i] ? from[i] : to[i];
}

typedef struct two_words {
  uint64_t word[2];
} two_words;

static void blend_texts(two_words *restrict to, const uint8_t *restrict which, const two_words *restrict from,
                        uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const uint64_t mask = 0 - (uint64_t)which[i];
    to[i].word[0] = (from[i].word[0] & mask) | (to[i].word[0] & ~mask);
    to[i].word[1] = (from[i].word[1] & mask) | (to[i].word[1] & ~mask);
  }
}

static void blend(void *to, const uint8_t *which, const void *from, uint32_t width, uint32_t n) {
  if (width == 1)
    blend_bytes(to, which, from, n);
  else if (width == 8)
    blend_words(to, which, from, n);
  else
    blend_texts(to, which, from, n);
}

static uint64_t valid_word(const weir_column *c, uint32_t w) { return c->valid ? c->valid[w] : UINT64_MAX; }

static void blend_valid(uint64_t *to, const uint8_t *which, const weir_column *from, uint32_t rows) {
  for (uint32_t w = 0; w < (rows + 63) / 64; w++) {
    const uint64_t bits = expr_pack_bits(which, w, rows);
    to[w] = (to[w] & ~bits) | (valid_word(from, w) & bits);
  }
}

/* ---- lists ------------------------------------------------------------------------------------------------------- */

/* Row by row, runs of the same branch together. `branch[i]` is the operand that row i takes. */
static bool gather(form_run *r, const uint32_t *branch) {
  for (uint32_t i = 0, end; i < r->rows; i = end) {
    for (end = i + 1; end < r->rows && branch[end] == branch[i];) end++;
    if (columns_gather_run(r->evaluator->target, 0, i, r->arg[branch[i]], i, end - i) < 0)
      return form_fail(r, "there is not enough memory for the lists of an expression");
  }
  return true;
}

/* ---- case -------------------------------------------------------------------------------------------------------- */

static bool case_of_lists(form_run *r) {
  uint32_t branch[WEIR_MAX_ROWS];
  const uint32_t args = r->node->args;
  for (uint32_t i = 0; i < r->rows; i++) {
    uint32_t k = 0;
    while (k + 1 < args && !((const uint8_t *)r->arg[k]->data)[i]) k += 2;
    branch[i] = k + 1 < args ? k + 1 : args - 1;
  }
  return gather(r, branch);
}

static const expr_node *operand(const form_run *r, uint32_t i) { return r->program->node[r->node->arg[i]]; }

/* All values are constants, and few enough to be numbered by a byte: then rows first find their branch, in bytes. */
static bool is_table(const form_run *r) {
  const uint32_t args = r->node->args;
  for (uint32_t k = 1; k < args; k += 2)
    if (operand(r, k)->op != EXPR_CONSTANT) return false;
  return operand(r, args - 1)->op == EXPR_CONSTANT && args / 2 <= BRANCHES_MAX && !r->valid;
}

static void look_up_words(uint64_t *restrict to, const uint8_t *restrict branch, const uint64_t *table, uint32_t rows) {
  for (uint32_t i = 0; i < rows; i++) to[i] = table[branch[i]];
}

static void case_of_constants(form_run *r, uint32_t width) {
  uint8_t branch[WEIR_MAX_ROWS];
  _Alignas(8) char table[(BRANCHES_MAX + 1) * sizeof(weir_str)];
  const uint32_t args = r->node->args, branches = args / 2;
  for (uint32_t k = 0; k <= branches; k++)
    memcpy(table + (size_t)k * width, &operand(r, k < branches ? 2 * k + 1 : args - 1)->value, width);
  memset(branch, (int)branches, r->rows);
  for (uint32_t k = branches; k-- > 0;) {
    const uint8_t *restrict which = r->arg[2 * k]->data;
    for (uint32_t i = 0; i < r->rows; i++) branch[i] = which[i] ? (uint8_t)k : branch[i];
  }
  if (width == sizeof(uint64_t)) {
    look_up_words(r->data, branch, (const uint64_t *)(const void *)table, r->rows);
    return;
  }
  for (uint32_t i = 0; i < r->rows; i++)
    memcpy((char *)r->data + (size_t)i * width, table + (size_t)branch[i] * width, width);
}

static bool eval_case(form_run *r) {
  const uint32_t args = r->node->args, width = schema_width(r->node->field.type);
  if (!width) return case_of_lists(r);
  if (is_table(r)) {
    case_of_constants(r, width);
    return true;
  }
  const weir_column *other = r->arg[args - 1];
  memcpy(r->data, other->data, (size_t)width * r->rows);
  if (r->valid && other->valid) memcpy(r->valid, other->valid, (r->rows + 63) / 64 * sizeof *r->valid);
  for (uint32_t k = args - 1; k >= 2; k -= 2) {
    const uint8_t *which = r->arg[k - 2]->data;
    blend(r->data, which, r->arg[k - 1]->data, width, r->rows);
    if (r->valid) blend_valid(r->valid, which, r->arg[k - 1], r->rows);
  }
  return true;
}
const expr_form form_case = {"case", false, eval_case};

/* ---- coalesce ---------------------------------------------------------------------------------------------------- */

static bool coalesce_lists(form_run *r) {
  uint32_t branch[WEIR_MAX_ROWS];
  for (uint32_t i = 0; i < r->rows; i++) {
    uint32_t k = 0;
    while (k + 1 < r->node->args && weir_is_null(r->arg[k], i)) k++;
    branch[i] = k;
  }
  return gather(r, branch);
}

static void unpack(uint8_t *to, const uint64_t *bits, uint32_t rows) {
  for (uint32_t i = 0; i < rows; i++) to[i] = bits[i >> 6] >> (i & 63) & 1;
}

static bool eval_coalesce(form_run *r) {
  const uint32_t args = r->node->args, width = schema_width(r->node->field.type);
  uint8_t which[WEIR_MAX_ROWS];
  if (!width) return coalesce_lists(r);
  const weir_column *last = r->arg[args - 1];
  memcpy(r->data, last->data, (size_t)width * r->rows);
  if (r->valid && last->valid) memcpy(r->valid, last->valid, (r->rows + 63) / 64 * sizeof *r->valid);
  for (uint32_t k = args - 1; k-- > 0;) {
    if (r->arg[k]->valid)
      unpack(which, r->arg[k]->valid, r->rows);
    else
      memset(which, 1, r->rows);
    blend(r->data, which, r->arg[k]->data, width, r->rows);
    for (uint32_t w = 0; r->valid && w < (r->rows + 63) / 64; w++) r->valid[w] |= valid_word(r->arg[k], w);
  }
  return true;
}
const expr_form form_coalesce = {"coalesce", false, eval_coalesce};

static bool eval_is_null(form_run *r) {
  uint8_t *to = r->data;
  if (!r->arg[0]->valid) {
    memset(to, 0, r->rows);
    return true;
  }
  unpack(to, r->arg[0]->valid, r->rows);
  for (uint32_t i = 0; i < r->rows; i++) to[i] ^= 1;
  return true;
}
const expr_form form_is_null = {"isnull", false, eval_is_null};
