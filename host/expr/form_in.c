/* SPDX-License-Identifier: Apache-2.0 */
/* x in (a, b, …): true where one is equal, else null where x or one of them is null. Equality is that of '='. Candidates that
 * are constants lie sorted in a set; a few of them are compared one after another, many are searched. */
#include "expr/form_in.h"
#include "data/schema.h"
#include "expr/bind_forms.h"
#include <stdlib.h>

enum { FEW = 8 };

struct in_set {
  uint32_t type, count, width;
  bool has_null;
  const char *value; /* sorted by `order` */
};

/* ---- order: any that is total and gives 0 for what '=' calls equal ------------------------------------------------ */

#define ORDER(x, y) (((x) > (y)) - ((x) < (y)))

static int order_bools(const void *a, const void *b) { return ORDER(*(const uint8_t *)a, *(const uint8_t *)b); }
static int order_ints(const void *a, const void *b) { return ORDER(*(const int64_t *)a, *(const int64_t *)b); }

static int order_reals(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return x != x || y != y ? (x != x) - (y != y) : ORDER(x, y);
}

static int order_texts(const void *a, const void *b) {
  const weir_str *x = a, *y = b;
  if (x->len != y->len) return ORDER(x->len, y->len);
  return memcmp(weir_text(x), weir_text(y), x->len);
}

typedef int (*order_fn)(const void *a, const void *b);

static order_fn order_of(uint32_t type) {
  if (type == WEIR_BOOL) return order_bools;
  if (type == WEIR_F64) return order_reals;
  return type == WEIR_STRING || type == WEIR_BINARY ? order_texts : order_ints;
}

const in_set *in_set_create(expr_compiler *c, const expr_node *const *constant, uint32_t n) {
  in_set *set = expr_get(c, sizeof *set);
  const uint32_t type = n ? constant[0]->field.type : WEIR_BOOL, width = schema_width(type);
  char *value = expr_get(c, (size_t)n * width);
  if (!set || !value) return NULL;
  *set = (in_set){.type = type, .width = width, .value = value};
  for (uint32_t i = 0; i < n; i++) {
    set->has_null = set->has_null || constant[i]->is_null;
    if (!constant[i]->is_null) memcpy(value + (size_t)set->count++ * width, &constant[i]->value, width);
  }
  qsort(value, set->count, width, order_of(type));
  return set;
}

uint32_t in_set_count(const in_set *set) { return set->count; }
bool in_set_has_null(const in_set *set) { return set->has_null; }

const void *in_set_value(const in_set *set, uint32_t i) { return set->value + (size_t)i * set->width; }

/* ---- looking ----------------------------------------------------------------------------------------------------- */

static void look_in_set(const in_set *set, const weir_column *x, uint32_t rows, uint8_t *found) {
  const order_fn order = order_of(set->type);
  uint8_t same[WEIR_MAX_ROWS];
  if (set->count > FEW) {
    for (uint32_t i = 0; i < rows; i++)
      found[i] =
          bsearch((const char *)x->data + (size_t)i * set->width, set->value, set->count, set->width, order) != NULL;
    return;
  }
  const expr_kernel equal = expr_kernel_compare(EXPR_EQ, set->type, EXPR_CONSTANT_RIGHT);
  for (uint32_t k = 0; k < set->count; k++) {
    equal(same, x->data, in_set_value(set, k), rows);
    for (uint32_t i = 0; i < rows; i++) found[i] |= same[i];
  }
}

/* found[i] |= x[i] == candidate[i]; the data of nulls is zero, so nulls are taken out. */
static void look_in_column(const form_run *r, uint32_t k, uint8_t *found, uint64_t *unknown) {
  uint8_t same[WEIR_MAX_ROWS];
  const weir_column *x = r->arg[0], *candidate = r->arg[k];
  expr_kernel_compare(EXPR_EQ, x->type, EXPR_COLUMNS)(same, x->data, candidate->data, r->rows);
  for (uint32_t w = 0; candidate->valid && w < (r->rows + 63) / 64; w++) unknown[w] |= ~candidate->valid[w];
  for (uint32_t i = 0; i < r->rows; i++) found[i] |= same[i] & (uint8_t)!weir_is_null(candidate, i);
}

static bool eval(form_run *r) {
  uint64_t unknown[WEIR_MAX_ROWS / 64] = {0};
  const in_set *set = r->node->set;
  const weir_column *x = r->arg[0];
  uint8_t *found = r->data;
  memset(found, 0, r->rows);
  if (set->has_null) memset(unknown, 0xff, sizeof unknown);
  look_in_set(set, x, r->rows, found);
  for (uint32_t k = 1; k < r->node->args; k++) look_in_column(r, k, found, unknown);
  for (uint32_t w = 0; r->valid && w < (r->rows + 63) / 64; w++)
    r->valid[w] = (x->valid ? x->valid[w] : UINT64_MAX) & (~unknown[w] | expr_pack_bits(found, w, r->rows));
  if (r->valid) expr_clear_nulls(found, 1, r->valid, r->rows);
  return true;
}
const expr_form form_in = {"in", false, eval};
