/* SPDX-License-Identifier: Apache-2.0 */
/* Windows made of panes give what counting all their rows anew gives: in every mode, for lengths and slides of all
 * proportions, with batches that are undone and run again, or lost. */
#include "state/panes.h"
#include "sample_keys.h"

enum { KEYS = 50, BATCHES = 120, ROWS = 40 };

static const weir_field number_field = {.name = "key", .type = WEIR_I64};
static const weir_field count_field = {.name = "count", .type = WEIR_I64};
static const weir_field row_field[2] = {{.name = "key", .type = WEIR_I64}, {.name = "count", .type = WEIR_I64}};
static const weir_schema key_schema = {
    .size = sizeof(weir_schema), .count = 1, .stride = sizeof(weir_field), .field = &number_field};
static const weir_schema value_schema = {
    .size = sizeof(weir_schema), .count = 1, .stride = sizeof(weir_field), .field = &count_field};
static const weir_schema row_schema = {
    .size = sizeof(weir_schema), .count = 2, .stride = sizeof(weir_field), .field = row_field};

typedef struct shape {
  int64_t length_us, slide_us;
} shape;
static const shape shapes[] = {{10, 10}, {60, 10}, {30, 20}, {20, 30}, {50, 20}, {70, 10}, {10, 40}, {60, 30}};

typedef struct batch {
  int64_t time_us;
  bool is_lost;
  uint32_t rows;
  int64_t key[ROWS], count[ROWS];
} batch;

typedef struct window {
  memory *memory;
  panes_config config;
  panes *panes;
  table *table;
  batch batch[BATCHES];
  uint32_t batches;
  uint64_t random;
} window;

static table *make_table(memory *m, uint32_t scope) {
  const table_config config = {.key = &key_schema,
                               .value = &value_schema,
                               .value_size = 8,
                               .scope = scope,
                               .seed = {{1, 1}},
                               .share = HASH_FINAL,
                               .memory = m};
  return table_create(&config);
}

static window *open_window(uint32_t mode, shape s) {
  window *w = calloc(1, sizeof *w);
  assert_non_null(w);
  w->memory = memory_create(UINT64_C(1) << 30);
  w->config = (panes_config){.memory = w->memory,
                             .mode = mode,
                             .length_us = s.length_us,
                             .slide_us = s.slide_us,
                             .interval_us = 10,
                             .schema = &row_schema,
                             .zero_us = 990};
  w->panes = panes_create(&w->config);
  w->table = make_table(w->memory, mode == WEIR_WINDOW_DELTA ? WEIR_SCOPE_STREAM : WEIR_SCOPE_BATCH);
  assert_true(w->panes && w->table);
  w->random = 4711u + mode * 3 + (uint64_t)s.length_us;
  return w;
}

static void close_window(window *w) {
  panes_destroy(w->panes);
  table_destroy(w->table);
  assert_int_equal(memory_used(w->memory, MEMORY_KEPT) + memory_used(w->memory, MEMORY_WAITING), 0);
  memory_unref(w->memory);
  free(w);
}

/* The operator: adds, or takes away what leaves. */
static int count_rows(void *context, uint32_t flags, const weir_chunk *chunk) {
  window *w = context;
  void *slot[WEIR_MAX_ROWS];
  table_upsert(w->table, chunk, 0, chunk->rows, slot);
  for (uint32_t i = 0; i < chunk->rows; i++)
    *(int64_t *)slot[i] += flags & WEIR_LEAVING ? -weir_i64(chunk, 1)[i] : weir_i64(chunk, 1)[i];
  return table_failed(w->table) ? -1 : 0;
}

static weir_chunk rows_of(const batch *b, weir_column *column) {
  column[0] = (weir_column){.data = b->key, .type = WEIR_I64};
  column[1] = (weir_column){.data = b->count, .type = WEIR_I64};
  return (weir_chunk){
      .size = sizeof(weir_chunk), .rows = b->rows, .columns = 2, .stride = sizeof *column, .col = column};
}

static void check_result(window *w, int64_t time_us) {
  int64_t expected[KEYS] = {0}, result[KEYS] = {0};
  for (uint32_t b = 0; b < w->batches; b++) {
    const batch *one = &w->batch[b];
    if (one->is_lost || one->time_us <= time_us - w->config.length_us || one->time_us > time_us) continue;
    for (uint32_t i = 0; i < one->rows; i++) expected[one->key[i]] += one->count[i];
  }
  weir_scan scan = {.size = sizeof scan};
  while (table_scan(w->table, &scan) > 0)
    for (uint32_t i = 0; i < scan.rows; i++) result[weir_i64(scan.keys, 0)[i]] = *(const int64_t *)scan.slot[i];
  for (uint32_t k = 0; k < KEYS; k++)
    if (result[k] != expected[k])
      fail_msg("mode %u, length %lld, slide %lld, at %lld: key %u is %lld, not %lld", w->config.mode,
               (long long)w->config.length_us, (long long)w->config.slide_us, (long long)time_us, k,
               (long long)result[k], (long long)expected[k]);
}

/* One run of a batch up to its end. 0, or -1 when memory was out. */
static int run_batch(window *w, const batch *b) {
  weir_column column[2];
  weir_chunk chunk = rows_of(b, column);
  int status = 0;
  if (w->config.mode == WEIR_WINDOW_DELTA)
    table_begin(w->table, b->time_us);
  else
    table_clear(w->table, KEYS);
  if (w->config.mode != WEIR_WINDOW_UNION && b->rows) status = count_rows(w, 0, &chunk);
  if (status == 0 && w->config.mode == WEIR_WINDOW_MERGE) status = panes_add_table(w->panes, b->time_us, w->table);
  if (status == 0 && w->config.mode != WEIR_WINDOW_MERGE) status = panes_add(w->panes, b->time_us, &chunk);
  if (status == 0 && panes_slides_at(w->panes, b->time_us))
    status = panes_slide(w->panes, b->time_us, w->table, count_rows, w);
  return status;
}

static void undo(window *w) {
  panes_rollback(w->panes);
  if (w->config.mode == WEIR_WINDOW_DELTA) table_rollback(w->table);
}

static void keep(window *w) {
  panes_commit(w->panes);
  if (w->config.mode == WEIR_WINDOW_DELTA) table_commit(w->table);
}

static batch *next_batch(window *w) {
  batch *b = &w->batch[w->batches];
  b->time_us = 1000 + 10 * (int64_t)w->batches++;
  b->rows = sample_random(&w->random) % 4 ? (uint32_t)(sample_random(&w->random) % ROWS) : 0;
  for (uint32_t i = 0; i < b->rows; i++) {
    b->key[i] = (int64_t)(sample_random(&w->random) % KEYS);
    b->count[i] = (int64_t)(sample_random(&w->random) % 9);
  }
  return b;
}

static void run_window(uint32_t mode) {
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
    window *w = open_window(mode, shapes[s]);
    while (w->batches < BATCHES) {
      batch *b = next_batch(w);
      assert_int_equal(run_batch(w, b), 0);
      if (sample_random(&w->random) % 3 == 0) {
        undo(w);
        b->is_lost = sample_random(&w->random) % 3 == 0;
        if (b->is_lost) b->rows = 0; /* its slide is made up for without its rows */
        assert_int_equal(run_batch(w, b), 0);
      }
      if (panes_slides_at(w->panes, b->time_us)) check_result(w, b->time_us);
      keep(w);
    }
    assert_true(panes_bytes(w->panes) < 1 << 20);
    close_window(w);
  }
}

static void merged_panes_are_what_counting_anew_gives(void **state) {
  (void)state;
  run_window(WEIR_WINDOW_MERGE);
}
static void entering_and_leaving_rows_are_what_counting_anew_gives(void **state) {
  (void)state;
  run_window(WEIR_WINDOW_DELTA);
}
static void all_rows_of_the_window_come_on_each_slide(void **state) {
  (void)state;
  run_window(WEIR_WINDOW_UNION);
}

static void a_batch_that_ran_out_of_memory_can_be_run_again(void **state) {
  (void)state;
  for (uint32_t mode = WEIR_WINDOW_MERGE; mode <= WEIR_WINDOW_UNION; mode++) {
    window *w = open_window(mode, (shape){60, 10});
    while (w->batches < BATCHES) {
      batch *b = next_batch(w);
      for (uint64_t n = 1; n < 12; n++) {
        memory_fail_at(n);
        int status = run_batch(w, b);
        memory_fail_at(0);
        if (status == 0 && n < 11) check_result(w, b->time_us);
        undo(w);
      }
      assert_int_equal(run_batch(w, b), 0);
      check_result(w, b->time_us);
      keep(w);
    }
    close_window(w);
  }
  memory *m = memory_create(1 << 20);
  for (uint64_t n = 1; n <= 2; n++) {
    memory_fail_at(n);
    assert_null(panes_create(&(panes_config){.memory = m, .length_us = 10, .slide_us = 10, .schema = &row_schema}));
  }
  memory_fail_at(0);
  memory_unref(m);
}

static int refuse(void *context, uint32_t flags, const weir_chunk *chunk) {
  (void)context;
  (void)flags;
  (void)chunk;
  return 42;
}

static void what_the_operator_says_stops_the_slide(void **state) {
  (void)state;
  window *w = open_window(WEIR_WINDOW_UNION, (shape){60, 10});
  batch b = {.time_us = 1000, .rows = 2};
  weir_column column[2];
  weir_chunk chunk = rows_of(&b, column);
  assert_int_equal(panes_add(w->panes, 1000, &chunk), 0);
  assert_int_equal(panes_slide(w->panes, 1000, w->table, refuse, NULL), 42);
  undo(w);
  assert_int_equal(panes_slide(w->panes, 1010, w->table, refuse, NULL), 0);
  close_window(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(merged_panes_are_what_counting_anew_gives),
      cmocka_unit_test(entering_and_leaving_rows_are_what_counting_anew_gives),
      cmocka_unit_test(all_rows_of_the_window_come_on_each_slide),
      cmocka_unit_test(a_batch_that_ran_out_of_memory_can_be_run_again),
      cmocka_unit_test(what_the_operator_says_stops_the_slide),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
