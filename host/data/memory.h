/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of a pipeline, accounted under one bound.
 *
 * Waiting bytes (blocks, queues, rows at an exchange) shrink by waiting: when they pass the bound sources are not
 * polled and their peers are pushed back. Kept bytes (tables, rows by key, panes) do not: they get at most three
 * quarters of the bound, and what would pass that fails its batch. Counters are atomic; any thread. */
#ifndef DATA_MEMORY_H
#define DATA_MEMORY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum memory_kind { MEMORY_WAITING, MEMORY_KEPT } memory_kind;
typedef struct memory memory;

/* `limit` in bytes; NULL when out of memory. One reference. */
memory *memory_create(uint64_t limit);
memory *memory_ref(memory *m);
void memory_unref(memory *m);

/* Bytes of a kind, `size` > 0, uninitialised and aligned to 64; big ones (from 2 MB) are mapped and advised to be huge
 * pages. NULL when malloc fails or, for MEMORY_KEPT, when kept bytes would pass three quarters of the limit. The caller
 * gives the size back to memory_put: nothing is stored beside the bytes. */
void *memory_get(memory *m, memory_kind kind, size_t size);
/* As memory_get, zeroed. */
void *memory_get_zero(memory *m, memory_kind kind, size_t size);
/* p may be NULL; `size` and `kind` as given to memory_get. */
void memory_put(memory *m, memory_kind kind, void *p, size_t size);
/* p, of `from` bytes (0: NULL), becomes `to` bytes (0: given back, gives NULL), its content kept as far as both reach. Big ones
 * move without a copy. NULL with to > 0: as memory_get, and p is as it was. */
void *memory_resize(memory *m, memory_kind kind, void *p, size_t from, size_t to);
/* Freed bytes that it and malloc keep go back to the system. For who has freed much that nobody takes again soon; not on a hot path. */
void memory_trim(memory *m);

/* A batch is over: what was kept in it at most is expected of the next, and what has lain given back for long goes back to
 * malloc. A sixteenth of the limit may lie so. */
void memory_rest(memory *m);

uint64_t memory_limit(const memory *m);
uint64_t memory_used(const memory *m, memory_kind kind);
uint64_t memory_peak(const memory *m, memory_kind kind);
/* Waiting bytes have passed what the kept ones, as they are or were in the last batch, leave of the limit; a quarter is theirs in
 * any case: stop polling. */
bool memory_is_full(const memory *m);
/* The last refused MEMORY_KEPT request was refused by the bound, not by malloc. */
bool memory_was_refused(const memory *m);

/* Tests: the n-th memory_get from now (1 = the next) of any pipeline fails, once; 0 = never. */
void memory_fail_at(uint64_t n);

/* Fill freed or dead bytes with 0xa5 when built with WEIR_POISON; else nothing. p may be NULL when n is 0. */
void data_poison(void *p, size_t n);
#endif
