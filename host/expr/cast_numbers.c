/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and booleans from each other. try_cast gives null where the value would change. */
#include "expr/cast.h"
#include "expr/program.h"
#include <math.h>

int64_t real_to_int(double v) {
  if (v != v) return 0;
  if (v >= 9223372036854775808.0) return INT64_MAX;
  return v < -9223372036854775808.0 ? INT64_MIN : (int64_t)v;
}

int64_t int_narrowed(int64_t v, uint64_t flags) {
  if (flags & CAST_INT32) return (int32_t)v;
  if (flags & CAST_INT16) return (int16_t)v;
  return flags & CAST_INT8 ? (int8_t)v : v;
}

/* DOUBLE → INT saturates; to what is smaller it goes by way of INT. */
static int64_t real_narrowed(double v, uint64_t flags) {
  const int64_t whole = real_to_int(v);
  if (!(flags & CAST_NARROW)) return whole;
  const int64_t into = whole > INT32_MAX ? INT32_MAX : whole < INT32_MIN ? INT32_MIN : whole;
  return int_narrowed(into, flags);
}

#define LOOP(name, from, type, expression)                                                                             \
  static bool eval_##name(form_run *r) {                                                                               \
    const from *restrict in = r->arg[0]->data;                                                                         \
    type *restrict out = r->data;                                                                                      \
    for (uint32_t i = 0; i < r->rows; i++) out[i] = (expression);                                                      \
    return true;                                                                                                       \
  }                                                                                                                    \
  const expr_form cast_##name = {"cast", true, eval_##name};

LOOP(int_bool, int64_t, uint8_t, in[i] != 0)
LOOP(real_bool, double, uint8_t, in[i]<0 || in[i]> 0 || in[i] != in[i])
LOOP(bool_int, uint8_t, int64_t, in[i])
LOOP(bool_real, uint8_t, double, in[i])
LOOP(real_real, double, double, (double)(float)in[i])

static bool eval_int_real(form_run *r) {
  const int64_t *restrict in = r->arg[0]->data;
  double *restrict out = r->data;
  if (r->node->param & CAST_FLOAT32)
    for (uint32_t i = 0; i < r->rows; i++) out[i] = (double)(float)in[i];
  else
    for (uint32_t i = 0; i < r->rows; i++) out[i] = (double)in[i];
  return true;
}
const expr_form cast_int_real = {"cast", true, eval_int_real};

static bool eval_int_int(form_run *r) {
  const uint64_t flags = r->node->param;
  const int64_t *in = r->arg[0]->data;
  int64_t *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    out[i] = int_narrowed(in[i], flags);
    if ((flags & CAST_TRY) && out[i] != in[i]) form_set_null(r, i);
  }
  return true;
}
const expr_form cast_int_int = {"cast", true, eval_int_int};

static bool eval_real_int(form_run *r) {
  const uint64_t flags = r->node->param;
  const double *in = r->arg[0]->data;
  int64_t *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    out[i] = real_narrowed(in[i], flags);
    const bool fits = in[i] >= -9223372036854775808.0 && in[i] < 9223372036854775808.0;
    if ((flags & CAST_TRY) && (!fits || out[i] != (int64_t)in[i])) form_set_null(r, i);
  }
  return true;
}
const expr_form cast_real_int = {"cast", true, eval_real_int};

/* Eight bytes, the most significant first. */
static bool eval_int_binary(form_run *r) {
  const int64_t *in = r->arg[0]->data;
  weir_str *out = r->data;
  for (uint32_t i = 0; i < r->rows; i++) {
    const uint64_t swapped = __builtin_bswap64((uint64_t)in[i]);
    char bytes[8];
    memcpy(bytes, &swapped, sizeof bytes);
    out[i] = weir_view(bytes, sizeof bytes);
  }
  return true;
}
const expr_form cast_int_binary = {"cast", true, eval_int_binary};
