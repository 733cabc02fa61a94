/* SPDX-License-Identifier: Apache-2.0 */
/* x in (a, b, …): true where one is equal, else null where x or one of them is null. Equality is that of '='. */
#include "expr/bind_forms.h"
#include "expr/program.h"

/* found[i] |= x[i] == candidate[i], by the kernel of '='; the data of nulls is zero, so nulls are taken out. */
static void look(form_run *r, uint32_t k, uint8_t *found, uint64_t *unknown) {
  uint8_t same[WEIR_MAX_ROWS];
  const weir_column *x = r->arg[0], *candidate = r->arg[k];
  expr_kernel_compare(EXPR_EQ, x->type, EXPR_COLUMNS)(same, x->data, candidate->data, r->rows);
  for (uint32_t w = 0; candidate->valid && w < (r->rows + 63) / 64; w++) unknown[w] |= ~candidate->valid[w];
  for (uint32_t i = 0; i < r->rows; i++) found[i] |= same[i] & (uint8_t)!weir_is_null(candidate, i);
}

static bool eval(form_run *r) {
  uint64_t unknown[WEIR_MAX_ROWS / 64] = {0};
  const weir_column *x = r->arg[0];
  uint8_t *found = r->data;
  memset(found, 0, r->rows);
  for (uint32_t k = 1; k < r->node->args; k++) look(r, k, found, unknown);
  for (uint32_t w = 0; r->valid && w < (r->rows + 63) / 64; w++)
    r->valid[w] = (x->valid ? x->valid[w] : UINT64_MAX) & (~unknown[w] | expr_pack_bits(found, w, r->rows));
  if (x->valid) expr_clear_nulls(found, 1, r->valid, r->rows);
  return true;
}
const expr_form form_in = {"in", false, eval};
