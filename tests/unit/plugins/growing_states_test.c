/* SPDX-License-Identifier: Apache-2.0 */
/* Aggregates whose state grows, in real tables: that estimates keep their bounds in error and size, whatever way the rows
 * came together; that what a batch did is undone; and that partial states may lie at any address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fake_host.h"
#include "state/table.h"
#include <math.h>
#include <stdlib.h>

enum { RUN = 256, PARTS = 7 };

static const weir_plugin *plugin;

/* One aggregate over one column, and tables of one slot. */
typedef struct setting {
  fake_host host;
  fake_call call;
  memory *memory;
  const weir_aggregate *aggregate;
  weir_field field[3];
  const weir_field *arg_field[3];
  weir_column number[3];
  const weir_column *constant[3];
  weir_schema key, value;
} setting;

static void slot_string(weir_table *t, weir_str *field, const char *p, uint64_t n) {
  table_slot_string(t->table, field, p, n);
}
static char *slot_reserve(weir_table *t, weir_str *field, uint64_t n) { return table_slot_reserve(t->table, field, n); }
static void fail_table(weir_table *t, const char *text) { table_fail(t->table, text); }

static void constant(setting *s, uint32_t i, uint32_t type, const void *value) {
  s->field[i] = (weir_field){.name = "constant", .type = type};
  s->number[i] = type == WEIR_F64 ? fake_reals(&s->host, value, 1) : fake_numbers(&s->host, value, 1);
  s->constant[i] = &s->number[i];
}

/* The second and third argument: a share or error (0: none), an accuracy (0: none). */
static void begin(setting *s, const char *name, uint32_t type, double second, int64_t third) {
  memset(s, 0, sizeof *s);
  fake_host_init(&s->host);
  s->host.host.slot_string = slot_string;
  s->host.host.slot_reserve = slot_reserve;
  s->host.host.table_fail = fail_table;
  s->memory = memory_create(1 << 30);
  for (uint32_t i = 0; plugin->aggregate[i]; i++)
    if (strcmp(plugin->aggregate[i]->name, name) == 0) s->aggregate = plugin->aggregate[i];
  s->field[0] = (weir_field){.name = "x", .type = type};
  if (second > 0) constant(s, 1, WEIR_F64, &second);
  if (third > 0) constant(s, 2, WEIR_I64, &third);
  for (uint32_t i = 0; i < 3; i++) s->arg_field[i] = &s->field[i];
  fake_call_init(&s->call, &s->host, s->arg_field, s->constant, third > 0 ? 3 : second > 0 ? 2 : 1);
  if (s->aggregate->bind(&s->call.call, &s->call.err) != WEIR_OK) fail_msg("%s: %s", name, s->call.err.text);
  s->key = (weir_schema){.size = sizeof s->key, .stride = sizeof(weir_field)};
  s->value = (weir_schema){.size = sizeof s->value, .count = s->call.state_fields, .stride = sizeof(weir_field)};
  s->value.field = s->call.state;
}

static void end(setting *s) {
  memory_unref(s->memory);
  fake_host_finish(&s->host);
}

static weir_table new_table(setting *s, uint32_t scope) {
  static const hash_seed seed = {{1, 2}};
  const table_config config = {.key = &s->key,
                               .value = &s->value,
                               .value_size = s->call.state_size,
                               .scope = scope,
                               .seed = seed,
                               .share = HASH_FINAL,
                               .memory = s->memory};
  weir_table t = {.table = table_create(&config)};
  assert_non_null(t.table);
  return t;
}

static void *slot_of(weir_table *t) {
  void *slot;
  table_upsert(t->table, NULL, 0, 1, &slot);
  return slot;
}

static void update(setting *s, weir_table *t, const weir_column *x, uint32_t rows) {
  const weir_column *arg[] = {x, &s->number[1], &s->number[2]};
  void *slot[RUN];
  for (uint32_t first = 0; first < rows; first += RUN) {
    const uint32_t n = rows - first < RUN ? rows - first : RUN;
    slot[0] = slot_of(t);
    for (uint32_t i = 1; i < n; i++) slot[i] = slot[0];
    s->aggregate->update(&s->call.call, t, slot, arg, first, n);
  }
  assert_false(table_failed(t->table));
}

static const weir_str *state_of(weir_table *t) { return slot_of(t); }

/* The state of one table into another, as a row whose bytes begin at an odd address. */
static void merge(setting *s, weir_table *to, weir_table *from) {
  const weir_str state = *state_of(from);
  char *copy = fake_host_memory(&s->host, state.len + 1u);
  memcpy(copy + 1, weir_text(&state), state.len);
  const weir_str moved = weir_view(copy + 1, state.len);
  const weir_column column = {.data = &moved, .type = WEIR_BINARY};
  const weir_column *const fields[] = {&column};
  void *slot = slot_of(to);
  s->aggregate->merge(&s->call.call, to, &slot, fields, 0, 1);
  assert_false(table_failed(to->table));
}

/* 8 bytes of the result, whatever it is. */
static int64_t result(setting *s, weir_table *t) {
  fake_out out;
  void *slot = slot_of(t);
  int64_t value;
  fake_out_init(&out, &s->host, 1);
  s->aggregate->result(&s->call.call, &slot, 1, &out.out, 0);
  assert_int_equal(out.out.failed, WEIR_OK);
  memcpy(&value, out.column.data, sizeof value);
  return value;
}

/* ---- distinct values --------------------------------------------------------------------------------------------- */

static weir_column strided(setting *s, int64_t first, int64_t step, uint32_t n) {
  int64_t *value = fake_host_memory(&s->host, n * sizeof *value);
  for (uint32_t i = 0; i < n; i++) value[i] = first + step * i;
  return (weir_column){.data = value, .type = WEIR_I64};
}

static void counts_of_distinct_values(const char *name, double error, double tolerance, uint64_t most_bytes) {
  static const uint32_t counts[] = {1, 10, 32, 33, 200, 1000, 20000, 300000};
  for (uint32_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    setting s;
    begin(&s, name, WEIR_I64, error, 0);
    weir_table whole = new_table(&s, WEIR_SCOPE_BATCH), merged = new_table(&s, WEIR_SCOPE_BATCH);
    const weir_column all = strided(&s, -5, 3, counts[c]);
    update(&s, &whole, &all, counts[c]);
    update(&s, &whole, &all, counts[c]);
    for (uint32_t p = 0; p < PARTS; p++) { /* every value is in two parts */
      weir_table part = new_table(&s, WEIR_SCOPE_BATCH);
      const uint32_t first = (uint32_t)((uint64_t)counts[c] * p / (PARTS + 1));
      const uint32_t last = (uint32_t)((uint64_t)counts[c] * (p + 2) / (PARTS + 1));
      const weir_column some = strided(&s, -5 + 3 * (int64_t)first, 3, last - first);
      update(&s, &part, &some, last - first);
      merge(&s, &merged, &part);
      table_destroy(part.table);
    }
    const double got = (double)result(&s, &whole);
    if (fabs(got - counts[c]) > tolerance * counts[c]) fail_msg("%u values are counted as %g", counts[c], got);
    assert_int_equal(result(&s, &merged), (int64_t)got);
    assert_true(state_of(&whole)->len <= most_bytes);
    table_destroy(whole.table);
    table_destroy(merged.table);
    end(&s);
  }
}

static void approx_count_distinct_keeps_its_error_and_its_size(void **state) {
  (void)state;
  counts_of_distinct_values("approx_count_distinct", 0, 0.15, 8 + 512);
  counts_of_distinct_values("approx_count_distinct", 0.01, 0.03, 8 + 16384);
  counts_of_distinct_values("approx_count_distinct", 0.2, 0.6, 8 + 32);
}

static void count_distinct_is_exact(void **state) {
  (void)state;
  counts_of_distinct_values("count_distinct", 0, 0, 300000 * (24 + 8 + 16));
}

/* ---- percentiles ------------------------------------------------------------------------------------------------- */

typedef enum order { RISING, FALLING, MIXED } order;

/* The numbers 0 .. n-1, each once. */
static weir_column numbers(setting *s, uint32_t n, order o) {
  double *value = fake_host_memory(&s->host, n * sizeof *value);
  for (uint32_t i = 0; i < n; i++)
    value[i] = o == RISING ? i : o == FALLING ? n - 1 - i : (double)((uint64_t)i * 7919 % n); /* 7919 is prime */
  return (weir_column){.data = value, .type = WEIR_F64};
}

static double real(int64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static weir_column part_of(const weir_column *x, uint32_t first) {
  return (weir_column){.data = (const double *)x->data + first, .type = WEIR_F64};
}

static void check_share(double share, int64_t accuracy, uint32_t n, order o) {
  setting s;
  begin(&s, "percentile_approx", WEIR_F64, share, accuracy);
  weir_table whole = new_table(&s, WEIR_SCOPE_BATCH), merged = new_table(&s, WEIR_SCOPE_BATCH);
  const weir_column x = numbers(&s, n, o);
  update(&s, &whole, &x, n);
  for (uint32_t p = 0; p < PARTS; p++) {
    weir_table part = new_table(&s, WEIR_SCOPE_BATCH);
    const uint32_t first = (uint32_t)((uint64_t)n * p / PARTS), last = (uint32_t)((uint64_t)n * (p + 1) / PARTS);
    const weir_column some = part_of(&x, first);
    update(&s, &part, &some, last - first);
    merge(&s, &merged, &part);
    table_destroy(part.table);
  }
  const double want = ceil(share * n) - 1, a = real(result(&s, &whole)), b = real(result(&s, &merged));
  const double bound = n <= 2 * (uint64_t)accuracy ? 0 : (double)n / (double)accuracy;
  if (fabs(a - want) > bound || fabs(b - want) > bound)
    fail_msg("%g of %u at accuracy %lld: %g and, merged, %g; wanted %g", share, n, (long long)accuracy, a, b, want);
  assert_true(state_of(&whole)->len <= 80 * (uint64_t)accuracy + 400);
  assert_true(state_of(&merged)->len <= 80 * (uint64_t)accuracy + 400);
  table_destroy(whole.table);
  table_destroy(merged.table);
  end(&s);
}

static void percentiles_keep_their_error_and_their_size(void **state) {
  static const double shares[] = {0.001, 0.1, 0.5, 0.9, 0.999, 1};
  static const uint32_t rows[] = {1, 7, 190, 5000, 200000};
  (void)state;
  for (uint32_t i = 0; i < 6; i++)
    for (uint32_t n = 0; n < 5; n++) check_share(shares[i], n == 4 ? 1000 : 100, rows[n], (order)(i % 3));
}

/* ---- batches ----------------------------------------------------------------------------------------------------- */

/* Batches of rows 0..99, 100..149 (undone), 150..299, …; what is kept is what came in batches that were not undone. */
static void what_a_failed_batch_did_is_undone(void **state) {
  static const char *const name[] = {"count_distinct", "approx_count_distinct", "median", "mode", "sum_distinct"};
  (void)state;
  for (uint32_t a = 0; a < 5; a++) {
    setting s;
    begin(&s, name[a], WEIR_I64, 0, 0);
    weir_table kept = new_table(&s, WEIR_SCOPE_STREAM), want = new_table(&s, WEIR_SCOPE_BATCH);
    for (uint32_t batch = 0; batch < 40; batch++) {
      const uint32_t n = 20 + batch * 3;
      const weir_column x = strided(&s, 11 * batch % 70, 1 + batch % 3, n);
      table_begin(kept.table, 1000 + batch);
      update(&s, &kept, &x, n);
      if (batch % 3 == 1) {
        table_rollback(kept.table);
        continue;
      }
      table_commit(kept.table);
      update(&s, &want, &x, n);
      table_begin(kept.table, 1000 + batch);
      assert_int_equal(result(&s, &kept), result(&s, &want));
      table_commit(kept.table);
    }
    table_destroy(kept.table);
    table_destroy(want.table);
    end(&s);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(approx_count_distinct_keeps_its_error_and_its_size),
      cmocka_unit_test(count_distinct_is_exact),
      cmocka_unit_test(percentiles_keep_their_error_and_their_size),
      cmocka_unit_test(what_a_failed_batch_did_is_undone),
  };
  plugin = fake_load(AGGREGATES_SO);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
