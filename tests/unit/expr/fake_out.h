/* SPDX-License-Identifier: Apache-2.0 */
/* An operator's output whose rows end up as text, and a keyed table that is an array: what the services work on. One
 * thread. */
#ifndef EXPR_FAKE_OUT_H
#define EXPR_FAKE_OUT_H
#include "expr/evaluator.h"
#include "fake.h"

struct weir_table {
  const weir_schema *key; /* of int64 columns; NULL: without a key */
  int64_t id[64];
  uint64_t slot[64][16];
  void *pointer[64];
  bool erased[64];
  uint32_t keys, upserts, counted;
};

typedef struct fake_out {
  host_frame frame; /* first */
  weir_out out;
  columns columns;
  char text[1 << 16]; /* a line a row: values, ' ' between them, ~ for null */
  size_t size;
  uint32_t emits, puts, most; /* calls of emit and put_column; the most rows that one flush or emit handed on */
  const char *why;            /* what fail() was told first */
} fake_out;

void fake_out_init(fake_out *o, memory *m, const weir_schema *fields, uint32_t capacity);
void fake_out_finish(fake_out *o);
#endif
