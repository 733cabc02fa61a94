/* SPDX-License-Identifier: Apache-2.0 */
/* Fails the batch that holds the number `at`, `times` times in the life of the process. */
#include <stdatomic.h>
#include <weir/weir.h>

typedef struct fail_once {
  int64_t at, times;
  uint32_t in_batch_end, seen;
} fail_once;

static _Atomic int64_t failed; /* of this test's process: what a plugin must not have, and the host cannot prevent */

static const weir_option options[] = {
    {.name = "at",
     .type = WEIR_OPT_I64,
     .offset = offsetof(fail_once, at),
     .flags = WEIR_MAIN | WEIR_REQUIRED,
     .help = "the number"},
    {.name = "times",
     .type = WEIR_OPT_I64,
     .offset = offsetof(fail_once, times),
     .default_text = "1",
     .help = "how often"},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_input_fields(plan, 0);
}

static weir_status process(void *self, uint32_t input, const weir_chunk *in, weir_out *out) {
  const fail_once *f = self;
  const weir_column *col[64];
  (void)input;
  for (uint32_t r = 0; r < in->rows; r++)
    if (weir_i64(in, 0)[r] == f->at && atomic_fetch_add(&failed, 1) < f->times) {
      out->host->fail(out, "it was told to fail here");
      return WEIR_EFAIL;
    }
  for (uint32_t c = 0; c < in->columns; c++) col[c] = weir_col(in, c);
  out->host->emit(out, col, in->rows);
  return WEIR_OK;
}

WEIR_OPERATOR(fail_once, .help = "fails at a number", .instance_size = sizeof(fail_once), WEIR_OPTIONS(options),
              .flags = WEIR_ROW_WISE, .bind = bind, .process = process);
