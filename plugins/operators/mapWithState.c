/* SPDX-License-Identifier: Apache-2.0 */
/* mapWithState: a state for each key, kept up row by row, in order of arrival. Each row becomes what `emit` says of it,
 * the state after it and the state before it. A key that has not come for longer than `timeout` gives one more row and
 * is forgotten. */
#include <weir/weir.h>

typedef struct map_with_state {
  const weir_expressions *key, *emit;
  const weir_state_fields *state;
  int64_t timeout_us;
  const weir_eval *eval;
  const weir_state_table *states;
  weir_table *table;
} map_with_state;

static const weir_option options[] = {
    {.name = "key",
     .help = "columns or named expressions whose rows share a state",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(map_with_state, key),
     .flags = WEIR_REQUIRED},
    {.name = "timeout",
     .help = "a key that has not come for longer is forgotten; without it, none is",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(map_with_state, timeout_us),
     .min = 1,
     .max = 1e15},
    {.name = "state",
     .help = "the state's fields: {total: {type: float64, initial: \"0\", update: \"state.total + amount\"}}; all "
             "updates see the state before the row",
     .type = WEIR_OPT_STATE,
     .offset = offsetof(map_with_state, state),
     .flags = WEIR_REQUIRED},
    {.name = "emit",
     .help =
         "the columns that come out, each with its expression over the row, state.name after it, old.name before it, "
         "and timing_out",
     .type = WEIR_OPT_EXPRESSIONS,
     .offset = offsetof(map_with_state, emit),
     .flags = WEIR_REQUIRED | WEIR_OVER_STATE},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  map_with_state *self = instance;
  (void)err;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  self->states = plan->host->extension(plan->host, WEIR_STATE_ID);
  if (!self->eval || !self->states) return WEIR_EINVAL;
  weir_status s = self->states->need_state(plan, self->state, self->key, self->timeout_us);
  const uint32_t n = self->eval->count(self->emit);
  for (uint32_t i = 0; i < n && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->emit, i));
  return s ? s : plan->need_exchange(plan, 0, WEIR_BY_KEY | WEIR_ORDERED, self->key);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  (void)err;
  ((map_with_state *)instance)->table = open->state[0];
  return WEIR_OK;
}

static weir_status emit(const map_with_state *self, const weir_chunk *rows, weir_out *out) {
  const weir_column *const *col = rows ? self->eval->eval_all(out->host, self->emit, rows) : NULL;
  if (!col) return WEIR_EFAIL;
  out->host->emit(out, col, rows->rows);
  return out->failed;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const map_with_state *self = instance;
  uint32_t row[WEIR_MAX_ROWS], end[WEIR_MAX_ROWS];
  void *slot[WEIR_MAX_ROWS], *of_round[WEIR_MAX_ROWS];
  (void)input;
  const weir_chunk *keys = self->eval->keys(out->host, self->key, in);
  if (!keys) return WEIR_EFAIL;
  out->host->upsert(self->table, keys, 0, in->rows, slot);
  const uint32_t rounds = self->states->rounds(self->state, slot, in->rows, row, end);
  weir_status s = out->failed;
  for (uint32_t i = 0, first = 0; i < rounds && !s; first = end[i++]) {
    const uint32_t n = end[i] - first;
    for (uint32_t r = 0; r < n; r++) of_round[r] = slot[row[first + r]];
    s = emit(self, self->states->update(out->host, self->state, self->table, in, row + first, n, of_round), out);
  }
  return s;
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  const map_with_state *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_EXPIRED};
  weir_status s = WEIR_OK;
  (void)batch;
  while (!s && self->timeout_us && out->host->scan(self->table, &scan))
    s = emit(self, self->states->expired(out->host, self->state, self->key, &scan), out);
  return s ? s : out->failed;
}

WEIR_OPERATOR(mapWithState,
              .help = "A state for each key, kept up row by row; each row becomes what emit says of it and the state",
              .instance_size = sizeof(map_with_state), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .process = process, .batch_end = batch_end);
