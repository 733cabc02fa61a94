/* SPDX-License-Identifier: Apache-2.0 */
/* The maximum of a column per key over a window: panes of partial maxima, merged by the host through process. */
#include <weir/weir.h>

typedef struct window_max {
  const weir_expressions *key;
  uint32_t column, keys;
  int64_t length, slide;
  const weir_host *host;
  const weir_eval *eval;
  weir_table *table;
} window_max;

typedef struct slot {
  int64_t max, seen;
} slot;

static const weir_option options[] = {
    {.name = "key",
     .type = WEIR_OPT_KEY,
     .offset = offsetof(window_max, key),
     .flags = WEIR_REQUIRED,
     .help = "whose maximum"},
    {.name = "column",
     .type = WEIR_OPT_COLUMN,
     .offset = offsetof(window_max, column),
     .flags = WEIR_REQUIRED,
     .help = "of what"},
    {.name = "length",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(window_max, length),
     .flags = WEIR_REQUIRED,
     .help = "of the window"},
    {.name = "slide",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(window_max, slide),
     .flags = WEIR_REQUIRED,
     .help = "of the window"},
};

static const weir_field fields[] = {{.name = "max", .type = WEIR_I64, .offset = offsetof(slot, max)},
                                    {.name = "seen", .type = WEIR_I64, .offset = offsetof(slot, seen)}};

/* Combiner and main operator keep the same table and give the same columns: key, max, seen. */
static weir_status declare(window_max *w, weir_plan *plan) {
  const weir_eval *eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  const weir_schema value = {.size = sizeof value, .count = 2, .stride = sizeof fields[0], .field = fields};
  const weir_state_decl decl = {
      .size = sizeof decl, .scope = WEIR_SCOPE_BATCH, .key = w->key, .value = &value, .value_size = sizeof(slot)};
  w->keys = eval->count(w->key);
  for (uint32_t i = 0; i < w->keys; i++)
    if (plan->add_field_like(plan, NULL, eval->field(w->key, i))) return WEIR_EINVAL;
  if (plan->add_field(plan, "max", WEIR_I64, 0) || plan->add_field(plan, "seen", WEIR_I64, 0)) return WEIR_EINVAL;
  return plan->need_state(plan, &decl);
}

static weir_status open_max(void *self, const weir_open *o, weir_error *err) {
  window_max *w = self;
  (void)err;
  w->host = o->host;
  w->eval = o->host->extension(o->host, WEIR_EVAL_ID);
  w->table = o->state[0];
  return WEIR_OK;
}

static weir_status take_in(window_max *w, const weir_chunk *in, const int64_t *value, const int64_t *seen) {
  const weir_chunk *keys = w->eval->keys(w->host, w->key, in);
  void *at[WEIR_MAX_ROWS];
  if (!keys) return WEIR_EFAIL;
  w->host->upsert(w->table, keys, 0, in->rows, at);
  for (uint32_t r = 0; r < in->rows; r++) {
    slot *s = at[r];
    if (s->seen == 0 || value[r] > s->max) s->max = value[r];
    s->seen += seen ? seen[r] : 1;
  }
  return WEIR_OK;
}

static weir_status combine(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  window_max *w = self;
  (void)input;
  (void)out;
  return take_in(w, in, weir_i64(in, w->column), NULL);
}

static weir_status merge(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  window_max *w = self;
  (void)input;
  (void)out;
  return take_in(w, in, weir_i64(in, w->keys), weir_i64(in, w->keys + 1));
}

static weir_status give_out(void *self, const weir_batch *batch, weir_out *out) {
  window_max *w = self;
  weir_scan scan = {.flags = WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(w->table, &scan)) out->host->put_scan(out, &scan);
  return WEIR_OK;
}

static weir_status bind_combiner(void *self, weir_plan *plan, weir_error *err) {
  (void)err;
  return declare(self, plan);
}

static const weir_operator combiner = {.size = sizeof combiner,
                                       .name = "window_max",
                                       .help = "partial maxima",
                                       .instance_size = sizeof(window_max),
                                       WEIR_OPTIONS(options),
                                       .bind = bind_combiner,
                                       .open = open_max,
                                       .process = combine,
                                       .batch_end = give_out};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  window_max *w = self;
  (void)err;
  if (declare(w, plan) || plan->need_combiner(plan, &combiner)) return WEIR_EINVAL;
  if (plan->need_exchange(plan, 0, WEIR_BY_KEY, w->key)) return WEIR_EINVAL;
  return plan->need_window(plan, 0, WEIR_WINDOW_MERGE, w->length, w->slide);
}

WEIR_OPERATOR(window_max, .help = "maximum per key over a window", .instance_size = sizeof(window_max),
              WEIR_OPTIONS(options), .bind = bind, .open = open_max, .process = merge, .batch_end = give_out);
