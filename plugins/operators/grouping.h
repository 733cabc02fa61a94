/* SPDX-License-Identifier: Apache-2.0 */
/* What groupByKey, groupByKeyAndWindow and cogroup have in common: the host keeps rows by key and gives each column of a
 * key's rows as one list, which is the output as it stands. */
#ifndef OPERATORS_GROUPING_H
#define OPERATORS_GROUPING_H
#include <stdio.h>
#include <stdlib.h>
#include <weir/weir.h>

typedef struct grouping {
  const weir_expressions *key; /* groupByKey */
  const weir_key_pairs *on;    /* cogroup */
  int64_t length_us, slide_us; /* of a window; 0: the input's mark, if it has one */
  weir_str right_prefix;       /* cogroup */
  const weir_eval *eval;
  const weir_host *host;
  uint32_t inputs, columns; /* columns: of the output */
  const weir_column **col;  /* the output's, found at each run of keys */
} grouping;

static inline const weir_expressions *grouping_key(const grouping *self, uint32_t input) {
  return self->on ? self->eval->pair_key(self->on, input) : self->key;
}

static inline int grouping_is_key(const grouping *self, uint32_t input, uint32_t column) {
  const weir_expressions *key = grouping_key(self, input);
  const uint32_t n = self->eval->count(key);
  for (uint32_t i = 0; i < n; i++)
    if (self->eval->column(key, i) == column) return 1;
  return 0;
}

/* A column's values of one key, in the order in which its rows came. */
static inline weir_status grouping_add_list(weir_plan *plan, const char *prefix, const weir_field *element) {
  char name[300];
  (void)snprintf(name, sizeof name, "%.64s%.200s", prefix, element->name);
  const weir_field list = {.name = name, .type = WEIR_LIST, .children = 1, .child = element};
  return plan->add_field_like(plan, name, &list);
}

static inline weir_status grouping_bind_input(grouping *self, weir_plan *plan, uint32_t input) {
  const weir_expressions *key = grouping_key(self, input);
  int64_t length, slide;
  weir_status s = plan->need_exchange(plan, input, WEIR_BY_KEY | WEIR_ORDERED, key);
  if (!s) s = plan->need_rows(plan, input, key);
  if (!s && (self->length_us || plan->window_of(plan, input, &length, &slide)))
    s = plan->need_window(plan, input, WEIR_WINDOW_UNION, self->length_us, self->slide_us);
  for (uint32_t c = 0; c < plan->input[input]->count && !s; c++)
    if (!grouping_is_key(self, input, c)) {
      s = grouping_add_list(plan, input ? weir_text(&self->right_prefix) : "", weir_field_at(plan->input[input], c));
      self->columns++;
    }
  return s;
}

static inline weir_status grouping_bind(void *instance, weir_plan *plan, weir_error *err) {
  grouping *self = instance;
  weir_status s = WEIR_OK;
  self->eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  if (!self->eval) return WEIR_EINVAL;
  self->inputs = self->on ? 2 : 1;
  if (plan->inputs != self->inputs) {
    (void)snprintf(err->text, sizeof err->text,
                   self->on ? "it reads two streams: from: [left, right]" : "it reads one stream");
    return WEIR_EINVAL;
  }
  const weir_expressions *key = grouping_key(self, 0);
  self->columns = self->eval->count(key);
  for (uint32_t i = 0; i < self->eval->count(key) && !s; i++)
    s = plan->add_field_like(plan, NULL, self->eval->field(key, i));
  for (uint32_t input = 0; input < self->inputs && !s; input++) s = grouping_bind_input(self, plan, input);
  return s;
}

static inline weir_status grouping_open(void *instance, const weir_open *open, weir_error *err) {
  grouping *self = instance;
  self->host = open->host;
  self->col = calloc((size_t)self->columns + 1, sizeof *self->col);
  if (self->col) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "out of memory");
  return WEIR_EFAIL;
}

static inline void grouping_close(void *instance) {
  grouping *self = instance;
  free(self->col);
  self->col = NULL;
}

static inline weir_status grouping_batch_end(void *instance, const weir_batch *batch, weir_out *out) {
  grouping *self = instance;
  weir_rows_scan scan = {.size = sizeof scan};
  (void)batch;
  while (!out->failed && out->host->scan_rows(self->host, &scan)) {
    uint32_t to = 0;
    for (uint32_t c = 0; c < scan.keys->columns; c++) self->col[to++] = weir_col(scan.keys, c);
    for (uint32_t input = 0; input < self->inputs; input++)
      for (uint32_t c = 0; c < scan.input[input]->columns; c++)
        if (!grouping_is_key(self, input, c)) self->col[to++] = weir_col(scan.input[input], c);
    out->host->emit(out, self->col, scan.rows);
  }
  return out->failed;
}

#define GROUPING_KEY                                                                                                   \
  {                                                                                                                    \
    .name = "key", .help = "columns or named expressions whose rows belong together", .type = WEIR_OPT_KEY,            \
    .offset = offsetof(grouping, key), .flags = WEIR_REQUIRED                                                          \
  }
#define GROUPING_OPERATOR(id, ...)                                                                                     \
  WEIR_OPERATOR(id, .instance_size = sizeof(grouping), WEIR_OPTIONS(options), .bind = grouping_bind,                   \
                .open = grouping_open, .batch_end = grouping_batch_end, .close = grouping_close, __VA_ARGS__)
#endif
