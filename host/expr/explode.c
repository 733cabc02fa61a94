/* SPDX-License-Identifier: Apache-2.0 */
/* Elements of lists as rows. A function that can explode by itself writes straight into the operator's output; a list
 * alone is handed on in slices of its child; beside other columns everything is gathered. One thread. */
#include "expr/evaluator_parts.h"

enum { SMALL = 256 }; /* fewer elements are copied: handing on has a price of its own */

static weir_status failed(evaluator *e, weir_out *out) {
  const char *why = evaluator_failure(e);
  if (!out->failed) out->host->fail(out, why ? why : "an expression failed");
  return WEIR_EFAIL;
}

static const expr_node *top_of(const weir_expressions *x) { return x->program.node[x->program.root[0]]; }

static bool explodes_itself(const weir_expressions *x) {
  const expr_node *top = top_of(x);
  if (x->count != 1 || top->op != EXPR_CALL) return false;
  return WEIR_HAS(top->function, weir_function, explode) && top->function->explode;
}

/* The call is the program's last step. */
static weir_status explode_itself(evaluator *e, const weir_expressions *x, const weir_chunk *in, weir_out *out) {
  const expr_node *top = top_of(x);
  expr_instance *run = evaluator_run(e, &x->program, in, x->program.steps - 1);
  if (!run) return failed(e, out);
  weir_status status = top->function->explode(&top->call->call, evaluator_arguments(run, top), in->rows, out, 0);
  return out->failed ? out->failed : status;
}

static void put_elements(weir_out *out, uint32_t column, const weir_column *from, uint32_t n) {
  out->host->put_column(out, column, from, NULL, n);
  out->rows += n;
  if (out->rows == out->capacity) out->host->flush(out);
}

/* Lists lie one behind the other in their child: its slices are the rows. */
static weir_status explode_alone(evaluator *e, const weir_column *list, uint32_t rows, weir_out *out) {
  uint32_t end = rows ? list->ends[rows - 1] : list->first;
  weir_chunk child = {.size = sizeof child, .rows = end, .columns = 1, .stride = sizeof *list->child};
  child.col = list->child;
  for (uint32_t at = list->first; at < end && !out->failed;) {
    uint32_t n = end - at, room = out->capacity - out->rows;
    bool copied = n < SMALL && n <= room;
    if (!copied && n > out->capacity) n = out->capacity;
    weir_chunk slice;
    if (!evaluator_slice(e, &child, at, n, &slice)) return failed(e, out);
    const weir_column *column = weir_col(&slice, 0);
    if (copied)
      put_elements(out, 0, column, n);
    else
      out->host->emit(out, &column, n);
    at += n;
  }
  return out->failed;
}

/* A piece of the output, e->parent and e->element saying where its rows come from. */
static void put_piece(evaluator *e, const weir_column *const *column, uint32_t exploded, weir_out *out, uint32_t n) {
  for (uint32_t i = 0; i < out->columns && !out->failed; i++) {
    if (i == exploded)
      out->host->put_column(out, i, column[i]->child, e->element, n);
    else
      out->host->put_column(out, i, column[i], e->parent, n);
  }
  out->rows += n;
  if (out->rows == out->capacity) out->host->flush(out);
}

static weir_status explode_beside(evaluator *e, const weir_expressions *x, const weir_column *const *column,
                                  uint32_t rows, weir_out *out) {
  const weir_column *list = column[x->exploded];
  uint32_t n = 0, at = list->first;
  for (uint32_t row = 0; row < rows; row++)
    for (; at < list->ends[row]; at++) {
      e->parent[n] = row;
      e->element[n] = at;
      if (++n < out->capacity - out->rows) continue;
      put_piece(e, column, x->exploded, out, n);
      if (out->failed) return out->failed;
      n = 0;
    }
  if (n) put_piece(e, column, x->exploded, out, n);
  return out->failed;
}

weir_status evaluator_explode(evaluator *e, const weir_expressions *x, const weir_chunk *in, weir_out *out) {
  if (explodes_itself(x)) return explode_itself(e, x, in, out);
  const weir_column *const *column = evaluator_roots(e, &x->program, in);
  if (!column) return failed(e, out);
  if (x->count == 1) return explode_alone(e, column[0], in->rows, out);
  return explode_beside(e, x, column, in->rows, out);
}
