/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in for a table of batch scope where keys hardly repeat, so that looking them up is in vain: each row gets a slot of
 * its own, in order, whatever its key. It is walked and emptied soon: keys are views of the rows they came with, and live no
 * longer than those. One thread. */
#ifndef STATE_KEY_LIST_H
#define STATE_KEY_LIST_H
#include "state/table.h"

typedef struct key_list key_list;

/* Of `config` only key, value, value_size and memory count; borrowed. NULL: out of memory. */
key_list *key_list_create(const table_config *config);
void key_list_destroy(key_list *l);
/* As the functions of a table. Out of memory: slots are scratch, and key_list_failed until the next clear. */
void key_list_upsert(key_list *l, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot);
void key_list_upsert_count(key_list *l, const weir_chunk *keys, uint32_t offset);
/* Whatever the flags: all rows since the last clear, in order. */
uint32_t key_list_scan(key_list *l, weir_scan *scan);
const weir_chunk *key_list_scan_chunk(key_list *l, const weir_scan *scan);
void key_list_slot_string(key_list *l, weir_str *field, const char *p, uint64_t n);
char *key_list_slot_reserve(key_list *l, weir_str *field, uint64_t n);
bool key_list_failed(const key_list *l);
void key_list_clear(key_list *l);
#endif
