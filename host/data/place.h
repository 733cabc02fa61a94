/* SPDX-License-Identifier: Apache-2.0 */
/* A row of an output that is being written field by field: field i of whoever writes is column + i. The writer's thread. */
#ifndef DATA_PLACE_H
#define DATA_PLACE_H
#include <string.h>
#include <weir/host.h>

typedef struct row_place {
  weir_out *out;
  uint32_t column, row;
} row_place;

/* Bytes of a value of a plain type. */
static inline uint32_t place_width(uint32_t type) {
  return type == WEIR_BOOL ? 1 : type == WEIR_STRING || type == WEIR_BINARY ? 16 : 8;
}

/* Null, with a zero below. Plain types only. */
static inline void place_null(const row_place *place, uint32_t index, uint32_t type) {
  const weir_out_column *c = &place->out->col[place->column + index];
  const uint32_t width = place_width(type);
  memset((char *)c->data + (size_t)place->row * width, 0, width);
  if (c->valid) c->valid[place->row >> 6] &= ~(UINT64_C(1) << (place->row & 63));
}

/* Takes a null back. */
static inline void place_valid(const row_place *place, uint32_t index) {
  const weir_out_column *c = &place->out->col[place->column + index];
  if (c->valid) c->valid[place->row >> 6] |= UINT64_C(1) << (place->row & 63);
}
#endif
