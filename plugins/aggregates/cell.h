/* SPDX-License-Identifier: Apache-2.0 */
/* A value of any flat type: in a state, 16 bytes at a multiple of 8; a bool is an int64 there. */
#ifndef AGGREGATES_CELL_H
#define AGGREGATES_CELL_H
#include "aggregates.h"

typedef union cell {
  int64_t whole; /* timestamps and bools too */
  double real;
  weir_str text;
} cell;

static inline int cell_is_text(uint32_t type) { return type == WEIR_STRING || type == WEIR_BINARY; }
/* What the state's field of a cell is. */
static inline uint32_t cell_field_type(uint32_t type) { return type == WEIR_BOOL ? WEIR_I64 : type; }

/* Row `row` of a column of arguments or states; texts are views. */
static inline cell cell_of(const weir_column *column, uint32_t row) {
  cell c = {.whole = 0};
  if (cell_is_text(column->type))
    c.text = ((const weir_str *)column->data)[row];
  else if (column->type == WEIR_BOOL)
    c.whole = ((const uint8_t *)column->data)[row];
  else
    memcpy(&c, (const char *)column->data + (size_t)row * 8, 8);
  return c;
}

/* Below 0, 0, above 0. NaN is the largest and equals itself; texts compare by bytes. */
static inline int cell_compare(uint32_t type, const cell *a, const cell *b) {
  if (type == WEIR_F64) {
    const int a_nan = a->real != a->real, b_nan = b->real != b->real;
    return a_nan || b_nan ? a_nan - b_nan : (a->real > b->real) - (a->real < b->real);
  }
  if (!cell_is_text(type)) return (a->whole > b->whole) - (a->whole < b->whole);
  const uint32_t n = a->text.len < b->text.len ? a->text.len : b->text.len;
  const int order = memcmp(weir_text(&a->text), weir_text(&b->text), n);
  return order != 0 ? order : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

/* Into a state. */
static inline void cell_set(const weir_call *call, weir_table *table, uint32_t type, cell *to, const cell *from) {
  if (cell_is_text(type))
    call->host->slot_string(table, &to->text, weir_text(&from->text), from->text.len);
  else
    memcpy(to, from, 8);
}

/* Into row `row` of a column. */
static inline void cell_put(weir_out *out, uint32_t column, uint32_t row, uint32_t type, const cell *from) {
  if (cell_is_text(type))
    aggregate_put_string(out, column, row, &from->text);
  else if (type == WEIR_BOOL)
    ((uint8_t *)out->col[column].data)[row] = (uint8_t)from->whole;
  else
    memcpy((char *)out->col[column].data + (size_t)row * 8, from, 8);
}
#endif
