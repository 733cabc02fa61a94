/* SPDX-License-Identifier: Apache-2.0 */
/* The source `socket`: lines of text over TCP. */
#include "entries.h"
#include "input.h"

static const weir_option options[] = {
    INPUT_OPTION_CONNECT,
    INPUT_OPTION_LISTEN,
    {.name = "max_line",
     .help = "longer lines are rejected; the pipeline's max_row is a limit too",
     .default_text = "1MB",
     .type = WEIR_OPT_SIZE,
     .offset = offsetof(input, max),
     .min = 1,
     .max = 64e6},
    INPUT_OPTION_RECONNECT,
};

static weir_status bind_columns(void *self, weir_plan *plan, weir_error *err) {
  const weir_status s = input_check(self, err);
  return s ? s : plan->add_field(plan, "line", WEIR_STRING, 0);
}

static void begin(const input *in, input_client *c) {
  c->cutter.kernels = in->kernels;
  c->cutter.max_line = (uint64_t)in->max;
}

static char *room(input *in, input_client *c, weir_out *out, uint64_t *carry, uint64_t *size) {
  (void)in;
  return line_cutter_room(&c->cutter, out, carry, size);
}

static int take(input *in, input_client *c, weir_out *out, char *p, uint64_t total) {
  (void)in;
  (void)line_cutter_take(&c->cutter, out, p, total, UINT64_MAX);
  return 1;
}

/* Spark's receiver joins such a tail with the next connection's first line. Here it is a line. */
static void end(input *in, input_client *c, weir_out *out) {
  (void)in;
  (void)line_cutter_end(&c->cutter, out);
}

static const input_framing lines = {.begin = begin, .room = room, .take = take, .end = end};

static weir_status open_lines(void *self, const weir_open *open, const weir_mark *last, uint32_t marks,
                              weir_error *err) {
  (void)last;
  (void)marks;
  return input_open(self, open, &lines, err);
}

const weir_source socket_source = {
    .size = sizeof socket_source,
    .instance_size = sizeof(input),
    WEIR_OPTIONS(options),
    .name = "socket",
    .help =
        "Lines over TCP, in the column line, from one server (connect) or from many clients (listen). A line ends with "
        "\\n, "
        "\\r\\n or \\r; all other bytes stay as they are, also NUL and what is no UTF-8. What a closed connection left "
        "unfinished is a line of its own",
    .bind = bind_columns,
    .open = open_lines,
    .poll = input_poll,
    .wake = input_wake,
    .close = input_close,
};
