/* SPDX-License-Identifier: Apache-2.0 */
/* What reduce, reduceByKey and reduceByKeyAndWindow have in common: a table of batch scope whose values are aggregates.
 *
 *     rows ─► combiner: update, scan ─╫─► main: merge, scan ─► results        aggregates without order
 *     rows ───────────────────────────╫─► main: update, scan ─► results        an aggregate that is ORDERED
 *
 * Over a window: partial results are merged pane by pane (MERGE); where all aggregates can be taken back exactly, which
 * float sums cannot, they enter and leave one table that is kept (DELTA); rows whose order counts come again (UNION).
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
  uint32_t ordered, delta;
} aggregating;

static inline weir_status aggregating_services(aggregating *self, weir_plan *plan) {
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  self->aggregates = plan->host->extension(plan->host, WEIR_AGGREGATES_ID);
  if (!self->eval || !self->aggregates) return WEIR_EINVAL;
  self->ordered = self->aggregates->traits(self->values) & WEIR_CALL_ORDERED;
  return WEIR_OK;
}

static inline weir_status aggregating_add_key(const aggregating *self, weir_plan *plan) {
  weir_status s = WEIR_OK;
  const uint32_t n = self->key ? self->eval->count(self->key) : 0;
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->key, i));
  return s;
}

static inline weir_status aggregating_bind_combiner(void *instance, weir_plan *plan, weir_error *err) {
  aggregating *self = instance;
  (void)err;
  weir_status s = aggregating_services(self, plan);
  if (!s) s = self->aggregates->need_state(plan, self->values, self->key, WEIR_SCOPE_BATCH, 0);
  if (!s) s = aggregating_add_key(self, plan);
  return s ? s : self->aggregates->add_partial_fields(plan, self->values);
}

/* 0: no window. One that is as long as its slide is all new each time, and nothing of it is worth keeping. */
static inline uint32_t aggregating_window_mode(const aggregating *self, weir_plan *plan) {
  int64_t length = self->length_us, slide = self->slide_us;
  if (!length && !plan->window_of(plan, 0, &length, &slide)) return 0;
  if (self->ordered) return WEIR_WINDOW_UNION;
  const int exact = self->aggregates->traits(self->values) & WEIR_CALL_EXACT;
  return exact && length > slide ? WEIR_WINDOW_DELTA : WEIR_WINDOW_MERGE;
}

static inline weir_status aggregating_bind_main(aggregating *self, weir_plan *plan, const weir_operator *combiner) {
  const uint32_t kind = self->key ? WEIR_BY_KEY : WEIR_SINGLE;
  weir_status s = aggregating_services(self, plan);
  if (s) return s;
  const uint32_t mode = aggregating_window_mode(self, plan);
  self->delta = mode == WEIR_WINDOW_DELTA;
  s = self->delta ? self->aggregates->need_window_state(plan, self->values, self->key)
                  : self->aggregates->need_state(plan, self->values, self->key, WEIR_SCOPE_BATCH, 0);
  if (!s) s = aggregating_add_key(self, plan);
  if (!s) s = self->aggregates->add_result_fields(plan, self->values);
  if (!s) s = plan->need_exchange(plan, 0, self->ordered ? kind | WEIR_ORDERED : kind, self->key);
  if (!s && !self->ordered) s = plan->need_combiner(plan, combiner);
  return s || !mode ? s : plan->need_window(plan, 0, mode, self->length_us, self->slide_us);
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
  if (!self->delta)
    self->aggregates->merge(out->host, self->values, self->table, keys, in);
  else if (input & WEIR_LEAVING)
    self->aggregates->leave(out->host, self->values, self->table, keys, in);
  else
    self->aggregates->enter(out->host, self->values, self->table, keys, in);
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
  weir_scan scan = {.size = sizeof scan, .flags = self->delta ? WEIR_SCAN_ALL : WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) self->aggregates->put(out->host, self->values, out, &scan);
  return out->failed;
}
#endif
