/* SPDX-License-Identifier: Apache-2.0 */
/* window: marks its rows with a window, which the next operator that is not row-wise takes. It moves no data itself. */
#include "passing.h"

typedef struct window {
  int64_t length_us, slide_us;
  passing passing;
} window;

static const weir_option options[] = {
    {.name = "length",
     .help = "length of the window, a multiple of the input's slide",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(window, length_us),
     .flags = WEIR_REQUIRED | WEIR_MAIN,
     .min = 1,
     .max = 1e15},
    {.name = "slide",
     .help = "how often rows come, a multiple of the input's slide, which is the default",
     .type = WEIR_OPT_DURATION,
     .offset = offsetof(window, slide_us),
     .min = 1,
     .max = 1e15},
};

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  window *self = instance;
  int64_t length, slide;
  if (plan->window_of(plan, 0, &length, &slide)) {
    (void)snprintf(err->text, sizeof err->text,
                   "its input is a window already; keep one of the two, or aggregate between them");
    return WEIR_EINVAL;
  }
  self->passing.columns = plan->input[0]->count;
  const weir_status s = plan->add_input_fields(plan, 0);
  return s ? s : plan->mark_window(plan, self->length_us, self->slide_us);
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  window *self = instance;
  (void)open;
  return passing_open(&self->passing, err);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const window *self = instance;
  (void)input;
  passing_emit(&self->passing, in, out);
  return out->failed;
}

static void close(void *instance) { passing_close(&((window *)instance)->passing); }

WEIR_OPERATOR(window, .help = "All rows of the last `length`, on every `slide`: window: {length: 60s, slide: 10s}",
              .instance_size = sizeof(window), WEIR_OPTIONS(options), .flags = WEIR_ROW_WISE, .bind = bind,
              .open = open_instance, .process = process, .close = close);
