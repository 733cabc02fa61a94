/* SPDX-License-Identifier: Apache-2.0 */
/* Key columns as 16-byte views: a string column is its own view; int64, float64 (-0 = 0, all NaN equal), bool and
 * timestamp become 8 inline bytes; several columns, the concatenation of parts that are length-prefixed or
 * null-flagged. Equal keys give equal views' contents, different keys different ones, whether or not the columns are
 * nullable: the two sides of a join agree. The null of a single column is a view of its own: no bytes, but a mark
 * behind them, so that it is not the empty string. */
#ifndef STATE_KEYS_H
#define STATE_KEYS_H
#include "data/columns.h"

typedef struct keys_coder {
  const weir_schema *schema; /* of the key; borrowed */
  memory *memory;            /* borrowed */
  weir_str *view;            /* WEIR_MAX_ROWS + 16 */
  char *bytes;               /* of encoded keys; `room` of them, WEIR_PAD on either side not counted */
  uint64_t room;
} keys_coder;

/* A coder of keys of `schema`, which has a column at least. -1: out of memory. */
int keys_coder_init(keys_coder *c, memory *m, const weir_schema *schema);
void keys_coder_finish(keys_coder *c);
/* Whether a column of this type can be (part of) a key: all but lists and maps. */
bool keys_can_hold(uint32_t type);
/* Views of rows 0..keys->rows, whose first columns are the key: the column itself where possible, else the coder's,
 * valid until the next call; NULL out of memory. */
const weir_str *keys_encode(keys_coder *c, const weir_chunk *keys);
/* The same of rows first .. first+n only; the view of row `first` is the first. */
const weir_str *keys_encode_part(keys_coder *c, const weir_chunk *keys, uint32_t first, uint32_t n);
/* Back into columns rows at..at+n of the first columns of `to`, whose validity is still all set. Strings view the
 * encoded key's bytes. */
void keys_decode(const weir_schema *schema, const weir_str *view, uint32_t n, columns *to, uint32_t at);
#endif
