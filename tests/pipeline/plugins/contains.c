/* SPDX-License-Identifier: Apache-2.0 */
/* The model operator: keep the rows whose text holds a word. */
#include <weir/weir.h>

typedef struct contains {
  uint32_t column;
  weir_str word;
} contains;

static const weir_option options[] = {
    {.name = "column",
     .type = WEIR_OPT_COLUMN,
     .offset = offsetof(contains, column),
     .flags = WEIR_REQUIRED,
     .help = "what to look at"},
    {.name = "word",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(contains, word),
     .flags = WEIR_REQUIRED,
     .help = "what to look for"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  const contains *c = self;
  if (weir_field_at(plan->input[0], c->column)->type == WEIR_STRING)
    return plan->add_input_fields(plan, 0); /* the columns that came in go out */
  err->option = 0;
  strncpy(err->text, "only a string column can be searched", sizeof err->text - 1);
  return WEIR_EINVAL;
}

static int holds(const weir_str *text, const weir_str *word) {
  for (uint32_t at = 0; at + word->len <= text->len; at++)
    if (memcmp(weir_text(text) + at, weir_text(word), word->len) == 0) return 1;
  return 0;
}

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  const contains *c = self;
  const weir_str *text = weir_strs(in, c->column);
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  (void)input;
  for (uint32_t r = 0; r < in->rows; r++) {
    row[n] = r;
    n += (uint32_t)holds(&text[r], &c->word);
  }
  out->host->take(out, in, row, n);
  return WEIR_OK;
}

WEIR_OPERATOR(contains, .help = "keeps rows whose text holds a word", .instance_size = sizeof(contains),
              WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind, .process = process);
