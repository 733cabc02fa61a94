/* SPDX-License-Identifier: Apache-2.0 */
/* Rejects the rows whose text begins with a word, and keeps the others. */
#include <weir/weir.h>

typedef struct picky {
  uint32_t column;
  weir_str word;
} picky;

static const weir_option options[] = {
    {.name = "column",
     .type = WEIR_OPT_COLUMN,
     .offset = offsetof(picky, column),
     .flags = WEIR_REQUIRED,
     .help = "what to look at"},
    {.name = "word",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(picky, word),
     .flags = WEIR_REQUIRED,
     .help = "what it does not like"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_input_fields(plan, 0);
}

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  const picky *p = self;
  const weir_str *text = weir_strs(in, p->column);
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  (void)input;
  for (uint32_t r = 0; r < in->rows; r++) {
    if (text[r].len >= p->word.len && memcmp(weir_text(&text[r]), weir_text(&p->word), p->word.len) == 0)
      out->host->reject(out, in, r, "it is not liked");
    else
      row[n++] = r;
  }
  out->host->take(out, in, row, n);
  return out->failed;
}

WEIR_OPERATOR(picky, .help = "rejects rows whose text begins with a word", .instance_size = sizeof(picky),
              WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind, .process = process);
