/* SPDX-License-Identifier: Apache-2.0 */
/* Pages are `columns` of 2,048 rows; the first begins with fewer and is copied until it is full-sized, so that row i is
 * always row i % 2048 of page i / 2048. Rows are gathered as views, then long strings are copied into the arena and the
 * views bent. */
#include "data/rows.h"

#include <string.h>

enum {
  PAGE_SHIFT = 11,
  PAGE_ROWS = 1 << PAGE_SHIFT,
  FIRST_ROWS = 64,
  MAP_WORDS = WEIR_MAX_ROWS / 64,
  INLINE_BYTES = 12
};

typedef struct rows_page {
  columns columns;
  uint64_t strings; /* bytes asked of the arena before its first row's */
} rows_page;

struct rows {
  memory *memory;
  memory_kind kind;
  const weir_schema *schema;
  rows_page *page;
  uint32_t pages, room; /* pages there are, pages the array has room for */
  uint32_t released;    /* of them, the first */
  uint64_t count, page_bytes;
  arena arena;
  uint64_t *scratch; /* MAP_WORDS a column; see rows_chunk */
  size_t size;       /* of this, with the scratch */
};

rows *rows_create(memory *m, memory_kind kind, const weir_schema *schema) {
  bool nullable = false;
  for (uint32_t i = 0; i < schema->count; i++) nullable = nullable || (weir_field_at(schema, i)->flags & WEIR_NULLABLE);
  size_t size = sizeof(rows) + (nullable ? schema->count * MAP_WORDS * sizeof(uint64_t) : 0);
  rows *r = memory_get(m, kind, size);
  if (!r) return NULL;
  *r = (rows){.memory = m, .kind = kind, .schema = schema, .size = size};
  r->scratch = (uint64_t *)(void *)(r + 1);
  arena_init(&r->arena, m, kind);
  return r;
}

void rows_destroy(rows *r) {
  if (!r) return;
  for (uint32_t i = 0; i < r->pages; i++) columns_finish(&r->page[i].columns);
  memory_put(r->memory, r->kind, r->page, r->room * sizeof *r->page);
  arena_finish(&r->arena);
  memory_put(r->memory, r->kind, r, r->size);
}

uint64_t rows_count(const rows *r) { return r->count; }

uint64_t rows_bytes(const rows *r) { return r->size + r->room * sizeof *r->page + r->page_bytes + r->arena.held; }

/* ---- pages ---- */

static int reserve_page(rows *r) {
  if (r->pages < r->room) return 0;
  if (r->room > UINT32_MAX / 2) return -1;
  uint32_t room = r->room ? r->room * 2 : 4;
  rows_page *grown = memory_get(r->memory, r->kind, room * sizeof *grown);
  if (!grown) return -1;
  if (r->pages) memcpy(grown, r->page, r->pages * sizeof *grown);
  memory_put(r->memory, r->kind, r->page, r->room * sizeof *r->page);
  r->page = grown;
  r->room = room;
  return 0;
}

/* The first page anew with more room; its strings stay where they are. */
static int grow_first_page(rows *r, uint32_t used, uint32_t capacity) {
  columns grown, *first = &r->page[0].columns;
  weir_chunk chunk;
  if (columns_init_kind(&grown, r->memory, r->kind, r->schema, capacity) < 0) return -1;
  columns_chunk(first, used, 0, NULL, &chunk);
  for (uint32_t i = 0; i < chunk.columns; i++) {
    if (columns_gather_run(&grown, i, 0, weir_col(&chunk, i), 0, used) < 0) {
      columns_finish(&grown);
      return -1;
    }
  }
  r->page_bytes += grown.bytes - first->bytes;
  columns_finish(first);
  *first = grown;
  return 0;
}

/* The page of row `count`, with room for it and as many of the `more` rows behind it as a page takes. */
static columns *page_for(rows *r, uint64_t more) {
  uint32_t index = (uint32_t)(r->count >> PAGE_SHIFT), used = (uint32_t)(r->count & (PAGE_ROWS - 1));
  uint32_t capacity = PAGE_ROWS;
  if (index == 0)
    for (capacity = FIRST_ROWS; capacity < PAGE_ROWS && capacity < used + more;) capacity *= 2;
  if (index < r->pages) {
    if (used == 0) r->page[index].strings = r->arena.bytes;
    if (r->page[index].columns.capacity < capacity && grow_first_page(r, used, capacity) < 0) return NULL;
    return &r->page[index].columns;
  }
  if (r->count >> PAGE_SHIFT >= UINT32_MAX || reserve_page(r) < 0) return NULL;
  rows_page *next = &r->page[r->pages];
  if (columns_init_kind(&next->columns, r->memory, r->kind, r->schema, capacity) < 0) return NULL;
  next->strings = r->arena.bytes;
  r->page_bytes += next->columns.bytes;
  r->pages++;
  return &next->columns;
}

/* ---- appending ---- */

static int own_strings(arena *a, weir_str *s, uint32_t n) {
  uint64_t total = 0;
  for (uint32_t i = 0; i < n; i++) total += s[i].len > INLINE_BYTES ? s[i].len : 0;
  if (total == 0) return 0;
  bool together = a->at && (uint64_t)(a->end - a->at) >= total + sizeof(uint64_t);
  char *to = together ? arena_get(a, total) : NULL;
  for (uint32_t i = 0; i < n; i++) {
    if (s[i].len <= INLINE_BYTES) continue;
    if (!together && !(to = arena_get(a, s[i].len))) return -1;
    memcpy(to, s[i].u.ptr, s[i].len);
    s[i].u.ptr = to;
    to += s[i].len;
  }
  return 0;
}

/* Copies the long strings of rows from .. from+n, those in lists too. */
static int own_column(arena *a, const weir_field *field, const weir_out_column *out, uint32_t from, uint32_t n) {
  if (n == 0) return 0;
  if (field->type == WEIR_STRING || field->type == WEIR_BINARY) return own_strings(a, (weir_str *)out->data + from, n);
  uint32_t begin = from, end = from + n; /* a struct's children have its rows */
  if (out->ends) {
    begin = from ? out->ends[from - 1] : 0;
    end = out->ends[from + n - 1];
  }
  for (uint32_t i = 0; i < field->children; i++)
    if (own_column(a, &field->child[i], &out->child[i], begin, end - begin) < 0) return -1;
  return 0;
}

/* Rows `done` .. done+n of what rows_append was given, all into one page. */
static int append_to(rows *r, columns *page, const weir_chunk *in, const uint32_t *row, uint32_t done, uint32_t n) {
  uint32_t at = (uint32_t)(r->count & (PAGE_ROWS - 1));
  for (uint32_t i = 0; i < r->schema->count; i++) {
    const weir_column *from = weir_col(in, i);
    int result =
        row ? columns_gather(page, i, at, from, row + done, n) : columns_gather_run(page, i, at, from, done, n);
    if (result < 0) return -1;
    if (own_column(&r->arena, weir_field_at(r->schema, i), &page->out[i], at, n) < 0) return -1;
  }
  return 0;
}

int rows_append(rows *r, const weir_chunk *in, const uint32_t *row, uint32_t n) {
  for (uint32_t done = 0; done < n;) {
    columns *page = page_for(r, n - done);
    if (!page) return -1;
    uint32_t room = page->capacity - (uint32_t)(r->count & (PAGE_ROWS - 1));
    uint32_t k = n - done < room ? n - done : room;
    uint64_t before = page->bytes;
    int result = append_to(r, page, in, row, done, k);
    r->page_bytes += page->bytes - before;
    if (result < 0) return -1;
    r->count += k;
    done += k;
  }
  return 0;
}

/* ---- forgetting ---- */

void rows_truncate(rows *r, uint64_t count) {
  if (count < r->count) r->count = count;
}

void rows_release(rows *r, uint64_t before) {
  const uint32_t upto = (uint32_t)(before >> PAGE_SHIFT);
  if (upto <= r->released) return;
  for (; r->released < upto; r->released++) {
    r->page_bytes -= r->page[r->released].columns.bytes;
    columns_finish(&r->page[r->released].columns);
  }
  arena_drop(&r->arena, upto < r->pages ? r->page[upto].strings : r->arena.bytes);
}

void rows_clear(rows *r, uint64_t keep) {
  uint64_t kept = 0;
  uint32_t pages = 0;
  const bool whole = r->released == 0; /* else its first pages are gone */
  r->released = 0;
  while (whole && pages < r->pages && kept + r->page[pages].columns.bytes <= keep) {
    columns *page = &r->page[pages++].columns;
    columns_reset(page, page->capacity);
    kept += page->bytes;
  }
  for (uint32_t i = pages; i < r->pages; i++) columns_finish(&r->page[i].columns);
  r->pages = pages;
  r->page_bytes = kept;
  r->count = 0;
  arena_reset(&r->arena, keep - kept);
}

/* ---- reading ---- */

uint32_t rows_chunk(const rows *r, uint64_t at, uint64_t end, weir_chunk *chunk, weir_column *col) {
  uint32_t first = (uint32_t)(at & (PAGE_ROWS - 1));
  uint64_t n = end < r->count ? end : r->count;
  n = n > at ? n - at : 0;
  if (n > PAGE_ROWS - first) n = PAGE_ROWS - first;
  *chunk = (weir_chunk){.size = sizeof *chunk, .stride = sizeof *col, .columns = r->schema->count, .col = col};
  if (n == 0) return 0;
  weir_chunk page;
  columns_chunk(&r->page[at >> PAGE_SHIFT].columns, first + (uint32_t)n, at - first, NULL, &page);
  chunk_slice(&page, first, (uint32_t)n, col, r->scratch, chunk);
  return (uint32_t)n;
}

static const weir_out_column *out_at(const rows *r, uint64_t row, uint32_t column) {
  return &r->page[row >> PAGE_SHIFT].columns.out[column];
}

static uint32_t in_page(uint64_t row) { return (uint32_t)row & (PAGE_ROWS - 1); }

static void gather_valid(const rows *r, uint32_t column, const uint64_t *row, uint32_t n, uint64_t *valid,
                         uint32_t at) {
  for (uint32_t i = 0; i < n; i++) {
    uint64_t bit = UINT64_C(1) << ((at + i) & 63), is_valid = 0;
    if (row[i] != UINT64_MAX) {
      const uint64_t *from = out_at(r, row[i], column)->valid;
      is_valid = from ? from[in_page(row[i]) >> 6] >> (in_page(row[i]) & 63) & 1 : 1;
    }
    uint64_t *word = &valid[(at + i) >> 6];
    *word = is_valid ? *word | bit : *word & ~bit;
  }
}

static void gather_bytes(const rows *r, uint32_t column, const uint64_t *row, uint32_t n, uint8_t *to) {
  for (uint32_t i = 0; i < n; i++)
    to[i] = row[i] == UINT64_MAX ? 0 : ((const uint8_t *)out_at(r, row[i], column)->data)[in_page(row[i])];
}

static void gather_words(const rows *r, uint32_t column, const uint64_t *row, uint32_t n, uint64_t *to) {
  for (uint32_t i = 0; i < n; i++)
    to[i] = row[i] == UINT64_MAX ? 0 : ((const uint64_t *)out_at(r, row[i], column)->data)[in_page(row[i])];
}

static void gather_strings(const rows *r, uint32_t column, const uint64_t *row, uint32_t n, weir_str *to) {
  static const weir_str none;
  for (uint32_t i = 0; i < n; i++)
    to[i] = row[i] == UINT64_MAX ? none : ((const weir_str *)out_at(r, row[i], column)->data)[in_page(row[i])];
}

/* Lists, run by run of rows in the same page. */
static int gather_lists(const rows *r, uint32_t column, const uint64_t *row, uint32_t n, columns *to, uint32_t at) {
  enum { RUN = 256 };
  static const weir_column none;
  uint32_t index[RUN];
  for (uint32_t done = 0; done < n;) {
    uint64_t page = UINT64_MAX;
    uint32_t k = 0;
    for (; k < RUN && done + k < n; k++) {
      uint64_t next = row[done + k];
      if (next != UINT64_MAX && page != UINT64_MAX && next >> PAGE_SHIFT != page) break;
      if (next != UINT64_MAX) page = next >> PAGE_SHIFT;
      index[k] = next == UINT64_MAX ? WEIR_NO_ROW : in_page(next);
    }
    const weir_column *from = &none;
    if (page != UINT64_MAX) {
      weir_chunk chunk;
      uint64_t rest = r->count - (page << PAGE_SHIFT);
      columns_chunk(&r->page[page].columns, rest < PAGE_ROWS ? (uint32_t)rest : PAGE_ROWS, 0, NULL, &chunk);
      from = weir_col(&chunk, column);
    }
    if (columns_gather(to, column, at + done, from, index, k) < 0) return -1;
    done += k;
  }
  return 0;
}

int rows_gather(const rows *r, const uint64_t *row, uint32_t n, columns *to, uint32_t at) {
  for (uint32_t i = 0; i < r->schema->count; i++) {
    weir_out_column *out = &to->out[i];
    uint32_t type = weir_field_at(r->schema, i)->type;
    if (type == WEIR_LIST || type == WEIR_MAP || type == WEIR_STRUCT) {
      if (gather_lists(r, i, row, n, to, at) < 0) return -1;
      continue;
    }
    if (out->valid) gather_valid(r, i, row, n, out->valid, at);
    if (type == WEIR_BOOL) {
      gather_bytes(r, i, row, n, (uint8_t *)out->data + at);
    } else if (type == WEIR_STRING || type == WEIR_BINARY) {
      gather_strings(r, i, row, n, (weir_str *)out->data + at);
    } else {
      gather_words(r, i, row, n, (uint64_t *)out->data + at);
    }
  }
  return 0;
}
