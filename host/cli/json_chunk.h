/* SPDX-License-Identifier: Apache-2.0 */
/* One row of a schema from a JSON array, as a chunk. One thread. */
#ifndef CLI_JSON_CHUNK_H
#define CLI_JSON_CHUNK_H
#include "data/json.h"
#include <weir/types.h>

/* Values: bool, int64 and timestamps (µs) as integers, float64 as a number or "NaN", "Infinity", "-Infinity", string, binary
 * as hexadecimal text, lists as arrays, maps and structs as objects. The chunk's arrays lie in `to`. False: `why` is a
 * sentence. */
bool json_chunk(arena *to, const weir_schema *row_schema, const json_node *row, weir_chunk *chunk, char *why,
                size_t why_size);
#endif
