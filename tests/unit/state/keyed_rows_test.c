/* SPDX-License-Identifier: Apache-2.0 */
/* Rows by key: keys in order of arrival, the rows of each in order of arrival, from several inputs, in runs. */
#include "state/keyed_rows.h"
#include "sample_keys.h"

enum { INPUTS = 2, MOST = 4000 };

typedef struct arrival {
  uint32_t key, input;
  int64_t row;
} arrival;

static const weir_field row_field[2] = {{.name = "row", .type = WEIR_I64}, {.name = "name", .type = WEIR_STRING}};
static const weir_schema row_schema = {
    .size = sizeof row_schema, .count = 2, .stride = sizeof(weir_field), .field = row_field};
static const weir_schema *const row_schemas[INPUTS + 1] = {&row_schema, &row_schema, NULL};
static const hash_seed seed = {{5, 6}};

static weir_str name_of(int64_t row, char *bytes) {
  int n = snprintf(bytes, 64, "the name of row %lld", (long long)row);
  return weir_view(bytes, (uint32_t)n);
}

static int add(keyed_rows *k, sample *s, uint32_t input, const uint32_t *key, int64_t first, uint32_t n) {
  static int64_t row[SAMPLE_ROWS];
  static weir_str name[SAMPLE_ROWS];
  static char bytes[SAMPLE_ROWS][64];
  for (uint32_t i = 0; i < n; i++) {
    row[i] = first + i;
    name[i] = name_of(row[i], bytes[i]);
  }
  weir_column column[2] = {{.data = row, .type = WEIR_I64}, {.data = name, .type = WEIR_STRING}};
  weir_chunk in = {.size = sizeof in, .rows = n, .columns = 2, .stride = sizeof *column, .col = column};
  int status = keyed_rows_add(k, input, sample_make(s, key, n), &in);
  memset(bytes, 0xee, sizeof bytes);
  return status;
}

/* The rows of one key of one input are those that arrived for it, in order. */
static void check_lists(const weir_chunk *lists, uint32_t at, const arrival *all, uint32_t n, uint32_t key,
                        uint32_t input) {
  const weir_column *row = weir_col(lists, 0), *name = weir_col(lists, 1);
  uint32_t begin = at ? row->ends[at - 1] : row->first;
  for (uint32_t i = 0; i < n; i++) {
    char bytes[64];
    if (all[i].key != key || all[i].input != input) continue;
    assert_true(begin < row->ends[at]);
    assert_int_equal(((const int64_t *)row->child->data)[begin], all[i].row);
    weir_str expected = name_of(all[i].row, bytes);
    assert_true(weir_str_equal(&((const weir_str *)name->child->data)[begin], &expected));
    begin++;
  }
  assert_int_equal(begin, row->ends[at]);
}

static void check(keyed_rows *k, sample *s, const arrival *all, uint32_t n) {
  weir_rows_scan scan = {.size = sizeof scan};
  bool seen[SAMPLE_KEYS] = {false};
  uint32_t next = 0;
  while (keyed_rows_scan(k, &scan) > 0)
    for (uint32_t i = 0; i < scan.rows; i++) {
      uint32_t key = sample_which(s, scan.keys, i);
      while (next < n && seen[all[next].key]) next++;
      assert_true(next < n);
      assert_int_equal(key, all[next].key);
      seen[key] = true;
      for (uint32_t input = 0; input < INPUTS; input++) check_lists(scan.input[input], i, all, n, key, input);
      assert_int_equal(scan.input[INPUTS]->columns, 0);
    }
  while (next < n && seen[all[next].key]) next++;
  assert_int_equal(next, n);
}

static void rows_come_back_by_key_in_order_of_arrival(void **state) {
  (void)state;
  for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
    memory *m = memory_create(UINT64_C(1) << 30);
    sample *s = sample_create((sample_kind)kind);
    keyed_rows *k = keyed_rows_create(m, &seed, &s->schema, row_schemas, INPUTS + 1);
    assert_non_null(k);
    static arrival all[MOST];
    uint64_t random = 99;
    for (int batch = 0; batch < 3; batch++) {
      uint32_t n = 0;
      while (n < MOST - 500) {
        uint32_t key[500], run = 1 + (uint32_t)(sample_random(&random) % 499),
                           input = (uint32_t)(sample_random(&random) % 3);
        for (uint32_t i = 0; i < run; i++) {
          key[i] = (uint32_t)(sample_random(&random) % SAMPLE_KEYS);
          all[n + i] = (arrival){.key = key[i], .input = input, .row = n + i};
        }
        assert_int_equal(add(k, s, input, key, n, run), 0);
        n += run;
      }
      check(k, s, all, n);
      assert_true(keyed_rows_bytes(k) > 0);
      keyed_rows_clear(k);
      weir_rows_scan scan = {.size = sizeof scan};
      assert_int_equal(keyed_rows_scan(k, &scan), 0);
    }
    keyed_rows_destroy(k);
    assert_int_equal(memory_used(m, MEMORY_KEPT) + memory_used(m, MEMORY_WAITING), 0);
    memory_unref(m);
    free(s);
  }
}

static void a_key_with_very_many_rows_is_one_run(void **state) {
  (void)state;
  memory *m = memory_create(UINT64_C(1) << 30);
  sample *s = sample_create(SAMPLE_NUMBERS);
  keyed_rows *k = keyed_rows_create(m, &seed, &s->schema, row_schemas, INPUTS);
  uint32_t key[SAMPLE_ROWS] = {0};
  key[SAMPLE_ROWS - 1] = 1;
  for (int64_t i = 0; i < 20; i++) assert_int_equal(add(k, s, 1, key, i * SAMPLE_ROWS, SAMPLE_ROWS), 0);
  weir_rows_scan scan = {.size = sizeof scan};
  assert_int_equal(keyed_rows_scan(k, &scan), 1);
  const weir_column *list = weir_col(scan.input[1], 0);
  assert_int_equal(list->ends[0], 20 * (SAMPLE_ROWS - 1));
  assert_int_equal(((const int64_t *)list->child->data)[SAMPLE_ROWS - 1], SAMPLE_ROWS);
  assert_int_equal(keyed_rows_scan(k, &scan), 1);
  assert_int_equal(weir_col(scan.input[1], 0)->ends[0], 20);
  assert_int_equal(weir_col(scan.input[0], 0)->ends[0], 0);
  assert_int_equal(keyed_rows_scan(k, &scan), 0);
  keyed_rows_destroy(k);
  memory_unref(m);
  free(s);
}

static void every_allocation_may_fail(void **state) {
  (void)state;
  memory *m = memory_create(UINT64_C(1) << 30);
  sample *s = sample_create(SAMPLE_TEXTS);
  uint32_t key[SAMPLE_KEYS], failures = 0;
  for (uint32_t i = 0; i < SAMPLE_KEYS; i++) key[i] = i;
  for (uint64_t n = 1; n < 60; n++) {
    memory_fail_at(n);
    keyed_rows *k = keyed_rows_create(m, &seed, &s->schema, row_schemas, INPUTS + 1);
    weir_rows_scan scan = {.size = sizeof scan};
    for (uint32_t input = 0; k && input < 3; input++) add(k, s, input, key, 0, SAMPLE_KEYS);
    while (k && keyed_rows_scan(k, &scan) > 0) assert_true(scan.rows <= 1024);
    memory_fail_at(0);
    failures += !k || keyed_rows_failed(k);
    if (k) {
      keyed_rows_clear(k);
      assert_false(keyed_rows_failed(k));
      assert_int_equal(add(k, s, 0, key, 0, SAMPLE_KEYS), 0);
    }
    keyed_rows_destroy(k);
    assert_int_equal(memory_used(m, MEMORY_KEPT) + memory_used(m, MEMORY_WAITING), 0);
  }
  assert_true(failures > 15);
  memory_unref(m);
  free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_come_back_by_key_in_order_of_arrival),
      cmocka_unit_test(a_key_with_very_many_rows_is_one_run),
      cmocka_unit_test(every_allocation_may_fail),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
