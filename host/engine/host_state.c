/* SPDX-License-Identifier: Apache-2.0 */
/* weir_host for operators: keyed state, through handles that point to the partition at hand. */
#include "engine/running.h"

static void host_upsert(weir_table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  if (t->list)
    key_list_upsert(t->list, keys, first, n, slot);
  else
    table_upsert(t->table, keys, first, n, slot);
}
static void host_upsert_count(weir_table *t, const weir_chunk *keys, uint32_t offset) {
  if (t->list)
    key_list_upsert_count(t->list, keys, offset);
  else
    table_upsert_count(t->table, keys, offset);
}
static void host_find(weir_table *t, const weir_chunk *keys, uint32_t first, uint32_t n, const void **slot) {
  table_find(t->table, keys, first, n, slot);
}
static void host_erase(weir_table *t, void *const *slot, uint32_t n) {
  table_erase(t->table, slot, n); /* slots of a list are none of its, and are passed over */
}
static void host_slot_string(weir_table *t, weir_str *field, const char *p, uint64_t n) {
  if (t->list)
    key_list_slot_string(t->list, field, p, n);
  else
    table_slot_string(t->table, field, p, n);
}
static char *host_slot_reserve(weir_table *t, weir_str *field, uint64_t n) {
  return t->list ? key_list_slot_reserve(t->list, field, n) : table_slot_reserve(t->table, field, n);
}

static void host_table_fail(weir_table *t, const char *text) { table_fail(t->table, text); }

static uint32_t host_scan(weir_table *t, weir_scan *scan) {
  scan->size = sizeof *scan;
  scan->table = t;
  return t->list ? key_list_scan(t->list, scan) : table_scan(t->table, scan);
}

static void host_put_keys(weir_out *out, const weir_scan *scan) {
  if (out->capacity - out->rows < scan->rows) out->host->flush(out);
  for (uint32_t c = 0; c < scan->keys->columns; c++)
    out->host->put_column(out, c, weir_col(scan->keys, c), NULL, scan->rows);
}

/* In pieces, since an output may be smaller than a scan. */
static void host_put_scan(weir_out *out, const weir_scan *scan) {
  key_list *list = scan->table->list;
  const weir_chunk *whole = list ? key_list_scan_chunk(list, scan) : table_scan_chunk(scan->table->table, scan);
  instance *i = instance_of_out(out);
  if (!whole) {
    instance_fail(i, "out of memory for the rows of its state");
    return;
  }
  if (whole->columns != out->columns) {
    instance_fail(i, "put_scan writes the key and every value field, but its output has other columns");
    return;
  }
  for (uint32_t at = 0; at < whole->rows && !out->failed;) {
    const uint32_t room = out->capacity - out->rows, left = whole->rows - at, n = left < room ? left : room;
    weir_chunk slice;
    chunk_slice(whole, at, n, i->emitted, i->emitted_valid, &slice);
    for (uint32_t c = 0; c < out->columns; c++) out->host->put_column(out, c, weir_col(&slice, c), NULL, n);
    out->rows += n;
    at += n;
    if (out->rows == out->capacity) out->host->flush(out);
  }
}

static uint32_t host_scan_rows(const weir_host *host, weir_rows_scan *scan) {
  instance *i = instance_of_host(host);
  scan->size = sizeof *scan;
  return i->rows ? keyed_rows_scan(i->rows, scan) : 0;
}

void host_state_init(weir_host *host) {
  host->upsert = host_upsert;
  host->upsert_count = host_upsert_count;
  host->find = host_find;
  host->erase = host_erase;
  host->scan = host_scan;
  host->put_keys = host_put_keys;
  host->put_scan = host_put_scan;
  host->slot_string = host_slot_string;
  host->slot_reserve = host_slot_reserve;
  host->table_fail = host_table_fail;
  host->scan_rows = host_scan_rows;
}
