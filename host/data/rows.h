/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that outlive their task: the one place where long strings are copied. Append only, columnar, in pages of 2,048
 * rows (the first begins small) with an arena behind them; read back as chunks. Exchanges, panes, rows by key and sink
 * queues are made of it. One thread at a time; may be handed from thread to thread. */
#ifndef DATA_ROWS_H
#define DATA_ROWS_H
#include "data/arena.h"
#include "data/columns.h"

typedef struct rows rows;

/* `schema` is borrowed for the life of the store. NULL: out of memory. */
rows *rows_create(memory *m, memory_kind kind, const weir_schema *schema);
void rows_destroy(rows *r);
/* Append rows row[0..n) (row NULL: 0 .. n) of a chunk of the same types. -1: out of memory (some rows may have been
 * added; rows_truncate to undo). */
int rows_append(rows *r, const weir_chunk *in, const uint32_t *row, uint32_t n);
uint64_t rows_count(const rows *r);
uint64_t rows_bytes(const rows *r); /* memory held */
/* Forget rows from `count` on. String bytes stay until rows_clear. */
void rows_truncate(rows *r, uint64_t count);
/* Rows below `before` have been read for the last time: whole pages of them and their strings are given back. What comes next
 * is reading the others, or rows_clear. */
void rows_release(rows *r, uint64_t before);
/* Empty; keeps up to `keep` bytes of pages for the next use. */
void rows_clear(rows *r, uint64_t keep);
/* The longest chunk that begins at row `at` and ends before `end` (at most 2,048 rows, within one page); gives its
 * rows. The chunk's sequence is `at`; `col` has room for all columns. Valid until the store changes or the next
 * rows_chunk of it: bitmaps of a chunk that does not begin at a multiple of 64 lie in the store's one scratch. */
uint32_t rows_chunk(const rows *r, uint64_t at, uint64_t end, weir_chunk *chunk, weir_column *col);
/* Gather any rows (indices into the store, UINT64_MAX: null) into columns of the same types at `at`, as views into the
 * store. -1 out of memory. */
int rows_gather(const rows *r, const uint64_t *row, uint32_t n, columns *to, uint32_t at);
#endif
