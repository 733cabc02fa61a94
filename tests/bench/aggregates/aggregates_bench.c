/* SPDX-License-Identifier: Apache-2.0 */
/* sum(amount) and count(*) by a string key: through weir.aggregates/1 and aggregates.so, as every operator does it,
 * beside the same loop written into an operator, on the same chunks and the same kind of table, in turns. Prints
 * nanoseconds a row and their ratio, once with a column that can be null and once with one that cannot. Exit status 1:
 * a ratio is above the limit, or sums differ. */
#include "expr/evaluator.h"
#include "state/table.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <weir/plugin.h>

enum { CHUNK = 2048, CHUNKS = 512, RUN = 256, ROUNDS = 31, KEYS = 10000 };
#define LIMIT 1.10

static const weir_plugin *plugin;

typedef struct bench {
  memory *memory;
  host_frame frame;
  expr_compiler *compiler;
  const weir_aggregates *aggregates;
  const weir_expressions *key;
  weir_field field[2];
  weir_schema input;
  weir_str *text;
  int64_t *amount;
  uint64_t serial;
} bench;

/* What the operator of one's own keeps of a key: as SQL has it, a sum of nothing is null. */
typedef struct totals {
  int64_t sum, values, rows;
} totals;
typedef struct plain_totals {
  int64_t sum, rows;
} plain_totals;

static double cpu_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* ---- set-up ------------------------------------------------------------------------------------------------------ */

static const weir_aggregate *find_aggregate(void *context, const char *name) {
  (void)context;
  for (uint32_t i = 0; plugin->aggregate[i]; i++)
    if (strcmp(plugin->aggregate[i]->name, name) == 0) return plugin->aggregate[i];
  return NULL;
}

static void upsert(weir_table *t, const weir_chunk *keys, uint32_t first, uint32_t n, void **slot) {
  table_upsert(t->table, keys, first, n, slot);
}

static void fill_rows(bench *b) {
  static char text[KEYS][24];
  uint64_t state = 88172645463325252u;
  b->text = aligned_alloc(64, (CHUNK * CHUNKS + 64) * sizeof *b->text);
  b->amount = aligned_alloc(64, (CHUNK * CHUNKS + 64) * sizeof *b->amount);
  if (!b->text || !b->amount) exit(2);
  for (uint32_t i = 0; i < KEYS; i++) (void)snprintf(text[i], sizeof text[i], "user-%u", i * 7919u % 100000u);
  for (uint32_t i = 0; i < CHUNK * CHUNKS; i++) {
    const char *key = text[next_random(&state) % KEYS];
    b->text[i] = weir_view(key, (uint32_t)strlen(key));
    b->amount[i] = (int64_t)(next_random(&state) % 1000);
  }
}

static expr_text text_of(const char *text, expr_piece *piece) {
  *piece = (expr_piece){.text = text, .size = (uint32_t)strlen(text)};
  return (expr_text){.piece = piece, .pieces = 1};
}

static void compile(bench *b) {
  static const expr_library library = {.aggregate = find_aggregate};
  const weir_schema *const input[] = {&b->input};
  const expr_scope scope = {.input = input, .inputs = 1};
  expr_piece piece[3];
  const expr_named values[] = {{.name = "total", .text = text_of("sum(amount)", &piece[0])},
                               {.name = "n", .text = text_of("count(*)", &piece[1])}};
  const expr_named key = {.text = text_of("user", &piece[2])};
  uint32_t failed;
  expr_error err;
  b->compiler = expr_compiler_create(&library);
  b->aggregates = expr_compile_aggregates(b->compiler, values, 2, &scope, &failed, &err);
  b->key = expr_compile_list(b->compiler, &key, 1, &scope, EXPR_PURE, &failed, &err);
  if (b->aggregates && b->key) return;
  (void)fprintf(stderr, "%s\n", err.text);
  exit(2);
}

static table *make_table(const bench *b, const weir_schema *value, uint32_t size) {
  const table_config config = {.key = expr_list_schema(b->key),
                               .value = value,
                               .value_size = size,
                               .scope = WEIR_SCOPE_BATCH,
                               .seed = {{1, 2}},
                               .share = HASH_COMBINER,
                               .memory = b->memory};
  table *t = table_create(&config);
  if (!t) exit(2);
  return t;
}

/* ---- the two ----------------------------------------------------------------------------------------------------- */

typedef void (*work_fn)(bench *b, weir_table *t, const weir_chunk *keys, const weir_chunk *in);

static void by_aggregates(bench *b, weir_table *t, const weir_chunk *keys, const weir_chunk *in) {
  aggregates_service.update(&b->frame.host, b->aggregates, t, keys, in);
}

static void by_hand(bench *b, weir_table *t, const weir_chunk *keys, const weir_chunk *in) {
  const weir_column *amount = weir_col(in, 1);
  const int64_t *value = amount->data;
  void *slot[RUN];
  for (uint32_t first = 0; first < in->rows; first += RUN) {
    const uint32_t n = in->rows - first < RUN ? in->rows - first : RUN;
    b->frame.host.upsert(t, keys, first, n, slot);
    for (uint32_t i = 0; i < n; i++) {
      totals *to = slot[i];
      to->rows++;
      if (weir_is_null(amount, first + i)) continue;
      to->sum += value[first + i];
      to->values++;
    }
  }
}

static void by_hand_without_nulls(bench *b, weir_table *t, const weir_chunk *keys, const weir_chunk *in) {
  const int64_t *value = weir_i64(in, 1);
  void *slot[RUN];
  for (uint32_t first = 0; first < in->rows; first += RUN) {
    const uint32_t n = in->rows - first < RUN ? in->rows - first : RUN;
    b->frame.host.upsert(t, keys, first, n, slot);
    for (uint32_t i = 0; i < n; i++) {
      plain_totals *to = slot[i];
      to->sum += value[first + i];
      to->rows++;
    }
  }
}

static double run(bench *b, table *t, work_fn work) {
  weir_table handle = {.table = t};
  const double begin = cpu_ns();
  for (uint32_t c = 0; c < CHUNKS; c++) {
    const weir_column column[] = {{.data = b->text + c * CHUNK, .type = WEIR_STRING},
                                  {.data = b->amount + c * CHUNK, .type = WEIR_I64}};
    const weir_chunk in = {.size = sizeof in, .rows = CHUNK, .columns = 2, .stride = sizeof *column, .col = column};
    const weir_chunk *keys = eval_service.keys(&b->frame.host, b->key, &in);
    work(b, &handle, keys, &in);
  }
  return (cpu_ns() - begin) / (CHUNK * CHUNKS);
}

/* The sum over all keys of the first field of the values, which both keep there. */
static int64_t sum_of(table *t) {
  weir_scan scan = {.size = sizeof scan};
  int64_t sum = 0;
  for (uint32_t n; (n = table_scan(t, &scan)) > 0;)
    for (uint32_t i = 0; i < n; i++) sum += *(const int64_t *)scan.slot[i];
  return sum;
}

static int by_value(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static bool compare(bench *b, uint32_t flags, work_fn hand, const weir_schema *value, uint32_t size) {
  uint32_t own_size;
  double ours[ROUNDS], theirs[ROUNDS], ratio[ROUNDS];
  b->field[1].flags = flags;
  compile(b);
  const weir_schema *state = expr_aggregates_state(b->aggregates, &own_size);
  table *a = make_table(b, state, own_size), *h = make_table(b, value, size);
  for (uint32_t i = 0; i < ROUNDS; i++) {
    ours[i] = run(b, a, by_aggregates);
    theirs[i] = run(b, h, hand);
    ratio[i] = ours[i] / theirs[i];
  }
  const bool same = sum_of(a) == sum_of(h) && !table_failed(a) && !table_failed(h);
  qsort(ours, ROUNDS, sizeof *ours, by_value);
  qsort(theirs, ROUNDS, sizeof *theirs, by_value);
  qsort(ratio, ROUNDS, sizeof *ratio, by_value);
  const double median = ratio[ROUNDS / 2];
  printf("%-24s aggregates %6.2f ns a row, by hand %6.2f, ratio %.3f (median of %d), limit %.2f: %s%s\n",
         flags ? "amount can be null:" : "amount is never null:", ours[ROUNDS / 2], theirs[ROUNDS / 2], median, ROUNDS,
         LIMIT, median <= LIMIT ? "holds" : "DOES NOT HOLD", same ? "" : ", SUMS DIFFER");
  table_destroy(a);
  table_destroy(h);
  evaluator_destroy(b->frame.evaluator);
  b->frame.evaluator = evaluator_create(b->memory);
  expr_compiler_destroy(b->compiler);
  return same && median <= LIMIT;
}

static const weir_plugin *load(const char *path) {
  void *file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *symbol = file ? dlsym(file, WEIR_PLUGIN_SYMBOL) : NULL;
  weir_plugin_fn entry = NULL;
  if (!symbol) return NULL;
  memcpy(&entry, &symbol, sizeof entry);
  return entry();
}

int main(int argc, char **argv) {
  static const weir_field fields[] = {{.name = "sum", .type = WEIR_I64, .offset = offsetof(totals, sum)},
                                      {.name = "values", .type = WEIR_I64, .offset = offsetof(totals, values)},
                                      {.name = "rows", .type = WEIR_I64, .offset = offsetof(totals, rows)}};
  static const weir_field plain[] = {{.name = "sum", .type = WEIR_I64, .offset = offsetof(plain_totals, sum)},
                                     {.name = "rows", .type = WEIR_I64, .offset = offsetof(plain_totals, rows)}};
  const weir_schema value = {.size = sizeof value, .count = 3, .stride = sizeof *fields, .field = fields};
  const weir_schema plain_value = {.size = sizeof value, .count = 2, .stride = sizeof *plain, .field = plain};
  static bench b;
  if (argc != 2 || !(plugin = load(argv[1]))) {
    (void)fprintf(stderr, "usage: bench-aggregates AGGREGATES.so\n");
    return 2;
  }
  b.memory = memory_create(UINT64_C(1) << 30);
  b.frame.host = (weir_host){.size = sizeof(weir_host), .upsert = upsert};
  b.frame.evaluator = evaluator_create(b.memory);
  b.field[0] = (weir_field){.name = "user", .type = WEIR_STRING};
  b.field[1] = (weir_field){.name = "amount", .type = WEIR_I64};
  b.input = (weir_schema){.size = sizeof b.input, .count = 2, .stride = sizeof(weir_field), .field = b.field};
  fill_rows(&b);
  const bool nullable = compare(&b, WEIR_NULLABLE, by_hand, &value, sizeof(totals));
  const bool never = compare(&b, 0, by_hand_without_nulls, &plain_value, sizeof(plain_totals));
  return nullable && never ? 0 : 1;
}
