/* SPDX-License-Identifier: Apache-2.0 */
/* An operator with a bug: it ends the process with the third batch, in the way it is told. */
#include <stdlib.h>
#include <weir/weir.h>

typedef struct crash {
  weir_str how;
  int64_t batches;
} crash;

static const weir_option options[] = {
    {.name = "how",
     .help = "access, abort or stack",
     .type = WEIR_OPT_TEXT,
     .offset = offsetof(crash, how),
     .flags = WEIR_MAIN | WEIR_REQUIRED},
};

static weir_status bind(void *self, weir_plan *plan, weir_error *err) {
  (void)self;
  (void)err;
  return plan->add_input_fields(plan, 0);
}

/* More than any stack has; written to, so that it cannot be left out. */
static int use_up(volatile char *above, int depth) {
  volatile char here[4096] = {0};
  here[depth % 4096] = (char)(above[0] + 1);
  return depth < 1000000 ? use_up(here, depth + 1) + here[0] : here[1];
}

static weir_status end_batch(void *instance, const weir_batch *batch, weir_out *out) {
  crash *self = instance;
  volatile char top = 0;
  volatile int *volatile nowhere = NULL;
  (void)batch;
  (void)out;
  if (++self->batches < 3) return WEIR_OK;
  switch (*weir_text(&self->how) + weir_text(&self->how)[1]) {
  case 'a' + 'c':
    *nowhere = 1;
    break;
  case 'a' + 'b':
    abort();
  default:
    return use_up(&top, 0);
  }
  return WEIR_OK;
}

WEIR_OPERATOR(crash, .help = "Ends the process with the third batch", .instance_size = sizeof(crash),
              WEIR_OPTIONS(options), .bind = bind, .batch_end = end_batch);
