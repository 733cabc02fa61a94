/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of WEIR_MAX_ROWS rows, one as a rule: key and value columns, the values as structs, and a pointer to each. */
#include "state/key_list.h"
#include "data/arena.h"
#include "data/columns.h"
#include <string.h>

enum { PAGE_ROWS = WEIR_MAX_ROWS, KEEP_BYTES = 256 << 10 };

typedef struct list_page {
  columns columns; /* keys as they come, values when they are scanned */
  char *values;    /* PAGE_ROWS structs, behind them one for scratch */
  void **slot;
  uint32_t rows;
  struct list_page *next;
} list_page;

struct key_list {
  table_config config;
  weir_schema schema;       /* key, then value */
  size_t fields_size, step; /* step: from a value to the next */
  list_page *first, *page;  /* page: being filled */
  uint32_t pages;
  arena strings;
  bool failed;
  weir_chunk keys_chunk, scan_chunk;
};

/* ---- birth and death -------------------------------------------------------------------------------------------------- */

static void *take(const key_list *l, size_t size) { return memory_get_zero(l->config.memory, MEMORY_WAITING, size); }
static void give(const key_list *l, void *p, size_t size) { memory_put(l->config.memory, MEMORY_WAITING, p, size); }

static size_t values_size(const key_list *l) { return (PAGE_ROWS + 1) * l->step; }

static void page_destroy(const key_list *l, list_page *page) {
  columns_finish(&page->columns);
  give(l, page->values, values_size(l));
  give(l, page->slot, PAGE_ROWS * sizeof *page->slot);
  give(l, page, sizeof *page);
}

static list_page *page_create(const key_list *l) {
  list_page *page = take(l, sizeof *page);
  if (!page) return NULL;
  page->values = take(l, values_size(l));
  page->slot = take(l, PAGE_ROWS * sizeof *page->slot);
  if (page->values && page->slot && columns_init(&page->columns, l->config.memory, &l->schema, PAGE_ROWS) == 0)
    return page;
  page_destroy(l, page);
  return NULL;
}

key_list *key_list_create(const table_config *config) {
  const weir_schema *part[2] = {config->key, config->value};
  const size_t fields_size = (part[0]->count + part[1]->count + 1) * sizeof(weir_field);
  key_list *l = memory_get_zero(config->memory, MEMORY_WAITING, sizeof *l);
  if (!l) return NULL;
  l->config = *config;
  l->fields_size = fields_size;
  l->step = (config->value_size + sizeof(uint64_t)) & ~(sizeof(uint64_t) - 1);
  arena_init(&l->strings, config->memory, MEMORY_WAITING);
  weir_field *field = take(l, fields_size);
  l->schema = (weir_schema){.size = sizeof l->schema, .stride = sizeof *field, .field = field};
  for (uint32_t p = 0; field && p < 2; p++)
    for (uint32_t i = 0; i < part[p]->count; i++) field[l->schema.count++] = *weir_field_at(part[p], i);
  if (field && (l->first = l->page = page_create(l))) return l;
  key_list_destroy(l);
  return NULL;
}

void key_list_destroy(key_list *l) {
  if (!l) return;
  for (list_page *page = l->first; page;) {
    list_page *next = page->next;
    page_destroy(l, page);
    page = next;
  }
  arena_finish(&l->strings);
  memory_put(l->config.memory, MEMORY_WAITING, (void *)(uintptr_t)l->schema.field, l->fields_size);
  memory_put(l->config.memory, MEMORY_WAITING, l, sizeof *l);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------- */

static void all_scratch(key_list *l, uint32_t n, void **slot) {
  char *scratch = l->first->values + PAGE_ROWS * l->step;
  memset(scratch, 0, l->step);
  l->failed = true;
  for (uint32_t i = 0; i < n; i++) slot[i] = scratch;
}

static bool next_page(key_list *l) {
  if (!l->page->next && !(l->page->next = page_create(l))) return false;
  l->page = l->page->next;
  return true;
}

static bool append(key_list *l, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  list_page *page = l->page;
  const size_t size = l->step;
  for (uint32_t c = 0; c < keys->columns; c++)
    if (columns_gather_run(&page->columns, c, page->rows, weir_col(keys, c), first, n) < 0) return false;
  memset(page->values + page->rows * size, 0, n * size);
  for (uint32_t i = 0; i < n; i++) slot[i] = page->slot[page->rows + i] = page->values + (page->rows + i) * size;
  page->rows += n;
  return true;
}

void key_list_upsert(key_list *l, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  for (uint32_t done = 0; done < n;) {
    uint32_t room = PAGE_ROWS - l->page->rows, k = n - done < room ? n - done : room;
    if (l->failed || (k ? !append(l, keys, first + done, k, slot + done) : !next_page(l))) {
      all_scratch(l, n - done, slot + done);
      return;
    }
    done += k;
  }
}

void key_list_upsert_count(key_list *l, const weir_chunk *keys, uint32_t offset) {
  void *slot[256];
  for (uint32_t first = 0; first < keys->rows; first += 256) {
    const uint32_t n = keys->rows - first < 256 ? keys->rows - first : 256;
    key_list_upsert(l, keys, first, n, slot);
    for (uint32_t i = 0; i < n; i++) ++*(int64_t *)(void *)((char *)slot[i] + offset);
  }
}

void key_list_slot_string(key_list *l, weir_str *field, const char *p, uint64_t n) {
  char inside[12];
  char *to = n <= sizeof inside ? inside : arena_get(&l->strings, n);
  if (!to) {
    l->failed = true;
    return;
  }
  if (n) memcpy(to, p, n);
  *field = weir_view(to, (uint32_t)n);
}

char *key_list_slot_reserve(key_list *l, weir_str *field, uint64_t n) {
  char *to = n <= 12 ? (char *)field + offsetof(weir_str, head) : arena_get(&l->strings, n);
  weir_str old = *field;
  if (!to) {
    l->failed = true;
    return NULL;
  }
  const uint64_t kept = old.len < n ? old.len : n;
  if (n <= 12) memset(field, 0, sizeof *field);
  if (kept) memcpy(to, weir_text(&old), kept);
  memset(to + kept, 0, n - kept);
  field->len = (uint32_t)n;
  if (n > 12) field->u.ptr = to;
  return to;
}

/* ---- reading ----------------------------------------------------------------------------------------------------------------- */

uint32_t key_list_scan(key_list *l, weir_scan *scan) {
  list_page *page = l->first;
  for (uint64_t i = 0; i < scan->position && page; i++) page = page->next;
  scan->rows = page ? page->rows : 0;
  if (!scan->rows) return 0;
  scan->position++;
  columns_chunk(&page->columns, page->rows, 0, NULL, &l->keys_chunk);
  l->keys_chunk.columns = l->config.key->count;
  scan->keys = &l->keys_chunk;
  scan->slot = page->slot;
  return scan->rows;
}

static void gather_field(void *const *slot, uint32_t n, const weir_field *f, void *to) {
  for (uint32_t i = 0; i < n; i++) {
    const char *from = (const char *)slot[i] + f->offset;
    if (f->type == WEIR_STRING || f->type == WEIR_BINARY) {
      weir_str *text = (weir_str *)to + i;
      memcpy(text, from, sizeof *text);
      if (text->len > 12) memcpy(text->head, text->u.ptr, sizeof text->head); /* slot_reserve's bytes came later */
    } else if (f->type == WEIR_BOOL) {
      ((uint8_t *)to)[i] = *(const uint64_t *)(const void *)from != 0;
    } else {
      memcpy((uint64_t *)to + i, from, sizeof(uint64_t));
    }
  }
}

const weir_chunk *key_list_scan_chunk(key_list *l, const weir_scan *scan) {
  list_page *page = l->first;
  while (page->slot != scan->slot) page = page->next;
  const uint32_t keys = l->config.key->count;
  for (uint32_t i = 0; i < l->config.value->count; i++)
    gather_field(scan->slot, scan->rows, weir_field_at(l->config.value, i), page->columns.out[keys + i].data);
  columns_chunk(&page->columns, page->rows, 0, NULL, &l->scan_chunk);
  return &l->scan_chunk;
}

bool key_list_failed(const key_list *l) { return l->failed; }

void key_list_clear(key_list *l) {
  for (list_page *page = l->first; page && page->rows; page = page->next) {
    columns_reset(&page->columns, page->rows);
    page->rows = 0;
  }
  l->page = l->first;
  l->failed = false;
  arena_reset(&l->strings, KEEP_BYTES);
}
