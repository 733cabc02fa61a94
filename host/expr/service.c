/* SPDX-License-Identifier: Apache-2.0 */
/* weir.eval/1: the evaluator of the instance whose host table is given. */
#include "expr/evaluator_parts.h"

static evaluator *evaluator_of(const weir_host *host) { return host_frame_of(host)->evaluator; }

static uint32_t count(const weir_expressions *x) { return x->count; }
static const weir_field *field(const weir_expressions *x, uint32_t i) { return weir_field_at(&x->schema, i); }
static const weir_field *type(const weir_expression *x) { return &x->field; }
static uint32_t exploded(const weir_expressions *x) { return x->exploded; }

static uint32_t column(const weir_expressions *x, uint32_t i) {
  const expr_node *n = x->program.node[x->program.root[i]];
  return n->op == EXPR_COLUMN ? n->column : WEIR_NO_ROW;
}

static const weir_column *eval(const weir_host *host, const weir_expression *x, const weir_chunk *in) {
  return evaluator_eval(evaluator_of(host), x, in);
}

static const weir_column *const *eval_all(const weir_host *host, const weir_expressions *x, const weir_chunk *in) {
  return evaluator_eval_all(evaluator_of(host), x, in);
}

static uint32_t select_rows(const weir_host *host, const weir_expression *x, const weir_chunk *in, uint32_t *row) {
  return evaluator_select(evaluator_of(host), x, in, row);
}

static const weir_chunk *keys(const weir_host *host, const weir_expressions *key, const weir_chunk *in) {
  return evaluator_keys(evaluator_of(host), key, in);
}

static weir_status explode(const weir_host *host, const weir_expressions *x, const weir_chunk *in, weir_out *out) {
  return evaluator_explode(evaluator_of(host), x, in, out);
}

static const weir_expressions *pair_key(const weir_key_pairs *pairs, uint32_t input) { return pairs->side[input]; }

const weir_eval eval_service = {
    .size = sizeof(weir_eval),
    .count = count,
    .field = field,
    .type = type,
    .column = column,
    .exploded = exploded,
    .eval = eval,
    .eval_all = eval_all,
    .select = select_rows,
    .keys = keys,
    .explode = explode,
    .pair_key = pair_key,
};
