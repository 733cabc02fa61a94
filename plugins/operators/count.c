/* SPDX-License-Identifier: Apache-2.0 */
/* count: how many rows the batch has, or the window behind `window`; 0 when there are none. It has no options: its
 * one value is a field of its own, not an aggregate of the host. */
#include <weir/weir.h>

typedef struct count {
  weir_table *table;
} count;

typedef struct value {
  int64_t rows;
} value;

static const weir_field fields[] = {{.name = "count", .type = WEIR_I64, .offset = offsetof(value, rows)}};
static const weir_schema schema = {.size = sizeof schema, .count = 1, .stride = sizeof fields[0], .field = fields};
static const weir_state_decl state = {
    .size = sizeof state, .scope = WEIR_SCOPE_BATCH, .value = &schema, .value_size = sizeof(value)};

static weir_status bind_combiner(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  const weir_status s = plan->need_state(plan, &state);
  return s ? s : plan->add_field(plan, "count", WEIR_I64, 0);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  count *self = instance;
  (void)err;
  self->table = open->state[0];
  return WEIR_OK;
}

static void add(const count *self, const weir_host *host, int64_t rows) {
  void *slot;
  host->upsert(self->table, NULL, 0, 1, &slot);
  ((value *)slot)->rows += rows;
}

static weir_status count_rows(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  (void)input;
  add(instance, out->host, in->rows);
  return out->failed;
}

static weir_status put_partial(void *instance, const weir_batch *batch, weir_out *out) {
  const count *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) out->host->put_scan(out, &scan);
  return out->failed;
}

static const weir_operator combiner = {
    .size = sizeof combiner,
    .instance_size = sizeof(count),
    .name = "count",
    .help = "Counts a lane's own rows",
    .bind = bind_combiner,
    .open = open_instance,
    .process = count_rows,
    .batch_end = put_partial,
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  int64_t length, slide;
  weir_status s = bind_combiner(self, plan, err);
  if (!s) s = plan->need_exchange(plan, 0, WEIR_SINGLE, NULL);
  if (!s) s = plan->need_combiner(plan, &combiner);
  if (s || !plan->window_of(plan, 0, &length, &slide)) return s;
  return plan->need_window(plan, 0, WEIR_WINDOW_MERGE, 0, 0);
}

static weir_status merge(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  int64_t rows = 0;
  (void)input;
  for (uint32_t r = 0; r < in->rows; r++) rows += weir_i64(in, 0)[r];
  add(instance, out->host, rows);
  return out->failed;
}

static weir_status put_total(void *instance, const weir_batch *batch, weir_out *out) {
  const count *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = WEIR_SCAN_CLEAR};
  int64_t total = 0;
  (void)batch;
  for (uint32_t n; (n = out->host->scan(self->table, &scan)) > 0;)
    for (uint32_t i = 0; i < n; i++) total += ((const value *)scan.slot[i])->rows;
  weir_put_i64(out, 0, total);
  weir_end_row(out);
  return out->failed;
}

WEIR_OPERATOR(count, .help = "One row: how many rows the batch has, in the column count; 0 for an empty batch",
              .instance_size = sizeof(count), .bind = bind, .open = open_instance, .process = merge,
              .batch_end = put_total);
