/* SPDX-License-Identifier: Apache-2.0 */
/* Items lie level by level, the heaviest first, level 0 last: a new one is appended, and what a level hands up lands
 * behind the level above.
 *
 *     head │ level 2 (weight 4) │ level 1 (weight 2) │ level 0 (weight 1)                                        */
#include "quantiles.h"
#include <stdlib.h>

enum { LEVELS = 48, LEAST_CAPACITY = 8 };

typedef struct head {
  uint64_t values, least, most; /* the extremes are not left to chance */
  uint64_t draws;
  uint32_t levels, items;
  uint32_t size[LEVELS];
} head;

/* ---- numbers in order ---- */

#define SIGN (UINT64_C(1) << 63)

uint64_t quantiles_key(uint32_t type, const weir_column *column, uint32_t row) {
  cell c = cell_of(column, row);
  if (type != WEIR_F64) return (uint64_t)c.whole ^ SIGN;
  if (c.real != c.real) return UINT64_MAX;
  c.real += 0.0; /* -0.0 becomes 0.0 */
  const uint64_t bits = (uint64_t)c.whole;
  return bits & SIGN ? ~bits : bits ^ SIGN;
}

cell quantiles_value(uint32_t type, uint64_t key) {
  if (type != WEIR_F64) return (cell){.whole = (int64_t)(key ^ SIGN)};
  if (key == UINT64_MAX) return (cell){.whole = INT64_C(0x7ff8000000000000)};
  return (cell){.whole = (int64_t)(key & SIGN ? key ^ SIGN : ~key)};
}

static int by_key(const void *a, const void *b) {
  const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* ---- levels ---- */

static uint32_t capacity_of(uint32_t level, uint32_t levels, uint32_t k) {
  double capacity = k;
  for (uint32_t i = level + 1; i < levels; i++) capacity *= 2.0 / 3;
  return capacity < LEAST_CAPACITY ? LEAST_CAPACITY : (uint32_t)capacity;
}

static uint64_t total_capacity(const head *h, uint32_t k) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < h->levels; i++) sum += capacity_of(i, h->levels, k);
  return sum;
}

/* The lowest level that is full. One is, when all together are. */
static uint32_t full_level(const head *h, uint32_t k) {
  uint32_t level = 0;
  while (level + 1 < h->levels && h->size[level] < capacity_of(level, h->levels, k)) level++;
  return level;
}

/* Every second item of a level, in order, goes on with twice the weight; of an odd number the last one stays. */
static void halve(head *h, uint64_t *item, uint32_t level) {
  uint32_t at = 0;
  for (uint32_t i = h->levels; i-- > level + 1;) at += h->size[i];
  const uint32_t n = h->size[level], pairs = n / 2, behind = h->items - at - n;
  uint64_t draw = ++h->draws * UINT64_C(0x9e3779b97f4a7c15);
  draw = (draw ^ draw >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  const uint32_t odd = (uint32_t)(draw >> 40) & 1;
  qsort(item + at, n - (n & 1), sizeof *item, by_key);
  for (uint32_t i = 0; i < pairs; i++) item[at + i] = item[at + 2 * i + odd];
  memmove(item + at + pairs, item + at + 2 * pairs, ((size_t)(n & 1) + behind) * sizeof *item);
  h->size[level] = n & 1;
  h->size[level + 1] += pairs;
  h->items -= pairs;
}

static void compress(head *h, uint64_t *item, uint32_t k) {
  while (h->items > total_capacity(h, k)) {
    const uint32_t level = full_level(h, k);
    if (level + 1 == h->levels) h->levels++;
    halve(h, item, level);
  }
}

/* ---- rows and states ---- */

static head head_of(const weir_str *sketch) {
  head h = {.least = UINT64_MAX, .levels = 1};
  if (sketch->len) memcpy(&h, weir_text(sketch), sizeof h);
  return h;
}

/* Room for `more` items. */
static char *reserve(const weir_call *call, weir_table *table, weir_str *sketch, const head *h, uint64_t more) {
  return call->host->slot_reserve(table, sketch, sizeof *h + (h->items + more) * sizeof(uint64_t));
}

static void note_range(head *h, uint64_t least, uint64_t most) {
  if (least < h->least) h->least = least;
  if (most > h->most) h->most = most;
}

static int close(const weir_call *call, weir_table *table, weir_str *sketch, char *p, head *h, uint32_t k) {
  compress(h, (uint64_t *)(void *)(p + sizeof *h), k);
  memcpy(p, h, sizeof *h);
  return reserve(call, table, sketch, h, 0) != NULL;
}

int quantiles_add(const weir_call *call, weir_table *table, weir_str *sketch, uint32_t k, uint64_t key) {
  head h = head_of(sketch);
  char *p = reserve(call, table, sketch, &h, 1);
  if (!p) return 0;
  ((uint64_t *)(void *)(p + sizeof h))[h.items++] = key;
  h.size[0]++;
  h.values++;
  note_range(&h, key, key);
  return close(call, table, sketch, p, &h, k);
}

/* Level by level from the top: room is made behind each for what comes. */
static void interleave(head *h, uint64_t *item, const head *from, const char *other) {
  uint32_t at = 0, taken = 0;
  for (uint32_t i = h->levels; i-- > 0;) {
    at += h->size[i];
    memmove(item + at + from->size[i], item + at, ((size_t)h->items - at) * sizeof *item);
    memcpy(item + at, other + taken * sizeof *item, from->size[i] * sizeof *item);
    at += from->size[i];
    taken += from->size[i];
    h->size[i] += from->size[i];
    h->items += from->size[i];
  }
}

int quantiles_merge(const weir_call *call, weir_table *table, weir_str *sketch, uint32_t k, const weir_str *from) {
  const head other = head_of(from);
  head h = head_of(sketch);
  if (other.values == 0) return 1;
  char *p = reserve(call, table, sketch, &h, other.items);
  if (!p) return 0;
  if (other.levels > h.levels) h.levels = other.levels;
  interleave(&h, (uint64_t *)(void *)(p + sizeof h), &other, weir_text(from) + sizeof other);
  h.values += other.values;
  h.draws += other.draws;
  note_range(&h, other.least, other.most);
  return close(call, table, sketch, p, &h, k);
}

/* ---- reading ---- */

static int by_item(const void *a, const void *b) {
  return by_key(&((const quantiles_item *)a)->key, &((const quantiles_item *)b)->key);
}

uint32_t quantiles_open(const weir_str *sketch, quantiles_item **item, uint64_t *values) {
  const head h = head_of(sketch);
  const char *p = weir_text(sketch) + sizeof h;
  uint32_t n = 0;
  uint64_t upto = 0;
  *values = h.values;
  *item = h.values ? malloc(((size_t)h.items + 2) * sizeof **item) : NULL;
  if (!*item) return 0;
  for (uint32_t level = h.levels; level-- > 0;)
    for (uint32_t i = 0; i < h.size[level]; i++, n++) {
      memcpy(&(*item)[n].key, p + n * sizeof(uint64_t), sizeof(uint64_t));
      (*item)[n].upto = UINT64_C(1) << level;
    }
  qsort(*item, n, sizeof **item, by_item);
  for (uint32_t i = 0; i < n; i++) (*item)[i].upto = upto += (*item)[i].upto;
  (*item)[0].key = h.least;
  (*item)[n - 1].key = h.most;
  return n;
}

uint64_t quantiles_at(const quantiles_item *item, uint32_t items, uint64_t rank) {
  uint32_t low = 0, high = items - 1;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (item[middle].upto > rank)
      high = middle;
    else
      low = middle + 1;
  }
  return item[low].key;
}
