/* SPDX-License-Identifier: Apache-2.0 */
/* Values as bytes, so that equal values, and only they, have equal bytes: numbers 8 (bools too; -0.0 as 0.0, one NaN),
 * texts their own, several columns one after another with their lengths. And a hash of bytes, the same on every
 * machine, for states travel. */
#ifndef AGGREGATES_VALUE_BYTES_H
#define AGGREGATES_VALUE_BYTES_H
#include "cell.h"

/* Room for what is no text of its own; grows, and is freed by value_bytes_finish. */
typedef struct value_bytes {
  char *room;
  uint64_t size;
} value_bytes;

/* The bytes of a row of `columns` columns, none null there; valid until the next call or finish. NULL: out of memory. */
const char *value_bytes_of(value_bytes *b, const weir_column *const *column, uint32_t columns, uint32_t row,
                           uint64_t *n);
void value_bytes_finish(value_bytes *b);
/* A single value back from its bytes; texts view them. */
cell value_bytes_read(uint32_t type, const char *p, uint64_t n);
uint64_t value_hash(const char *p, uint64_t n);

/* 1 when one of the columns is null in this row. */
static inline int value_is_null(const weir_column *const *column, uint32_t columns, uint32_t row) {
  for (uint32_t i = 0; i < columns; i++)
    if (weir_is_null(column[i], row)) return 1;
  return 0;
}
#endif
