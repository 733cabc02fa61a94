/* SPDX-License-Identifier: Apache-2.0 */
/* A source of lines of ten words: `few` words in a batch, `many` in the next, in turn, of so many
 * `different` ones. Without end. */
#include <stdio.h>
#include <weir/weir.h>

enum { WORDS_A_LINE = 10 };

typedef struct flood {
  int64_t few, many, different;
  int64_t batch_time, batches, left;
  uint64_t word;
} flood;

static const weir_option options[] = {
    {.name = "few", .type = WEIR_OPT_I64, .offset = offsetof(flood, few), .default_text = "1000", .help = "words"},
    {.name = "many", .type = WEIR_OPT_I64, .offset = offsetof(flood, many), .default_text = "1000000", .help = "words"},
    {.name = "different",
     .type = WEIR_OPT_I64,
     .offset = offsetof(flood, different),
     .default_text = "100000",
     .min = 1,
     .max = 1e9,
     .help = "words"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_field(plan, "line", WEIR_STRING, 0);
}

/* Every third word is longer than a view's own bytes. */
static void put_line(flood *f, weir_out *out) {
  char line[WORDS_A_LINE * 32];
  int n = 0;
  for (int i = 0; i < WORDS_A_LINE; i++, f->word++) {
    const unsigned long long w = f->word % (uint64_t)f->different;
    n += snprintf(line + n, sizeof line - (size_t)n, w % 3 ? "%s%llu" : "%s%llu-and-a-long-word", i ? " " : "", w);
  }
  weir_put_copy(out, 0, line, (uint32_t)n);
  weir_end_row(out);
}

static weir_status poll_flood(void *self, weir_out *out, int64_t wait_us) {
  flood *f = self;
  (void)wait_us;
  if (f->batch_time != out->batch->time_us) {
    f->batch_time = out->batch->time_us;
    f->left = f->batches++ % 2 ? f->many : f->few;
  }
  if (f->left <= 0) return WEIR_IDLE;
  for (uint32_t i = 0; i < WEIR_MAX_ROWS && f->left > 0; i++, f->left -= WORDS_A_LINE) put_line(f, out);
  return WEIR_OK;
}

WEIR_SOURCE(flood, .help = "lines of words, few and many in turn", .instance_size = sizeof(flood),
            WEIR_OPTIONS(options), .bind = bind, .poll = poll_flood);
