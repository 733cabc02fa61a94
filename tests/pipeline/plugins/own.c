/* SPDX-License-Identifier: Apache-2.0 */
/* An aggregate and a function of one's own: own.longest(text), own.half(n). */
#include <weir/weir.h>

typedef struct longest {
  weir_str text;
} longest;

static const weir_field state[] = {{.name = "text", .type = WEIR_STRING, .offset = offsetof(longest, text)}};

static weir_status bind_longest(weir_call *call, weir_error *err) {
  const weir_field result = {.name = "longest", .type = WEIR_STRING};
  const weir_schema fields = {.size = sizeof fields, .count = 1, .stride = sizeof state[0], .field = state};
  if (call->args != 1 || call->arg[0]->type != WEIR_STRING) {
    strncpy(err->text, "longest takes one string", sizeof err->text - 1);
    return WEIR_EINVAL;
  }
  if (call->set_result(call, &result)) return WEIR_EINVAL;
  return call->set_state(call, &fields, sizeof(longest));
}

static void update_longest(const weir_call *call, weir_table *table, void *const *slot, const weir_column *const *arg,
                           uint32_t first, uint32_t n) {
  const weir_str *text = arg[0]->data;
  for (uint32_t i = 0; i < n; i++) {
    longest *l = (longest *)(void *)((char *)slot[i] + call->offset);
    const weir_str *t = &text[first + i];
    if (t->len > l->text.len) call->host->slot_string(table, &l->text, weir_text(t), t->len);
  }
}

static void result_longest(const weir_call *call, void *const *slot, uint32_t n, weir_out *out, uint32_t column) {
  weir_str *to = (weir_str *)out->col[column].data + out->rows;
  for (uint32_t i = 0; i < n; i++)
    to[i] = ((const longest *)(const void *)((const char *)slot[i] + call->offset))->text;
}

static const weir_aggregate longest_aggregate = {.size = sizeof longest_aggregate,
                                                 .name = "longest",
                                                 .help = "the longest text",
                                                 .bind = bind_longest,
                                                 .update = update_longest,
                                                 .merge = update_longest,
                                                 .result = result_longest};

static weir_status eval_half(const weir_call *call, const weir_column *const *arg, uint32_t rows, weir_out *out,
                             uint32_t column) {
  double *to = out->col[column].data;
  (void)call;
  for (uint32_t r = 0; r < rows; r++) to[r] = (double)((const int64_t *)arg[0]->data)[r] / 2;
  return WEIR_OK;
}

/* The host checks and converts the argument, and answers null for null. */
static const weir_function half_function = {.size = sizeof half_function,
                                            .flags = WEIR_FUNCTION_STRICT,
                                            .name = "half",
                                            .help = "half of a number",
                                            .signature = "(int64) -> float64",
                                            .eval = eval_half};

static const weir_aggregate *const aggregates[] = {&longest_aggregate, NULL};
static const weir_function *const functions[] = {&half_function, NULL};
WEIR_PLUGIN(own, .aggregate = aggregates, .function = functions);
