/* SPDX-License-Identifier: Apache-2.0 */
/* sample: keeps about a fraction of the rows. Whether a row stays depends on the seed, the batch's time and the row's
 * number in the batch, not on the lane that works at it. */
#include <weir/weir.h>

typedef struct sample {
  double fraction;
  int64_t seed;
  uint64_t below; /* rows whose number is below stay */
} sample;

static const weir_option options[] = {
    {.name = "fraction",
     .help = "how many of the rows stay, about: 0.1 is a tenth",
     .type = WEIR_OPT_F64,
     .offset = offsetof(sample, fraction),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .min = 0,
     .max = 1},
    {.name = "seed",
     .help = "another seed keeps other rows",
     .default_text = "0",
     .type = WEIR_OPT_I64,
     .offset = offsetof(sample, seed)},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  sample *self = instance;
  (void)err;
  self->below = (uint64_t)(self->fraction * 9007199254740992.0); /* 2^53: what a double holds exactly */
  return plan->add_input_fields(plan, 0);
}

/* S. Vigna's splitmix64: neighbouring numbers give bits that have nothing in common. */
static uint64_t mix(uint64_t x) {
  x += UINT64_C(0x9e3779b97f4a7c15);
  x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
  return x ^ x >> 31;
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const sample *self = instance;
  const uint64_t batch = mix((uint64_t)self->seed ^ mix((uint64_t)out->batch->time_us));
  uint32_t row[WEIR_MAX_ROWS], n = 0;
  (void)input;
  for (uint32_t r = 0; r < in->rows; r++) {
    row[n] = r;
    n += mix(batch ^ (in->sequence + r)) >> 11 < self->below;
  }
  out->host->take(out, in, row, n);
  return out->failed;
}

WEIR_OPERATOR(sample, .help = "Keeps about a fraction of the rows: sample: {fraction: 0.1, seed: 1}",
              .instance_size = sizeof(sample), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .process = process);
