/* SPDX-License-Identifier: Apache-2.0 */
/* What a key of a large table takes: N distinct keys of six letters with one count each, by the table's own account.
 * Prints a line a scope: its name, bytes a key at rest, and at the worst moment of its growth. Usage: table_keys N */
#include "state/table.h"
#include <stdio.h>
#include <stdlib.h>

enum { RUN = 256, LETTERS = 6, BATCH = 1 << 20 };

static const weir_field key_field = {.name = "word", .type = WEIR_STRING};
static const weir_field value_field = {.name = "count", .type = WEIR_I64};
static const weir_schema key_schema = {sizeof key_schema, 1, sizeof key_field, 0, &key_field};
static const weir_schema value_schema = {sizeof value_schema, 1, sizeof value_field, 0, &value_field};

static weir_str word_of(uint64_t number) {
  char letter[LETTERS];
  for (int i = 0; i < LETTERS; i++, number /= 26) letter[i] = (char)('a' + number % 26);
  return weir_view(letter, LETTERS);
}

static void add(table *t, uint64_t from, uint32_t n) {
  static weir_str key[RUN + 8];
  void *slot[RUN];
  weir_column column = {.data = key, .type = WEIR_STRING};
  weir_chunk chunk = {.size = sizeof chunk, .rows = n, .columns = 1, .stride = sizeof column, .col = &column};
  for (uint32_t i = 0; i < n; i++) key[i] = word_of(from + i);
  table_upsert(t, &chunk, 0, n, slot);
  for (uint32_t i = 0; i < n; i++) ++*(int64_t *)slot[i];
}

static int measure(const char *name, uint32_t scope, uint64_t keys) {
  memory *m = memory_create(UINT64_C(64) << 30);
  const table_config config = {.key = &key_schema,
                               .value = &value_schema,
                               .value_size = sizeof(int64_t),
                               .scope = scope,
                               .seed = {{1, 2}},
                               .share = HASH_FINAL,
                               .memory = m};
  table *t = m ? table_create(&config) : NULL;
  if (!t) return 1;
  table_begin(t, 1);
  for (uint64_t at = 0; at < keys; at += RUN) {
    if (at % BATCH == 0 && scope == WEIR_SCOPE_STREAM) {
      table_commit(t);
      table_begin(t, (int64_t)at + 2);
    }
    add(t, at, keys - at < RUN ? (uint32_t)(keys - at) : RUN);
  }
  if (scope == WEIR_SCOPE_STREAM) table_commit(t);
  const bool good = table_keys(t) == keys && !table_failed(t);
  printf("%s %.1f %.1f\n", name, (double)memory_used(m, MEMORY_KEPT) / (double)keys,
         (double)memory_peak(m, MEMORY_KEPT) / (double)keys);
  table_destroy(t);
  memory_unref(m);
  return good ? 0 : 1;
}

int main(int argc, char **argv) {
  const uint64_t keys = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
  if (keys == 0 || keys > 300000000) {
    (void)fprintf(stderr, "usage: table_keys N, 1 to 300,000,000\n");
    return 2;
  }
  return measure("batch", WEIR_SCOPE_BATCH, keys) | measure("stream", WEIR_SCOPE_STREAM, keys);
}
