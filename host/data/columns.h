/* SPDX-License-Identifier: Apache-2.0 */
/* Writable columns of one schema: what stands behind every weir_out, and the gathering of rows into them. Strings are
 * copied as views only: whoever keeps them longer than their bytes uses rows.h. One thread at a time. */
#ifndef DATA_COLUMNS_H
#define DATA_COLUMNS_H
#include "data/memory.h"
#include <stdbool.h>
#include <weir/host.h>

typedef struct columns {
  memory *memory; /* borrowed */
  memory_kind kind;
  const weir_schema *schema; /* borrowed */
  uint32_t capacity;
  uint32_t stride;          /* sizeof(weir_column) */
  weir_out_column *out;     /* one a field; what weir_out.col points to */
  weir_column *column;      /* the same arrays as a chunk's columns; filled by columns_chunk */
  struct list_child *child; /* growth of list and map children; NULL when there are none */
  void *block;              /* what all of the above lies in */
  size_t block_size;
  uint64_t bytes; /* memory held, list children included */
} columns;

/* Arrays for `capacity` rows, with WEIR_PAD around each; lists grow their children on demand. -1 out of memory. */
int columns_init(columns *c, memory *m, const weir_schema *schema, uint32_t capacity); /* MEMORY_WAITING */
int columns_init_kind(columns *c, memory *m, memory_kind kind, const weir_schema *schema, uint32_t capacity);
/* c may be zeroed, or what a failed init left. */
void columns_finish(columns *c);
/* Back to "no row": validity all set, list children empty (big ones are freed). Rows [0, used) had been written, row
 * `used` perhaps begun. Poisons in poison builds. */
void columns_reset(columns *c, uint32_t used);
/* Rows [0, rows) as a chunk. A bitmap without a null is left out (valid NULL). */
void columns_chunk(columns *c, uint32_t rows, uint64_t sequence, const void *host, weir_chunk *chunk);
/* host->list_reserve for this column. `out_columns` may be `c->out`. WEIR_NO_ROW when out of memory (or the column is
 * neither list nor map). */
uint32_t columns_list_reserve(columns *c, uint32_t column, uint32_t n);
/* host->put_column: from[row[i]] → rows at .. at+n; WEIR_NO_ROW gives a null (zero, an empty list, where the field is
 * not nullable). row NULL: 0, 1, 2 … Validity is written whole, and list elements behind row at-1 are forgotten first:
 * a row may be written again. -1 out of memory (lists). */
int columns_gather(columns *c, uint32_t column, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n);
/* The same for rows first .. first+n of `from`. */
int columns_gather_run(columns *c, uint32_t column, uint32_t at, const weir_column *from, uint32_t first, uint32_t n);
/* A slice of a chunk's columns: rows first .. first+n as a chunk of its own, sharing all arrays (bitmaps are shifted
 * when first is not a multiple of 64: then copied into `scratch`, room for chunk->columns × (WEIR_MAX_ROWS/64) words).
 * `col`: room for chunk->columns. */
void chunk_slice(const weir_chunk *in, uint32_t first, uint32_t n, weir_column *col, uint64_t *scratch,
                 weir_chunk *out);
#endif
