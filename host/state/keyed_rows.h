/* SPDX-License-Identifier: Apache-2.0 */
/* Rows by key of one batch and partition, for joins and groupings (need_rows): rows of every input chained by key;
 * handed back as runs of keys whose columns are lists, gathered. Keys come in order of first arrival; rows of a key in
 * order of arrival. Columns of a run are of lists, whatever the input's are; nulls stay. One thread at a time. */
#ifndef STATE_KEYED_ROWS_H
#define STATE_KEYED_ROWS_H
#include "data/rows.h"
#include "state/table.h"

typedef struct keyed_rows keyed_rows;
/* key: schema of the key, a column at least, equal in type for all inputs; input[i]: schema of input i, NULL where rows
 * are not kept. Borrowed, but for the array `input`. NULL: out of memory. */
keyed_rows *keyed_rows_create(memory *m, const hash_seed *seed, const weir_schema *key, const weir_schema *const *input,
                              uint32_t inputs);
void keyed_rows_destroy(keyed_rows *k);
/* Rows of `in` under the keys of the same rows of `keys`; of an input without rows only the keys are noted. -1: out of
 * memory, and keyed_rows_failed() until clear. */
int keyed_rows_add(keyed_rows *k, uint32_t input, const weir_chunk *keys, const weir_chunk *in);
/* host->scan_rows. At most 1,024 keys and 65,536 rows a run, one key at least, however many rows it has. 0 at the end,
 * and when memory is out (keyed_rows_failed). What it gives is valid until the next call. */
uint32_t keyed_rows_scan(keyed_rows *k, weir_rows_scan *scan);
bool keyed_rows_failed(const keyed_rows *k);
/* Empty, for the next batch; keeps a little memory. */
void keyed_rows_clear(keyed_rows *k);
uint64_t keyed_rows_bytes(const keyed_rows *k);
#endif
