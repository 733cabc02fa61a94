/* SPDX-License-Identifier: Apache-2.0 */
/* A running total per key, for all time: state of stream scope, and the keys touched in the batch come out. */
#include <weir/weir.h>

typedef struct total {
  const weir_expressions *key;
  uint32_t column, reserved;
  const weir_host *host;
  const weir_eval *eval;
  weir_table *totals;
} total;

typedef struct slot {
  int64_t sum;
} slot;

static const weir_option options[] = {
    {.name = "key",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(total, key),
     .flags = WEIR_REQUIRED,
     .help = "whose total"},
    {.name = "column",
     .type = WEIR_OPT_COLUMN,
     .offset = offsetof(total, column),
     .flags = WEIR_REQUIRED,
     .help = "what is added"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  const total *t = self;
  const weir_eval *eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  static const weir_field fields[] = {{.name = "total", .type = WEIR_I64, .offset = offsetof(slot, sum)}};
  const weir_schema value = {.size = sizeof value, .count = 1, .stride = sizeof fields[0], .field = fields};
  const weir_state_decl decl = {
      .size = sizeof decl, .scope = WEIR_SCOPE_STREAM, .key = t->key, .value = &value, .value_size = sizeof(slot)};
  (void)err;
  for (uint32_t i = 0; i < eval->count(t->key); i++)
    if (plan->add_field_like(plan, NULL, eval->field(t->key, i))) return WEIR_EINVAL;
  if (plan->add_field(plan, "total", WEIR_I64, 0) || plan->need_state(plan, &decl)) return WEIR_EINVAL;
  return plan->need_exchange(plan, 0, WEIR_BY_KEY, t->key);
}

static weir_status open_total(void *self, const weir_open *o, weir_error *err) {
  total *t = self;
  (void)err;
  t->host = o->host;
  t->eval = o->host->extension(o->host, WEIR_EVAL_ID);
  t->totals = o->state[0];
  return WEIR_OK;
}

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  total *t = self;
  const weir_chunk *keys = t->eval->keys(t->host, t->key, in);
  void *at[WEIR_MAX_ROWS];
  (void)input;
  if (!keys) return WEIR_EFAIL;
  out->host->upsert(t->totals, keys, 0, in->rows, at);
  for (uint32_t r = 0; r < in->rows; r++) ((slot *)at[r])->sum += weir_i64(in, t->column)[r];
  return WEIR_OK;
}

static weir_status batch_end(void *self, const weir_batch *batch, weir_out *out) {
  total *t = self;
  weir_scan scan = {.flags = WEIR_SCAN_TOUCHED};
  (void)batch;
  while (out->host->scan(t->totals, &scan)) out->host->put_scan(out, &scan);
  return WEIR_OK;
}

WEIR_OPERATOR(running_total, .help = "adds up a column per key, over all batches", .instance_size = sizeof(total),
              WEIR_OPTIONS(options), .bind = bind, .open = open_total, .process = process, .batch_end = batch_end);
