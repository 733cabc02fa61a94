/* SPDX-License-Identifier: Apache-2.0 */
/* sessions: rows of a key belong together until none has come for longer than `gap`; then its session ends and comes
 * out, as one row of aggregates over all its rows. Time is batch time.
 *
 *     batch   1    2    3    4    5    6         gap: 2 batches
 *     rows    a    a              a              the session of 1 and 2 ends in 5, before the new row opens another
 */
#include <weir/weir.h>

typedef struct sessions {
  const weir_expressions *key;
  const weir_aggregates *values;
  int64_t gap_us;
  const weir_eval *eval;
  const weir_aggregates_table *aggregates;
  weir_table *open, *begun; /* sessions; whether this batch has ended those that are over */
} sessions;

typedef struct batch_value {
  int64_t has_begun;
} batch_value;

static const weir_field fields[] = {
    {.name = "has_begun", .type = WEIR_I64, .offset = offsetof(batch_value, has_begun)}};
static const weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof fields[0], .field = fields};
static const weir_state_decl begun = {
    .size = sizeof begun, .scope = WEIR_SCOPE_BATCH, .value = &schema, .value_size = sizeof(batch_value)};

static const weir_option options[] = {
    {.name = "key",
     .help = "columns or named expressions whose rows belong together",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(sessions, key),
     .flags = WEIR_REQUIRED},
    {.name = "gap",
     .help = "a session ends when its key has not come for longer",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(sessions, gap_us),
     .flags = WEIR_REQUIRED,
     .min = 1,
     .max = 1e15},
    {.name = "values",
     .help = "aggregates over the rows of a session, by name: {clicks: \"count(*)\"}",
     .type = WEIR_OPT_AGGREGATES,
     .offset = offsetof(sessions, values),
     .flags = WEIR_REQUIRED},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  sessions *self = instance;
  (void)err;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  self->aggregates = plan->host->extension(plan->host, WEIR_AGGREGATES_ID);
  if (!self->eval || !self->aggregates) return WEIR_EINVAL;
  weir_status s = self->aggregates->need_state(plan, self->values, self->key, WEIR_SCOPE_STREAM, self->gap_us);
  if (!s) s = plan->need_state(plan, &begun);
  const uint32_t n = self->eval->count(self->key);
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->key, i));
  if (!s) s = self->aggregates->add_result_fields(plan, self->values);
  const uint32_t ordered = self->aggregates->traits(self->values) & WEIR_CALL_ORDERED ? WEIR_ORDERED : 0;
  return s ? s : plan->need_exchange(plan, 0, WEIR_BY_KEY | ordered, self->key);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  sessions *self = instance;
  (void)err;
  self->open = open->state[0];
  self->begun = open->state[1];
  return WEIR_OK;
}

/* Once a batch and partition, before its first row: a row must not fall into a session that is over. */
static void end_sessions(const sessions *self, weir_out *out) {
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_EXPIRED};
  void *slot;
  out->host->upsert(self->begun, NULL, 0, 1, &slot);
  if (((batch_value *)slot)->has_begun) return;
  ((batch_value *)slot)->has_begun = 1;
  while (out->host->scan(self->open, &scan)) self->aggregates->put(out->host, self->values, out, &scan);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const sessions *self = instance;
  (void)input;
  end_sessions(self, out);
  const weir_chunk *keys = self->eval->keys(out->host, self->key, in);
  if (!keys) return WEIR_EFAIL;
  self->aggregates->update(out->host, self->values, self->open, keys, in);
  return out->failed;
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  const sessions *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  (void)batch;
  end_sessions(self, out);
  while (out->host->scan(self->begun, &scan)) continue;
  return out->failed;
}

WEIR_OPERATOR(sessions,
              .help =
                  "A row for each session that ends: rows of a key without a longer pause than a gap: sessions: {key: "
                  "user, gap: 30m, values: {clicks: \"count(*)\"}}",
              .instance_size = sizeof(sessions), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .process = process, .batch_end = batch_end);
