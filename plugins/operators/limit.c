/* SPDX-License-Identifier: Apache-2.0 */
/* limit: the first rows of a batch, in order of arrival. */
#include <weir/weir.h>

typedef struct limit {
  int64_t rows;
  weir_table *table;
} limit;

typedef struct value {
  int64_t taken;
} value;

static const weir_field fields[] = {{.name = "taken", .type = WEIR_I64, .offset = offsetof(value, taken)}};
static const weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof fields[0], .field = fields};
static const weir_state_decl state = {
    .size = sizeof state, .scope = WEIR_SCOPE_BATCH, .value = &schema, .value_size = sizeof(value)};

static const weir_option options[] = {
    {.name = "rows",
     .help = "how many rows of a batch stay",
     .type = WEIR_OPT_I64,
     .offset = offsetof(limit, rows),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .min = 0,
     .max = 1e9},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  int64_t length, slide;
  (void)self;
  (void)err;
  weir_status s = plan->add_input_fields(plan, 0);
  if (!s) s = plan->need_exchange(plan, 0, WEIR_SINGLE | WEIR_ORDERED, NULL);
  if (!s) s = plan->need_state(plan, &state);
  if (!s && plan->window_of(plan, 0, &length, &slide)) s = plan->need_window(plan, 0, WEIR_WINDOW_UNION, 0, 0);
  return s;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  limit *self = instance;
  (void)err;
  self->table = open->state[0];
  return WEIR_OK;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const limit *self = instance;
  uint32_t row[WEIR_MAX_ROWS];
  void *slot;
  (void)input;
  out->host->upsert(self->table, NULL, 0, 1, &slot);
  value *v = slot;
  const int64_t left = self->rows - v->taken;
  const uint32_t n = left < in->rows ? (uint32_t)left : in->rows;
  for (uint32_t r = 0; r < n; r++) row[r] = r;
  v->taken += n;
  out->host->take(out, in, row, n);
  return out->failed;
}

static weir_status batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  const limit *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) continue;
  return out->failed;
}

WEIR_OPERATOR(limit, .help = "The first rows of each batch, in order of arrival: limit: 10",
              .instance_size = sizeof(limit), WEIR_OPTIONS(options), .bind = bind, .open = open_instance,
              .process = process, .batch_end = batch_end);
