/* SPDX-License-Identifier: Apache-2.0 */
/* As much of a host as a source's framing sees: byte streams that come in pieces, in blocks that die with the rows that view
 * them, so that a row or byte kept too long is found. Rows are copied as they are handed on. One thread. */
#ifndef FUZZ_BYTE_HOST_H
#define FUZZ_BYTE_HOST_H
#include <weir/weir.h>

enum { BYTE_HOST_PARTS = 2, BYTE_HOST_ROWS = 20 };

typedef struct byte_carry {
  char *data;
  uint64_t size;
} byte_carry;

typedef struct byte_text {
  char *data;
  size_t size, capacity;
} byte_text;

typedef struct byte_host {
  weir_host host;
  weir_out out;
  weir_out_column column;
  char *block, *at; /* at: what block_bytes gave last */
  uint64_t block_size, used, max_row;
  byte_carry carry[BYTE_HOST_PARTS];
  byte_text *rows; /* where rows go: each as its length, ':' and its bytes */
  uint32_t rejected;
} byte_host;

/* Blocks of `block_size` bytes and more where one row needs it; `max_row` as a pipeline has it. */
void byte_host_init(byte_host *h, uint64_t block_size, uint64_t max_row);
void byte_host_finish(byte_host *h);
/* Hands on what the output holds. */
void byte_host_flush(byte_host *h);
/* Appends a row of n bytes in the form of byte_host.rows. */
void byte_text_add(byte_text *to, const char *p, size_t n);
#endif
