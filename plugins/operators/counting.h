/* SPDX-License-Identifier: Apache-2.0 */
/* What countByValue, countByWindow, countByValueAndWindow and distinct have in common: how many rows each key has, a key
 * being all or some columns, or none.
 *
 *     rows ─► combiner: + 1, scan ─╫─► main: + or - partial counts, scan ─► keys, counts
 *
 * Over a window counts are kept, and those of rows that leave it are taken away (DELTA). */
#ifndef OPERATORS_COUNTING_H
#define OPERATORS_COUNTING_H
#include <stdlib.h>
#include <weir/weir.h>

typedef struct counting {
  weir_columns columns;        /* the key; none: all columns, unless `unkeyed` */
  int64_t length_us, slide_us; /* 0: the input's mark, if it has one */
  const weir_expressions *key;
  const weir_eval *eval;
  weir_table *table;
  uint32_t unkeyed, delta, keys;
} counting;

typedef struct counting_value {
  int64_t rows;
} counting_value;

/* Of the columns that were named, or of all. */
static inline weir_status counting_find_key(counting *self, weir_plan *plan) {
  const uint32_t n = plan->input[0]->count;
  weir_columns of = self->columns;
  uint32_t *index = of.count ? NULL : calloc((size_t)n + 1, sizeof *index);
  for (uint32_t i = 0; index && i < n; i++) index[i] = i;
  if (index) of = (weir_columns){.index = index, .count = n};
  self->key = of.index ? plan->key_columns(plan, 0, &of) : NULL;
  free(index);
  return self->key ? WEIR_OK : WEIR_EINVAL;
}

/* Key, table, and the key's columns of the output. */
static inline weir_status counting_bind(counting *self, weir_plan *plan, uint32_t scope) {
  static const weir_field field = {.name = "count", .type = WEIR_I64};
  static const weir_schema value = {.size = sizeof value, .count = 1, .stride = sizeof field, .field = &field};
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  if (!self->unkeyed && counting_find_key(self, plan)) return WEIR_EINVAL;
  self->keys = self->key ? self->eval->count(self->key) : 0;
  const weir_state_decl decl = {
      .size = sizeof decl, .scope = scope, .key = self->key, .value = &value, .value_size = sizeof(counting_value)};
  weir_status s = plan->need_state(plan, &decl);
  for (uint32_t i = 0; i < self->keys && !s; i++) s = plan->add_field_like(plan, NULL, self->eval->field(self->key, i));
  return s;
}

static inline weir_status counting_bind_combiner(void *instance, weir_plan *plan, weir_error *err) {
  (void)err;
  const weir_status s = counting_bind(instance, plan, WEIR_SCOPE_BATCH);
  return s ? s : plan->add_field(plan, "count", WEIR_I64, 0);
}

static inline weir_status counting_bind_main(counting *self, weir_plan *plan, const weir_operator *combiner) {
  int64_t length, slide;
  self->delta = self->length_us || plan->window_of(plan, 0, &length, &slide);
  weir_status s = counting_bind(self, plan, self->delta ? WEIR_SCOPE_STREAM : WEIR_SCOPE_BATCH);
  if (!s) s = plan->need_exchange(plan, 0, self->key ? WEIR_BY_KEY : WEIR_SINGLE, self->key);
  if (!s) s = plan->need_combiner(plan, combiner);
  return s || !self->delta ? s : plan->need_window(plan, 0, WEIR_WINDOW_DELTA, self->length_us, self->slide_us);
}

static inline weir_status counting_open(void *instance, const weir_open *open, weir_error *err) {
  (void)err;
  ((counting *)instance)->table = open->state[0];
  return WEIR_OK;
}

/* The slots of a chunk's rows. */
static inline weir_status counting_slots(const counting *self, const weir_chunk *in, weir_out *out, void **slot) {
  const weir_chunk *keys = self->key ? self->eval->keys(out->host, self->key, in) : NULL;
  if (self->key && !keys) return WEIR_EFAIL;
  out->host->upsert(self->table, keys, 0, in->rows, slot);
  return WEIR_OK;
}

/* The combiner's process. */
static inline weir_status counting_update(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  void *slot[WEIR_MAX_ROWS];
  (void)input;
  if (counting_slots(instance, in, out, slot)) return WEIR_EFAIL;
  for (uint32_t r = 0; r < in->rows; r++) ((counting_value *)slot[r])->rows++;
  return out->failed;
}

/* The main operator's process. A key that has no row left is forgotten; without a key the count stays, and is 0. */
static inline weir_status counting_merge(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const counting *self = instance;
  const int64_t *rows = weir_i64(in, self->keys), sign = input & WEIR_LEAVING ? -1 : 1;
  void *slot[WEIR_MAX_ROWS];
  uint32_t gone = 0;
  if (counting_slots(self, in, out, slot)) return WEIR_EFAIL;
  for (uint32_t r = 0; r < in->rows; r++) ((counting_value *)slot[r])->rows += sign * rows[r];
  for (uint32_t r = 0; r < in->rows && sign < 0 && self->key; r++)
    if (((counting_value *)slot[r])->rows == 0) slot[gone++] = slot[r];
  if (gone) out->host->erase(self->table, slot, gone);
  return out->failed;
}

/* batch_end of the combiner, and of a main operator that puts keys and counts. */
static inline weir_status counting_put(void *instance, const weir_batch *batch, weir_out *out) {
  const counting *self = instance;
  weir_scan scan = {.size = sizeof scan, .flags = self->delta ? WEIR_SCAN_ALL : WEIR_SCAN_CLEAR};
  (void)batch;
  while (out->host->scan(self->table, &scan)) out->host->put_scan(out, &scan);
  return out->failed;
}

#define COUNTING_COMBINER(id, ...)                                                                                     \
  static const weir_operator combiner = {.size = sizeof combiner,                                                      \
                                         .instance_size = sizeof(counting),                                            \
                                         .name = #id,                                                                  \
                                         .help = "Counts a lane's own rows",                                           \
                                         .open = counting_open,                                                        \
                                         .process = counting_update,                                                   \
                                         .batch_end = counting_put,                                                    \
                                         __VA_ARGS__}
#define COUNTING_WINDOW                                                                                                \
  {.name = "window",                                                                                                   \
   .help = "length of the window, a multiple of the input's slide",                                                    \
   .type = WEIR_OPT_DURATION,                                                                                          \
   .offset = offsetof(counting, length_us),                                                                            \
   .flags = WEIR_REQUIRED,                                                                                             \
   .min = 1,                                                                                                           \
   .max = 1e15},                                                                                                       \
  {                                                                                                                    \
    .name = "slide", .help = "how often rows come, a multiple of the input's slide, which is the default",             \
    .type = WEIR_OPT_DURATION, .offset = offsetof(counting, slide_us), .min = 1, .max = 1e15                           \
  }
#endif
