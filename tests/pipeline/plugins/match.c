/* SPDX-License-Identifier: Apache-2.0 */
/* An inner join of two inputs: the host keeps the rows of both by key, batch_end pairs them. */
#include <weir/weir.h>

typedef struct match {
  const weir_key_pairs *on;
  const weir_host *host;
  uint32_t columns[2]; /* of each input */
} match;

static const weir_option options[] = {
    {.name = "on",
     .type = WEIR_OPT_KEY_PAIRS,
     .offset = offsetof(match, on),
     .flags = WEIR_MAIN | WEIR_REQUIRED,
     .help = "columns that must agree"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  match *m = self;
  const weir_eval *eval = plan->host->extension(plan->host, WEIR_EVAL_ID);
  const weir_expressions *left = eval->pair_key(m->on, 0);
  (void)err;
  for (uint32_t i = 0; i < eval->count(left); i++)
    if (plan->add_field_like(plan, NULL, eval->field(left, i))) return WEIR_EINVAL;
  for (uint32_t input = 0; input < 2; input++) {
    const weir_expressions *key = eval->pair_key(m->on, input);
    if (plan->need_exchange(plan, input, WEIR_BY_KEY, key) || plan->need_rows(plan, input, key)) return WEIR_EINVAL;
    m->columns[input] = plan->input[input]->count;
    for (uint32_t c = 0; c < m->columns[input]; c++) {
      char name[80] = "left_";
      if (input) memcpy(name, "right", 5);
      if (input) name[5] = '_';
      strncat(name, weir_field_at(plan->input[input], c)->name, 60);
      if (plan->add_field_like(plan, name, weir_field_at(plan->input[input], c))) return WEIR_EINVAL;
    }
  }
  return WEIR_OK;
}

static weir_status open_match(void *self, const weir_open *o, weir_error *err) {
  (void)err;
  ((match *)self)->host = o->host;
  return WEIR_OK;
}

static uint32_t first_of(const weir_column *list, uint32_t r) { return r ? list->ends[r - 1] : list->first; }

static void put_pair(const match *m, weir_out *out, const weir_rows_scan *s, uint32_t key, uint32_t left,
                     uint32_t right) {
  const uint32_t at[2] = {left, right};
  uint32_t to = 0;
  for (uint32_t c = 0; c < s->keys->columns; c++) out->host->put_column(out, to++, weir_col(s->keys, c), &key, 1);
  for (uint32_t input = 0; input < 2; input++)
    for (uint32_t c = 0; c < m->columns[input]; c++)
      out->host->put_column(out, to++, weir_col(s->input[input], c)->child, &at[input], 1);
  weir_end_row(out);
}

static weir_status batch_end(void *self, const weir_batch *batch, weir_out *out) {
  const match *m = self;
  weir_rows_scan s = {0};
  (void)batch;
  while (out->host->scan_rows(m->host, &s))
    for (uint32_t k = 0; k < s.rows; k++) {
      const weir_column *l = weir_col(s.input[0], 0), *r = weir_col(s.input[1], 0);
      for (uint32_t i = first_of(l, k); i < l->ends[k]; i++)
        for (uint32_t j = first_of(r, k); j < r->ends[k]; j++) put_pair(m, out, &s, k, i, j);
    }
  return WEIR_OK;
}

WEIR_OPERATOR(match, .help = "inner join", .instance_size = sizeof(match), WEIR_OPTIONS(options), .bind = bind,
              .open = open_match, .batch_end = batch_end);
