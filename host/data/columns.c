/* SPDX-License-Identifier: Apache-2.0 */
/* All arrays of the top level lie in one block; each list, map or struct has a block for its children. That of lists and
 * maps doubles; a struct's children have as much room as the level the struct is in. A level of children looks like the
 * top level, so that gathering and growing are written once: a `slot` is one column of either. */
#include "data/columns.h"

#include <string.h>

#include "data/bits.h"
#include "data/schema.h"

enum { CHILD_FIRST = 64, CHILD_KEEP = 256 << 10, WORD_BITS = 64, MOVED = 256 };

/* The children of a column: `count` columns of `capacity` elements, `used` of them taken (not counted for structs). */
typedef struct list_child {
  const weir_field *field;
  weir_out_column *out;     /* [count] */
  weir_column *column;      /* [count] */
  struct list_child *child; /* of children that have children themselves: `count` of them, or NULL */
  uint32_t count, used, capacity;
  void *block;
  size_t block_size;
} list_child;

typedef struct slot {
  const weir_field *field;
  weir_out_column *out;
  list_child *list; /* NULL unless it has children */
} slot;

static bool is_list(uint32_t type) { return type == WEIR_LIST || type == WEIR_MAP; }
static bool has_children(uint32_t type) { return is_list(type) || type == WEIR_STRUCT; }

static slot top_slot(columns *c, uint32_t column) {
  const weir_field *field = weir_field_at(c->schema, column);
  return (slot){.field = field, .out = &c->out[column], .list = has_children(field->type) ? &c->child[column] : NULL};
}

static slot child_slot(list_child *list, uint32_t i) {
  return (slot){.field = &list->field[i],
                .out = &list->out[i],
                .list = has_children(list->field[i].type) ? &list->child[i] : NULL};
}

/* ---- memory ---- */

static void *take(columns *c, size_t size) {
  void *p = memory_get(c->memory, c->kind, size);
  if (p) c->bytes += size;
  return p;
}

static void *take_zero(columns *c, size_t size) {
  void *p = take(c, size);
  return p ? memset(p, 0, size) : NULL;
}

static void give(columns *c, void *p, size_t size) {
  if (!p) return;
  memory_put(c->memory, c->kind, p, size);
  c->bytes -= size;
}

static size_t words(uint32_t rows) { return ((size_t)rows + WORD_BITS - 1) / WORD_BITS; }

/* An array of `size` bytes at *at in a block, padded on both sides; *at moves past it. NULL while only counting. */
static void *place(char *block, size_t *at, size_t size) {
  void *p = block ? block + *at : NULL;
  *at = ((*at + size + 63) & ~(size_t)63) + WEIR_PAD;
  return p;
}

/* The arrays of a field for `capacity` rows. */
static void place_field(const weir_field *field, uint32_t capacity, char *block, size_t *at, weir_out_column *out) {
  weir_out_column placed = {.child = out ? out->child : NULL};
  size_t width = schema_width(field->type);
  if (width) placed.data = place(block, at, width * capacity);
  if (field->flags & WEIR_NULLABLE) placed.valid = place(block, at, words(capacity) * sizeof *placed.valid);
  if (is_list(field->type)) placed.ends = place(block, at, (size_t)capacity * sizeof *placed.ends);
  if (!block) return;
  if (placed.valid) memset(placed.valid, 0xff, words(capacity) * sizeof *placed.valid);
  *out = placed;
}

/* ---- children of lists ---- */

static void lists_finish(columns *c, list_child *list, uint32_t count) {
  for (uint32_t i = 0; list && i < count; i++) {
    give(c, list[i].block, list[i].block_size);
    lists_finish(c, list[i].child, list[i].count);
    give(c, list[i].child, list[i].count * sizeof(list_child));
    give(c, list[i].out, list[i].count * sizeof *list[i].out);
    give(c, list[i].column, list[i].count * sizeof *list[i].column);
    list[i] = (list_child){0};
  }
}

/* Children of `field`, without room yet. -1: out of memory; lists_finish frees what there is. */
static int list_init(columns *c, list_child *list, const weir_field *field, weir_out_column *out, weir_column *column) {
  if (!has_children(field->type)) return 0;
  list->field = field->child;
  list->count = field->children;
  list->out = take_zero(c, list->count * sizeof *list->out);
  list->column = take_zero(c, list->count * sizeof *list->column);
  if (!list->out || !list->column) return -1;
  out->child = list->out;
  column->child = list->column;
  bool nested = false;
  for (uint32_t i = 0; i < list->count; i++) {
    list->column[i].type = field->child[i].type;
    nested = nested || has_children(field->child[i].type);
  }
  if (!nested) return 0;
  list->child = take_zero(c, list->count * sizeof(list_child));
  if (!list->child) return -1;
  for (uint32_t i = 0; i < list->count; i++)
    if (list_init(c, &list->child[i], &field->child[i], &list->out[i], &list->column[i]) < 0) return -1;
  return 0;
}

static void copy_elements(const weir_field *field, weir_out_column *to, const weir_out_column *from, uint32_t n) {
  size_t width = schema_width(field->type);
  if (width) memcpy(to->data, from->data, n * width);
  if (to->valid) memcpy(to->valid, from->valid, words(n) * sizeof *to->valid);
  if (to->ends) memcpy(to->ends, from->ends, n * sizeof *to->ends);
}

/* Room for `capacity` elements, of which `used` are kept; structs among them grow first, so that `capacity` is never more than
 * theirs, wherever memory runs out. */
static int children_grow(columns *c, list_child *list, uint32_t capacity, uint32_t used) {
  if (capacity <= list->capacity) return 0;
  for (uint32_t i = 0; i < list->count; i++)
    if (list->field[i].type == WEIR_STRUCT && children_grow(c, &list->child[i], capacity, used) < 0) return -1;
  size_t size = WEIR_PAD;
  for (uint32_t i = 0; i < list->count; i++) place_field(&list->field[i], capacity, NULL, &size, NULL);
  char *block = take(c, size);
  if (!block) return -1;
  size_t at = WEIR_PAD;
  for (uint32_t i = 0; i < list->count; i++) {
    weir_out_column old = list->out[i];
    place_field(&list->field[i], capacity, block, &at, &list->out[i]);
    if (used) copy_elements(&list->field[i], &list->out[i], &old, used);
  }
  give(c, list->block, list->block_size);
  list->block = block;
  list->block_size = size;
  list->capacity = capacity;
  return 0;
}

/* Room for `need` elements of a list or map. */
static int list_grow(columns *c, list_child *list, uint64_t need) {
  if (need <= list->capacity) return 0;
  if (need >= WEIR_NO_ROW / 2) return -1;
  uint32_t capacity = list->capacity ? list->capacity : CHILD_FIRST;
  while (capacity < need) capacity *= 2;
  return children_grow(c, list, capacity, list->used);
}

/* ---- life ---- */

/* Everything but list children: from one block, or only its size. */
static size_t place_columns(columns *c, char *block) {
  const weir_schema *s = c->schema;
  size_t at = WEIR_PAD;
  bool lists = false;
  for (uint32_t i = 0; i < s->count; i++) lists = lists || has_children(weir_field_at(s, i)->type);
  c->out = place(block, &at, s->count * sizeof *c->out);
  c->column = place(block, &at, s->count * sizeof *c->column);
  c->child = lists ? place(block, &at, s->count * sizeof *c->child) : NULL;
  if (block) memset(block, 0, at);
  for (uint32_t i = 0; i < s->count; i++)
    place_field(weir_field_at(s, i), c->capacity, block, &at, block ? &c->out[i] : NULL);
  return at;
}

int columns_init_kind(columns *c, memory *m, memory_kind kind, const weir_schema *fields, uint32_t capacity) {
  *c = (columns){.memory = m, .kind = kind, .schema = fields, .capacity = capacity, .stride = sizeof(weir_column)};
  size_t size = place_columns(c, NULL);
  char *block = take(c, size);
  if (!block) goto fail;
  c->block = block;
  c->block_size = size;
  place_columns(c, block);
  for (uint32_t i = 0; i < fields->count; i++) {
    const weir_field *field = weir_field_at(fields, i);
    c->column[i].type = field->type;
    if (c->child && list_init(c, &c->child[i], field, &c->out[i], &c->column[i]) < 0) goto fail;
    if (field->type == WEIR_STRUCT && children_grow(c, &c->child[i], capacity, 0) < 0) goto fail;
  }
  return 0;
fail:
  columns_finish(c);
  return -1;
}

int columns_init(columns *c, memory *m, const weir_schema *fields, uint32_t capacity) {
  return columns_init_kind(c, m, MEMORY_WAITING, fields, capacity);
}

void columns_finish(columns *c) {
  if (!c || !c->block) return;
  lists_finish(c, c->child, c->schema->count);
  give(c, c->block, c->block_size);
  *c = (columns){0};
}

/* ---- reset ---- */

/* The block of children is gone, and with it those of structs in it. */
static void forget_block(columns *c, list_child *list) {
  list->block = NULL;
  list->block_size = list->capacity = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    list->out[i] = (weir_out_column){.child = list->out[i].child};
    if (list->field[i].type != WEIR_STRUCT) continue;
    give(c, list->child[i].block, list->child[i].block_size);
    forget_block(c, &list->child[i]);
  }
}

static void slot_reset(columns *c, slot s, uint32_t used, uint32_t capacity) {
  size_t touched = (size_t)used / WORD_BITS + 1, all = words(capacity);
  if (s.out->valid) memset(s.out->valid, 0xff, (touched < all ? touched : all) * sizeof *s.out->valid);
  if (!s.list) {
    data_poison(s.out->data, (size_t)schema_width(s.field->type) * used);
    return;
  }
  list_child *list = s.list;
  if (s.field->type == WEIR_STRUCT) {
    for (uint32_t i = 0; i < list->count && list->capacity; i++)
      slot_reset(c, child_slot(list, i), used, list->capacity);
    return;
  }
  data_poison(s.out->ends, (size_t)used * sizeof *s.out->ends);
  for (uint32_t i = 0; i < list->count && list->capacity; i++)
    slot_reset(c, child_slot(list, i), list->used, list->capacity);
  list->used = 0;
  if (list->block_size <= CHILD_KEEP) return;
  give(c, list->block, list->block_size);
  forget_block(c, list);
}

void columns_reset(columns *c, uint32_t used) {
  for (uint32_t i = 0; i < c->schema->count; i++) slot_reset(c, top_slot(c, i), used, c->capacity);
}

/* ---- as a chunk ---- */

static bool all_valid(const uint64_t *valid, uint32_t rows) {
  for (uint32_t at = 0; at < rows; at += WORD_BITS) {
    uint32_t n = bits_in_word(at, rows - at);
    if (bits_get(valid, at, n) != bits_mask(n)) return false;
  }
  return true;
}

static void publish(slot s, uint32_t rows, weir_column *column) {
  column->data = s.out->data;
  column->valid = s.out->valid && !all_valid(s.out->valid, rows) ? s.out->valid : NULL;
  column->ends = s.out->ends;
  const uint32_t elements = s.list && s.field->type != WEIR_STRUCT ? s.list->used : rows;
  for (uint32_t i = 0; s.list && i < s.list->count; i++) publish(child_slot(s.list, i), elements, &s.list->column[i]);
}

void columns_chunk(columns *c, uint32_t rows, uint64_t sequence, const void *host, weir_chunk *chunk) {
  for (uint32_t i = 0; i < c->schema->count; i++) publish(top_slot(c, i), rows, &c->column[i]);
  *chunk = (weir_chunk){.size = sizeof *chunk,
                        .rows = rows,
                        .columns = c->schema->count,
                        .stride = c->stride,
                        .sequence = sequence,
                        .col = c->column,
                        .host = host};
}

/* ---- gathering ---- */

uint32_t columns_list_reserve(columns *c, uint32_t column, uint32_t n) {
  list_child *list = top_slot(c, column).list;
  if (!list || !is_list(weir_field_at(c->schema, column)->type) || list_grow(c, list, (uint64_t)list->used + n) < 0)
    return WEIR_NO_ROW;
  list->used += n;
  return list->used - n;
}

static void run_valid(uint64_t *to, uint32_t at, const uint64_t *from, uint32_t first, uint32_t n) {
  for (uint32_t done = 0; done < n;) {
    uint32_t k = bits_in_word(at + done, n - done);
    bits_put(to, at + done, k, from ? bits_get(from, first + done, k) : UINT64_MAX);
    done += k;
  }
}

static void pick_valid(uint64_t *to, uint32_t at, const uint64_t *from, const uint32_t *row, uint32_t n) {
  for (uint32_t done = 0; done < n;) {
    uint32_t k = bits_in_word(at + done, n - done);
    uint64_t bits = 0;
    for (uint32_t i = 0; i < k; i++) {
      uint32_t r = row[done + i];
      uint64_t bit = r == WEIR_NO_ROW ? 0 : from ? from[r >> 6] >> (r & 63) & 1 : 1;
      bits |= bit << i;
    }
    bits_put(to, at + done, k, bits);
    done += k;
  }
}

static void pick_bytes(uint8_t *to, const uint8_t *from, const uint32_t *row, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) to[i] = row[i] == WEIR_NO_ROW ? 0 : from[row[i]];
}

static void pick_words(uint64_t *to, const uint64_t *from, const uint32_t *row, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) to[i] = row[i] == WEIR_NO_ROW ? 0 : from[row[i]];
}

static void pick_strings(weir_str *to, const weir_str *from, const uint32_t *row, uint32_t n) {
  static const weir_str none;
  for (uint32_t i = 0; i < n; i++) to[i] = row[i] == WEIR_NO_ROW ? none : from[row[i]];
}

static int gather_run(columns *c, slot to, uint32_t at, const weir_column *from, uint32_t first, uint32_t n);

static uint32_t list_begin(const weir_column *column, uint32_t row) {
  return row ? column->ends[row - 1] : column->first;
}

/* Elements begin .. end of `from` behind those of `to`, for which there is room. */
static int append_elements(columns *c, list_child *to, const weir_column *from, uint32_t begin, uint32_t end) {
  for (uint32_t i = 0; i < to->count; i++)
    if (gather_run(c, child_slot(to, i), to->used, &from->child[i], begin, end - begin) < 0) return -1;
  to->used += end - begin;
  return 0;
}

/* Forgets elements that belong to no row before `at`: they are of a row that was given up or is written again. */
static void forget_elements(slot to, uint32_t at) {
  uint32_t end = at ? to.out->ends[at - 1] : 0;
  if (end < to.list->used) to.list->used = end;
}

static int run_lists(columns *c, slot to, uint32_t at, const weir_column *from, uint32_t first, uint32_t n) {
  forget_elements(to, at);
  list_child *list = to.list;
  uint32_t begin = list_begin(from, first), end = from->ends[first + n - 1], base = list->used;
  if (list_grow(c, list, (uint64_t)base + (end - begin)) < 0) return -1;
  if (append_elements(c, list, from, begin, end) < 0) return -1;
  for (uint32_t i = 0; i < n; i++) to.out->ends[at + i] = from->ends[first + i] - begin + base;
  return 0;
}

static int pick_lists(columns *c, slot to, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n) {
  forget_elements(to, at);
  uint64_t need = to.list->used;
  for (uint32_t i = 0; i < n; i++)
    if (row[i] != WEIR_NO_ROW) need += from->ends[row[i]] - list_begin(from, row[i]);
  if (list_grow(c, to.list, need) < 0) return -1;
  for (uint32_t i = 0; i < n; i++) {
    if (row[i] != WEIR_NO_ROW && append_elements(c, to.list, from, list_begin(from, row[i]), from->ends[row[i]]) < 0)
      return -1;
    to.out->ends[at + i] = to.list->used;
  }
  return 0;
}

static int run_struct(columns *c, slot to, uint32_t at, const weir_column *from, uint32_t first, uint32_t n) {
  for (uint32_t i = 0; i < to.list->count; i++)
    if (gather_run(c, child_slot(to.list, i), at, &from->child[i], from->first + first, n) < 0) return -1;
  return 0;
}

static int gather_picked(columns *c, slot to, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n);

/* Rows of a slice of a struct are others of its children. A struct without children has only nulls to give. */
static int pick_struct(columns *c, slot to, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n) {
  uint32_t moved[MOVED] = {0};
  for (uint32_t done = 0; done < n; done += MOVED) {
    const uint32_t k = n - done < MOVED ? n - done : MOVED;
    for (uint32_t i = 0; i < k; i++)
      moved[i] = row[done + i] == WEIR_NO_ROW ? WEIR_NO_ROW : from->first + row[done + i];
    for (uint32_t i = 0; i < to.list->count; i++)
      if (gather_picked(c, child_slot(to.list, i), at + done, from->child ? &from->child[i] : from, moved, k) < 0)
        return -1;
  }
  return 0;
}

static int gather_run(columns *c, slot to, uint32_t at, const weir_column *from, uint32_t first, uint32_t n) {
  if (n == 0) return 0;
  if (to.out->valid) run_valid(to.out->valid, at, from->valid, first, n);
  if (to.field->type == WEIR_STRUCT) return run_struct(c, to, at, from, first, n);
  if (to.list) return run_lists(c, to, at, from, first, n);
  size_t width = schema_width(to.field->type);
  memcpy((char *)to.out->data + at * width, (const char *)from->data + first * width, n * width);
  return 0;
}

static int gather_picked(columns *c, slot to, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n) {
  if (to.out->valid) pick_valid(to.out->valid, at, from->valid, row, n);
  if (to.field->type == WEIR_STRUCT) return pick_struct(c, to, at, from, row, n);
  if (to.list) return pick_lists(c, to, at, from, row, n);
  switch (to.field->type) {
  case WEIR_BOOL:
    pick_bytes((uint8_t *)to.out->data + at, from->data, row, n);
    break;
  case WEIR_STRING:
  case WEIR_BINARY:
    pick_strings((weir_str *)to.out->data + at, from->data, row, n);
    break;
  default:
    pick_words((uint64_t *)to.out->data + at, from->data, row, n);
    break;
  }
  return 0;
}

int columns_gather(columns *c, uint32_t column, uint32_t at, const weir_column *from, const uint32_t *row, uint32_t n) {
  slot to = top_slot(c, column);
  return row ? gather_picked(c, to, at, from, row, n) : gather_run(c, to, at, from, 0, n);
}

int columns_gather_run(columns *c, uint32_t column, uint32_t at, const weir_column *from, uint32_t first, uint32_t n) {
  return gather_run(c, top_slot(c, column), at, from, first, n);
}

/* ---- slices ---- */

static const uint64_t *slice_valid(const uint64_t *valid, uint32_t first, uint32_t n, uint64_t *scratch) {
  if (first % WORD_BITS == 0) return valid + first / WORD_BITS;
  for (uint32_t at = 0; at < n; at += WORD_BITS)
    scratch[at / WORD_BITS] = bits_get(valid, first + at, bits_in_word(at, n - at));
  return scratch;
}

void chunk_slice(const weir_chunk *in, uint32_t first, uint32_t n, weir_column *col, uint64_t *scratch,
                 weir_chunk *out) {
  for (uint32_t i = 0; i < in->columns; i++) {
    const weir_column *from = weir_col(in, i);
    weir_column slice = *from;
    if (from->data) slice.data = (const char *)from->data + (size_t)first * schema_width(from->type);
    if (from->valid)
      slice.valid = slice_valid(from->valid, first, n, scratch + (size_t)i * (WEIR_MAX_ROWS / WORD_BITS));
    if (from->ends) {
      slice.ends = from->ends + first;
      slice.first = list_begin(from, first);
    } else if (from->type == WEIR_STRUCT) {
      slice.first = from->first + first;
    }
    col[i] = slice;
  }
  *out = (weir_chunk){.size = sizeof *out,
                      .rows = n,
                      .columns = in->columns,
                      .stride = sizeof *col,
                      .sequence = in->sequence + first,
                      .col = col,
                      .host = in->host};
}
