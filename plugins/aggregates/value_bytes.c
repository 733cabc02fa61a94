/* SPDX-License-Identifier: Apache-2.0 */
#include "value_bytes.h"
#include <stdlib.h>

static int grow(value_bytes *b, uint64_t n) {
  if (n <= b->size) return 1;
  const uint64_t size = n < 256 ? 256 : n * 2;
  char *room = realloc(b->room, size);
  if (!room) return 0;
  b->room = room;
  b->size = size;
  return 1;
}

void value_bytes_finish(value_bytes *b) {
  free(b->room);
  *b = (value_bytes){0};
}

static cell normal(uint32_t type, cell c) {
  if (type != WEIR_F64) return c;
  if (c.real != c.real) return (cell){.whole = INT64_C(0x7ff8000000000000)};
  c.real += 0.0; /* -0.0 becomes 0.0 */
  return c;
}

const char *value_bytes_of(value_bytes *b, const weir_column *const *column, uint32_t columns, uint32_t row,
                           uint64_t *n) {
  uint64_t used = 0;
  if (columns == 1 && cell_is_text(column[0]->type)) {
    const weir_str *text = (const weir_str *)column[0]->data + row;
    *n = text->len;
    return weir_text(text);
  }
  for (uint32_t i = 0; i < columns; i++) {
    const cell c = normal(column[i]->type, cell_of(column[i], row));
    const int text = cell_is_text(column[i]->type);
    const uint32_t size = text ? c.text.len : 8;
    if (!grow(b, used + size + sizeof size)) return NULL;
    if (columns > 1) {
      memcpy(b->room + used, &size, sizeof size);
      used += sizeof size;
    }
    memcpy(b->room + used, text ? weir_text(&c.text) : (const char *)&c, size);
    used += size;
  }
  *n = used;
  return b->room;
}

cell value_bytes_read(uint32_t type, const char *p, uint64_t n) {
  cell c = {.whole = 0};
  if (cell_is_text(type))
    c.text = weir_view(p, (uint32_t)n);
  else
    memcpy(&c, p, 8);
  return c;
}

/* Multiply and fold, 8 bytes at a time, and a last mixing that spreads to all 64 bits (Stafford's variant 13). */
uint64_t value_hash(const char *p, uint64_t n) {
  uint64_t h = n * UINT64_C(0x9e3779b97f4a7c15) + 1, word;
  for (; n >= 8; n -= 8, p += 8) {
    memcpy(&word, p, 8);
    h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
    h ^= h >> 32;
  }
  word = 0;
  memcpy(&word, p, n);
  h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
  h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
  return h ^ h >> 31;
}
