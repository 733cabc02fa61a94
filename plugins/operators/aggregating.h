/* SPDX-License-Identifier: Apache-2.0 */
/* What reduce, reduceByKey and reduceByKeyAndWindow have in common: a table of batch scope whose values are aggregates.
 *
 *     rows ─► combiner: update, scan ─╫─► main: merge, scan ─► results        aggregates without order
 *     rows ───────────────────────────╫─► main: update, scan ─► results        an aggregate that is ORDERED
 *
 * Both are the same operator twice, bound differently. All of it runs where its caller's callback does. */
#ifndef OPERATORS_AGGREGATING_H
#define OPERATORS_AGGREGATING_H
#include <weir/weir.h>

typedef struct aggregating {
  const weir_expressions *key; /* NULL: none */
  const weir_aggregates *values;
  int64_t length_us, slide_us; /* of reduceByKeyAndWindow; 0: the input's mark, if it has one */
  const weir_eval *eval;
  const weir_aggregates_table *aggregates;
  weir_table *table;
  uint32_t ordered, reserved;
} aggregating;

/* Services, the table and the key's columns of the output. */
static inline weir_status aggregating_bind(aggregating *self, weir_plan *plan) {
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  self->aggregates = plan->host->extension(plan->host, WEIR_AGGREGATES_ID);
  if (!self->eval || !self->aggregates) return WEIR_EINVAL;
  self->ordered = self->aggregates->traits(self->values) & WEIR_CALL_ORDERED;
  weir_status s = self->aggregates->need_state(plan, self->values, self->key, WEIR_SCOPE_BATCH);
  const uint32_t n = self->key ? self->eval->count(self->key) : 0;
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->key, i));
  return s;
}

static inline weir_status aggregating_bind_combiner(void *instance, weir_plan *plan, weir_error *err) {
  aggregating *self = instance;
  (void)err;
  const weir_status s = aggregating_bind(self, plan);
  return s ? s : self->aggregates->add_partial_fields(plan, self->values);
}

/* Partial rows of a window's panes can be merged; rows whose order counts have to come again. */
static inline weir_status aggregating_bind_main(aggregating *self, weir_plan *plan, const weir_operator *combiner) {
  int64_t length, slide;
  weir_status s = aggregating_bind(self, plan);
  if (!s) s = self->aggregates->add_result_fields(plan, self->values);
  const uint32_t kind = self->key ? WEIR_BY_KEY : WEIR_SINGLE;
  if (!s) s = plan->need_exchange(plan, 0, self->ordered ? kind | WEIR_ORDERED : kind, self->key);
  if (!s && !self->ordered) s = plan->need_combiner(plan, combiner);
  if (s || (!self->length_us && !plan->window_of(plan, 0, &length, &slide))) return s;
  const uint32_t mode = self->ordered ? WEIR_WINDOW_UNION : WEIR_WINDOW_MERGE;
  return plan->need_window(plan, 0, mode, self->length_us, self->slide_us);
}

static inline weir_status aggregating_open(void *instance, const weir_open *open, weir_error *err) {
  aggregating *self = instance;
  (void)err;
  self->table = open->state[0];
  return WEIR_OK;
}

/* The combiner's process. */
static inline weir_status aggregating_update(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const aggregating *self = instance;
  (void)input;
  const weir_chunk *keys = self->key ? self->eval->keys(out->host, self->key, in) : NULL;
  if (self->key && !keys) return WEIR_EFAIL;
  self->aggregates->update(out->host, self->values, self->table, keys, in);
  return out->failed;
}

/* The main operator's process: rows as they are when order counts, partial ones otherwise. */
static inline weir_status aggregating_merge(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const aggregating *self = instance;
  if (self->ordered) return aggregating_update(instance, input, in, out);
  const weir_chunk *keys = self->key ? self->eval->keys(out->host, self->key, in) : NULL;
  if (self->key && !keys) return WEIR_EFAIL;
  self->aggregates->merge(out->host, self->values, self->table, keys, in);
  return out->failed;
}

/* The combiner's batch_end. */
static inline weir_status aggregating_put_partials(void *instance, const weir_batch *batch, weir_out *out) {
  const aggregating *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) out->host->put_scan(out, &scan);
  return out->failed;
}

/* The main operator's batch_end. */
static inline weir_status aggregating_put_results(void *instance, const weir_batch *batch, weir_out *out) {
  const aggregating *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) self->aggregates->put(out->host, self->values, out, &scan);
  return out->failed;
}
#endif
