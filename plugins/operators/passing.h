/* SPDX-License-Identifier: Apache-2.0 */
/* Handing a chunk on as it is: the array of column pointers that host->emit() asks for, made once an instance. */
#ifndef OPERATORS_PASSING_H
#define OPERATORS_PASSING_H
#include <stdio.h>
#include <stdlib.h>
#include <weir/weir.h>

typedef struct passing {
  uint32_t columns, reserved; /* set in bind */
  const weir_column **col;
} passing;

static inline weir_status passing_open(passing *p, weir_error *err) {
  p->col = calloc((size_t)p->columns + 1, sizeof *p->col);
  if (p->col) return WEIR_OK;
  (void)snprintf(err->text, sizeof err->text, "out of memory");
  return WEIR_EFAIL;
}

static inline void passing_close(passing *p) {
  free(p->col);
  p->col = NULL;
}

static inline void passing_emit(const passing *p, const weir_chunk *in, weir_out *out) {
  for (uint32_t c = 0; c < p->columns; c++) p->col[c] = weir_col(in, c);
  out->host->emit(out, p->col, in->rows);
}
#endif
