/* SPDX-License-Identifier: Apache-2.0 */
/* drop: all columns but those that are named. */
#include "passing.h"

typedef struct drop {
  weir_columns columns;
  passing passing;
} drop;

static const weir_option options[] = {
    {.name = "columns",
     .help = "the columns to leave out",
     .type = WEIR_OPT_COLUMNS,
     .offset = offsetof(drop, columns),
     .flags = WEIR_REQUIRED | WEIR_MAIN},
};

static int is_dropped(const drop *self, uint32_t column) {
  for (uint32_t i = 0; i < self->columns.count; i++)
    if (self->columns.index[i] == column) return 1;
  return 0;
}

static weir_status bind(void *instance, weir_plan *plan, weir_error *err) {
  drop *self = instance;
  weir_status s = WEIR_OK;
  for (uint32_t c = 0; c < plan->input[0]->count && !s; c++) {
    if (is_dropped(self, c)) continue;
    s = plan->add_input_field(plan, 0, c);
    self->passing.columns++;
  }
  if (s || self->passing.columns) return s;
  err->option = 0;
  (void)snprintf(err->text, sizeof err->text, "no column would be left; keep one at least");
  return WEIR_EINVAL;
}

static weir_status open_instance(void *instance, const weir_open *open, weir_error *err) {
  drop *self = instance;
  (void)open;
  return passing_open(&self->passing, err);
}

static weir_status process(void *instance, uint32_t input, const weir_chunk *in, weir_out *out) {
  const drop *self = instance;
  uint32_t to = 0;
  (void)input;
  for (uint32_t c = 0; c < in->columns; c++)
    if (!is_dropped(self, c)) self->passing.col[to++] = weir_col(in, c);
  out->host->emit(out, self->passing.col, in->rows);
  return out->failed;
}

static void close(void *instance) { passing_close(&((drop *)instance)->passing); }

WEIR_OPERATOR(drop, .help = "Leaves columns out: drop: [a, b]", .instance_size = sizeof(drop), WEIR_OPTIONS(options),
              .flags = WEIR_ROW_WISE, .bind = bind, .open = open_instance, .process = process, .close = close);
