/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed tables: what a weir_table handle points to. Slots of 32 bytes and up in 64-byte lines: a 16-byte key view, then
 * the value; home slot, sibling, next line; load at most one half; index = high hash bits, so that doubling copies in
 * order. Batch scope: emptied by the scan that hands it out. Stream scope: a key's first touch in a batch copies its
 * slot aside, which is rollback, the TOUCHED scan and the checkpoint's delta in one. One thread at a time; a table may
 * be handed over.
 *
 * Growth doubles the table at once. At a million keys (slots of 32 bytes: from 64 to 128 MB) that one call took 80 to 160
 * ms on a virtual machine of two cores, fresh pages included. */
#ifndef STATE_TABLE_H
#define STATE_TABLE_H
#include "state/hash.h"
#include "state/keys.h"
#include <weir/operator.h>

typedef struct table table;
typedef struct table_config {
  const weir_schema *key;   /* count 0: a table of one slot; borrowed for the table's life */
  const weir_schema *value; /* fields with offsets; borrowed */
  uint32_t value_size;
  uint32_t scope; /* WEIR_SCOPE_… */
  int64_t ttl_us;
  hash_seed seed;
  hash_share share;
  memory *memory; /* borrowed; a table's memory is of kind KEPT but for the columns of its scans and encoded keys */
} table_config;

/* NULL: out of memory. */
table *table_create(const table_config *config);
void table_destroy(table *t);

/* The host functions, on a table. upsert: memory out → slots are scratch and table_failed() is true until the next
 * begin or clear. Hashes are kept for the rest of the chunk while *(const uint64_t *)keys->host stays the same (NULL:
 * no keeping), which is for chunks with the same keys in the same rows only. n is at most WEIR_MAX_ROWS; 256 is
 * fastest. */
void table_upsert(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot);
/* Upserts every row's key and adds 1 to the int64 at `offset` of its value, in one pass. Memory out: as upsert. */
void table_upsert_count(table *t, const weir_chunk *keys, uint32_t offset);
void table_find(table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const void **slot);
/* Slots that are no key's (any more) are passed over. The other slots stay where they are. */
void table_erase(table *t, void *const *slot, uint32_t n);
/* Gives at most 2,048 keys; 0 at the end, and when memory is out (table_failed). A walk with WEIR_SCAN_CLEAR that ends
 * leaves the table empty, its capacity as it is. TOUCHED comes in order of first touch, the others in that of the
 * slots. */
uint32_t table_scan(table *t, weir_scan *scan);
void table_slot_string(table *t, weir_str *field, const char *p, uint64_t n);
char *table_slot_reserve(table *t, weir_str *field, uint64_t n);
/* The rows of the scan at hand as a chunk: key columns, then value fields; valid until the next call on the table. */
const weir_chunk *table_scan_chunk(table *t, const weir_scan *scan);
const weir_schema *table_scan_schema(const table *t);

bool table_failed(const table *t);
/* What is kept cannot go on, for a reason other than memory: table_failed() is true, and this is why. */
void table_fail(table *t, const char *why);
/* Why table_fail() was called, else NULL. */
const char *table_failure(const table *t);
uint64_t table_keys(const table *t);
uint64_t table_bytes(const table *t);
/* Forget everything; memory beyond what `keep_keys` keys need is given back. */
void table_clear(table *t, uint64_t keep_keys);

/* Stream scope: a batch begins at `time_us`; ends by commit (undo log dropped, keys handed out as EXPIRED or erased are
 * gone) or by rollback (all as it was at begin). Batch scope: begin only forgets that memory ran out. Rollback and
 * commit cannot fail. */
void table_begin(table *t, int64_t time_us);
void table_commit(table *t);
void table_rollback(table *t);

/* What a plugin holds: the host points it at the table of the partition at hand. */
struct weir_table {
  table *table;
  struct key_list *list; /* in place of the table; NULL as a rule */
};
#endif
