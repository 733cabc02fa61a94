/* SPDX-License-Identifier: Apache-2.0 */
/* A table numbers the keys in order of arrival; rows lie in a store an input, with an array beside it that chains the
 * rows of a key. Row numbers are 32 bits and begin with 1 in chains, so that zero is "none". */
#include "state/keyed_rows.h"
#include "state/table_inside.h"

enum { RUN_KEYS = 1024, RUN_ROWS = 65536, FIRST_ENTRIES = 1024 };
#define KEEP_BYTES (UINT64_C(1) << 20) /* of rows, between batches */

typedef struct chain {
  uint32_t first, last, count, reserved;
} chain;

/* An array that doubles. */
typedef struct list {
  void *data;
  uint64_t capacity;
} list;

typedef struct kept_input {
  const weir_schema *schema; /* NULL: rows are not kept */
  rows *store;
  list next;      /* uint32_t a row */
  columns column; /* the rows of the run at hand; made when first needed */
  weir_column *as_lists;
  uint32_t *ends; /* RUN_KEYS */
  weir_chunk chunk;
} kept_input;

struct keyed_rows {
  memory *memory;
  table *keys;
  uint64_t count; /* of keys */
  list views;     /* weir_str a key */
  list chains;    /* `inputs` chains a key */
  const weir_schema *key;
  columns key_column;
  weir_chunk key_chunk;
  uint64_t *row; /* of one input in the run at hand */
  uint64_t row_capacity;
  const weir_chunk **chunk;
  bool failed;
  uint32_t inputs;
  kept_input input[];
};

/* A key's slot in the table: its number, beginning with 1. */
static const weir_field number_field = {.name = "number", .type = WEIR_I64};
static const weir_schema number_schema = {
    .size = sizeof number_schema, .count = 1, .stride = sizeof number_field, .field = &number_field};

/* ---- arrays --------------------------------------------------------------------------------------------------- */

static int list_reserve(keyed_rows *k, list *l, uint64_t need, size_t entry) {
  if (need <= l->capacity) return 0;
  uint64_t capacity = l->capacity ? l->capacity : FIRST_ENTRIES;
  while (capacity < need) capacity *= 2;
  void *data = memory_get(k->memory, MEMORY_KEPT, capacity * entry);
  if (!data) return -1;
  if (l->data) {
    memcpy(data, l->data, l->capacity * entry);
    memory_put(k->memory, MEMORY_KEPT, l->data, l->capacity * entry);
  }
  *l = (list){.data = data, .capacity = capacity};
  return 0;
}

static void list_finish(keyed_rows *k, list *l, size_t entry) {
  if (l->data) memory_put(k->memory, MEMORY_KEPT, l->data, l->capacity * entry);
  *l = (list){0};
}

static size_t chains_size(const keyed_rows *k) { return k->inputs * sizeof(chain); }
static chain *chain_of(const keyed_rows *k, uint64_t key, uint32_t input) {
  return (chain *)k->chains.data + key * k->inputs + input;
}

/* ---- birth and death ------------------------------------------------------------------------------------------ */

static size_t whole_size(uint32_t inputs) { return sizeof(keyed_rows) + inputs * sizeof(kept_input); }

static int open_input(keyed_rows *k, kept_input *in, const weir_schema *schema) {
  in->schema = schema;
  if (!schema) return 0;
  in->store = rows_create(k->memory, MEMORY_KEPT, schema);
  in->as_lists = memory_get_zero(k->memory, MEMORY_KEPT, (schema->count + 1) * sizeof *in->as_lists);
  in->ends = memory_get(k->memory, MEMORY_KEPT, RUN_KEYS * sizeof *in->ends);
  return in->store && in->as_lists && in->ends ? 0 : -1;
}

keyed_rows *keyed_rows_create(memory *m, const hash_seed *seed, const weir_schema *key, const weir_schema *const *input,
                              uint32_t inputs) {
  keyed_rows *k = memory_get_zero(m, MEMORY_KEPT, whole_size(inputs));
  if (!k) return NULL;
  k->memory = m;
  k->key = key;
  k->inputs = inputs;
  const table_config config = {.key = key,
                               .value = &number_schema,
                               .value_size = sizeof(uint64_t),
                               .scope = WEIR_SCOPE_BATCH,
                               .seed = *seed,
                               .share = HASH_OTHER,
                               .memory = m};
  k->keys = table_create(&config);
  k->chunk = memory_get_zero(m, MEMORY_KEPT, (inputs + 1) * sizeof *k->chunk);
  bool good = k->keys && k->chunk && columns_init(&k->key_column, m, key, RUN_KEYS) == 0;
  for (uint32_t i = 0; i < inputs && good; i++) {
    good = open_input(k, &k->input[i], input[i]) == 0;
    k->chunk[i] = &k->input[i].chunk;
  }
  if (good) return k;
  keyed_rows_destroy(k);
  return NULL;
}

static void close_input(keyed_rows *k, kept_input *in) {
  if (!in->schema) return;
  rows_destroy(in->store);
  list_finish(k, &in->next, sizeof(uint32_t));
  columns_finish(&in->column);
  memory_put(k->memory, MEMORY_KEPT, in->as_lists, (in->schema->count + 1) * sizeof *in->as_lists);
  memory_put(k->memory, MEMORY_KEPT, in->ends, RUN_KEYS * sizeof *in->ends);
}

static void row_finish(keyed_rows *k) {
  memory_put(k->memory, MEMORY_KEPT, k->row, k->row_capacity * sizeof *k->row);
  k->row = NULL;
  k->row_capacity = 0;
}

void keyed_rows_destroy(keyed_rows *k) {
  if (!k) return;
  for (uint32_t i = 0; i < k->inputs; i++) close_input(k, &k->input[i]);
  list_finish(k, &k->views, sizeof(weir_str));
  list_finish(k, &k->chains, chains_size(k));
  columns_finish(&k->key_column);
  row_finish(k);
  memory_put(k->memory, MEMORY_KEPT, (void *)k->chunk, (k->inputs + 1) * sizeof *k->chunk);
  table_destroy(k->keys);
  memory_put(k->memory, MEMORY_KEPT, k, whole_size(k->inputs));
}

void keyed_rows_clear(keyed_rows *k) {
  table_clear(k->keys, k->count);
  list_finish(k, &k->views, sizeof(weir_str));
  list_finish(k, &k->chains, chains_size(k));
  row_finish(k);
  for (uint32_t i = 0; i < k->inputs; i++) {
    kept_input *in = &k->input[i];
    if (!in->schema) continue;
    rows_clear(in->store, KEEP_BYTES);
    list_finish(k, &in->next, sizeof(uint32_t));
    columns_finish(&in->column);
  }
  k->count = 0;
  k->failed = false;
}

/* ---- adding --------------------------------------------------------------------------------------------------- */

/* The number of the key in `slot`, a new one where it is new; room is there. */
static uint64_t number_of(keyed_rows *k, uint64_t *slot) {
  if (*slot == 0) {
    ((weir_str *)k->views.data)[k->count] = *table_slot_key(slot);
    memset(chain_of(k, k->count, 0), 0, chains_size(k));
    *slot = ++k->count;
  }
  return *slot - 1;
}

static void append_row(chain *c, uint32_t *next, uint32_t row) {
  next[row - 1] = 0;
  if (c->count++)
    next[c->last - 1] = row;
  else
    c->first = row;
  c->last = row;
}

static int add_run(keyed_rows *k, kept_input *in, const weir_chunk *keys, uint32_t first, uint32_t n, uint64_t base) {
  void *slot[TABLE_RUN];
  if (list_reserve(k, &k->views, k->count + n, sizeof(weir_str)) != 0 ||
      list_reserve(k, &k->chains, k->count + n, chains_size(k)) != 0)
    return -1;
  table_upsert(k->keys, keys, first, n, slot);
  if (table_failed(k->keys)) return -1;
  for (uint32_t i = 0; i < n; i++) {
    uint64_t key = number_of(k, slot[i]);
    if (in->schema)
      append_row(chain_of(k, key, (uint32_t)(in - k->input)), in->next.data, (uint32_t)(base + first + i + 1));
  }
  return 0;
}

static int add(keyed_rows *k, kept_input *in, const weir_chunk *keys, const weir_chunk *chunk) {
  uint64_t base = 0;
  if (in->schema) {
    base = rows_count(in->store);
    if (base + keys->rows >= UINT32_MAX || list_reserve(k, &in->next, base + keys->rows, sizeof(uint32_t)) != 0 ||
        rows_append(in->store, chunk, NULL, keys->rows) != 0)
      return -1;
  }
  for (uint32_t at = 0; at < keys->rows; at += TABLE_RUN) {
    uint32_t n = keys->rows - at < TABLE_RUN ? keys->rows - at : TABLE_RUN;
    if (add_run(k, in, keys, at, n, base) != 0) return -1;
  }
  return 0;
}

int keyed_rows_add(keyed_rows *k, uint32_t input, const weir_chunk *keys, const weir_chunk *in) {
  if (!k->failed && add(k, &k->input[input], keys, in) != 0) k->failed = true;
  return k->failed ? -1 : 0;
}

/* ---- handing out ---------------------------------------------------------------------------------------------- */

/* How many keys from `first` on make a run. */
static uint32_t run_length(const keyed_rows *k, uint64_t first) {
  uint64_t total = 0;
  uint32_t n = 0;
  for (; n < RUN_KEYS && first + n < k->count; n++) {
    for (uint32_t i = 0; i < k->inputs; i++) total += chain_of(k, first + n, i)->count;
    if (n && total > RUN_ROWS) break;
  }
  return n;
}

/* Numbers of the rows of n keys, key by key, into k->row, their ends into in->ends. Gives how many; -1: out of memory.
 * */
static int64_t list_rows(keyed_rows *k, kept_input *in, uint64_t first, uint32_t n) {
  uint32_t input = (uint32_t)(in - k->input);
  uint64_t total = 0, at = 0;
  for (uint32_t i = 0; i < n; i++) total += chain_of(k, first + i, input)->count;
  if (total > k->row_capacity || !k->row) {
    row_finish(k);
    uint64_t capacity = total < RUN_ROWS ? RUN_ROWS : total;
    k->row = memory_get(k->memory, MEMORY_KEPT, capacity * sizeof *k->row);
    if (!k->row) return -1;
    k->row_capacity = capacity;
  }
  const uint32_t *next = in->next.data;
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t row = chain_of(k, first + i, input)->first; row; row = next[row - 1]) k->row[at++] = row - 1;
    in->ends[i] = (uint32_t)at;
  }
  return (int64_t)total;
}

/* The columns of a run, with room for `need` rows. */
static int prepare_columns(keyed_rows *k, kept_input *in, uint32_t need) {
  if (in->column.memory && in->column.capacity >= need) {
    columns_reset(&in->column, in->column.capacity);
    return 0;
  }
  columns_finish(&in->column);
  uint32_t capacity = RUN_KEYS;
  while (capacity < need && capacity < RUN_ROWS) capacity *= 2;
  return columns_init(&in->column, k->memory, in->schema, capacity > need ? capacity : need);
}

static int gather_input(keyed_rows *k, kept_input *in, uint64_t first, uint32_t n) {
  in->chunk = (weir_chunk){.size = sizeof in->chunk, .rows = n, .stride = sizeof(weir_column)};
  if (!in->schema) return 0;
  int64_t total = list_rows(k, in, first, n);
  if (total < 0 || prepare_columns(k, in, (uint32_t)total) != 0 ||
      rows_gather(in->store, k->row, (uint32_t)total, &in->column, 0) != 0)
    return -1;
  weir_chunk elements;
  columns_chunk(&in->column, (uint32_t)total, 0, NULL, &elements);
  for (uint32_t c = 0; c < elements.columns; c++)
    in->as_lists[c] = (weir_column){.type = WEIR_LIST, .ends = in->ends, .child = weir_col(&elements, c)};
  in->chunk.columns = elements.columns;
  in->chunk.col = in->as_lists;
  return 0;
}

static void decode_keys(keyed_rows *k, uint64_t first, uint32_t n) {
  columns_reset(&k->key_column, RUN_KEYS);
  keys_decode(k->key, (const weir_str *)k->views.data + first, n, &k->key_column, 0);
  columns_chunk(&k->key_column, n, 0, NULL, &k->key_chunk);
}

uint32_t keyed_rows_scan(keyed_rows *k, weir_rows_scan *scan) {
  scan->rows = 0;
  if (k->failed || scan->position >= k->count) return 0;
  uint32_t n = run_length(k, scan->position);
  for (uint32_t i = 0; i < k->inputs && !k->failed; i++)
    if (gather_input(k, &k->input[i], scan->position, n) != 0) k->failed = true;
  if (k->failed) return 0;
  decode_keys(k, scan->position, n);
  scan->position += n;
  scan->rows = n;
  scan->inputs = k->inputs;
  scan->keys = &k->key_chunk;
  scan->input = k->chunk;
  return n;
}

/* ---- questions ------------------------------------------------------------------------------------------------ */

bool keyed_rows_failed(const keyed_rows *k) { return k->failed; }

uint64_t keyed_rows_bytes(const keyed_rows *k) {
  uint64_t bytes = whole_size(k->inputs) + table_bytes(k->keys) + k->views.capacity * sizeof(weir_str) +
                   k->chains.capacity * chains_size(k);
  for (uint32_t i = 0; i < k->inputs; i++) {
    const kept_input *in = &k->input[i];
    if (in->schema) bytes += rows_bytes(in->store) + in->next.capacity * sizeof(uint32_t);
  }
  return bytes;
}
