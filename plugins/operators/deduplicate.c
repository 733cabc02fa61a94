/* SPDX-License-Identifier: Apache-2.0 */
/* deduplicate: the first row of a key passes, those that follow it do not. A key that has not come for keep_for is
 * forgotten, so that memory holds the keys of that time only. */
#include <weir/weir.h>

typedef struct deduplicate {
  const weir_expressions *key;
  int64_t keep_for_us;
  const weir_eval *eval;
  weir_table *table;
} deduplicate;

typedef struct value {
  int64_t last_us; /* batch in which the key came last; 0: never */
} value;

static const weir_field fields[] = {{.name = "last", .type = WEIR_TIME, .offset = offsetof(value, last_us)}};
static const weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof fields[0], .field = fields};

static const weir_option options[] = {
    {.name = "key",
     .help = "columns or named expressions that make rows the same",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(deduplicate, key),
     .flags = WEIR_REQUIRED},
    {.name = "keep_for",
     .help = "a key that has not come for so long is forgotten",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(deduplicate, keep_for_us),
     .flags = WEIR_REQUIRED,
     .min = 1,
     .max = 1e15},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  deduplicate *self = instance;
  (void)err;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  const weir_state_decl state = {.size = sizeof state,
                                 .scope = WEIR_SCOPE_STREAM,
                                 .key = self->key,
                                 .value = &schema,
                                 .value_size = sizeof(value),
                                 .ttl_us = self->keep_for_us};
  weir_status s = plan->add_input_fields(plan, 0);
  if (!s) s = plan->need_state(plan, &state);
  return s ? s : plan->need_exchange(plan, 0, WEIR_BY_KEY | WEIR_ORDERED, self->key);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  (void)err;
  ((deduplicate *)instance)->table = open->state[0];
  return WEIR_OK;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const deduplicate *self = instance;
  const weir_chunk *keys = self->eval->keys(out->host, self->key, in);
  const int64_t now = out->batch->time_us;
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  void *slot[WEIR_MAX_ROWS];
  (void)input;
  if (!keys) return WEIR_EFAIL;
  out->host->upsert(self->table, keys, 0, in->rows, slot);
  for (uint32_t r = 0; r < in->rows; r++) {
    value *v = slot[r];
    row[n] = r;
    n += !v->last_us || now - v->last_us > self->keep_for_us; /* it may have expired since the last batch */
    v->last_us = now;
  }
  out->host->take(out, in, row, n);
  return out->failed;
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  const deduplicate *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_EXPIRED};
  (void)batch;
  while (out->host->scan(self->table, &scan)) continue; /* what is handed out is forgotten */
  return out->failed;
}

WEIR_OPERATOR(deduplicate, .help = "Only the first row of each key: deduplicate: {key: id, keep_for: 10m}",
              .instance_size = sizeof(deduplicate), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .process = process, .batch_end = batch_end);
