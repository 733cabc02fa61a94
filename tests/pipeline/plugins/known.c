/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the rows whose key came in an earlier batch already: finds what was there before it adds what is new. */
#include <weir/weir.h>

typedef struct known {
  const weir_expressions *key;
  const weir_host *host;
  const weir_eval *eval;
  weir_table *seen;
} known;

typedef struct slot {
  int64_t since; /* batch time; 0: new */
} slot;

static const weir_option options[] = {
    {.name = "key",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(known, key),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .help = "what has to be known"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  const known *k = self;
  static const weir_field fields[] = {{.name = "since", .type = WEIR_I64, .offset = offsetof(slot, since)}};
  const weir_schema value = {.size = sizeof value, .count = 1, .stride = sizeof fields[0], .field = fields};
  const weir_state_decl decl = {
      .size = sizeof decl, .scope = WEIR_SCOPE_STREAM, .key = k->key, .value = &value, .value_size = sizeof(slot)};
  (void)err;
  if (plan->add_input_fields(plan, 0) || plan->need_state(plan, &decl)) return WEIR_EINVAL;
  return plan->need_exchange(plan, 0, WEIR_BY_KEY, k->key);
}

static weir_status open_known(void *self, const weir_open *o, weir_error *err) {
  known *k = self;
  (void)err;
  k->host = o->host;
  k->eval = o->host->extension(o->host, WEIR_EVAL_ID);
  k->seen = o->state[0];
  return WEIR_OK;
}

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  known *k = self;
  const weir_chunk *keys = k->eval->keys(k->host, k->key, in);
  const void *found[WEIR_MAX_ROWS];
  void *at[WEIR_MAX_ROWS];
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  (void)input;
  if (!keys) return WEIR_EFAIL;
  out->host->find(k->seen, keys, 0, in->rows, found);
  for (uint32_t r = 0; r < in->rows; r++) {
    row[n] = r;
    n += found[r] && ((const slot *)found[r])->since < out->batch->time_us;
  }
  out->host->upsert(k->seen, keys, 0, in->rows, at);
  for (uint32_t r = 0; r < in->rows; r++)
    if (!((slot *)at[r])->since) ((slot *)at[r])->since = out->batch->time_us;
  out->host->take(out, in, row, n);
  return WEIR_OK;
}

WEIR_OPERATOR(known, .help = "keeps rows whose key came in an earlier batch", .instance_size = sizeof(known),
              WEIR_OPTIONS(options), .bind = bind, .open = open_known, .process = process);
