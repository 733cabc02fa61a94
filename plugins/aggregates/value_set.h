/* SPDX-License-Identifier: Apache-2.0 */
/* Distinct values with a count each, in one binary field of a state:
 *
 *     head │ index: slots × uint32 │ entries: {hash, length, count, bytes, to a multiple of 8} …
 *
 * A slot of the index is 0 or 1 + the place of an entry, in 8 bytes. Entries stand in the order they came in. An empty
 * field is the empty set. Bytes of a set that came as a column may lie anywhere, so all is read by memcpy. */
#ifndef AGGREGATES_VALUE_SET_H
#define AGGREGATES_VALUE_SET_H
#include "value_bytes.h"

#define VALUE_SET_MAX_BYTES (UINT64_C(32) << 20) /* of one set */

typedef struct value_entry {
  const char *bytes;
  uint64_t size, hash, count;
  uint64_t next; /* for value_set_next */
} value_entry;

uint32_t value_set_values(const weir_str *set);
/* The first entry (zero it before) or the one behind; 0 at the end. */
int value_set_next(const weir_str *set, value_entry *e);
/* Adds `count` to the count of a value, which is added if it is not there unless `max` values are. 0 when the set would
 * pass its bound or memory is out. */
int value_set_add(const weir_call *call, weir_table *table, weir_str *set, const char *bytes, uint64_t n, uint64_t hash,
                  uint64_t count, uint32_t max);
#endif
